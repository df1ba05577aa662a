import { onClassOrProperty } from '../lib/metadata/declare.js';
import type { KeyPart } from '../lib/metadata/property-types.js';
import type { TemplateVerdict } from '../lib/metadata/template-mistakes.js';

/** A decorator for classes that have the properties which the templates `S` name. */
export interface TemplateDecorator<S extends string, MayLack = false> {
  <C, const A = void>(target: C, at?: A): TemplateVerdict<C, A, S, MayLack>;
}

/** With a template a decorator for classes, without one for a property. */
export type KeyDecorator<S extends string> = [S] extends [never] ? KeyPart : TemplateDecorator<S>;

/**
 * Says how the partition key (attribute `id`) of an entity is made of its properties. On a property, without a template:
 * short for a template of that property alone.
 *
 * @param template - a constant, or a text with placeholders such as `'customer/{customerId}'`: `{n:010}` pads an unsigned
 * integer, `{+rest}` at the end is raw. Every character that is no letter and no digit is a delimiter, and written `%XX` in values.
 */
export function Partition<const S extends string = never>(template?: S): KeyDecorator<S> {
  return onClassOrProperty('partition', template);
}
