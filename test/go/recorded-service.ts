import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { canonicalRequest } from './canonical-request.js';
import type { Exchange } from './contract-changes.js';
import type { Call, JsonObject, RecordedRequest } from './fixtures.js';

const REFUSED = 'ConditionalCheckFailedException';

interface SentRequest {
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Takes the place of the network below the SDK: remembers what is sent, and answers as was recorded. */
export class RecordedService {
  readonly clientConfig: DynamoDBClientConfig;
  readonly client: DynamoDBClient;
  #recorded: readonly RecordedRequest[] = [];
  #rowAfter: JsonObject | null = null;
  #sent: Exchange[] = [];

  constructor() {
    this.clientConfig = {
      region: 'us-east-1',
      endpoint: 'http://recorded.invalid',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
      requestHandler: { handle: (request: SentRequest) => Promise.resolve({ response: this.#answer(request) }) },
    };
    this.client = new DynamoDBClient(this.clientConfig);
  }

  /** Takes the answers of the next call. */
  expect({ expect }: Call): void {
    this.#recorded = expect.wire;
    this.#rowAfter = expect.rowAfter ?? null;
    this.#sent = [];
  }

  /** What was sent since. */
  get sent(): readonly Exchange[] {
    return this.#sent;
  }

  #answer(request: SentRequest) {
    const operation = (request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const body = JSON.parse(textOf(request.body)) as JsonObject;
    const { status, body: answer } = this.#nextRecorded(operation) ?? this.#followUp(operation);
    this.#sent.push({ request: canonicalRequest(operation, body), isRefused: isRefusal(answer) });
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'recorded' };
    return { statusCode: status, headers, body: Readable.from([Buffer.from(JSON.stringify(answer))]) };
  }

  /** The next answer to this operation. What was recorded before it and is not asked for here is passed over. */
  #nextRecorded(operation: string): RecordedRequest['response'] | undefined {
    const at = this.#recorded.findIndex(({ target }) => target.endsWith(`.${operation}`));
    const [next, ...later] = at < 0 ? [] : this.#recorded.slice(at);
    if (next !== undefined) this.#recorded = later;
    return next?.response;
  }

  /** The recorded refusals carry no row, so that it is read: as it was after the call. */
  #followUp(operation: string): RecordedRequest['response'] {
    if (operation === 'GetItem') return { status: 200, body: this.#rowAfter === null ? {} : { Item: this.#rowAfter } };
    throw new Error(`${operation} was not expected any more.`);
  }
}

function textOf(body: SentRequest['body']): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

export function isRefusal(answer: JsonObject): boolean {
  return (answer['__type'] as string | undefined)?.endsWith(REFUSED) ?? false;
}
