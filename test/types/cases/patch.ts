// What `patch` takes.
import { type Patch, add, addToSet, append, deleteFromSet, gte, merge, prepend, remove } from 'dynastore';
import { type Parcel, Address, day, key, parcels, shifts } from './depot.js';

// right: new values
parcels.patch(key, {
  status: 'sent',
  grams: 5,
  cents: 5n,
  dueAt: day,
  tags: ['t'],
  codes: new Set(['c']),
  isFragile: true,
});
// wrong: a property that there is not
// says: 'gram'
parcels.patch(key, { gram: 5 });
// wrong: a value of another type
// says: 'string' is not assignable to type
parcels.patch(key, { grams: '5' });
// wrong: a text that the property never is
// says: '"lost"' is not assignable to type
parcels.patch(key, { status: 'lost' });
// wrong: a list of another type
// says: 'number' is not assignable to type 'string'
parcels.patch(key, { tags: [5] });
// wrong: a method
// says: 'isLate'
parcels.patch(key, { isLate: () => true });
// wrong: a part of the partition key
// says: 'depot'
parcels.patch(key, { depot: 'south' });
// wrong: a part of the sort key
// says: 'parcelId'
parcels.patch(key, { parcelId: '2' });
// wrong: no changes
// says: Expected 2-3 arguments, but got 1
parcels.patch(key);
// right: undefined leaves alone, null is a value where the property has it
parcels.patch(key, { note: null, grams: undefined, from: undefined });
// wrong: null where the property has none
// says: 'null' is not assignable to type
parcels.patch(key, { grams: null });

// right: sums
parcels.patch(key, { grams: add(-5), cents: add(5n), route: add(1) });
// wrong: a sum of a bigint and a number
// says: 'number' is not assignable to type 'bigint'
parcels.patch(key, { cents: add(5) });
// wrong: a sum of a number and a bigint
// says: 'bigint' is not assignable to type 'number'
parcels.patch(key, { grams: add(5n) });
// wrong: a sum of texts
// says: '"add"'
parcels.patch(key, { note: add(5) });
// wrong: a sum with text
// says: 'string' is not assignable to
parcels.patch(key, { grams: add('5') });

// right: elements of lists
parcels.patch(key, { tags: append('a', 'b'), scans: prepend(1) });
// wrong: an element of another type
// says: 'number' is not assignable to type 'string'
parcels.patch(key, { tags: append(5) });
// wrong: an element of a set added to a list
// says: '"set"' is not assignable to type '"list"'
parcels.patch(key, { tags: addToSet('a') });
// wrong: an element before a text
// says: '"list"'
parcels.patch(key, { note: prepend('a') });
// right: elements of sets
parcels.patch(key, { codes: addToSet('a', 'b') });
// right: elements out of sets
parcels.patch(key, { codes: deleteFromSet('a') });
// wrong: an element of another type in a set
// says: 'number' is not assignable to type 'string'
parcels.patch(key, { codes: addToSet(5) });
// wrong: an element of another type out of a set
// says: 'number' is not assignable to type 'string'
parcels.patch(key, { codes: deleteFromSet(5) });
// wrong: an element of a list added to a set
// says: '"list"' is not assignable to type '"set"'
parcels.patch(key, { codes: append('a') });

// right: what may be absent can be removed
parcels.patch(key, { note: remove(), from: remove(), scans: remove(), expiresAt: remove() });
// wrong: what is always there, removed
// says: remove
parcels.patch(key, { status: remove() });
// wrong: something removed of a property
// says: Expected 0 arguments, but got 1
parcels.patch(key, { note: remove('x') });

// right: parts of nested objects
parcels.patch(key, {
  to: merge({ city: 'x', zip: remove(), lines: append('l'), point: merge({ lat: add(1) }) }),
  extra: merge({ insured: add(1) }),
});
// right: entries of records and Maps
parcels.patch(key, {
  extra: merge({ insured: remove(), customs: 5 }),
  counts: merge({ stamps: add(1), labels: remove(), bags: 5 }),
});
// wrong: an entry of a record of another type
// says: 'string' is not assignable to type
parcels.patch(key, { extra: merge({ insured: 'yes' }) });
// wrong: an entry of a Map of another type
// says: 'string' is not assignable to type
parcels.patch(key, { counts: merge({ stamps: 'many' }) });
// right: parts of what may be null
parcels.patch(key, { returnTo: merge({ city: 'x' }) });
// wrong: parts of a Date
// says: "merge"
parcels.patch(key, { dueAt: merge({}) });
// wrong: a nested property that there is not
// says: 'citty'
parcels.patch(key, { to: merge({ citty: 'x' }) });
// wrong: a nested value of another type
// says: 'number' is not assignable to type
parcels.patch(key, { to: merge({ city: 5 }) });
// wrong: a nested element of another type
// says: 'number' is not assignable to type 'string'
parcels.patch(key, { to: merge({ lines: append(5) }) });
// wrong: what is always there in a nested object, removed
// says: remove
parcels.patch(key, { to: merge({ city: remove() }) });
// wrong: parts of what is no object
// says: "merge"
parcels.patch(key, { note: merge({ length: 5 }) });
// right: a nested object as a whole
parcels.patch(key, { to: new Address(), from: { city: 'x', lines: [] }, counts: new Map([['a', 1]]) });
// wrong: a nested object that lacks a part
// says: lines
parcels.patch(key, { to: { city: 'x' } });

// right: options and result
{
  const patched: Promise<Parcel> = parcels.patch(key, { grams: 5 }, { conflictRetry: { maxAttempts: 3 } });
  void patched;
}
// wrong: an option that there is not
// says: 'when'
parcels.patch(key, { grams: 5 }, { when: { grams: 4 } });
// wrong: a condition in place of a change
// says: is not assignable to type
parcels.patch(key, { grams: gte(5) });

// right: keys that the compiler does not know
shifts.patch({ driverId: 'd', day }, { hours: add(1) });
// wrong: a property that there is not, where the keys are not known
// says: 'hour'
shifts.patch({ driverId: 'd', day }, { hour: add(1) });

// right: changes that were made elsewhere
{
  const more = (grams: number) => add(grams);
  const changes: Patch<Parcel, 'depot'> = { grams: more(5), tags: append('t') };
  const away: Patch<Address> = { zip: remove() };
  parcels.patch(key, { grams: more(5), to: merge<Patch<Address>>(away) });
  void changes;
}
// wrong: changes that were made elsewhere, of what is fixed
// says: 'depot'
{
  const changes: Patch<Parcel, 'depot'> = { depot: 'south' };
  void changes;
}
