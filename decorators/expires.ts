import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf } from '../lib/metadata/property-types.js';

/** Keeps the moment at which the row stops being readable, in whole seconds. It lies beside the payload; `null` removes it. */
export function Expires(): DecoratorOf<Date | null | undefined, 'a Date'>;
/** @param options - `{ as: 'seconds' }`: the property holds epoch seconds instead of a Date. */
export function Expires(options: {
  readonly as: 'seconds';
}): DecoratorOf<number | null | undefined, 'a number (epoch seconds)'>;
export function Expires(options?: { readonly as: 'seconds' }): ReturnType<typeof onProperty> {
  return onProperty((property, hint) => ({ kind: 'expires', property, options: { ...options }, ...hint }));
}
