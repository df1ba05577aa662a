import { expect } from 'chai';
import { Expires } from '../../lib/index.js';
import { expectOptionsLeftAlone, onX } from './declared.js';

describe('decorators/expires', () => {
  it('declares the property of the expiry, and its unit', () => {
    expect(onX(Expires())).to.deep.equal([{ kind: 'expires', property: 'x', options: {} }]);
    expect(onX(Expires({ as: 'seconds' }))).to.deep.equal([
      { kind: 'expires', property: 'x', options: { as: 'seconds' } },
    ]);
  });

  it('leaves its options alone', () => {
    expectOptionsLeftAlone({ as: 'seconds' } as const, (options) => Expires(options));
  });
});
