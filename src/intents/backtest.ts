/** A brand's past through other rules: nothing is changed, and nobody is told. */
import { setImmediate } from 'node:timers/promises';
import { type BacktestedBuzz, backtestTalk } from '../analysis/buzz/backtest.ts';
import { makeLikeBucket } from '../analysis/buzz/holidays.ts';
import { compileAlertRules } from '../analysis/buzz/own-rules.ts';
import {
  type CountedTalk,
  type CountThreshold,
  listThresholdSpans,
  type Replay,
  type ReplayRule,
} from '../analysis/buzz/replay-counts.ts';
import { readStoredTalk, type TalkPrior, toTalkRow } from '../analysis/buzz/talk-state.ts';
import { addMs, type Clock, DAY_MS, MINUTE_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import { ALERT_RULES_PER_AGENCY_MAX, type AlertRule } from '../domain/alert-rule.ts';
import type { Brand, Sensitivity } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import type { MissedBuzz } from '../domain/missed-buzz.ts';
import { FACTS_PER_DAY_MAX, type TalkFact } from '../domain/talk-fact.ts';
import { BUCKET_MS, toBucketStart } from '../domain/volume.ts';
import { getAgency } from '../store/agencies.ts';
import { listAlertRules } from '../store/alert-rules.ts';
import { getBrand } from '../store/brands.ts';
import { listBuzzes } from '../store/buzzes.ts';
import { listCampaignsWithin } from '../store/campaigns.ts';
import type { Db } from '../store/database.ts';
import { listNegativeFactsOf, listRuleMentions } from '../store/mentions.ts';
import { listMissedBuzzes } from '../store/missed-buzzes.ts';
import { findTalkState } from '../store/talk-states.ts';
import { listBucketCounts } from '../store/volumes.ts';
import { checkRuleQuery } from './alert-rules.ts';

export const BACKTEST_DAYS = 90;
export const BACKTEST_DAYS_MAX = 370;
/** Before the range: the habits of the brand are known when it begins. */
const LEARNED_DAYS = 28;
/** A rule that asks for words has its mentions read, not counted. */
const RULE_MENTIONS_MAX = 30_000;
const RECORDED_MAX = 1_000;

export type BacktestRule = Pick<AlertRule, 'counts' | 'query' | 'countMin' | 'windowMinutes' | 'level'>;

/**
 * What is asked about: a sensitivity, with the brand's own rules beside it as they are; a rule alone; or a sensitivity with
 * one rule more.
 */
export type AskedRule = Readonly<{ sensitivity: Sensitivity | null; rule: BacktestRule | null }>;

export type BrandBacktest = TimeRange &
  Readonly<{
    mentionCount: number;
    negativeCount: number;
    /** The brand's sensitivity with its own rules: what holds now. */
    present: Readonly<{ sensitivity: Sensitivity; buzzes: readonly BacktestedBuzz[] }>;
    /** In the order in which they were asked for. */
    tried: readonly (AskedRule & Readonly<{ buzzes: readonly BacktestedBuzz[] }>)[];
    /** The bad buzzes that were opened in the range, the oldest first. */
    recorded: readonly Buzz[];
    missed: readonly MissedBuzz[];
    /** Own rules that were not played, because too many mentions would have to be read for their words. */
    leftOutRules: readonly string[];
    /** How long after it was published a mention was heard, the median; null: none was looked at. */
    heardAfterMinutes: number | null;
  }>;

type BacktestDeps = Readonly<{ db: Db; clock: Clock }>;
type Key = Readonly<{ agencyId: string; brandId: string }>;

/**
 * What rules would have told of a brand's past, as if each mention had been heard when it was published, beside what was
 * recorded.
 *
 * Shape:   range: the last ninety days where nothing is said; begins no sooner than the brand, and may be empty then.
 * Errors:  NOT_FOUND; INPUT_INVALID for a range that is too long, empty or to come; QUERY_INVALID; LIMIT_REACHED where too
 *          many mentions would have to be read for an asked rule's words.
 */
export async function backtestBrand(
  deps: BacktestDeps,
  key: Key,
  input: Readonly<{ range: Partial<TimeRange>; asked: readonly AskedRule[] }>,
): Promise<BrandBacktest> {
  const brand = await getBrand(deps.db, key);
  const range = toRange(brand, input.range, deps.clock.now());
  for (const { rule } of input.asked) await checkRuleQuery(deps.db, key.agencyId, rule?.query ?? null);
  const talk = await readTalk(deps.db, brand, range);
  const own = await readOwnThresholds(deps.db, talk, key);
  const asked = [{ sensitivity: brand.sensitivity, rule: null }, ...input.asked];
  const rules: ReplayRule[] = [];
  for (const { sensitivity, rule } of asked) {
    const thresholds = sensitivity === null ? [] : own.thresholds;
    const added = rule === null ? [] : [await toThreshold(deps.db, talk, { ...key, rule })];
    rules.push({ sensitivity, thresholds: [...thresholds, ...added] });
  }
  let heardAfterMinutes: number | null = null;
  const played = await drive(backtestTalk(talk, rules), async (spans) => {
    const facts = await listNegativeFactsOf(deps.db, key, spans, FACTS_PER_DAY_MAX);
    heardAfterMinutes = medianDelayMinutes(facts);
    return facts;
  });
  const inRange = { ...key, since: range.from, until: range.until };
  const page = { after: null, limit: RECORDED_MAX };
  const told = talk.rows.filter(({ bucket }) => bucket * BUCKET_MS >= range.from.getTime());
  return {
    ...range,
    mentionCount: told.reduce((sum, row) => sum + row.mentionCount, 0),
    negativeCount: told.reduce((sum, row) => sum + row.negativeCount, 0),
    present: { sensitivity: brand.sensitivity, buzzes: played[0] ?? [] },
    tried: input.asked.map((each, index) => ({ ...each, buzzes: played[index + 1] ?? [] })),
    recorded: (await listBuzzes(deps.db, { ...inRange, kind: 'negative' }, page)).toReversed(),
    missed: (await listMissedBuzzes(deps.db, inRange, page)).toReversed(),
    leftOutRules: own.leftOut,
    heardAfterMinutes,
  };
}

/** Errors: INPUT_INVALID. */
function toRange(brand: Brand, asked: Partial<TimeRange>, now: Date): TimeRange {
  const until = asked.until ?? now;
  const from = asked.from ?? addMs(until, -BACKTEST_DAYS * DAY_MS);
  if (until > now) throw new AppError('INPUT_INVALID', '"until" is to come: a backtest plays what has been.');
  if (from >= until) {
    throw new AppError('INPUT_INVALID', '"from" must be before "until", which is now where it is not given.');
  }
  if (until.getTime() - from.getTime() > BACKTEST_DAYS_MAX * DAY_MS) {
    throw new AppError(
      'INPUT_INVALID',
      `A backtest plays at most ${BACKTEST_DAYS_MAX} days: bring "from" closer to "until".`,
    );
  }
  // of a brand that is watched since later there is nothing
  const since = brand.createdAt > until ? until : brand.createdAt;
  return { from: since > from ? since : from, until };
}

async function readTalk(db: Db, brand: Brand, range: TimeRange): Promise<CountedTalk> {
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const { timeZone } = await getAgency(db, brand.agencyId);
  const learnFrom = Math.max(brand.createdAt.getTime(), range.from.getTime() - LEARNED_DAYS * DAY_MS);
  const rows = await listBucketCounts(db, key, { from: toBucketStart(new Date(learnFrom)), until: range.until });
  const campaigns = await listCampaignsWithin(db, key, range);
  return {
    kind: 'stored',
    rows: rows.map(toTalkRow),
    learnFrom,
    from: range.from.getTime(),
    until: range.until.getTime(),
    campaigns: campaigns.map(({ name, startsAt, endsAt }) => ({
      ...{ name, from: startsAt.getTime(), until: endsAt.getTime() },
    })),
    prior: await readPrior(db, key),
    likeBucket: makeLikeBucket({ country: brand.country, timeZone }),
  };
}

/** What the brand began with, as far as that is kept. */
async function readPrior(db: Db, key: Key): Promise<TalkPrior | null> {
  const stored = await findTalkState(db, key);
  return stored === undefined ? null : (readStoredTalk(stored.state)?.prior ?? null);
}

type OwnThresholds = Readonly<{ thresholds: readonly CountThreshold[]; leftOut: readonly string[] }>;

/** The brand's own rules as they are now. */
async function readOwnThresholds(db: Db, talk: CountedTalk, key: Key): Promise<OwnThresholds> {
  const rules = await listAlertRules(db, key, { after: null, limit: ALERT_RULES_PER_AGENCY_MAX });
  const thresholds: CountThreshold[] = [];
  const leftOut: string[] = [];
  for (const rule of rules) {
    try {
      thresholds.push(await toThreshold(db, talk, { ...key, rule }));
    } catch (error) {
      const isLeftOut = error instanceof AppError && (error.code === 'LIMIT_REACHED' || error.code === 'QUERY_INVALID');
      if (!isLeftOut) throw error;
      leftOut.push(rule.name);
    }
  }
  return { thresholds, leftOut };
}

/** Errors: LIMIT_REACHED, QUERY_INVALID. */
async function toThreshold(
  db: Db,
  talk: CountedTalk,
  { rule, ...key }: Key & Readonly<{ rule: BacktestRule }>,
): Promise<CountThreshold> {
  const { query, ...threshold } = rule;
  return query === null ? threshold : { ...threshold, found: await findCounts(db, talk, { ...key, rule }) };
}

/** How many mentions the rule's query finds, by bucket; read are those days only on which enough were counted. */
async function findCounts(
  db: Db,
  talk: CountedTalk,
  { rule, ...key }: Key & Readonly<{ rule: BacktestRule }>,
): Promise<ReadonlyMap<number, number>> {
  const one: AlertRule = { ...key, ...rule, id: 'asked', name: '', countMin: 1, createdAt: new Date(0) };
  const findMet = compileAlertRules([one]);
  const found = new Map<number, number>();
  let readCount = 0;
  for (const { from, until } of listThresholdSpans(talk, rule)) {
    const span = { from: new Date(from), until: new Date(until), limit: RULE_MENTIONS_MAX - readCount + 1 };
    const mentions = await listRuleMentions(db, key, span);
    readCount += mentions.length;
    if (readCount > RULE_MENTIONS_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `More than ${RULE_MENTIONS_MAX} mentions would have to be read for the words of the rule: choose a shorter time, or ask for more mentions at once.`,
      );
    }
    for (const mention of mentions) {
      if (findMet([mention], mention.publishedAt).length === 0) continue;
      const bucket = Math.floor(mention.publishedAt.getTime() / BUCKET_MS);
      found.set(bucket, (found.get(bucket) ?? 0) + 1);
    }
    await setImmediate();
  }
  return found;
}

/** Plays it, and lets others work at each pause. */
async function drive<Told>(
  replay: Replay<Told>,
  readFacts: (spans: readonly TimeRange[]) => Promise<readonly TalkFact[]>,
): Promise<Told> {
  let step = replay.next();
  while (!step.done) {
    if (step.value.kind === 'facts') {
      const spans = step.value.spans.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) }));
      step = replay.next(await readFacts(spans));
    } else {
      await setImmediate();
      step = replay.next();
    }
  }
  return step.value;
}

function medianDelayMinutes(facts: readonly TalkFact[]): number | null {
  const delays = facts.map(({ publishedAt, heardAt }) => heardAt - publishedAt).sort((one, other) => one - other);
  const median = delays[Math.floor(delays.length / 2)];
  return median === undefined ? null : Math.round(median / MINUTE_MS);
}
