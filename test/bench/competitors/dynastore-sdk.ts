import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Competitor } from '../competitor.js';
import type { Parcel } from '../parcel.js';
import { open as openDynastore } from './dynastore.js';

/** The same library, every request through all of the SDK: what the short way is worth. */
export function open(client: DynamoDBClient): Competitor<Parcel> {
  return openDynastore(client, { transport: 'sdk' });
}
