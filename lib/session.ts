import { type CreateTableCommandInput, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError, MetadataError } from './errors.js';
import type { Ctor } from './metadata/declarations.js';
import { type EntityMetadata, metadataOf } from './metadata/entity-metadata.js';
import { canCollide } from './metadata/key-collision.js';
import { type TableDefinition, defineTable } from './metadata/table-definition.js';
import { type Clock, systemClock } from './record/clock.js';
import { describeType } from './record/key.js';
import { type PageTokenOptions, createPageTokens } from './record/page-token.js';
import { type ConflictRetry, retryPlan } from './repository/conflict.js';
import { EntityRepository } from './repository/entity-repository.js';
import type { RepositoryOf } from './repository/repository.js';
import { checkFlags, checkTableName } from './store/arguments.js';
import type { StoreHooks } from './store/hooks.js';
import { Sender } from './store/send.js';
import type { Store } from './store/store.js';
import { Table } from './store/table.js';
import { ensureTable } from './store/tables.js';

/** A client of the SDK, plain or for documents, by what is used of it: lib-dynamodb need not be installed. */
export type Client = Pick<DynamoDBClient, 'config' | 'destroy' | 'middlewareStack'> & {
  send(...args: never[]): unknown;
};

export interface SessionOptions {
  /** Called around every request. Default: none. */
  readonly hooks?: StoreHooks | undefined;
  /** Whether reads that do not say are consistent, at twice the read units. Default: false. */
  readonly consistent?: boolean | undefined;
  /** Default: the machine's clock, corrected by what the client learned from the service's answers. */
  readonly clock?: Clock | undefined;
  /** Turns the names that entities and callers use into names of tables in DynamoDB. Default: they are the same. */
  readonly tableName?: ((name: string) => string) | undefined;
  /** Keeps partition and sort keys out of messages of errors, and out of what printing an error shows. Default: false. */
  readonly redactKeys?: boolean | undefined;
  /** Whether writes leave their marks in rows, by which a write recognises itself after a lost answer. Default: true. */
  readonly writeIds?: boolean | undefined;
  /** `'sdk'` forces every request through all of the SDK. Default: `'auto'`. */
  readonly transport?: 'auto' | 'sdk' | undefined;
  readonly pageTokens?: PageTokenOptions | undefined;
  /** How `update` deals with conflicts. */
  readonly conflictRetry?: ConflictRetry | undefined;
}

const OPTION_NAMES = [
  'hooks',
  'consistent',
  'clock',
  'tableName',
  'redactKeys',
  'writeIds',
  'transport',
  'pageTokens',
  'conflictRetry',
];

/** What a user opens first: a client, and what all tables and repositories on it share. */
export class Session {
  /** The client that sends: the one that was given, or one made from the configuration. */
  readonly client: DynamoDBClient;
  readonly #ownsClient: boolean;
  readonly #store: Store;
  readonly #tableName: (name: string) => string;
  readonly #conflictRetry: ConflictRetry | undefined;
  /** The entities that are open, by the table's name in DynamoDB. */
  readonly #entities = new Map<string, readonly EntityMetadata[]>();

