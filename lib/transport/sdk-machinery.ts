/**
 * The parts inside of an SDK client that a request passes, by shape: the packages that name these types are not ours to
 * depend on.
 */

/** What a request carries on its way; each middleware hands on what it was given and adds to it. */
export interface Args {
  readonly input: object;
  readonly request?: HttpRequest;
}

/** What comes back. Errors are thrown instead. */
export interface Result {
  readonly response: HttpResponse;
  readonly output: Record<string, unknown>;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  headers: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  body: unknown;
}

export interface Endpoint {
  readonly url: unknown;
  readonly headers?: object;
}

/** Where the SDK keeps what it knows of a call, in the context of the middleware. */
export const CALL = '__smithy_context';

/** What all middleware of one call shares and writes to. */
export interface Context {
  readonly endpointV2?: Endpoint;
  readonly userAgent?: unknown;
  readonly [name: string]: unknown;
}

export type Handler = (args: Args) => Promise<Result>;
export type Middleware = (next: Handler, context: Context) => Handler;

/** Where a middleware stands: in a step, or beside another one. */
export interface EntryOptions {
  readonly name?: string;
  readonly step?: string;
  readonly priority?: string;
  readonly relation?: 'before' | 'after';
  readonly toMiddleware?: string;
  readonly override?: boolean;
}

export interface Stack {
  add(middleware: Middleware, options: EntryOptions): void;
  addRelativeTo(middleware: Middleware, options: EntryOptions): void;
  remove(middleware: Middleware): boolean;
  use(plugin: { applyToStack(stack: Stack): void }): void;
  readonly concat: (from: Stack) => Stack;
  applyToStack(stack: Pick<Stack, 'add' | 'addRelativeTo'>): void;
  identifyOnResolve?(): boolean;
  readonly resolve: (handler: Handler, context: Context) => Handler;
}

export interface Config {
  readonly logger?: object;
  readonly protocol?: object;
  readonly signer?: unknown;
  readonly signerConstructor?: unknown;
  readonly sha256?: unknown;
  readonly httpAuthSchemes?: readonly { readonly signer?: object; readonly identityProvider?: unknown }[];
  readonly httpAuthSchemeProvider?: unknown;
  readonly endpointProvider?: unknown;
  readonly customUserAgent?: unknown;
  readonly userAgentAppId?: unknown;
  readonly defaultUserAgentProvider?: unknown;
  readonly retryStrategy?: unknown;
  readonly requestHandler: { handle(request: unknown, options: object): Promise<unknown> };
  streamCollector(body: unknown): Promise<Uint8Array>;
}

export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

export interface SdkCommand {
  readonly input: object;
  readonly middlewareStack: Stack;
  resolveMiddleware(stack: Stack, config: Config, options: CallOptions | undefined): Handler;
}

export type SdkCommandClass = new (input: object) => SdkCommand;

/** One middleware of a stack. */
export interface Entry {
  readonly middleware: Middleware;
  readonly options: EntryOptions;
  readonly isRelative: boolean;
}

/** What is in a stack, in the order in which it was put there, which is not the order of the way through it. */
export function entriesOf(stack: Stack): Entry[] {
  const entries: Entry[] = [];
  const note = (isRelative: boolean) => (middleware: Middleware, options: EntryOptions) => {
    entries.push({ middleware, options, isRelative });
  };
  stack.applyToStack({ add: note(false), addRelativeTo: note(true) });
  return entries;
}

/** The stack of a client and of a command in one, and the context that the SDK gives to the command's middleware. */
export interface Combined {
  readonly stack: Stack;
  readonly context: Context;
}

/**
 * Lets a command put its own middleware to the client's, and stops where it would resolve them. Nothing is sent.
 *
 * @returns undefined when the command does it in a way that is not known.
 */
export function combine(command: SdkCommand, clientStack: Stack, config: Config): Combined | undefined {
  let stack: Stack | undefined;
  let context: Context | undefined;
  const spy = {
    concat(own: Stack) {
      stack = clientStack.concat(own);
      return {
        resolve(handler: Handler, given: Context) {
          context = given;
          return handler;
        },
      };
    },
  };
  // A command asks nothing else of the stack.
  command.resolveMiddleware(spy as unknown as Stack, config, undefined);
  return stack && context && { stack, context };
}
