import { onProperty } from '../lib/metadata/declare.js';
import type { DecoratorOf } from '../lib/metadata/property-types.js';

/** Keeps the row's version, which every write raises by 1. It lies beside the payload; `undefined`: never read or written here. */
export function Version(): DecoratorOf<number | undefined, 'a number'> {
  return onProperty((property, hint) => ({ kind: 'version', property, options: {}, ...hint }));
}
