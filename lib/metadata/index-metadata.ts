import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../record/key.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  VERSION_ATTRIBUTE,
  isReservedFieldName,
} from '../record/layout.js';
import type { Declaration, FieldDeclaration, Projection, PropertyDeclaration } from './declarations.js';
import type { KeyPath } from './key-path.js';
import { type DeclaredType, describe, keyCopyType, namedType, readTemplate } from './key-type.js';
import { type TopLevelAttribute, composedKey, copyOf, keyCopyOf } from './top-level.js';

/** One attribute of an index's key. */
export interface IndexKey {
  readonly attribute: string;
  readonly type: 'S' | 'N';
  /** A template, or else the one property that the attribute copies. */
  readonly path?: KeyPath;
  readonly property?: string;
}

export interface IndexMetadata {
  readonly name: string;
  /** Empty for a local index, which has the table's own. */
  readonly partition: readonly IndexKey[];
  readonly sort: readonly IndexKey[];
  readonly projection: Projection;
}

/** Tells whether an index holds an attribute of the rows in it. */
export function holds({ projection, partition, sort }: IndexMetadata, attribute: string): boolean {
  if (projection === 'ALL' || ALWAYS_HELD.has(attribute)) return true;
  const isKey = [...partition, ...sort].some((key) => key.attribute === attribute);
  return isKey || (projection !== 'KEYS_ONLY' && projection.includes(attribute));
}

/** The keys of the table, and what tells a live row. */
const ALWAYS_HELD: ReadonlySet<string> = new Set([
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  VERSION_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
]);

/** What a class says of attributes beside the payload. */
export interface IndexDeclarations {
  readonly indexes: readonly IndexMetadata[];
  readonly topLevel: readonly TopLevelAttribute[];
}

const INDEX_OPTIONS = ['partition', 'sort', 'partitionAttribute', 'sortAttribute', 'projection'];
const FIELD_OPTIONS = ['index', 'key', 'type', 'attribute', 'order', 'projection'];
const MAX_BYTES = { partition: MAX_PARTITION_KEY_BYTES, sort: MAX_SORT_KEY_BYTES };
/** DynamoDB's limit for the attributes of one key. */
const MAX_KEY_ATTRIBUTES = 4;

interface Ordered extends IndexKey {
  readonly order?: number;
}

/** What is gathered of one index before it is checked as a whole. */
interface Draft {
  readonly partition: Ordered[];
  readonly sort: Ordered[];
  projection: Projection | undefined;
}

/** What a class says that matters to its indexes. */
export interface IndexSources {
  readonly declarations: readonly Declaration[];
  /** `indexes` of `static keys`. */
  readonly templates: Options;
  /** The properties in the payload, by name. */
  readonly fields: ReadonlyMap<string, FieldDeclaration>;
  readonly declared: DeclaredType;
}

/**
 * Understands `@Index` and `@IndexField`.
 *
 * @param tell - is told every mistake.
 */
export function readIndexes(sources: IndexSources, tell: Tell): IndexDeclarations {
  const reading = new IndexReading(sources, tell);
  for (const [name, options] of compositeIndexes(sources)) reading.addComposite(name, options);
  for (const { property, options } of indexFields(sources.declarations)) reading.addField(property, options);
  return reading.finish();
}

class IndexReading {
  readonly #sources: IndexSources;
  readonly #tell: Tell;
  readonly #drafts = new Map<string, Draft>();
  readonly #topLevel = new Map<string, TopLevelAttribute>();

  constructor(sources: IndexSources, tell: Tell) {
    this.#sources = sources;
    this.#tell = tell;
  }

