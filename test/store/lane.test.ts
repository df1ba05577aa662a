import { expect } from 'chai';
import { Lane } from '../../lib/store/lane.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('store/lane', () => {
  it('has a name of its own, under which the Go library sees a field', () => {
    const names = Array.from({ length: 1000 }, () => new Lane().attribute);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^_w[0-9A-Za-z]{6}$/);
  });

  it('begins at the clock, and goes up by one', () => {
    const lane = new Lane();
    expect([lane.next('a', 0, 50), lane.next('a', 0, 50), lane.next('b', 0, 50)]).to.deep.equal([50, 51, 50]);
    expect(lane.next('a', 0, 70)).to.equal(70);
  });

  it('goes on where a clock goes back', () => {
    const lane = new Lane();
    lane.next('a', 0, 50);
    expect(lane.next('a', 0, 20)).to.equal(51);
  });

  it('goes above what a row has forgotten', () => {
    const lane = new Lane();
    expect(lane.next('a', 900, 50)).to.equal(901);
    expect(lane.next('a', 0, 50)).to.equal(902);
  });

  it('never gives a row the same number twice, however many rows it writes', () => {
    const lane = new Lane();
    const last = new Map<string, number>();
    let clock = 100;
    for (let write = 0; write < 50_000; write++) {
      const row = `row-${(write * 7919) % 4001}`;
      if (write % 1000 === 0) clock += (write % 3000) - 500;
      const number = lane.next(row, write % 97 === 0 ? (last.get(row) ?? 0) + 40 : 0, clock);
      if (number <= (last.get(row) ?? 0)) expect.fail(`${number} after ${last.get(row)}`);
      last.set(row, number);
    }
  });

  it('stays near the clock for rows that are written seldom, beside one that is written often', () => {
    const lane = new Lane();
    for (let write = 0; write < 100_000; write++) {
      lane.next('often', 0, 1000);
      lane.next(`seldom-${write % 5000}`, 0, 1000);
    }
    expect(lane.next('new', 0, 1000)).to.be.below(1200);
    expect(lane.next('often', 0, 1000)).to.be.above(100_999);
  });
});
