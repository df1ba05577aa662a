// Reading through indexes.
import { type EntityList, beginsWith, between, eq, gt, gte } from 'dynastore';
import { type Parcel, day, depots, parcels, shifts } from './depot.js';

// right: the keys of an index in static keys
{
  const list: EntityList<Parcel> = parcels.index('byDriver').list({ driver: 'd' });
  const page = parcels.index('byRoute').listPage({ route: 5 }, { limit: 5, startKey: 'token' });
  void [list, page];
}
// wrong: the partition key of the table
// says: 'depot'
parcels.index('byDriver').list({ depot: 'north' });
// wrong: a partition key with a slip of the pen
// says: 'drivr'
parcels.index('byDriver').list({ drivr: 'd' });
// wrong: a partition key of another type
// says: 'string' is not assignable to type 'number'
parcels.index('byRoute').list({ route: '0005' });
// wrong: no partition key
// says: arguments, but got 0
parcels.index('byDriver').list();
// wrong: a partition key that may be undefined
// says: undefined
parcels.index('byDriver').list({ driver: undefined });

// right: parts of its sort key
{
  parcels.index('byDriver').list({ driver: 'd' }, { sort: { dueAt: gte(day) }, where: { grams: gt(5) } });
  parcels.index('byDriver').list({ driver: 'd' }, { sort: { dueAt: day, parcelId: beginsWith('1') }, reverse: true });
  parcels.index('byDriver').list({ driver: 'd' }, { sort: { dueAt: eq(day) } });
}
// wrong: a hole
// says: 'dueAt' must be given, too
parcels.index('byDriver').list({ driver: 'd' }, { sort: { parcelId: '1' } });
// wrong: a part behind an operator
// says: nothing may follow the operator at 'dueAt'
parcels.index('byDriver').listPage({ driver: 'd' }, { sort: { dueAt: gte(day), parcelId: '1' } });
// wrong: a part of the sort key of the table
// says: not a placeholder of the sort key
parcels.index('byDriver').list({ driver: 'd' }, { sort: { dueAt: day, lane: 'a' } });
// wrong: a part of another type
// says: 'string' is not assignable to type
parcels.index('byDriver').list({ driver: 'd' }, { sort: { dueAt: '2026' } });
// wrong: a sort key of an index that has none
// says: not a placeholder of the sort key
parcels.index('byRoute').list({ route: 5 }, { sort: { parcelId: '1' } });
// wrong: a condition on a property that there is not
// says: 'gram'
parcels.index('byDriver').list({ driver: 'd' }, { where: { gram: 5 } });
// wrong: a method of the table alone
// says: 'get'
parcels.index('byDriver').get({ driver: 'd' });
// wrong: an index without a name
// says: arguments, but got 0
parcels.index();

// right: an index that a property is a key of, known at run time
{
  parcels.index('byStatus').list({ status: 'sent' });
  parcels.index('byStatus').list({ status: 'sent' }, { sort: { grams: between(1, 5) } });
  shifts.index('byDay').list({ day }, { sort: { driverId: 'd' } });
}
// right: a sort key that @IndexField adds to an index in static keys
parcels.index<string>('byRoute').list({ route: 5 }, { sort: { grams: gte(5) } });
// wrong: a value that a key of such an index never is
// says: '"lost"' is not assignable to type
parcels.index('byStatus').list({ status: 'lost' });
// wrong: a property that cannot be a key
// says: 'tags'
parcels.index('byStatus').list({ tags: ['t'] });
// wrong: an operator of another type
// says: 'number' is not assignable to type 'string'
shifts.index('byDay').list({ day }, { sort: { driverId: gte(5) } });
// right: a name that is computed
{
  const name: string = 'byStatus';
  parcels.index(name).list({ status: 'sent' });
  depots.index(name).list();
}
