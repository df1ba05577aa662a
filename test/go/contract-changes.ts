import { type Term, join } from './canonical-request.js';
import { type Call, type Json, type JsonObject, NOW_SECONDS } from './fixtures.js';

/** A request in its canonical form, and whether its answer was that the condition does not hold. */
export interface Exchange {
  readonly request: JsonObject;
  readonly isRefused: boolean;
}

/** What a hook was called with. */
export interface HookEvent {
  readonly operation: string;
  readonly input: string;
}

export type Library = 'go' | 'ours';

/**
 * Takes out of the requests of one call what the contract itself changes, and nothing else. Of Go's:
 *
 * - the read before an atomicDelete, whose answer Go looks at only where there is no previous row;
 * - the conditions by which a row is alive, as Go spells them.
 *
 * Of ours:
 *
 * - what follows a refusal: a read of the row where the answer did not carry it, a write over an expired one;
 * - the wish for the row that a refusal met;
 * - the condition by which a row is alive, as we spell it;
 * - the marks that writes leave, and the conditions on marks, which tell one incarnation of a row from the next.
 */
export function withoutChanges(library: Library, call: Call, exchanges: readonly Exchange[]): JsonObject[] {
  return withoutRequests(library, call, exchanges, exchanges).map(({ request }) => withoutClauses(library, request));
}

/** The same for the calls of hooks: one for each request, where Go has one for all the pages of a list. */
export function withoutChangedEvents(
  library: Library,
  call: Call,
  exchanges: readonly Exchange[],
  events: readonly HookEvent[],
): HookEvent[] {
  const left = withoutRequests(library, call, exchanges, events);
  return call.op === 'list' ? left.slice(0, 1) : left;
}

function withoutRequests<T>(library: Library, call: Call, exchanges: readonly Exchange[], items: readonly T[]): T[] {
  if (library === 'go') return items.slice(call.op === 'atomicDelete' && call.previous !== null ? 1 : 0);
  const refused = exchanges.findIndex(({ isRefused }) => isRefused);
  return items.slice(0, refused < 0 ? undefined : refused + 1);
}

function withoutClauses(library: Library, request: JsonObject): JsonObject {
  const { ConditionExpression: condition, UpdateExpression: update, ...rest } = request;
  if (library === 'ours') delete (rest as Record<string, Json>)['ReturnValuesOnConditionCheckFailure'];
  const left = condition && withoutConditions(LIVENESS[library], condition as Term);
  return {
    ...rest,
    ...(left !== undefined && { ConditionExpression: left }),
    ...(update !== undefined && { UpdateExpression: withoutMarks(update as JsonObject) }),
  };
}

function withoutMarks(update: JsonObject): JsonObject {
  const clauses = Object.entries(update).map(([clause, changes]) => {
    const others = (changes as readonly JsonObject[]).filter((change) => !isMark(change));
    return [clause, others] as const;
  });
  return Object.fromEntries(clauses.filter(([, changes]) => changes.length > 0));
}

const EXPIRES = { path: ['expires'] };
const NOW = { value: { N: String(NOW_SECONDS) } };
const NO_EXPIRES = ['attribute_not_exists', EXPIRES];
const LIVENESS: Readonly<Record<Library, readonly Term[]>> = {
  go: [
    join('OR', [NO_EXPIRES, ['>=', EXPIRES, NOW]]),
    // In a create over an expired row; it never holds.
    join('AND', [NO_EXPIRES, ['<', EXPIRES, NOW]]),
  ],
  ours: [['NOT', ['<=', EXPIRES, NOW]]],
};

function withoutConditions(liveness: readonly Term[], term: Term): Term | undefined {
  if (!isList(term)) return term;
  if (liveness.some((one) => JSON.stringify(one) === JSON.stringify(term))) return undefined;
  const [word, ...parts] = term as unknown as readonly [string, ...Term[]];
  if (word !== 'AND' && word !== 'OR' && word !== 'NOT') return parts.some(isMark) ? undefined : term;
  const left = parts.map((part) => withoutConditions(liveness, part)).filter((part) => part !== undefined);
  if (left.length === 0) return undefined;
  return word === 'NOT' ? [word, ...left] : join(word, left);
}

function isMark(term: Json): boolean {
  const path = (term as { readonly path?: readonly Json[] }).path;
  return typeof path?.[0] === 'string' && /^_w(?:x|[0-9A-Za-z]{6})$/.test(path[0]);
}

function isList(term: Term): term is readonly Json[] {
  return Array.isArray(term);
}
