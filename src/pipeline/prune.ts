/** Lets go of what retention says, and tidies a database that does not tidy itself. */
import { addMs, type Clock, DAY_MS } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { deleteArticleVisitsBefore } from '../store/article-visits.ts';
import { deleteBrandAuthorsBefore } from '../store/brand-authors.ts';
import { deleteCorrectionsBefore } from '../store/corrections.ts';
import type { Database } from '../store/database.ts';
import { deleteDocumentKeysBefore } from '../store/documents.ts';
import { vacuumEmbedded } from '../store/maintenance.ts';
import { deleteExpiredSessions } from '../store/members.ts';
import { dropPartitionsBefore } from '../store/partitions.ts';
import { deleteSmsRepliesBefore } from '../store/reply-numbers.ts';
import { deleteStoryBandsBefore } from '../store/stories.ts';
import { STORY_WINDOW_MS } from './tell-stories.ts';

export type PruneDeps = Readonly<{
  database: Database;
  clock: Clock;
  log: Log;
  config: Readonly<{ retentionMonths: number }>;
}>;

/** No provider sends a message again after so long. */
const SMS_REPLY_KEPT_MS = 30 * DAY_MS;

/** Doing it twice is harmless. Volumes, buzzes, alerts, digests and the logbook stay: they are small and are the brand's history. */
export async function prune(deps: PruneDeps): Promise<void> {
  const { db } = deps.database;
  const now = deps.clock.now();
  const keptFrom = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - deps.config.retentionMonths, 1));
  const names = await dropPartitionsBefore(db, keptFrom);
  await deleteDocumentKeysBefore(db, keptFrom);
  await deleteArticleVisitsBefore(db, keptFrom);
  // twice the window: what is analysed again for a new query a week later still finds its story
  await deleteStoryBandsBefore(db, addMs(now, -2 * STORY_WINDOW_MS));
  await deleteCorrectionsBefore(db, keptFrom);
  await deleteBrandAuthorsBefore(db, keptFrom);
  await deleteExpiredSessions(db, now);
  await deleteSmsRepliesBefore(db, addMs(now, -SMS_REPLY_KEPT_MS));
  if (names.length > 0) deps.log.info('partitions.dropped', { names });
  if (await vacuumEmbedded(deps.database)) deps.log.debug('database.vacuumed');
}
