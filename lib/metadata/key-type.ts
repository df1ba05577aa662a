import { transformerOf } from './class-transformer.js';
import type { Ctor, FieldDeclaration } from './declarations.js';
import { typeMistake } from './field-codec.js';
import { type KeyPart, KeyPath, parseTemplate } from './key-path.js';

/** What a property is declared as: what a decorator names, or else what the compiler emitted. `undefined`: nobody says. */
export type DeclaredType = (property: string) => unknown;

/** Reads the declared types of a class once. */
export function declaredTypes(Class: Ctor, fields: ReadonlyMap<string, FieldDeclaration>): DeclaredType {
  const types = new Map<string, unknown>();
  for (const { property, type } of transformerOf(Class).fields) types.set(property, namedType(type?.type));
  for (const { property, type, hint } of fields.values()) {
    types.set(property, namedType(type) ?? types.get(property) ?? hint);
  }
  return (property) => types.get(property);
}

/** The type that a decorator names, where it names one that can be stored. */
export function namedType(type: FieldDeclaration['type']): unknown {
  return type && typeMistake(type) === undefined ? type() : undefined;
}

/**
 * Reads a template against the types of the properties that it names.
 *
 * @param what - where it stands, for the mistakes.
 * @returns nothing for a template that is none.
 */
export function readTemplate(
  what: string,
  text: string,
  declared: DeclaredType,
  tell: (mistake: string) => void,
): KeyPath | undefined {
  const typeOf = (property: string) => {
    const type = declared(property);
    return type === Date ? 'date' : type === BigInt ? 'bigint' : undefined;
  };
  const template = parseTemplate(text, typeOf);
  const mistakes = template.parts.map((part) => partMistake(part, declared(part.property)));
  for (const mistake of [...template.mistakes, ...mistakes]) if (mistake !== undefined) tell(`${what}: ${mistake}`);
  return template.mistakes.length === 0 ? new KeyPath(template, typeOf) : undefined;
}

/** What is wrong with the type of a part of a key; nothing where all is well, or nobody says what it is. */
function partMistake({ property, kind }: KeyPart, declared: unknown): string | undefined {
  if (declared === undefined || declared === Object) return undefined;
  const isNumber = declared === Number || declared === BigInt;
  if (kind === 'padded') return isNumber ? undefined : `'${property}' is no number: only numbers are padded`;
  if (isNumber) return `'${property}' is a number: pad it, as in {${property}:010}`;
  if (kind === 'raw') return declared === String ? undefined : `'${property}' is no text: only text is raw`;
  if (declared === String || declared === Date) return undefined;
  return `'${property}' is ${describe(declared)}: a part of a key is text, a Date or a number`;
}

/** The type of an attribute that copies a property as a key of an index; nothing for what cannot be one. */
export function keyCopyType(declared: unknown): 'S' | 'N' | undefined {
  if (declared === Number || declared === BigInt) return 'N';
  return declared === undefined || declared === Object || declared === String || declared === Date ? 'S' : undefined;
}

export function describe(declared: unknown): string {
  return Array.isArray(declared) ? 'a list' : `of type ${(declared as Ctor).name}`;
}
