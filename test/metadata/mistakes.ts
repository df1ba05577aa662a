import { CreatedAt, Entity, Expires, Field, Index, IndexField, Partition, SortKeyPath, UpdatedAt, Version, keys } from '../../lib/index.js'; // prettier-ignore
import { loose } from '../support/loose.js';

export interface Mistaken {
  readonly what: string;
  readonly make: () => unknown;
  /** Each sentence of the error, in order. */
  readonly mistakes: readonly string[];
  /** Found only where the compiler emits types. */
  readonly legacyOnly?: true;
}

// What the compiler would refuse is written as JavaScript would write it.
const entity = loose(Entity('shop'));
const partition = loose(Partition('p'));
const sort = loose(SortKeyPath('s'));
const any = (value: unknown) => value as never;
const nothing = (): undefined => undefined;

class Line {
  @Field() sku!: string;
}
class Wrong {
  @loose(Field(() => Line)) @loose(Field(any({ nam: 'x' }))) first: unknown;
  @loose(Field({ name: 'first' })) second: unknown;
  @loose(Field(any(nothing))) third: unknown;
  @loose(Field()) method(): void {}
}

/** A class that is right but for one property, which `decorators` stand on. */
function holding(...decorators: readonly unknown[]): () => unknown {
  const [first, second = () => {}] = decorators.map(loose);
  return () => {
    @entity
    @partition
    @sort
    class Holding {
      @first! @second x: unknown; // prettier-ignore
    }
    return Holding;
  };
}

/** A class with these templates, of which `n` is a number, `d` a Date, `t` text, `tags` a set and `line` an instance. */
function templated(partitionTemplate: string, sortTemplate: string, ...more: readonly unknown[]): () => unknown {
  const decorators = more.map(loose);
  return () => {
    @entity
    @loose(Partition(partitionTemplate))
    @loose(SortKeyPath(sortTemplate))
    class Templated {
      @Field(() => Number) n!: number;
      @Field(() => BigInt) big!: bigint;
      @Field(() => Date) d!: Date;
      @Field(() => String) t!: string;
      @Field(() => Set) tags!: Set<string>;
      @Field(() => [String]) list!: string[];
      @Field(() => Line) line!: Line;
      @Field(() => Boolean) flag!: boolean;
      @Version() version?: number;
      @Expires() expiresAt?: Date;
      free!: string;
    }
    for (const decorate of decorators) decorate(Templated);
    return Templated;
  };
}

