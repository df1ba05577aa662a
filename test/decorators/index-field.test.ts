import { expect } from 'chai';
import { IndexField } from '../../lib/index.js';
import type { FieldType } from '../../lib/metadata/declarations.js';
import { expectOptionsLeftAlone, onX } from './declared.js';

describe('decorators/index-field', () => {
  it('declares a copy of a property', () => {
    expect(onX(IndexField())).to.deep.equal([{ kind: 'index-field', property: 'x', options: {} }]);
    const [named] = onX(IndexField('y'));
    expect(named).to.deep.equal({ kind: 'index-field', property: 'x', options: { attribute: 'y' } });
  });

  it('declares a key of an index, and its type', () => {
    const options = { index: 'byX', key: 'sort', order: 2, projection: 'KEYS_ONLY' } as const;
    expect(onX(IndexField(options))).to.deep.equal([{ kind: 'index-field', property: 'x', options }]);
    const [typed] = onX(IndexField({ ...options, type: BigInt })) as unknown as { type: () => FieldType }[];
    expect(typed!.type()).to.equal(BigInt);
  });

  it('leaves its options alone', () => {
    expectOptionsLeftAlone({ index: 'byX', key: 'partition', attribute: 'a' } as const, (options) =>
      IndexField(options),
    );
  });
});
