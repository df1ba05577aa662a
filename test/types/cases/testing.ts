// The door for tests.
import { Session } from 'dynastore';
import { startLocal } from 'dynastore/testing';

// right: a local engine, and a session on it
async function open(): Promise<Session> {
  const { client, clientConfig, endpoint, supports, stop } = await startLocal({ engine: 'dynamodb-local' });
  void [new Session(clientConfig), endpoint.length, supports.transactions, stop];
  return new Session(client);
}
// right: any engine
void [open, startLocal()];
// wrong: an engine that there is not
// says: '"localstack"' is not assignable to type
startLocal({ engine: 'localstack' });
// wrong: a feature that is not told
// says: 'backups'
startLocal().then(({ supports }) => supports.backups);
