import { once } from 'node:events';
import { Agent, type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from './random.js';

/** What can happen to one request on its way. All but `reset`, `throttle` and `ghost` reach the engine first. */
export type Fault =
  /** Applied; the connection breaks instead of an answer. */
  | 'lostAnswer'
  /** Applied; the connection breaks in the middle of the answer. */
  | 'cutAnswer'
  /** Applied; the answer is an internal error. */
  | 'error500'
  /** Applied; the answer comes late. */
  | 'delay'
  /** Not applied; the connection breaks. */
  | 'reset'
  /** Not applied; the answer says that the engine is too busy. */
  | 'throttle'
  /** The connection breaks, and the request is kept: it is applied later, when the client has long sent it again. */
  | 'ghost'
  /** The same, and the client has to find out by itself: its connection stays open and silent. */
  | 'silence'
  /** A query: an answer without rows, after which the client has to go on. */
  | 'emptyPage'
  /** A query: one row where more were asked for. */
  | 'shortPage'
  /** A batch: all but the first row or key come back as not processed. */
  | 'unprocessed';

/** `undefined` is no fault. */
export type Injected = Fault | undefined | (() => Promise<unknown>);

export interface FaultProxy {
  readonly endpoint: string;
  /** What happened so far; `requests` are all that came in. */
  readonly counts: Readonly<Record<Fault | 'requests', number>>;
  /** The next requests meet these, one each, before the mix is asked. A function runs first and lets the request through. */
  inject(...faults: readonly Injected[]): void;
  /** The same for the next requests that name a row or a partition, so that many can be tried side by side. */
  injectAt(name: string, ...faults: readonly Injected[]): void;
  /** Every request meets each of these with its probability; names of operations narrow it to these. */
  mix(rates: Readonly<Partial<Record<Fault, number>>>, operations?: readonly string[]): void;
  /** Requests whose text holds this meet nothing of the mix, or all but these. */
  spare(text: string, faults?: readonly Fault[]): void;
  /** Called when the next request is held. */
  whenHeld(run: () => void): void;
  /** Sends what ghosts and silences hold on to the engine, in their order; resolves when they are applied or refused. */
  releaseGhosts(): Promise<number>;
  /** While ghosts are held: each is released by itself after up to this many further requests. Default: never. */
  ghostsWalkWithin(requests: number): void;
  close(): Promise<void>;
}

interface Passage {
  readonly operation: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

interface Ghost {
  readonly passage: Passage;
  /** The request, counted, before which it is released by itself. */
  readonly walksAt: number;
}

const ZERO: Record<Fault | 'requests', number> = {
  requests: 0,
  lostAnswer: 0,
  cutAnswer: 0,
  error500: 0,
  delay: 0,
  reset: 0,
  throttle: 0,
  ghost: 0,
  silence: 0,
  emptyPage: 0,
  shortPage: 0,
  unprocessed: 0,
};
const LONGEST_DELAY_MS = 20;

/** Starts a proxy before an engine. With the same seed and the same requests it does the same. */
export async function startFaultProxy(engineEndpoint: string, seed: number): Promise<FaultProxy> {
  const proxy = new Proxy(engineEndpoint, seed);
  await proxy.listen();
  return proxy;
}

class Proxy implements FaultProxy {
  readonly counts = { ...ZERO };
  readonly #engine: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #random: () => number;
  readonly #server: Server;
  readonly #injected: Injected[] = [];
  readonly #injectedAt = new Map<string, Injected[]>();
  #rates: [Fault, number][] = [];
  #operations: readonly string[] | undefined;
  #ghosts: Ghost[] = [];
  #walkWithin = Infinity;
  #spared: { readonly text: string; readonly faults: readonly Fault[] | undefined } | undefined;
  #whenHeld: (() => void) | undefined;
  /** Pages that were withheld: where a query really has to go on, by the key that it was told. */
  readonly #withheld = new Map<string, unknown>();

  constructor(engineEndpoint: string, seed: number) {
    this.#engine = new URL(engineEndpoint);
    this.#random = randomFrom(seed);
    this.#server = createServer(
      (incoming, outgoing) => void this.#serve(incoming, outgoing).catch(() => outgoing.destroy()),
    );
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  inject(...faults: readonly Injected[]): void {
    this.#injected.push(...faults);
  }

  injectAt(name: string, ...faults: readonly Injected[]): void {
    const text = JSON.stringify({ S: name });
    this.#injectedAt.set(text, [...(this.#injectedAt.get(text) ?? []), ...faults]);
  }

  mix(rates: Readonly<Partial<Record<Fault, number>>>, operations?: readonly string[]): void {
    this.#rates = Object.entries(rates) as [Fault, number][];
    this.#operations = operations;
  }

  ghostsWalkWithin(requests: number): void {
    this.#walkWithin = requests;
  }

  spare(text: string, faults?: readonly Fault[]): void {
    this.#spared = { text, faults };
  }

  whenHeld(run: () => void): void {
    this.#whenHeld = run;
  }

  async releaseGhosts(): Promise<number> {
    return this.#release(Infinity);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await once(this.#server, 'close');
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const operation = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
    const passage = { operation, headers: incoming.headers, body };
    this.counts.requests++;
    await this.#release(this.counts.requests);
    const injected = this.#choose(passage);
    if (typeof injected === 'function') await injected();
    const fault = typeof injected === 'function' ? undefined : injected;
    if (fault) this.counts[fault]++;
    const answer = await this.#meet(fault, passage, outgoing);
    if (answer === undefined) return;
    outgoing.writeHead(answer.status, withLength(answer)).end(answer.body);
  }

  #choose({ operation, body }: Passage): Injected {
    for (const [text, faults] of this.#injectedAt) {
      if (!body.includes(text)) continue;
      if (faults.length === 1) this.#injectedAt.delete(text);
      return faults.shift();
    }
    if (this.#injected.length > 0) return this.#injected.shift();
    if (this.#operations && !this.#operations.includes(operation)) return undefined;
    const isSpared = this.#spared !== undefined && body.includes(this.#spared.text);
    let dice = this.#random();
    for (const [fault, rate] of this.#rates) {
      dice -= rate;
      if (dice >= 0) continue;
      if (isSpared && this.#spared?.faults?.includes(fault) !== false) return undefined;
      return canMeet(fault, operation) ? fault : undefined;
    }
    return undefined;
  }

  /** What the client is told; nothing where its connection is left or broken. */
  async #meet(fault: Fault | undefined, passage: Passage, outgoing: ServerResponse): Promise<Answer | undefined> {
    switch (fault) {
      case 'reset':
        outgoing.destroy();
        return undefined;
      case 'throttle':
        return errorAnswer(400, 'ProvisionedThroughputExceededException');
      case 'ghost':
      case 'silence':
        this.#hold(passage);
        if (fault === 'ghost') outgoing.destroy();
        return undefined;
      case 'shortPage':
        return this.#forward(edit(this.#resume(passage), (input) => ({ ...input, Limit: 1 })));
      case 'unprocessed':
        return this.#processOne(passage);
      default:
    }
    const answer = await this.#forward(this.#resume(passage));
    switch (fault) {
      case 'lostAnswer':
        outgoing.destroy();
        return undefined;
      case 'cutAnswer':
        outgoing.writeHead(answer.status, withLength(answer)).write(answer.body.subarray(0, answer.body.length / 2));
        await sleep(1);
        outgoing.destroy();
        return undefined;
      case 'error500':
        return errorAnswer(500, 'InternalServerError');
      case 'delay':
        await sleep(this.#random() * LONGEST_DELAY_MS);
        return answer;
      case 'emptyPage':
        return this.#withhold(passage, answer);
      default:
        return answer;
    }
  }

  #hold(passage: Passage): void {
    const after = 1 + Math.floor(this.#random() * this.#walkWithin);
    this.#ghosts.push({ passage, walksAt: this.counts.requests + after });
    this.#whenHeld?.();
    this.#whenHeld = undefined;
  }

  async #release(now: number): Promise<number> {
    const due = this.#ghosts.filter(({ walksAt }) => walksAt <= now);
    this.#ghosts = this.#ghosts.filter(({ walksAt }) => walksAt > now);
    for (const { passage } of due) await this.#forward(passage);
    return due.length;
  }

  /** The page is not lost: the client is told a key that no row has as the last one, and gets the page when it goes on there. */
  #withhold(passage: Passage, answer: Answer): Answer {
    const output = parse(answer.body) as { Items?: Record<string, unknown>[] };
    const first = output.Items?.[0];
    if (first === undefined) return answer;
    const { ExclusiveStartKey } = parse(this.#resume(passage).body) as { ExclusiveStartKey?: unknown };
    const { S: name } = first['name'] as { S: string };
    const key = { id: first['id'], name: { S: `${name} withheld ${this.#withheld.size}` } };
    this.#withheld.set(JSON.stringify(key), ExclusiveStartKey);
    return {
      ...answer,
      body: Buffer.from(JSON.stringify({ Items: [], Count: 0, ScannedCount: 0, LastEvaluatedKey: key })),
    };
  }

  #resume(passage: Passage): Passage {
    if (passage.operation !== 'Query') return passage;
    const { ExclusiveStartKey, ...input } = parse(passage.body) as Record<string, unknown>;
    const told = JSON.stringify(ExclusiveStartKey);
    if (!this.#withheld.has(told)) return passage;
    const real = this.#withheld.get(told);
    return edit(passage, () => ({ ...input, ...(real !== undefined && { ExclusiveStartKey: real }) }));
  }

  async #processOne(passage: Passage): Promise<Answer> {
    const { RequestItems, ...input } = parse(passage.body) as { RequestItems: Record<string, unknown> };
    const [[table, work], ...otherTables] = Object.entries(RequestItems) as [[string, unknown], ...[string, unknown][]];
    const isRead = passage.operation === 'BatchGetItem';
    const { Keys, ...how } = (isRead ? work : {}) as { Keys?: unknown[] };
    const all = (isRead ? Keys : work) as unknown[];
    const share = (some: unknown[]) => (isRead ? { ...how, Keys: some } : some);
    const RequestOne = { ...input, RequestItems: { [table]: share(all.slice(0, 1)) } };
    const answer = await this.#forward(edit(passage, () => RequestOne));
    if (answer.status !== 200) return answer;
    const rest = [...(all.length > 1 ? [[table, share(all.slice(1))] as const] : []), ...otherTables];
    const left = { [isRead ? 'UnprocessedKeys' : 'UnprocessedItems']: Object.fromEntries(rest) };
    return { ...answer, body: Buffer.from(JSON.stringify({ ...(parse(answer.body) as object), ...left })) };
  }

  #forward({ headers, body }: Passage): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#engine;
      const outgoing = request(
        {
          hostname,
          port,
          method: 'POST',
          path: '/',
          agent: this.#agent,
          headers: { ...headers, 'content-length': body.length },
        },
        (incoming) => {
          readAll(incoming).then(
            (answer) => resolve({ status: incoming.statusCode ?? 500, headers: incoming.headers, body: answer }),
            reject,
          );
        },
      );
      outgoing.on('error', reject).end(body);
    });
  }
}

function canMeet(fault: Fault, operation: string): boolean {
  if (fault === 'emptyPage' || fault === 'shortPage') return operation === 'Query';
  return fault !== 'unprocessed' || operation.startsWith('Batch');
}

function edit(passage: Passage, change: (input: Record<string, unknown>) => object): Passage {
  const body = Buffer.from(JSON.stringify(change(parse(passage.body) as Record<string, unknown>)));
  return { ...passage, body };
}

function errorAnswer(status: number, name: string): Answer {
  const body = Buffer.from(
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'Injected.' }),
  );
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0', server: 'fault-proxy' }, body };
}

/** A checksum of what the engine said would not fit what we say. */
function withLength({ headers, body }: Answer): Record<string, string | string[] | number | undefined> {
  const { 'x-amz-crc32': _, 'transfer-encoding': __, connection: ___, ...rest } = headers;
  return { ...rest, 'content-length': body.length };
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString());
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