  addComposite(name: string, options: Options): void {
    const what = `@Index('${name}')`;
    refuseUnknown(options, INDEX_OPTIONS, what, this.#tell);
    const draft = this.#draftOf(name);
    this.#project(draft, options['projection'], what);
    if (options['partition'] === undefined) this.#tell(`${what} has no template for its partition key`);
    for (const key of ['partition', 'sort'] as const) {
      const text = options[key];
      if (text === undefined) continue;
      const attribute = options[`${key}Attribute`] ?? `${name}${key === 'partition' ? 'Partition' : 'Sort'}`;
      if (typeof text !== 'string' || typeof attribute !== 'string') {
        this.#tell(`${what}: templates and names of attributes are texts`);
        continue;
      }
      const path = readTemplate(what, text, this.#sources.declared, this.#tell);
      if (path === undefined) continue;
      draft[key].push({ attribute, type: 'S', path });
      this.#add(composedKey(path, attribute, MAX_BYTES[key]), what);
    }
  }

  addField(property: string, options: Options): void {
    const what = `@IndexField on '${property}'`;
    refuseUnknown(options, FIELD_OPTIONS, what, this.#tell);
    const { index, attribute = property } = options;
    const field = this.#sources.fields.get(property);
    const member = field?.attribute ?? property;
    if (typeof attribute !== 'string' || attribute === '') this.#tell(`${what}: the name of an attribute is text`);
    else if (index === undefined) this.#add(copyOf(property, member, attribute), what);
    else this.#addKey(property, member, attribute, options, what, field);
  }

  #addKey(
    property: string,
    member: string,
    attribute: string,
    options: Options,
    what: string,
    field: FieldDeclaration | undefined,
  ): void {
    const { index, key, order, projection } = options;
    if (typeof index !== 'string' || (key !== 'partition' && key !== 'sort')) {
      this.#tell(`${what} needs the name of an index, and key: 'partition' or 'sort'`);
      return;
    }
    if (order !== undefined && !(Number.isInteger(order) && (order as number) >= 0))
      this.#tell(`${what}: order is a whole number from 0`);
    const keyType = this.#keyType(options['type'], field, what);
    const draft = this.#draftOf(index);
    this.#project(draft, projection, what);
    draft[key].push({ attribute, type: keyType, property, ...(order !== undefined && { order: order as number }) });
    this.#add(keyCopyOf(property, member, attribute, keyType, MAX_BYTES[key]), what);
  }

  /** What this decorator names, or @Field, or another key of the same property. */
  #keyType(type: unknown, field: FieldDeclaration | undefined, what: string): 'S' | 'N' {
    const named = namedType(field?.type);
    if (type !== undefined && named !== undefined && type !== named)
      this.#tell(`${what}: its type is another one elsewhere`);
    const declared = type ?? named;
    if (declared === undefined && (field?.hint === Number || field?.hint === BigInt)) {
      this.#tell(`${what}: a number names its type, as in { type: Number }`);
    }
    const keyType = keyCopyType(declared ?? field?.hint);
    if (keyType === undefined)
      this.#tell(`${what}: a key of an index is text, a Date, a number or a bigint, and not ${describe(declared ?? field?.hint)}`); // prettier-ignore
    return keyType ?? 'S';
  }

  #add(added: TopLevelAttribute, what: string): void {
    const { attribute } = added;
    const known = this.#topLevel.get(attribute);
    if (isReservedFieldName(attribute)) {
      this.#tell(
        `${what}: the attribute '${attribute}' has a name that the store keeps for itself; give another (attribute: '...')`,
      );
    } else if (known === undefined || canShare(known, added)) {
      // As the key of an index it is checked the more.
      const isStricter = (added.maxBytes ?? Infinity) < (known?.maxBytes ?? Infinity);
      this.#topLevel.set(attribute, known === undefined || isStricter ? added : known);
    } else this.#tell(`${what}: the attribute '${attribute}' is taken by another property or index`);
  }

  #draftOf(name: string): Draft {
    let draft = this.#drafts.get(name);
    if (!draft) this.#drafts.set(name, (draft = { partition: [], sort: [], projection: undefined }));
    return draft;
  }

  #project(draft: Draft, projection: unknown, what: string): void {
    if (projection === undefined) return;
    const isNames =
      Array.isArray(projection) && projection.length > 0 && projection.every((name) => typeof name === 'string');
    if (projection !== 'ALL' && projection !== 'KEYS_ONLY' && !isNames) {
      this.#tell(`${what}: projection is 'ALL', 'KEYS_ONLY' or a list of attributes`);
    } else if (draft.projection !== undefined && JSON.stringify(draft.projection) !== JSON.stringify(projection)) {
      this.#tell(`${what}: the index has another projection elsewhere`);
    } else draft.projection = projection;
  }

  finish(): IndexDeclarations {
    const indexes = [...this.#drafts].map(([name, { partition, sort, projection = 'ALL' }]) => {
      if (!/^[\w.-]{3,255}$/.test(name)) {
        this.#tell(`the index '${name}' needs a name of 3 to 255 letters, digits, dots, hyphens or underscores`);
      }
      const what = (key: string) => `the index '${name}' has a ${key} key of several properties`;
      if (partition.length === 0 && sort.length > 1)
        this.#tell(
          `the index '${name}' is a local one, which has a single sort key: give it a partition key of its own`,
        );
      const attributes = [...partition, ...sort].map(({ attribute }) => attribute);
      if (new Set(attributes).size < attributes.length)
        this.#tell(`the index '${name}' has one attribute in its key twice`);
      return {
        name,
        partition: this.#inOrder(partition, what('partition')),
        sort: this.#inOrder(sort, what('sort')),
        projection,
      };
    });
    return { indexes, topLevel: [...this.#topLevel.values()] };
  }

  #inOrder(attributes: readonly Ordered[], what: string): readonly IndexKey[] {
    const orders = attributes.map(({ order }) => order);
    if (attributes.length > MAX_KEY_ATTRIBUTES) this.#tell(`${what}, and ${MAX_KEY_ATTRIBUTES} are the most`);
    if (attributes.length > 1 && (orders.includes(undefined) || new Set(orders).size < orders.length)) {
      this.#tell(`${what}: each names its place, as in { order: 1 }`);
    }
    return [...attributes].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  }
}

