import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type Row = Record<string, unknown>;

interface Expected {
  readonly pageSize?: number;
  readonly pages?: number;
  readonly refusals?: number;
}

/**
 * Answers in the place of DynamoDB, without a network: from the rows that a competitor itself wrote, so that each reads what
 * it writes. All that the SDK does is done, signing included, down to the bytes that it would give to a socket.
 */
export class StubService {
  /** How many requests of which kind there were. */
  readonly counts = new Map<string, number>();
  /** The rows of the batches that were written. */
  readonly written: Row[] = [];
  /** The last request. */
  lastInput: any;
  #pages = new Map<number, Uint8Array>();
  #pagesWithNext = new Map<number, Uint8Array>();
  #pagesLeft = 1;
  #row: Uint8Array = bytes({});
  #attributes: Uint8Array = bytes({});
  #refusal: Uint8Array = bytes({});
  #pageSize = 0;
  #refusals = 0;
  #isRecording = true;

  /** The client of a competitor: with the SDK's defaults, but for the tries. */
  client(): DynamoDBClient {
    const requestHandler = {
      metadata: { handlerProtocol: 'h1' },
      handle: (request: { headers: Record<string, string>; body: unknown }) => this.#handle(request),
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      destroy() {},
    } as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>;
    return new DynamoDBClient({
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler,
    });
  }

  /** Answers with the rows that were written from now on. */
  serveWritten(pageSizes: readonly number[]): void {
    const [row] = this.written;
    this.#row = bytes({ Item: row });
    this.#attributes = bytes({ Attributes: row });
    // The row of a conflict is another than the one that was read, and no write of this program's.
    this.#refusal = bytes({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      Message: 'The conditional request failed',
      Item: Object.fromEntries(
        Object.entries({ ...row, version: { N: '7' } }).filter(([name]) => !name.startsWith('_w')),
      ),
    });
    for (const size of pageSizes) {
      const page = { Count: size, ScannedCount: size, Items: this.written.slice(0, size) };
      const { id, name } = this.written[size - 1] ?? {};
      this.#pages.set(size, bytes(page));
      this.#pagesWithNext.set(size, bytes({ ...page, LastEvaluatedKey: { id, name } }));
    }
  }

  /** Says what follows: how large a page is, how many pages a list has, and how many writes are refused. */
  expect({ pageSize = 0, pages = 1, refusals = 0 }: Expected): void {
    this.#pageSize = pageSize;
    this.#pagesLeft = pages;
    this.#refusals = refusals;
  }

  /** Looks into requests no longer. */
  stopRecording(): void {
    this.#isRecording = false;
  }

  async #handle(request: { readonly headers: Record<string, string>; readonly body: unknown }): Promise<object> {
    const command = (request.headers['x-amz-target'] ?? '').slice('DynamoDB_20120810.'.length);
    if (this.#isRecording) this.#record(command, request.body);
    const isRefused = command === 'UpdateItem' && this.#refusals > 0;
    if (isRefused) this.#refusals--;
    const body = isRefused ? this.#refusal : this.#answerTo(command);
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'R', server: 'Server' };
    // A view of its own for each answer: the SDK changes the prototype of the one that it is given.
    const view = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    return { response: { statusCode: isRefused ? 400 : 200, reason: 'OK', headers, body: view } };
  }

  #answerTo(command: string): Uint8Array {
    if (command === 'GetItem') return this.#row;
    if (command === 'UpdateItem') return this.#attributes;
    if (command === 'Query') {
      const isLast = --this.#pagesLeft <= 0;
      return (isLast ? this.#pages : this.#pagesWithNext).get(this.#pageSize) ?? NOTHING;
    }
    return command === 'BatchWriteItem' ? ALL_PROCESSED : NOTHING;
  }

  #record(command: string, body: unknown): void {
    this.counts.set(command, (this.counts.get(command) ?? 0) + 1);
    this.lastInput = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array));
    if (command !== 'BatchWriteItem') return;
    for (const requests of Object.values<any>(this.lastInput.RequestItems)) {
      for (const { PutRequest } of requests) this.written.push(PutRequest.Item);
    }
  }
}

function bytes(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

const NOTHING = bytes({});
const ALL_PROCESSED = bytes({ UnprocessedItems: {} });
