import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type ErrorCode, type KVPair, type Partition, type Session, type Table, decodeItem } from '../../lib/index.js';

export interface Opened {
  readonly session: Session;
  readonly table: Table;
  readonly partition: Partition;
}

export interface BadInput {
  readonly run: (opened: Opened) => unknown;
  /** Default: INVALID_ARGUMENT. */
  readonly code?: ErrorCode;
  readonly names: {
    readonly operation: string;
    readonly table?: string;
    readonly partition?: string;
    readonly key?: string;
  };
}

// Whatever a program without types may pass. The casts are what such a program does not need.
type Anything = never;
export const anything = (value: unknown) => value as Anything;

export const row = (more: Record<string, AttributeValue> = {}): KVPair =>
  decodeItem({ id: { S: 'p' }, name: { S: 'k' }, version: { N: '1' }, ...more });

export const WRITES = ['put', 'atomicPut'] as const;
export const READS = ['get', 'find', 'exists'] as const;
export const LISTS = ['list', 'listPage'] as const;
const OPERATIONS = {
  put: 'Put',
  atomicPut: 'AtomicPut',
  get: 'Get',
  find: 'Get',
  exists: 'Exists',
  delete: 'Delete',
  atomicDelete: 'AtomicDelete',
  list: 'List',
  listPage: 'ListPage',
} as const;
export type Verb = keyof typeof OPERATIONS;
export const ON_ROWS: readonly Verb[] = [...WRITES, ...READS, 'delete', 'atomicDelete'];

const HERE = { table: 'shop', partition: 'p', key: 'k' };
/** All bad inputs, by what they are. */
export const inputs = new Map<string, BadInput>();

/** Adds a bad input to each of these verbs. */
export function add(
  what: string,
  verbs: readonly Verb[],
  bad: Omit<BadInput, 'run' | 'names'> & { run(opened: Opened, verb: Verb): unknown; names?: object },
) {
  for (const verb of verbs) {
    const isList = (LISTS as readonly string[]).includes(verb);
    const { key, ...around } = HERE;
    const names = { operation: OPERATIONS[verb], ...around, ...(!isList && { key }), ...bad.names };
    inputs.set(`${verb}: ${what}`, { ...bad, names, run: (opened) => bad.run(opened, verb) });
  }
}

export const invoke = (target: object, verb: Verb, ...args: unknown[]): unknown =>
  (target as Record<Verb, (...args: unknown[]) => unknown>)[verb](...args);
export const call = (opened: Opened, verb: Verb, ...args: unknown[]): unknown => {
  const result = invoke(opened.partition, verb, ...args);
  return verb === 'list' ? (result as { toArray(): unknown }).toArray() : result;
};
export const option = (value: unknown) => (opened: Opened, verb: Verb) => {
  const key = (LISTS as readonly string[]).includes(verb) ? '' : 'k';
  return verb === 'atomicDelete' ? call(opened, verb, key, row(), value) : call(opened, verb, key, value);
};
