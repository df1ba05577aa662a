import { base58 } from '@scure/base';

/**
 * How many digits go through the library at once. Its work grows with the square of the length: 200 ms for 8 KB in one
 * piece, under 2 ms in pieces that BigInt joins.
 */
const PIECE_DIGITS = 32;
const PIECE = 58n ** BigInt(PIECE_DIGITS);

/** Writes bytes in the Bitcoin alphabet. Leading zero bytes are left out; no page token begins with one. */
export function encodeBase58(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let rest = toNumber(bytes); rest > 0n; rest /= PIECE) {
    pieces.push(base58.encode(toBytes(rest % PIECE)).padStart(PIECE_DIGITS, '1'));
  }
  return pieces.reverse().join('').replace(/^1+/, '');
}

/** Reads what `encodeBase58` writes. Throws for a digit that the alphabet does not have, and for a zero in front. */
export function decodeBase58(text: string): Buffer {
  if (text.startsWith('1')) throw new Error('The text begins with a zero, which is never written.');
  let number = 0n;
  for (let at = 0; at < text.length; at += PIECE_DIGITS) {
    const piece = text.slice(at, at + PIECE_DIGITS);
    number = number * 58n ** BigInt(piece.length) + toNumber(base58.decode(piece));
  }
  return toBytes(number);
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(number: bigint): Buffer {
  const hex = number === 0n ? '' : number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
