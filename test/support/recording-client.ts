import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** One try of one command, as it went over the wire. */
export interface RecordedRequest {
  /** Without the suffix: `UpdateItem`. */
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface RecordingClient {
  readonly client: DynamoDBClient;
  /** Every try so far, in order. */
  readonly requests: readonly RecordedRequest[];
  /** The commands of `requests`. */
  commands(): string[];
  /** Empties `requests` and returns what was in it. */
  take(): RecordedRequest[];
}

/** A client that remembers what it sends; each try counts. Destroy it after the test. */
export function recordingClient(config: DynamoDBClientConfig): RecordingClient {
  const client = new DynamoDBClient(config);
  const requests: RecordedRequest[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      const command = (context['commandName'] as string).replace(/Command$/, '');
      requests.push({ command, input: structuredClone(args.input) as unknown as Record<string, unknown> });
      return next(args);
    },
    // Below the retries, which are at this step too, with high priority.
    { step: 'finalizeRequest', priority: 'low', name: 'recordRequests' },
  );
  return {
    client,
    requests,
    commands: () => requests.map((request) => request.command),
    take: () => requests.splice(0),
  };
}
