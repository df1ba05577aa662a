import { onClass } from '../lib/metadata/declare.js';
import type { StandardSchema } from '../lib/metadata/standard-schema.js';
import type { KeysVerdict } from '../lib/metadata/template-mistakes.js';

export interface EntityOptions {
  /** The table's name, before the session's `tableName`. */
  readonly table: string;
  /** What errors and hooks call the entity. Default: the name of the class, which minifiers shorten. */
  readonly name?: string;
  /** The lifetime that a row starts with when `@Expires` is undefined: seconds, or a text such as `'90d'`. One second at least. Default: none. */
  readonly ttl?: number | string;
  /** True: a property that no decorator and no template of the class names is refused. Default: false. */
  readonly strict?: boolean;
  /** How the payload is written: a map, or JSON text as the Go library does by habit. Both are read. Default: `'payload'`. */
  readonly layout?: 'payload' | 'json';
  /** Checked before every write of a whole entity. */
  readonly schema?: StandardSchema;
}

export interface EntityDecorator {
  <C, const A = void>(target: C, at?: A): KeysVerdict<C, A>;
}

/**
 * Makes a class an entity of a table. Checks nothing at run time before the class is first used, and then everything at
 * once (METADATA).
 *
 * @param tableOrOptions - the table's name, or an object with it.
 */
export function Entity(tableOrOptions: string | EntityOptions): EntityDecorator {
  const options = typeof tableOrOptions === 'string' ? { table: tableOrOptions } : { ...tableOrOptions };
  return onClass({ kind: 'entity', options });
}
