import { MetadataError } from '../errors.js';
import { type Duration, parseDurationMs } from '../record/expiry.js';
import { type Newable } from '../record/value.js';
import { ClassCodec, type Layout } from './class-codec.js';
import { transformerOf } from './class-transformer.js';
import { EntityCodec, type ExpiresProperty } from './codec.js';
import {
  type Ctor,
  type Declaration,
  type FieldDeclaration,
  type PropertyDeclaration,
  declarationsOf,
  fieldsOf,
} from './declarations.js';
import { typeMistake } from './field-codec.js';
import { type IndexMetadata, readIndexes, refuseUnknown } from './index-metadata.js';
import { KeyPath, type KeyPropertyType, parseTemplate } from './key-path.js';
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

  const options = entityOptions(declarations, tell);
  const fields = new Map(fieldsOf(Class).map((field) => [field.property, field]));
  checkFields(fields, declarations, tell);
  const typeOf = typesOf(fields, Class);
  const templates = templatesOf(Class, declarations, tell);
  const partition = readTemplate('@Partition', templates.partition, typeOf, fields, tell);
  const sort = readTemplate('@SortKeyPath', templates.sort, typeOf, fields, tell);
  const singles = singleProperties(declarations, tell);
  const indexed = readIndexes({ declarations, templates: templates.indexes, fields, typeOf }, tell);

  const apart = new Set([singles.version?.property, singles.expires?.property].filter((name) => name !== undefined));
  const keyProperties = new Set([...(partition?.parts ?? []), ...(sort?.parts ?? [])].map(({ property }) => property));
  for (const property of [...keyProperties, ...indexed.topLevel.flatMap(({ properties }) => properties)]) {
    if (apart.has(property))
      tell(`'${property}' is the version or the expiry, and cannot be a part of a key or a top-level copy`);
  }
  const name = typeof options['name'] === 'string' ? options['name'] : Class.name;
  if (mistakes.length > 0 || !partition || !sort) throw metadataError(Class, mistakes);

  const layout = (options['layout'] ?? 'payload') as Layout;
  const also = [...keyProperties, ...indexed.topLevel.flatMap(({ properties }) => properties)];
  const strict = options['strict'] === true;
  const expires = singles.expires && ({ property: singles.expires.property, as: expiresAs(singles.expires) } as const);
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
      payload: new ClassCodec(Class, { except: apart, also: [...new Set(also)], strict, layout }),
      layout,
      topLevel: indexed.topLevel,
      partition,
      sort,
      versionProperty: singles.version?.property,
      expires,
    }),
  };
}

function metadataError(Class: Ctor, mistakes: readonly string[]): MetadataError {
  const list = [...new Set(mistakes)].map((mistake) => `\n  - ${mistake}`).join('');
  return new MetadataError(`The class ${Class.name} cannot be an entity:${list}`, { entity: Class.name });
}

type Tell = (mistake: string) => void;

