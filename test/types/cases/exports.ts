// What a program exports without a type of its own: its declarations have to name what the compiler inferred.
import {
  type Patch,
  type Where,
  Entity,
  Field,
  Partition,
  SortKeyPath,
  add,
  addToSet,
  append,
  beginsWith,
  contains,
  gte,
  hasCode,
  keys,
  merge,
  oneOf,
  ops,
  or,
  remove,
  size,
} from 'dynastore';
import { type Parcel, Address, depots, key, parcels, partition, session, shifts } from './depot.js';

// right: exported operators
export const operators = [gte(5), beginsWith('x'), contains('x'), oneOf('a', 'b'), size(5)] as const;
export const joined = or<Where<Parcel>>({ grams: 5 });
export const { eq, lt } = ops;
export const all = ops;

// right: exported changes
export const changes = [add(5), append('x'), remove(), addToSet('x'), merge<Patch<Address>>({})] as const;

// right: exported keys and classes
export const parcelKeys = keys({
  partition: 'depot/{depot}',
  sort: '{parcelId}',
  indexes: { all: { partition: 'all' } },
});
@Entity('parcels')
export class Letter {
  static readonly keys = keys({ partition: 'letters', sort: '{letterId}' });
  letterId!: string;
  @Field(() => [Address]) stops: Address[] = [];
}

// right: exported repositories, lists and indexes
export const letters = session.repository(Letter);
export const list = letters.list();
export const page = depots.listPage();
export const byDriver = parcels.index('byDriver');
export const byDay = shifts.index('byDay');
export const found = parcels.find(key);

// right: parts of repositories
export const { get, list: listOf } = parcels;
export const bound = { list: parcels.list.bind(parcels), byDriver: parcels.index('byDriver').list };
export const mock = { ...parcels, find: async () => undefined };

// right: exported decorators
export const constant = Partition();
export const sorted = SortKeyPath();
export const dated = Field(() => Date);
export const entity = Entity('parcels');

// right: exported parts of the store
export const row = partition.get('k');
export const rows = partition.list('');
export const rowPage = partition.listPage('');
export const definition = session.tableDefinition(Letter);
export const differences = session.verifyTables(Letter);

// right: an exported function that narrows
export const currentOf = (caught: unknown) => (hasCode(caught, 'KEY_MODIFIED') ? caught : undefined);
