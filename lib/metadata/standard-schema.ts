import { isObject } from '../record/kind.js';
/** A schema of any library that follows standardschema.dev, version 1: zod, valibot, arktype and others. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
  };
}

/** `issues` tells that the value does not fit. */
export interface SchemaResult {
  readonly issues?: readonly unknown[] | undefined;
  /** What the schema makes of the value, which is not used. */
  readonly value?: unknown;
}

export function isStandardSchema(value: unknown): value is StandardSchema {
  if (!isObject(value) && typeof value !== 'function') return false;
  const standard = (value as Partial<StandardSchema>)['~standard'];
  return standard?.version === 1 && typeof standard.validate === 'function';
}
