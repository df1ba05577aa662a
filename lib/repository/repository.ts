import type { Ctor } from '../metadata/declarations.js';
import type {
  AnyKeys,
  Key,
  KeyNames,
  Keys,
  KeysOf,
  PartitionKey,
  Present,
  SortKey,
  SortVerdict,
} from '../metadata/template-types.js';
import type { BatchOptions } from '../store/batch.js';
import type { Patch } from './changes.js';
import type { ConflictRetry } from './conflict.js';
import type { Where } from './operators.js';

// What `session.repository` returns, as a user sees it.

export interface CallOptions {
  /** Ends a read at once; a write that is under way becomes ambiguous. */
  readonly signal?: AbortSignal | undefined;
}
export interface EntityReadOptions extends CallOptions {
  /** True: sees every write that was answered before, at twice the read units. Default: the session's, which is false. */
  readonly consistent?: boolean | undefined;
}
export interface ExactOptions extends CallOptions {
  /** True: one effect whatever happens on the way, at two write units. Default: false. */
  readonly exact?: boolean | undefined;
}
export interface UpdateOptions extends CallOptions {
  /** How often a conflict is tried again. Default: the session's. */
  readonly conflictRetry?: ConflictRetry | undefined;
}

export interface PatchOptions<T> extends UpdateOptions {
  /** Conditions on any properties, all of which must hold for the patch to take effect. */
  readonly if?: Where<T> | undefined;
}

export interface EntityListOptions<T, Q> extends EntityReadOptions {
  /** Leading placeholders of the sort template, without holes; the last of them may be an operator. */
  readonly sort?: Q | undefined;
  /**
   * Conditions on any properties; in an index that does not hold the whole row, on what it holds but for its keys. DynamoDB
   * reads, and charges for, what they leave out.
   */
  readonly where?: Where<T> | undefined;
  /** The most entities yielded, a whole number from 1. `listPage`: the rows that DynamoDB looks at. Default: no limit. */
  readonly limit?: number | undefined;
  /** True: descending order of the sort keys. Default: false. */
  readonly reverse?: boolean | undefined;
}
export interface EntityPageOptions<T, Q> extends EntityListOptions<T, Q> {
  /** Where to go on: the `lastKey` of the page before. */
  readonly startKey?: string | undefined;
}

/** One page of a list. */
export interface EntityPage<T> {
  readonly items: T[];
  /** Where the next page begins; absent on the last. */
  readonly lastKey?: string;
}

/** The entities of a list, read page by page while they are asked for. Each iteration starts from the beginning. */
export interface EntityList<T> extends AsyncIterable<T> {
  /** All at once, in memory. */
  toArray(): Promise<T[]>;
  /** The first one. */
  first(): Promise<T | undefined>;
  /** How many the list would yield; reads them all. */
  count(): Promise<number>;
  /** The same page by page; a page may be empty. */
  pages(): AsyncIterable<EntityPage<T>>;
  /** True when the last iteration ended at `limit` with rows left. */
  readonly cut: boolean;
}

/** The two ways to read many. `Parts` has the types of the keys' parts; `Q` is the sort key as given. */
export interface Lists<T, P extends string = string, S extends string = string, Parts = T> {
  /** Lists the live entities of a partition in the order of their sort keys. One request for each page of at most 1 MB. */
  list<const Q extends SortKey<Parts, S>>(
    partitionKey: PartitionKey<Parts, P>,
    options?: EntityListOptions<T, Q & SortVerdict<Q, S>>,
  ): EntityList<T>;
  /**
   * Reads one page: one request. A page may hold fewer entities than `limit`, even none, and still have a `lastKey`.
   *
   * @throws InvalidPageTokenError when `startKey` is not a `lastKey` of the same list.
   */
  listPage<const Q extends SortKey<Parts, S>>(
    partitionKey: PartitionKey<Parts, P>,
    options?: EntityPageOptions<T, Q & SortVerdict<Q, S>>,
  ): Promise<EntityPage<T>>;
}

/** The lists through an index in `static keys`; others are known at run time only. */
type IndexLists<T, I, N> = N extends keyof I
  ? I[N] extends { readonly partition: infer P extends string; readonly sort?: infer S }
    ? Lists<T, P, S extends string ? S : '', Present<T>>
    : never
  : Lists<T, string, string, Present<T>>;

/**
 * What the expression may come to that stands in place of a change's body, such as `draft => draft.count++`. Not an object
 * that could be meant as the changed entity: a change changes its draft.
 */
export type Ignored =
  | void
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly unknown[]
  | ReadonlySet<unknown>
  | ReadonlyMap<unknown, unknown>;

/**
 * The entities of one class. `K` are the key templates; without them keys are any keyable properties, checked at run time.
 *
 * Every method rejects (the lists: throws) with an error of ours that names the entity; wrong arguments send nothing.
 */
