import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf } from '../lib/metadata/property-types.js';

/** Keeps the moment at which the entity was first written, by the session's clock. It lies in the payload. */
export function CreatedAt(): DecoratorOf<Date | undefined, 'a Date'> {
  return onProperty((property, hint) => ({ kind: 'created-at', property, options: {}, type: () => Date, ...hint }));
}
