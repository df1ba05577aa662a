import { isComputed } from './class-members.js';
import { transformerOf } from './class-transformer.js';
import {
  type Ctor,
  type Declaration,
  type FieldDeclaration,
  type PropertyDeclaration,
  declarationsOf,
  fieldsOf,
} from './declarations.js';
import { typeMistake } from './field-codec.js';
import { refuseUnknown } from './index-metadata.js';
import type { TopLevelAttribute } from './top-level.js';

// What decorators on properties can have wrong.

type Tell = (mistake: string) => void;

/** Decorators that stand on one property of a class at most. */
export type Single = 'version' | 'expires' | 'created-at' | 'updated-at';
export type Singles = Readonly<Partial<Record<Single, PropertyDeclaration>>>;

const SINGLES: Readonly<Record<Single, string>> = {
  version: '@Version',
  expires: '@Expires',
  'created-at': '@CreatedAt',
  'updated-at': '@UpdatedAt',
};

/** Finds the properties of decorators that stand on one each. */
export function singleProperties(declarations: readonly Declaration[], tell: Tell): Singles {
  const singles: Partial<Record<Single, PropertyDeclaration>> = {};
  const taken = new Map<string, string>();
  for (const declaration of declarations) {
    if (!isSingle(declaration)) continue;
    const { property, kind } = declaration;
    const decorator = SINGLES[kind];
    const first = singles[kind]?.property;
    if (first !== undefined && first !== property) tell(`${decorator} stands on '${first}' and on '${property}'`);
    const other = taken.get(property);
    if (other !== undefined && other !== decorator) tell(`${other} and ${decorator} both stand on '${property}'`);
    taken.set(property, decorator);
    checkHint(declaration, tell);
    singles[kind] = declaration;
  }
  return singles;
}

function isSingle(declaration: Declaration): declaration is PropertyDeclaration & { readonly kind: Single } {
  return Object.hasOwn(SINGLES, declaration.kind);
}

function checkHint({ kind, property, hint, options }: PropertyDeclaration & { kind: Single }, tell: Tell): void {
  if (hint === undefined) return;
  const isNumber = kind === 'version' || (kind === 'expires' && options['as'] === 'seconds');
  if (hint === (isNumber ? Number : Date)) return;
  const want = isNumber ? 'a number' : 'a Date';
  const how = kind === 'expires' && hint === Number ? ", or with { as: 'seconds' } a number" : '';
  tell(`${SINGLES[kind]}: '${property}' must be ${want}${how}`);
}

/** Checks what a class says of its fields, and the classes that they hold. */
export function checkFields(Class: Ctor, tell: Tell, seen = new Set<Ctor>()): void {
  if (seen.has(Class)) return;
  seen.add(Class);
  const types = [
    ...fieldsOf(Class),
    ...transformerOf(Class).fields.map(({ property, type }) => ({ property, type: type?.type })),
  ];
  for (const { property, type } of types) {
    if (type === undefined) continue;
    const mistake = typeMistake(type);
    if (mistake !== undefined) tell(`'${property}': ${mistake}`);
    else checkNested([type()].flat() as Ctor[], tell, seen);
  }
  for (const declaration of declarationsOf(Class)) {
    if (declaration.kind === 'field') checkField(declaration, tell);
    if (declaration.kind === 'expires') checkExpires(declaration, tell);
  }
}

function checkNested(types: readonly Ctor[], tell: Tell, seen: Set<Ctor>): void {
  for (const Nested of types) {
    const within = (mistake: string) => tell(`in ${Nested.name}: ${mistake}`);
    const declarations = declarationsOf(Nested);
    if (declarations.length === 0 || seen.has(Nested)) continue;
    for (const declaration of declarations) if (declaration.kind === 'mistake') within(declaration.text);
    checkFields(Nested, within, seen);
    checkAttributes(fieldsOf(Nested), within);
  }
}

/** Tells of properties that cannot be set, as reading a row does. */
export function checkSettable(Class: Ctor, properties: Iterable<string>, tell: Tell): void {
  for (const property of properties) {
    if (isComputed(Class, property))
      tell(`'${property}' has a getter and no setter, and could not take what is read from a row`);
  }
}

/**
 * Tells of parts of index keys that are not stored or not read: with the next write of the whole row they would be gone.
 *
 * @param fromKey - properties that are read from the key instead.
 */
export function checkStored(
  Class: Ctor,
  topLevel: readonly TopLevelAttribute[],
  fromKey: ReadonlySet<string>,
  tell: Tell,
): void {
  const { fields } = transformerOf(Class);
  for (const { attribute, properties } of topLevel) {
    const excluded = fields.find(
      ({ property, isWritten, isRead }) =>
        properties.includes(property) && !(isWritten && (isRead || fromKey.has(property))),
    );
    if (excluded === undefined) continue;
    const from = excluded.isWritten ? 'read' : 'stored';
    tell(`'${excluded.property}' is excluded from what is ${from} by @Exclude, and '${attribute}' is made of it`);
  }
}

/** Tells of properties that would lie in one place. */
export function checkAttributes(fields: readonly Pick<FieldDeclaration, 'property' | 'attribute'>[], tell: Tell): void {
  const owners = new Map<string, string>();
  for (const { property, attribute } of fields) {
    const owner = owners.get(attribute);
    if (owner !== undefined) tell(`'${owner}' and '${property}' are both stored as '${attribute}'`);
    owners.set(attribute, property);
  }
}

function checkField({ property, options }: PropertyDeclaration, tell: Tell): void {
  refuseUnknown(options, ['name'], `@Field on '${property}'`, tell);
  const { name } = options;
  const isName = typeof name === 'string' && name !== '' && !/\p{Surrogate}/u.test(name);
  if (name !== undefined && !isName) tell(`@Field on '${property}': name is text`);
}

function checkExpires({ property, options }: PropertyDeclaration, tell: Tell): void {
  refuseUnknown(options, ['as'], `@Expires on '${property}'`, tell);
  const { as } = options;
  if (as !== undefined && as !== 'seconds') tell(`@Expires on '${property}': as is 'seconds'`);
}
