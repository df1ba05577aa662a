import type { BatchWriteItemInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import { MAX_BATCH_WRITES, batchWriteRequest } from '../request/batch.js';
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
  /** Nothing while there is only the text. */
  #rows: WriteRequest[] | undefined = [];
  #text: string | undefined;
  size = 0;

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
    if (this.isFull && this.asText) {
      this.#text = this.text;
      this.#rows = undefined;
    }
    return { pack: this, position };
  }

  get text(): string {
    return this.#text ?? writeInput(batchWriteRequest(this.table, this.rows).input);
  }

  get rows(): WriteRequest[] {
    return (this.#rows ??= rowsIn(this.text, this.table));
  }
}

function rowsIn(text: string, table: string): WriteRequest[] {
  const items = readText(text)['RequestItems'] as Readonly<Record<string, WriteRequest[]>>;
  return items[table]!;
}

/** Writes packed rows of one table: those of a whole pack, or some of several that are left. */
export function packedRequest(table: string, packed: readonly PackedRow[]): Request<'BatchWriteItem'> {
  const pack = packed[0]?.pack;
  const isWhole =
    packed.length === pack?.size && packed.every((row, index) => row.pack === pack && row.position === index);
  if (isWhole && pack.asText) return { command: 'BatchWriteItem', input: inputOf(pack) };
  return batchWriteRequest(
    table,
    packed.map((row) => row.pack.rows[row.position]!),
  );
}

/** The texts of inputs whose rows nobody has looked at, by the objects that would hold the rows. */
const unread = new WeakMap<object, string>();

/** An input whose rows are read from their text when somebody looks at them, and are what counts from then on. */
function inputOf({ table, text }: RowPack): BatchWriteItemInput {
  const items: Record<string, WriteRequest[]> = {};
  const hold = (value: WriteRequest[]): WriteRequest[] => {
    unread.delete(items);
    Object.defineProperty(items, table, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  const get = () => hold(rowsIn(text, table));
  Object.defineProperty(items, table, { get, set: hold, enumerable: true, configurable: true });
  unread.set(items, text);
  return { RequestItems: items };
}

/** The text of an input that is written already and to which nothing was done since. */
export function unreadText(input: object): string | undefined {
  const { RequestItems: items } = input as BatchWriteItemInput;
  const text = items && unread.get(items);
  const isUntouched = text !== undefined && Object.keys(input).length === 1 && Object.keys(items!).length === 1;
  return isUntouched ? text : undefined;
}
