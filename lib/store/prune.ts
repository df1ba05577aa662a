import { pruneLeft } from '../record/write-id.js';
import { pruneRequest } from '../request/write.js';
import type { Marked } from './attempt.js';

/**
 * Forgets the oldest writers of a row after a write that did not know them, where many have gathered: one request for every
 * eighth new writer of a row that has forty or more.
 */
export async function pruneRow({ store, context, target, turn, mark }: Marked): Promise<void> {
  const { row } = turn;
  const pruned = row && mark && pruneLeft(row, mark, store.clock.nowMs());
  if (!pruned || pruned.removed.length === 0) return;
  try {
    await store.sender.attempt(context, pruneRequest(target, row, pruned.set, pruned.removed));
  } catch {
    // The write took effect, which is what the caller is told; another write will prune.
  }
}
