import { expect } from 'chai';
import { KVPair, decodeItem } from '../../lib/record/kv-pair.js';
import type { Item } from '../../lib/record/layout.js';
import {
  birthAt,
  coveringWatermark,
  fateOf,
  fateSince,
  freshWatermark,
  highestFor,
  highestForgotten,
  identityIn,
  isAnother,
  marksOf,
  leastOpenNumber,
  numberAt,
  pruneLeft,
  pruneMarks,
  seenOf,
  watermarkBound,
} from '../../lib/record/write-id.js';
import { describeOnce } from '../support/describe-once.js';
import { START_MS } from '../support/stopped-clock.js';

const KEYS: Item = { id: { S: 'p' }, name: { S: 'k' } };
const MARK = { lane: '_wAAAAAA', number: 5000, birth: 123 };
const N = (number: number | string) => ({ N: String(number) });
/** So many lanes of others, each with a number higher than the one before. */
const lanes = (count: number, first: number): Item =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`_wLane${index + 10}`, N(first + index)]));
/** Marks are old when nobody can wait for their outcome any more. */
const OLD = numberAt(START_MS) - 100;

describeOnce('record/write-id', () => {
  describe('marks in short', () => {
    const marks: Readonly<Record<string, [Item, string]>> = {
      'none of a row that another program wrote': [{ ...KEYS, version: N(3) }, ''],
      'the watermark of a row from a batch': [{ _wx: N(4712) }, '4712'],
      'the one lane': [{ _wx: N(47), _wAAAAAA: N(12) }, '47 _wAAAAAA12'],
      'the newest of several lanes': [
        { _wx: N(47), _wAAAAAA: N(12), _wBBBBBB: N(15), _wCCCCCC: N(9) },
        '47 _wBBBBBB15',
      ],
      'nothing of attributes that are no numbers': [{ _wx: { S: '47' }, _wAAAAAA: { S: '12' } }, ''],
      'nothing of attributes with other names': [{ _wy: N(1), _wAAAAA: N(1), _wAAAAAAA: N(1), _WAAAAAA: N(1) }, ''],
    };
    for (const [what, [item, text]] of Object.entries(marks)) {
      it(`are ${what}`, () => expect(marksOf(item)).to.equal(text));
    }

    it('name those that are beyond the eight newest, too, which are due to be pruned', () => {
      expect(marksOf({ _wx: N(47), ...lanes(8, 20) })).to.equal('47 _wLane1727');
      expect(marksOf({ _wx: N(47), ...lanes(10, 20) })).to.equal('47 _wLane1929 _wLane1121 _wLane1020');
    });

    it('identify a row by its newest lane, else by its watermark, else by the lack of one', () => {
      expect(identityIn('47 _wBBBBBB15')).to.deep.equal({ attribute: '_wBBBBBB', number: '15' });
      expect(identityIn('47')).to.deep.equal({ attribute: '_wx', number: '47' });
      expect(identityIn('')).to.deep.equal({ attribute: '_wx', number: undefined });
    });

    it('are known of a row as it was read, and not of one from an index that lacks them', () => {
      const item = { ...KEYS, version: N(3), _wx: N(47), _wAAAAAA: N(12) };
      expect(seenOf(decodeItem(item))).to.deep.equal({ versionText: '3', marks: '47 _wAAAAAA12' });
      expect(seenOf(decodeItem({ ...KEYS, version: N(3) }))).to.deep.equal({ versionText: '3', marks: '' });
      const through = { throughIndex: true };
      expect(seenOf(new KVPair({ ...KEYS, version: N(3) }, through))).to.deep.equal({ versionText: '3' });
      expect(seenOf(new KVPair(item, through))).to.deep.equal({ versionText: '3', marks: '47 _wAAAAAA12' });
    });
  });

  describe('the fate of a write', () => {
    const fates: Readonly<Record<string, [Item, string]>> = {
      'took effect where its number is': [{ _wAAAAAA: N(5000) }, 'applied'],
      'took effect where its number is, whatever was forgotten': [{ _wAAAAAA: N(5000), _wx: N(99990001) }, 'applied'],
      'did not where its lane has a lower number': [{ _wAAAAAA: N(4999) }, 'not applied'],
      'did not where its lane has a lower number, whatever was forgotten': [
        { _wAAAAAA: N(4999), _wx: N(99990001) },
        'not applied',
      ],
      'did not where its lane is missing and nothing was forgotten': [{ _wx: N(123) }, 'not applied'],
      'did not where lower numbers were forgotten': [{ _wx: N(49990123) }, 'not applied'],
      'is unknown where its number was forgotten': [{ _wx: N(50000123) }, 'forgotten'],
      'is unknown where higher numbers were forgotten': [{ _wx: N(50010123) }, 'forgotten'],
      'is unknown where its lane has a higher number, which another process must have left': [
        { _wAAAAAA: N(5001) },
        'forgotten',
      ],
      'did not where there is no mark at all': [{}, 'not applied'],
    };
    for (const [what, [item, fate]] of Object.entries(fates)) {
      it(`${what}`, () => expect(fateOf(item, MARK)).to.equal(fate));
    }

    const SPAN = { fromMs: START_MS, toMs: START_MS + 200, leastNumber: leastOpenNumber(START_MS) };
    const seen = { versionText: '3', marks: '47 _wBBBBBB4000' };
    const made = (atMs: number, more: Item = {}): Item => ({
      version: N(1),
      _wx: N(birthAt(atMs)),
      _wCCCCCC: N(numberAt(atMs)),
      ...more,
    });
    const others: Readonly<Record<string, [Item, boolean]>> = {
      'the row itself': [{ version: N(3), _wx: N(47), _wBBBBBB: N(4000) }, false],
      'the row itself, written by others': [{ version: N(9), _wx: N(47), _wBBBBBB: N(4005) }, false],
      'the row itself, its writers forgotten': [{ version: N(9), _wx: N(40000047) }, false],
      'a row made anew in the same millisecond by another writer': [
        { version: N(1), _wx: N(47), _wCCCCCC: N(numberAt(START_MS)) },
        true,
      ],
      'a row made anew by the same writer': [made(START_MS, { _wBBBBBB: N(4001) }), true],
      'a row made anew, when is all the same': [made(START_MS - 5), true],
      'a row made anew, and last written long before': [made(START_MS - 80_000), false],
      'a row made anew long before, and written since': [
        made(START_MS - 80_000, { _wDDDDDD: N(numberAt(START_MS)) }),
        true,
      ],
      'a row of another program, which does not say when it was made': [{ version: N(1) }, true],
    };
    for (const [what, [item, isOther]] of Object.entries(others)) {
      it(`is ${isOther ? 'unknown' : 'known'} when it meets ${what}`, () => {
        expect(isAnother(item, seen, SPAN)).to.equal(isOther);
        expect(fateSince(item, MARK, seen, SPAN)).to.equal(isOther ? 'forgotten' : 'not applied');
      });
    }

    const makers: Readonly<Record<string, [Item, string]>> = {
      before: [made(START_MS - 5), 'not applied'],
      'at that moment': [made(START_MS), 'not applied'],
      meanwhile: [made(START_MS + 100), 'forgotten'],
      'at the end': [made(START_MS + 200), 'forgotten'],
      after: [made(START_MS + 201), 'not applied'],
      'at the same time of a turn long ago': [made(START_MS + 100 - 9999 * 10), 'not applied'],
      'by another program, which does not say when': [{ version: N(1) }, 'not applied'],
    };
    for (const [when, [item, fate]] of Object.entries(makers)) {
      it(`of a write that was to make a row is '${fate}' when it meets one that was begun ${when}`, () => {
        expect(fateSince(item, MARK, undefined, SPAN)).to.equal(fate);
      });
    }

    it('of a write to a row without marks goes by the version', () => {
      for (const marks of ['', undefined]) {
        const unmarked = { versionText: '3', ...(marks !== undefined && { marks }) };
        expect(isAnother({ version: N(4) }, unmarked, SPAN)).to.equal(false);
        expect(isAnother({ version: N(3) }, unmarked, SPAN)).to.equal(true);
        expect(isAnother({}, unmarked, SPAN)).to.equal(true);
      }
    });
  });

  describe('pruning', () => {
    it('forgets those beyond the eight newest, and remembers the highest of them', () => {
      const { set, removed } = pruneMarks(marksOf({ _wx: N(47), ...lanes(10, OLD) }), MARK, START_MS);
      expect(removed).to.deep.equal(['_wLane11', '_wLane10']);
      expect(set).to.deep.equal({ _wx: N(`${OLD + 1}0047`) });
    });

    it('keeps those whose writers may still be waiting, up to 32', () => {
      const young = numberAt(START_MS) - 3;
      expect(pruneMarks(marksOf({ _wx: N(47), ...lanes(20, young) }), MARK, START_MS).removed).to.deep.equal([]);
      const { removed } = pruneMarks(marksOf({ _wx: N(47), ...lanes(40, young) }), MARK, START_MS);
      expect(removed).to.have.lengthOf(8);
    });

    it('never lowers the watermark, and keeps when the row was made', () => {
      const { set } = pruneMarks(marksOf({ _wx: N(`${OLD + 50}0047`), ...lanes(9, OLD) }), MARK, START_MS);
      expect(set).to.deep.equal({ _wx: N(`${OLD + 50}0047`) });
    });

    it('leaves the own lane alone', () => {
      const item = { _wx: N(47), ...lanes(9, OLD + 1), [MARK.lane]: N(OLD) };
      expect(pruneMarks(marksOf(item), MARK, START_MS).removed).to.deep.equal(['_wLane10']);
    });

    it('says when a row was made where it did not say so', () => {
      expect(pruneMarks('', MARK, START_MS)).to.deep.equal({ set: { _wx: N(123) }, removed: [] });
      expect(pruneMarks('47 _wBBBBBB12', MARK, START_MS)).to.deep.equal({ set: {}, removed: [] });
    });

    it('is left to others by a write that does not know the row, until there are 40, and then at every eighth', () => {
      const prunedAt = Array.from({ length: 60 }, (_, count) => count).filter(
        (count) => pruneLeft({ _wx: N(47), ...lanes(count, OLD) }, MARK, START_MS)?.removed.length,
      );
      expect(prunedAt).to.deep.equal([40, 48, 56]);
    });
  });

  describe('numbers', () => {
    it('follow the clock in steps of ten seconds, and have eight digits at most until 2057', () => {
      expect(numberAt(Date.UTC(2026, 0, 1, 0, 1, 40))).to.equal(10);
      expect(numberAt(Date.UTC(2056, 11, 31))).to.be.below(1e8);
      expect(numberAt(Date.UTC(2001, 0, 1))).to.equal(1);
    });

    it('of a new write are above what the row has forgotten', () => {
      expect(highestForgotten({ versionText: '3', marks: '50010047 _wBBBBBB9000' })).to.equal(5001);
      expect(highestForgotten({ versionText: '3', marks: '47' })).to.equal(0);
      expect(highestForgotten({ versionText: '3' })).to.equal(0);
      expect(highestFor({ _wx: N(50010047), _wAAAAAA: N(6000) }, MARK)).to.equal(6000);
    });

    it('end where no number can be above', () => {
      for (const watermark of ['9e37', '99999999999999999999', '1e125']) {
        expect(() => highestFor({ _wx: N(watermark) }, MARK))
          .to.throw()
          .with.property('code', 'DECODE');
      }
    });

    it('compare with watermarks as texts of numbers', () => {
      expect(watermarkBound(MARK)).to.equal('50000000');
      expect(Number(coveringWatermark(MARK))).to.equal(50000123);
      expect(freshWatermark(MARK)).to.deep.equal({ _wx: N(123) });
    });

    it('that are none of ours count as nothing', () => {
      for (const odd of ['-3', '0.5', '1e30', '0']) {
        expect(fateOf({ _wAAAAAA: N(odd) }, MARK)).to.equal('not applied');
        expect(highestFor({ _wAAAAAA: N(odd) }, MARK)).to.equal(0);
      }
    });
  });

  it('says when a row was made by four digits, none of which is zero at the same time', () => {
    for (let ms = START_MS; ms < START_MS + 20_000; ms += 7) expect(birthAt(ms)).to.be.within(1, 9999);
    expect(birthAt(START_MS + 1)).not.to.equal(birthAt(START_MS));
  });
});
