import { expect } from 'chai';
import { DynastoreError, KVPair, type KVPairPage, hasCode } from '../../lib/index.js';
import { type Json, type RecordedError, type RecordedResult, jsonOf } from './fixtures.js';

// Results of ours, in the shape in which Go's were recorded.

/** What a call of ours came to. */
export type Outcome = { readonly error: unknown } | { readonly value: unknown };

const NAMES: Readonly<Record<string, string>> = {
  KEY_NOT_FOUND: 'ErrKeyNotFound',
  KEY_EXISTS: 'ErrKeyExists',
  KEY_MODIFIED: 'ErrKeyModified',
  RESERVED_FIELD: 'ErrReservedField',
  INDEX_NOT_SUPPORTED: 'ErrIndexNotSupported',
  INVALID_ARGUMENT: 'ErrInvalidArgument',
  INVALID_PAGE_TOKEN: 'ErrInvalidPageToken',
  DECODE: 'a decode error',
};

/** The decoder of Go's SDK has codes for some of its errors, and only texts for others. */
const DECODER: Readonly<Record<string, string>> = {
  UnmarshalTypeError: 'a decode error',
  InvalidUnmarshalError: 'ErrInvalidArgument',
};

/** What an error is called in Go: by its name, else by the service's. */
export function nameOfRecorded(error: RecordedError): string {
  const { name, awsCode } = error;
  return name ?? (awsCode === undefined ? 'a decode error' : (DECODER[awsCode] ?? awsCode));
}

export function nameOf(error: unknown): string {
  if (!(error instanceof DynastoreError))
    return (error as Error).name === 'AbortError' ? 'RequestCanceled' : String(error);
  return NAMES[error.code] ?? (error.cause as Error | undefined)?.name ?? error.code;
}

export function expectResult(outcome: Outcome, recorded: RecordedResult): void {
  if (recorded.error) {
    expect(outcome, 'no error').to.have.property('error');
    expect(nameOf((outcome as { error: unknown }).error)).to.equal(nameOfRecorded(recorded.error));
    return;
  }
  if ('error' in outcome) throw outcome.error;
  const { value } = outcome;
  if (recorded.ok !== undefined) expect(value === true || value instanceof KVPair).to.equal(recorded.ok);
  if (recorded.kv !== undefined) expect(shapeOfPair(value as KVPair)).to.deep.equal(recorded.kv);
  if (recorded.list !== undefined) expect((value as KVPair[]).map(shapeOfPair)).to.deep.equal(recorded.list ?? []);
  if (recorded.page) expectPage(value as KVPairPage, recorded.page);
  if (recorded.value !== undefined) expect(jsonOf(value)).to.deep.equal(recorded.value);
  if (recorded.json !== undefined) expect(JSON.parse(JSON.stringify(value)).keys).to.deep.equal(recorded.json);
}

/** A token of our own has another text, so that only its being there is compared; a token for Go is compared whole. */
function expectPage(page: KVPairPage, recorded: { readonly [name: string]: Json }): void {
  expect(page.keys.map(shapeOfPair)).to.deep.equal(recorded['keys']);
  const isOurs = page.lastKey?.startsWith('0') ?? false;
  if (isOurs) expect(recorded['lastKey']).not.to.equal('');
  else expect(page.lastKey ?? '').to.equal(recorded['lastKey']);
}

export function shapeOfPair(pair: KVPair): Json {
  return {
    partition: pair.partition,
    key: pair.key,
    version: pair.versionText,
    expires: String(pair.expires ?? 0),
    stringValue: pair.stringValue(),
    bytesValue: bytesOf(pair),
    decodedValue: jsonOf(pair.decodeValue()),
    fields: jsonOf(pair.decodeFields()),
  };
}

/** What is no bytes is nothing in Go, and an error here (D22). */
function bytesOf(pair: KVPair): Json {
  try {
    const bytes = pair.bytesValue();
    return bytes.length === 0 ? null : jsonOf(bytes);
  } catch (error) {
    if (hasCode(error, 'DECODE')) return null;
    throw error;
  }
}
