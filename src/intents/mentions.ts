/** What became of a mention: seen, handled, or set aside as not about the brand. */
import type { Mention, MentionStatus } from '../domain/mention.ts';
import { updateMentionStatus } from '../store/mentions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/** One set aside as irrelevant is no longer counted in its brand's volumes. Errors: NOT_FOUND. */
export async function changeMentionStatus(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; mentionId: string }>,
  status: MentionStatus,
): Promise<Mention> {
  return await inTransaction(deps, (db) => updateMentionStatus(db, key, status));
}
