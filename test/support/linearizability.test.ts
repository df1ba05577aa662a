import { expect } from 'chai';
import { describeOnce } from './describe-once.js';
import { type Answer, type Call, type Operation, type State, explain } from './linearizability.js';
import { randomFrom } from './random.js';

let time = 0;
/** An operation by itself: called and returned before the next one is called. */
const alone = (call: Call, answer: Answer): Operation => ({ call, answer, called: time++, returned: time++ });
/** Operations that are under way at the same time. */
function together(...operations: readonly [Call, Answer][]): Operation[] {
  const from = (time += 1);
  time += operations.length * 2;
  return operations.map(([call, answer], index) => ({ call, answer, called: from + index, returned: time + index }));
}

const row = (version: number, value: string): State => ({ version, value });
const found = (version: number, value: string): Answer => ({ kind: 'row', row: row(version, value) });
const NONE: Answer = { kind: 'none' };
const DONE: Answer = { kind: 'done' };
const EXISTS: Answer = { kind: 'exists' };
const MODIFIED: Answer = { kind: 'modified' };
const UNKNOWN: Answer = { kind: 'unknown' };
const get: Call = { kind: 'get' };
const create = (value: string): Call => ({ kind: 'create', value });
const replace = (version: number, previous: string, value: string): Call => ({
  kind: 'replace',
  value,
  previous: row(version, previous),
});
const remove = (version: number, previous: string): Call => ({ kind: 'delete', previous: row(version, previous) });

const GOOD: Readonly<Record<string, () => Operation[]>> = {
  'nothing at all': () => [],
  'one after another': () => [
    alone(get, NONE),
    alone(create('a'), found(1, 'a')),
    alone(create('b'), EXISTS),
    alone(replace(1, 'a', 'c'), found(2, 'c')),
    alone(replace(1, 'a', 'd'), MODIFIED),
    alone(remove(1, 'a'), MODIFIED),
    alone(get, found(2, 'c')),
    alone(remove(2, 'c'), DONE),
    alone(remove(2, 'c'), NONE),
    alone(get, NONE),
  ],
  'a read beside a write, before it': () => together([create('a'), found(1, 'a')], [get, NONE]),
  'a read beside a write, after it': () => together([create('a'), found(1, 'a')], [get, found(1, 'a')]),
  'two rivals, one of which wins': () => [
    alone(create('a'), found(1, 'a')),
    ...together([replace(1, 'a', 'b'), found(2, 'b')], [replace(1, 'a', 'c'), MODIFIED]),
  ],
  'an unknown write that took effect': () => [alone(create('a'), UNKNOWN), alone(get, found(1, 'a'))],
  'an unknown write that did not': () => [
    alone(create('a'), UNKNOWN),
    alone(get, NONE),
    alone(create('b'), found(1, 'b')),
  ],
  'an unknown write that took effect late': () => [
    alone(create('a'), UNKNOWN),
    alone(get, NONE),
    alone(get, found(1, 'a')),
  ],
  'a row made anew at the same version': () => [
    alone(create('a'), found(1, 'a')),
    alone(remove(1, 'a'), DONE),
    alone(create('b'), found(1, 'b')),
    alone(remove(1, 'a'), MODIFIED),
  ],
};

/** Twenty faults that a store can have. */
const BAD: Readonly<Record<string, () => Operation[]>> = {
  'a write that is lost': () => [alone(create('a'), found(1, 'a')), alone(get, NONE)],
  'a replacement that is lost': () => [
    alone(create('a'), found(1, 'a')),
    alone(replace(1, 'a', 'b'), found(2, 'b')),
    alone(get, found(1, 'a')),
  ],
  'a delete that is lost': () => [
    alone(create('a'), found(1, 'a')),
    alone(remove(1, 'a'), DONE),
    alone(get, found(1, 'a')),
  ],
  'a row that nobody wrote': () => [alone(create('a'), found(1, 'a')), alone(get, found(1, 'b'))],
  'a write that counts twice': () => [alone(create('a'), found(1, 'a')), alone(get, found(2, 'a'))],
  'a version that is left out': () => [alone(create('a'), found(1, 'a')), alone(replace(1, 'a', 'b'), found(3, 'b'))],
  'a first version that is not 1': () => [alone(create('a'), found(2, 'a'))],
  'a stale read': () => [
    alone(create('a'), found(1, 'a')),
    alone(replace(1, 'a', 'b'), found(2, 'b')),
    alone(get, found(2, 'b')),
    alone(get, found(1, 'a')),
  ],
  'two creates that both succeed': () => together([create('a'), found(1, 'a')], [create('b'), found(1, 'b')]),
  'two replacements of one version that both succeed': () => [
    alone(create('a'), found(1, 'a')),
    ...together([replace(1, 'a', 'b'), found(2, 'b')], [replace(1, 'a', 'c'), found(2, 'c')]),
  ],
  'two deletes that both succeed': () => [
    alone(create('a'), found(1, 'a')),
    ...together([remove(1, 'a'), DONE], [remove(1, 'a'), DONE]),
  ],
  'a conflict reported for a write that was applied': () => [
    alone(create('a'), found(1, 'a')),
    alone(replace(1, 'a', 'b'), MODIFIED),
    alone(get, found(2, 'b')),
  ],
  'a conflict without any reason': () => [alone(create('a'), found(1, 'a')), alone(replace(1, 'a', 'b'), MODIFIED)],
  'a row reported that is not there': () => [alone(create('a'), EXISTS)],
  'a create over a live row': () => [alone(create('a'), found(1, 'a')), alone(create('b'), found(1, 'b'))],
  'a stale replacement that succeeds': () => [
    alone(create('a'), found(1, 'a')),
    alone(replace(1, 'a', 'b'), found(2, 'b')),
    alone(replace(1, 'a', 'c'), found(2, 'c')),
  ],
  'a delete of a row that was made anew at the same version': () => [
    alone(create('a'), found(1, 'a')),
    alone(remove(1, 'a'), DONE),
    alone(create('b'), found(1, 'b')),
    alone(remove(1, 'a'), DONE),
    alone(get, NONE),
  ],
  'a deleted row that comes back': () => [
    alone(create('a'), found(1, 'a')),
    alone(remove(1, 'a'), DONE),
    alone(get, NONE),
    alone(get, found(1, 'a')),
  ],
  'an unknown write that takes effect twice': () => [
    alone(create('a'), UNKNOWN),
    alone(get, found(1, 'a')),
    alone(remove(1, 'a'), DONE),
    alone(get, NONE),
    alone(get, found(1, 'a')),
  ],
  'a delete that finds nothing where a row is': () => [
    alone(create('a'), found(1, 'a')),
    alone(remove(1, 'a'), NONE),
    alone(get, found(1, 'a')),
  ],
};

