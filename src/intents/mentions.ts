/** What became of a mention: seen, handled, or set aside as not about the brand; and what is learned from it. */
import type { MarkKind } from '../domain/logbook.ts';
import type { Mention, MentionStatus, SentimentLabel } from '../domain/mention.ts';
import { noteQueryChange } from '../store/brands.ts';
import { deleteCorrection, lockCorrections, recordCorrection } from '../store/corrections.ts';
import type { Db } from '../store/database.ts';
import { recordMark } from '../store/marks.ts';
import { getMention, settleStories, updateMentionStatus } from '../store/mentions.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { logMark } from './log-actions.ts';

type Key = Readonly<{ agencyId: string; mentionId: string }>;

/** At least one of them. */
export type MentionChanges = Readonly<{
  status?: MentionStatus | undefined;
  /** Whether it speaks of the brand: a mark that the brand's relevance is learned from. */
  isAbout?: boolean | undefined;
  /** What its sentiment is towards the brand, and who says so; label null: what was said is taken back. */
  correction?: Readonly<{ label: SentimentLabel | null; by: string }> | undefined;
  /** Who says so, for the logbook, which keeps nothing that nobody is known to have done. */
  by?: string | undefined;
}>;

/**
 * One set aside is no longer counted in its brand's volumes, one brought back is again.
 *
 * Setting aside says that it is not about the brand; handling it, or bringing it back, that it is: each is a mark, from
 * which all mentions of the brand are scored anew in the background. "Seen" says nothing.
 *
 * A corrected sentiment holds at once for every mention of the brand that tells the same story, and is learned from: the
 * brand's other mentions are judged anew in the background.
 *
 * Errors:  NOT_FOUND.
 */
export async function changeMention(deps: IntentDeps, key: Key, changes: MentionChanges): Promise<Mention> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const { correction } = changes;
    if (correction !== undefined) await lockCorrections(db, [(await getMention(db, key)).brandId], 'to correct');
    const before = await getMention(db, key);
    const isAbout = changes.isAbout ?? toMark(before.status, changes.status);
    const status = changes.status ?? toStatus(before.status, isAbout);
    if (status !== before.status) await updateMentionStatus(db, key, status);
    if (isAbout !== null) await recordMark(db, before, { isAbout, markedAt: writeDeps.now });
    if (correction !== undefined) await correctSentiment(db, writeDeps, before, correction);
    if (isAbout !== null || correction !== undefined) {
      await noteQueryChange(db, [before.brandId]);
      await deps.jobs.sendRescore(db, { agencyId: before.agencyId, brandId: before.brandId });
    }
    await logMarks(db, writeDeps, before, { changes, status, isAbout });
    return await getMention(db, key);
  });
}

/** "Seen" is no work; handling says more than that it is about the brand. */
async function logMarks(
  db: Db,
  deps: WriteDeps,
  before: Mention,
  said: Readonly<{ changes: MentionChanges; status: MentionStatus; isAbout: boolean | null }>,
): Promise<void> {
  const { agencyId, brandId, id: mentionId } = before;
  const { correction, by } = said.changes;
  const kind = toMarkKind(before, said);
  if (kind !== null && by !== undefined) {
    await logMark(db, deps, { agencyId, brandId, mentionId, kind, by, facts: {} });
  }
  if (correction !== undefined) {
    const { label, by: corrector } = correction;
    await logMark(db, deps, { agencyId, brandId, mentionId, kind: 'corrected', by: corrector, facts: { label } });
  }
}

function toMarkKind(
  before: Mention,
  { status, isAbout }: Readonly<{ status: MentionStatus; isAbout: boolean | null }>,
): MarkKind | null {
  if (status === 'handled' && before.status !== 'handled') return 'handled';
  if (isAbout === null) return null;
  return isAbout ? 'kept' : 'set-aside';
}

async function correctSentiment(
  db: Db,
  { now }: WriteDeps,
  mention: Mention,
  { label, by }: NonNullable<MentionChanges['correction']>,
): Promise<void> {
  const storyIds =
    label === null ? await deleteCorrection(db, mention) : await recordCorrection(db, mention, { label, by, at: now });
  await settleStories(db, now, { agencyId: mention.agencyId, brandId: mention.brandId, storyIds });
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