function entityOptions(declarations: readonly Declaration[], tell: Tell): Options {
  const own = declarations.filter((declaration) => declaration.kind === 'entity');
  if (own.length === 0) tell("it has no @Entity('table')");
  // An abstract parent may say what all have in common.
  const options: Options = Object.assign({}, ...own.map((declaration) => declaration.options)) as Options;
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

/** `static keys` and the decorators say the same, or one of them is silent. */
function templatesOf(Class: Ctor, declarations: readonly Declaration[], tell: Tell): Templates {
  const declared = (kind: 'partition' | 'sort') =>
    declarations.reduce<string | undefined>((last, each) => (each.kind === kind ? each.template : last), undefined);
  const { keys } = Class as unknown as { readonly keys?: Partial<Templates> };
  const hasKeys = typeof keys === 'object' && keys !== null && 'partition' in keys && 'sort' in keys;
  const pick = (kind: 'partition' | 'sort', decorator: string): unknown => {
    const decorated = declared(kind);
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

function readTemplate(
  what: string,
  text: unknown,
  typeOf: KeyPropertyType,
  fields: ReadonlyMap<string, FieldDeclaration>,
  tell: Tell,
): KeyPath | undefined {
  if (typeof text !== 'string') {
    tell(`it has no ${what}, which says how its key is made`);
    return undefined;
  }
  const template = parseTemplate(text, typeOf);
  for (const mistake of template.mistakes) tell(`${what}: ${mistake}`);
  for (const { property, kind } of template.parts) {
    const hint = fields.get(property)?.hint;
    if (kind === 'text' && (hint === Number || hint === BigInt)) {
      tell(`${what}: '${property}' is a number: pad it, as in {${property}:010}`);
    }
  }
  return template.mistakes.length === 0 ? new KeyPath(template, typeOf) : undefined;
}

/** What a property is declared as, where that matters to a key. */
function typesOf(fields: ReadonlyMap<string, FieldDeclaration>, Class: Ctor): KeyPropertyType {
  const types = new Map<string, 'date' | 'bigint'>();
  for (const { property, type } of transformerOf(Class).fields) {
    if ((type?.type() as unknown) === Date) types.set(property, 'date');
  }
  for (const { property, type, hint } of fields.values()) {
    const declared: unknown = type && typeMistake(type) === undefined ? type() : hint;
    if (declared === Date) types.set(property, 'date');
    if (declared === BigInt) types.set(property, 'bigint');
  }
  return (property) => types.get(property);
}

function checkFields(
  fields: ReadonlyMap<string, FieldDeclaration>,
  declarations: readonly Declaration[],
  tell: Tell,
): void {
  const owners = new Map<string, string>();
  for (const { property, attribute, type } of fields.values()) {
    const mistake = type && typeMistake(type);
    if (mistake !== undefined) tell(`'${property}': ${mistake}`);
    const owner = owners.get(attribute);
    if (owner !== undefined) tell(`'${owner}' and '${property}' are both stored as '${attribute}'`);
    owners.set(attribute, property);
  }
  for (const declaration of declarations) {
    if (declaration.kind === 'field') {
      refuseUnknown(declaration.options, ['name'], `@Field on '${declaration.property}'`, tell);
      const { name } = declaration.options;
      if (name !== undefined && (typeof name !== 'string' || name === ''))
        tell(`@Field on '${declaration.property}': name is text`);
    }
    if (declaration.kind === 'expires') {
      refuseUnknown(declaration.options, ['as'], `@Expires on '${declaration.property}'`, tell);
      const { as } = declaration.options;
      if (as !== undefined && as !== 'seconds') tell(`@Expires on '${declaration.property}': as is 'seconds'`);
    }
  }
}

type Single = 'version' | 'expires' | 'created-at' | 'updated-at';
const SINGLES: Readonly<Record<Single, string>> = {
  version: '@Version',
  expires: '@Expires',
  'created-at': '@CreatedAt',
  'updated-at': '@UpdatedAt',
};

/** Decorators that stand on one property of a class at most, and those on one property alone. */
function singleProperties(
  declarations: readonly Declaration[],
  tell: Tell,
): Partial<Record<Single, PropertyDeclaration>> {
  const singles: Partial<Record<Single, PropertyDeclaration>> = {};
  const taken = new Map<string, string>();
  for (const declaration of declarations) {
    if (!isSingle(declaration)) continue;
    const { property } = declaration;
    const kind = declaration.kind as Single;
    const decorator = SINGLES[kind];
    const first = singles[kind]?.property;
    if (first !== undefined && first !== property) tell(`${decorator} stands on '${first}' and on '${property}'`);
    const other = taken.get(property);
    if (other !== undefined && other !== decorator) tell(`${other} and ${decorator} both stand on '${property}'`);
    taken.set(property, decorator);
    if (kind === 'version' && declaration.hint === String) tell(`@Version: '${property}' is a number, not text`);
    singles[kind] = declaration;
  }
  return singles;
}

function isSingle(declaration: Declaration): declaration is PropertyDeclaration {
  return Object.hasOwn(SINGLES, declaration.kind);
}

function expiresAs({ options }: PropertyDeclaration): 'date' | 'seconds' {
  return options['as'] === 'seconds' ? 'seconds' : 'date';
}
