import type { Projection } from '../lib/metadata/declarations.js';
import { onClass } from '../lib/metadata/declare.js';
import type { TemplateDecorator } from './partition.js';

export interface IndexOptions<P extends string = string, S extends string = string> {
  /** The template of the index's partition key. */
  readonly partition: P;
  /** The template of its sort key. Default: none, or the property with `@IndexField({ index, key: 'sort' })`. */
  readonly sort?: S;
  /** Default: `<name>Partition`. */
  readonly partitionAttribute?: string;
  /** Default: `<name>Sort`. */
  readonly sortAttribute?: string;
  /**
   * What the index holds beside keys, `version` and `expires`. A list names top-level attributes: copies that `@IndexField`
   * makes, or `payload`, which is the entity whole. Default: `'ALL'`.
   */
  readonly projection?: Projection;
}

/**
 * Adds a global index whose keys are made of several properties. A part may be undefined or null: the row is then not in
 * the index.
 *
 * @param name - the index's name in DynamoDB.
 */
export function Index<const P extends string, const S extends string = never>(
  name: string,
  options: IndexOptions<P, S>,
): TemplateDecorator<P | S, true> {
  return onClass({ kind: 'index', name, options: { ...options } });
}
