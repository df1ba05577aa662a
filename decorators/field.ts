import type { FieldType } from '../lib/metadata/declarations.js';
import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf, ValueOf } from '../lib/metadata/property-types.js';

export interface FieldOptions {
  /** The name of the property in the payload. Default: its own. */
  readonly name?: string;
}

/**
 * Declares a property of the payload, and names its type where a stored value alone does not tell: a Date, a set, a class,
 * a bigint.
 *
 * @param type - a function, so that it can name a class that is defined further down; called when the class is first used.
 */
export function Field<const X extends FieldType>(
  type: () => X,
  options?: FieldOptions,
): DecoratorOf<ValueOf<X> | null | undefined, 'of the type that @Field names'>;
export function Field(options?: FieldOptions): DecoratorOf<unknown, 'anything'>;
export function Field(first?: FieldOptions | (() => FieldType), second?: FieldOptions): ReturnType<typeof onProperty> {
  const type = typeof first === 'function' ? (first as () => FieldType) : undefined;
  const options = { ...(typeof first === 'function' ? second : first) };
  return onProperty((property, hint) => ({
    kind: 'field',
    property,
    options: { ...options },
    ...(type && { type }),
    ...hint,
  }));
}
