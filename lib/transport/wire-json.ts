import { isAscii } from 'node:buffer';
import { isObject, isPlain } from '../record/kind.js';

/** The top level of what DynamoDB is sent or answers. */
export type Answer = Record<string, unknown>;

/** How our compact JSON begins, and DynamoDB's. An engine that writes spaces begins otherwise. */
const COMPACT = /^\{(?:\}|"[^"\\]*":\S)/;

/**
 * The JSON text of an input, binaries as base64. Written by `JSON.stringify` alone: own properties of every name are in it,
 * and numbers are text already.
 *
 * @throws TypeError, RangeError when something in it holds itself, or there is more than a string can hold.
 */
export function writeInput(input: object): string {
  return holdsBytes(input) ? JSON.stringify(input, writeBytes) : JSON.stringify(input);
}

/**
 * The same for what middleware had in hand. Nothing for what cannot be written, or has members that are not its own: the SDK
 * takes what it knows of it, or refuses it.
 */
export function writeHandedInput(input: object): string | undefined {
  if (!isPlain(input)) return undefined;
  try {
    return writeInput(isOfService(input) ? input : membersOfService(input));
  } catch {
    return undefined;
  }
}

/** What middleware keeps on an input for itself is not sent, as the SDK does: names of DynamoDB's own begin with a capital. */
function isOfService(input: object): boolean {
  for (const name in input) if (!isMemberOfService(name, (input as Answer)[name])) return false;
  return true;
}

function membersOfService(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([name, member]) => isMemberOfService(name, member)));
}

function isMemberOfService(name: string, member: unknown): boolean {
  const first = name.charCodeAt(0);
  return first >= 65 && first <= 90 && member !== null;
}

/**
 * Reads an answer: AttributeValues with their binaries as bytes, and every name an own property, `__proto__` too.
 *
 * @throws SyntaxError when it is not a JSON object, as of an answer that was cut off.
 */
export function readAnswer(body: Uint8Array): Answer {
  if (body.byteLength === 0) return {};
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Most answers are ASCII, which need not be decoded.
  const answer = readText(bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'));
  // What is missing may be written as null, and is absent.
  for (const name of Object.keys(answer)) if (answer[name] === null) delete answer[name];
  return answer;
}

/** Reads the text of an answer or an input. @throws SyntaxError when it is not a JSON object. */
export function readText(text: string): Answer {
  const members: unknown = JSON.parse(text);
  if (!isObject(members) || Array.isArray(members)) throw new SyntaxError('The text is no JSON object.');
  // In compact JSON these are found only where a binary is: a quote inside a text is escaped, and what other names end in
  // B or BS hold objects. Without the quote in front, the search is many times faster.
  const mayHoldBytes = text.includes('B":"') || text.includes('BS":["') || !COMPACT.test(text);
  if (mayHoldBytes) readBytes(members);
  return members as Answer;
}

/** Looks at all of every input: written for speed. */
function holdsBytes(value: object): boolean {
  // Most values are texts: an attribute of this name holds an object.
  if (typeof (value as { readonly S?: unknown }).S === 'string') return false;
  if (ArrayBuffer.isView(value)) return true;
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) if (isObject(element) && holdsBytes(element)) return true;
    return false;
  }
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (isObject(member) && holdsBytes(member)) return true;
  }
  return false;
}

function writeBytes(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const raw = this[name]; // A Buffer's own toJSON was there before `value` came here.
  return ArrayBuffer.isView(raw) ? Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64') : value;
}

/** Turns base64 into bytes, in place. Text under `B` is a binary: an attribute of that name holds an object. */
function readBytes(holder: object): void {
  const members = holder as Record<string, unknown>;
  for (const name in members) {
    const value = members[name];
    if (name === 'B' && typeof value === 'string') members['B'] = bytesOf(value);
    else if (name === 'BS' && isTexts(value)) members['BS'] = value.map(bytesOf);
    else if (isObject(value)) readBytes(value);
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

function bytesOf(base64: string): Uint8Array {
  // Copied: a small Buffer is a window on memory that it shares with others.
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
