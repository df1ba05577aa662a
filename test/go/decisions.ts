import { type Call, type Json, type JsonObject, NOW_SECONDS, type RecordedResult } from './fixtures.js';

// The calls in which we differ from the Go library on purpose, one by one.

export interface Decision {
  /** The deviation whose recommendation is followed, or the part of the contract that decides. */
  readonly by: string;
  /** What the call comes to here. */
  readonly result: RecordedResult;
  /** Where it is another row than the recorded one. */
  readonly rowAfter?: JsonObject | null;
  /** Where it is something else than the recorded requests. */
  readonly sends?: (recorded: readonly JsonObject[]) => readonly JsonObject[];
}

/** The decision about a call; `undefined` where it has to be as it was recorded. */
export function decisionOn(scenario: string, call: number): Decision | undefined {
  return DECISIONS[`${scenario}#${call}`];
}

/** What a call has to come to: as decided, else as recorded. */
export function expectedResult(scenario: string, index: number, call: Call): RecordedResult {
  return decisionOn(scenario, index)?.result ?? call.expect.result;
}

/** The row after a call, `null` for none, `undefined` where nobody looked. */
export function expectedRow(scenario: string, index: number, call: Call): JsonObject | null | undefined {
  const decision = decisionOn(scenario, index);
  return decision?.rowAfter === undefined ? call.expect.rowAfter : decision.rowAfter;
}

const nothing = (): readonly JsonObject[] => [];

/** Refused before anything is sent. */
function refused(by: string, name = 'ErrInvalidArgument', rowAfter?: JsonObject | null): Decision {
  return { by, result: { error: { name } }, sends: nothing, ...(rowAfter !== undefined && { rowAfter }) };
}

/** The recorded update, and the removal of the row's end. */
function removesExpiry([request]: readonly JsonObject[]): readonly JsonObject[] {
  const update = request?.['UpdateExpression'] as JsonObject;
  return [{ ...request, UpdateExpression: { ...update, REMOVE: [{ path: ['expires'] }] } }];
}

function row(partition: string, key: string, version: number, more: JsonObject = {}): JsonObject {
  return { id: { S: partition }, name: { S: key }, version: { N: String(version) }, ...more };
}

function pair(partition: string, key: string, version: number, value: string, expires = 0): JsonObject {
  const texts = { stringValue: value, decodedValue: value, bytesValue: null, fields: {} };
  return { partition, key, version: String(version), expires: String(expires), ...texts };
}

const found = (kv: Json): RecordedResult => ({ error: null, kv });
const p = (scenario: string): string => `p:${scenario}`;

const UNNAMED_CUSTOMER = {
  ...{
    id: '',
    AvName: '',
    age: 1.5,
    vip: false,
    score: 0,
    tags: null,
    labels: null,
    blob: null,
    notes: null,
    Set: null,
  },
  ...{ at: '0001-01-01T00:00:00Z', UnixAt: '0001-01-01T00:00:00Z' },
};
const EXPIRES_LATER = { expires: { N: String(NOW_SECONDS + 60) } };

