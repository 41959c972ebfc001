/**
 * A brand's talk played again from its counts: what rules would have told of it, without reading every mention.
 *
 * Counts alone say on which days any rule can have told anything; who spoke is asked of those days only. So three months
 * of five thousand mentions a day are played in the time of some thousand judgements, and the answers are those of
 * replayTalk where each mention was heard when it was published.
 */
import { addMs, DAY_MS } from '../../base/clock.ts';
import { findFirst } from '../../base/find-first.ts';
import type { Sensitivity } from '../../domain/brand.ts';
import type { BuzzLevel } from '../../domain/buzz.ts';
import { FACTS_PER_DAY_MAX, type TalkFact } from '../../domain/talk-fact.ts';
import { BUCKET_MS } from '../../domain/volume.ts';
import { type PlacedFact, placeFacts } from './count-voices.ts';
import { DETECTOR_SETTINGS, readSurprises } from './detect-volume.ts';
import { calmMsOf, phaseOf } from './follow-buzz.ts';
import { isLoud, judgeTalk, listOpenWidths, SENSITIVITY_TIMES, scanTalk, type TalkScan } from './judge-talk.ts';
import {
  type LevelVerdict,
  makeReplayLife,
  type ReplayLife,
  SIGNAL,
  type ToldBuzz,
  toLevelVerdict,
} from './replay-life.ts';
import { campaignNameAt, type ReplayedCampaign, SILENCE_STEP_BUCKETS } from './replay-talk.ts';
import {
  cloneTalkState,
  foldTalk,
  makeTalkState,
  silentRow,
  type TalkPrior,
  type TalkRow,
  type TalkState,
  watchedBucketCount,
} from './talk-state.ts';
import { BUCKETS_PER_DAY, BUCKETS_PER_HOUR, expectedPerBucket } from './volume-model.ts';

type Span = Readonly<{ from: number; until: number }>;

/** Instants in milliseconds since the epoch. */
export type CountedTalk = Readonly<{
  /**
   * stored: a bucket without a row is one in which nobody spoke, and who spoke can be asked. table: nobody looked then, and
   * each negative mention is taken for a voice of its own. volumes: the same, and nobody said what is negative.
   */
  kind: 'stored' | 'table' | 'volumes';
  /** The oldest first, each bucket once. */
  rows: readonly TalkRow[];
  /** Learned from here on… */
  learnFrom: number;
  /** …and judged from here, rounded to five minutes. */
  from: number;
  until: number;
  /** Those that were declared. */
  campaigns: readonly ReplayedCampaign[];
  prior?: TalkPrior | null;
  likeBucket?: (bucket: number) => number;
}>;

/** So many within so long are at least this grave, whatever is usual. */
export type CountThreshold = Readonly<{
  level: BuzzLevel;
  countMin: number;
  /** Rounded up to five minutes. */
  windowMinutes: number;
  counts: 'mentions' | 'negatives';
  /** Where it counts some mentions only: how many of them, by bucket. */
  found?: ReadonlyMap<number, number>;
}>;

/** The detector at a sensitivity, thresholds, or the detector with thresholds beside it: the graver holds. */
export type ReplayRule = Readonly<{ sensitivity: Sensitivity | null; thresholds: readonly CountThreshold[] }>;

/**
 * Where a replay stands still. pause: whoever drives it may let others work. facts: it goes on with the negative mentions
 * that were published in these spans, the oldest first.
 */
export type ReplayPause = Readonly<{ kind: 'pause' } | { kind: 'facts'; spans: readonly Span[] }>;

/** Goes on with the facts that were asked for; after a pause with nothing. */
export type Replay<Told> = Generator<ReplayPause, Told, readonly TalkFact[] | undefined>;

const BUCKETS_PER_PAUSE = 7 * BUCKETS_PER_DAY;
const JUDGEMENTS_PER_PAUSE = 50;
/** With each what is known of the brand then is kept, 9 kB. Ninety days of a large brand have one or two thousand. */
const OPEN_MOMENTS_PER_BATCH = 2_000;
/** Longer than any buzz takes to end… */
const CALM_BUCKETS_MAX = BUCKETS_PER_DAY;
/** …and to be forgotten. */
const RECENT_BUCKETS = 2 * BUCKETS_PER_DAY;

/**
 * What each rule would have told of bad buzzes.
 *
 * Judged as replayTalk does: at the end of every five minutes in which somebody spoke, and while a bad buzz is open. A
 * table is judged at its rows, and its first day is learned: nothing but thresholds tells of it.
 *
 * Shape:   in the order of the rules, each the oldest first. A rule without sensitivity and thresholds tells nothing.
 * Errors:  RangeError where rows are not in order of time, or a count is none.
 */
