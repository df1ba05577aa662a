import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** One try, as the client hands it to its request handler. */
export interface TappedRequest {
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it would go out. */
  readonly body: unknown;
  /** The body, parsed. */
  readonly input: any;
}

export interface TapAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, all else as JSON. */
  readonly body?: unknown;
}

type Answering = (request: TappedRequest, position: number, options: { abortSignal?: AbortSignal }) => unknown;

/** A request handler that notes every try, and passes it on to the engine or answers in its place. */
export interface Tap {
  /** For a client's `requestHandler`. */
  readonly handler: NonNullable<DynamoDBClientConfig['requestHandler']>;
  readonly requests: TappedRequest[];
  /** What answers a try: a TapAnswer, or `undefined` for the engine. What it throws is thrown by the handler. */
  answer: Answering;
  destroy(): void;
}

/** Where there is no configuration of an engine, everything has to be answered. */
export function openTap(engine?: DynamoDBClientConfig, answer: Answering = () => undefined): Tap {
  const real = engine && new DynamoDBClient(engine).config.requestHandler;
  const requests: TappedRequest[] = [];
  const tap: Tap = {
    requests,
    answer,
    destroy: () => real?.destroy?.(),
    handler: {
      metadata: { handlerProtocol: 'h1' },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      destroy() {},
      async handle(request: any, options: any) {
        const tapped: TappedRequest = {
          hostname: request.hostname,
          path: request.path,
          headers: { ...request.headers },
          body: request.body,
          input: JSON.parse(textOf(request.body)),
        };
        requests.push(tapped);
        const answer = (await tap.answer(tapped, requests.length - 1, options ?? {})) as TapAnswer | undefined;
        if (answer === undefined) return real?.handle(request, options) as never;
        return { response: responseOf(answer) } as never;
      },
    } as Tap['handler'],
  };
  return tap;
}

function responseOf({ statusCode = 200, headers = {}, body = {} }: TapAnswer): object {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'tapped', ...headers },
    body: new TextEncoder().encode(text),
  };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
}

/** A retry strategy that decides as the SDK's standard one does, and does not wait. */
export function retryAtOnce(maxAttempts: number): NonNullable<DynamoDBClientConfig['retryStrategy']> {
  const token = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    async refreshRetryTokenForRetry(last: { getRetryCount(): number }, { errorType }: { errorType: string }) {
      if (errorType === 'CLIENT_ERROR' || last.getRetryCount() + 1 >= maxAttempts) throw new Error('No further try.');
      return token(last.getRetryCount() + 1);
    },
    recordSuccess() {},
  } as unknown as NonNullable<DynamoDBClientConfig['retryStrategy']>;
}
