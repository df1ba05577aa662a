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

/**
 * Callbacks around every request. They may be async and are waited for; what they throw rejects the call as it is, and what
 * they return is ignored.
 */
export interface StoreHooks {
  /** Called before a request is sent; when it throws, nothing is sent. */
  readonly requestBuilt?: ((context: OperationContext, request: StoreRequest) => unknown) | null | undefined;
  /** Called after each answer that was not an error. */
  readonly responseReceived?: ((context: OperationContext, response: StoreResponse) => unknown) | null | undefined;
}

/** The name of the operation that a hook is called for. */
export function operationName(context: OperationContext): string {
  return context.operation;
}

/** What a context is made of; what is `undefined` stays out of it. */
type ContextParts = Pick<OperationContext, 'operation' | 'table'> & {
  readonly [Part in 'partition' | 'key' | 'entity' | 'signal']?: OperationContext[Part] | undefined;
};

/** Hooks get it frozen, which costs something where there are none. */
export function operationContext({ operation, table, partition, key, entity, signal }: ContextParts): OperationContext {
  const context: { -readonly [Part in keyof OperationContext]: OperationContext[Part] } = {
    operation,
    table,
    values: new Map(),
  };
  if (partition !== undefined) context.partition = partition;
  if (key !== undefined) context.key = key;
  if (entity !== undefined) context.entity = entity;
  if (signal !== undefined) context.signal = signal;
  return context;
}
