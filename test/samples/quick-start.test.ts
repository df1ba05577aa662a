import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { runMainJob } from '../../samples/quick-start/main-job.js';
import { describeOnce } from '../support/describe-once.js';
import { type TestEngine, onEachEngine } from '../support/engines.js';
import { ROOT } from '../support/root.js';
import { StoppedClock } from '../support/stopped-clock.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program compiled in the same decorator mode as this test, with nothing of AWS in its environment but `aws`. */
function run(args: readonly string[], aws: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const program = fileURLToPath(new URL('../../samples/quick-start/main.js', import.meta.url));
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = { ...Object.fromEntries(own), ...aws };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=Warning', program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const awsAt = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** What engine and place are is told in the first lines and the last one; between them the job is the same everywhere. */
const linesOf = (printed: string): string[] => printed.trimEnd().split('\n');

const readExpected = (): Promise<string> => readFile(join(ROOT, 'samples/quick-start/expected.txt'), 'utf8');

describe('samples/quick-start', () => {
  it('prints what it is expected to, and ends by itself', async () => {
    expect(await run([])).to.deep.equal({ code: 0, stdout: await readExpected(), stderr: '' });
  });
});

describeOnce('samples/quick-start, in any decorator mode,', () => {
  it('refuses an option that it does not have', async () => {
    expect(await run(['--fake'])).to.deep.include({ code: 1, stdout: '' });
  });

  it('does nothing with --real where no region is named', async () => {
    const { code, stdout, stderr } = await run(['--real']);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.contain('Set AWS_REGION.');
  });

  it('ends with 1 and says what may be left when the endpoint does not answer', async () => {
    const { code, stderr } = await run(['--real'], awsAt('http://127.0.0.1:9'));
    expect(code).to.equal(1);
    expect(stderr).to.contain('Perhaps not removed: table quick-start-');
    expect(stderr).to.contain('cannot be reached');
  });

  onEachEngine((engine) => {
    it('names table, region and endpoint with --real, and removes the table', async () => {
      const { code, stdout, stderr } = await run(['--real'], awsAt(engine.endpoint));
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      const lines = linesOf(stdout);
      expect(lines[0]).to.match(/^Table: quick-start-[0-9a-f-]{36}$/);
      expect(lines.slice(1, 3)).to.deep.equal(['Region: eu-central-1', `Endpoint: ${engine.endpoint}`]);
      expect(lines.slice(3, -1)).to.deep.equal(linesOf(await readExpected()).slice(1, -1));
      expect(lines.at(-1)).to.equal('The table is removed.');
      expect(await hasTable(engine, lines[0]!)).to.equal(false);
    });

    it('ends with 1 at the first thing that is not as it should be, and removes the table then, too', async () => {
      const proxy = await forgingProxy(engine.endpoint, '"quantity":{"N":"1"}', '"quantity":{"N":"5"}');
      const { port } = proxy.address() as AddressInfo;
      const { code, stdout, stderr } = await run(['--real'], awsAt(`http://127.0.0.1:${port}`)).finally(() =>
        proxy.close(),
      );
      expect(code).to.equal(1);
      expect(stderr).to.contain('AssertionError');
      const lines = linesOf(stdout);
      expect(lines.slice(3)).to.deep.equal(['The table is removed.']);
      expect(await hasTable(engine, lines[0]!)).to.equal(false);
    });

    it('fails where the order does not expire', async () => {
      const lines: string[] = [];
      const { client, name } = engine;
      const clock = Object.assign(new StoppedClock(), { advance: () => {} });
      const job = {
        client,
        table: `quick-start-${name}-${Date.now()}`,
        clock,
        print: (line: string) => lines.push(line),
      };
      const failure: unknown = await runMainJob(job).catch((error: unknown) => error);
      expect(failure).to.have.property('name', 'AssertionError');
      expect(lines.at(-1)).to.contain('tried again');
    });
  });
});

/** Tells whether the table that a line of the program names is there. */
async function hasTable({ client }: TestEngine, line: string): Promise<boolean> {
  const TableName = line.replace('Table: ', '');
  try {
    await client.send(new DescribeTableCommand({ TableName }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** Hands everything on, and puts `forged` in place of `genuine` in every answer. */
async function forgingProxy(endpoint: string, genuine: string, forged: string): Promise<Server> {
  const server = createServer((request, response) => {
    void (async () => {
      const names = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];
      const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]));
      const answer = await fetch(endpoint, { method: 'POST', headers, body: await text(request) });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end((await answer.text()).replaceAll(genuine, forged));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
