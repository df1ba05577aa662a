// Writing whole entities.
import { type Lists, KeyModifiedError } from 'dynastore';
import { type Shift, Depot, Parcel, day, depots, key, parcel, parcels, session, shifts, signal } from './depot.js';

// right: what writes take and resolve to
{
  const created: Promise<Parcel> = parcels.create(parcel, { exact: true, signal });
  const saved: Promise<Parcel> = parcels.save(parcel, { signal });
  const put: Promise<Parcel> = parcels.put(parcel);
  const gone: Promise<void> = parcels.delete(key, { exact: true });
  void [created, saved, put, gone];
}
// wrong: another entity
// says: 'Depot'
parcels.create(new Depot());
// wrong: a part of an entity
// says: is missing the following properties from type 'Parcel'
parcels.put({ depot: 'north' });
// wrong: nothing
// says: arguments, but got 0
parcels.save();
// wrong: exact where it means nothing
// says: 'exact'
parcels.save(parcel, { exact: true });
// wrong: a lifetime as an option of a write
// says: 'ttl'
parcels.put(parcel, { ttl: '1d' });
// wrong: a condition of a delete
// says: 'if'
parcels.delete(key, { if: { grams: 5 } });
// wrong: a signal that is none
// says: AbortSignal
parcels.save(parcel, { signal: 'stop' });

// right: a draft is changed
{
  parcels.update(key, (draft) => {
    draft.grams += 5;
    draft.tags.push('t');
    delete draft.note;
  });
  parcels.update(key, async (draft) => void (draft.status = 'sent'), {
    conflictRetry: { maxAttempts: 3, baseDelayMs: 5 },
  });
}
// right: an update by an expression
{
  parcels.update(key, (draft) => draft.grams++);
  parcels.update(key, (draft) => (draft.status = 'sent'));
  parcels.update(key, (draft) => delete draft.note);
  parcels.update(key, (draft) => new Map([[draft.parcelId, 1]]));
  parcels.update(key, (draft) => Uint8Array.of(draft.grams));
  parcels.update(key, async (draft) => (draft.grams = 5));
  parcels.update(key, (draft) => Promise.resolve(5).then((grams) => (draft.grams = grams)));
}
// wrong: a property of a draft that there is not
// says: 'gram'
parcels.update(key, (draft) => {
  draft.gram = 5;
});
// wrong: a value of a draft of another type
// says: '"lost"' is not assignable to type
parcels.update(key, (draft) => {
  draft.status = 'lost';
});
// wrong: a draft that is replaced
// says: Parcel
parcels.update(key, (draft) => Object.assign(new Parcel(), draft));
// wrong: no change
// says: Expected 2-3 arguments, but got 1
parcels.update(key);
// wrong: an update with a condition
// says: 'if'
parcels.update(key, () => {}, { if: { grams: 5 } });
// wrong: a number of attempts under another name
// says: 'attempts'
parcels.update(key, () => {}, { conflictRetry: { attempts: 3 } });

// right: batches
{
  const many: Promise<void> = parcels.putMany([parcel, parcel], {
    onProgress: (done, total) => void (done / total),
    signal,
  });
  const none: Promise<void> = parcels.deleteMany([key, parcel]);
  void [many, none];
}
// wrong: a batch of two entities
// says: Depot
parcels.putMany([parcel, new Depot()]);
// wrong: one entity in place of a batch
// says: is missing the following properties
parcels.putMany(parcel);
// wrong: a progress of another type
// says: 'string'
parcels.putMany([parcel], { onProgress: (done: string) => void done });
// wrong: an option of a batch that there is not
// says: 'concurrency'
parcels.getMany([key], { concurrency: 5 });

// right: a class whose members are private is an entity, too
{
  class Box {
    id!: string;
    #open = false;
    private lid = 'shut';
    isOpen(): boolean {
      return this.#open || this.lid === 'open';
    }
  }
  const boxes = session.repository(Box);
  boxes.create(new Box());
  boxes.patch({ id: '1' }, { id: undefined });
  boxes.get(new Box());
}
// right: a function over any repository
{
  async function count<T>(lists: Lists<T>): Promise<number> {
    return lists.list().count();
  }
  void [count(shifts), count<Shift>(shifts)];
}
// right: an error that tells what was found
{
  const found = (error: unknown): Parcel | null | undefined =>
    error instanceof KeyModifiedError ? (error as KeyModifiedError<Parcel>).current : undefined;
  void found;
}
// right: an entity in a literal, where its class has properties alone
depots.put({ number: 5, city: 'x' });
// wrong: an entity in a literal with a property more
// says: 'town'
depots.put({ number: 5, city: 'x', town: 'y' });
// wrong: a promise that is not awaited
// says: grams
parcels.get({ depot: 'north', lane: 'a', receivedAt: day, parcelId: '1' }).grams;
