// Sessions: clients, options, hooks, definitions of tables.
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  type OperationContext,
  type SessionOptions,
  type StoreHooks,
  type TableDifference,
  Session,
  operationName,
} from 'dynastore';
import { Depot, Parcel, Shift, parcel, session } from './depot.js';

// right: clients, a configuration, or nothing
{
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  new Session(client);
  new Session(DynamoDBDocumentClient.from(client));
  new Session({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:8000' });
  new Session();
  const own: DynamoDBClient = new Session().client;
  void own;
}
// wrong: a configuration with a name that there is not
// says: 'regoin'
new Session({ regoin: 'eu-west-1' });
// wrong: an address in place of a client
// says: is not assignable to parameter of type 'Client
new Session('http://127.0.0.1:8000');
// wrong: a client that is replaced
// says: 'client' because it is a read-only property
session.client = new DynamoDBClient({});

// right: all options
{
  const options: SessionOptions = {
    hooks: null,
    consistent: true,
    clock: { nowMs: () => 0 },
    tableName: (name) => `test-${name}`,
    redactKeys: true,
    writeIds: false,
    transport: 'sdk',
    pageTokens: { secret: ['new', 'old'], encrypt: true, format: 'go-v2', acceptGo: true },
    conflictRetry: { maxAttempts: 5, baseDelayMs: 10, maxDelayMs: 1000 },
  };
  new Session({}, options);
}
// wrong: an option that there is not
// says: 'tablePrefix'
new Session({}, { tablePrefix: 'test-' });
// wrong: a clock that is a function
// says: 'Clock'
new Session({}, { clock: () => 0 });
// wrong: a transport that there is not
// says: '"http"' is not assignable to type
new Session({}, { transport: 'http' });
// wrong: a format of page tokens that there is not
// says: '"go"' is not assignable to type
new Session({}, { pageTokens: { format: 'go' } });
// wrong: a name of a table that is none
// says: 'number' is not assignable to type 'string'
new Session({}, { tableName: () => 5 });
// wrong: a number of attempts that is text
// says: 'string' is not assignable to type 'number'
new Session({}, { conflictRetry: { maxAttempts: '5' } });

// right: hooks, async ones too
{
  const hooks: StoreHooks = {
    requestBuilt(context, request) {
      context.values.set('command', request.command);
      if (request.command === 'PutItem') request.input.Item = { id: { S: 'p' } };
      if (request.command === 'Query') request.input.Limit = 5;
      if (request.command !== 'CreateTable' && 'ReturnValues' in request.input) request.input.ReturnValues = 'ALL_NEW';
    },
    async responseReceived({ operation, key, values }, response) {
      if (response.command === 'GetItem') void response.output.Item;
      void [operation.length, key?.length, values.get('command'), response.attempts + 1];
    },
  };
  new Session({}, { hooks });
  const name = (context: OperationContext): string => operationName(context);
  void name;
}
// right: hooks that come to something, which nobody looks at
{
  const seen: string[] = [];
  new Session({}, { hooks: { requestBuilt: (_context, request) => seen.push(request.command) } });
  new Session({}, { hooks: { requestBuilt: ({ values }) => values.set('at', 1) } });
  new Session({}, { hooks: { responseReceived: async (_context, { command }) => seen.push(command) } });
}
// wrong: an input that the command does not have
// says: 'Item'
new Session(
  {},
  {
    hooks: {
      requestBuilt(_context, request) {
        if (request.command === 'GetItem') request.input.Item = {};
      },
    },
  },
);
// wrong: an output that the command does not have
// says: 'Item'
new Session(
  {},
  {
    hooks: {
      responseReceived(_context, response) {
        if (response.command === 'Query') void response.output.Item;
      },
    },
  },
);
// wrong: an input of one command, where it may be any
// says: 'KeyConditionExpression'
new Session({}, { hooks: { requestBuilt: (_context, request) => void request.input.KeyConditionExpression } });
// wrong: a hook that there is not
// says: 'requestSent'
new Session({}, { hooks: { requestSent: () => {} } });
// wrong: a context that is changed
// says: 'operation' because it is a read-only property
new Session({}, { hooks: { requestBuilt: (context) => void (context.operation = 'Put') } });

// right: definitions of tables
{
  const definitions: CreateTableCommandInput[] = session.tableDefinition(Parcel, Shift);
  const created: Promise<void> = session.createTables(Parcel, 'others');
  const differences: Promise<TableDifference[]> = session.verifyTables(Parcel, Depot, 'others');
  session.close();
  void [definitions, created, differences];
}
// wrong: an instance in place of a class
// says: is not assignable to parameter of type
session.tableDefinition(parcel);
// wrong: a table by a number
// says: 'number' is not assignable to parameter of type
session.createTables(5);
// wrong: a definition of a table by its name
// says: 'string' is not assignable to parameter of type 'Ctor
session.tableDefinition('others');
