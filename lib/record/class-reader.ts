import type { Item } from './layout.js';

/** A class whose instances are made without arguments. */
export type Newable<T = object> = new () => T;

/**
 * How instances of a decorated class are written and read. The class carries it, so that records decode into classes
 * without knowing how a class comes to its meaning.
 */
export interface ClassReader {
  /** The members of the map that stores the instance. @throws Misfit */
  write(instance: object, depth: number): Item;
  /** @throws Misfit */
  read(members: Item, Class: Newable): object;
}

/** Where a class, or the metadata object of its TC39 decorators, carries its reader. Inherited, as classes are. */
export const CLASS_READER: unique symbol = Symbol.for('dynastore.reader');

/** The reader that a class carries, or inherited. */
export function ownReader(Class: unknown): ClassReader | undefined {
  type Carrier = { readonly [CLASS_READER]?: ClassReader } | null | undefined;
  if (typeof Class !== 'function') return undefined;
  const metadata = (Class as unknown as Record<symbol, Carrier>)[
    (Symbol as { metadata?: symbol }).metadata ?? CLASS_READER
  ];
  return (Class as Carrier)?.[CLASS_READER] ?? metadata?.[CLASS_READER];
}
