import { expect } from 'chai';
import { Index } from '../../lib/index.js';
import { declared } from './declared.js';

describe('decorators/index', () => {
  it('declares a composite index, whose options may be frozen', () => {
    const options = Object.freeze({ partition: 'store/{storeId}', sort: '{at}', projection: 'KEYS_ONLY' } as const);
    @Index('byStore', options)
    @Index('byAt', { partition: '{at}' })
    class Order {
      storeId?: string;
      at?: string;
    }
    expect(declared(Order)).to.have.deep.members([
      { kind: 'index', name: 'byStore', options: { ...options } },
      { kind: 'index', name: 'byAt', options: { partition: '{at}' } },
    ]);
  });

  it('keeps a copy of its options', () => {
    const options = { partition: 'a', sortAttribute: 'gsi1' };
    @Index('byA', options)
    class Order {}
    options.partition = 'b';
    expect(declared(Order)).to.deep.equal([
      { kind: 'index', name: 'byA', options: { partition: 'a', sortAttribute: 'gsi1' } },
    ]);
  });
});
