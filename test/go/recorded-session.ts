import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { Session, type SessionOptions, type StoreHooks } from '../../lib/index.js';
import type { HookEvent } from './contract-changes.js';
import type { Scenario } from './fixtures.js';

/** A session opened in the way the scenario says. What its hook sees is added to `events`. */
export function openSession(
  { session = 'withClient' }: Scenario,
  { client, clientConfig }: { readonly client: DynamoDBClient; readonly clientConfig: DynamoDBClientConfig },
  events: HookEvent[],
  options: SessionOptions,
): Session {
  const requestBuilt: StoreHooks['requestBuilt'] = (context, { command }) => {
    events.push({ operation: context.operation, input: `${command}Input` });
  };
  switch (session) {
    case 'withClient':
      return new Session(client, { ...options, hooks: { requestBuilt } });
    case 'new':
    case 'withOptionsDefault':
      return new Session(clientConfig, options);
    case 'withClientNilHooks':
      return new Session(client, { ...options, hooks: null as never });
    case 'hookMutatesRequest':
      return new Session(client, {
        ...options,
        hooks: {
          requestBuilt: (context, request) => {
            void requestBuilt(context, request);
            if (request.command === 'UpdateItem') request.input.ReturnConsumedCapacity = 'TOTAL';
            if (request.command === 'GetItem') request.input.ConsistentRead = true;
            if (request.command === 'Query') request.input.Limit = 1;
          },
        },
      });
    default:
      throw new Error(`There is no session ${session}.`);
  }
}
