import { type KeyObject, createHmac, createSecretKey, hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { HttpRequest } from './sdk-machinery.js';

/** More kinds of requests than one client makes: they differ in the names of their headers. */
const MAX_FORMS = 20;
const KNOWN_OPTIONS: ReadonlySet<string> = new Set(['signingDate', 'signingRegion', 'signingService']);
const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/[^ ]+, SignedHeaders=([^ ]+), Signature=[0-9a-f]{64}$/;
/** What is set anew for each request, whatever is there. */
const GENERATED: ReadonlySet<string> = new Set([
  'authorization',
  'date',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);
/** What the canonical form of a header's value does not keep. */
const UNTIDY = /[\r\n\t]|^ | $| {2}/;

/** What the SDK makes anew for each request: a signer for a region and a service. */
export interface SdkSigner {
  readonly credentialProvider: () => Promise<Partial<Credentials> | undefined>;
  readonly regionProvider: () => Promise<string>;
  readonly service: string;
  sign(request: HttpRequest, options: SigningOptions): Promise<HttpRequest>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What a request is signed with beside the credentials; the signer knows the region and the service too. */
interface SigningOptions {
  readonly signingDate: Date;
  readonly signingRegion?: string;
  readonly signingService?: string;
}

/** How requests with headers of the same names are signed. */
interface Form {
  /** The headers that are signed, by their names in the request and in the canonical form. */
  readonly signed: readonly (readonly [name: string, canonical: string])[];
  /** The canonical names, as they stand in a signature. */
  readonly list: string;
}

/** All that a signature is made with, beside the request. */
interface Seal extends Credentials {
  readonly date: Date;
  readonly region: string;
  readonly service: string;
}

/**
 * Signs by Signature Version 4 what the SDK's signer would sign alike. Which headers are signed it learns from that, from the
 * first request of each kind; it is used when it came to the same signature there.
 */
export class QuickSigner {
  readonly #makeSigner: () => Promise<SdkSigner>;
  readonly #forms = new Map<string, Form | 'unlike'>();
  readonly #keys = new SigningKeys();
  #signer: SdkSigner | undefined;

  constructor(makeSigner: () => Promise<SdkSigner>) {
    this.#makeSigner = makeSigner;
  }

  async sign(request: HttpRequest, options: SigningOptions): Promise<HttpRequest> {
    const signer = (this.#signer ??= await this.#makeSigner());
    const credentials = await signer.credentialProvider();
    if (!isPlain(request, options) || !isWhole(credentials)) return signer.sign(request, options);
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const seal: Seal = {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      date: options.signingDate,
      region: options.signingRegion ?? (await signer.regionProvider()),
      service: options.signingService ?? signer.service,
    };
    const kind = `${sessionToken ? 'token,' : ''}${Object.keys(request.headers).join()}`;
    const form = this.#forms.get(kind);
    if (form === 'unlike') return signer.sign(request, options);
    if (form !== undefined) return this.#sign(request, seal, form) ?? signer.sign(request, options);
    const signed = await signer.sign(request, options);
    const learnt = this.#learn(request, seal, signed);
    if (learnt !== undefined && this.#forms.size < MAX_FORMS) this.#forms.set(kind, learnt);
    return signed;
  }

  /** Nothing where this request does not tell: the credentials have changed meanwhile, or a header has no value. */
  #learn(request: HttpRequest, seal: Seal, signed: HttpRequest): Form | 'unlike' | undefined {
    if (Object.keys(request.headers).some((name) => GENERATED.has(name.toLowerCase()))) return 'unlike';
    const [, accessKeyId, list] = AUTHORIZATION.exec(signed.headers['authorization'] ?? '') ?? [];
    if (list === undefined) return 'unlike';
    if (accessKeyId !== seal.accessKeyId) return undefined;
    const entries = Object.entries<unknown>(signed.headers);
    if (!entries.every(([, value]) => typeof value === 'string')) return undefined;
    const names = new Map(entries.map(([name]) => [name.toLowerCase(), name]));
    if (names.size < entries.length) return 'unlike';
    const form: Form = {
      list,
      signed: list.split(';').map((canonical) => [names.get(canonical) ?? canonical, canonical]),
    };
    return isDeepStrictEqual(this.#sign(request, seal, form), signed) ? form : 'unlike';
  }

  /** Nothing where a header would have to be tidied up. */
  #sign(request: HttpRequest, seal: Seal, form: Form): HttpRequest | undefined {
    const { accessKeyId, sessionToken, region, service } = seal;
    const [day, time] = timeTexts(seal.date);
    const scope = `${day}/${region}/${service}/aws4_request`;
    const payloadHash = hash('sha256', request.body as string | Uint8Array, 'hex');
    // What is added stands first: the other way round, V8 would take a hundred times as long to copy.
    const headers: Record<string, string> = {
      authorization: '',
      'x-amz-date': time,
      'x-amz-content-sha256': payloadHash,
      ...(sessionToken ? { 'x-amz-security-token': sessionToken } : undefined),
      ...request.headers,
    };
    let lines = '';
    for (const [name, canonical] of form.signed) {
      const value: unknown = headers[name];
      if (typeof value !== 'string' || UNTIDY.test(value)) return undefined;
      lines += `${canonical}:${value}\n`;
    }
    const requestHash = hash('sha256', `POST\n/\n\n${lines}\n${form.list}\n${payloadHash}`, 'hex');
    const signature = createHmac('sha256', this.#keys.get(seal.secretAccessKey, day, region, service))
      .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${requestHash}`)
      .digest('hex');
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${form.list}, Signature=${signature}`;
    // A copy: a further try signs the same request again.
    const HttpRequestOf = request.constructor as new (parts: object) => HttpRequest;
    return Object.assign(new HttpRequestOf({}), request, { headers, query: {} });
  }
}

/** `20260102` and `20260102T030405Z`, cut out: a regular expression takes five times as long. */
function timeTexts(date: Date): [day: string, time: string] {
  const text = date.toISOString();
  const day = text.slice(0, 4) + text.slice(5, 7) + text.slice(8, 10);
  return [day, `${day}T${text.slice(11, 13)}${text.slice(14, 16)}${text.slice(17, 19)}Z`];
}

/** Tells whether a request and how to sign it are of the kind that the store has, and nothing more. */
function isPlain({ method, path, query, body }: HttpRequest, options: SigningOptions): boolean {
  return (
    method === 'POST' &&
    path === '/' &&
    Object.keys(query ?? {}).length === 0 &&
    (typeof body === 'string' || body instanceof Uint8Array) &&
    options?.signingDate instanceof Date &&
    Object.keys(options).every((name) => KNOWN_OPTIONS.has(name))
  );
}

/** The SDK says what is wrong with others. */
function isWhole(credentials: Partial<Credentials> | undefined): credentials is Credentials {
  return typeof credentials?.accessKeyId === 'string' && typeof credentials.secretAccessKey === 'string';
}

/** The keys that requests of one day are signed with; the last one is kept. */
class SigningKeys {
  #secret: string | undefined;
  #scope: string | undefined;
  #key: KeyObject | undefined;

  get(secret: string, day: string, region: string, service: string): KeyObject {
    const scope = `${day}/${region}/${service}`;
    if (this.#key === undefined || secret !== this.#secret || scope !== this.#scope) {
      let key: string | Buffer = `AWS4${secret}`;
      for (const part of [day, region, service, 'aws4_request']) key = createHmac('sha256', key).update(part).digest();
      this.#key = createSecretKey(key as Buffer);
      this.#secret = secret;
      this.#scope = scope;
    }
    return this.#key;
  }
}
