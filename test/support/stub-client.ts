import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** What takes the place of the service: the body of an answer of status 200, or the whole answer. */
export type Answer = (command: string, input: Record<string, unknown>, signal?: AbortSignal) => unknown;

/** An answer with a status of its own. */
export class Answered {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {}

  /** An error as the service tells it. */
  static error(name: string, more: Record<string, unknown> = {}, status = 400): Answered {
    return new Answered(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name}.`, ...more });
  }
}

interface SentRequest {
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** A client with nothing but a function below the SDK: no network, no engine. Tries once unless told otherwise. */
export function stubClient(answer: Answer, config: DynamoDBClientConfig = {}): DynamoDBClient {
  const handle = async (request: SentRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
    const command = (request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const text = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
    const given = await answer(command, JSON.parse(text) as Record<string, unknown>, abortSignal);
    const { status, body } = given instanceof Answered ? given : new Answered(200, given);
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'stub', server: 'Server' };
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(content)]) } };
  };
  return new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://stub.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { handle },
    ...config,
  });
}