  /**
   * @param client - a `DynamoDBClient` or `DynamoDBDocumentClient`, a client's configuration, or nothing: a client with
   *   the SDK's defaults. A client that is given stays the caller's to destroy.
   * @throws InvalidArgumentError for an option that is unknown or cannot work.
   */
  constructor(client?: Client | DynamoDBClientConfig, options: SessionOptions = {}) {
    checkOptions(options);
    this.#tableName = options.tableName ?? ((name) => name);
    retryPlan(options.conflictRetry);
    this.#conflictRetry = options.conflictRetry;
    const tokens = createPageTokens(options.pageTokens);
    this.#ownsClient = !isClient(client);
    this.client = isClient(client) ? (client as unknown as DynamoDBClient) : openClient(client);
    this.#store = {
      sender: new Sender(this.client, { hooks: options.hooks ?? {}, redactKeys: options.redactKeys ?? false }),
      clock: options.clock ?? systemClock(this.client),
      tokens,
      consistent: options.consistent ?? false,
    };
  }

  /**
   * Opens a table. Nothing is sent.
   *
   * @throws InvalidArgumentError for what can not be the name of a table.
   */
  table(name: string): Table {
    return new Table(this.#store, this.#actualName(name));
  }

  /**
   * Opens the repository of an entity's class. Nothing is sent.
   *
   * @throws MetadataError with every mistake of the class at once; also when another entity that is open on the same table
   * could write the same keys.
   */
  repository<C extends Ctor>(Class: C): RepositoryOf<C> {
    const metadata = this.#open(Class);
    const table = this.#actualName(metadata.table);
    // The keys that the compiler knows, a repository checks again at run time.
    return new EntityRepository(this.#store, metadata, table, this.#conflictRetry) as unknown as RepositoryOf<C>;
  }

  /**
   * Describes the tables of entities, one for each table, as `CreateTableCommand` takes them. Nothing is sent.
   *
   * @throws MetadataError as `repository` does, and when entities of one table disagree about an index.
   */
  tableDefinition(...entities: readonly Ctor[]): CreateTableCommandInput[] {
    return this.#define(entities);
  }

  /**
   * Creates the tables of entities, or plain tables by their names, where they are missing, waits until they can be used,
   * and has DynamoDB delete expired rows where the engine can. One request for each table that is there already, and two
   * about its expiry.
   *
   * @throws MetadataError as `tableDefinition` does; EnvironmentError when a table does not become active in five minutes.
   */
  async createTables(...entities: readonly (Ctor | string)[]): Promise<void> {
    for (const definition of this.#define(entities)) await ensureTable(this.#store.sender, definition);
  }

  #define(entities: readonly (Ctor | string)[]): TableDefinition[] {
    const tables = new Map<string, EntityMetadata[]>();
    for (const entity of entities) {
      const metadata = typeof entity === 'string' ? undefined : this.#open(entity);
      const table = this.#actualName(metadata?.table ?? (entity as string));
      const known = tables.get(table) ?? [];
      tables.set(table, metadata === undefined || known.includes(metadata) ? known : [...known, metadata]);
    }
    return [...tables].map(([table, known]) => defineTable(table, known));
  }

  /** @throws MetadataError when another entity of the table could write the same keys. */
  #open(Class: Ctor): EntityMetadata {
    const metadata = metadataOf(Class);
    const table = this.#actualName(metadata.table);
    const others = this.#entities.get(table) ?? [];
    if (others.includes(metadata)) return metadata;
    const rival = others.find(
      (other) => canCollide(other.sort, metadata.sort) && canCollide(other.partition, metadata.partition),
    );
    if (rival !== undefined) {
      throw new MetadataError(
        `The entities ${rival.name} and ${metadata.name} could write the same key: ` +
          `'${rival.partition.template}' with '${rival.sort.template}', and ` +
          `'${metadata.partition.template}' with '${metadata.sort.template}'.`,
        { entity: metadata.name, table, hint: 'Begin one of the templates with a text of its own.' },
      );
    }
    this.#entities.set(table, [...others, metadata]);
    return metadata;
  }

  #actualName(name: string): string {
    const actual: unknown = typeof name === 'string' ? this.#tableName(name) : name;
    checkTableName(actual);
    return actual;
  }

  /** Destroys the client if this session made it. Calls under way may fail. */
  close(): void {
    if (this.#ownsClient) this.client.destroy();
  }
}

function isClient(given: unknown): given is Client {
  const candidate = given as Partial<Client> | undefined | null;
  return typeof candidate?.send === 'function' && typeof candidate.config === 'object';
}

function openClient(config: unknown): DynamoDBClient {
  if (config !== undefined && (typeof config !== 'object' || config === null || Array.isArray(config))) {
    throw new InvalidArgumentError(
      `A session needs a client of the SDK or a client's configuration, not ${describeType(config)}.`,
    );
  }
  return new DynamoDBClient((config ?? {}) as DynamoDBClientConfig);
}

function checkOptions(options: SessionOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(`The options of a session must be an object, not ${describeType(options)}.`);
  }
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`A session has no option '${unknown}'.`, {
      hint: `It has: ${OPTION_NAMES.join(', ')}.`,
    });
  }
  checkFlags(options, ['consistent', 'redactKeys', 'writeIds']);
  const { clock, hooks, tableName, transport } = options;
  if (clock !== undefined && typeof clock?.nowMs !== 'function')
    throw new InvalidArgumentError('clock must have a method nowMs().');
  if (tableName !== undefined && typeof tableName !== 'function')
    throw new InvalidArgumentError('tableName must be a function.');
  if (transport !== undefined && transport !== 'auto' && transport !== 'sdk') {
    throw new InvalidArgumentError("transport must be 'auto' or 'sdk'.");
  }
  checkHooks(hooks);
}

/** Missing hooks and missing callbacks mean none, also where Go programs would have written a nil. */
function checkHooks(hooks: StoreHooks | null | undefined): void {
  if (hooks === undefined || hooks === null) return;
  if (typeof hooks !== 'object') throw new InvalidArgumentError(`hooks must be an object, not ${describeType(hooks)}.`);
  for (const [name, callback] of Object.entries(hooks)) {
    if (name !== 'requestBuilt' && name !== 'responseReceived')
      throw new InvalidArgumentError(`There is no hook '${name}'.`);
    if (callback !== undefined && callback !== null && typeof callback !== 'function') {
      throw new InvalidArgumentError(`The hook ${name} must be a function.`);
    }
  }
}
