import {
  type ReadOption,
  type WriteOption,
  readOptions,
  readConsistentDisable,
  readScanIndexForwardDisable,
  readWithGlobalIndex,
  readWithLimit,
  readWithLocalIndex,
  readWithStartKey,
  writeOptions,
  writeWithBytes,
  writeWithFields,
  writeWithNoExpires,
  writeWithPreviousKV,
  writeWithString,
  writeWithTTL,
} from '../../lib/index.js';
import type { KVPair } from '../../lib/record/kv-pair.js';
import type { Item } from '../../lib/record/layout.js';
import type { RecordedOption, Reference } from './fixtures.js';

/** Finds what earlier calls gave. */
export interface Earlier {
  previousOf(recorded: RecordedOption['previous']): KVPair | null;
  tokenOf(recorded: Reference): string;
}

type Option = ReadOption & WriteOption;
type Builder = (recorded: RecordedOption, earlier: Earlier) => Option;

/** The builder of ours for each option of Go's. */
const BUILDERS: Readonly<Record<string, Builder>> = {
  writeWithString: ({ value }) => writeWithString(value!),
  // Go's nil slice has no bytes in it.
  writeWithBytes: ({ base64, utf8 }) => writeWithBytes(Buffer.from(utf8 ?? base64 ?? '', utf8 ? 'utf8' : 'base64')),
  writeWithFields: ({ fields }) => writeWithFields(fields ? fieldsOf(fields) : null),
  writeWithNoExpires: () => writeWithNoExpires(),
  writeWithPreviousKV: ({ previous }, earlier) => writeWithPreviousKV(earlier.previousOf(previous)),
  writeWithTTL: ({ ttlMs }) => writeWithTTL(ttlMs! / 1000),
  readConsistentDisable: () => readConsistentDisable(),
  readScanIndexForwardDisable: () => readScanIndexForwardDisable(),
  readWithGlobalIndex: (index) =>
    readWithGlobalIndex(index.name!, index.partitionKeyAttribute!, index.sortKeyAttribute),
  readWithLocalIndex: ({ name, sortKeyAttribute }) => readWithLocalIndex(name!, sortKeyAttribute!),
  readWithLimit: ({ limit }) => readWithLimit(limit!),
  readWithStartKey: ({ token }, earlier) =>
    readWithStartKey(typeof token === 'string' ? token : earlier.tokenOf(token!)),
  append: ({ options = [] }, earlier) =>
    options.some(({ option }) => option.startsWith('read'))
      ? readOptions(...optionsOf(options, earlier))
      : writeOptions(...optionsOf(options, earlier)),
};

export function optionsOf(recorded: readonly RecordedOption[] = [], earlier: Earlier): Option[] {
  return recorded.map((each) => {
    const builder = BUILDERS[each.option];
    if (builder === undefined) throw new Error(`There is no builder for ${each.option}.`);
    return builder(each, earlier);
  });
}

/** Go's fields are texts in these recordings. */
function fieldsOf(fields: Readonly<Record<string, unknown>>): Item {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, { S: text as string }]));
}
