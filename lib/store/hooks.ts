import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Command, Inputs, Outputs } from '../request/request.js';

/** What a call of the store or of a repository is about. One for each call, the same for all its requests and their hooks. */
export interface OperationContext {
  /** `Put Get Exists Delete List ListPage AtomicPut AtomicDelete` for the store; a repository's verbs for a repository. */
  readonly operation: string;
  /** The table's name in DynamoDB. */
  readonly table: string;
  readonly partition?: string;
  readonly key?: string;
  readonly entity?: string;
  readonly signal?: AbortSignal;
  /** Yours: what `requestBuilt` puts here, `responseReceived` finds again. */
  readonly values: Map<unknown, unknown>;
}

/** A request about to be sent. `input` may be changed in place; `command` tells which input it is. */
export type StoreRequest = { [C in Command]: { readonly command: C; input: Inputs[C] } }[Command];

/** An answer that was not an error. */
export type StoreResponse = {
  [C in Command]: {
    readonly command: C;
    readonly output: Outputs[C];
    /** How often the SDK sent the request. */
    readonly attempts: number;
    /** There when the request asked for it with `ReturnConsumedCapacity`. */
    readonly consumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
  };
}[Command];

/** Callbacks around every request. They may be async and are waited for; what they throw rejects the call as it is. */
export interface StoreHooks {
  /** Called before a request is sent; when it throws, nothing is sent. */
  readonly requestBuilt?:
    ((context: OperationContext, request: StoreRequest) => void | Promise<void>) | null | undefined;
  /** Called after each answer that was not an error. */
  readonly responseReceived?:
    ((context: OperationContext, response: StoreResponse) => void | Promise<void>) | null | undefined;
}

/** The name of the operation that a hook is called for. */
export function operationName(context: OperationContext): string {
  return context.operation;
}

/** What a context is made of; what is `undefined` stays out of it. */
type ContextParts = { readonly [Part in keyof Omit<OperationContext, 'values'>]: OperationContext[Part] | undefined };

export function operationContext(parts: ContextParts): OperationContext {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  // The parts that every context has are given in every call.
  return Object.freeze({ ...(Object.fromEntries(given) as Omit<OperationContext, 'values'>), values: new Map() });
}
