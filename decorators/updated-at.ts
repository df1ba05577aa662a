import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf } from '../lib/metadata/property-types.js';

/** Keeps the moment at which the entity was last written, by the session's clock. It lies in the payload. */
export function UpdatedAt(): DecoratorOf<Date | undefined, 'a Date'> {
  return onProperty((property, hint) => ({ kind: 'updated-at', property, options: {}, type: () => Date, ...hint }));
}
