import { expect } from 'chai';
import { Entity } from '../../lib/index.js';
import { declared } from './declared.js';

describe('decorators/entity', () => {
  it('declares the table, named alone or among options', () => {
    @Entity('shop')
    class Short {}
    @Entity({ table: 'shop', strict: true, ttl: '1d', name: 'Sale', layout: 'json' })
    class Long {}
    expect(declared(Short)).to.deep.equal([{ kind: 'entity', options: { table: 'shop' } }]);
    expect(declared(Long)).to.deep.equal([
      { kind: 'entity', options: { table: 'shop', strict: true, ttl: '1d', name: 'Sale', layout: 'json' } },
    ]);
  });

  it('keeps a copy of its options, which may be frozen or changed later', () => {
    const options = { table: 'shop' };
    @Entity(options)
    class One {}
    options.table = 'other';
    @Entity(Object.freeze(options))
    class Two {}
    expect(declared(One)).to.deep.equal([{ kind: 'entity', options: { table: 'shop' } }]);
    expect(declared(Two)).to.deep.equal([{ kind: 'entity', options: { table: 'other' } }]);
    expect(options).to.deep.equal({ table: 'other' });
  });

  it('may stand on several classes, also on abstract ones', () => {
    const shop = Entity('shop');
    @shop
    class One {}
    @shop
    abstract class Two {}
    expect(declared(One)).to.deep.equal(declared(Two));
  });

  it('leaves the class as it is', () => {
    class Bare {
      readonly x = 1;
    }
    const Decorated = (Entity('shop') as (target: unknown) => unknown)(Bare);
    expect(Decorated).to.equal(undefined);
    expect(Object.keys(Bare)).to.deep.equal([]);
    expect(Object.keys(Bare.prototype)).to.deep.equal([]);
    expect({ ...new Bare() }).to.deep.equal({ x: 1 });
  });

  it('writes nothing on a parent', () => {
    class Parent {}
    @Entity('shop')
    class Child extends Parent {}
    expect(declared(Parent)).to.deep.equal([]);
    expect(declared(Child)).to.have.length(1);
    expect(Object.getOwnPropertySymbols(Parent).map(String)).to.not.include('Symbol(dynastore.declarations)');
  });
});
