import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { request } from '../support/nest-app.js';

describe('samples/nest-service', () => {
  it('creates, finds, lists and changes orders, and answers what goes wrong', async () => {
    const program = fileURLToPath(new URL('../../samples/nest-service/main.js', import.meta.url));
    const env = { ...process.env, PORT: '0', NODE_OPTIONS: '' };
    const service = spawn(process.execPath, ['--disable-warning=Warning', program], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(service, 'exit');
    const [url] = (await once(createInterface(service.stdout), 'line')) as [string];

    const order = { customerId: 'ada', orderId: '1', quantity: 2 };
    const change = (body: object, ifMatch: string) =>
      request(`${url}/orders/ada/1`, 'PATCH', { body, headers: { 'if-match': ifMatch } });
    const created = await request(`${url}/orders`, 'POST', { body: order });
    expect(created).to.deep.include({ status: 201, body: { ...order, version: 1 } });
    expect(created.headers.get('etag')).to.equal('"1"');
    expect(await request(`${url}/orders`, 'POST', { body: order })).to.include({ status: 409 });
    expect(await request(`${url}/orders`, 'POST', { body: { ...order, quantity: 0 } })).to.include({ status: 400 });
    expect(await request(`${url}/orders/ada/2`, 'GET')).to.include({ status: 404 });
    expect(await change({ quantity: 3 }, '"1"')).to.deep.include({ body: { ...order, quantity: 3, version: 2 } });
    expect(await change({ quantity: 4 }, '"1"')).to.include({ status: 412 });
    expect(await change({ quantity: 0.5 }, '"2"')).to.include({ status: 400 });
    const page = await request(`${url}/orders/ada`, 'GET');
    expect(page.body).to.deep.equal({ items: [{ ...order, quantity: 3, version: 2 }] });
    expect(await request(`${url}/orders/ada?startKey=forged`, 'GET')).to.include({ status: 400 });

    service.kill('SIGTERM');
    expect(await ended).to.deep.equal([null, 'SIGTERM']);
  }).timeout(30_000);
});
