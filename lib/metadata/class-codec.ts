import { Carrier } from '../record/carrier.js';
import type { Item } from '../record/layout.js';
import { Misfit, within } from '../record/misfit.js';
import { type Newable } from '../record/class-reader.js';
import {
  checkDepth,
  checkFitsJson,
  checkMemberName,
  isMemberName,
  keepGreatNumber,
  readMembers,
  readValue,
  setMember,
  writeValue,
  writeValueForJson,
} from '../record/value.js';
import { type TransformerClass, type TransformerField, containerOf, transformerOf } from './class-transformer.js';
import { memberOfClass } from './class-members.js';
import { propertyOf } from './key-path.js';
import { type Ctor, type FieldDeclaration, fieldsOf } from './declarations.js';
import { fieldCodec } from './field-codec.js';
import {
  type CodecSurroundings,
  type FieldCodec,
  type InstanceCodec,
  type Member,
  readMember,
  writeMember,
} from './member.js';
import { nearest } from './nearest.js';
import { transformerCodec } from './transformer-codec.js';

export interface ClassCodecOptions {
  /** Properties that lie elsewhere. */
  readonly except?: ReadonlySet<string>;
  /** Properties that a template names, and no decorator. */
  readonly also?: readonly string[];
  /** True: a property that is not declared is refused. */
  readonly strict?: boolean;
  /** What the map becomes: JSON text has no bytes and no sets, so that those must be declared. */
  readonly layout?: Layout;
}

export type Layout = 'payload' | 'json';

interface Field extends Member {
  /** True for a name that every object inherits. */
  readonly isInherited: boolean;
}

/** Writes and reads the instances of a class as maps, by what its decorators say. */
export class ClassCodec implements InstanceCodec {
  readonly #Class: Ctor;
  readonly #fields: readonly Field[];
  readonly #withDefaults: readonly Field[];
  readonly #byAttribute: ReadonlyMap<string, Member>;
  readonly #byProperty: ReadonlyMap<string, Member>;
  /** Names that no undeclared property may be written or read under. */
  readonly #taken: ReadonlySet<string>;
  /** Properties that are taken care of when the undeclared ones are written. */
  readonly #settled: ReadonlySet<string>;
  readonly #strict: boolean;
  readonly #excludesOthers: boolean;
  readonly #isJson: boolean;
  readonly #writeAny: typeof writeValue;

