import { expect } from 'chai';
import fc from 'fast-check';
import { writeDate } from '../../lib/record/date-text.js';
import { Misfit } from '../../lib/record/misfit.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('record/date-text', () => {
  it('writes every date as toISOString does, whichever was written before', () => {
    const anyDate = fc.oneof(fc.date({ noInvalidDate: true }), fc.date({ min: new Date(-9e7), max: new Date(9e7) }));
    fc.assert(
      fc.property(anyDate, (date) => void expect(writeDate(date)).to.equal(date.toISOString())),
      { numRuns: 2000 },
    );
    for (const time of [-8.64e15, 8.64e15, -1, 0, 86_399_999, 86_400_000, -62_198_755_200_001]) {
      expect(writeDate(new Date(time))).to.equal(new Date(time).toISOString());
    }
  });

  it('refuses an Invalid Date', () => {
    let thrown: unknown;
    try {
      writeDate(new Date(NaN));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).to.be.instanceOf(Misfit);
  });
});
