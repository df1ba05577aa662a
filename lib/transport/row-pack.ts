import type { BatchWriteItemInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import { MAX_BATCH_WRITES, batchWriteRequest, split } from '../request/batch.js';
import type { Request } from '../request/request.js';
import { readText, writeInput } from './wire-json.js';

/** A row of a batch, and where it was packed. */
export interface PackedRow {
  readonly pack: RowPack;
  readonly position: number;
}

/** Puts the rows of a batch together for its requests, in the order in which they are added. */
export class RowPacker {
  #pack: RowPack;

  /** @param asText - false for a transport that would have to read the text again. */
  constructor(table: string, asText: boolean) {
    this.#pack = new RowPack(table, asText);
  }

  add(write: WriteRequest): PackedRow {
    const { table, asText, isFull } = this.#pack;
    if (isFull) this.#pack = new RowPack(table, asText);
    return this.#pack.add(write);
  }
}

/**
 * The rows of one request, as the text that goes out once there are enough of them. All rows of a batch are made before the
 * first is sent: as objects they would outlive several garbage collections, and be far from the processor when it is their
 * turn.
 */
class RowPack {
  readonly table: string;
  readonly asText: boolean;
  size = 0;
  /** Nothing while there is only the text. */
  #rows: WriteRequest[] | undefined = [];
  #text: string | undefined;

  constructor(table: string, asText: boolean) {
    this.table = table;
    this.asText = asText;
  }

  get isFull(): boolean {
    return this.size === MAX_BATCH_WRITES;
  }

  add(write: WriteRequest): PackedRow {
    const position = this.rows.push(write) - 1;
    this.size++;
    if (this.isFull && this.asText) this.#becomeText();
    return { pack: this, position };
  }

  #becomeText(): void {
    try {
      this.#text = this.text;
      // V8 keeps a long text in the pieces that it was written in, until somebody reads it: now they are still at hand.
      Buffer.byteLength(this.#text);
      this.#rows = undefined;
    } catch {
      // More than a string can hold: the request will fail with it.
    }
  }

  get text(): string {
    return this.#text ?? writeInput(batchWriteRequest(this.table, this.rows).input);
  }

  get rows(): WriteRequest[] {
    return (this.#rows ??= this.readRows());
  }

  /** The rows as new objects. */
  readRows(): WriteRequest[] {
    const items = readText(this.text)['RequestItems'] as Readonly<Record<string, WriteRequest[]>>;
    return items[this.table]!;
  }
}

/** Puts rows together that go out together: those of a full pack, and what is left of others. */
export function groupByRequest<Of>(all: readonly Of[], packedRowOf: (each: Of) => PackedRow): Of[][] {
  const byPack = new Map<RowPack, Of[]>();
  for (const each of all) {
    const { pack } = packedRowOf(each);
    const group = byPack.get(pack);
    if (group === undefined) byPack.set(pack, [each]);
    else group.push(each);
  }
  const groups = [...byPack.values()];
  const isFull = (group: Of[]) => group.length === MAX_BATCH_WRITES;
  const left = groups.filter((group) => !isFull(group)).flat();
  return [...groups.filter(isFull), ...split(left, MAX_BATCH_WRITES)];
}

/** Writes packed rows of one table: those of a whole pack, or some of several. */
export function packedRequest(table: string, packed: readonly PackedRow[]): Request<'BatchWriteItem'> {
  const pack = packed[0]?.pack;
  const isWhole = packed.length === pack?.size && packed.every((row) => row.pack === pack);
  if (isWhole && pack.asText) return { command: 'BatchWriteItem', input: inputOf(pack) };
  return batchWriteRequest(
    table,
    packed.map((row) => row.pack.rows[row.position]!),
  );
}

/** By the object that would hold the rows of an input: the pack, and how its rows are read. */
const unread = new WeakMap<object, { readonly pack: RowPack; readonly read: () => WriteRequest[] }>();

/** An input whose rows are read from their text when somebody looks at them, and are what counts from then on. */
function inputOf(pack: RowPack): BatchWriteItemInput {
  const items: Record<string, WriteRequest[]> = {};
  let rows: WriteRequest[] | undefined;
  const read = () => {
    unread.delete(items);
    return (rows ??= pack.readRows());
  };
  const replace = (value: WriteRequest[]) => {
    unread.delete(items);
    rows = value;
  };
  Object.defineProperty(items, pack.table, { get: read, set: replace, enumerable: true, configurable: true });
  unread.set(items, { pack, read });
  return { RequestItems: items };
}

/** The text of an input to which nothing was done since it was made of a pack. */
export function unreadText(input: object): string | undefined {
  const { RequestItems: items } = input as BatchWriteItemInput;
  const packed = items && unread.get(items);
  if (packed === undefined || Object.keys(input).length > 1 || Object.keys(items!).length > 1) return undefined;
  const { pack, read } = packed;
  return Object.getOwnPropertyDescriptor(items, pack.table)?.get === read ? pack.text : undefined;
}
