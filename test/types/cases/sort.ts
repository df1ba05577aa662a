// Lists: the partition key, and leading parts of the sort key.
import {
  type EntityList,
  type EntityPage,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  oneOf,
  size,
} from 'dynastore';
import { type Parcel, Shift, day, depots, parcels, shifts, tariffs } from './depot.js';

const north = { depot: 'north' };

// right: a whole partition
{
  const list: EntityList<Parcel> = parcels.list({ depot: 'north' });
  const page: Promise<EntityPage<Parcel>> = parcels.listPage({ depot: 'north' }, { limit: 10, startKey: 'token' });
  void [list, page];
}
// wrong: no partition key where there is one
// says: arguments, but got 0
parcels.list();
// wrong: a part of the sort key in the partition key
// says: 'lane'
parcels.list({ depot: 'north', lane: 'a' });
// wrong: a partition key of another type
// says: 'number' is not assignable to type 'string'
parcels.list({ depot: 5 });
// wrong: an operator in the partition key
// says: is not assignable to type 'string'
parcels.list({ depot: beginsWith('n') });
// right: a constant partition needs no key
{
  depots.list();
  depots.list({});
  depots.list(undefined, { sort: { number: gte(5) } });
  tariffs.list();
  depots.listPage();
}
// wrong: a key of a constant partition
// says: 'number'
depots.list({ number: 5 });

// right: leading parts
{
  parcels.list(north, { sort: { lane: 'a' } });
  parcels.list(north, { sort: { lane: 'a', receivedAt: day } });
  parcels.list(north, { sort: { lane: 'a', receivedAt: day, parcelId: '1' } });
  parcels.list(north, { sort: {} });
}
// wrong: a hole at the beginning
// says: 'lane' must be given, too
parcels.list(north, { sort: { receivedAt: day } });
// wrong: a hole within
// says: 'receivedAt' must be given, too
parcels.list(north, { sort: { lane: 'a', parcelId: '1' } });
// wrong: a hole in a page
// says: 'lane' must be given, too
parcels.listPage(north, { sort: { parcelId: '1' }, limit: 5 });
// wrong: a property that is no part of the sort key
// says: not a placeholder of the sort key
parcels.list(north, { sort: { lane: 'a', grams: 5 } });
// wrong: a part with a slip of the pen
// says: 'lan'
parcels.list(north, { sort: { lan: 'a' } });
// wrong: a part of another type
// says: 'number' is not assignable to type
parcels.list(north, { sort: { lane: 5 } });
// wrong: a part of the partition key
// says: 'depot'
parcels.list(north, { sort: { depot: 'north' } });

// right: an operator at the last part that is given
{
  parcels.list(north, { sort: { lane: beginsWith('a') } });
  parcels.list(north, { sort: { lane: 'a', receivedAt: gte(day) } });
  parcels.list(north, { sort: { lane: 'a', receivedAt: between(day, day) } });
  parcels.list(north, { sort: { lane: 'a', receivedAt: day, parcelId: lt('1') } });
  parcels.list(north, { sort: { lane: 'a', receivedAt: day, parcelId: between('1', '2') } });
  depots.list({}, { sort: { number: lte(5) }, reverse: true });
}
// wrong: a part behind an operator
// says: nothing may follow the operator at 'lane'
parcels.list(north, { sort: { lane: beginsWith('a'), receivedAt: day } });
// wrong: an operator behind an operator
// says: nothing may follow the operator at 'receivedAt'
parcels.list(north, { sort: { lane: 'a', receivedAt: gt(day), parcelId: gt('1') } });
// wrong: an order on text that something follows
// says: "within"
parcels.list(north, { sort: { lane: gt('a') } });
// wrong: a range of text that something follows
// says: "within"
parcels.list(north, { sort: { lane: between('a', 'b') } });
// wrong: an operator with a value of another type
// says: 'string' is not assignable to type
parcels.list(north, { sort: { lane: 'a', receivedAt: gte('2026') } });
// wrong: a range of another type
// says: 'string' is not assignable to type
depots.list({}, { sort: { number: between('1', '2') } });
// wrong: the beginning of a Date
// says: 'Date' is not assignable to type 'string'
parcels.list(north, { sort: { lane: 'a', receivedAt: beginsWith('2026') } });
// wrong: the beginning of a number
// says: 'number' is not assignable to type 'string'
depots.list({}, { sort: { number: beginsWith('0') } });
// wrong: everything but one
// says: "if"
depots.list({}, { sort: { number: ne(5) } });
// wrong: one of several
// says: "if"
depots.list({}, { sort: { number: oneOf(5, 6) } });
// wrong: a part that exists
// says: "if"
depots.list({}, { sort: { number: exists() } });
// wrong: a part that contains
// says: Has<"a">
parcels.list(north, { sort: { lane: contains('a') } });
// wrong: the size of a part
// says: "if"
parcels.list(north, { sort: { lane: size(5) } });

// right: keys that the compiler does not know
{
  shifts.list({ driverId: 'd' }, { sort: { day: gte(day) } });
  shifts.list();
}
// wrong: a property that there is not, where the keys are not known
// says: 'dya'
shifts.list({ driverId: 'd' }, { sort: { dya: day } });
// wrong: an operator of another type, where the keys are not known
// says: 'number' is not assignable to type
shifts.list({ driverId: 'd' }, { sort: { day: gte(5) } });

// right: parts and options that were made elsewhere
{
  const sort = { lane: 'a', receivedAt: day };
  const options = { sort, limit: 5, consistent: true };
  const since = (from: Date) => ({ lane: 'a', receivedAt: gte(from) });
  parcels.list(north, options);
  parcels.list(north, { sort: since(day), where: { grams: 5 } });
}
// right: what a list gives
{
  const list = parcels.list(north, { limit: 5, reverse: true });
  const all: Promise<Parcel[]> = list.toArray();
  const first: Promise<Parcel | undefined> = list.first();
  const count: Promise<number> = list.count();
  const cut: boolean = list.cut;
  const read = async (): Promise<void> => {
    for await (const { items, lastKey } of list.pages()) void [items[0]?.grams, lastKey?.length];
    for await (const { parcelId } of list) void parcelId.length;
  };
  void [all, first, count, cut, read];
}
// wrong: a list that is not read
// says: length
parcels.list(north).length;
// wrong: the first one, taken for present
// says: undefined
{
  const first: Promise<Parcel> = parcels.list(north).first();
  void first;
}
// wrong: the entity of another list
// says: Shift
{
  const list: EntityList<Shift> = parcels.list(north);
  void list;
}
// wrong: an option that there is not
// says: 'descending'
parcels.list(north, { descending: true });
// wrong: a token for a list, which takes none
// says: 'startKey'
parcels.list(north, { startKey: 'token' });
// wrong: a limit that is text
// says: 'string' is not assignable to type 'number'
parcels.list(north, { limit: '5' });
