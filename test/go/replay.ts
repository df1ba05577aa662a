import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  KVPair,
  type KVPairPage,
  type Session,
  decodeItem,
  marshalStruct,
  operationName,
  unmarshalStruct,
} from '../../lib/index.js';
import { Customer, decodeAs, showCustomer, structInput } from './decoded-classes.js';
import { type Call, type RecordedOption, type Reference, type Scenario, attributeValueOf, itemOf } from './fixtures.js';
import { type Earlier, optionsOf } from './recorded-options.js';
import type { Outcome } from './recorded-result.js';

type Perform = (call: Call) => unknown;

/** Runs the calls of one scenario on a session of ours; later calls find what earlier ones gave. */
export class Replay implements Earlier {
  readonly #session: Session;
  readonly #scenario: Scenario;
  readonly #results = new Map<string, unknown>();
  #call: Call | undefined;

  constructor(session: Session, scenario: Scenario) {
    this.#session = session;
    this.#scenario = scenario;
  }

  async run(call: Call): Promise<Outcome> {
    this.#call = call;
    const perform = this.#operations[call.op];
    if (perform === undefined) throw new Error(`There is no operation ${call.op}.`);
    try {
      const value = await perform(call);
      if (call.as !== undefined) this.#results.set(call.as, value);
      return { value };
    } catch (error) {
      return { error };
    }
  }

  previousOf(recorded: RecordedOption['previous']): KVPair | null {
    if (recorded === undefined || recorded === null) return null;
    if ('from' in recorded) return this.#results.get(recorded.from) as KVPair;
    const { partition, key } = this.#call!;
    // A row made by hand. Where the recording left its names out, they are the target's.
    const { partition: from, key: name, ...rest } = recorded.literal;
    return { ...rest, partition: from || partition, key: name || key } as unknown as KVPair;
  }

  tokenOf({ from, mutate }: Reference): string {
    const token = (this.#results.get(from) as KVPairPage).lastKey ?? '';
    if (mutate === undefined) return token;
    const [how, text = ''] = mutate.split(':');
    if (how === 'dropLast') return token.slice(0, -Number(text));
    return how === 'append' ? token + text : text + token;
  }

  readonly #operations: Readonly<Record<string, Perform>> = {
    put: (call) => this.#onRow(call, 'put', this.#options(call)),
    get: (call) => this.#onRow(call, 'get', this.#options(call)),
    exists: (call) => this.#onRow(call, 'exists', this.#options(call)),
    delete: (call) => this.#onRow(call, 'delete', this.#options(call)),
    atomicPut: (call) => this.#onRow(call, 'atomicPut', this.#options(call)),
    atomicDelete: (call) => this.#onRow(call, 'atomicDelete', [this.previousOf(call.previous), ...this.#options(call)]),
    list: (call) => this.#list(call).toArray(),
    listPage: (call) => this.#listPage(call),
    getTableName: (call) => this.#nameOfTable(call),
    getPartitionName: (call) => this.#partition(call).name,
    passthroughDescribeTable: () => this.#describeTable(),
    newDefaultHooksAccessors: () => ({
      defaultPartitionKeyAttribute: DEFAULT_PARTITION_KEY_ATTRIBUTE,
      defaultSortKeyAttribute: DEFAULT_SORT_KEY_ATTRIBUTE,
      operationNameWithoutOperation: operationName({} as Parameters<typeof operationName>[0]) ?? '',
    }),
    decodeItem: ({ item }) => decodeItem(itemOf(item!)),
    decodeValue: (call) => decodeAs(call.into!, this.#pairOf(call), 'value'),
    decodeFields: (call) => decodeAs(call.into!, this.#pairOf(call), 'fields'),
    marshalStruct: ({ input }) => marshalStruct(structInput(input!)),
    unmarshalStruct: ({ item }) => showCustomer(unmarshalStruct(attributeValueOf(item!), Customer)),
  };

  #table(call: Call) {
    return this.#session.table(call.table ?? this.#scenario.table);
  }

  #partition(call: Call) {
    return this.#table(call).partition(call.partition);
  }

  #onRow(
    call: Call,
    verb: 'put' | 'get' | 'exists' | 'delete' | 'atomicPut' | 'atomicDelete',
    args: unknown[],
  ): unknown {
    // The table's methods are the partition's with one argument more; all of them take what was recorded for them.
    const perform = (target: object, ...all: unknown[]) =>
      (target as Record<string, (...args: unknown[]) => unknown>)[verb]!(...all);
    return call.via === 'table'
      ? perform(this.#table(call), call.partition, call.key, ...args)
      : perform(this.#partition(call), call.key, ...args);
  }

  #list(call: Call) {
    const options = this.#options(call);
    return call.via === 'table'
      ? this.#table(call).list(call.partition, call.prefix!, ...options)
      : this.#partition(call).list(call.prefix!, ...options);
  }

  #listPage(call: Call): Promise<KVPairPage> {
    const options = this.#options(call);
    return call.via === 'table'
      ? this.#table(call).listPage(call.partition, call.prefix!, ...options)
      : this.#partition(call).listPage(call.prefix!, ...options);
  }

  #options(call: Call) {
    const options = optionsOf(call.options, this);
    return call.context === undefined ? options : [...options, { signal: signalOf(call.context) }];
  }

  #pairOf({ from, index }: Call): KVPair {
    const result = this.#results.get(from!);
    return result instanceof KVPair ? result : (result as KVPairPage).keys[index ?? 0]!;
  }

  #nameOfTable(call: Call): string {
    const name = call.via === 'table' ? this.#table(call).name : this.#partition(call).tableName;
    return this.#recordedName(name);
  }

  async #describeTable(): Promise<string> {
    const TableName = this.#session.table(this.#scenario.table).name;
    await this.#session.client.send(new DescribeTableCommand({ TableName }));
    return this.#recordedName(TableName);
  }

  /** Tables may have a prefix of the test's before the name that was recorded. */
  #recordedName(name: string): string {
    return name.endsWith(this.#scenario.table) ? this.#scenario.table : name;
  }
}

function signalOf(context: NonNullable<Call['context']>): AbortSignal {
  if (context === 'background') return new AbortController().signal;
  return AbortSignal.abort(new DOMException(`The context is ${context}.`, 'AbortError'));
}