/** A history of a row that does everything right, of clients whose operations overlap at random. */
function rightHistory(seed: number, length: number): Operation[] {
  const random = randomFrom(seed);
  const below = (count: number) => Math.floor(random() * count);
  let state: State | undefined;
  let known: State = row(1, 'never');
  return Array.from({ length }, (_, at) => {
    // Each takes effect at its own moment; it was called before that, and returns after.
    const times = { called: at * 10 - below(40), returned: at * 10 + below(40) };
    const value = `v${at}`;
    const previous = random() < 0.6 && state ? state : known;
    const isPrevious = state?.version === previous.version && state.value === previous.value;
    const act = (call: Call, answer: Answer): Operation => ({ call, answer, ...times });
    const dice = below(4);
    if (dice === 0) {
      if (state) known = state;
      return act(get, state ? { kind: 'row', row: state } : NONE);
    }
    if (dice === 1) {
      if (state) return act(create(value), EXISTS);
      state = row(1, value);
      return act(create(value), random() < 0.1 ? UNKNOWN : { kind: 'row', row: state });
    }
    if (dice === 2) {
      const call: Call = { kind: 'replace', value, previous };
      if (!isPrevious) return act(call, MODIFIED);
      state = row(previous.version + 1, value);
      return act(call, random() < 0.1 ? UNKNOWN : { kind: 'row', row: state });
    }
    const call: Call = { kind: 'delete', previous };
    if (!isPrevious) return act(call, state ? MODIFIED : NONE);
    state = undefined;
    return act(call, random() < 0.1 ? UNKNOWN : DONE);
  });
}

describeOnce('support/linearizability', () => {
  for (const [what, history] of Object.entries(GOOD)) {
    it(`explains ${what}`, () => expect(explain(history())).to.equal(undefined));
  }

  it('explains every right history, however its operations overlap', () => {
    for (let seed = 1; seed <= 50; seed++) expect(explain(rightHistory(seed, 150)), `seed ${seed}`).to.equal(undefined);
  });

  for (const [what, history] of Object.entries(BAD)) {
    it(`finds ${what}`, () => expect(explain(history())).to.be.an('array').that.is.not.empty);
  }

  it('finds each of these faults in the middle of a long right history, too', () => {
    for (const [what, history] of Object.entries(BAD)) {
      const before = rightHistory(7, 60);
      const end = Math.max(...before.map(({ returned }) => returned)) + 1;
      // The row is taken away first, so that the fault begins where its own history does.
      const last = before.filter(({ answer }) => answer.kind !== 'unknown');
      const shifted = history().map((each, index) => ({
        ...each,
        called: end + index * 10,
        returned: end + index * 10 + 5,
      }));
      const overlapping = history().length > 1 && what.startsWith('two');
      const faulty = overlapping
        ? history().map((each) => ({ ...each, called: each.called + end, returned: each.returned + end }))
        : shifted;
      expect(explain([...withoutRow(last), ...faulty]), what).to.be.an('array');
    }
  });
});

/** A right history up to a moment at which there is no row. */
function withoutRow(history: readonly Operation[]): Operation[] {
  for (let length = history.length; length > 0; length--) {
    const part = history.slice(0, length);
    const end = Math.max(...part.map(({ returned }) => returned)) + 1;
    const look: Operation = { call: get, answer: NONE, called: end, returned: end };
    if (explain([...part, look]) === undefined) return part;
  }
  return [];
}
