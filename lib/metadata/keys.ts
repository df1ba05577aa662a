import type { IndexTemplates, Keys } from './template-types.js';

/** What `keys` is given: templates, and those of the composite indexes by their names. */
export interface KeyTemplates<P extends string, S extends string, I> {
  readonly partition: P;
  readonly sort: S;
  readonly indexes?: I;
}

/**
 * Names the key templates of an entity, as `static readonly keys = keys({ ... })`: the same as `@Partition`, `@SortKeyPath`
 * and `@Index` on the class, and it types the keys that the repository takes. Sends nothing, checks nothing: mistakes are
 * found by the compiler, and at run time when the class is first used (METADATA).
 *
 * @param templates - constants, or texts with placeholders such as `'order/{orderId}'`; those of indexes by their names.
 * @returns a frozen copy.
 */
export function keys<const P extends string, const S extends string, const I extends IndexTemplates = {}>(
  templates: KeyTemplates<P, S, I>,
): Keys<P, S, I> {
  const { partition, sort } = templates;
  // Without `indexes`, the compiler infers {} for I.
  return Object.freeze({ ...templates, partition, sort, indexes: Object.freeze({ ...templates.indexes }) as I });
}