export function* replayCounts(
  talk: CountedTalk,
  rules: readonly ReplayRule[],
): Replay<readonly (readonly ToldBuzz[])[]> {
  const voicesAt = makeVoiceMaker(talk.rows);
  const lives = rules.map(() => makeReplayLife('negative'));
  let batch: Moment[] = [];
  let openCount = 0;
  for (const moment of scanMoments(talk, rules)) {
    if (moment === 'pause') {
      yield { kind: 'pause' };
      continue;
    }
    batch.push(moment);
    if (moment.openBuckets > 0) openCount += 1;
    if (openCount < OPEN_MOMENTS_PER_BATCH) continue;
    yield* judgeBatch(batch, { talk, rules, lives, voicesAt });
    batch = [];
    openCount = 0;
  }
  yield* judgeBatch(batch, { talk, rules, lives, voicesAt });
  return lives.map(({ told }) => told);
}

type BatchContext = Readonly<{
  talk: CountedTalk;
  rules: readonly ReplayRule[];
  lives: readonly ReplayLife[];
  voicesAt: ReadRecent;
}>;

function* judgeBatch(batch: readonly Moment[], context: BatchContext): Replay<void> {
  const { talk, rules, lives, voicesAt } = context;
  const spans = talk.kind === 'stored' ? joinWindows(batch.filter(({ openBuckets }) => openBuckets > 0)) : [];
  const facts = spans.length === 0 ? [] : ((yield { kind: 'facts', spans }) ?? []);
  const recentAt = talk.kind === 'stored' ? makeFactReader(facts) : voicesAt;
  let judgementCount = 0;
  for (const moment of batch) {
    const isOpen = moment.openBuckets > 0;
    for (const [index, rule] of rules.entries()) {
      const life = lives[index];
      const known = moment.known[index] ?? NOTHING_KNOWN;
      if (life) followMoment(life, moment, { known, rule, talk, recentAt, voicesAt });
    }
    if (!isOpen) continue;
    judgementCount += 1;
    if (judgementCount % JUDGEMENTS_PER_PAUSE === 0) yield { kind: 'pause' };
  }
}

/** Drives a replay that nobody has to wait for. */
export function runReplay<Told>(
  replay: Replay<Told>,
  readFacts: (spans: readonly Span[]) => readonly TalkFact[],
): Told {
  let step = replay.next();
  while (!step.done) {
    step = replay.next(step.value.kind === 'facts' ? readFacts(step.value.spans) : undefined);
  }
  return step.value;
}

/** A bucket at whose end something may be judged. */
type Moment = Readonly<{
  bucket: number;
  isSpoken: boolean;
  calmMs: number;
  /** What counts say, and what was known of the brand then; null where no single mentions need be looked at. */
  scan: TalkScan | null;
  /** More negatives than usual, whoever speaks: level 1 where nothing is open. */
  isSignal: boolean;
  /** How many buckets of single mentions any detector would have to look at. */
  openBuckets: number;
  /** In the order of the rules. */
  known: readonly KnownVerdict[];
}>;

/** How many buckets of single mentions a detector would look at: while nothing is open, and while a buzz is or just was. */
type OpenBuckets = Readonly<{ calm: number; later: number }>;

const NOTHING_OPEN: OpenBuckets = { calm: 0, later: 0 };

/** What a rule says without looking at single mentions, and how many of them its detector would look at. */
type KnownVerdict = Readonly<{ level: 0 | BuzzLevel; windowMinutes: number; open: OpenBuckets }>;

const NOTHING_KNOWN: KnownVerdict = { level: 0, windowMinutes: 0, open: NOTHING_OPEN };

