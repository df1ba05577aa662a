import { CALL, type Config, type Context, type Middleware } from './sdk-machinery.js';
import { QuickSigner, type SdkSigner } from './quick-signer.js';

/** What a client's configuration has for signing. */
export interface SigningConfig extends Config {
  readonly signer: (authScheme?: object) => Promise<SdkSigner>;
  readonly credentials?: unknown;
  systemClockOffset: number;
}

/** Where the SDK's middleware for signing finds what to sign with. */
interface Scheme {
  readonly signer?: object;
  readonly httpAuthOption?: { readonly signingProperties?: { readonly config?: object } };
}

/**
 * Has the SDK's middleware for signing use a quicker signer than the one it would make for each request. All else of it
 * stays: which identity, region and time a request is signed with, and what it learns of the service's clock. Others see
 * nothing of the quicker signer.
 *
 * @param config - one with the signer that the SDK makes by itself.
 * @param isOwnScheme - tells whether what asks for the signer is the SDK's.
 */
export function wireSigning(
  sdkSigning: Middleware,
  config: SigningConfig,
  isOwnScheme: (signer: object) => boolean,
): Middleware {
  const lent = withSigner(config, new QuickSigner(config.signer));
  // A client has one for all its requests: its code is looked at once.
  let ownScheme: object | undefined;
  const isOwn = (signer: object) => {
    if (signer !== ownScheme && isOwnScheme(signer)) ownScheme = signer;
    return signer === ownScheme && !Object.hasOwn(signer, 'sign');
  };
  const lentTo = (context: Context): Context => {
    const call = context[CALL] as { readonly selectedHttpAuthScheme?: Scheme } | undefined;
    const scheme = call?.selectedHttpAuthScheme;
    const option = scheme?.httpAuthOption;
    const properties = option?.signingProperties;
    if (properties?.config !== config || !scheme?.signer || !isOwn(scheme.signer)) return context;
    const signingProperties = Object.assign({}, properties, { config: lent });
    const httpAuthOption = Object.assign({}, option, { signingProperties });
    const selectedHttpAuthScheme = Object.assign({}, scheme, { httpAuthOption });
    return Object.assign({}, context, { [CALL]: Object.assign({}, call, { selectedHttpAuthScheme }) });
  };
  return (next, context) => (args) => sdkSigning(next, lentTo(context))(args);
}

/** The configuration with another signer, as long as what its own is made of is what it was. */
function withSigner(config: SigningConfig, quick: QuickSigner): object {
  const { signer, credentials } = config;
  const isSame = () =>
    config.signer === signer && config.credentials === credentials && config.signerConstructor === undefined;
  return Object.create(config, {
    signer: {
      value: async (authScheme?: object) => (authScheme === undefined && isSame() ? quick : config.signer(authScheme)),
    },
    systemClockOffset: {
      get: () => config.systemClockOffset,
      set: (offset: number) => void (config.systemClockOffset = offset),
    },
  }) as object;
}
