import { expect } from 'chai';
import { nowSeconds, sleep, systemClock } from '../../lib/record/clock.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { StoppedClock } from '../support/stopped-clock.js';

describeOnce('record/clock', () => {
  it('reads the machine’s clock, moved by what the client learned', () => {
    const config = { systemClockOffset: 3_600_000 };
    const clock = systemClock({ config });
    expect(clock.nowMs()).to.be.closeTo(Date.now() + 3_600_000, 1000);
    config.systemClockOffset = 0;
    expect(clock.nowMs(), 'the offset of now').to.be.closeTo(Date.now(), 1000);
  });

  it('does not go back with what the client learns anew from every answer, to the second', () => {
    const config = { systemClockOffset: 0 };
    const clock = systemClock({ config });
    const offAt = (systemClockOffset: number) => {
      config.systemClockOffset = systemClockOffset;
      return clock.nowMs() - Date.now();
    };
    for (const learned of [-999, -3, -1700, 40]) expect(offAt(learned)).to.be.closeTo(0, 5);
    for (const learned of [3_600_000, 3_599_100, 3_600_900]) expect(offAt(learned)).to.be.closeTo(3_600_000, 5);
    expect(offAt(-200)).to.be.closeTo(-200, 5);
  });

  it('takes the offset that a client is made with as it is', () => {
    expect(systemClock({ config: { systemClockOffset: 700 } }).nowMs() - Date.now()).to.be.closeTo(700, 5);
  });

  it('reads the machine’s clock where a client has no offset', () => {
    expect(systemClock({}).nowMs()).to.be.closeTo(Date.now(), 1000);
  });

  it('cuts a second short, and never rounds it up', () => {
    expect(nowSeconds(new StoppedClock(1_999))).to.equal(1);
    expect(nowSeconds(new StoppedClock(2_000))).to.equal(2);
  });

  it('sleeps', async () => {
    await sleep(0);
  });

  it('does not fall asleep when the signal fired before', async () => {
    const reason = new Error('enough');
    expect(await failureOf(() => sleep(60_000, AbortSignal.abort(reason)))).to.equal(reason);
  });

  it('wakes when the signal fires', async () => {
    const controller = new AbortController();
    const slept = failureOf(() => sleep(60_000, controller.signal));
    controller.abort('enough');
    expect(await slept).to.equal('enough');
  });
});
