import type { KVPair } from './kv-pair.js';

/** What a write at a version has to know of the row it replaces. Small, since every entity keeps one. */
export interface Seen {
  /** The version as decimal text. */
  readonly versionText: string;
  /** Which writes had left their marks in the row, as `seenOf` spells it. Absent: not known, and so not compared. */
  readonly marks?: string | undefined;
}

/** What a row as it was read says of itself, for a write or a removal that must meet this very row. */
export function seenOf(pair: KVPair): Seen {
  return { versionText: pair.versionText };
}
