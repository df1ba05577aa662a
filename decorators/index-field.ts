import type { Projection } from '../lib/metadata/declarations.js';
import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf, ValueOf } from '../lib/metadata/property-types.js';

/** The types that a key of an index can have. */
export type IndexType = StringConstructor | NumberConstructor | BigIntConstructor | DateConstructor;

export interface IndexFieldOptions<X extends IndexType = IndexType> {
  /** The index's name in DynamoDB. */
  readonly index: string;
  /** Which of its keys. An index with a sort key only is a local one. */
  readonly key: 'partition' | 'sort';
  /** Number and BigInt must be named, as nothing else tells the definition of the table. Default: text. */
  readonly type?: X;
  /** The top-level attribute. Default: the property's name. */
  readonly attribute?: string;
  /** The place of the property in a key of several, from 0 or 1 upwards; at most four. */
  readonly order?: number;
  /** What the index holds beside keys, `version` and `expires`. Default: `'ALL'`. */
  readonly projection?: Projection;
}

type IndexWant<X> = X extends NumberConstructor
  ? 'a number'
  : X extends BigIntConstructor
    ? 'a bigint'
    : 'a string or Date; or name its type: { type: Number }';

/**
 * Copies a property to a top-level attribute, outside of the payload, that other programs and filters see. No index.
 *
 * @param attribute - default: the property's name.
 */
export function IndexField(attribute?: string): DecoratorOf<unknown, 'anything'>;
/** Makes a property a key of an index. While it is undefined or null, the row is not in the index. */
export function IndexField<const X extends IndexType = StringConstructor | DateConstructor>(
  options: IndexFieldOptions<X>,
): DecoratorOf<ValueOf<X> | null | undefined, IndexWant<X>>;
export function IndexField(given?: string | IndexFieldOptions): ReturnType<typeof onProperty> {
  const options = typeof given === 'object' ? { ...given } : given === undefined ? {} : { attribute: given };
  const { type } = options as Partial<IndexFieldOptions>;
  return onProperty((property, hint) => ({
    kind: 'index-field',
    property,
    options: { ...options },
    ...(type && { type: () => type }),
    ...hint,
  }));
}