const DECISIONS: Readonly<Record<string, Decision>> = {
  // No expiry: the one that the row has is removed (D03), and an expired row is written afresh (Meaning 1).
  'put-011-noexpires-over-ttl#1': {
    by: 'D03',
    result: { error: null },
    rowAfter: row(p('put-011-noexpires-over-ttl'), 'k1', 2, { payload: { S: 'v2' } }),
    sends: removesExpiry,
  },
  'put-011-noexpires-over-ttl#2': { by: 'D03', result: found(pair(p('put-011-noexpires-over-ttl'), 'k1', 2, 'v2')) },
  'put-013-over-expired-noexpires#0': {
    by: 'D02',
    result: { error: null },
    rowAfter: row(p('put-013-over-expired-noexpires'), 'k1', 5, { payload: { S: 'new' } }),
    sends: removesExpiry,
  },
  'put-013-over-expired-noexpires#1': {
    by: 'D02',
    result: found(pair(p('put-013-over-expired-noexpires'), 'k1', 5, 'new')),
  },
  'put-014-over-expired-with-ttl#0': {
    by: 'Meaning 1: a write over an expired row starts afresh',
    result: { error: null },
    rowAfter: row(p('put-014-over-expired-with-ttl'), 'k1', 5, { payload: { S: 'new' }, ...EXPIRES_LATER }),
  },
  'put-014-over-expired-with-ttl#1': {
    by: 'Meaning 1: a write over an expired row starts afresh',
    result: found(pair(p('put-014-over-expired-with-ttl'), 'k1', 5, 'new', NOW_SECONDS + 60)),
  },
  'put-015-noexpires-cancels-ttl-same-call#0': { by: 'D03', result: { error: null }, sends: removesExpiry },
  'atomicput-018-update-noexpires#1': {
    by: 'D03',
    result: { ok: true, ...found(pair(p('atomicput-018-update-noexpires'), 'k', 2, 'v2')) },
    rowAfter: row(p('atomicput-018-update-noexpires'), 'k', 2, { payload: { S: 'v2' } }),
    sends: removesExpiry,
  },

  // Options that mean nothing to an operation (Meaning 8).
  'put-020-previous-ignored#0': refused(
    'Meaning 8: put takes no previous',
    'ErrInvalidArgument',
    row(p('put-020-previous-ignored'), 'k1', 5, { payload: { S: 'old' } }),
  ),
  'put-020-previous-ignored#1': {
    by: 'Meaning 8: put takes no previous',
    result: found(pair(p('put-020-previous-ignored'), 'k1', 5, 'old')),
  },
  'get-025-list-options-ignored#0': refused('Meaning 8: get takes no limit, order or start'),
  'get-028-append-options#0': refused('Meaning 8: get takes no limit'),
  'token-022-list-ignores#0': refused('D10', 'ErrInvalidPageToken'),
  'token-022-list-ignores#1': refused('Meaning 8: get takes no start'),

  // Lifetimes, keys, limits and rows that can never work.
  'put-021-ttl-zero#0': refused('D15', 'ErrInvalidArgument', null),
  'put-022-ttl-negative#0': refused('D15', 'ErrInvalidArgument', null),
  'put-032-empty-sort-key#0': refused('D34'),
  'put-033-empty-partition-key#0': refused('D34'),
  'put-035-sort-key-1025#0': refused('Meaning 5: a sort key has 1,024 bytes at most'),
  'put-036-partition-key-2049#0': refused('Meaning 5: a partition key has 2,048 bytes at most'),
  'get-029-empty-sort-key#0': refused('D34'),
  'delete-004-empty-key#0': refused('D34'),
  'atomicput-022-empty-key#0': refused('D34'),
  'atomicdelete-012-empty-key#0': refused('D34'),
  'listpage-025-empty-partition-key#0': refused('D34'),
  'listpage-020-limit-zero#0': refused('D31'),
  'atomicdelete-010-previous-of-other-key#1': refused(
    'D08',
    'ErrInvalidArgument',
    row(p('atomicdelete-010-previous-of-other-key'), 'k', 2, { payload: { S: 'old' } }),
  ),

  // Expiry: one rule, and an expired row is an absent row (Meaning 1).
  'get-008-expires-null#0': { by: 'D16', result: found(pair(p('get-008-expires-null'), 'k1', 1, 'old')) },
  'atomicput-026-update-expires-string#0': {
    by: 'Meaning 1: an expiry of another type is alive for conditions, and cannot be read',
    result: { error: { name: 'a decode error' } },
    rowAfter: row(p('atomicput-026-update-expires-string'), 'k', 2, { payload: { S: 'n' }, expires: { S: 'zzz' } }),
  },
  'atomicdelete-004-expired-current#0': {
    by: 'Meaning 1: an expired row is an absent row',
    result: { error: { name: 'ErrKeyNotFound' } },
    rowAfter: row(p('atomicdelete-004-expired-current'), 'k', 2, {
      payload: { S: 'old' },
      expires: { N: String(NOW_SECONDS - 3600) },
    }),
  },
  'atomicdelete-008-null-previous-expired#0': { by: 'D04', result: { ok: false, error: null } },

  // Lists.
  'list-002-empty-prefix#0': {
    by: 'D12',
    result: {
      error: null,
      list: [1, 2, 3].map((version) => pair(p('list-002-empty-prefix'), `row/0${version}`, version, 'old')),
    },
    sends: ([request]) => [
      { ...request, KeyConditionExpression: ['=', { path: ['id'] }, { value: { S: p('list-002-empty-prefix') } }] },
    ],
  },
  'list-003-no-match#0': { by: 'D11', result: { error: null, list: [] } },
  'list-004-absent-partition#0': { by: 'D11', result: { error: null, list: [] } },
  'listpage-029-page-json#0': {
    by: 'D35',
    result: {
      error: null,
      json: [{ partition: p('listpage-029-page-json'), key: 'row/01', version: '1', value: { S: 'old' }, fields: {} }],
    },
  },

  // Page tokens (Meaning 6). The direction is known to tokens of ours only.
  'token-001-malformed-alphabet#0': refused('D27', 'ErrInvalidPageToken'),
  'token-002-malformed-not-gzip#0': refused('D27', 'ErrInvalidPageToken'),
  'token-003-malformed-not-json#0': refused('D27', 'ErrInvalidPageToken'),
  'token-006-truncated-stream#1': refused('D27', 'ErrInvalidPageToken'),
  'token-006-truncated-stream#2': refused('D27', 'ErrInvalidPageToken'),
  'token-007-appended#1': refused('D27', 'ErrInvalidPageToken'),
  'token-007-appended#2': refused('D27', 'ErrInvalidPageToken'),
  'token-011-other-partition#0': refused('D26', 'ErrInvalidPageToken'),
  'token-013-other-direction#1': { by: 'D26', result: { error: { name: 'ErrInvalidPageToken' } } },
  'token-014-foreign-table#0': refused('D26', 'ErrInvalidPageToken'),

  // No hooks are no hooks.
  'session-007-client-nil-hooks#0': {
    by: 'D30',
    result: { error: { name: 'ErrKeyNotFound' } },
    sends: () => [
      {
        operation: 'GetItem',
        TableName: 'ref-main',
        Key: { id: { S: p('session-007-client-nil-hooks') }, name: { S: 'k' } },
      },
    ],
  },

  // Values.
  'put-026-null-bytes-value#0': {
    by: 'D21',
    result: { error: null },
    rowAfter: row(p('put-026-null-bytes-value'), 'k1', 1, { payload: { S: '' } }),
    sends: ([request]) => [
      {
        ...request,
        UpdateExpression: {
          ...(request?.['UpdateExpression'] as JsonObject),
          SET: [{ path: ['payload'], to: { value: { S: '' } } }],
        },
      },
    ],
  },
  'put-026-null-bytes-value#1': { by: 'D21', result: found(pair(p('put-026-null-bytes-value'), 'k1', 1, '')) },
  'get-015-payload-binary#2': {
    by: 'section 1: stringValue() of what is no text is empty, as Go’s accessor; a type alone is gone at run time',
    result: { error: null, value: '' },
  },
  'get-017-payload-map#3': {
    by: 'section 1: stringValue() of what is no text is empty, as Go’s accessor; a type alone is gone at run time',
    result: { error: null, value: '' },
  },
  'get-019-decode-type-mismatch#1': {
    by: 'section 1: decodeValue() gives what is stored; a type alone is gone at run time',
    result: { error: null, value: 'old' },
  },
  'get-020-decode-fields-tags#3': {
    by: 'section 1, rows: decoding goes by exact name',
    result: { error: null, value: { Created: null } },
  },
  'struct-003-marshal-map#0': {
    by: 'D37',
    result: {
      error: null,
      value: {
        M: {
          b: { BOOL: true },
          l: { L: [{ N: '1' }, { S: 'x' }] },
          n: { N: '3' },
          nil: { NULL: true },
          s: { S: '' },
        },
      },
    },
  },
  'struct-004-marshal-scalar#0': { by: 'D37', result: { error: { name: 'ErrInvalidArgument' } } },
  'struct-009-unmarshal-mismatch#1': { by: 'D37', result: { error: { name: 'a decode error' } } },
  'struct-009-unmarshal-mismatch#2': {
    by: 'section 2, values: JavaScript has one type of numbers, and age is one of them',
    result: { error: null, value: UNNAMED_CUSTOMER },
  },
  'struct-007-unmarshal-not-map#0': { by: 'D37', result: { error: { name: 'a decode error' } } },
};
