import { CALL, type Config, type Context, type Middleware } from './sdk-machinery.js';

/** What the SDK set, and what it was made of. */
interface UserAgent {
  readonly madeOf: readonly unknown[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the SDK notes which of its features a call used, and the credentials of the call. */
interface Noted {
  readonly features?: object;
  readonly selectedHttpAuthScheme?: { readonly identity?: object };
}

/**
 * Sends the user agent of the call before, as long as all is the same that the SDK makes it of: the client's configuration,
 * the credentials, the endpoint, and the features that were used on the way.
 *
 * @param config - one with the SDK's own provider of the greater part.
 */
export function wireUserAgent(sdkUserAgent: Middleware, config: Config): Middleware {
  const { defaultUserAgentProvider } = config;
  let last: UserAgent | undefined;
  return (next, context) => {
    const make = sdkUserAgent(next, context);
    const makeAndKeep = (madeOf: readonly unknown[], appId: unknown) =>
      sdkUserAgent((args) => {
        const { 'x-amz-user-agent': short, 'user-agent': long } = args.request?.headers ?? {};
        // Calls at the same time may share a context.
        const isKept = short !== undefined && long !== undefined && isSame(madeOf, partsOf(context, config, appId));
        last = isKept ? { madeOf, headers: { 'x-amz-user-agent': short, 'user-agent': long } } : undefined;
        return next(args);
      }, context);
    return async (args) => {
      const { headers } = args.request ?? {};
      // What middleware has begun, the SDK takes into account.
      const isBegun = headers === undefined || 'user-agent' in headers || 'x-amz-user-agent' in headers;
      const isOwn = config.defaultUserAgentProvider === defaultUserAgentProvider && context.userAgent === undefined;
      if (isBegun || !isOwn) return make(args);
      const { userAgentAppId } = config;
      // Versions that do not know it leave it as it was given.
      const appId = typeof userAgentAppId === 'function' ? await (userAgentAppId as () => unknown)() : userAgentAppId;
      const parts = partsOf(context, config, appId);
      if (last === undefined || !isSame(last.madeOf, parts)) return makeAndKeep(parts, appId)(args);
      Object.assign(headers, last.headers);
      return next(args);
    };
  };
}

function partsOf(context: Context, { customUserAgent, retryStrategy }: Config, appId: unknown): readonly unknown[] {
  const call = context[CALL] as Noted | undefined;
  const sdk = context['__aws_sdk_context'] as Noted | undefined;
  return [
    customUserAgent,
    String(customUserAgent),
    appId,
    process.env['AWS_EXECUTION_ENV'],
    retryStrategy,
    context.endpointV2,
    call?.selectedHttpAuthScheme?.identity,
    namesIn(call?.features),
    namesIn(sdk?.features),
  ];
}

function namesIn(features: object = {}): string {
  return Object.keys(features).join();
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((part, position) => part === other[position]);
}
