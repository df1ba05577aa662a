import { expect } from 'chai';
import { Expires } from '../../lib/index.js';
import type { FieldType } from '../../lib/metadata/declarations.js';
import { expectOptionsLeftAlone, onX } from './declared.js';

describe('decorators/expires', () => {
  it('declares the property of the expiry, and its unit', () => {
    const [declaration] = onX(Expires()) as unknown as { type: () => FieldType }[];
    const { type, ...rest } = declaration!;
    expect(rest).to.deep.equal({ kind: 'expires', property: 'x', options: {} });
    expect(type()).to.equal(Date);
    expect(onX(Expires({ as: 'seconds' }))).to.deep.equal([
      { kind: 'expires', property: 'x', options: { as: 'seconds' } },
    ]);
  });

  it('leaves its options alone', () => {
    expectOptionsLeftAlone({ as: 'seconds' } as const, (options) => Expires(options));
  });
});
