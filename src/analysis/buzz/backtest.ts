/** What a rule would have told of the past: when, how gravely, and how long before the worst of it. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../base/clock.ts';
import { findFirst } from '../../base/find-first.ts';
import type { BuzzLevel } from '../../domain/buzz.ts';
import { BUCKET_MS } from '../../domain/volume.ts';
import { type CountedTalk, type Replay, type ReplayRule, replayCounts } from './replay-counts.ts';
import type { ToldBuzz } from './replay-life.ts';
import type { TalkRow } from './talk-state.ts';
import { BUCKETS_PER_HOUR } from './volume-model.ts';

/** From this level on people are told. */
export const TOLD_LEVEL_MIN: BuzzLevel = 2;

/** A bad buzz that a rule would have told of. */
export type BacktestedBuzz = Readonly<{
  /** The beginning of the window that it was opened by. */
  startsAt: Date;
  openedAt: Date;
  /** Null: not over at the end of what was played. */
  resolvedAt: Date | null;
  highestLevel: BuzzLevel;
  /** Its opening, rises and falls, the oldest first. */
  steps: readonly Readonly<{ at: Date; level: BuzzLevel }>[];
  /** When people would have been told first; null: never. */
  toldAt: Date | null;
  /** The end of the hour with the most negative mentions; of a series of volumes, with the most mentions. */
  peakAt: Date;
  /** From toldAt to peakAt; negative where it came after the peak, null where nobody was told. */
  minutesBeforePeak: number | null;
  /** From startsAt on. */
  mentionCount: number;
  /** Null: nobody said what is negative. */
  negativeCount: number | null;
}>;

/**
 * The bad buzzes of each rule.
 *
 * Shape:   in the order of the rules, each the oldest first.
 * Errors:  as replayCounts.
 */
export function* backtestTalk(
  talk: CountedTalk,
  rules: readonly ReplayRule[],
): Replay<readonly (readonly BacktestedBuzz[])[]> {
  const told = yield* replayCounts(talk, rules);
  return told.map((buzzes) => buzzes.map((buzz) => toBacktested(buzz, talk)));
}

function toBacktested(buzz: ToldBuzz, talk: CountedTalk): BacktestedBuzz {
  const startsAt = buzz.openedAt - buzz.windowMinutes * MINUTE_MS;
  const span = { from: startsAt, until: buzz.resolvedAt ?? talk.until };
  const rows = takeRows(talk.rows, span);
  const isVolume = talk.kind === 'volumes';
  const peakAt = findPeak(talk.rows, span, isVolume ? 'mentionCount' : 'negativeCount') ?? buzz.openedAt;
  const toldAt = buzz.steps.find(({ level }) => level >= TOLD_LEVEL_MIN)?.at ?? null;
  return {
    startsAt: new Date(startsAt),
    openedAt: new Date(buzz.openedAt),
    resolvedAt: buzz.resolvedAt === null ? null : new Date(buzz.resolvedAt),
    highestLevel: buzz.highestLevel,
    steps: buzz.steps.map(({ at, level }) => ({ at: new Date(at), level })),
    toldAt: toldAt === null ? null : new Date(toldAt),
    peakAt: new Date(peakAt),
    minutesBeforePeak: toldAt === null ? null : (peakAt - toldAt) / MINUTE_MS,
    mentionCount: sumOf(rows, 'mentionCount'),
    negativeCount: isVolume ? null : sumOf(rows, 'negativeCount'),
  };
}

type Span = Readonly<{ from: number; until: number }>;

/** Rows are in order of time; a long past has many. */
function takeRows(rows: readonly TalkRow[], { from, until }: Span): readonly TalkRow[] {
  const first = findPlace(rows, Math.floor(from / BUCKET_MS));
  return rows.slice(first, findPlace(rows, Math.ceil(until / BUCKET_MS)));
}

/** How many rows are before the bucket. */
function findPlace(rows: readonly TalkRow[], bucket: number): number {
  return findFirst(rows, (row) => row.bucket >= bucket);
}

type Counted = 'mentionCount' | 'negativeCount';

function sumOf(rows: readonly TalkRow[], counted: Counted): number {
  return rows.reduce((sum, row) => sum + row[counted], 0);
}

/** Of the hours that end in the span; the first of equal ones, null where there was nothing. */
function findPeak(all: readonly TalkRow[], { from, until }: Span, counted: Counted): number | null {
  const rows = takeRows(all, { from: from - HOUR_MS, until });
  let highest = 0;
  let peakAt: number | null = null;
  let first = 0;
  let sum = 0;
  for (const row of rows) {
    sum += row[counted];
    for (let oldest = rows[first]; oldest && oldest.bucket <= row.bucket - BUCKETS_PER_HOUR; oldest = rows[first]) {
      sum -= oldest[counted];
      first += 1;
    }
    const endsAt = (row.bucket + 1) * BUCKET_MS;
    if (sum <= highest || endsAt <= from) continue;
    highest = sum;
    peakAt = endsAt;
  }
  return peakAt;
}

