import { onClassOrProperty } from '../lib/metadata/declare.js';
import type { KeyDecorator } from './partition.js';

/**
 * Says how the sort key (attribute `name`) of an entity is made of its properties; lists go by its leading placeholders. On
 * a property, without a template: short for a template of that property alone.
 *
 * @param template - as for `@Partition`, for example `'order/{region}/{orderId}'`.
 */
export function SortKeyPath<const S extends string = never>(template?: S): KeyDecorator<S> {
  return onClassOrProperty('sort', template);
}
