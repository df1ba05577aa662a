import { readFileSync } from 'node:fs';
import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lib/record/layout.js';
import { START_MS } from '../support/stopped-clock.js';

// What was recorded from the Go libraries, with `{{now}}` filled in for the tests' stopped clock and long texts written out.

export const NOW_SECONDS = Math.floor(START_MS / 1000);

/** Data as JSON has it: bytes are base64 text. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** One request and its answer, as they went over the wire. */
export interface RecordedRequest {
  readonly target: string;
  readonly request: JsonObject;
  readonly canonical: JsonObject;
  readonly response: { readonly status: number; readonly body: JsonObject };
}

export interface RecordedError {
  readonly name?: string;
  readonly awsCode?: string;
}

export interface RecordedResult {
  readonly error?: RecordedError | null;
  /** The Go library crashed. */
  readonly panic?: string;
  readonly ok?: boolean;
  readonly kv?: Json;
  readonly list?: Json;
  readonly page?: JsonObject | null;
  readonly value?: Json;
  readonly json?: Json;
}

/** A result or a row used again: by the name of the call that gave it. */
export interface Reference {
  readonly from: string;
  readonly mutate?: string;
}

export interface RecordedOption {
  readonly option: string;
  readonly value?: string;
  readonly base64?: string | null;
  readonly utf8?: string;
  readonly ttlMs?: number;
  readonly fields?: { readonly [name: string]: Json } | null;
  readonly previous?: Reference | { readonly literal: JsonObject } | null;
  readonly name?: string;
  readonly partitionKeyAttribute?: string;
  readonly sortKeyAttribute?: string;
  readonly limit?: number;
  readonly token?: string | Reference;
  readonly enabled?: boolean;
  readonly version?: number;
  readonly options?: readonly RecordedOption[];
}

export interface Call {
  readonly op: string;
  readonly via?: 'table';
  readonly context?: 'background' | 'cancelled' | 'deadline';
  readonly table?: string;
  readonly partition: string;
  readonly key?: string;
  readonly prefix?: string;
  readonly options?: readonly RecordedOption[];
  readonly previous?: RecordedOption['previous'];
  /** The name under which later calls find the result. */
  readonly as?: string;
  readonly from?: string;
  readonly index?: number;
  readonly into?: string;
  readonly item?: JsonObject;
  readonly input?: string;
  readonly value?: Json;
  readonly expect: {
    readonly hooks: readonly { readonly operation: string; readonly input: string }[];
    readonly wire: readonly RecordedRequest[];
    readonly result: RecordedResult;
    /** The row after a write, `null` when there is none; missing where it was not looked at. */
    readonly rowAfter?: JsonObject | null;
  };
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly table: string;
  readonly session?: string;
  readonly setup: readonly { readonly table: string; readonly item: JsonObject }[];
  readonly calls: readonly Call[];
}

export interface Deviation {
  readonly id: string;
  readonly recommendedResult: string;
  readonly scenarios: readonly {
    readonly scenario: string;
    readonly call?: number;
    readonly recommend?: JsonObject;
  }[];
}

const OPERATIONS = [
  ...['put', 'get', 'exists', 'delete', 'atomicput', 'atomicdelete', 'list', 'listpage', 'token'],
  ...['session', 'hooks', 'decodeitem', 'struct'],
];

/** The scenarios of the store's first version. */
export function readScenarios(): Scenario[] {
  return OPERATIONS.flatMap((operation) => readFixture<{ scenarios: Scenario[] }>(`${operation}.json`).scenarios);
}

/** The scenarios of the later, generic store. */
export function readScenariosOfV2(): Scenario[] {
  return readFixture<{ scenarios: Scenario[] }>('v2/store.json').scenarios;
}

export function readDeviations(): readonly Deviation[] {
  return readFixture<{ deviations: Deviation[] }>('deviations.json').deviations;
}

/** The ids of what the later store does wrong. */
export function readDeviationsOfV2(): readonly string[] {
  return readFixture<{ deviations: Deviation[] }>('v2/deviations.json').deviations.map(({ id }) => id);
}

export function readTables(): readonly CreateTableCommandInput[] {
  return readFixture<{ tables: CreateTableCommandInput[] }>('tables.json').tables;
}

/** Recordings are not compiled: they are read where they lie in the sources. */
function readFixture<T>(name: string): T {
  const text = readFileSync(new URL(`../../../../test/go/${name}`, import.meta.url), 'utf8');
  return writeOut(JSON.parse(text) as Json) as T;
}

function writeOut(value: Json): Json {
  if (typeof value === 'string') {
    return value.replace(/\{\{now([+-]\d+)?\}\}/g, (_, offset = '0') => String(NOW_SECONDS + Number(offset)));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map(writeOut);
  if (isArray(value['$repeat'])) return (value['$repeat'][0] as string).repeat(value['$repeat'][1] as number);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, writeOut(member)]));
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A row as the SDK takes it. */
export function itemOf(row: JsonObject): Item {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, attributeValueOf(value)]));
}

export function attributeValueOf(value: Json): AttributeValue {
  const [type, content] = Object.entries(value as JsonObject)[0]!;
  const bytes = (text: unknown) => Uint8Array.from(Buffer.from(text as string, 'base64'));
  switch (type) {
    case 'B':
      return { B: bytes(content) };
    case 'BS':
      return { BS: (content as readonly Json[]).map(bytes) };
    case 'L':
      return { L: (content as readonly Json[]).map(attributeValueOf) };
    case 'M':
      return { M: itemOf(content as JsonObject) };
    default:
      return value as unknown as AttributeValue;
  }
}

/** Data as JSON has it, from what the SDK or the store gave: bytes as base64, sets as ordered lists, nothing as `null`. */
export function jsonOf(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(jsonOf).sort();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object') return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      /^[SNB]S$/.test(name) ? jsonOf(new Set(member)) : jsonOf(member),
    ]),
  );
}
