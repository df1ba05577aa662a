import type { Ctor } from '../lib/metadata/declarations.js';
import { onClassOrProperty } from '../lib/metadata/declare.js';
import type { KeyPart } from '../lib/metadata/property-types.js';
import type { TemplateVerdict } from '../lib/metadata/template-types.js';

/** A decorator for classes that have the properties which the templates `S` name. */
export interface TemplateDecorator<S extends string, MayLack = false> {
  <C extends Ctor>(target: C, context?: ClassDecoratorContext<C>): TemplateVerdict<S, InstanceType<C>, MayLack>;
}

/** On a property: short for a template of that property alone. */
export function Partition(): KeyPart;
/**
 * Says how the partition key (attribute `id`) of an entity is made of its properties.
 *
 * @param template - a constant, or a text with placeholders such as `'customer/{customerId}'`: `{n:010}` pads an unsigned
 * integer, `{+rest}` at the end is raw. Every character that is no letter and no digit is a delimiter, and written `%XX` in values.
 */
export function Partition<const S extends string>(template: S): TemplateDecorator<S>;
export function Partition(template?: string): ReturnType<typeof onClassOrProperty> {
  return onClassOrProperty('partition', template);
}
