import type { Config, Handler, HttpResponse, Middleware, Result, Stack } from './sdk-machinery.js';
import { type Answer, readAnswer, writeHandedInput } from './wire-json.js';

/**
 * An attribute may have any name. The SDK copies maps by assignment, which under this name sets the copy's prototype instead:
 * each of its versions loses the attribute somewhere, some throw.
 */
const LOST = Buffer.from('"__proto__"');

/** What an answer held, where its body is given on without it. */
const heldBack = new WeakMap<object, Answer>();

/** A plugin for a command: beside the SDK's serializer and deserializer, for inputs and answers in which the name occurs. */
export function keepLostNames(config: Config): { applyToStack(stack: Stack): void } {
  return {
    applyToStack(stack) {
      const beside = (relation: 'before' | 'after', toMiddleware: string) => ({
        name: `dynastore-${relation}-${toMiddleware}`,
        relation,
        toMiddleware,
        override: true,
      });
      stack.addRelativeTo(rewriteInput, beside('after', 'serializerMiddleware'));
      stack.addRelativeTo(holdBack(config), beside('after', 'deserializerMiddleware'));
      stack.addRelativeTo(giveBack, beside('before', 'deserializerMiddleware'));
    },
  };
}

/** The same around a deserializer of the SDK that is at hand. */
export function keepingLostNames(deserializer: Middleware, config: Config): Middleware {
  return (next, context) => giveBack(deserializer(holdBack(config)(next, context), context), context);
}

const rewriteInput: Middleware = (next) => (args) => {
  const text = writeHandedInput(args.input);
  // The request is this call's own.
  if (args.request && text?.includes(LOST.toString())) args.request.body = text;
  return next(args);
};

/** Inside of the deserializer: it shall see everything of such an answer but the rows. */
function holdBack(config: Config): Middleware {
  return (next) => async (args) => {
    const result = await next(args);
    const { response } = result;
    const body = await collectBody(response, config);
    if (body === undefined) return result;
    response.body = body;
    if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(LOST)) return result;
    const answer = readAnswerIfWhole(body);
    if (answer === undefined) return result;
    heldBack.set(response, answer);
    response.body = new TextEncoder().encode(JSON.stringify(response.statusCode < 300 ? {} : withoutRows(answer)));
    return result;
  };
}

/** What to do about an answer that was cut off is the SDK's to say. */
function readAnswerIfWhole(body: Uint8Array): Answer | undefined {
  try {
    return readAnswer(body);
  } catch {
    return undefined;
  }
}

/** Outside of the deserializer: puts the rows into what it made of the rest. */
const giveBack: Middleware = (next: Handler) => async (args) => {
  let result: Result;
  try {
    result = await next(args);
  } catch (error) {
    const answer = heldBack.get((error as { readonly $response?: object } | undefined)?.$response ?? {});
    if (answer !== undefined) giveRows(error as Refusal, answer);
    throw error;
  }
  const answer = heldBack.get(result.response);
  if (answer !== undefined) Object.assign(result.output, answer);
  return result;
};

/** The members of an error that hold rows. */
interface Refusal {
  Item?: unknown;
  readonly CancellationReasons?: readonly { Item?: unknown }[];
}

function withoutRows(answer: Refusal): Refusal {
  const reasons = answer.CancellationReasons?.map((reason) => ({ ...reason, Item: undefined }));
  return { ...answer, Item: undefined, ...(reasons && { CancellationReasons: reasons }) };
}

function giveRows(error: Refusal, answer: Refusal): void {
  if (answer.Item !== undefined) error.Item = answer.Item;
  answer.CancellationReasons?.forEach(({ Item }, position) => {
    const reason = error.CancellationReasons?.[position];
    if (reason !== undefined && Item !== undefined) reason.Item = Item;
  });
}

/** The whole body of an answer, `undefined` where there is none. */
export async function collectBody(response: HttpResponse, config: Config): Promise<Uint8Array | undefined> {
  const { body } = response;
  if (body instanceof Uint8Array || body === undefined || body === null) return body ?? undefined;
  try {
    return await config.streamCollector(body);
  } catch (error) {
    // As the SDK does where it reads the body: an answer that was cut off has a status all the same, which says a lot.
    throw Object.assign(error as Error, { $metadata: { httpStatusCode: response.statusCode } });
  }
}