/** A bad buzz as it was recorded, and what people said of it. */
export type RecordedBuzz = Readonly<{
  id: string;
  openedAt: Date;
  resolvedAt: Date | null;
  level: BuzzLevel;
  mark: 'false-alarm' | 'confirmed' | null;
}>;

/** A bad buzz that somebody says was never told of. */
export type MissedStart = Readonly<{ id: string; startedAt: Date }>;

/** What a rule would have changed for the people who were woken, or were not. */
export type BacktestGain = Readonly<{
  /** By backtested buzz, in their order: the recorded ones that it overlaps. */
  overlaps: readonly (readonly RecordedBuzz[])[];
  /** People were told, said that it was nothing, and would not have been told. */
  falseAlarmsAvoided: readonly RecordedBuzz[];
  falseAlarmsKept: readonly RecordedBuzz[];
  /** They were told, said that it was true, and would not have been told. */
  confirmedLost: readonly RecordedBuzz[];
  missesFound: readonly MissedStart[];
}>;

/** Whoever says when it began does not know it to the hour, and a day later he needs nobody to tell him. */
const MISS_BEFORE_MS = 6 * HOUR_MS;
const MISS_AFTER_MS = DAY_MS;

/**
 * A rule's buzzes beside those that were recorded.
 *
 * Errors:  none: total.
 */
export function weighBacktest(
  buzzes: readonly BacktestedBuzz[],
  past: Readonly<{ recorded: readonly RecordedBuzz[]; missed: readonly MissedStart[] }>,
): BacktestGain {
  const { recorded, missed } = past;
  const isTold = (buzz: RecordedBuzz): boolean => buzzes.some((each) => each.toldAt !== null && overlap(each, buzz));
  const alarms = recorded.filter(({ level }) => level >= TOLD_LEVEL_MIN);
  const falseAlarms = alarms.filter(({ mark }) => mark === 'false-alarm');
  return {
    overlaps: buzzes.map((buzz) => recorded.filter((each) => overlap(buzz, each))),
    falseAlarmsAvoided: falseAlarms.filter((each) => !isTold(each)),
    falseAlarmsKept: falseAlarms.filter(isTold),
    confirmedLost: alarms.filter((each) => each.mark === 'confirmed' && !isTold(each)),
    missesFound: missed.filter(({ startedAt }) =>
      buzzes.some(({ toldAt }) => {
        const afterMs = (toldAt?.getTime() ?? Number.NaN) - startedAt.getTime();
        return afterMs >= -MISS_BEFORE_MS && afterMs <= MISS_AFTER_MS;
      }),
    ),
  };
}

function overlap(buzz: BacktestedBuzz, recorded: RecordedBuzz): boolean {
  const { startsAt, resolvedAt } = buzz;
  return (
    startsAt.getTime() <= (recorded.resolvedAt?.getTime() ?? Number.POSITIVE_INFINITY) &&
    recorded.openedAt.getTime() <= (resolvedAt?.getTime() ?? Number.POSITIVE_INFINITY)
  );
}

/** What goes on at one time, by each rule and as it was recorded. */
export type PastEpisode = Readonly<{
  from: Date;
  /** In the order of the rules, each the oldest first. */
  byRule: readonly (readonly BacktestedBuzz[])[];
  recorded: readonly RecordedBuzz[];
}>;

/**
 * The episodes of a past, with what each rule would have told of them: what overlaps is one.
 *
 * Shape:   the oldest first. from: the earliest opening.
 * Errors:  none: total.
 */
export function listEpisodes(
  byRule: readonly (readonly BacktestedBuzz[])[],
  recorded: readonly RecordedBuzz[],
): readonly PastEpisode[] {
  const parts = [
    ...byRule.flatMap((buzzes, rule) => buzzes.map((buzz) => ({ ...toSpan(buzz.startsAt, buzz), rule, buzz }))),
    ...recorded.map((each) => ({ ...toSpan(each.openedAt, each), recorded: each })),
  ].sort((one, other) => one.from - other.from);
  const groups: (typeof parts)[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const last = groups.at(-1);
    if (last !== undefined && part.from <= until) last.push(part);
    else groups.push([part]);
    until = Math.max(until, part.until);
  }
  const episodes = groups.map((group) => ({
    from: new Date(Math.min(...group.map(({ openedAt }) => openedAt))),
    byRule: byRule.map((_, rule) => group.flatMap((part) => ('buzz' in part && part.rule === rule ? [part.buzz] : []))),
    recorded: group.flatMap((part) => ('recorded' in part ? [part.recorded] : [])),
  }));
  return episodes.sort((one, other) => one.from.getTime() - other.from.getTime());
}

function toSpan(startsAt: Date, { openedAt, resolvedAt }: Pick<RecordedBuzz, 'openedAt' | 'resolvedAt'>) {
  return {
    from: startsAt.getTime(),
    openedAt: openedAt.getTime(),
    until: resolvedAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}
