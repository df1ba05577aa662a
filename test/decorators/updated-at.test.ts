import { expect } from 'chai';
import { UpdatedAt } from '../../lib/index.js';
import type { FieldType } from '../../lib/metadata/declarations.js';
import { onX } from './declared.js';

describe('decorators/updated-at', () => {
  it('declares the property of the last write, which is a Date', () => {
    const [declaration] = onX(UpdatedAt()) as unknown as { type: () => FieldType }[];
    const { type, ...rest } = declaration!;
    expect(rest).to.deep.equal({ kind: 'updated-at', property: 'x', options: {} });
    expect(type()).to.equal(Date);
  });
});
