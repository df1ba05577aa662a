import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command, Inputs, Request } from '../request/request.js';
import { keepLostNames } from './lost-names.js';
import { COMMANDS, type RowCommand, isRowCommand } from './sdk-commands.js';
import {
  type CallOptions,
  type Config,
  type Handler,
  type SdkCommand,
  type SdkCommandClass,
  type Stack,
  entriesOf,
} from './sdk-machinery.js';
import { endSilentTries, watchTriesPlugin } from './tries.js';
import { planFor } from './wire-plan.js';
import type { Reason } from './wire-route.js';

/** What a call may be given; it goes to the client's request handler as it is. */
const KNOWN_OPTIONS: ReadonlySet<string> = new Set(['abortSignal', 'requestTimeout']);

/** How many calls went which way. */
export class Ways {
  /** The short way. */
  wire = 0;
  /** The SDK's own. */
  sdk = 0;
  /** Why they went the SDK's way. */
  readonly reasons: Map<Reason, number> = new Map();

  countSdk(reason: Reason): void {
    this.sdk++;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }
}

/**
 * Turns our requests into commands that the client sends.
 *
 * On `'auto'` a command is the SDK's but for how the client's middleware is resolved for it: the SDK does that anew for each
 * call, and its serializer and deserializer hold what we know to be right against a schema. Wherever the client, its
 * middleware, the command or the call are unlike what is known, the command is the SDK's in this too. On `'sdk'` it always is.
 */
export class Transport {
  readonly ways: Ways = new Ways();
  /** Whether requests go the short way, where there is one. */
  readonly isShort: boolean;
  readonly #client: DynamoDBClient;
  readonly #shortened = new Map<Command, SdkCommandClass>();

  constructor(kind: 'auto' | 'sdk', client: DynamoDBClient) {
    this.isShort = kind === 'auto';
    this.#client = client;
  }

  /** Whether an answer takes no time wherever anything answers, and is not waited for for long. */
  isBrief({ command }: Pick<Request, 'command'>): boolean {
    return command === 'DescribeTable' || command === 'DescribeTimeToLive';
  }

  commandFor({ command, input }: Request): SdkCommand {
    const complete = withToken(command, input);
    if (this.isShort && isRowCommand(command)) return new (this.#shorten(command))(complete);
    this.ways.countSdk(this.isShort ? 'about tables' : 'asked for');
    const sdkCommand = new COMMANDS[command](complete);
    sdkCommand.middlewareStack.use(watchTriesPlugin);
    sdkCommand.middlewareStack.use(keepLostNames(this.#client.config));
    if (this.isBrief({ command })) sdkCommand.middlewareStack.use(endSilentTries);
    return sdkCommand;
  }

  #shorten(command: RowCommand): SdkCommandClass {
    let CommandOf = this.#shortened.get(command);
    if (CommandOf === undefined) this.#shortened.set(command, (CommandOf = shorten(command, this.ways)));
    return CommandOf;
  }
}

/** The SDK's command, with a short way through the client's middleware. */
function shorten(name: RowCommand, ways: Ways): SdkCommandClass {
  const SdkCommandOf = COMMANDS[name];
  class ShortCommand extends SdkCommandOf {
    override resolveMiddleware(stack: Stack, config: Config, options: CallOptions | undefined): Handler {
      const route = reasonAgainst(this, options) ?? planFor(name, stack, config).route;
      if (typeof route !== 'string') {
        ways.wire++;
        return route.handlerFor(this, options);
      }
      ways.countSdk(route);
      this.middlewareStack.use(watchTriesPlugin);
      this.middlewareStack.use(keepLostNames(config));
      return super.resolveMiddleware(stack, config, options);
    }
  }
  // Tracing and logs tell commands by this name.
  return Object.defineProperty(ShortCommand, 'name', { value: `${name}Command` });
}

/** What is unusual about one call, such as what a wrapper around `send` puts into it. */
function reasonAgainst(command: SdkCommand, options: CallOptions | undefined): Reason | undefined {
  if (options !== undefined && !Object.keys(options).every((name) => KNOWN_OPTIONS.has(name))) return 'call options';
  return entriesOf(command.middlewareStack).length > 0 ? 'command middleware' : undefined;
}

/** The SDK's serializer makes up a token that is missing: with it the tries of one call take effect once. */
function withToken(command: Command, input: object): object {
  if (command !== 'TransactWriteItems') return input;
  if ((input as Inputs['TransactWriteItems']).ClientRequestToken !== undefined) return input;
  return { ...input, ClientRequestToken: randomUUID() };
}
