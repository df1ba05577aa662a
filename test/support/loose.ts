/** Fits everywhere, in both modes. */
export type LooseDecorator = (target: unknown, at?: unknown, descriptor?: unknown) => void;

/** A decorator as plain JavaScript sees it: what the compiler refuses, has to be found at run time, too. */
export function loose(decorator: unknown): LooseDecorator {
  return decorator as LooseDecorator;
}
