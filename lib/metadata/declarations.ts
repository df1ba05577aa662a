import 'reflect-metadata/lite';

import { MetadataError } from '../errors.js';

/** A class, seen from outside: every constructor, abstract ones too. */
export type Ctor<T = unknown> = abstract new (...args: never[]) => T;

/** What `@Field(() => X)` may name. */
export type FieldType = NamedType | readonly [NamedType];
/** BigInt is the one of them that cannot be called with `new`. */
type NamedType = BigIntConstructor | Ctor;

/** What an index holds beside keys, `version` and `expires`: everything, nothing, or the named attributes. */
export type Projection = 'ALL' | 'KEYS_ONLY' | readonly string[];

/** What one decorator said. Plain data, since two copies of this package (ESM beside CJS) may read each other's. */
export type Declaration =
  | { readonly kind: 'entity'; readonly options: Options }
  | { readonly kind: 'partition' | 'sort'; readonly template: string }
  | { readonly kind: 'index'; readonly name: string; readonly options: Options }
  | PropertyDeclaration
  | { readonly kind: 'mistake'; readonly text: string };

/** As the user wrote them: nothing is checked before the class is first used. */
type Options = Readonly<Record<string, unknown>>;

export interface PropertyDeclaration {
  readonly kind: 'field' | 'index-field' | 'version' | 'expires' | 'created-at' | 'updated-at';
  readonly property: string;
  readonly options: Options;
  /** The type that the decorator names. */
  readonly type?: () => FieldType;
  /** What the compiler emitted as `design:type`, where that tells anything. */
  readonly hint?: unknown;
}

/** A property that any decorator stands on, as the codec sees it. */
export interface FieldDeclaration {
  readonly property: string;
  /** Its name in the payload. */
  readonly attribute: string;
  readonly type?: () => FieldType;
  readonly hint?: unknown;
}

const DECLARATIONS: unique symbol = Symbol.for('dynastore.declarations');
const FORMAT = 1;

interface Declared {
  readonly format: typeof FORMAT;
  readonly list: Declaration[];
}
type Holder = object & { readonly [DECLARATIONS]?: Declared };

// Node 20 lacks Symbol.metadata, and compilers keep what TC39 decorators write only where it is defined. The registered
// symbol is the one that esbuild and Babel fall back to.
const SYMBOLS = Symbol as unknown as { readonly metadata?: symbol };
if (SYMBOLS.metadata === undefined) {
  Object.defineProperty(Symbol, 'metadata', {
    value: Symbol.for('Symbol.metadata'),
    configurable: true,
    writable: true,
  });
}

/** The list to write on, which belongs to this very class (or metadata object) and to none that it inherits from. */
export function listOn(holder: object): Declaration[] {
  const declared: Declared = ownDeclared(holder) ?? { format: FORMAT, list: [] };
  link(holder, declared);
  return declared.list;
}

/** Lets a class carry what was written on its metadata object, for when someone has replaced Symbol.metadata since. */
export function carry(Class: object, metadata: object): void {
  listOn(metadata);
  const declared = ownDeclared(metadata);
  if (declared) link(Class, declared);
}

function link(holder: object, declared: Declared): void {
  if (!Object.hasOwn(holder, DECLARATIONS)) Object.defineProperty(holder, DECLARATIONS, { value: declared });
}

function ownDeclared(holder: Holder): Declared | undefined {
  if (!Object.hasOwn(holder, DECLARATIONS)) return undefined;
  const declared = holder[DECLARATIONS];
  if (declared?.format === FORMAT) return declared;
  throw new MetadataError('A class is decorated by another version of dynastore, which declares in another format.', {
    hint: 'Install one version only.',
  });
}

/** The type that a compiler in legacy mode emitted for a property; `Object` tells nothing. */
export function emittedType(prototype: object, property: string): unknown {
  const type: unknown = Reflect.getMetadata('design:type', prototype, property);
  return type === Object ? undefined : type;
}

/** What decorators said about a class and those it extends, parents first, each in the order in which they ran. */
export function declarationsOf(Class: Ctor): readonly Declaration[] {
  return generationsOf(Class).flat();
}

/**
 * The same, class by class.
 *
 * @param oldest - the last of the parents to look at.
 */
export function generationsOf(Class: Ctor, oldest?: Ctor): readonly (readonly Declaration[])[] {
  const generations = new Set<Declared>();
  for (let at: unknown = Class; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    for (const holder of [at, standardMetadata(at)]) {
      const declared = holder && ownDeclared(holder);
      if (declared) generations.add(declared);
    }
    if (at === oldest) break;
  }
  return [...generations].reverse().map(({ list }) => list);
}

function standardMetadata(Class: object): object | undefined {
  const symbol = SYMBOLS.metadata;
  if (symbol === undefined || !Object.hasOwn(Class, symbol)) return undefined;
  return (Class as Readonly<Record<symbol, object | null>>)[symbol] ?? undefined;
}

const isAboutProperty = (declaration: Declaration): declaration is PropertyDeclaration => 'property' in declaration;

/** Every property of the class that a decorator stands on, parents first, one entry each; what a child says wins. */
export function fieldsOf(Class: Ctor): readonly FieldDeclaration[] {
  const fields = new Map<string, FieldDeclaration>();
  for (const { kind, property, options, type, hint } of declarationsOf(Class).filter(isAboutProperty)) {
    const known = fields.get(property);
    const isField = kind === 'field';
    // What @Field says wins over what the key of an index tells by the way.
    const bestType = isField ? (type ?? known?.type) : (known?.type ?? type);
    const bestHint = hint ?? known?.hint;
    const attribute = isField && typeof options['name'] === 'string' ? options['name'] : known?.attribute;
    fields.set(property, {
      property,
      attribute: attribute ?? property,
      ...(bestType && { type: bestType }),
      ...(bestHint !== undefined && { hint: bestHint }),
    });
  }
  return [...fields.values()];
}