  constructor(Class: Ctor, { except = new Set(), also = [], strict = false, layout = 'payload' }: ClassCodecOptions) {
    this.#Class = Class;
    this.#isJson = layout === 'json';
    this.#writeAny = this.#isJson ? writeValueForJson : writeValue;
    const surroundings = { codecOf: (Nested: Ctor) => classCodec(Nested, layout), writeAny: this.#writeAny };
    const transformer = transformerOf(Class);
    this.#excludesOthers = transformer.excludesOthers;
    this.#fields = declaredFields(Class, transformer, also)
      .filter(({ property }) => !except.has(property))
      .map((field) => ({
        ...field,
        ...codecOf(field, surroundings),
        isInherited: field.property in Object.prototype,
      }));
    this.#withDefaults = this.#fields.filter(({ whenAbsent }) => whenAbsent !== undefined);
    this.#byAttribute = new Map(this.#fields.map((field) => [field.attribute, field]));
    this.#byProperty = new Map(this.#fields.map((field) => [field.property, field]));
    this.#taken = new Set([...except, ...this.#fields.flatMap(({ property, attribute }) => [property, attribute])]);
    const isSettled = (name: string) => except.has(name) || (this.#byAttribute.get(name)?.property ?? name) === name;
    this.#settled = new Set([...this.#taken].filter(isSettled));
    this.#strict = strict;
  }

  member(property: string): Member | undefined {
    const declared = this.#byProperty.get(property);
    if (declared !== undefined || this.#strict || this.#taken.has(property)) return declared;
    // What the class computes is not stored.
    if (memberOfClass(this.#Class, property) || !isMemberName(property, this.#isJson)) return undefined;
    const read = (value: Item[string]) => readValue(value, keepGreatNumber);
    return { property, attribute: property, write: this.#writeAny, read };
  }

  /** The declared properties. */
  get properties(): readonly string[] {
    return [...this.#byProperty.keys()];
  }

  write(instance: object, depth = 0, overrides?: Readonly<Record<string, unknown>>): Item {
    checkDepth(depth);
    const members: Item = { ...Undeclared.of(instance) };
    if (this.#isJson) checkEachFitsJson(members);
    const values = instance as Readonly<Record<string, unknown>>;
    for (const field of this.#fields) {
      const { property, attribute, transformer } = field;
      if (transformer?.isWritten === false) continue;
      const own = overrides && Object.hasOwn(overrides, property) ? overrides[property] : propertyOf(values, field);
      // A transform is asked for what the instance has, be it undefined.
      if (own === undefined && !(transformer?.toPlain && property in values)) continue;
      try {
        const written = transformer
          ? writeMember(field, own, instance, depth + 1, this.#writeAny)
          : field.write(own, depth + 1);
        if (written !== undefined) setMember(members, attribute, written);
      } catch (thrown) {
        throw within(thrown, property);
      }
    }
    this.#writeUndeclared(values, members, depth);
    return members;
  }

  #writeUndeclared(values: Readonly<Record<string, unknown>>, members: Item, depth: number): void {
    for (const name of Object.keys(values)) {
      if (this.#settled.has(name)) continue;
      const field = this.#byAttribute.get(name);
      const value = values[name];
      // A function is what its class does, and comes back with the class.
      if (value === undefined || typeof value === 'function' || this.#excludesOthers) continue;
      checkMemberName(name, this.#isJson);
      try {
        if (field) throw new Misfit(`is stored under the name that the property '${field.property}' is given`);
        if (this.#strict) throw new Misfit(`is not declared by the class, which is strict${this.#suggest(name)}`);
        const written = this.#writeAny(value, depth + 1);
        if (written !== undefined) setMember(members, name, written);
      } catch (thrown) {
        throw within(thrown, name);
      }
    }
  }

  #suggest(name: string): string {
    const similar = nearest(name, this.properties);
    return similar === undefined ? '' : `; did you mean '${similar}'?`;
  }

  /** Tells whether an attribute that is no field may not become a property either. */
  #isHidden(attribute: string): boolean {
    return this.#strict || this.#excludesOthers || this.#taken.has(attribute);
  }

  read(members: Item, Class: Newable): object {
    const instance = new Class();
    let plain: object | undefined;
    const holder = () => (plain ??= readMembers(members, (member) => readValue(member, keepGreatNumber)));
    for (const attribute of Object.keys(members)) {
      const field = this.#byAttribute.get(attribute);
      const value = members[attribute]!;
      try {
        if (field && field.transformer?.isRead !== false) {
          const { transformer, read } = field;
          setMember(instance, field.property, transformer ? readMember(field, value, holder) : read(value));
          // What is not written from the property stays in the row.
          if (transformer?.isWritten === false) Undeclared.keep(instance, attribute, value);
        } else if (field ?? (this.#isHidden(attribute) || memberOfClass(Class, attribute))) {
          Undeclared.keep(instance, attribute, value);
        } else setMember(instance, attribute, readValue(value, keepGreatNumber));
      } catch (thrown) {
        throw within(thrown, field?.property ?? attribute);
      }
    }
    for (const { property, attribute, whenAbsent } of this.#withDefaults) {
      if (members[attribute] === undefined) setMember(instance, property, whenAbsent!());
    }
    return instance;
  }
}

/** What a class declares, and what class-transformer says of the same properties and of others. */
function declaredFields(Class: Ctor, transformer: TransformerClass, also: readonly string[]): DeclaredField[] {
  const fields = new Map<string, DeclaredField>(fieldsOf(Class).map((field) => [field.property, field]));
  for (const property of also) if (!fields.has(property)) fields.set(property, { property, attribute: property });
  for (const field of transformer.fields) {
    const { property, name = property } = field;
    const own = fields.get(property);
    const { isWritten, isRead } = field.exposed;
    const isLeftOut = transformer.excludesOthers && own === undefined;
    if (isLeftOut && !isWritten && !isRead) continue;
    const attribute = own === undefined || own.attribute === property ? name : own.attribute;
    fields.set(property, {
      ...own,
      property,
      attribute,
      transformer: isLeftOut
        ? { ...field, isWritten: field.isWritten && isWritten, isRead: field.isRead && isRead }
        : field,
    });
  }
  return [...fields.values()];
}

interface DeclaredField extends FieldDeclaration {
  readonly transformer?: TransformerField;
}

function codecOf(field: DeclaredField, surroundings: CodecSurroundings): FieldCodec {
  const type = field.transformer?.type;
  const declared = field.type?.();
  const container = containerOf(declared);
  // Of the two, @Field says more about itself, @Type about what it holds and how its subclasses are told apart.
  const isByTransformer = type && (declared === undefined || container !== undefined || type.discriminator);
  return isByTransformer
    ? transformerCodec({ ...type, ...(container && { container }) }, surroundings)
    : fieldCodec(field, surroundings);
}

const codecs: Readonly<Record<Layout, WeakMap<Ctor, ClassCodec>>> = { payload: new WeakMap(), json: new WeakMap() };

/** The codec of a class that is no entity, or that is looked at as none: made on first use. */
export function classCodec(Class: Ctor, layout: Layout = 'payload'): ClassCodec {
  let codec = codecs[layout].get(Class);
  if (codec === undefined) codecs[layout].set(Class, (codec = new ClassCodec(Class, { layout })));
  return codec;
}

function checkEachFitsJson(members: Item): void {
  for (const [name, value] of Object.entries(members)) {
    try {
      checkFitsJson(value);
    } catch (thrown) {
      throw within(thrown, name);
    }
  }
}

/** Attributes that an instance was read with and cannot show as properties; it keeps them, unseen, until it is written. */
class Undeclared extends Carrier {
  readonly #members: Item = {};

  private constructor(instance: object) {
    super(instance);
  }

  static keep(instance: object, name: string, value: Item[string]): void {
    if (!(#members in instance)) new Undeclared(instance);
    setMember((instance as Undeclared).#members, name, value);
  }

  static of(instance: object): Item | undefined {
    return #members in instance ? instance.#members : undefined;
  }
}
