import { MetadataError } from '../errors.js';
import { type Duration, parseDurationMs } from '../record/expiry.js';
import { type Newable } from '../record/class-reader.js';
import { isObject } from '../record/kind.js';
import { ClassCodec, type Layout } from './class-codec.js';
import { EntityCodec, type ExpiresProperty } from './codec.js';
import { type Ctor, type Declaration, declarationsOf, fieldsOf, generationsOf } from './declarations.js';
import { type IndexMetadata, indexFieldId, readIndexes, refuseUnknown } from './index-metadata.js';
import type { KeyPath } from './key-path.js';
import { type DeclaredType, declaredTypes, readTemplate } from './key-type.js';
import { checkAttributes, checkFields, checkSettable, checkStored, singleProperties } from './property-checks.js';
import { type StandardSchema, isStandardSchema } from './standard-schema.js';

/** What a class means, checked whole: made on first use, once for each class, and frozen. */
export interface EntityMetadata {
  readonly Class: Newable;
  /** What errors and hooks call the entity. */
  readonly name: string;
  /** The table's name before the session's `tableName`. */
  readonly table: string;
  readonly partition: KeyPath;
  readonly sort: KeyPath;
  /** The properties that the templates name. */
  readonly keyProperties: ReadonlySet<string>;
  readonly versionProperty: string | undefined;
  readonly expires: ExpiresProperty | undefined;
  readonly createdAtProperty: string | undefined;
  readonly updatedAtProperty: string | undefined;
  /** The lifetime that a row starts with. */
  readonly ttl: Duration | undefined;
  readonly schema: StandardSchema | undefined;
  readonly indexes: readonly IndexMetadata[];
  readonly codec: EntityCodec;
}

const ENTITY_OPTIONS = ['table', 'name', 'ttl', 'strict', 'layout', 'schema'];
type Options = Readonly<Record<string, unknown>>;

const known = new WeakMap<Ctor, EntityMetadata>();

/**
 * Understands a class that is decorated with `@Entity`.
 *
 * @throws MetadataError with every mistake of the class at once.
 */
export function metadataOf(Class: Ctor): EntityMetadata {
  let metadata = known.get(Class);
  if (metadata === undefined) known.set(Class, (metadata = Object.freeze(understand(Class))));
  return metadata;
}

function understand(Class: Ctor): EntityMetadata {
  if (typeof Class !== 'function') throw new MetadataError('An entity is a class that is decorated with @Entity.');
  const mistakes: string[] = [];
  const tell = (mistake: string) => void mistakes.push(mistake);
  const declarations = declarationsOf(Class);
  for (const declaration of declarations) if (declaration.kind === 'mistake') tell(declaration.text);

  const options = entityOptions(Class, declarations, tell);
  const fields = new Map(fieldsOf(Class).map((field) => [field.property, field]));
  checkFields(Class, tell);
  const declared = declaredTypes(Class, fields);
  const templates = templatesOf(Class, tell);
  const partition = readKey('@Partition', templates.partition, declared, tell);
  const sort = readKey('@SortKeyPath', templates.sort, declared, tell);
  const singles = singleProperties(declarations, tell);
  const indexed = readIndexes({ declarations, templates: templates.indexes, fields, declared }, tell);

  const apart = new Set([singles.version?.property, singles.expires?.property].filter((name) => name !== undefined));
  const keyProperties = new Set([...(partition?.properties ?? []), ...(sort?.properties ?? [])]);
  const also = [...new Set([...keyProperties, ...indexed.topLevel.flatMap(({ properties }) => properties)])];
  checkApart(apart, also, declarations, tell);
  checkSettable(Class, new Set([...fields.keys(), ...also]), tell);
  checkStored(Class, indexed.topLevel, keyProperties, tell);
  const undecorated = also.filter((property) => !fields.has(property));
  const inPayload = [...fields.values()].filter(({ property }) => !apart.has(property));
  checkAttributes([...inPayload, ...undecorated.map((property) => ({ property, attribute: property }))], tell);
  const name = typeof options['name'] === 'string' ? options['name'] : Class.name;
  if (mistakes.length > 0 || !partition || !sort) throw metadataError(Class, mistakes);

  const layout = (options['layout'] ?? 'payload') as Layout;
  const strict = options['strict'] === true;
  const as = singles.expires?.options['as'] === 'seconds' ? 'seconds' : 'date';
  const expires = singles.expires && ({ property: singles.expires.property, as } as const);
  return {
    Class: Class as unknown as Newable,
    name,
    table: options['table'] as string,
    partition,
    sort,
    keyProperties,
    versionProperty: singles.version?.property,
    expires,
    createdAtProperty: singles['created-at']?.property,
    updatedAtProperty: singles['updated-at']?.property,
    ttl: options['ttl'] as Duration | undefined,
    schema: options['schema'] as StandardSchema | undefined,
    indexes: indexed.indexes,
    codec: new EntityCodec({
      Class: Class as unknown as Newable,
      payload: new ClassCodec(Class, { except: apart, also, strict, layout }),
      layout,
      topLevel: indexed.topLevel,
      partition,
      sort,
      versionProperty: singles.version?.property,
      expires,
    }),
  };
}

