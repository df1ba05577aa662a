import { expect } from 'chai';
import { DecodeError, InvalidArgumentError } from '../../lib/errors.js';
import type { EpochSeconds } from '../../lib/record/clock.js';
import { expiryAfter, expiryAt, isExpired, parseDurationMs, readExpires } from '../../lib/record/expiry.js';
import { describeOnce } from '../support/describe-once.js';
import { START_MS, StoppedClock } from '../support/stopped-clock.js';

const NOW = Math.floor(START_MS / 1000) as EpochSeconds;

describeOnce('record/expiry', () => {
  const LENGTHS: readonly [number | string, number][] = [
    [1, 1000],
    [0.5, 500],
    [90, 90_000],
    ['500ms', 500],
    ['15m', 900_000],
    ['1.5h', 5_400_000],
    ['2 days', 172_800_000],
    ['90d', 7_776_000_000],
    ['1w', 604_800_000],
  ];
  for (const [duration, lengthMs] of LENGTHS) {
    it(`reads ${JSON.stringify(duration)} as ${lengthMs} ms`, () => {
      expect(parseDurationMs(duration)).to.equal(lengthMs);
    });
  }

  const NO_LENGTHS = [0, -1, NaN, Infinity, Number.MAX_VALUE, '', '15', 'm', 'soon', '0s', '-5m', 'Infinity', '1e999d'];
  const NO_DURATIONS: readonly unknown[] = [...NO_LENGTHS, null, true, 5n, {}, [5], new Date(), `${' '.repeat(200)}1s`];
  for (const duration of NO_DURATIONS) {
    it(`refuses ${shown(duration)} as a length of time`, () => {
      expect(() => parseDurationMs(duration as number, 'lease')).to.throw(InvalidArgumentError, /^lease/);
    });
  }

  it('ends a lifetime at the whole second before', () => {
    // Starts at .678 of a second.
    expect(expiryAfter(1, new StoppedClock())).to.equal(NOW + 1);
    expect(expiryAfter(1.321, new StoppedClock())).to.equal(NOW + 1);
    expect(expiryAfter('1322ms', new StoppedClock())).to.equal(NOW + 2);
  });

  for (const ttl of [0.999, '999ms', 1e-9]) {
    it(`refuses a lifetime of ${ttl}, under one second`, () => {
      expect(() => expiryAfter(ttl, new StoppedClock())).to.throw(InvalidArgumentError, /under one second/);
    });
  }

  it('refuses a lifetime beyond the year 9999, and takes one up to its end', () => {
    const last = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;
    expect(expiryAt(new Date(last * 1000), NOW)).to.equal(last);
    expect(() => expiryAt(new Date((last + 1) * 1000), NOW)).to.throw(InvalidArgumentError, /9999/);
    expect(() => expiryAfter('8000y', new StoppedClock())).to.throw(InvalidArgumentError, /9999/);
  });

  for (const seconds of [NOW, NOW - 1, 0, -1]) {
    it(`refuses the moment ${seconds - NOW} s from now`, () => {
      expect(() => expiryAt(new Date(seconds * 1000 + 999), NOW)).to.throw(InvalidArgumentError, /not in the future/);
    });
  }

  for (const moment of [new Date(NaN), 'tomorrow', NOW + 60, null, {}]) {
    it(`refuses ${shown(moment)} as a moment`, () => {
      expect(() => expiryAt(moment as Date, NOW)).to.throw(InvalidArgumentError, /valid Date/);
    });
  }

  const OVER: readonly [string, boolean][] = [
    [String(NOW), true],
    [String(NOW - 1), true],
    [String(NOW + 1), false],
    [`${NOW}.5`, false],
    [`${NOW}.0`, true],
    [`${NOW}.${'0'.repeat(27)}1`, false],
    [`${NOW - 1}.9999999999`, true],
    ['0', true],
    ['-5', true],
    ['9'.repeat(38), false],
  ];
  for (const [text, isOver] of OVER) {
    it(`compares the stored number: ${text} is ${isOver ? '' : 'not '}over at ${NOW}`, () => {
      expect(isExpired({ N: text }, NOW)).to.equal(isOver);
    });
  }

  it('takes nothing and NULL for no expiry, and what is no number for alive', () => {
    for (const expires of [undefined, { NULL: true as const }, { S: '1' }, { BOOL: false }, { L: [] }]) {
      expect(isExpired(expires, NOW)).to.equal(false);
    }
    expect(readExpires(undefined)).to.equal(undefined);
    expect(readExpires({ NULL: true })).to.equal(undefined);
  });

  it('reads whole seconds, and cuts a fraction off', () => {
    expect(readExpires({ N: '12' })).to.equal(12);
    expect(readExpires({ N: '12.9' })).to.equal(12);
  });

  for (const expires of [{ S: '12' }, { BOOL: true }, { M: {} }, { NS: ['12'] }]) {
    it(`refuses to read ${Object.keys(expires)[0]}`, () => {
      expect(() => readExpires(expires))
        .to.throw(DecodeError)
        .with.property('attribute', 'expires');
    });
  }
});

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 12)) : `${typeof value} ${String(value)}`;
}