/** Two indexes may have the same copy of a property as a key. */
function canShare(one: TopLevelAttribute, other: TopLevelAttribute): boolean {
  if (one.copies === undefined || one.copies !== other.copies) return false;
  return one.keyType === undefined || other.keyType === undefined || one.keyType === other.keyType;
}

type Tell = (mistake: string) => void;
type Options = Readonly<Record<string, unknown>>;

/** Those of `@Index`, then those of `static keys`; parents first, later ones win. */
function compositeIndexes({ declarations, templates }: IndexSources): ReadonlyMap<string, Options> {
  const indexes = new Map<string, Options>();
  for (const declaration of declarations) {
    if (declaration.kind === 'index') indexes.set(declaration.name, declaration.options);
  }
  for (const [name, options] of Object.entries(templates))
    indexes.set(name, { ...indexes.get(name), ...(options as Options) });
  return indexes;
}

/** Every index field of a class, a child's in the place of its parent's. */
function indexFields(
  declarations: readonly Declaration[],
): Iterable<{ readonly property: string; readonly options: Options }> {
  const fields = new Map<string, { property: string; options: Options }>();
  for (const declaration of declarations) {
    if (declaration.kind !== 'index-field') continue;
    const { property, options } = declaration;
    fields.set(indexFieldId(declaration), { property, options });
  }
  return fields.values();
}

/** One property may be a key of several indexes, and may be copied to several attributes. */
export function indexFieldId({ property, options }: PropertyDeclaration): string {
  const { index, key, attribute = property } = options;
  return JSON.stringify(index === undefined ? [property, attribute] : [property, index, key]);
}

/** Tells of every option that a decorator does not have. */
export function refuseUnknown(options: Options, known: readonly string[], what: string, tell: Tell): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) tell(`${what} has no option '${name}'; it has ${known.join(', ')}`);
  }
}
