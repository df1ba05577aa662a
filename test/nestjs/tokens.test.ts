import { expect } from 'chai';
import { InvalidArgumentError } from '../../lib/errors.js';
import { InjectRepository, InjectSession, getRepositoryToken, getSessionToken } from '../../lib/nestjs/index.js';
import { describeOnce } from '../support/describe-once.js';

class Order {}
class SpecialOrder extends Order {}
const anotherOrder = () => class Order {};

describeOnce('nestjs/tokens', () => {
  it('gives a class one token for each session', () => {
    expect(getRepositoryToken(Order)).to.equal(getRepositoryToken(Order, 'default'));
    expect(getRepositoryToken(Order, 'eu')).to.equal(getRepositoryToken(Order, 'eu'));
    expect(getRepositoryToken(Order, 'eu')).to.not.equal(getRepositoryToken(Order));
  });

  it('gives two classes of one name different tokens', () => {
    expect(getRepositoryToken(anotherOrder())).to.not.equal(getRepositoryToken(anotherOrder()));
  });

  it('gives a class that extends another one a token of its own, whichever is asked for first', () => {
    expect(getRepositoryToken(Order)).to.not.equal(getRepositoryToken(SpecialOrder));
    class Parent {}
    class Child extends Parent {}
    expect(getRepositoryToken(Child)).to.not.equal(getRepositoryToken(Parent));
  });

  it('leaves nothing on a class that shows', () => {
    getRepositoryToken(Order);
    expect(Object.keys(Order)).to.deep.equal([]);
    expect(JSON.stringify({ ...Order })).to.equal('{}');
  });

  it('gives each session a token, the same to another copy of the package', () => {
    expect(getSessionToken()).to.equal(getSessionToken('default'));
    expect(getSessionToken('eu')).to.not.equal(getSessionToken());
    expect(Symbol.keyFor(getSessionToken('eu'))).to.be.a('string');
  });

  it('says in a token what to import, which Nest then prints', () => {
    expect(getSessionToken().description).to.contain('DynastoreModule.forRoot()');
    expect(getSessionToken('eu').description).to.contain("DynastoreModule.forRoot({ name: 'eu' })");
    expect(getRepositoryToken(Order).description).to.contain('DynastoreModule.forFeature([Order])');
    expect(getRepositoryToken(Order, 'eu').description).to.contain("DynastoreModule.forFeature([Order], 'eu')");
  });

  it('says why a class may be undefined', () => {
    const inject = () => InjectRepository(undefined as never);
    expect(inject).to.throw(InvalidArgumentError, 'Do two files import each other');
  });

  for (const entity of [null, 'Order', {}, 1]) {
    it(`refuses ${JSON.stringify(entity)} as an entity`, () => {
      expect(() => getRepositoryToken(entity as never)).to.throw(InvalidArgumentError);
    });
  }

  for (const name of [null, '', 1, {}]) {
    it(`refuses ${JSON.stringify(name)} as the name of a session`, () => {
      expect(() => getSessionToken(name as never)).to.throw(InvalidArgumentError);
      expect(() => InjectSession(name as never)).to.throw(InvalidArgumentError);
      expect(() => getRepositoryToken(Order, name as never)).to.throw(InvalidArgumentError);
    });
  }
});
