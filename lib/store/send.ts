import type { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { AmbiguousResultError, DynastoreError, type ErrorAddress, ServiceError, passOn } from '../errors.js';
import { unlessAborted } from '../record/abort.js';
import { copyOf } from '../record/attribute-value.js';
import { sleep } from '../record/clock.js';
import { isObject } from '../record/kind.js';
import type { Item } from '../record/layout.js';
import type { Command, Outputs, Request } from '../request/request.js';
import {
  type SdkError,
  type Surroundings,
  describeServiceError,
  hasNoAnswer,
  isInvalid,
  isPassing,
  withoutData,
} from '../transport/service-error.js';
import { Tries } from '../transport/tries.js';
import { Transport } from '../transport/wire.js';
import { type Destination, destinationOf, endpointOf } from './destination.js';
import type { OperationContext, StoreHooks, StoreRequest, StoreResponse } from './hooks.js';

const WRITES: ReadonlySet<Command> = new Set<Command>([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
]);

/** A request's condition did not hold. Not an error yet: the verb that asked knows what it means. */
export interface Refused {
  readonly refused: true;
  /** The row that was met, `undefined` when there was none. `'unknown'`: the engine does not say. */
  readonly found: Item | undefined | 'unknown';
  /** True when an earlier try of the same bytes got no answer: it may be the reason for the refusal. */
  readonly isUnresolved: boolean;
}

export interface Done<C extends Command> {
  readonly refused: false;
  readonly output: Outputs[C];
}

/** Where a call takes place, as far as it is known. */
export type Place = Omit<OperationContext, 'values' | 'signal'>;

export interface SenderOptions {
  readonly hooks: StoreHooks;
  readonly redactKeys: boolean;
  readonly transport: 'auto' | 'sdk';
}

/** Sends requests: hooks around them, the signal into them, and every failure as an error of ours. */
export class Sender {
  /** How requests become the SDK's, and which way they went. */
  readonly transport: Transport;
  readonly #client: DynamoDBClient;
  readonly #hooks: StoreHooks;
  readonly #redactKeys: boolean;

  constructor(client: DynamoDBClient, options: SenderOptions) {
    this.#client = client;
    this.#hooks = options.hooks;
    this.#redactKeys = options.redactKeys;
    this.transport = new Transport(options.transport, client);
  }

  /** Runs a part of a call; what it throws of ours learns where that was. */
  async within<T>(place: Place, run: () => T | Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.located(error, place);
    }
  }

  /** The same for what runs at once. */
  withinNow<T>(place: Place, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.located(error, place);
    }
  }

  /** What was thrown, to be thrown on; one of ours learns where that was. */
  located(error: unknown, place: Place): unknown {
    return error instanceof DynastoreError ? error.locate(this.#address(place)) : error;
  }

  #address({ operation, table, partition, key, entity }: Place): ErrorAddress {
    return { operation, table, partition, key, entity, redactKeys: this.#redactKeys };
  }

  /** Sends a request without a condition. */
  async send<C extends Command>(context: OperationContext, request: Request<C>): Promise<Outputs[C]> {
    const outcome = await this.attempt(context, request);
    if (!outcome.refused) return outcome.output;
    throw new ServiceError('A condition was refused that the store did not set.', { hint: 'Did a hook add it?' });
  }

  /** Where requests go. */
  destination(): Promise<Destination> {
    return destinationOf(this.#client);
  }

  /**
   * Sends a request whose condition may be refused. A write that the SDK gives up without an answer is sent again, the same
   * bytes, so that what it left in the row can tell.
   *
   * @throws AmbiguousResultError when no answer came at all, or the signal fired on a write under way.
   */
  async attempt<C extends Command>(context: OperationContext, built: Request<C>): Promise<Done<C> | Refused> {
    // Before the signal is looked at, as in Go: the hook sees every request that was built, sent or not.
    const request = this.#hooks.requestBuilt ? await this.#show(context, built) : built;
    const { signal } = context;
    signal?.throwIfAborted();
    const tries = new Tries();
    for (;;) {
      let outcome: Outputs[C] | Refused | number;
      try {
        outcome = await this.#call(context, request, tries);
      } catch (thrown) {
        outcome = await this.#readFailure(context, request, tries, thrown);
      }
      if (typeof outcome !== 'number' && !isObject(outcome)) throw answeredNothing(request);
      if (typeof outcome === 'number') {
        await sleep(outcome, signal).catch((reason: unknown) => this.#endByAbort(context, tries, reason));
      } else if ('refused' in outcome) {
        return outcome;
      } else {
        if (this.#hooks.responseReceived) await this.#reportResponse(context, request, outcome, tries);
        return { refused: false, output: outcome };
      }
    }
  }

  /** A hook gets a copy: what it changes in place is the request, and never the values that the caller gave. */
  async #show<C extends Command>(context: OperationContext, built: Request<C>): Promise<Request<C>> {
    const request = { command: built.command, input: copyOf(built.input) };
    try {
      await this.#hooks.requestBuilt?.(Object.freeze(context), request as StoreRequest);
    } catch (thrown) {
      throw passOn(thrown);
    }
    return request;
  }

  #call<C extends Command>(context: OperationContext, request: Request<C>, tries: Tries): Promise<Outputs[C]> {
    const command = this.transport.commandFor(request) as unknown as GetItemCommand;
    if (WRITES.has(request.command)) tries.watch(command);
    const { signal } = context;
    if (this.transport.isBrief(request)) return this.#callBriefly(command);
    // Without options the client may use again what it made of its middleware.
    if (signal === undefined) return this.#client.send(command) as unknown as Promise<Outputs[C]>;
    // The SDK heeds it while it sends, not while it waits before the next try.
    return unlessAborted(this.#client.send(command, { abortSignal: signal }) as unknown as Promise<Outputs[C]>, signal);
  }

  /** A try that is given up for its silence would keep its connection, and with that the program. */
  #callBriefly<C extends Command>(command: GetItemCommand): Promise<Outputs[C]> {
    const over = new AbortController();
    const answer = this.#client.send(command, { abortSignal: over.signal }) as unknown as Promise<Outputs[C]>;
    return answer.finally(() => over.abort());
  }

  async #reportResponse<C extends Command>(
    context: OperationContext,
    request: Request<C>,
    output: Outputs[C],
    tries: Tries,
  ): Promise<void> {
    const response = {
      command: request.command,
      output,
      attempts: tries.count || (output.$metadata?.attempts ?? 1),
      ...('ConsumedCapacity' in output && output.ConsumedCapacity && { consumedCapacity: output.ConsumedCapacity }),
    };
    try {
      await this.#hooks.responseReceived?.(Object.freeze(context), response as unknown as StoreResponse);
    } catch (thrown) {
      throw passOn(thrown);
    }
  }

  /** What a failure comes to: a refusal, a wait in milliseconds before the next try, or an error. */
  async #readFailure(
    context: OperationContext,
    request: Request,
    tries: Tries,
    thrown: unknown,
  ): Promise<Refused | number> {
    const error = withoutData(thrown);
    const isWrite = WRITES.has(request.command);
    if (isWrite) tries.note(error);
    const refusal = refusalOf(error);
    // A transaction's token keeps an earlier try from being the reason.
    if (refusal) return { ...refusal, isUnresolved: tries.isUnresolved && request.command !== 'TransactWriteItems' };
    const { signal } = context;
    if (signal?.aborted && hasNoAnswer(error)) {
      if (!isWrite) throw signal.reason;
      return this.#endByAbort(context, tries, signal.reason);
    }
    if (isWrite && tries.hasTakenEffect)
      throw this.#ambiguous(context, 'It took effect, and the client failed after that.', error);
    if (isWrite && !isInvalid(error)) {
      const delayMs = isPassing(error) ? tries.nextDelayMs(error) : undefined;
      if (delayMs !== undefined) return delayMs;
      if (tries.isUnresolved) throw this.#ambiguous(context, 'No answer came, also to the further tries.', error);
    }
    throw describeServiceError(error, await this.#surroundings(context)).locate(this.#address(context));
  }

  /** A signal that fires while a write is under way leaves open what becomes of it, unless every try so far was turned away. */
  #endByAbort(context: OperationContext, tries: Tries, reason: unknown): never {
    tries.isAbandoned = true;
    if (tries.hadNoEffect) throw reason;
    throw this.#ambiguous(context, 'The signal fired while the write was under way.', reason);
  }

  #ambiguous(context: OperationContext, text: string, cause: unknown): AmbiguousResultError {
    const hint = 'Read the row to see what became of the write.';
    return new AmbiguousResultError(text, { ...this.#address(context), current: undefined, cause, hint });
  }

  async #surroundings(context: OperationContext): Promise<Surroundings> {
    const { config } = this.#client;
    const region = await resolve(config.region);
    const endpoint = await resolve(() => endpointOf(this.#client));
    return { table: context.table, region, endpoint: endpoint && `${endpoint.protocol}//${endpoint.host}` };
  }
}

/** A client always answers with an object; one that was made for a test may not. */
function answeredNothing({ command }: Request): ServiceError {
  return new ServiceError(`The client answered ${command} with nothing.`, {
    hint: `Is it a stub, or middleware, that has no answer for ${command}Command?`,
  });
}

/** Region and endpoint are asked for an error's text only: failing to know them is no failure of its own. */
async function resolve<T>(provider: (() => Promise<T>) | undefined): Promise<T | undefined> {
  try {
    return await provider?.();
  } catch {
    return undefined;
  }
}

/** What the service says when a condition does not hold: of a single write, and of a transaction of one. */
function refusalOf(error: SdkError): Omit<Refused, 'isUnresolved'> | undefined {
  const reasons = error.CancellationReasons;
  const refusedAlone = reasons?.length === 1 && reasons[0]?.Code === 'ConditionalCheckFailed';
  if (error.name !== 'ConditionalCheckFailedException' && !refusedAlone) return undefined;
  const found = (refusedAlone ? reasons[0]?.Item : error.Item) as Item | undefined;
  if (found !== undefined) return { refused: true, found };
  // DynamoDB and DynamoDB Local return the row of a refusal, and name themselves so in `server`; what does not leaves open
  // whether there was a row.
  const returnsRows = /^(?:Server$|Jetty)/i.test(error.$response?.headers?.['server'] ?? '');
  return { refused: true, found: returnsRows ? undefined : 'unknown' };
}
