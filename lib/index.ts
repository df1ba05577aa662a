import { Partition as partitionDecorator } from '../decorators/partition.js';
import type { Partition as StorePartition } from './store/partition.js';

export { Session } from './session.js';
export type { Client } from './session.js';
export type { SessionOptions } from './session-options.js';
export type { ConflictRetry } from './repository/conflict.js';
export type {
  CallOptions,
  EntityList,
  EntityListOptions,
  EntityPage,
  EntityPageOptions,
  EntityReadOptions,
  ExactOptions,
  Ignored,
  Lists,
  PatchOptions,
  Repository,
  RepositoryOf,
  UpdateOptions,
} from './repository/repository.js';
export {
  absent,
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  not,
  oneOf,
  or,
  size,
} from './repository/operators.js';
export { add, addToSet, append, deleteFromSet, merge, prepend, remove } from './repository/changes.js';
export type { Edit, Patch } from './repository/changes.js';
export { ops } from './repository/ops.js';
export type { Ops } from './repository/ops.js';
export type { Condition, Has, Joined, Where } from './repository/operators.js';

export { Table } from './store/table.js';
/** The decorator as a value, a partition of the store as a type. */
export const Partition: typeof partitionDecorator = partitionDecorator;
export type Partition = StorePartition;
export type { StorePartition };
export type { KVPairPage } from './store/partition.js';
export type { KVPairList } from './store/row-list.js';
export { readOptions, writeOptions } from './store/options.js';
export {
  readConsistent,
  readConsistentDisable,
  readScanIndexForwardDisable,
  readWithGlobalIndex,
  readWithLimit,
  readWithLocalIndex,
  readWithStartKey,
  writeWithBytes,
  writeWithFields,
  writeWithNoExpires,
  writeWithPreviousKV,
  writeWithString,
  writeWithTTL,
} from './store/builders.js';
export type {
  DeleteOption,
  GetOption,
  IndexRead,
  ListOption,
  PreviousRow,
  PutOption,
  ReadOption,
  WriteOption,
} from './store/options.js';
export type { BatchOptions } from './store/batch.js';
export { operationName } from './store/hooks.js';
export type { OperationContext, StoreHooks, StoreRequest, StoreResponse } from './store/hooks.js';

export { KVPair, decodeItem } from './record/kv-pair.js';
export type { KVPairJSON } from './record/kv-pair.js';
export { marshalStruct, unmarshalStruct } from './record/struct.js';
export type { Newable } from './record/class-reader.js';
export { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE } from './record/layout.js';
export type { Item } from './record/layout.js';
export type { Clock } from './record/clock.js';
export type { Duration } from './record/expiry.js';
export type { PageTokenOptions } from './record/page-token.js';

export { CreatedAt } from '../decorators/created-at.js';
export { Entity } from '../decorators/entity.js';
export type { EntityDecorator, EntityOptions } from '../decorators/entity.js';
export { Expires } from '../decorators/expires.js';
export { Field } from '../decorators/field.js';
export type { FieldOptions } from '../decorators/field.js';
export { IndexField } from '../decorators/index-field.js';
export type { IndexFieldOptions } from '../decorators/index-field.js';
export { Index } from '../decorators/index.js';
export type { IndexOptions } from '../decorators/index.js';
export { SortKeyPath } from '../decorators/sort-key-path.js';
export { UpdatedAt } from '../decorators/updated-at.js';
export { Version } from '../decorators/version.js';
export { keys } from './metadata/keys.js';
export type { Projection } from './metadata/declarations.js';
export type { TableDifference } from './metadata/table-differences.js';
export type { StandardSchema } from './metadata/standard-schema.js';
export type {
  Bad,
  Is,
  Key,
  Keys,
  Operator,
  PartitionKey,
  Present,
  SortKey,
  SortPart,
  SortVerdict,
  Test,
} from './metadata/template-types.js';
export type { DecoratorOf, KeyPart } from './metadata/property-types.js';
export type { TemplateDecorator } from '../decorators/partition.js';

export {
  AmbiguousResultError,
  BatchIncompleteError,
  DecodeError,
  DynastoreError,
  EnvironmentError,
  IndexNotSupportedError,
  InvalidArgumentError,
  InvalidPageTokenError,
  KeyExistsError,
  KeyModifiedError,
  KeyNotFoundError,
  LockLostError,
  LockUnavailableError,
  MetadataError,
  ReservedFieldError,
  ServiceError,
  TransactionCanceledError,
  hasCode,
  isDynastoreError,
} from './errors.js';
export type { CancelReason, ErrorCode } from './errors.js';
