import { type CreateTableCommandInput, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError, MetadataError } from './errors.js';
import type { Ctor } from './metadata/declarations.js';
import { type EntityMetadata, metadataOf } from './metadata/entity-metadata.js';
import { canCollide } from './metadata/key-collision.js';
import { type TableDefinition, defineTable } from './metadata/table-definition.js';
import { NEVER_DELETED, type TableDifference, tableDifferences } from './metadata/table-differences.js';
import { machineClock, systemClock } from './record/clock.js';
import { describeType, isIterable, isObject } from './record/kind.js';
import { createPageTokens } from './record/page-token.js';
import { type ConflictRetry, retryPlan } from './repository/conflict.js';
import { EntityRepository } from './repository/entity-repository.js';
import type { RepositoryOf } from './repository/repository.js';
import { type SessionOptions, checkSessionOptions } from './session-options.js';
import { checkTableName } from './store/arguments.js';
import { Sender } from './store/send.js';
import type { Store } from './store/store.js';
import { Table } from './store/table.js';
import { ensureTable, inspectTable } from './store/tables.js';
import { Turns } from './store/turn.js';
import { tunedConfig } from './transport/client-config.js';
import type { Ways } from './transport/wire.js';

/** A client of the SDK, plain or for documents, by what is used of it: lib-dynamodb need not be installed. */
export type Client = Pick<DynamoDBClient, 'config' | 'destroy' | 'middlewareStack'> & {
  send(...args: never[]): unknown;
};

const senders = new WeakMap<Session, Sender>();

/** Which ways a session's requests went through the client. For tests and the benchmark: no part of the package's door. */
export function waysOf(session: Session): Ways {
  const sender = senders.get(session);
  if (sender === undefined) throw new InvalidArgumentError('waysOf needs a session.');
  return sender.transport.ways;
}

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
  constructor(client?: Client | (DynamoDBClientConfig & object), options: SessionOptions = {}) {
    checkSessionOptions(options);
    this.#tableName = options.tableName ?? ((name) => name);
    retryPlan(options.conflictRetry);
    this.#conflictRetry = options.conflictRetry;
    const tokens = createPageTokens(options.pageTokens);
    this.#ownsClient = !isClient(client);
    this.client = isClient(client) ? useClient(client) : openClient(client);
    const { redactKeys = false, transport = 'auto' } = options;
    const clock = options.clock ?? systemClock(this.client);
    const sender = new Sender(this.client, { hooks: options.hooks ?? {}, redactKeys, transport });
    senders.set(this, sender);
    this.#store = {
      sender,
      redactKeys,
      turns: new Turns(clock, options.clock ?? machineClock, options.writeIds ?? true),
      clock,
      machineClock: options.clock ?? machineClock,
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
   * Creates the tables of entities, or plain tables by their names (neither: of all entities that are open), where they are missing, waits until they can be used,
   * and has DynamoDB delete expired rows where the engine can. One request for each table that is there already, and two
   * about its expiry.
   *
   * @throws MetadataError as `tableDefinition` does; EnvironmentError when a table does not become active in five minutes.
   */
  async createTables(...entities: readonly (Ctor | string)[]): Promise<void> {
    for (const definition of this.#define(entities)) await ensureTable(this.#store.sender, definition);
  }

  /**
   * Compares the tables of entities with what is there: keys, indexes, and, where rows may expire, whether DynamoDB deletes
   * those that have. One request for each table, and one more where rows may expire; DynamoDB is asked to change nothing.
   *
   * @param entities - classes, or plain tables by their names; none: all entities that are open on this session.
   * @returns every difference that matters, none when all is well.
   * @throws EnvironmentError also where DynamoDB does not answer within five seconds.
   */
  async verifyTables(...entities: readonly (Ctor | string)[]): Promise<TableDifference[]> {
    const differences: TableDifference[] = [];
    for (const definition of this.#define(entities)) {
      const table = definition.TableName;
      const { description, expires } = await inspectTable(this.#store.sender, table, this.#mayExpire(table));
      differences.push(...tableDifferences(definition, description));
      if (expires === false) differences.push({ table, problem: NEVER_DELETED });
    }
    return differences;
  }

  /** Rows of a table expire by the entities that are open on it; without one nothing is known of them. */
  #mayExpire(table: string): boolean {
    const entities = this.#entities.get(table) ?? [];
    return entities.length === 0 || entities.some(({ expires, ttl }) => expires !== undefined || ttl !== undefined);
  }

  #define(entities: readonly (Ctor | string)[]): TableDefinition[] {
    const tables = new Map<string, EntityMetadata[]>();
    if (entities.length === 0) for (const [table, open] of this.#entities) tables.set(table, [...open]);
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
    return this.#store.sender.withinNow({ operation: 'Table', table: name }, () => {
      const actual: unknown = typeof name === 'string' ? this.#tableName(name) : name;
      checkTableName(actual);
      return actual;
    });
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

function useClient(client: Client): DynamoDBClient {
  const { serviceId } = client.config as { readonly serviceId?: string };
  if (serviceId !== undefined && serviceId !== 'DynamoDB') {
    throw new InvalidArgumentError(`A session needs a client of DynamoDB, not one of ${serviceId}.`);
  }
  return client as unknown as DynamoDBClient; // A document client is one of DynamoDB with commands of its own.
}

function openClient(config: unknown): DynamoDBClient {
  const isConfig = isObject(config) && !isIterable(config) && !('then' in config);
  if (config !== undefined && !isConfig) {
    throw new InvalidArgumentError(
      `A session needs a client of the SDK or a client's configuration, not ${describeType(config)}.`,
    );
  }
  return new DynamoDBClient(tunedConfig((config as DynamoDBClientConfig | undefined) ?? {}));
}
