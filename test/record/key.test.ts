import { expect } from 'chai';
import { InvalidArgumentError } from '../../lib/errors.js';
import {
  MAX_PARTITION_KEY_BYTES,
  MAX_SORT_KEY_BYTES,
  checkPartitionKey,
  checkPrefix,
  checkSortKey,
} from '../../lib/record/key.js';
import { describeType } from '../../lib/record/kind.js';
import { describeOnce } from '../support/describe-once.js';

/** Texts of exactly so many bytes, of characters of one to four bytes each. */
const ofBytes = (bytes: number) =>
  ['a', 'é', '€', '😀'].map((char) => {
    const size = Buffer.byteLength(char);
    return char.repeat(Math.floor(bytes / size)) + 'a'.repeat(bytes % size);
  });

describeOnce('record/key', () => {
  const checks = {
    'partition key': { check: checkPartitionKey, maxBytes: MAX_PARTITION_KEY_BYTES },
    'sort key': { check: checkSortKey, maxBytes: MAX_SORT_KEY_BYTES },
    prefix: { check: checkPrefix, maxBytes: MAX_SORT_KEY_BYTES },
  };
  for (const [what, { check, maxBytes }] of Object.entries(checks)) {
    it(`takes a ${what} of ${maxBytes} bytes, and of one character`, () => {
      for (const text of [...ofBytes(maxBytes), ' ', '\0', '/', '\u{10ffff}']) expect(() => check(text)).not.to.throw();
    });

    it(`refuses a ${what} of one byte more`, () => {
      for (const text of ofBytes(maxBytes + 1)) {
        expect(() => check(text)).to.throw(InvalidArgumentError, new RegExp(`more than ${maxBytes} bytes`));
      }
    });

    for (const half of ['\ud800', 'a\udfff', '\udc00\ud800', `${'x'.repeat(50)}\ud83d`]) {
      it(`refuses a ${what} with half of a surrogate pair: ${JSON.stringify(half.slice(-3))}`, () => {
        expect(() => check(half)).to.throw(InvalidArgumentError, /surrogate/);
      });
    }

    for (const value of [undefined, null, 5, 5n, true, {}, [], ['a'], Symbol('a'), new String('a')]) {
      it(`refuses ${describeType(value)} as a ${what}`, () => {
        expect(() => check(value)).to.throw(InvalidArgumentError, /must be a string/);
      });
    }
  }

  it('refuses an empty key, and takes an empty prefix', () => {
    expect(() => checkPartitionKey('')).to.throw(InvalidArgumentError, /empty/);
    expect(() => checkSortKey('')).to.throw(InvalidArgumentError, /empty/);
    expect(() => checkPrefix('')).not.to.throw();
  });
});
