import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Session } from '../../lib/session.js';
import { tunedConfig } from '../../lib/transport/client-config.js';
import { describeOnce } from '../support/describe-once.js';
import { openTap } from '../support/tap.js';

describeOnce('transport/client-config', () => {
  it('has a session fail requests that take longer than the time that is set', async () => {
    const server = createServer(() => {}); // Never answers.
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = new Session({
      region: 'nowhere',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: { requestTimeout: 20 },
      maxAttempts: 1,
    });
    const failure = await session
      .table('table')
      .partition('p')
      .get('k')
      .catch((error: unknown) => error as any);
    session.close();
    server.closeAllConnections();
    server.close();
    expect(failure).to.include({ code: 'ENVIRONMENT', retryable: true });
    expect(failure.cause.name).to.equal('TimeoutError');
  });

  const { handler } = openTap();
  const unchanged: readonly (readonly [string, object])[] = [
    ['no configuration', {}],
    ['a request handler that is made', { requestHandler: handler }],
    ['a request handler without a time', { requestHandler: { connectionTimeout: 1 } }],
  ];
  for (const [what, config] of unchanged) {
    it(`leaves ${what} as it is`, () => expect(tunedConfig(config)).to.equal(config));
  }

  it('leaves it to the caller to be warned only', () => {
    const requestHandler = { requestTimeout: 20, throwOnRequestTimeout: false };
    expect(tunedConfig({ requestHandler })).to.deep.equal({ requestHandler });
  });

  it('changes nothing in the configuration that it is given', () => {
    const config = Object.freeze({ region: 'nowhere', requestHandler: Object.freeze({ requestTimeout: 20 }) });
    expect(tunedConfig(config)).to.deep.equal({
      region: 'nowhere',
      requestHandler: { requestTimeout: 20, throwOnRequestTimeout: true },
    });
  });
});
