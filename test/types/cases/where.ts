// Conditions by property: in `where`, and in `if`.
import {
  type Condition,
  type Where,
  absent,
  add,
  and,
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
  not,
  oneOf,
  ops,
  or,
  size,
} from 'dynastore';
import { type Parcel, Address, day, key, parcels, shifts } from './depot.js';

const north = { depot: 'north' };

// right: values
parcels.list(north, {
  where: { status: 'sent', grams: 5, cents: 5n, isFragile: true, dueAt: day, note: 'x', lane: 'a', version: 3 },
});
// wrong: a property that there is not
// says: 'gram'
parcels.list(north, { where: { gram: 5 } });
// wrong: a value of another type
// says: 'string' is not assignable to type
parcels.list(north, { where: { grams: '5' } });
// wrong: a text that the property never is
// says: '"lost"' is not assignable to type
parcels.list(north, { where: { status: 'lost' } });
// wrong: a method
// says: 'isLate'
parcels.list(north, { where: { isLate: true } });

// right: comparisons
parcels.list(north, {
  where: { grams: gte(5), cents: lt(5n), dueAt: gt(day), note: lte('x'), status: ne('sent'), isFragile: eq(false) },
});
// right: comparisons of version and expiry
parcels.list(north, { where: { version: gte(2), expiresAt: gt(day), createdAt: lt(day) } });
// wrong: a comparison with another type
// says: 'string' is not assignable to type 'number'
parcels.list(north, { where: { grams: gte('5') } });
// wrong: a comparison of a bigint with a number
// says: 'number' is not assignable to type 'bigint'
parcels.list(north, { where: { cents: gte(5) } });
// wrong: a comparison of a Date with text
// says: 'string' is not assignable to type
parcels.list(north, { where: { dueAt: gte('2026-01-01') } });
// wrong: equal to a text that the property never is
// says: '"lost"' is not assignable to type
parcels.list(north, { where: { status: eq('lost') } });
// wrong: unlike a text that the property never is
// says: '"lost"' is not assignable to type
parcels.list(north, { where: { status: ne('lost') } });
// wrong: a version that is text
// says: 'string' is not assignable to type 'number'
parcels.list(north, { where: { version: eq('3') } });

// right: ranges and choices
parcels.list(north, { where: { grams: between(1, 5), dueAt: between(day, day), status: oneOf('open', 'sent') } });
// wrong: a range of another type
// says: 'string' is not assignable to type 'number'
parcels.list(north, { where: { grams: between('1', '5') } });
// wrong: a range of two types
// says: 'string' is not assignable to
parcels.list(north, { where: { grams: between(1, '5') } });
// wrong: half a range
// says: Expected 2 arguments, but got 1
parcels.list(north, { where: { grams: between(1) } });
// wrong: a choice that the property never is
// says: '"lost"' is not assignable to type
parcels.list(north, { where: { status: oneOf('lost') } });
// wrong: a choice of another type
// says: 'string' is not assignable to type 'number'
parcels.list(north, { where: { grams: oneOf('1') } });

// right: text and elements
parcels.list(north, {
  where: { note: beginsWith('x'), lane: contains('a'), tags: contains('t'), scans: contains(5), codes: contains('c') },
});
// wrong: the beginning of a number
// says: 'number' is not assignable to type 'string'
parcels.list(north, { where: { grams: beginsWith('5') } });
// wrong: the beginning of a list
// says: is not assignable to type 'string'
parcels.list(north, { where: { tags: beginsWith('t') } });
// wrong: an element of another type
// says: 'number' is not assignable to type 'string'
parcels.list(north, { where: { tags: contains(5) } });
// wrong: an element of another type in a set
// says: 'number' is not assignable to type 'string'
parcels.list(north, { where: { codes: contains(5) } });
// wrong: a part of a number
// says: 'Has<never>'
parcels.list(north, { where: { grams: contains(5) } });

// right: presence and size
parcels.list(north, {
  where: {
    note: absent(),
    from: exists(),
    tags: size(gt(2)),
    label: size(20),
    codes: size(between(1, 5)),
    counts: size(1),
  },
});
// wrong: the size of a number
// says: 'number' is not assignable to type
parcels.list(north, { where: { grams: size(2) } });
// wrong: a size that is text
// says: 'string' is not assignable to
parcels.list(north, { where: { tags: size('2') } });
// wrong: presence of something
// says: Expected 0 arguments, but got 1
parcels.list(north, { where: { note: exists(true) } });

// right: nested objects
parcels.list(north, {
  where: { to: { city: 'x', zip: absent(), point: { lat: gte(1) } }, from: { city: beginsWith('x') } },
});
// wrong: a nested property that there is not
// says: 'citty'
parcels.list(north, { where: { to: { citty: 'x' } } });
// wrong: a nested value of another type
// says: 'number' is not assignable to type
parcels.list(north, { where: { to: { city: 5 } } });
// wrong: a deeply nested operator of another type
// says: 'string' is not assignable to type 'number'
parcels.list(north, { where: { to: { point: { lat: gte('1') } } } });
// right: members of a record
parcels.list(north, { where: { extra: { insured: gte(5) } } });
// wrong: a member of a record of another type
// says: 'string' is not assignable to type
parcels.list(north, { where: { extra: { insured: 'yes' } } });

