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
