import { expect } from 'chai';
import fc from 'fast-check';
import { Misfit } from '../../lib/record/misfit.js';
import {
  canonicalNumber,
  isStorableNumber,
  readBigInt,
  readExactNumber,
  writeBigInt,
  writeNumber,
} from '../../lib/record/number.js';
import { describeOnce } from '../support/describe-once.js';

const isMisfit = (run: () => unknown): boolean => {
  try {
    run();
    return false;
  } catch (error) {
    return error instanceof Misfit;
  }
};

describeOnce('record/number', () => {
  for (const value of [NaN, Infinity, -Infinity, 1e126, -1e126, 1e-131, Number.MIN_VALUE, Number.MAX_VALUE]) {
    it(`does not write ${value}`, () => {
      expect(isMisfit(() => writeNumber(value))).to.equal(true);
    });
  }

  it('writes every other number such that it reads back, minus zero as zero', () => {
    const storable = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !isMisfit(() => writeNumber(value)));
    fc.assert(
      fc.property(storable, (value) => Object.is(readExactNumber(writeNumber(value)), value === 0 ? 0 : value)),
    );
    expect(writeNumber(-0)).to.equal('0');
    expect(isStorableNumber(writeNumber(1e125))).to.equal(true);
    expect(isStorableNumber(writeNumber(1e-130))).to.equal(true);
  });

  it('writes bigints of up to 38 significant digits', () => {
    const kept = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
    fc.assert(fc.property(kept, (value) => readBigInt(writeBigInt(value)) === value));
    expect(writeBigInt(10n ** 125n)).to.have.length(126);
    expect(isMisfit(() => writeBigInt(10n ** 126n))).to.equal(true);
    expect(isMisfit(() => writeBigInt(10n ** 38n + 1n))).to.equal(true);
  });

  for (const text of ['9007199254740993', '0.1000000000000000055', '1e400', '12345678901234567890', 'abc']) {
    it(`does not round ${text}`, () => {
      expect(readExactNumber(text)).to.equal(undefined);
    });
  }

  it('reads whole numbers however they are spelled, and nothing else', () => {
    expect(['12', '-12', '1.20e1', '120E-1', '+5', '0.0'].map(readBigInt)).to.deep.equal([12n, -12n, 12n, 12n, 5n, 0n]);
    expect(['1.5', '1e-1', 'x', '', '1e999'].map(readBigInt)).to.deep.equal(Array(5).fill(undefined));
  });

  it('has one spelling for each number', () => {
    const spellings = [
      ['1', '1.0', '01', '+1', '10e-1', '0.1E1'],
      ['0', '-0', '0.00', '0e5', '.0'],
      ['-2500', '-2.5e3', '-2500.000'],
    ];
    for (const same of spellings) expect(new Set(same.map(canonicalNumber)).size, same[0]).to.equal(1);
    expect(new Set(spellings.map(([first]) => canonicalNumber(first!))).size).to.equal(spellings.length);
  });
});
