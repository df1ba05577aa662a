import { MetadataError } from '../errors.js';
import { CLASS_READER, type ClassReader } from '../record/class-reader.js';
import { isObject } from '../record/kind.js';
import { classCodec } from './class-codec.js';
import { type Ctor, type Declaration, carry, emittedType, listOn } from './declarations.js';

/** A decorator as it is called in either mode. What it returns is for the compiler alone, which reads a verdict there. */
export type RuntimeDecorator = (target: unknown, at?: unknown, descriptor?: unknown) => never;

/** What a decorator declares on a property; `hint` is the type that the compiler emitted. */
export type DeclareProperty = (property: string, hint: { readonly hint?: unknown }) => Declaration;

/** A decorator that writes `declaration` on the class it stands on. */
export function onClass(declaration: Declaration): RuntimeDecorator {
  return decorator(declaration, (property) => mistake(`a decorator for classes stands on the property '${property}'`));
}

/** A decorator that writes on the class what `declare` makes of the property it stands on. */
export function onProperty(declare: DeclareProperty): RuntimeDecorator {
  return decorator(mistake('a decorator for properties stands on the class itself'), declare);
}

/** `@Partition` and `@SortKeyPath`: with a template for classes, without one for the property that is the whole key. */
export function onClassOrProperty(kind: 'partition' | 'sort', template: string | undefined): RuntimeDecorator {
  return template === undefined
    ? onProperty((property) => ({ kind, template: `{${property}}` }))
    : onClass({ kind, template });
}

const mistake = (text: string): Declaration => ({ kind: 'mistake', text });

function decorator(onClassItself: Declaration, onItsProperty: DeclareProperty): RuntimeDecorator {
  return (target, at, descriptor) => {
    const { holder, property, hint, wrong } = isContext(at)
      ? standardPlace(target as object, at)
      : legacyPlace(target as object, at, descriptor as PropertyDescriptor | number | undefined);
    const list = listOn(holder);
    if (!Object.hasOwn(holder, CLASS_READER)) Object.defineProperty(holder, CLASS_READER, { value: READER });
    if (wrong !== undefined) list.push(mistake(wrong));
    else if (property === undefined) list.push(onClassItself);
    else list.push(onItsProperty(property, hint === undefined ? {} : { hint }));
    return undefined as never;
  };
}

/** Lets records, which know nothing of metadata, write and read instances of any class that a decorator stands on. */
const READER: ClassReader = {
  write: (instance, depth) =>
    classCodec((Object.getPrototypeOf(instance) as object).constructor as Ctor).write(instance, depth),
  read: (members, Class) => classCodec(Class).read(members, Class),
};

/** Where a decorator stands: on a property, or else on the class. */
interface Place {
  /** The class, or the metadata object of its TC39 decorators. */
  readonly holder: object;
  readonly property?: string;
  readonly hint?: unknown;
  /** Why nothing can be declared there. */
  readonly wrong?: string | undefined;
}

/** What TC39 decorators are told. The compiler's own type for it wants a library that Node 20 does not have. */
interface Context {
  readonly kind: string;
  readonly name: string | symbol | undefined;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata?: object;
}

const isContext = (at: unknown): at is Context => isObject(at) && 'kind' in at;

function standardPlace(target: object, { kind, name, metadata, ...is }: Context): Place {
  if (kind === 'class') {
    if (metadata) carry(target, metadata);
    return { holder: target };
  }
  const property = String(name);
  if (!metadata) {
    throw new MetadataError(`The decorator on '${property}' cannot know its class: the compiler keeps no metadata.`, {
      hint: 'Compile with TypeScript 5.2 or newer, or with experimentalDecorators.',
    });
  }
  const isField = kind === 'field' && !is.private;
  return { holder: metadata, property, wrong: wrongPlace(name, is.static === true, isField) };
}

function legacyPlace(target: object, name: unknown, descriptor: PropertyDescriptor | number | undefined): Place {
  const isOnClass = typeof target === 'function';
  const holder = isOnClass ? target : target.constructor;
  if (typeof descriptor === 'number') return { holder, wrong: 'a decorator stands on a parameter' };
  if (isOnClass && name === undefined) return { holder };
  // Babel gives a field a descriptor as well, one with an initializer.
  const isField = !descriptor?.get && !descriptor?.set && typeof descriptor?.value !== 'function';
  const property = String(name);
  const wrong = wrongPlace(name, isOnClass, isField);
  return { holder, property, wrong, hint: wrong === undefined ? emittedType(target, property) : undefined };
}

function wrongPlace(name: unknown, isStatic: boolean, isField: boolean): string | undefined {
  if (isStatic) return `'${String(name)}' is static: only properties of instances are stored`;
  if (typeof name !== 'string') return `${String(name)} is a symbol: only a property with a name is stored`;
  return isField ? undefined : `'${name}' is a method, an accessor or #private: only public fields are declared`;
}