/** Version and expiry lie beside the payload, and nowhere else. */
function checkApart(
  apart: ReadonlySet<string>,
  elsewhere: readonly string[],
  declarations: readonly Declaration[],
  tell: Tell,
): void {
  for (const property of elsewhere) {
    if (apart.has(property))
      tell(`'${property}' is the version or the expiry, and cannot be a part of a key or a top-level copy`);
  }
  for (const declaration of declarations) {
    if (declaration.kind === 'field' && apart.has(declaration.property))
      tell(`@Field on '${declaration.property}': it is the version or the expiry, and lies beside the payload`);
  }
}

function metadataError(Class: Ctor, mistakes: readonly string[]): MetadataError {
  const list = [...new Set(mistakes)].map((mistake) => `\n  - ${mistake}`).join('');
  return new MetadataError(`The class ${Class.name} cannot be an entity:${list}`, { entity: Class.name });
}

type Tell = (mistake: string) => void;

function entityOptions(Class: Ctor, declarations: readonly Declaration[], tell: Tell): Options {
  const own = declarations.filter((declaration) => declaration.kind === 'entity');
  for (const generation of generationsOf(Class)) checkOnce(generation, tell);
  if (own.length === 0) tell("it has no @Entity('table')");
  // A parent may say what all have in common, but for the name of a child that says something itself.
  const common = Object.assign({}, ...own.map((declaration) => declaration.options)) as Options;
  const options: Options = { ...common, name: own.at(-1)?.options['name'] };
  refuseUnknown(options, ENTITY_OPTIONS, '@Entity', tell);
  const { table, name, ttl, strict, layout, schema } = options;
  if (own.length > 0 && (typeof table !== 'string' || table === '')) tell('@Entity needs the name of a table');
  if (name !== undefined && (typeof name !== 'string' || name === '')) tell('@Entity: name is text');
  if (strict !== undefined && typeof strict !== 'boolean') tell('@Entity: strict is true or false');
  if (layout !== undefined && layout !== 'payload' && layout !== 'json') tell("@Entity: layout is 'payload' or 'json'");
  if (schema !== undefined && !isStandardSchema(schema))
    tell('@Entity: schema follows no version 1 of standardschema.dev');
  if (ttl !== undefined && !isLifetime(ttl))
    tell("@Entity: ttl is one second or more: seconds, or a text such as '90d'");
  return options;
}

/** Of two that say the same of one class, one would be ignored. */
function checkOnce(declarations: readonly Declaration[], tell: Tell): void {
  const seen = new Set<string>();
  for (const declaration of declarations) {
    const what = onceOnly(declaration);
    if (what === undefined) continue;
    const id = declaration.kind === 'index-field' ? indexFieldId(declaration) : what;
    if (seen.has(id)) tell(`${what} stands on one class twice`);
    seen.add(id);
  }
}

function onceOnly(declaration: Declaration): string | undefined {
  switch (declaration.kind) {
    case 'entity':
      return '@Entity';
    case 'index':
      return `@Index('${declaration.name}')`;
    case 'index-field':
      return `@IndexField on '${declaration.property}' for one key or attribute`;
    default:
      return undefined;
  }
}

function isLifetime(ttl: unknown): boolean {
  try {
    return parseDurationMs(ttl as Duration) >= 1000;
  } catch {
    return false;
  }
}

interface Templates {
  readonly partition: unknown;
  readonly sort: unknown;
  readonly indexes: Options;
}

/** `static keys` and the decorators say the same, or one of them is silent. What a child says takes the place of its parent's. */
function templatesOf(Class: Ctor, tell: Tell): Templates {
  const { keys } = Class as unknown as { readonly keys?: Partial<Templates> };
  const hasKeys = isObject(keys) && 'partition' in keys && 'sort' in keys;
  if (hasKeys) refuseUnknown(keys, ['partition', 'sort', 'indexes'], 'static keys', tell);
  // The compiler sees no decorators: those below inherited keys would be unknown to it.
  const generations = generationsOf(Class, hasKeys ? ownerOf(Class, 'keys') : undefined);
  const pick = (kind: 'partition' | 'sort', decorator: string): unknown => {
    const decorated = decoratedTemplate(generations, kind, decorator, tell);
    if (!hasKeys) return decorated;
    if (decorated !== undefined && decorated !== keys[kind])
      tell(`static keys and ${decorator} give different templates`);
    return keys[kind];
  };
  return {
    partition: pick('partition', '@Partition'),
    sort: pick('sort', '@SortKeyPath'),
    indexes: hasKeys ? (keys.indexes ?? {}) : {},
  };
}

/** The class, of this one and its parents, that has a static member as its own. */
function ownerOf(Class: Ctor, member: string): Ctor {
  let owner = Class;
  while (!Object.hasOwn(owner, member)) owner = Object.getPrototypeOf(owner) as Ctor;
  return owner;
}

/** A child's template takes the place of its parent's; one class has one. */
function decoratedTemplate(
  generations: readonly (readonly Declaration[])[],
  kind: 'partition' | 'sort',
  decorator: string,
  tell: Tell,
): string | undefined {
  let template: string | undefined;
  for (const declarations of generations) {
    const own = declarations.flatMap((each) => (each.kind === kind ? [each.template] : []));
    if (new Set(own).size > 1) tell(`${decorator} gives several templates: '${own.join("', '")}'`);
    template = own.at(-1) ?? template;
  }
  return template;
}

function readKey(what: string, text: unknown, declared: DeclaredType, tell: Tell): KeyPath | undefined {
  if (typeof text === 'string') return readTemplate(what, text, declared, tell);
  tell(`it has no ${what}, which says how its key is made`);
  return undefined;
}
