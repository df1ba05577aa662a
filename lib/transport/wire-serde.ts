import { collectBody, keepingLostNames } from './lost-names.js';
import type { Args, Config, Context, Endpoint, HttpRequest, HttpResponse, Middleware } from './sdk-machinery.js';
import { unreadText } from './row-pack.js';
import { type RowCommand, SEEDS } from './sdk-commands.js';
import { type Answer, readAnswer, writeHandedInput } from './wire-json.js';

/** More endpoints than one client uses; a bound for one that makes up a new one for each call. */
const MAX_ENDPOINTS = 100;

/** Makes requests that differ in their bodies only. */
type Template = (text: string) => HttpRequest;

/**
 * Writes the body of a request itself and takes all else from a request of the SDK's own serializer for the same endpoint.
 *
 * @param giveUp - called when that request is unlike what is known; then the SDK's serializer is used.
 */
export function wireSerializer(name: RowCommand, sdkSerializer: Middleware, giveUp: () => void): Middleware {
  // The SDK hands out one object for one endpoint, its older versions a new one for each call.
  const byEndpoint = new WeakMap<object, Template>();
  const byUrl = new Map<string, Template>();

  return (next, context) => async (args) => {
    // Looked up before anything is waited for: another call with the same context may have another endpoint.
    const { endpointV2: endpoint } = context;
    const template = endpoint && (templateFor(endpoint) ?? (await learn(args, { ...context }, endpoint)));
    if (template === undefined) {
      giveUp();
      return sdkSerializer(next, context)(args);
    }
    const text = unreadText(args.input) ?? writeHandedInput(args.input);
    if (text === undefined) return sdkSerializer(next, context)(args);
    const request = template(text);
    // The other way round, V8 would take a hundred times as long to copy.
    return next(Object.assign({ request }, args, { request }));
  };

  function templateFor(endpoint: Endpoint): Template | undefined {
    const known = byEndpoint.get(endpoint);
    if (known !== undefined || hasHeaders(endpoint)) return known;
    const alike = byUrl.get(String(endpoint.url));
    if (alike !== undefined) byEndpoint.set(endpoint, alike);
    return alike;
  }

  async function learn(args: Args, context: Context, endpoint: Endpoint): Promise<Template | undefined> {
    const seen: { request?: HttpRequest | undefined } = {};
    const stop = ({ request }: Args) => {
      seen.request = request;
      return Promise.resolve({ response: { statusCode: 200, headers: {}, body: undefined }, output: {} });
    };
    await sdkSerializer(stop, context)({ ...args, input: SEEDS[name] });
    const { request } = seen;
    if (request === undefined || !isAsKnown(name, request, endpoint)) return undefined;
    const template = templateOf(request);
    byEndpoint.set(endpoint, template);
    if (!hasHeaders(endpoint) && byUrl.size < MAX_ENDPOINTS) byUrl.set(String(endpoint.url), template);
    return template;
  }
}

/** Reads what is not an error itself; the SDK makes its errors, and is told of everything else that is unusual. */
export function wireDeserializer(sdkDeserializer: Middleware, config: Config): Middleware {
  const withSdk = keepingLostNames(sdkDeserializer, config);
  return (next, context) => async (args) => {
    const result = await next(args);
    const { response } = result;
    const output = response.statusCode < 300 ? await readOutput(response, config) : undefined;
    if (output === undefined) return withSdk(() => Promise.resolve(result), context)(args);
    lowerNames(response.headers);
    output['$metadata'] = metadataOf(response);
    return { response, output };
  };
}

async function readOutput(response: HttpResponse, config: Config): Promise<Answer | undefined> {
  const body = await collectBody(response, config);
  response.body = body;
  try {
    return body && readAnswer(body);
  } catch {
    return undefined;
  }
}

/** A request handler of the user's own may spell the names of headers as they came; the SDK puts them right where it reads them. */
function lowerNames(headers: Record<string, string>): void {
  for (const name of Object.keys(headers)) {
    const lower = name.toLowerCase();
    if (lower === name) continue;
    headers[lower] = headers[name]!;
    delete headers[name];
  }
}

function metadataOf({ statusCode, headers }: HttpResponse): object {
  return {
    httpStatusCode: statusCode,
    requestId: headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'],
    extendedRequestId: headers['x-amz-id-2'],
    cfId: headers['x-amz-cf-id'],
  };
}

function isAsKnown(name: RowCommand, request: HttpRequest, endpoint: Endpoint): boolean {
  const { method, headers, body } = request;
  return (
    method === 'POST' &&
    headers['content-type'] === 'application/x-amz-json-1.0' &&
    headers['x-amz-target'] === `DynamoDB_20120810.${name}` &&
    Object.keys(headers).length === 2 + Object.keys(endpoint.headers ?? {}).length &&
    bodyText(body) === sortedText(SEEDS[name])
  );
}

function hasHeaders(endpoint: Endpoint): boolean {
  return Object.keys(endpoint.headers ?? {}).length > 0;
}

/** The members of a body in order: the SDK's versions write them in different ones, as text or as bytes. */
function bodyText(body: unknown): string | undefined {
  try {
    return sortedText(
      body instanceof Uint8Array ? readAnswer(body) : (JSON.parse(typeof body === 'string' ? body : '') as object),
    );
  } catch {
    return undefined;
  }
}

function sortedText(members: object): string {
  return JSON.stringify(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function templateOf(request: HttpRequest): Template {
  const { headers, query, body: seed, ...fixed } = request;
  const HttpRequestOf = request.constructor as new (parts: HttpRequest) => HttpRequest;
  const asBody = seed instanceof Uint8Array ? bytesLike(seed) : (text: string) => text;
  return (text) => new HttpRequestOf({ headers: { ...headers }, query: { ...query }, body: asBody(text), ...fixed });
}

/** Text as bytes of the kind that this version of the SDK hands to middleware and request handlers. */
function bytesLike(seed: Uint8Array): (text: string) => Uint8Array {
  const encoder = new TextEncoder();
  const prototype = Object.getPrototypeOf(seed) as object;
  return (text) => Object.setPrototypeOf(encoder.encode(text), prototype) as Uint8Array;
}
