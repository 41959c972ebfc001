/** volume counted → buzz detected. */
import { baselineWindows } from '../analysis/buzz/baseline-windows.ts';
import { type BuzzStep, followBuzz } from '../analysis/buzz/follow-buzz.ts';
import { judgeBrand } from '../analysis/buzz/judge-brand.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { Brand } from '../domain/brand.ts';
import type { BrandTalk, Buzz, BuzzLevel } from '../domain/buzz.ts';
import { getAgency } from '../store/agencies.ts';
import { getBrand } from '../store/brands.ts';
import { escalateBuzz, findUnresolvedBuzz, openBuzz, resolveBuzz, touchBuzz } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { type ClaimedJudgement, claimDueJudgements, recordJudgement } from '../store/judgements.ts';
import { countWindow } from '../store/mentions.ts';
import { hurrySources } from '../store/source-pace.ts';
import { sumVolumes, toHourCounts } from '../store/volumes.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const BRANDS_PER_CLAIM = 50;
const BASELINE_WEEK_COUNT = 8;
/** While a buzz is open its brand is judged at least this often: it may also end by nobody speaking. */
const OPEN_BUZZ_STEP_MS = 5 * MINUTE_MS;
/** From this level on the brand's sources are read faster while its buzz is open: renewed as long as it is. */
const HURRY_LEVEL_MIN = 2;
const HURRY_MS = 15 * MINUTE_MS;

/** One pass: claims the brands that were spoken of, judges each by its own habits. Returns how many were claimed. */
export async function detectBuzz(deps: StepDeps): Promise<number> {
  const claimed = await claimDueJudgements(deps.db, claimNow(deps.clock, BRANDS_PER_CLAIM));
  const each = { atOnceMax: 1, nameOf: (judgement: ClaimedJudgement) => `brand ${judgement.brandId}` };
  await workOffEach(claimed, each, (judgement) => judgeOne(deps, judgement));
  return claimed.length;
}

async function judgeOne(deps: StepDeps, claimed: ClaimedJudgement): Promise<void> {
  const now = deps.clock.now();
  const brand = await getBrand(deps.db, claimed);
  const { timeZone } = await getAgency(deps.db, brand.agencyId);
  const verdict = judgeBrand(await readTalk(deps.db, brand, { now, timeZone }));
  await deps.db.transaction().execute(async (transaction) => {
    const buzz = await findUnresolvedBuzz(transaction, claimed);
    const step = followBuzz({ verdict, open: buzz ?? null, now });
    deps.metrics.buzzSteps.inc({ outcome: step.kind });
    const levelAfter = await recordStep(deps, transaction, { brand, buzz, step, now });
    const judgeAgainAt = levelAfter === null ? null : addMs(now, OPEN_BUZZ_STEP_MS);
    await recordJudgement(transaction, claimed, { judgeAgainAt });
    if (levelAfter !== null && levelAfter >= HURRY_LEVEL_MIN) {
      const span = { now, until: addMs(now, HURRY_MS), mentionedSince: addMs(now, -7 * DAY_MS) };
      await hurrySources(transaction, claimed, span);
    }
  });
}

/** Returns the level of the brand's open buzz afterwards; null where none is open. */
async function recordStep(
  deps: StepDeps,
  db: Db,
  input: Readonly<{ brand: Brand; buzz: Buzz | undefined; step: BuzzStep; now: Date }>,
): Promise<BuzzLevel | null> {
  const { brand, buzz, step, now } = input;
  const writeDeps = { newId: deps.newId, now };
  if (step.kind === 'nothing') return null;
  if (step.kind === 'open') {
    const opened = await openBuzz(db, writeDeps, { agencyId: brand.agencyId, brandId: brand.id }, step);
    if (opened !== undefined) deps.log.info('buzz.opened', toLogFields(opened, step.level));
    return step.level;
  }
  if (buzz === undefined) throw new Error(`a judgement of brand ${brand.id} follows a buzz that is not there`);
  switch (step.kind) {
    case 'escalate':
      await escalateBuzz(db, writeDeps, buzz, step);
      deps.log.info('buzz.escalated', toLogFields(buzz, step.level));
      return step.level;
    case 'continue':
      await touchBuzz(db, buzz, now);
      return buzz.level;
    case 'calm':
      return buzz.level;
    case 'resolve':
      await resolveBuzz(db, writeDeps, buzz);
      deps.log.info('buzz.resolved', toLogFields(buzz, buzz.level));
      return null;
    default:
      return assertNever(step);
  }
}

/** All that the detector looks at, in one fixed number of queries, however long the brand's history is. */
async function readTalk(db: Db, brand: Brand, at: Readonly<{ now: Date; timeZone: string }>): Promise<BrandTalk> {
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const watchedSince = brand.createdAt;
  const hourAgo = addMs(at.now, -HOUR_MS);
  const sixHoursAgo = addMs(at.now, -6 * HOUR_MS);
  // a window's end is exclusive, and what was published this very instant belongs to it
  const until = addMs(at.now, 1);

  const lastHour = await countWindow(db, { ...key, from: hourAgo, until });
  const lastSixHours = await countWindow(db, { ...key, from: sixHoursAgo, until });
  const earlierWeeks = baselineWindows({ ...at, weekCount: BASELINE_WEEK_COUNT }).filter(
    (window) => window.from >= watchedSince,
  );
  const weekAgo = addMs(sixHoursAgo, -7 * DAY_MS);
  const lastWeek = { from: watchedSince > weekAgo ? watchedSince : weekAgo, until: sixHoursAgo };
  const hourBefore = { from: addMs(hourAgo, -HOUR_MS), until: hourAgo };
  const sums = (await sumVolumes(db, key, [hourBefore, lastWeek, ...earlierWeeks])).map(toHourCounts);
  const [hourBeforeCounts, lastWeekCounts, ...sameHourByWeek] = sums;
  if (hourBeforeCounts === undefined || lastWeekCounts === undefined) throw new Error('a sum is missing');
  const watchedMs = lastWeek.until.getTime() - lastWeek.from.getTime();
  return {
    lastHour,
    lastSixHours,
    hourBefore: hourBeforeCounts,
    sameHourByWeek,
    lastWeek: { ...lastWeekCounts, hourCount: Math.max(0, watchedMs / HOUR_MS) },
  };
}

function toLogFields(buzz: Buzz, level: number) {
  return { agencyId: buzz.agencyId, brandId: buzz.brandId, buzzId: buzz.id, level };
}
