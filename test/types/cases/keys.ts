// Keys that a repository takes.
import { type Repository, type RepositoryOf, Entity, keys } from 'dynastore';
import { type Parcel, Shift, day, depots, key, parcel, parcels, session, shifts, tariff, tariffs } from './depot.js';

// right: every placeholder
parcels.get({ depot: 'north', lane: 'a', receivedAt: day, parcelId: '1' });
// wrong: a placeholder less
// says: parcelId
parcels.get({ depot: 'north', lane: 'a', receivedAt: day });
// wrong: a name that is no placeholder
// says: 'grams'
parcels.get({ depot: 'north', lane: 'a', receivedAt: day, parcelId: '1', grams: 5 });
// wrong: a placeholder with a slip of the pen
// says: 'dept'
parcels.get({ dept: 'north', lane: 'a', receivedAt: day, parcelId: '1' });
// wrong: a Date as text
// says: 'string' is not assignable to type 'Date'
parcels.get({ depot: 'north', lane: 'a', receivedAt: '2026-01-01', parcelId: '1' });
// wrong: text as a number
// says: 'number' is not assignable to type 'string'
parcels.get({ depot: 'north', lane: 'a', receivedAt: day, parcelId: 1 });
// wrong: a placeholder that is undefined
// says: 'undefined' is not assignable to type 'string'
parcels.get({ depot: 'north', lane: undefined, receivedAt: day, parcelId: '1' });
// wrong: a key as text
// says: 'string' is not assignable to
parcels.get('depot/north');
// wrong: an operator in a key
// says: is not assignable to type 'string'
parcels.get({ depot: 'north', lane: 'a', receivedAt: day, parcelId: { beginsWith: '1' } });
// wrong: no key
// says: arguments, but got 0
parcels.get();

// right: an instance is a key, too
{
  parcels.get(parcel);
  parcels.delete(parcel);
  parcels.patch(parcel, { grams: 5 });
  parcels.getMany([parcel, key]);
}
// wrong: an instance of another class
// says: 'Shift'
parcels.get(new Shift());

// right: the key of one row in a constant partition
depots.get({ number: 7 });
// wrong: a padded number as text
// says: 'string' is not assignable to type 'number'
depots.get({ number: '007' });
// right: the key of an entity that is one row
tariffs.get({});
// right: an instance of an entity that is one row
tariffs.get(tariff);
// wrong: anything in the key of an entity that is one row
// says: 'number'
tariffs.get({ number: 7 });

// right: what reads resolve to
{
  const found: Promise<Parcel | undefined> = parcels.find(key);
  const got: Promise<Parcel> = parcels.get(key, { consistent: true });
  const is: Promise<boolean> = parcels.exists(key);
  const many: Promise<(Parcel | undefined)[]> = parcels.getMany([key, key]);
  void [found, got, is, many];
}
// wrong: what may be absent, taken for present
// says: undefined
{
  const found: Promise<Parcel> = parcels.find(key);
  void found;
}
// wrong: many, taken for present
// says: undefined
{
  const many: Promise<Parcel[]> = parcels.getMany([key]);
  void many;
}
// wrong: an option of a read that there is not
// says: 'consistant'
parcels.get(key, { consistant: true });
// wrong: a limit of one row's read
// says: 'limit'
parcels.find(key, { limit: 1 });
// wrong: many keys, one of which lacks a part
// says: parcelId
parcels.getMany([key, { depot: 'north', lane: 'a', receivedAt: day }]);
// wrong: one key where many are
// says: is missing the following properties
parcels.getMany(key);
// wrong: many keys to delete, one of which is text
// says: 'string' is not assignable to
parcels.deleteMany([key, 'b']);

// right: keys that the compiler does not know are of any properties that can be in one
{
  shifts.get({ driverId: 'd', day });
  shifts.get({ driverId: 'd' });
  shifts.get(new Shift());
}
// wrong: a property that there is not, where the keys are not known
// says: 'drivr'
shifts.get({ drivr: 'd', day });
// wrong: a value of another type, where the keys are not known
// says: 'string' is not assignable to type 'Date'
shifts.get({ driverId: 'd', day: '2026-01-01' });

// right: a repository of a class, and one of any keys
{
  const typed: RepositoryOf<typeof Parcel> = session.repository<typeof Parcel>({} as typeof Parcel);
  const plain: Repository<Parcel> = parcels;
  plain.get({ depot: 'north', parcelId: '1' });
  class Service {
    constructor(readonly all: Repository<Parcel>) {}
    list(): AsyncIterable<Parcel> {
      return this.all.list({ depot: 'north' });
    }
  }
  void [typed, new Service(parcels)];
}
// right: a function over the repositories of all classes
{
  type KeyOf<T> = Parameters<Repository<T>['get']>[0];
  const read = async <T extends object>(all: Repository<T>, key: KeyOf<T>): Promise<T> => all.get(key);
  void [read(shifts, { driverId: 'd', day }), read<Parcel>(parcels, { depot: 'north' })];
}
// right: templates that are computed, in part or whole
{
  const prefix: string = process.env['PREFIX'] ?? 'x';
  @Entity('parcels')
  class Letter {
    static readonly keys = keys({ partition: 'letters', sort: `${prefix}/{letterId}` });
    letterId!: string;
  }
  @Entity('parcels')
  class Card {
    static readonly keys = keys({ partition: 'cards', sort: prefix });
    cardId!: string;
  }
  session.repository(Letter).get({ letterId: '1' });
  session.repository(Card).get({ cardId: '1' });
}
// wrong: an instance where the class is
// says: is not assignable to parameter of type 'Ctor'
session.repository(parcel);
