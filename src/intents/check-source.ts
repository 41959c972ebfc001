/** "Check now": an agency asks for a visit to a source that it may share with others, and that is somebody's site. */
import { addSeconds } from '../base/clock.ts';
import { getHeardSource, type HeardSource, requestSourceCheck } from '../store/sources.ts';
import type { IntentDeps } from './deps.ts';

/** However many agencies press the button, and however often: a site is asked once a minute at most. */
const CHECK_GAP_SECONDS = 60;

/**
 * Makes the source due now, or a minute after its last visit; a worker does the rest. A site that said "too many
 * requests" is asked when it said, not when somebody here is in a hurry.
 *
 * Errors:  NOT_FOUND, also for a source that this agency does not listen to.
 */
export async function checkSource(
  deps: Pick<IntentDeps, 'db' | 'clock'>,
  key: Readonly<{ agencyId: string; sourceId: string }>,
): Promise<HeardSource> {
  const source = await getHeardSource(deps.db, key);
  if (source.lastErrorReason === 'rate-limited') return source;
  const now = deps.clock.now();
  const earliest = source.lastCheckedAt === null ? now : addSeconds(source.lastCheckedAt, CHECK_GAP_SECONDS);
  return await requestSourceCheck(deps.db, source, earliest > now ? earliest : now);
}