export const MISTAKES: readonly Mistaken[] = [
  { what: 'no decorator at all', make: () => class {}, mistakes: ["it has no @Entity('table')", 'it has no @Partition, which says how its key is made', 'it has no @SortKeyPath, which says how its key is made'] },
  { what: 'no table', make: () => { @loose(Entity(any({}))) @partition @sort class A {} return A; }, mistakes: ['@Entity needs the name of a table'] },
  { what: 'an empty table', make: () => { @loose(Entity('')) @partition @sort class A {} return A; }, mistakes: ['@Entity needs the name of a table'] },
  { what: 'a table that is no text', make: () => { @loose(Entity(any({ table: 5 }))) @partition @sort class A {} return A; }, mistakes: ['@Entity needs the name of a table'] },
  {
    what: 'options of @Entity, all wrong',
    make: () => { @loose(Entity(any({ table: 's', name: '', strict: 'yes', layout: 'xml', schema: {}, ttl: '90', tll: 5 }))) @partition @sort class A {} return A; },
    mistakes: [
      "@Entity has no option 'tll'; it has table, name, ttl, strict, layout, schema",
      '@Entity: name is text',
      '@Entity: strict is true or false',
      "@Entity: layout is 'payload' or 'json'",
      '@Entity: schema follows no version 1 of standardschema.dev',
      "@Entity: ttl is one second or more: seconds, or a text such as '90d'",
    ],
  },
  ...[0, -1, NaN, Infinity, 0.5, '500ms', '', '5 parsecs', null, {}].map((ttl) => ({
    what: `a lifetime of ${JSON.stringify(ttl)}`,
    make: () => { @loose(Entity(any({ table: 's', ttl }))) @partition @sort class A {} return A; },
    mistakes: ["@Entity: ttl is one second or more: seconds, or a text such as '90d'"],
  })),
  { what: '@Entity twice', make: () => { @loose(Entity('a')) @loose(Entity('b')) @partition @sort class A {} return A; }, mistakes: ['@Entity stands on one class twice'] },
  { what: 'no partition key', make: () => { @entity @sort class A {} return A; }, mistakes: ['it has no @Partition, which says how its key is made'] },
  { what: 'no sort key', make: () => { @entity @partition class A {} return A; }, mistakes: ['it has no @SortKeyPath, which says how its key is made'] },
  { what: 'templates in two places', make: () => { @entity @sort class A { @Partition() a!: string; @Partition() b!: string; } return A; }, mistakes: ["@Partition gives several templates: '{a}', '{b}'"] },
  { what: 'templates on the class and on a property', make: () => { @entity @partition @loose(SortKeyPath('x/{b}')) class A { @SortKeyPath() a!: string; b!: string; } return A; }, mistakes: ["@SortKeyPath gives several templates: '{a}', 'x/{b}'"] },
  { what: 'templates that are no text', make: () => { @entity @loose(Partition(any(5))) @loose(SortKeyPath(any(null))) class A {} return A; }, mistakes: ['it has no @Partition, which says how its key is made', 'it has no @SortKeyPath, which says how its key is made'] },
  {
    what: 'mistakes in both templates',
    make: templated('{t}{free}', '{+t}/{d:00}'),
    mistakes: [
      "@Partition: '{t}{free}' needs a delimiter, such as /, between its placeholders",
      "@SortKeyPath: '{+t}/{d:00}': {d:00} is no placeholder: write {property}, {property:010} or {+property}",
    ],
  },
  { what: 'numbers without a width', make: templated('n/{n}', 'b/{big}'), mistakes: ["@Partition: 'n' is a number: pad it, as in {n:010}", "@SortKeyPath: 'big' is a number: pad it, as in {big:010}"] },
  { what: 'texts and Dates with a width', make: templated('{t:010}', '{d:010}'), mistakes: ["@Partition: 't' is no number: only numbers are padded", "@SortKeyPath: 'd' is no number: only numbers are padded"] },
  { what: 'a raw Date', make: templated('p', '{+d}'), mistakes: ["@SortKeyPath: 'd' is no text: only text is raw"] },
  { what: 'a raw number', make: templated('p', '{+n}'), mistakes: ["@SortKeyPath: 'n' is a number: pad it, as in {n:010}"] },
  {
    what: 'parts of other types',
    make: templated('{tags}/{list}', '{line}/{flag}'),
    mistakes: [
      "@Partition: 'tags' is of type Set: a part of a key is text, a Date or a number",
      "@Partition: 'list' is a list: a part of a key is text, a Date or a number",
      "@SortKeyPath: 'line' is of type Line: a part of a key is text, a Date or a number",
      "@SortKeyPath: 'flag' is of type Boolean: a part of a key is text, a Date or a number",
    ],
  },
  { what: 'the version and the expiry in keys', make: templated('{version:05}', '{expiresAt}'), mistakes: ["'version' is the version or the expiry, and cannot be a part of a key or a top-level copy", "'expiresAt' is the version or the expiry, and cannot be a part of a key or a top-level copy"] },
  { what: 'a number that only the compiler knows', legacyOnly: true, make: () => { @entity @loose(Partition('{n}')) @sort class A { @Field() n!: number; } return A; }, mistakes: ["@Partition: 'n' is a number: pad it, as in {n:010}"] },
  { what: 'a list that only the compiler knows', legacyOnly: true, make: () => { @entity @loose(Partition('{l}')) @sort class A { @Field() l!: string[]; } return A; }, mistakes: ["@Partition: 'l' is of type Array: a part of a key is text, a Date or a number"] },

  { what: 'static keys beside other templates', make: () => { @entity @partition @sort class A { static readonly keys = keys({ partition: 'q', sort: 't' }); } return A; }, mistakes: ['static keys and @Partition give different templates', 'static keys and @SortKeyPath give different templates'] },
  { what: 'static keys with a template that is wrong', make: () => { @entity class A { static readonly keys = keys({ partition: any(5), sort: any('{a}{b}') }); } return A; }, mistakes: ['it has no @Partition, which says how its key is made', "@SortKeyPath: '{a}{b}' needs a delimiter, such as /, between its placeholders"] },
  { what: 'static keys with more', make: () => { @entity class A { static readonly keys = any(keys(any({ partition: 'p', sort: 's', index: {} }))); } return A; }, mistakes: ["static keys has no option 'index'; it has partition, sort, indexes"] },
  { what: 'static keys with an index that is wrong', make: () => { @entity class A { static readonly keys = any(keys(any({ partition: 'p', sort: 's', indexes: { byX: { sort: '{x}', unique: true } } }))); x!: string; } return A; }, mistakes: ["@Index('byX') has no option 'unique'; it has partition, sort, partitionAttribute, sortAttribute, projection", "@Index('byX') has no template for its partition key"] },

  { what: 'a decorator for classes on a property', make: holding(Entity('t')), mistakes: ["a decorator for classes stands on the property 'x'"] },
  { what: 'a template for classes on a property', make: holding(Partition('t')), mistakes: ["a decorator for classes stands on the property 'x'"] },
  { what: 'a decorator for properties on the class', make: () => { @entity @partition @sort @loose(Field()) class A {} return A; }, mistakes: ['a decorator for properties stands on the class itself'] },
  { what: '@SortKeyPath() on the class', make: () => { @entity @partition @sort @loose(SortKeyPath()) class A {} return A; }, mistakes: ['a decorator for properties stands on the class itself'] },
  { what: 'a static property', make: () => { @entity @partition @sort class A { @loose(Field()) static x = 1; } return A; }, mistakes: ["'x' is static: only properties of instances are stored"] },
  { what: 'a method', make: () => { @entity @partition @sort class A { @loose(Field()) x(): void {} } return A; }, mistakes: ["'x' is a method, an accessor or #private: only public fields are declared"] },
  { what: 'an accessor', make: () => { @entity @partition @sort class A { @loose(Version()) get x() { return 1; } } return A; }, mistakes: ["'x' is a method, an accessor or #private: only public fields are declared"] },
  { what: 'a property whose name is a symbol', make: () => { @entity @partition @sort class A { @loose(Field()) [Symbol.iterator]: unknown; } return A; }, mistakes: ['Symbol(Symbol.iterator) is a symbol: only a property with a name is stored'] },

  { what: 'an unknown option of @Field', make: holding(Field(any({ nam: 'y' }))), mistakes: ["@Field on 'x' has no option 'nam'; it has name"] },
  { what: 'an empty name', make: holding(Field({ name: '' })), mistakes: ["@Field on 'x': name is text"] },
  { what: 'a name that is no text', make: holding(Field(any({ name: 5 }))), mistakes: ["@Field on 'x': name is text"] },
  { what: 'a name that UTF-8 cannot write', make: holding(Field({ name: 'a\ud800' })), mistakes: ["@Field on 'x': name is text"] },
  { what: 'two properties of one name', make: () => { @entity @partition @sort class A { @Field({ name: 'z' }) x = 1; @Field({ name: 'z' }) y = 1; } return A; }, mistakes: ["'x' and 'y' are both stored as 'z'"] },
  { what: 'a name that another property has', make: () => { @entity @partition @sort class A { @Field({ name: 'y' }) x = 1; @Field() y = 1; } return A; }, mistakes: ["'x' and 'y' are both stored as 'y'"] },
  { what: 'a name that a part of the key has', make: () => { @entity @loose(Partition('{y}')) @sort class A { @Field({ name: 'y' }) x = 1; y = 'y'; } return A; }, mistakes: ["'x' and 'y' are both stored as 'y'"] },
  { what: 'a type without an arrow', make: holding(Field(any(Date))), mistakes: ["'x': its type stands without an arrow: write @Field(() => Date)"] },
  { what: 'a class without an arrow', make: holding(Field(any(Line))), mistakes: ["'x': its type stands without an arrow: write @Field(() => Line)"] },
  { what: 'a type that is not there', make: holding(Field(any(nothing))), mistakes: ["'x': its type is undefined, and no class: is there a circle of imports?"] },
  { what: 'a type that is defined later', make: holding(Field(() => { throw new ReferenceError('x'); })), mistakes: ["'x': its type cannot be told yet (ReferenceError): is a class used before it is defined?"] },
  { what: 'a list of two types', make: holding(Field(any(() => [String, Number]))), mistakes: ["'x': a list names one type, as in [String]"] },
  { what: 'a list of none', make: holding(Field(any(() => []))), mistakes: ["'x': a list names one type, as in [String]"] },
  { what: 'a list in a list', make: holding(Field(any(() => [[String]]))), mistakes: ["'x': its type is Array, and no class: is there a circle of imports?"] },
  { what: 'the name of a type', make: holding(Field(any(() => 'string'))), mistakes: ["'x': its type is string, and no class: is there a circle of imports?"] },
  { what: 'a type that cannot be stored', make: holding(Field(any(() => Promise))), mistakes: ["'x': values of type Promise cannot be stored"] },
  { what: 'another type that cannot be stored', make: holding(Field(any(() => WeakMap))), mistakes: ["'x': values of type WeakMap cannot be stored"] },
  {
    what: 'a nested class with mistakes of its own',
    make: holding(Field(() => [Wrong])),
    mistakes: [
      "in Wrong: 'method' is a method, an accessor or #private: only public fields are declared",
      "in Wrong: 'third': its type is undefined, and no class: is there a circle of imports?",
      "in Wrong: @Field on 'first' has no option 'nam'; it has name",
      "in Wrong: 'first' and 'second' are both stored as 'first'",
    ],
  },

  { what: 'two versions', make: () => { @entity @partition @sort class A { @Version() x?: number; @Version() y?: number; } return A; }, mistakes: ["@Version stands on 'x' and on 'y'"] },
  { what: 'two expiries', make: () => { @entity @partition @sort class A { @Expires() x?: Date; @Expires() y?: Date; } return A; }, mistakes: ["@Expires stands on 'x' and on 'y'"] },
  { what: 'two moments of creation', make: () => { @entity @partition @sort class A { @CreatedAt() x?: Date; @CreatedAt() y?: Date; } return A; }, mistakes: ["@CreatedAt stands on 'x' and on 'y'"] },
  { what: 'two moments of a change', make: () => { @entity @partition @sort class A { @UpdatedAt() x?: Date; @UpdatedAt() y?: Date; } return A; }, mistakes: ["@UpdatedAt stands on 'x' and on 'y'"] },
  { what: 'two meanings of one property', make: () => { @entity @partition @sort class A { @UpdatedAt() @CreatedAt() x?: Date; } return A; }, mistakes: ["@CreatedAt and @UpdatedAt both stand on 'x'"] },
  { what: 'a version that is text', legacyOnly: true, make: () => { @entity @partition @sort class A { @loose(Version()) x?: string; } return A; }, mistakes: ["@Version: 'x' must be a number"] },
  { what: 'an expiry that is a number', legacyOnly: true, make: () => { @entity @partition @sort class A { @loose(Expires()) x?: number; } return A; }, mistakes: ["@Expires: 'x' must be a Date, or with { as: 'seconds' } a number"] },
  { what: 'an expiry in seconds that is a Date', legacyOnly: true, make: () => { @entity @partition @sort class A { @loose(Expires({ as: 'seconds' })) x?: Date; } return A; }, mistakes: ["@Expires: 'x' must be a number"] },
  { what: 'a moment that is text', legacyOnly: true, make: () => { @entity @partition @sort class A { @loose(CreatedAt()) x?: string; } return A; }, mistakes: ["@CreatedAt: 'x' must be a Date"] },
  { what: 'another unit of an expiry', make: holding(Expires(any({ as: 'ms' }))), mistakes: ["@Expires on 'x': as is 'seconds'"] },
  { what: 'an unknown option of @Expires', make: holding(Expires(any({ in: 'seconds' }))), mistakes: ["@Expires on 'x' has no option 'in'; it has as"] },
  { what: 'a name for the version', make: holding(Version(), Field({ name: 'v' })), mistakes: ["@Field on 'x': it is the version or the expiry, and lies beside the payload"] },
  { what: 'a copy of the expiry', make: holding(Expires(), IndexField('ends')), mistakes: ["'x' is the version or the expiry, and cannot be a part of a key or a top-level copy"] },

  { what: 'an unknown option of @IndexField', make: holding(IndexField(any({ indx: 'byX', key: 'sort' }))), mistakes: ["@IndexField on 'x' has no option 'indx'; it has index, key, type, attribute, order, projection"] },
  { what: 'an empty attribute', make: holding(IndexField('')), mistakes: ["@IndexField on 'x': the name of an attribute is text"] },
  { what: 'an index that has no name', make: holding(IndexField(any({ index: 5, key: 'sort' }))), mistakes: ["@IndexField on 'x' needs the name of an index, and key: 'partition' or 'sort'"] },
  { what: 'an index without a key', make: holding(IndexField(any({ index: 'byX' }))), mistakes: ["@IndexField on 'x' needs the name of an index, and key: 'partition' or 'sort'"] },
  { what: 'an index whose name is too short', make: holding(IndexField({ index: 'x', key: 'partition' })), mistakes: ["the index 'x' needs a name of 3 to 255 letters, digits, dots, hyphens or underscores"] },
  { what: 'an order that is no number', make: holding(IndexField(any({ index: 'byX', key: 'sort', order: '1' }))), mistakes: ["@IndexField on 'x': order is a whole number from 0"] },
  { what: 'an order below 0', make: holding(IndexField({ index: 'byX', key: 'sort', order: -1 })), mistakes: ["@IndexField on 'x': order is a whole number from 0"] },
  ...['id', 'NAME', 'Version', 'expires', 'payload', '_wx', '_wA1b2C3'].map((attribute) => ({
    what: `the attribute ${attribute}`,
    make: holding(IndexField(attribute)),
    mistakes: [`@IndexField on 'x': the attribute '${attribute}' has a name that the store keeps for itself; give another (attribute: '...')`],
  })),
  { what: 'a key of an index that is no key', make: holding(IndexField(any({ index: 'byX', key: 'sort', type: Boolean }))), mistakes: ["@IndexField on 'x': a key of an index is text, a Date, a number or a bigint, and not of type Boolean"] },
  { what: 'a set as the key of an index', make: holding(Field(() => Set), IndexField({ index: 'byX', key: 'partition' })), mistakes: ["@IndexField on 'x': a key of an index is text, a Date, a number or a bigint, and not of type Set"] },
  { what: 'two types for one property', make: holding(Field(() => String), IndexField(any({ index: 'byX', key: 'partition', type: Number }))), mistakes: ["@IndexField on 'x': its type is another one elsewhere"] },
  { what: 'a number that names no type', legacyOnly: true, make: () => { @entity @partition @sort class A { @loose(IndexField({ index: 'byX', key: 'sort' })) x!: number; } return A; }, mistakes: ["@IndexField on 'x': a number names its type, as in { type: Number }"] },
  { what: 'several properties in a key without an order', make: () => { @entity @partition @sort class A { @IndexField({ index: 'byX', key: 'partition' }) x!: string; @IndexField({ index: 'byX', key: 'partition' }) y!: string; } return A; }, mistakes: ["the index 'byX' has a partition key of several properties: each names its place, as in { order: 1 }"] },
  { what: 'several properties at one place', make: () => { @entity @partition @sort class A { @IndexField({ index: 'byX', key: 'partition', order: 1 }) x!: string; @IndexField({ index: 'byX', key: 'partition', order: 1 }) y!: string; } return A; }, mistakes: ["the index 'byX' has a partition key of several properties: each names its place, as in { order: 1 }"] },
  {
    what: 'five properties in a key',
    make: () => {
      const part = (order: number) => IndexField({ index: 'byX', key: 'partition', order });
      @entity @partition @sort class A { @part(0) a!: string; @part(1) b!: string; @part(2) c!: string; @part(3) d!: string; @part(4) e!: string; }
      return A;
    },
    mistakes: ["the index 'byX' has a partition key of several properties, and 4 are the most"],
  },
  { what: 'a local index with two sort keys', make: () => { @entity @partition @sort class A { @IndexField({ index: 'byX', key: 'sort', order: 1 }) x!: string; @IndexField({ index: 'byX', key: 'sort', order: 2 }) y!: string; } return A; }, mistakes: ["the index 'byX' is a local one, which has a single sort key: give it a partition key of its own"] },
  { what: 'one attribute twice in a key', make: holding(IndexField({ index: 'byX', key: 'partition' }), IndexField({ index: 'byX', key: 'sort' })), mistakes: ["the index 'byX' has one attribute in its key twice"] },
  { what: 'one attribute for two properties', make: () => { @entity @partition @sort class A { @IndexField('z') x!: string; @IndexField('z') y!: string; } return A; }, mistakes: ["@IndexField on 'y': the attribute 'z' is taken by another property or index"] },
  { what: 'one attribute as text and as a number', make: holding(IndexField(any({ index: 'byY', key: 'sort', type: Number })), IndexField(any({ index: 'byX', key: 'sort', type: String }))), mistakes: ["@IndexField on 'x': its type is another one elsewhere", "@IndexField on 'x': the attribute 'x' is taken by another property or index"] },
  { what: 'a projection of nothing known', make: holding(IndexField(any({ index: 'byX', key: 'sort', projection: 'SOME' }))), mistakes: ["@IndexField on 'x': projection is 'ALL', 'KEYS_ONLY' or a list of attributes"] },
  { what: 'a projection of no attributes', make: holding(IndexField({ index: 'byX', key: 'sort', projection: [] })), mistakes: ["@IndexField on 'x': projection is 'ALL', 'KEYS_ONLY' or a list of attributes"] },
  { what: 'two projections of one index', make: () => { @entity @partition @sort class A { @IndexField({ index: 'byX', key: 'partition', projection: 'ALL' }) x!: string; @IndexField({ index: 'byX', key: 'sort', projection: ['y'] }) y!: string; } return A; }, mistakes: ["@IndexField on 'y': the index has another projection elsewhere"] },

  { what: 'an unknown option of @Index', make: templated('p', 's', Index('byX', any({ partition: '{t}', unique: true }))), mistakes: ["@Index('byX') has no option 'unique'; it has partition, sort, partitionAttribute, sortAttribute, projection"] },
  { what: 'an index without a partition key', make: templated('p', 's', Index('byX', any({ sort: '{t}' }))), mistakes: ["@Index('byX') has no template for its partition key"] },
  { what: 'an index twice', make: templated('p', 's', Index('byX', { partition: 'x' }), Index('byX', { partition: 'y' })), mistakes: ["@Index('byX') stands on one class twice"] },
  { what: 'an index with templates that are no text', make: templated('p', 's', Index('byX', any({ partition: 5, sort: {} }))), mistakes: ["@Index('byX'): templates and names of attributes are texts"] },
  { what: 'an index with mistakes in its templates', make: templated('p', 's', Index('byX', any({ partition: '{t}{free}', sort: '{n}/{tags}' }))), mistakes: ["@Index('byX'): '{t}{free}' needs a delimiter, such as /, between its placeholders", "@Index('byX'): 'n' is a number: pad it, as in {n:010}", "@Index('byX'): 'tags' is of type Set: a part of a key is text, a Date or a number"] },
  { what: 'an index on the version', make: templated('p', 's', Index('byX', any({ partition: '{version:05}' }))), mistakes: ["'version' is the version or the expiry, and cannot be a part of a key or a top-level copy"] },
  { what: 'an index with a reserved attribute', make: templated('p', 's', Index('byX', any({ partition: '{t}', partitionAttribute: 'ID' }))), mistakes: ["@Index('byX'): the attribute 'ID' has a name that the store keeps for itself; give another (attribute: '...')"] },
  { what: 'two indexes with one attribute', make: templated('p', 's', Index('byY', any({ partition: '{free}', partitionAttribute: 'gsi1' })), Index('byX', any({ partition: '{t}', partitionAttribute: 'gsi1' }))), mistakes: ["@Index('byX'): the attribute 'gsi1' is taken by another property or index"] },
  { what: 'an index whose keys are one attribute', make: templated('p', 's', Index('byX', any({ partition: '{t}', sort: '{free}', partitionAttribute: 'gsi1', sortAttribute: 'gsi1' }))), mistakes: ["@Index('byX'): the attribute 'gsi1' is taken by another property or index", "the index 'byX' has one attribute in its key twice"] },
  {
    what: 'getters that cannot take what is read',
    make: () => {
      @entity
      @loose(Partition('{t}'))
      @loose(SortKeyPath('{both}'))
      @loose(Index('byX', any({ partition: '{own}' })))
      class A {
        get t() { return 't'; }
        get own() { return 'x'; }
        get both() { return 'b'; }
        set both(_: string) {}
      }
      return A;
    },
    mistakes: [
      "'t' has a getter and no setter, and could not take what is read from a row",
      "'own' has a getter and no setter, and could not take what is read from a row",
    ],
  },
  {
    what: 'everything at once',
    make: () => {
      @loose(Entity(any({ ttl: 0 })))
      @loose(Partition('{x}{y}'))
      class A {
        @loose(Field({ name: 'y' })) @loose(IndexField('id')) x: unknown;
        @loose(Field()) y: unknown;
        @loose(Version()) method(): void {}
      }
      return A;
    },
    mistakes: [
      "'method' is a method, an accessor or #private: only public fields are declared",
      '@Entity needs the name of a table',
      "@Entity: ttl is one second or more: seconds, or a text such as '90d'",
      "@Partition: '{x}{y}' needs a delimiter, such as /, between its placeholders",
      'it has no @SortKeyPath, which says how its key is made',
      "@IndexField on 'x': the attribute 'id' has a name that the store keeps for itself; give another (attribute: '...')",
      "'x' and 'y' are both stored as 'y'",
    ],
  },
]; // prettier-ignore
