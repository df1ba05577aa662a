import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A stored row as DynamoDB hands it out: attribute names and their values. */
export type Item = Record<string, AttributeValue>;

/** How many lists and maps may lie in one another: DynamoDB keeps 32 levels, and the innermost value is one. */
export const MAX_CONTAINERS = 31;

/** The attribute that holds the partition key, as the Go library writes it. */
export const DEFAULT_PARTITION_KEY_ATTRIBUTE = 'id';
/** The attribute that holds the sort key, as the Go library writes it. */
export const DEFAULT_SORT_KEY_ATTRIBUTE = 'name';
export const VERSION_ATTRIBUTE = 'version';
export const EXPIRES_ATTRIBUTE = 'expires';
export const PAYLOAD_ATTRIBUTE = 'payload';

/** The mark that belongs to no writer: the highest number of those that were pruned, and when the row was made. */
export const WATERMARK_ATTRIBUTE = '_wx';
/** What the attribute of a writer's mark begins with; six letters or digits follow. */
export const LANE_PREFIX = '_w';

const RESERVED: ReadonlySet<string> = new Set([
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  VERSION_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  PAYLOAD_ATTRIBUTE,
]);

/** Tells whether an attribute of a stored row is part of every record, and so never one of its fields. Exact names only. */
export function isRecordAttribute(name: string): boolean {
  return RESERVED.has(name);
}

/** Tells whether a name is refused as a field: the Go library decodes names in any casing, so any casing is taken. */
export function isReservedFieldName(name: string): boolean {
  // Go folds as Unicode does: the long s of 'verſion' is an s to it, and has a capital only.
  return RESERVED.has(name.toUpperCase().toLowerCase()) || isMarkName(name);
}

/** Tells whether a name is one of those under which writes leave their marks. */
export function isMarkName(name: string): boolean {
  // Asked for every attribute of every row that is read.
  return name.startsWith(LANE_PREFIX) && /^_w(?:x|[0-9A-Za-z]{6})$/.test(name);
}

/** Tells whether an attribute is a mark of a write and not the user's: the name alone does not decide. */
export function isMark(name: string, value: AttributeValue | undefined): boolean {
  return value?.N !== undefined && isMarkName(name);
}
