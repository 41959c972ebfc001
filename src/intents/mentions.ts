/** What became of a mention: seen, handled, or set aside as not about the brand; and what is learned from it. */
import type { Mention, MentionStatus } from '../domain/mention.ts';
import { noteQueryChange } from '../store/brands.ts';
import { recordMark } from '../store/marks.ts';
import { getMention, updateMentionStatus } from '../store/mentions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

type Key = Readonly<{ agencyId: string; mentionId: string }>;

/** At least one of the two. */
export type MentionChanges = Readonly<{
  status?: MentionStatus | undefined;
  /** Whether it speaks of the brand: a mark that the brand's relevance is learned from. */
  isAbout?: boolean | undefined;
}>;

/**
 * One set aside is no longer counted in its brand's volumes, one brought back is again.
 *
 * Setting aside says that it is not about the brand; handling it, or bringing it back, that it is: each is a mark, from
 * which all mentions of the brand are scored anew in the background. "Seen" says nothing.
 *
 * Errors:  NOT_FOUND.
 */
export async function changeMention(deps: IntentDeps, key: Key, changes: MentionChanges): Promise<Mention> {
  return await inTransaction(deps, async (db, { now }) => {
    const before = await getMention(db, key);
    const isAbout = changes.isAbout ?? toMark(before.status, changes.status);
    const status = changes.status ?? toStatus(before.status, isAbout);
    const mention = status === before.status ? before : await updateMentionStatus(db, key, status);
    if (isAbout !== null) {
      await recordMark(db, mention, { isAbout, markedAt: now });
      await noteQueryChange(db, [mention.brandId]);
      await deps.jobs.sendRescore(db, { agencyId: mention.agencyId, brandId: mention.brandId });
    }
    return status === before.status ? await getMention(db, key) : mention;
  });
}

/** What a change of status says of the brand; null: nothing. */
function toMark(before: MentionStatus, after: MentionStatus | undefined): boolean | null {
  if (after === undefined || after === before) return null;
  if (after === 'irrelevant') return false;
  return after === 'handled' || before === 'irrelevant' ? true : null;
}

function toStatus(before: MentionStatus, isAbout: boolean | null): MentionStatus {
  if (isAbout === false) return 'irrelevant';
  return before === 'irrelevant' ? 'new' : before;
}
