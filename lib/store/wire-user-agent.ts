import type { Config, Context, Middleware } from './sdk-machinery.js';

/** What the SDK sets, and what it was made of. */
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
 */
export function wireUserAgent(sdkUserAgent: Middleware, config: Config): Middleware {
  let last: UserAgent | undefined;
  return (next, context) => {
    const make = sdkUserAgent(next, context);
    const makeAndKeep = sdkUserAgent((args) => {
      const { 'x-amz-user-agent': short = '', 'user-agent': long = '' } = args.request?.headers ?? {};
      last = { madeOf: partsOf(context, config), headers: { 'x-amz-user-agent': short, 'user-agent': long } };
      return next(args);
    }, context);
    return (args) => {
      const { headers } = args.request ?? {};
      // What middleware has begun, the SDK takes into account.
      const isBegun = headers === undefined || 'user-agent' in headers || 'x-amz-user-agent' in headers;
      if (isBegun || context.userAgent !== undefined) return make(args);
      if (last === undefined || !isSame(last.madeOf, partsOf(context, config))) return makeAndKeep(args);
      Object.assign(headers, last.headers);
      return next(args);
    };
  };
}

function partsOf(context: Context, config: Config): readonly unknown[] {
  const { customUserAgent, userAgentAppId, defaultUserAgentProvider, retryStrategy } = config;
  const call = context['__smithy_context'] as Noted | undefined;
  const sdk = context['__aws_sdk_context'] as Noted | undefined;
  return [
    customUserAgent,
    String(customUserAgent),
    userAgentAppId,
    defaultUserAgentProvider,
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
