import { COMMANDS, type RowCommand, SEEDS } from './sdk-commands.js';
import {
  CALL,
  type Args,
  type CallOptions,
  type Combined,
  type Config,
  type Context,
  type Entry,
  type Handler,
  type Middleware,
  type Result,
  type SdkCommand,
  type Stack,
  combine,
  entriesOf,
} from './sdk-machinery.js';
import { sdkReference } from './wire-reference.js';
import { enterTries, watchTries } from './tries.js';
import { wireDeserializer, wireSerializer } from './wire-serde.js';
import { type SigningConfig, wireSigning } from './wire-signing.js';
import { wireUserAgent } from './wire-user-agent.js';

/** Why requests go the SDK's way. */
export type Reason =
  | 'asked for'
  | 'about tables'
  | 'call options'
  | 'command middleware'
  | 'stack'
  | 'protocol'
  | 'serializer'
  | 'deserializer'
  | 'request'
  | 'failure';

/** The short way through one client for one command. */
export interface Route {
  /** What sends a command. */
  handlerFor(command: SdkCommand, options: CallOptions | undefined): Handler;
}

/**
 * Opens the short way. All middleware is kept, the SDK's and what others added, in the order that the SDK gives it; only the
 * serializer and the deserializer are exchanged, the one that signs gets a quicker signer, and the logger's is left out where
 * nobody listens.
 *
 * @param giveUp - called when a request turns out to be unlike what is known.
 * @returns why there is none, where the client is not one that we know how to shorten.
 */
export function openRoute(name: RowCommand, clientStack: Stack, config: Config, giveUp: () => void): Route | Reason {
  const reference = sdkReference();
  if (!reference.isOwnProtocol(config.protocol)) return 'protocol';
  const combined = combine(new COMMANDS[name](SEEDS[name]), clientStack, config);
  if (combined === undefined || combined.stack.identifyOnResolve?.()) return 'stack';
  const entries = entriesOf(combined.stack);
  const own = (name: string) => entries.find((entry) => entry.options.name === name && reference.isOwn(entry));
  const serializer = own('serializerMiddleware')?.middleware;
  if (serializer === undefined) return 'serializer';
  const deserializer = own('deserializerMiddleware')?.middleware;
  if (deserializer === undefined) return 'deserializer';

  const exchange = new Map<Middleware, Middleware | undefined>([
    [serializer, wireSerializer(name, serializer, giveUp)],
    [deserializer, watching(wireDeserializer(deserializer, config))],
  ]);
  const logger = own('loggerMiddleware')?.middleware;
  const mayShare =
    entries.every(reference.isOwn) && reference.isUnwrapped(combined.stack) && reference.isOwnWay(config);
  if (logger && reference.isSilent(config.logger))
    exchange.set(logger, mayShare ? undefined : loggingLate(logger, reference.isSilent));
  const signing = own('httpSigningMiddleware')?.middleware;
  if (signing && reference.hasOwnSigner(config))
    exchange.set(signing, wireSigning(signing, config as SigningConfig, reference.isOwnScheme));
  const userAgent = own('getUserAgentMiddleware')?.middleware;
  if (userAgent && reference.isOwnUserAgentProvider(config.defaultUserAgentProvider))
    exchange.set(userAgent, wireUserAgent(userAgent, config));
  shorten(combined, entries, exchange);
  return new SharedRoute(name, combined, config, mayShare);
}

/**
 * Leaves one middleware in the stack that does what all did. The stack itself stays, since others may have wrapped what it
 * does when it is resolved; and its own sorting tells the order, by way of recorders in the places of all entries.
 */
function shorten({ stack, context }: Combined, entries: readonly Entry[], exchange: Exchange): void {
  const inOrder: Middleware[] = [];
  for (const { middleware } of entries) stack.remove(middleware);
  const recorders = entries.map(({ middleware, options, isRelative }) => {
    const recorder: Middleware = (next) => {
      const used = exchange.has(middleware) ? exchange.get(middleware) : middleware;
      if (used !== undefined) inOrder.push(used);
      return next;
    };
    // The options name the middleware too, and would bring it back.
    const place = { ...options, middleware: recorder };
    if (isRelative) stack.addRelativeTo(recorder, place);
    else stack.add(recorder, place);
    return recorder;
  });
  stack.resolve(unsent, { ...context });
  for (const recorder of recorders) stack.remove(recorder);
  const all: Middleware = (next, callContext) => {
    // Resolving goes from the inside to the outside.
    const handle = inOrder.reduce((handler, middleware) => middleware(handler, callContext), next);
    // Not where a call is resolved, which a client that keeps its handlers does once.
    return (args) => handle(enterTries(args, callContext));
  };
  stack.add(all, { name: 'dynastoreWire', step: 'initialize' });
}

/** Middleware may give a call a logger of its own; the SDK looks for it once there is an answer. */
function loggingLate(logging: Middleware, isSilent: (logger: object | undefined) => boolean): Middleware {
  return (next, context) => (args) => {
    const answer = next(args);
    const log = () => (isSilent(context['logger'] as object) ? answer : logging(() => answer, context)(args));
    return answer.then(log, log);
  };
}

/** The tries of a call are watched where its answers are read. */
function watching(deserializer: Middleware): Middleware {
  return (next, context) => watchTries(deserializer(next, context), context);
}

type Exchange = ReadonlyMap<Middleware, Middleware | undefined>;

const unsent: Handler = () => Promise.reject(new Error('Nothing is sent while a stack is looked at.'));

/** Binds the middleware to a context: to a new one for each call, or, where nobody could notice, to one for all calls. */
class SharedRoute implements Route {
  readonly #name: RowCommand;
  readonly #combined: Combined;
  readonly #config: Config;
  readonly #mayShare: boolean;
  #shared: { readonly handler: Handler; readonly context: Context } | undefined;

  constructor(name: RowCommand, combined: Combined, config: Config, mayShare: boolean) {
    this.#name = name;
    this.#combined = combined;
    this.#config = config;
    this.#mayShare = mayShare;
  }

  handlerFor(command: SdkCommand, options: CallOptions | undefined): Handler {
    if (options !== undefined || !this.#mayShare) {
      return this.#bind(this.#contextFor(command, options), options);
    }
    // Retry strategies of the first kind add to the context in each call, without end.
    if (this.#shared === undefined || this.#shared.context.userAgent !== undefined) {
      // None of the calls in particular: what it holds would be kept as long as the client.
      const context = this.#contextFor(new COMMANDS[this.#name](SEEDS[this.#name]), undefined);
      this.#shared = { context, handler: this.#bind(context, undefined) };
    }
    return this.#shared.handler;
  }

  #contextFor(command: SdkCommand, options: CallOptions | undefined): Context {
    const { context } = this.#combined;
    const call = context[CALL] as object | undefined;
    const { abortSignal } = options ?? {};
    const own = call && { [CALL]: { ...call, commandInstance: command, ...(abortSignal && { abortSignal }) } };
    return { ...context, ...own };
  }

  #bind(context: Context, options: CallOptions | undefined): Handler {
    const config = this.#config;
    const handle = (args: Args) => config.requestHandler.handle(args.request, options ?? {}) as Promise<Result>;
    return this.#combined.stack.resolve(handle, context);
  }
}
