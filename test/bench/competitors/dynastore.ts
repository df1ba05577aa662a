import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Repository, Session, type SessionOptions, eq } from '../../../lib/index.js';
import type { Competitor } from '../competitor.js';
import { CHANGE, DEPOT, Parcel, parcel } from '../parcel.js';

export function open(client: DynamoDBClient, options: SessionOptions = {}): Competitor<Parcel> {
  const session = new Session(client, { conflictRetry: { baseDelayMs: 0 }, ...options });
  const parcels: Repository<Parcel> = session.repository(Parcel);
  return {
    prepare: parcel,
    put: (entity) => parcels.put(entity),
    get: (number) => parcels.get({ depot: DEPOT, number }),
    query: async () => (await parcels.listPage({ depot: DEPOT })).items,
    update: (number, version) => parcels.patch({ depot: DEPOT, number }, CHANGE, { if: { version: eq(version) } }),
    updateInConflict: (number) =>
      parcels.update({ depot: DEPOT, number }, (draft) => void Object.assign(draft, CHANGE)),
    batch: (entities) => parcels.putMany(entities),
  };
}
