import type { Item } from './layout.js';
import { decodePageKey, encodePageKey } from './page-key.js';
import { DIGEST, ENCRYPTION, type PageSeal, SIGNATURE } from './page-seal.js';
import { type PageScope, refusedToken } from './page-scope.js';

/** Tells our own tokens from those of the Go libraries. */
export function isBoundToken(token: string): boolean {
  return token.startsWith('0');
}

/** Writes the key of a page's last row, bound to the list that it belongs to. */
export function writeBoundToken(lastKey: Item, scope: PageScope, seal: PageSeal): string {
  const sealed = seal.close(encodePageKey(lastKey, scope), placeOf(scope));
  return Buffer.concat([Buffer.of(seal.kind), sealed]).toString('base64url');
}

/**
 * Reads a token back.
 *
 * @param seals - all that are taken, the likeliest first.
 * @throws InvalidPageTokenError when the token is damaged, forged or of another list.
 */
export function readBoundToken(token: string, scope: PageScope, seals: readonly PageSeal[]): Item {
  const bytes = Buffer.from(token, 'base64url');
  // Node reads over characters that are not base64url; only the one text that stands for the bytes is a token.
  if (bytes.toString('base64url') !== token) throw refusedToken('is damaged');
  const kind = bytes.readUInt8();
  const ofKind = seals.filter((seal) => seal.kind === kind);
  if (ofKind.length === 0) throw refusedToken(describeKind(kind));
  const place = placeOf(scope);
  for (const seal of ofKind) {
    const body = seal.open(bytes.subarray(1), place);
    if (body !== undefined) return decodePageKey(body, scope);
  }
  throw refusedToken('belongs to another list, or was changed');
}

/** The list, in a spelling that no other list has. */
function placeOf(scope: PageScope): Buffer {
  const { table, index, partition, prefix, range, forward } = scope;
  const place = [table, index ?? null, partition, prefix, forward, ...(range === undefined ? [] : [range])];
  return Buffer.from(JSON.stringify(place));
}

function describeKind(kind: number): string {
  if (kind === DIGEST) return 'is not signed, and only signed ones are taken here';
  const needsSecret = kind === SIGNATURE || kind === ENCRYPTION;
  return needsSecret ? 'was sealed with a secret, and none was given to open it with' : 'is damaged';
}
