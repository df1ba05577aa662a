// Does a history of one row have an explanation: an order of its operations, each at some moment between its call and its
// return, in which every one of them answers what a single row in a single place would have answered?
// The search is Wing and Gong's, with the memory of Lowe: https://www.cs.ox.ac.uk/people/gavin.lowe/LinearizabiltyTesting/

/** What lies in the row. Every write of a history writes a value of its own. */
export interface State {
  readonly version: number;
  readonly value: string;
}

export type Call =
  | { readonly kind: 'get' }
  | { readonly kind: 'create'; readonly value: string }
  | { readonly kind: 'replace'; readonly value: string; readonly previous: State }
  | { readonly kind: 'delete'; readonly previous: State };

/** `row`: what was found or left. `unknown`: it may have taken effect, even after it returned, or never does. */
export type Answer =
  | { readonly kind: 'row'; readonly row: State }
  | { readonly kind: 'none' }
  | { readonly kind: 'done' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'modified' }
  | { readonly kind: 'unknown' };

export interface Operation {
  readonly call: Call;
  readonly answer: Answer;
  /** Positions on one line of time for all clients. */
  readonly called: number;
  readonly returned: number;
}

/** What an operation leaves of a state if it answers so; `impossible` when it cannot. */
type Step = State | undefined | 'impossible';

function step(state: State | undefined, call: Call, answer: Answer): Step {
  const isPrevious =
    'previous' in call && state?.version === call.previous.version && state.value === call.previous.value;
  switch (call.kind) {
    case 'get':
      if (answer.kind === 'none') return state === undefined ? state : 'impossible';
      return answer.kind === 'row' && isSame(state, answer.row) ? state : 'impossible';
    case 'create':
      if (answer.kind === 'exists') return state !== undefined ? state : 'impossible';
      return state === undefined ? written(1, call.value, answer) : 'impossible';
    case 'replace':
      if (answer.kind === 'modified') return isPrevious ? 'impossible' : state;
      return isPrevious ? written(call.previous.version + 1, call.value, answer) : 'impossible';
    case 'delete':
      if (answer.kind === 'modified') return state !== undefined && !isPrevious ? state : 'impossible';
      if (answer.kind === 'none') return state === undefined ? state : 'impossible';
      return isPrevious && answer.kind !== 'row' ? undefined : 'impossible';
  }
}

function written(version: number, value: string, answer: Answer): Step {
  const row = { version, value };
  if (answer.kind === 'unknown') return row;
  return answer.kind === 'row' && isSame(row, answer.row) ? row : 'impossible';
}

function isSame(a: State | undefined, b: State | undefined): boolean {
  return a?.version === b?.version && a?.value === b?.value;
}

/**
 * Finds out whether a history can be explained.
 *
 * @returns nothing when it can; else the operations that no order gets past: those under way where the longest ends.
 */
export function explain(history: readonly Operation[]): readonly Operation[] | undefined {
  const operations = [...history].sort((a, b) => a.called - b.called);
  const ends = operations.map(({ answer, returned }) => (answer.kind === 'unknown' ? Infinity : returned));
  const seen = new Set<string>();
  let longest: readonly number[] = [];
  /** What is left to be put in order, and the states before, so that the search goes back without recursion. */
  const path: { readonly left: readonly number[]; readonly state: State | undefined; next: number }[] = [];
  path.push({ left: operations.map((_, index) => index), state: undefined, next: 0 });
  while (path.length > 0) {
    const here = path[path.length - 1]!;
    // Those that nobody knows of may as well never take effect.
    if (here.left.every((index) => ends[index] === Infinity)) return undefined;
    const deadline = Math.min(...here.left.map((index) => ends[index]!));
    const candidates = here.left.filter((index) => operations[index]!.called <= deadline);
    const index = candidates[here.next++];
    if (index === undefined) {
      if (longest.length === 0 || here.left.length < longest.length) longest = here.left;
      path.pop();
      continue;
    }
    const { call, answer } = operations[index]!;
    const state = step(here.state, call, answer);
    if (state === 'impossible') continue;
    const left = here.left.filter((other) => other !== index);
    const name = `${left.join()};${state ? `${state.version} ${state.value}` : ''}`;
    if (seen.has(name)) continue;
    seen.add(name);
    path.push({ left, state, next: 0 });
  }
  const deadline = Math.min(...longest.map((index) => ends[index]!));
  return longest.map((index) => operations[index]!).filter(({ called }) => called <= deadline);
}