function* scanMoments(talk: CountedTalk, rules: readonly ReplayRule[]): Generator<Moment | 'pause'> {
  const { kind, likeBucket = (bucket: number) => bucket } = talk;
  const from = Math.floor(talk.from / BUCKET_MS);
  const state = makeTalkState(talk.prior ?? null);
  const thresholds = rules.map((rule) => rule.thresholds.map(makeThresholdWatch));
  const watches = thresholds.flat();
  const nothingKnown = rules.map(() => NOTHING_KNOWN);
  let mayBeOpen = false;
  let lastTellingBucket = Number.NEGATIVE_INFINITY;
  let learnedCount = 0;
  for (const unlike of listRows(talk)) {
    const row = { ...unlike, likeBucket: likeBucket(unlike.bucket) };
    const { bucket } = row;
    for (const watch of watches) watch.add(row);
    const isSpoken = kind !== 'stored' || row.mentionCount > 0;
    if (bucket >= from && (isSpoken || mayBeOpen || bucket % SILENCE_STEP_BUCKETS === 0)) {
      const isNew = kind !== 'stored' && watchedBucketCount(state, bucket) < BUCKETS_PER_DAY;
      const isRecent = bucket - lastTellingBucket <= RECENT_BUCKETS;
      const scan =
        kind === 'volumes' || isNew
          ? NO_SCAN
          : scanFor(rules, { state, row, isRecent, campaignName: campaignNameAt(talk.campaigns, bucket) });
      const volumes = kind === 'volumes' && !isNew ? judgeVolumes(rules, state, row) : [];
      const isKnown = watches.length > 0 || volumes.length > 0 || scan.open.length > 0;
      const known = isKnown ? rules.map((_, index) => knownOf(index, { thresholds, volumes, scan })) : nothingKnown;
      const isTelling = scan.found !== null || scan.isSignal || known.some(({ level }) => level > 0);
      if (isTelling) lastTellingBucket = bucket;
      if (isTelling || mayBeOpen) {
        const calmMs = calmMsOf(expectedPerBucket(state.mentions) * BUCKETS_PER_HOUR);
        const openBuckets = Math.max(0, ...scan.open.flatMap(({ calm, later }) => [calm, later]));
        yield { bucket, isSpoken, calmMs, scan: scan.found, isSignal: scan.isSignal, openBuckets, known };
      }
      mayBeOpen = isTelling || (mayBeOpen && bucket - lastTellingBucket < CALM_BUCKETS_MAX);
    }
    foldTalk(state, row);
    learnedCount += 1;
    if (learnedCount % BUCKETS_PER_PAUSE === 0) yield 'pause';
  }
}

type KnownParts = Readonly<{
  thresholds: readonly (readonly ThresholdWatch[])[];
  volumes: readonly KnownVerdict[];
  scan: Scanned;
}>;

function knownOf(index: number, { thresholds, volumes, scan }: KnownParts): KnownVerdict {
  const verdicts = (thresholds[index] ?? []).map((watch) => watch.verdict());
  const highest = [...verdicts, volumes[index] ?? NOTHING_KNOWN].reduce((best, each) =>
    each.level > best.level ? each : best,
  );
  return { ...highest, open: scan.open[index] ?? NOTHING_OPEN };
}

/** What is learned: each bucket since the beginning of what is stored, each row of a table. */
function* listRows(talk: CountedTalk): Generator<TalkRow> {
  const since = Math.floor(Math.min(talk.learnFrom, talk.from) / BUCKET_MS);
  const until = Math.ceil(talk.until / BUCKET_MS);
  let next = talk.rows.findIndex(({ bucket }) => bucket >= since);
  if (next < 0) next = talk.rows.length;
  if (talk.kind !== 'stored') {
    for (; next < talk.rows.length; next += 1) {
      const row = talk.rows[next];
      if (row && row.bucket < until) yield row;
    }
    return;
  }
  for (let bucket = since; bucket < until; bucket += 1) {
    const row = talk.rows[next];
    if (row?.bucket === bucket) next += 1;
    yield row?.bucket === bucket ? row : silentRow(bucket);
  }
}

/** open: in the order of the rules. */
type Scanned = Readonly<{ found: TalkScan | null; isSignal: boolean; open: readonly OpenBuckets[] }>;

const NO_SCAN: Scanned = { found: null, isSignal: false, open: [] };
const SIGNAL_SCAN: Scanned = { ...NO_SCAN, isSignal: true };

/** From the one that tells most: where it has nothing to look at, none has. */
const MOST_TELLING_FIRST = ['more', 'balanced', 'fewer'] as const satisfies readonly Sensitivity[];