export interface Repository<T, K extends AnyKeys = Keys> extends Lists<T, K['partition'], K['sort']> {
  /**
   * Writes an entity where no live row is: one request, two where an expired row lies.
   *
   * @returns the very instance, its version set.
   * @throws KeyExistsError when a live row is there.
   */
  create(entity: T, options?: ExactOptions): Promise<T>;
  /**
   * Writes an entity: as `create` when it was never read or written here and has no version, else at its version. Attributes
   * that the class does not declare stay. One request.
   *
   * @returns the very instance, its version set.
   * @throws KeyModifiedError when the row was changed since, KeyExistsError when a new entity's row is there.
   */
  save(entity: T, options?: CallOptions): Promise<T>;
  /**
   * Writes an entity whatever is there: the whole payload; other top-level attributes of a live row stay. One request, two
   * where an expired row lies.
   *
   * @returns the very instance, its version set.
   */
  put(entity: T, options?: CallOptions): Promise<T>;
  /** Reads an entity: one request. @throws KeyNotFoundError when it is absent or expired. */
  get(key: Key<T, K>, options?: EntityReadOptions): Promise<T>;
  /** Reads an entity, `undefined` when it is absent or expired: one request. */
  find(key: Key<T, K>, options?: EntityReadOptions): Promise<T | undefined>;
  /** Tells whether a live entity is there: one request. */
  exists(key: Key<T, K>, options?: EntityReadOptions): Promise<boolean>;
  /**
   * Reads an entity, lets `change` change it, and writes it at its version; when someone else was faster, again with the
   * row that the conflict brought. One read and one write, and one write more for each conflict; an unchanged draft writes
   * nothing.
   *
   * @param change - gets a fresh entity and runs once for each attempt; may be async. What it throws ends the update.
   * @returns the entity as it is now.
   * @throws KeyNotFoundError when it is absent or expired, KeyModifiedError when the attempts are used up.
   */
  update(key: Key<T, K>, change: (draft: T) => Ignored | Promise<Ignored>, options?: UpdateOptions): Promise<T>;
  /**
   * Changes some properties of a live row, without reading it when every index key that is touched is made of parts that
   * are in the key, the patch or an equality in `if`: one request, one more where a nested object has to be made first. Else
   * (also `add` on a part of an index key, and layout `json`) one read and one write, repeated as `update` does.
   *
   * @param changes - new values (`undefined`: no change, `null`: NULL, a plain object replaces a nested one) and changes such
   *   as `add(1)`, `append('x')`, `remove()`, `merge({ ... })`.
   * @returns the entity as it is now.
   * @throws KeyNotFoundError when it is absent or expired, KeyModifiedError when `if` refuses.
   */
  patch(key: Key<T, K>, changes: Patch<T, KeyNames<K>>, options?: PatchOptions<T>): Promise<T>;
  /**
   * Removes an entity: an instance at its version, a key whatever is there. One request.
   *
   * @throws KeyModifiedError (an instance) when it was changed since, KeyNotFoundError when it is gone or expired.
   */
  delete(key: Key<T, K>, options?: ExactOptions): Promise<void>;
  /**
   * Reads many entities, in the order of the keys; `undefined` for an absent or expired one. One request for 100 different
   * keys.
   *
   * @throws BatchIncompleteError when DynamoDB goes on leaving keys undone; `remaining` are keys.
   */
  getMany(keys: readonly Key<T, K>[], options?: EntityReadOptions & BatchOptions): Promise<(T | undefined)[]>;
  /**
   * Writes many entities blindly, each as a whole row: its version is one more than the entity's own, and nothing of the
   * row before is left. Of several with one key the last counts; a row may be written twice on the way. One request for 25
   * different keys.
   *
   * @throws BatchIncompleteError when DynamoDB goes on leaving rows undone, or fails in the middle; `remaining` are entities.
   */
  putMany(entities: readonly T[], options?: BatchOptions): Promise<void>;
  /**
   * Removes many rows whatever is there. One request for 25 different keys.
   *
   * @throws BatchIncompleteError as `putMany` does; `remaining` are keys.
   */
  deleteMany(keys: readonly Key<T, K>[], options?: BatchOptions): Promise<void>;
  /**
   * Reads through an index: `list` and `listPage` by its keys. Reads of a global index are eventually consistent. Entities
   * read through an index that does not project everything are partial: they hold what it has, and cannot be written.
   *
   * @throws InvalidArgumentError when the class declares no such index.
   */
  index<const N extends (keyof K['indexes'] & string) | (string & {})>(name: N): IndexLists<T, K['indexes'], N>;
}

/** The repository of a class: `RepositoryOf<typeof Order>`. */
export type RepositoryOf<C extends Ctor> = Repository<InstanceType<C>, KeysOf<C>>;
