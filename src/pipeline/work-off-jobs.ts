/** The housekeeping of pg-boss: re-matching after a change, the nightly pruning. */
import { addMs, type Clock, DAY_MS } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { passagesTextOf } from '../domain/mention.ts';
import { findBrand } from '../store/brands.ts';
import type { Database } from '../store/database.ts';
import { type ReorderCursor, reorderAnalysis } from '../store/documents.ts';
import type { Jobs, RematchJob, RescoreJob } from '../store/jobs.ts';
import { type MentionCursor, rescoreMentions } from '../store/mentions.ts';
import type { BrandMatcher } from './brand-matcher.ts';
import { prune } from './prune.ts';
import { type WriteDraftDeps, writeSummaryDraft } from './write-summary-draft.ts';

export type WorkOffDeps = Readonly<{
  db: Database['db'];
  database: Database;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  config: Readonly<{ retentionMonths: number }>;
  brandMatcher: BrandMatcher;
}> &
  Pick<WriteDraftDeps, 'summaryWriter'>;

/** A changed query looks this far back: enough for last week's comparison and the month's chart. */
const REMATCH_MS = 30 * DAY_MS;
const DOCUMENTS_PER_REORDER = 2_000;
const MENTIONS_PER_RESCORE = 500;

/** One pass; a job that fails is reported and tried again later. Returns how many jobs were taken. */
export async function workOffJobs(deps: WorkOffDeps): Promise<number> {
  return await deps.jobs.workOff({
    rematch: (job) => rematch(deps, job),
    rescore: (job) => rescore(deps, job),
    summaryDraft: (job) => writeSummaryDraft(deps, job),
    prune: () => prune(deps),
    onFailed: (name, error) => deps.log.error('job.failed', { name, message: toErrorMessage(error) }),
  });
}

/** By what was taught as it is now: of several jobs of one brand the first does the work of all. */
async function rescore(deps: WorkOffDeps, job: RescoreJob): Promise<void> {
  const brand = await findBrand(deps.db, job);
  if (brand === undefined) return; // removed since: its mentions went with it
  const { rate, moveSentiment } = await deps.brandMatcher.current(deps.db);
  const now = deps.clock.now();
  let after: MentionCursor | null = null;
  do {
    const page: RescorePage = { since: addMs(now, -REMATCH_MS), after, limit: MENTIONS_PER_RESCORE };
    after = await deps.db.transaction().execute(
      async (transaction): Promise<MentionCursor | null> =>
        await rescoreMentions(transaction, job, {
          ...page,
          now,
          rate: ({ title, excerpt, spans }) => rate(brand, { title, text: excerpt, spans }),
          moveSentiment: (mention, sentiment) =>
            moveSentiment(brand, { text: passagesTextOf(mention), language: mention.language, sentiment }),
        }),
    );
  } while (after !== null);
}

type RescorePage = Readonly<{ since: Date; after: MentionCursor | null; limit: number }>;

/** The newest documents first, batch by batch, each for itself: a crash in between only means to begin again. */
async function rematch(deps: WorkOffDeps, job: RematchJob): Promise<void> {
  const since = addMs(deps.clock.now(), -REMATCH_MS);
  let before: ReorderCursor | null = null;
  do {
    before = await reorderAnalysis(deps.db, { ...job, since, before, limit: DOCUMENTS_PER_REORDER });
  } while (before !== null);
}
