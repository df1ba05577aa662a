import loadStorage from './class-transformer-storage.cjs';
import { isComputed } from './class-members.js';
import type { Ctor } from './declarations.js';

// The one home of class-transformer: what @Type, @Transform, @Exclude and @Expose say, read once for each class. No value
// ever goes through the package itself, which loses sets and bytes.

/** A nested class as `@Type` names it. */
export interface TransformerType {
  readonly type: () => Ctor;
  /** What holds several of them, where the compiler told. */
  readonly container?: Container | undefined;
  /** Tells subclasses by a property in the stored map. */
  readonly discriminator?: Discriminator | undefined;
}

export type Container = 'Map' | 'Set';

export interface Discriminator {
  readonly property: string;
  readonly subTypes: readonly { readonly name: string; readonly value: Ctor }[];
  /** True: instances keep the property. */
  readonly isKept: boolean;
}

/** Converts a value on its way. `obj` is what holds it: the instance, or what was read. */
export type Transform = (value: unknown, obj: object) => unknown;

export interface TransformerField {
  readonly property: string;
  /** The attribute's name, where `@Expose` gives one. */
  readonly name?: string | undefined;
  readonly type?: TransformerType | undefined;
  readonly toPlain?: Transform | undefined;
  readonly toClass?: Transform | undefined;
  readonly isWritten: boolean;
  readonly isRead: boolean;
  /** What `@Expose` says of both directions, in a class that excludes all others. */
  readonly exposed: { readonly isWritten: boolean; readonly isRead: boolean };
}

export interface TransformerClass {
  readonly fields: readonly TransformerField[];
  /** True for a class with `@Exclude()` of its own: only what is exposed or declared is stored. */
  readonly excludesOthers: boolean;
}

/** class-transformer 0.5, as far as it is used. */
interface Storage {
  readonly _typeMetadatas: Metadata;
  readonly _transformMetadatas: Metadata;
  readonly _exposeMetadatas: Metadata;
  readonly _excludeMetadatas: Metadata;
  getStrategy(target: object): 'none' | 'excludeAll' | 'exposeAll';
  findTypeMetadata(target: object, property: string): TypeMetadata | undefined;
  findTransformMetadatas(target: object, property: string, direction: number): readonly TransformMetadata[];
  findExposeMetadata(target: object, property: string): ExposeMetadata | undefined;
  findExcludeMetadata(target: object, property: string): ExposeMetadata | undefined;
}
type Metadata = ReadonlyMap<object, ReadonlyMap<string | undefined, unknown>>;
interface TypeMetadata {
  readonly typeFunction: (() => Ctor) | undefined;
  /** What the compiler emitted. */
  readonly reflectedType?: unknown;
  readonly options?: {
    readonly keepDiscriminatorProperty?: boolean;
    readonly discriminator?: Omit<Discriminator, 'isKept'>;
  };
}
interface TransformMetadata {
  readonly transformFn: (params: object) => unknown;
  readonly options?: { readonly groups?: readonly string[] };
}
interface ExposeMetadata {
  readonly options?: { readonly name?: string; readonly toClassOnly?: boolean; readonly toPlainOnly?: boolean };
}

const TO_CLASS = 0;
const TO_PLAIN = 1;
const NOTHING: TransformerClass = { fields: [], excludesOthers: false };

/** What class-transformer's decorators say of a class and its parents; nothing when the package is not there. */
export function transformerOf(Class: Ctor): TransformerClass {
  const storage = usableStorage();
  if (storage === undefined) return NOTHING;
  const excludesOthers = storage.getStrategy(Class) === 'excludeAll';
  const fields = [...propertiesOf(storage, Class)].map((property) => fieldOf(storage, Class, property));
  return fields.length === 0 && !excludesOthers ? NOTHING : { fields, excludesOthers };
}

/** Nothing for a release that is laid out otherwise: better not honoured than wrong. */
function usableStorage(): Storage | undefined {
  const storage = loadStorage() as Partial<Storage> | undefined;
  const isKnown =
    storage?._typeMetadatas instanceof Map &&
    storage._transformMetadatas instanceof Map &&
    storage._exposeMetadatas instanceof Map &&
    storage._excludeMetadatas instanceof Map &&
    typeof storage.findTypeMetadata === 'function';
  return isKnown ? (storage as Storage) : undefined;
}

function propertiesOf(storage: Storage, Class: Ctor): ReadonlySet<string> {
  const { _typeMetadatas, _transformMetadatas, _exposeMetadatas, _excludeMetadatas } = storage;
  const properties = new Set<string>();
  for (let at: unknown = Class; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    for (const metadata of [_typeMetadatas, _transformMetadatas, _exposeMetadatas, _excludeMetadatas]) {
      for (const property of metadata.get(at)?.keys() ?? []) {
        // `@Expose()` on what is computed is for those who print the entity.
        if (property !== undefined && !isComputed(Class, property)) properties.add(property);
      }
    }
  }
  return properties;
}

function fieldOf(storage: Storage, Class: Ctor, property: string): TransformerField {
  const { typeFunction, reflectedType, options } = storage.findTypeMetadata(Class, property) ?? {};
  const exclude = storage.findExcludeMetadata(Class, property);
  const expose = storage.findExposeMetadata(Class, property);
  return {
    property,
    name: expose?.options?.name,
    type: typeFunction && {
      type: typeFunction,
      container: containerOf(reflectedType),
      discriminator: discriminatorOf(options),
    },
    toPlain: transformOf(storage, Class, property, TO_PLAIN),
    toClass: transformOf(storage, Class, property, TO_CLASS),
    isWritten: !appliesTo(exclude, TO_PLAIN),
    isRead: !appliesTo(exclude, TO_CLASS),
    exposed: { isWritten: appliesTo(expose, TO_PLAIN), isRead: appliesTo(expose, TO_CLASS) },
  };
}

/** Tells whether a decorator is there and speaks of this direction; one that is limited to both is limited to none. */
function appliesTo(metadata: ExposeMetadata | undefined, direction: number): boolean {
  const { toClassOnly = false, toPlainOnly = false } = metadata?.options ?? {};
  return (
    metadata !== undefined && (toClassOnly === toPlainOnly || (direction === TO_CLASS ? toClassOnly : toPlainOnly))
  );
}

export function containerOf(type: unknown): Container | undefined {
  return type === Map ? 'Map' : type === Set ? 'Set' : undefined;
}

function discriminatorOf(options: TypeMetadata['options']): Discriminator | undefined {
  const { discriminator, keepDiscriminatorProperty = false } = options ?? {};
  return discriminator && { ...discriminator, isKept: keepDiscriminatorProperty };
}

function transformOf(storage: Storage, Class: Ctor, key: string, type: number): Transform | undefined {
  // Those of a group are for who asks for the group, and here nobody does.
  const transforms = storage.findTransformMetadatas(Class, key, type).filter(({ options }) => !options?.groups?.length);
  if (transforms.length === 0) return undefined;
  return (value, obj) =>
    transforms.reduce(
      (current, { transformFn }) => transformFn({ value: current, key, obj, type, options: {} }),
      value,
    );
}
