import { expect } from 'chai';
import { digestSeal, encryptingSeal, signingSeal } from '../../lib/record/page-seal.js';
import { describeOnce } from '../support/describe-once.js';

const BODY = Buffer.from('order/4711');
const PLACE = Buffer.from('shop, customers');

describeOnce('record/page-seal', () => {
  const seals = { digest: digestSeal(), signature: signingSeal('s'), encryption: encryptingSeal('s') };
  for (const [what, seal] of Object.entries(seals)) {
    it(`opens what a ${what} closed, empty or not`, () => {
      for (const body of [BODY, Buffer.alloc(0), Buffer.alloc(5000, 7)]) {
        expect(seal.open(seal.close(body, PLACE), PLACE)?.equals(body)).to.equal(true);
      }
    });

    it(`opens a ${what} nowhere else, and not when a bit of it is another`, () => {
      const sealed = seal.close(BODY, PLACE);
      expect(seal.open(sealed, Buffer.from('shop, orders'))).to.equal(undefined);
      for (let bit = 0; bit < sealed.length * 8; bit++) {
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(seal.open(changed, PLACE), `bit ${bit}`).to.equal(undefined);
      }
      for (let length = 0; length < sealed.length; length++) {
        expect(seal.open(sealed.subarray(0, length), PLACE), `${length} bytes`).to.equal(undefined);
      }
    });
  }

  it('opens with the secret that closed, and no other', () => {
    for (const make of [signingSeal, encryptingSeal]) {
      const sealed = make('one').close(BODY, PLACE);
      expect(make('one').open(sealed, PLACE)?.equals(BODY)).to.equal(true);
      expect(make('two').open(sealed, PLACE)).to.equal(undefined);
    }
  });

  it('lets a signed body be read, and an encrypted one not', () => {
    expect(seals.signature.close(BODY, PLACE).includes(BODY)).to.equal(true);
    expect(seals.encryption.close(BODY, PLACE).includes(BODY)).to.equal(false);
  });

  it('encrypts the same body differently each time', () => {
    const sealed = Array.from({ length: 20 }, () => seals.encryption.close(BODY, PLACE).toString('hex'));
    expect(new Set(sealed).size).to.equal(20);
  });
});
