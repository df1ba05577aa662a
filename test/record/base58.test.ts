import { base58 } from '@scure/base';
import { expect } from 'chai';
import fc from 'fast-check';
import { decodeBase58, encodeBase58 } from '../../lib/record/base58.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('record/base58', () => {
  const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).filter(([first]) => first !== 0);

  it('writes what the library writes for the whole', () => {
    fc.assert(fc.property(anyBytes, (bytes) => encodeBase58(bytes) === base58.encode(bytes)));
  });

  it('reads back what it writes', () => {
    fc.assert(fc.property(anyBytes, (bytes) => decodeBase58(encodeBase58(bytes)).equals(bytes)));
  });

  for (const text of ['0', 'O', 'I', 'l', 'a b', 'ab\n', 'ä', '+', `${'2'.repeat(40)}0`]) {
    it(`throws for a digit that the alphabet does not have: ${JSON.stringify(text.slice(-3))}`, () => {
      expect(() => decodeBase58(text)).to.throw();
    });
  }
});
