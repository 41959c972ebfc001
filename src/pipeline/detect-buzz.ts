/** volume counted → buzz detected. */
import {
  type BuzzStep,
  calmMsOf,
  followBuzz,
  phaseOf,
  REOPEN_WITHIN_MS,
  SILENCE_CALM_MS,
  SILENCE_STEP_MS,
  toPresent,
} from '../analysis/buzz/follow-buzz.ts';
import { judgeKind, scanTalk, type TalkScan, withRules } from '../analysis/buzz/judge-talk.ts';
import { countPositives, type LiveTalk, mentionsPerHour, rowOf } from '../analysis/buzz/live-talk.ts';
import { addMs, DAY_MS, MINUTE_MS } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { Brand } from '../domain/brand.ts';
import {
  BUZZ_KINDS,
  type Buzz,
  type BuzzKind,
  type BuzzLevel,
  type BuzzRule,
  type BuzzVerdict,
} from '../domain/buzz.ts';
import type { Campaign } from '../domain/campaign.ts';
import { FACTS_PER_DAY_MAX } from '../domain/talk-fact.ts';
import { BUCKET_MS } from '../domain/volume.ts';
import { getAgency } from '../store/agencies.ts';
import { getBrand } from '../store/brands.ts';
import {
  type BuzzJudgement,
  escalateBuzz,
  listRecentBuzzes,
  openBuzz,
  recordFall,
  reopenBuzz,
  resolveBuzz,
  touchBuzz,
} from '../store/buzzes.ts';
import { listCampaignsWithin } from '../store/campaigns.ts';
import type { Db } from '../store/database.ts';
import { type ClaimedJudgement, claimDueJudgements, recordJudgement } from '../store/judgements.ts';
import { listNegativeFacts } from '../store/mentions.ts';
import { hurrySources } from '../store/source-pace.ts';
import { findHighestNegativeCount } from '../store/volumes.ts';
import { readEvidence } from './buzz-evidence.ts';
import { readLiveTalk } from './live-talks.ts';
import type { OwnRules } from './own-rules.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const BRANDS_PER_CLAIM = 50;
/** While a buzz is open its brand is judged at least this often: it may also end by nobody speaking. */
const OPEN_BUZZ_STEP_MS = 5 * MINUTE_MS;
/** From this level on the brand's sources are read faster while its buzz is open: renewed as long as it is. */
const HURRY_LEVEL_MIN = 2;
const HURRY_MS = 15 * MINUTE_MS;
/** How far back "never more than" reaches. */
const RECORD_REACH_MS = 56 * DAY_MS;

export type DetectDeps = StepDeps & Readonly<{ ownRules: OwnRules }>;

/** One pass: claims the brands that were spoken of, judges each by its own habits. Returns how many were claimed. */
export async function detectBuzz(deps: DetectDeps): Promise<number> {
  const claimed = await claimDueJudgements(deps.db, claimNow(deps.clock, BRANDS_PER_CLAIM));
  const each = { atOnceMax: 1, nameOf: (judgement: ClaimedJudgement) => `brand ${judgement.brandId}` };
  await workOffEach(claimed, each, (judgement) => judgeOne(deps, judgement));
  return claimed.length;
}

async function judgeOne(deps: DetectDeps, claimed: ClaimedJudgement): Promise<void> {
  const now = deps.clock.now();
  const brand = await getBrand(deps.db, claimed);
  const { timeZone } = await getAgency(deps.db, brand.agencyId);
  const live = await readLiveTalk(deps.db, brand, { now, timeZone });
  const recent = await listRecentBuzzes(deps.db, claimed, addMs(now, -REOPEN_WITHIN_MS));
  const calmMs = calmMsOf(mentionsPerHour(live));
  const campaign = await findCampaign(deps.db, brand, now);
  const scan = scanNow({ brand, live, recent, campaign, now });
  const window = { agencyId: brand.agencyId, brandId: brand.id, from: addMs(now, -DAY_MS), until: addMs(now, 1) };
  const facts = scan.needsFacts ? await listNegativeFacts(deps.db, window, FACTS_PER_DAY_MAX) : [];
  const metRules = (await deps.ownRules.findMet(deps.db, claimed, now)).map(
    ({ rule: { name, level, countMin, windowMinutes }, count }): BuzzRule => ({
      name,
      level,
      count,
      countMin,
      windowMinutes,
    }),
  );
  const planned: PlannedStep[] = [];
  for (const kind of BUZZ_KINDS) {
    const ofKind = recent.filter((buzz) => buzz.kind === kind);
    const open = ofKind.find(({ status }) => status !== 'resolved') ?? null;
    const judged = judgeKind(kind, scan, facts);
    const verdict = kind === 'negative' ? withRules(judged, metRules) : judged;
    const step = followBuzz({
      ...{ verdict, open, now, endedAt: ofKind[0]?.resolvedAt ?? null, closedLevel: closedLevelOf(ofKind[0]) },
      calmMs: kind === 'silence' ? SILENCE_CALM_MS : calmMs,
    });
    deps.metrics.buzzSteps.inc({ outcome: step.kind });
    const buzz = open ?? ofKind[0] ?? null;
    planned.push({ kind, buzz, verdict, step, judgement: await toJudgement(deps.db, brand, { kind, step, now }) });
  }
  await deps.db.transaction().execute(async (transaction) => {
    const levels: BuzzLevel[] = [];
    for (const plan of planned) {
      const level = await recordStep(deps, transaction, brand, plan, now);
      if (level !== null && plan.kind === 'negative') levels.push(level);
    }
    const [level] = levels;
    const isOpen = planned.some(({ step }) => step.kind !== 'nothing' && step.kind !== 'resolve');
    await recordJudgement(transaction, claimed, {
      judgeAgainAt: addMs(now, isOpen ? OPEN_BUZZ_STEP_MS : SILENCE_STEP_MS),
    });
    if (level !== undefined && level >= HURRY_LEVEL_MIN) {
      const span = { now, until: addMs(now, HURRY_MS), mentionedSince: addMs(now, -7 * DAY_MS) };
      await hurrySources(transaction, claimed, span);
    }
  });
}

