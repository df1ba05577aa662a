import { expect } from 'chai';
import { CreatedAt } from '../../lib/index.js';
import type { FieldType } from '../../lib/metadata/declarations.js';
import { onX } from './declared.js';

describe('decorators/created-at', () => {
  it('declares the property of the first write, which is a Date', () => {
    const [declaration] = onX(CreatedAt()) as unknown as { type: () => FieldType }[];
    const { type, ...rest } = declaration!;
    expect(rest).to.deep.equal({ kind: 'created-at', property: 'x', options: {} });
    expect(type()).to.equal(Date);
  });
});