function scanFor(
  rules: readonly ReplayRule[],
  input: Readonly<{ state: TalkState; row: TalkRow; isRecent: boolean; campaignName: string | null }>,
): Scanned {
  const { state, row, isRecent, campaignName } = input;
  const open = new Map<Sensitivity | null, OpenBuckets>();
  let found: TalkScan | null = null;
  let isSignal = false;
  for (const sensitivity of MOST_TELLING_FIRST) {
    if (!rules.some((rule) => rule.sensitivity === sensitivity)) continue;
    const context = { sensitivity, campaignName, phase: 'calm', toldLevel: 0, isSilenceOpen: false } as const;
    const scan = scanTalk({ state, row, positiveCount: 0, context });
    const later = { ...scan, needsFacts: true, context: { ...context, phase: 'buzz' } } as const;
    const opened = {
      calm: Math.max(0, ...listOpenWidths(scan)),
      later: isRecent ? Math.max(0, ...listOpenWidths(later)) : 0,
    };
    isSignal = isLoud(scan);
    if (opened.calm === 0 && opened.later === 0) break;
    open.set(sensitivity, opened);
    found ??= scan;
  }
  if (found === null) return isSignal ? SIGNAL_SCAN : NO_SCAN;
  return {
    // the brand goes on learning before it is judged
    found: { ...found, state: cloneTalkState(state) },
    isSignal,
    open: rules.map(({ sensitivity }) => open.get(sensitivity) ?? NOTHING_OPEN),
  };
}

function judgeVolumes(rules: readonly ReplayRule[], state: TalkState, row: TalkRow): readonly KnownVerdict[] {
  const { bucket, mentionCount: count, likeBucket = bucket } = row;
  return rules.map(({ sensitivity }) => {
    if (sensitivity === null) return NOTHING_KNOWN;
    const surpriseMin = DETECTOR_SETTINGS.surpriseMin * SENSITIVITY_TIMES[sensitivity].surpriseTimes;
    const settings = { ...DETECTOR_SETTINGS, surpriseMin };
    const { level, windows } = readSurprises(state.mentions, { bucket, count, likeBucket }, settings);
    const loudest = windows.reduce((best, each) => (each.surprise > best.surprise ? each : best));
    return { level, windowMinutes: loudest.widthMinutes, open: NOTHING_OPEN };
  });
}

/** The sum of a threshold's window, kept as rows come. */
type ThresholdWatch = ReturnType<typeof makeThresholdWatch>;

function makeThresholdWatch(threshold: CountThreshold) {
  const { level, countMin, windowMinutes, counts, found } = threshold;
  const widthBuckets = Math.ceil((windowMinutes * 60_000) / BUCKET_MS);
  const kept: { bucket: number; count: number }[] = [];
  let first = 0;
  let sum = 0;
  const countOf = (row: TalkRow): number => {
    if (found !== undefined) return found.get(row.bucket) ?? 0;
    return counts === 'mentions' ? row.mentionCount : row.negativeCount;
  };
  return {
    widthBuckets,
    add: (row: TalkRow): void => {
      const count = countOf(row);
      if (count > 0) kept.push({ bucket: row.bucket, count });
      sum += count;
      for (let oldest = kept[first]; oldest && oldest.bucket <= row.bucket - widthBuckets; oldest = kept[first]) {
        sum -= oldest.count;
        first += 1;
      }
    },
    verdict: (): KnownVerdict => (sum >= countMin ? { level, windowMinutes, open: NOTHING_OPEN } : NOTHING_KNOWN),
  };
}

/**
 * The windows in which as many were counted as a threshold asks for, joined where they touch: outside of them nothing that
 * is found can meet it.
 *
 * Shape:   the oldest first; found is no matter.
 */
export function listThresholdSpans(talk: CountedTalk, threshold: Omit<CountThreshold, 'found'>): readonly Span[] {
  const watch = makeThresholdWatch(threshold);
  const met: Readonly<{ bucket: number; openBuckets: number }>[] = [];
  for (const row of talk.rows) {
    watch.add(row);
    if (watch.verdict().level > 0) met.push({ bucket: row.bucket, openBuckets: watch.widthBuckets });
  }
  return joinWindows(met);
}

/** The windows that end with these buckets, joined where they touch; the oldest first. */
function joinWindows(windows: readonly Readonly<{ bucket: number; openBuckets: number }>[]): readonly Span[] {
  const spans: { from: number; until: number }[] = [];
  for (const { bucket, openBuckets } of windows.toReversed()) {
    const until = (bucket + 1) * BUCKET_MS;
    const from = until - openBuckets * BUCKET_MS;
    const next = spans.at(-1);
    if (next !== undefined && until >= next.from) next.from = Math.min(next.from, from);
    else spans.push({ from, until });
  }
  return spans.reverse();
}

/** The negative mentions of so many buckets, at most a day, the last of them this one. Asked for one after the other. */
type ReadRecent = (bucket: number, buckets: number) => readonly TalkFact[];

