import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Config, type Entry, type SdkCommand, type Stack, combine, entriesOf } from './sdk-machinery.js';

/**
 * The SDK as it is installed, untouched: the measure of what we know how to shorten. Whatever differs from it was put there
 * by somebody for a reason.
 */
export interface Reference {
  /** Tells whether a middleware is the SDK's own, and not one that took its name. */
  readonly isOwn: (entry: Entry) => boolean;
  /** Tells whether resolving a stack is the SDK's own doing, and not wrapped, as by tracing. */
  readonly isUnwrapped: (stack: Stack) => boolean;
  readonly isOwnProtocol: (protocol: object | undefined) => boolean;
  /** Tells whether requests are signed as the SDK does it by itself. */
  readonly hasOwnSigner: (config: Config) => boolean;
  /** Tells whether what has a request signed is of the SDK's own class. */
  readonly isOwnScheme: (signer: object) => boolean;
  /** Tells whether endpoints, schemes of authentication and the choice of one are the SDK's, which are the same for all calls. */
  readonly isOwnWay: (config: Config) => boolean;
  readonly isOwnUserAgentProvider: (provider: unknown) => boolean;
  /** Tells whether nobody listens to this logger. */
  readonly isSilent: (logger: object | undefined) => boolean;
}

let reference: Reference | undefined;

/** Makes a client to look at, once in the life of a program; it sends nothing. */
export function sdkReference(): Reference {
  return (reference ??= lookAt(
    new DynamoDBClient({
      region: 'reference',
      credentials: { accessKeyId: 'reference', secretAccessKey: 'reference' },
    }),
  ));
}

function lookAt(client: DynamoDBClient): Reference {
  const config = client.config as unknown as Config;
  const clientStack = client.middlewareStack as unknown as Stack;
  const command = new GetItemCommand({ TableName: 'reference', Key: {} }) as unknown as SdkCommand;
  const own = new Map<string | undefined, string>();
  for (const { middleware, options } of entriesOf(combine(command, clientStack, config)?.stack ?? clientStack)) {
    own.set(options.name, codeOf(middleware));
  }
  const resolve = codeOf(clientStack.resolve);
  const schemes = new Set((config.httpAuthSchemes ?? []).map(({ signer }) => codeOf(signer?.constructor)));
  return {
    isOwn: ({ middleware, options }) => own.get(options.name) === codeOf(middleware),
    isUnwrapped: (stack) => codeOf(stack.resolve) === resolve,
    isOwnProtocol: (protocol) => protocol?.constructor === config.protocol?.constructor,
    hasOwnSigner: ({ signer, signerConstructor, sha256 }) =>
      codeOf(signer) === codeOf(config.signer) &&
      signerConstructor === undefined &&
      codeOfHash(sha256) === codeOfHash(config.sha256),
    isOwnScheme: (signer) => schemes.has(codeOf(signer.constructor)),
    isOwnWay: (given) => wayOf(given) === wayOf(config),
    isOwnUserAgentProvider: (provider) => codeOf(provider) === codeOf(config.defaultUserAgentProvider),
    isSilent: (logger) => logger === undefined || logger.constructor === config.logger?.constructor,
  };
}

/** Each client has closures of its own of the same code, so their text is what can be compared. */
function codeOf(code: unknown): string {
  return String(code);
}

function wayOf({ endpointProvider, httpAuthSchemeProvider, httpAuthSchemes = [] }: Config): string {
  const schemes = httpAuthSchemes.map(({ identityProvider, signer }) => [identityProvider, signer?.constructor]);
  return [endpointProvider, httpAuthSchemeProvider, ...schemes.flat()].map(codeOf).join();
}

/** Some versions of the SDK have a bound function here, whose text tells nothing. */
function codeOfHash(sha256: unknown): string {
  const instance = new (sha256 as new () => object)();
  return codeOf(instance.constructor);
}
