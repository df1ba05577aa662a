import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Session, waysOf } from '../../lib/session.js';
import { describeOnce } from '../support/describe-once.js';
import { openTap } from '../support/tap.js';

type Change = (client: any) => void;

describeOnce('transport/wire-user-agent', () => {
  /** The user agents of calls, with a change to the client before each but the first. */
  const userAgentsOf = async (
    transport: 'auto' | 'sdk',
    config: DynamoDBClientConfig,
    changes: readonly Change[],
  ): Promise<unknown[]> => {
    const tap = openTap(undefined, () => ({ body: {} }));
    const client = new DynamoDBClient({
      region: 'nowhere',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      ...config,
      requestHandler: tap.handler,
    });
    const session = new Session(client, { transport });
    for (const change of [() => {}, ...changes]) {
      change(client);
      await session.table('table').partition('p').find('k');
    }
    expect(waysOf(session).wire).to.equal(transport === 'auto' ? 1 + changes.length : 0);
    return tap.requests.map(({ headers }) => [sorted(headers['user-agent'] ?? ''), headers['x-amz-user-agent']]);
  };
  /** The features in use in order: calls that share a context note them in another. */
  const sorted = (userAgent: string) =>
    userAgent.replace(/ m\/(\S+)/, (_, letters: string) => ` m/${letters.split(',').sort().join()}`);
  let begins = false;
  const none: Change = () => {};
  const middleware =
    (work: (context: any, args: any) => void, step: 'initialize' | 'build' = 'initialize'): Change =>
    (client) =>
      client.middlewareStack.add(
        (next: any, context: any) => (args: any) => {
          work(context, args);
          return next(args);
        },
        { step, priority: 'high' },
      );

  const cases: Record<string, { config?: DynamoDBClientConfig; changes: Change[]; distinct: number }> = {
    'that stays the same': { changes: [none, none, none], distinct: 1 },
    'that the client was configured to': {
      config: { customUserAgent: [['shop', '1.0']], userAgentAppId: 'shop' },
      changes: [none, none],
      distinct: 1,
    },
    'that the client is configured to later': {
      changes: [
        none,
        (client) => (client.config.customUserAgent = [['shop', '1.0']]),
        none,
        (client) => client.config.customUserAgent.push(['till', '2']),
      ],
      distinct: 3,
    },
    'that tells of other credentials': {
      changes: [
        none,
        (client) => (client.config.credentials = { accessKeyId: 'a', secretAccessKey: 'b', accountId: '123456789012' }),
        none,
      ],
      distinct: 2,
    },
    'that tells of a feature in use': {
      changes: [
        none,
        middleware((context) => {
          context.__aws_sdk_context = { features: { PAGINATOR: 'C' } };
        }),
        none,
      ],
      distinct: 2,
    },
    'that has a part of a call': {
      changes: [
        none,
        middleware((context) => {
          context.userAgent = [['own', 'part']];
        }),
        none,
      ],
      distinct: 2,
    },
    'that middleware begins at times': {
      changes: [
        middleware((_, args) => {
          if (begins) args.request.headers['x-amz-user-agent'] = 'begun';
        }, 'build'),
        () => void (begins = true),
        () => void (begins = false),
        none,
      ],
      distinct: 2,
    },
  };
  for (const [what, { config = {}, changes, distinct }] of Object.entries(cases)) {
    it(`sends the SDK's user agent, one ${what}`, async () => {
      const ours = await userAgentsOf('auto', config, changes);
      expect(ours).to.deep.equal(await userAgentsOf('sdk', config, changes));
      expect(new Set(ours.map(String)).size).to.equal(distinct);
    });
  }

  it('makes it anew only when something has changed', async () => {
    let made = 0;
    const custom = [['shop', '1']] as [string, string][];
    // Looked into whenever the SDK makes a user agent.
    Object.defineProperty(custom, 'map', {
      value: (...args: Parameters<typeof Array.prototype.map>) => {
        made++;
        return Array.prototype.map.apply(custom, args);
      },
    });
    const counts: number[] = [];
    const count: Change = () => counts.push(made);
    const change: Change = (client) => client.config.customUserAgent.push(['till', '2']);
    await userAgentsOf('auto', { customUserAgent: custom }, [none, count, none, count, change, count]);
    expect(counts[0]).to.be.greaterThan(0);
    expect(counts[1]).to.equal(counts[0]);
    expect(counts[2]).to.be.greaterThan(counts[1]!);
  });

  for (const [what, config] of Object.entries<() => object>({
    'name of an application': () => {
      let calls = 0;
      return { userAgentAppId: async () => `app${Math.floor(calls++ / 2)}` };
    },
    'provider of its own': () => {
      let calls = 0;
      return { defaultUserAgentProvider: async () => [['tenant', String(calls++)]] };
    },
  })) {
    it(`asks for a ${what} for each request`, async () => {
      const ours = await userAgentsOf('auto', config(), [none, none, none]);
      expect(new Set(ours.map(String)).size).to.be.greaterThan(1);
      if (what === 'provider of its own')
        expect(ours).to.deep.equal(await userAgentsOf('sdk', config(), [none, none, none]));
    });
  }

  it('sees where it is executed', async () => {
    const ours = await userAgentsOf('auto', {}, [none, () => (process.env['AWS_EXECUTION_ENV'] = 'here'), none]);
    delete process.env['AWS_EXECUTION_ENV'];
    expect(ours.map((headers) => String(headers).includes('exec-env/here'))).to.deep.equal([false, false, true, true]);
  });
});
