import { EnvironmentError } from '../errors.js';

/** An engine from an optional peer that answers on an address. */
export interface RunningEngine {
  readonly endpoint: string;
  /** Ends it and resolves when it has ended. */
  end(): Promise<void>;
}

/** The failure to load an optional peer. Anything but its absence is a failure of the peer's own and told as such. */
export function missingPackage(name: string, cause: unknown): EnvironmentError {
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  const isAbsent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return new EnvironmentError(
    `startLocal needs the npm package '${name}', which ${isAbsent ? 'is not installed' : 'fails to load'}.`,
    { hint: `Install it with: npm install --save-dev ${name}`, cause },
  );
}
