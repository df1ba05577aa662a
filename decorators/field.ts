import type { FieldType } from '../lib/metadata/declarations.js';
import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf, ValueOf } from '../lib/metadata/property-types.js';

export interface FieldOptions {
  /** The name of the property in the payload. Default: its own. */
  readonly name?: string;
}

/** Asks for what the named type holds, where one is named. */
export type FieldDecorator<X> = unknown extends X
  ? DecoratorOf<unknown, 'anything'>
  : [X] extends [FieldType]
    ? DecoratorOf<ValueOf<X> | null | undefined, 'of the type that @Field names'>
    : DecoratorOf<never, 'of one type: @Field(() => Date), or @Field(() => [Date]) for a list'>;

/**
 * Declares a property of the payload, and names its type where a stored value alone does not tell: a Date, a set, a class,
 * a bigint.
 *
 * @param type - a function, so that it can name a class that is defined further down; called when the class is first used.
 * In its place there may be options alone.
 */
export function Field<const X = unknown>(
  type?: (() => X) | FieldOptions,
  options?: unknown extends X ? never : FieldOptions,
): FieldDecorator<X>;
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