// right: entries of a Map, and a Map as a whole
{
  parcels.list(north, { where: { counts: { stamps: gte(5) } } });
  parcels.list(north, { where: { counts: new Map([['stamps', 5]]) } });
}
// wrong: an entry of a Map of another type
// says: 'string' is not assignable to type
parcels.list(north, { where: { counts: { stamps: '5' } } });
// wrong: what a Map has by itself
// says: 'Condition<Map<string, number>>'
// or: '() => void' is not assignable to type 'Condition<number>'
parcels.list(north, { where: { counts: { clear: () => {} } } });
// wrong: what a set has by itself
// says: 'Condition<Set<string>>'
parcels.list(north, { where: { codes: { size: 5 } } });
// wrong: what a list has by itself
// says: 'Condition<string[]>'
parcels.list(north, { where: { tags: { length: 5 } } });
// right: null, where the property may be null
parcels.list(north, { where: { note: null, returnTo: or(null, { city: 'x' }), remark: ne('x') } });
// wrong: null, where the property is never null
// says: 'null' is not assignable to type
parcels.list(north, { where: { grams: null } });
// wrong: unlike null, where the property is never null
// says: 'null' is not assignable to type 'number'
parcels.list(north, { where: { grams: ne(null) } });
// right: operators on what may be null
parcels.list(north, { where: { note: or(null, beginsWith('x')), returnTo: { city: beginsWith('x') } } });
// right: a property of one type or another
{
  parcels.list(north, { where: { remark: 'x' } });
  parcels.list(north, { where: { remark: { by: 'x' } } });
}
// wrong: a value of neither type
// says: 'number' is not assignable to type
parcels.list(north, { where: { remark: 5 } });

// right: joined conditions
{
  parcels.list(north, { where: or({ status: 'sent' }, and({ grams: gte(5) }, not({ isFragile: true }))) });
  parcels.list(north, { where: { grams: and(gte(1), lt(5)), note: or('a', absent()), status: not('sent') } });
  parcels.list(north, { where: { to: or({ city: 'x' }, { city: 'y' }), from: { zip: not(exists()) } } });
}
// wrong: a joined condition on a property that there is not
// says: 'gram'
parcels.list(north, { where: or({ status: 'sent' }, { gram: gte(5) }) });
// wrong: a joined condition on a value of another type
// says: 'string' is not assignable to type
parcels.list(north, { where: and({ grams: gte(5) }, { isFragile: 'yes' }) });
// wrong: a joined comparison of another type
// says: 'string' is not assignable to type 'number'
parcels.list(north, { where: { grams: and(gte(1), lt('5')) } });
// wrong: the opposite of what the property never is
// says: '"lost"' is not assignable to parameter of type
parcels.list(north, { where: { status: not('lost') } });
// wrong: the opposite of nothing
// says: Expected 1 arguments, but got 0
parcels.list(north, { where: not() });

// right: everything under one name
parcels.patch(key, { grams: ops.add(1) }, { if: { grams: ops.gte(1), note: ops.not(ops.exists()) } });
// wrong: an operator that there is not
// says: 'like'
parcels.list(north, { where: { note: ops.like('x') } });
// wrong: a change in place of a condition
// says: "add"
parcels.list(north, { where: { grams: add(5) } });

// right: conditions that were made elsewhere
{
  const heavy = (grams: number) => gte(grams);
  const light: Condition<number> = lt(5);
  const due: Where<Parcel> = or<Where<Parcel>>({ dueAt: lt(day) }, { dueAt: absent() });
  const operators = [eq, ne, lt, lte, gt, gte].map((compare) => compare(5));
  parcels.list(north, { where: { grams: heavy(5) } });
  parcels.list(north, { where: { grams: light } });
  parcels.list(north, { where: due });
  for (const grams of operators) parcels.list(north, { where: { grams } });
  shifts.list({ driverId: 'd' }, { where: { hours: gt(8) } });
}
// wrong: a condition that was made elsewhere, on another type
// says: 'string' is not assignable to type
{
  const late: Condition<number> = lt('5');
  void late;
}
// wrong: a condition of another entity
// says: 'hours'
{
  const long: Where<Parcel> = { hours: gt(8) };
  void long;
}

// right: conditions of a patch
{
  parcels.patch(key, { grams: 5 }, { if: { status: 'open', grams: lt(5), version: 3 } });
  parcels.patch(key, { grams: 5 }, { if: or({ status: 'open' }, { note: absent() }) });
  parcels.patch(key, { grams: 5 }, { if: { to: new Address() } });
}
// wrong: a condition of a patch on a property that there is not
// says: 'state'
parcels.patch(key, { grams: 5 }, { if: { state: 'open' } });
// wrong: a condition of a patch with another type
// says: 'boolean' is not assignable to type 'number'
parcels.patch(key, { grams: 5 }, { if: { grams: gte(true) } });
// wrong: a joined condition of a patch that the property never is
// says: '"lost"' is not assignable to type
parcels.patch(key, { grams: 5 }, { if: or({ status: 'lost' }) });
