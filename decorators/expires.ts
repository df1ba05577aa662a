import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf } from '../lib/metadata/property-types.js';

/** Asks for a Date, or for a number where the unit is named. */
export type ExpiresDecorator<As extends 'seconds'> = [As] extends [never]
  ? DecoratorOf<Date | null | undefined, 'a Date'>
  : DecoratorOf<number | null | undefined, 'a number (epoch seconds)'>;

/**
 * Keeps the moment at which the row stops being readable, in whole seconds. It lies beside the payload; `null` removes it.
 *
 * @param options - `{ as: 'seconds' }`: the property holds epoch seconds instead of a Date.
 */
export function Expires<const As extends 'seconds' = never>(options?: { readonly as: As }): ExpiresDecorator<As> {
  // Where its class is a part of another entity, the Date lies in the payload like any.
  const type = options?.as === 'seconds' ? {} : { type: () => Date };
  return onProperty((property, hint) => ({ kind: 'expires', property, options: { ...options }, ...type, ...hint }));
}
