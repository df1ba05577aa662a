import type { Projection } from '../lib/metadata/declarations.js';
import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf, ValueOf } from '../lib/metadata/property-types.js';

/** The types that a key of an index can have. */
export type IndexType = StringConstructor | NumberConstructor | BigIntConstructor | DateConstructor;

export interface IndexFieldOptions<X = IndexType, K extends 'partition' | 'sort' = 'partition' | 'sort'> {
  /** The index's name in DynamoDB. */
  readonly index: string;
  /** Which of its keys. An index with a sort key only is a local one. */
  readonly key: K;
  /** Number and BigInt must be named, as nothing else tells the definition of the table. Default: text. */
  readonly type?: X;
  /** The top-level attribute. Default: the property's name. */
  readonly attribute?: string;
  /** The place of the property in a key of several, from 0 or 1 upwards; at most four. */
  readonly order?: number;
  /**
   * What the index holds beside keys, `version` and `expires`. A list names top-level attributes: copies that `@IndexField`
   * makes, or `payload`, which is the entity whole. Default: `'ALL'`.
   */
  readonly projection?: Projection;
}

type IndexWant<X> = [X] extends [NumberConstructor]
  ? 'a number'
  : [X] extends [BigIntConstructor]
    ? 'a bigint'
    : 'a string or Date; or name its type: { type: Number }';

/** Asks for what the type holds, where the property is a key. */
export type IndexFieldDecorator<X, K> = [K] extends [never]
  ? DecoratorOf<unknown, 'anything'>
  : unknown extends X
    ? DecoratorOf<string | Date | null | undefined, IndexWant<unknown>>
    : [X] extends [IndexType]
      ? DecoratorOf<ValueOf<X> | null | undefined, IndexWant<X>>
      : DecoratorOf<never, 'a string, number, bigint or Date to be a key'>;

/**
 * Copies a property to a top-level attribute, outside of the payload, that other programs and filters see; with options, as
 * a key of an index. While it is undefined or null, the row is not in the index.
 *
 * @param given - the attribute's name (default: the property's), or the index and which of its keys.
 */
export function IndexField<const X = unknown, const K extends 'partition' | 'sort' = never>(
  given?: string | IndexFieldOptions<X, K>,
): IndexFieldDecorator<X, K> {
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