/** Null where nobody ended it by hand. */
function closedLevelOf(buzz: Buzz | undefined): BuzzLevel | null {
  return buzz === undefined || buzz.resolvedBy === null ? null : buzz.level;
}

type PlannedStep = Readonly<{
  kind: BuzzKind;
  /** The one that is open, or else the one that ended last. */
  buzz: Buzz | null;
  verdict: BuzzVerdict;
  step: BuzzStep;
  judgement: BuzzJudgement | null;
}>;

async function findCampaign(db: Db, brand: Brand, now: Date): Promise<Campaign | null> {
  const [campaign = null] = await listCampaignsWithin(db, toKey(brand), { from: now, until: addMs(now, 1) });
  return campaign;
}

function scanNow(
  input: Readonly<{
    brand: Brand;
    live: LiveTalk;
    recent: readonly Buzz[];
    campaign: Campaign | null;
    now: Date;
  }>,
): TalkScan {
  const { brand, live, recent, campaign, now } = input;
  const bucket = Math.floor(now.getTime() / BUCKET_MS);
  const bad = recent.filter(({ kind }) => kind === 'negative');
  const open = bad.find(({ status }) => status !== 'resolved');
  return scanTalk({
    state: live.current,
    row: rowOf(live, bucket),
    positiveCount: countPositives(live, bucket),
    context: {
      sensitivity: brand.sensitivity,
      campaignName: campaign?.name ?? null,
      phase: phaseOf({ isOpen: open !== undefined, endedAt: bad[0]?.resolvedAt ?? null, now }),
      toldLevel: open?.level ?? 0,
      isSilenceOpen: recent.some(({ kind, status }) => kind === 'silence' && status !== 'resolved'),
    },
  });
}

/** What is kept of a step that decides something. */
async function toJudgement(
  db: Db,
  brand: Brand,
  { kind, step, now }: Readonly<{ kind: BuzzKind; step: BuzzStep; now: Date }>,
): Promise<BuzzJudgement | null> {
  if (!('figures' in step)) return null;
  const { level, reasons, figures } = step;
  if (step.kind === 'fall') return { level, reasons, figures, evidence: null };
  const highestNegativeCount = await findHighestNegativeCount(
    db,
    { agencyId: brand.agencyId, brandId: brand.id },
    {
      from: new Date(Math.max(brand.createdAt.getTime(), now.getTime() - RECORD_REACH_MS)),
      until: addMs(now, -figures.windowMinutes * MINUTE_MS),
      windowMinutes: figures.windowMinutes,
    },
  );
  const evidence = await readEvidence(db, brand, { kind, windowMinutes: figures.windowMinutes, now });
  return { level, reasons, figures: { ...figures, highestNegativeCount }, evidence };
}

/** Returns the level of the brand's open buzz of this kind afterwards; null where none is open. */
async function recordStep(
  deps: StepDeps,
  db: Db,
  brand: Brand,
  plan: PlannedStep,
  now: Date,
): Promise<BuzzLevel | null> {
  const { kind, buzz, verdict, step, judgement } = plan;
  const writeDeps = { newId: deps.newId, now };
  if (step.kind === 'nothing') return null;
  if (step.kind === 'open') {
    const opened = await openBuzz(db, writeDeps, { ...toKey(brand), kind }, need(judgement, step.kind));
    if (opened !== undefined) deps.log.info('buzz.opened', toLogFields(opened, step.level));
    return step.level;
  }
  if (buzz === null) throw new Error(`a judgement of brand ${brand.id} follows a buzz that is not there`);
  switch (step.kind) {
    case 'reopen':
      if (!(await reopenBuzz(db, writeDeps, buzz, need(judgement, step.kind)))) return null;
      deps.log.info('buzz.reopened', toLogFields(buzz, step.level));
      return step.level;
    case 'escalate':
      if (!(await escalateBuzz(db, writeDeps, buzz, need(judgement, step.kind)))) return null;
      deps.log.info('buzz.escalated', toLogFields(buzz, step.level));
      return step.level;
    case 'fall':
      if (!(await recordFall(db, writeDeps, buzz, need(judgement, step.kind)))) return null;
      deps.log.info('buzz.fell', toLogFields(buzz, step.level));
      return step.level;
    case 'continue':
      await touchBuzz(db, buzz, { now, ...toPresent(buzz, verdict.level, now) });
      return buzz.level;
    case 'calm':
      return buzz.level;
    case 'resolve':
      if (await resolveBuzz(db, writeDeps, buzz)) deps.log.info('buzz.resolved', toLogFields(buzz, buzz.level));
      return null;
    default:
      return assertNever(step);
  }
}

function need(judgement: BuzzJudgement | null, step: string): BuzzJudgement {
  if (judgement === null) throw new Error(`a buzz cannot ${step} without a judgement`);
  return judgement;
}

function toKey(brand: Brand) {
  return { agencyId: brand.agencyId, brandId: brand.id };
}

function toLogFields(buzz: Buzz, level: number) {
  return { agencyId: buzz.agencyId, brandId: buzz.brandId, buzzId: buzz.id, kind: buzz.kind, level };
}
