import { expect } from 'chai';
import { describeType } from '../../lib/record/kind.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('record/kind', () => {
  it('tells what a value is, and never the value', () => {
    class Secret {}
    const values = [undefined, null, 'secret', 5, new Secret(), Object.create(null), [1]];
    expect(values.map(describeType)).to.deep.equal([
      'undefined',
      'null',
      'string',
      'number',
      'Secret',
      'object',
      'Array',
    ]);
  });
});
