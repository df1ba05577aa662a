import { onClassOrProperty } from '../lib/metadata/declare.js';
import type { KeyPart } from '../lib/metadata/property-types.js';
import type { TemplateDecorator } from './partition.js';

/** On a property: short for a template of that property alone. */
export function SortKeyPath(): KeyPart;
/**
 * Says how the sort key (attribute `name`) of an entity is made of its properties; lists go by its leading placeholders.
 *
 * @param template - as for `@Partition`, for example `'order/{region}/{orderId}'`.
 */
export function SortKeyPath<const S extends string>(template: S): TemplateDecorator<S>;
export function SortKeyPath(template?: string): ReturnType<typeof onClassOrProperty> {
  return onClassOrProperty('sort', template);
}
