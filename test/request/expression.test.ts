import { expect } from 'chai';
import { Expression } from '../../lib/request/expression.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('request/expression', () => {
  it('gives one placeholder for one name, and one for each value', () => {
    const expression = new Expression();
    const placeholders = [expression.name('a'), expression.name('b'), expression.name('a')];
    const values = [expression.value({ S: 'x' }), expression.value({ S: 'x' })];
    expect(placeholders).to.deep.equal(['#0', '#1', '#0']);
    expect(values).to.deep.equal([':0', ':1']);
    expect(expression.placeholders()).to.deep.equal({
      ExpressionAttributeNames: { '#0': 'a', '#1': 'b' },
      ExpressionAttributeValues: { ':0': { S: 'x' }, ':1': { S: 'x' } },
    });
  });

  it('leaves out what is empty, as DynamoDB demands', () => {
    expect(new Expression().placeholders()).to.deep.equal({});
    const named = new Expression();
    named.name('a');
    expect(named.placeholders()).to.have.all.keys('ExpressionAttributeNames');
  });

  for (const name of ['a.b', 'a[0]', '#0', ':0', '__proto__', 'constructor', 'select', ' ', 'a = :0 OR b']) {
    it(`never lets the name ${JSON.stringify(name)} into the text`, () => {
      const expression = new Expression();
      expect(expression.name(name)).to.equal('#0');
      expect(expression.placeholders().ExpressionAttributeNames).to.deep.equal({ '#0': name });
    });
  }
});