function makeFactReader(facts: readonly TalkFact[]): ReadRecent {
  const placed = placeFacts(facts);
  return (bucket, buckets) =>
    placed.slice(findSince(placed, (bucket + 1 - buckets) * BUCKET_MS), findSince(placed, (bucket + 1) * BUCKET_MS));
}

/** The place of the first that was published at or after the instant. */
function findSince(facts: readonly TalkFact[], since: number): number {
  return findFirst(facts, ({ publishedAt }) => publishedAt >= since);
}

/** The same where nobody knows who spoke: each negative mention is a voice of its own, that was never heard before. */
function makeVoiceMaker(rows: readonly TalkRow[]): ReadRecent {
  let voices: PlacedFact[] = [];
  let next = 0;
  let madeCount = 0;
  return (bucket, buckets) => {
    const since = (bucket + 1 - BUCKETS_PER_DAY) * BUCKET_MS;
    for (let row = rows[next]; row !== undefined && row.bucket <= bucket; row = rows[next]) {
      next += 1;
      const at = row.bucket * BUCKET_MS;
      if (at < since) continue;
      for (let count = 0; count < Math.min(row.negativeCount, FACTS_PER_DAY_MAX); count += 1) {
        voices.push(makeVoice(at, madeCount));
        madeCount += 1;
      }
    }
    voices = voices.slice(Math.max(findSince(voices, since), voices.length - FACTS_PER_DAY_MAX));
    return voices.slice(findSince(voices, (bucket + 1 - buckets) * BUCKET_MS));
  };
}

function makeVoice(at: number, place: number): PlacedFact {
  const name = String(place);
  return {
    ...{ publishedAt: at, heardAt: at, label: 'negative', sourceKind: 'forum', site: '' },
    ...{ author: name, isNewcomer: true, storyId: name, crisisWeight: 0, outletWeight: 0 },
    ...{
      place,
      authorAt: -1,
      storyAt: -1,
      authorBeforeAt: -1,
      storyBeforeAt: -1,
      siteAt: place - 1,
      kindAt: place - 1,
      pressAt: place,
      nationalAt: place,
    },
  };
}

/** Whether talk grows is told from its last hours. */
const GROWTH_BUCKETS = 3 * BUCKETS_PER_HOUR;

const CALM: LevelVerdict = { level: 0, isGrowing: false, windowMinutes: 0 };

type MomentContext = Readonly<{
  known: KnownVerdict;
  rule: ReplayRule;
  talk: CountedTalk;
  recentAt: ReadRecent;
  voicesAt: ReadRecent;
}>;

function followMoment(life: ReplayLife, moment: Moment, context: MomentContext): void {
  const { bucket, isSpoken, calmMs } = moment;
  if (!isSpoken && life.open === null && bucket % SILENCE_STEP_BUCKETS !== 0) return;
  const now = new Date((bucket + 1) * BUCKET_MS);
  if (life.open !== null && now.getTime() - life.open.lastAbnormalAt.getTime() > DAY_MS) {
    // nobody looked for longer than any buzz takes to end
    life.follow(CALM, { now: addMs(life.open.lastAbnormalAt, calmMs), calmMs });
  }
  life.follow(judgeMoment(life, moment, context), { now, calmMs });
}

function judgeMoment(life: ReplayLife, { bucket, scan, isSignal }: Moment, context: MomentContext): LevelVerdict {
  const { known, rule, talk, recentAt, voicesAt } = context;
  const told: LevelVerdict = { level: known.level, isGrowing: false, windowMinutes: known.windowMinutes };
  if (rule.sensitivity === null) return told;
  const now = new Date((bucket + 1) * BUCKET_MS);
  const phase = phaseOf({ isOpen: life.open !== null, endedAt: life.endedAt, now });
  const openBuckets = phase === 'calm' ? known.open.calm : known.open.later;
  if (scan === null || openBuckets === 0) {
    return isSignal && phase === 'calm' && known.level === 0 ? SIGNAL : told;
  }
  const mine = {
    ...scan,
    context: {
      sensitivity: rule.sensitivity,
      campaignName: campaignNameAt(talk.campaigns, bucket),
      phase,
      toldLevel: life.open?.level ?? 0,
      isSilenceOpen: false,
    },
  } as const;
  const verdict = judgeTalk(mine, recentAt(bucket, openBuckets));
  // of the mentions only those are read that may make a level; whether they become more, counts tell
  const isGrowing = verdict.level === 3 && judgeTalk(mine, voicesAt(bucket, GROWTH_BUCKETS)).isGrowing;
  return verdict.level >= known.level ? { ...toLevelVerdict(verdict), isGrowing } : { ...told, isGrowing };
}
