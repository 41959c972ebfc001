/** When a source usually speaks, learnt from what it told: so that its silence can be noticed. */
import { addSeconds, DAY_MS, HOUR_MS, SECOND_MS } from '../base/clock.ts';
import type { SourceRhythm } from '../domain/source.ts';

export const UNKNOWN_RHYTHM: SourceRhythm = {
  gapSeconds: null,
  longestGapSeconds: null,
  arrivalCount: 0,
  since: null,
  silentAfter: null,
  lagSeconds: null,
};

/** Fewer say nothing about habits. */
const ARRIVALS_MIN = 8;
/** Habits have nights and a week-end in them. */
const LEARNT_MS_MIN = 8 * DAY_MS;
/** A first visit brings the past: so much of it is its present rhythm. */
const HISTORY_MAX = 100;
const NEWEST_WEIGHT = 0.2;
/** A Christmas pause is forgotten by half in a month. */
const LONGEST_GAP_HALF_LIFE_SECONDS = (30 * DAY_MS) / SECOND_MS;
const SILENT_LONGEST_RATIO = 2;
const SILENT_USUAL_RATIO = 4;
const SILENT_SECONDS_MIN = HOUR_MS / SECOND_MS;

/**
 * The rhythm after a visit that brought something new.
 *
 * A first visit is history: its gaps are those between the publications. Later visits add the time since the last
 * arrival. The longest gap keeps nights and week-ends from looking like silence, so nothing is said of silence before eight days are
 * known; then a source is silent when it has been quiet for twice its longest gap, four times its usual one, and an hour.
 *
 * Shape:   publishedAts: of the new documents, where known. lastDocumentAt: null at the first visit.
 * Errors:  none: total.
 */
export function learnRhythm(
  input: Readonly<{
    rhythm: SourceRhythm;
    lastDocumentAt: Date | null;
    visitedAt: Date;
    publishedAts: readonly Date[];
  }>,
): SourceRhythm {
  const { rhythm, lastDocumentAt, visitedAt } = input;
  if (lastDocumentAt === null) return learnFromHistory(input);
  const gap = Math.max(0, toSeconds(visitedAt, lastDocumentAt));
  const decayed = (rhythm.longestGapSeconds ?? 0) * 0.5 ** (gap / LONGEST_GAP_HALF_LIFE_SECONDS);
  return withSilence({
    gapSeconds: blend(rhythm.gapSeconds, gap),
    longestGapSeconds: Math.max(gap, decayed),
    arrivalCount: rhythm.arrivalCount + 1,
    since: rhythm.since ?? lastDocumentAt,
    lagSeconds: blend(rhythm.lagSeconds, medianLag(input)),
    spokeAt: visitedAt,
  });
}

function learnFromHistory(input: Readonly<{ visitedAt: Date; publishedAts: readonly Date[] }>): SourceRhythm {
  const instants = [...new Set(input.publishedAts.map((at) => at.getTime()))]
    .filter((at) => at <= input.visitedAt.getTime())
    .sort((one, other) => other - one)
    .slice(0, HISTORY_MAX);
  const gaps = instants.slice(1).map((at, index) => ((instants[index] ?? at) - at) / SECOND_MS);
  const [newest] = instants;
  const oldest = instants.at(-1);
  if (gaps.length === 0 || newest === undefined || oldest === undefined) {
    return { ...UNKNOWN_RHYTHM, arrivalCount: 1, since: input.visitedAt };
  }
  return withSilence({
    gapSeconds: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    longestGapSeconds: Math.max(...gaps),
    arrivalCount: instants.length,
    since: new Date(oldest),
    lagSeconds: null,
    spokeAt: new Date(newest),
  });
}

function withSilence(
  learnt: Readonly<{
    gapSeconds: number | null;
    longestGapSeconds: number;
    arrivalCount: number;
    since: Date;
    lagSeconds: number | null;
    spokeAt: Date;
  }>,
): SourceRhythm {
  const { spokeAt, ...rhythm } = learnt;
  const patienceSeconds = Math.max(
    SILENT_LONGEST_RATIO * rhythm.longestGapSeconds,
    SILENT_USUAL_RATIO * (rhythm.gapSeconds ?? 0),
    SILENT_SECONDS_MIN,
  );
  const isKnown = rhythm.arrivalCount >= ARRIVALS_MIN && spokeAt.getTime() - rhythm.since.getTime() >= LEARNT_MS_MIN;
  return { ...rhythm, silentAfter: isKnown ? addSeconds(spokeAt, Math.round(patienceSeconds)) : null };
}

function medianLag(input: Readonly<{ visitedAt: Date; publishedAts: readonly Date[] }>): number | null {
  const lags = input.publishedAts
    .map((at) => Math.max(0, toSeconds(input.visitedAt, at)))
    .sort((one, other) => one - other);
  return lags[Math.floor(lags.length / 2)] ?? null;
}

function blend(old: number | null, newest: number | null): number | null {
  if (old === null || newest === null) return newest ?? old;
  return old + NEWEST_WEIGHT * (newest - old);
}

function toSeconds(later: Date, earlier: Date): number {
  return (later.getTime() - earlier.getTime()) / SECOND_MS;
}
