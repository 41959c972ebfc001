/** What rules would have told of a past, as lines of text and as NDJSON. */
import {
  type BacktestedBuzz,
  listEpisodes,
  type MissedStart,
  type PastEpisode,
  type RecordedBuzz,
  TOLD_LEVEL_MIN,
  weighBacktest,
} from '../analysis/buzz/backtest.ts';
import { DAY_MS } from '../base/clock.ts';
import { BUZZ_LEVELS, type BuzzLevel } from '../domain/buzz.ts';

export type ShownPast = Readonly<{
  from: Date;
  until: Date;
  timeZone: string;
  mentionCount: number;
  /** Null: nobody said what is negative. */
  negativeCount: number | null;
  /** The tried one first, where there is one. */
  rules: readonly Readonly<{ role: 'tried' | 'present'; name: string; buzzes: readonly BacktestedBuzz[] }>[];
  /** What really happened; null: nothing was recorded of it. */
  past: Readonly<{ recorded: readonly RecordedBuzz[]; missed: readonly MissedStart[] }> | null;
  /** What has to be known to read it, a sentence each. */
  notes: readonly string[];
}>;

const LEVEL_NAMES: Readonly<Record<BuzzLevel, string>> = {
  4: 'crisis',
  3: 'bad buzz',
  2: 'to watch',
  1: 'weak signal, nobody is told',
};

/** One JSON object a line: what each rule would have told, then what was recorded and what was missed. */
export function toPastLines({ rules, past }: ShownPast): readonly string[] {
  return [
    ...rules.flatMap(({ role, name, buzzes }) => {
      const overlaps = past === null ? null : weighBacktest(buzzes, past).overlaps;
      return buzzes.map((buzz, index) => ({
        ...{ rule: role, name, ...buzz },
        ...(overlaps === null ? {} : { recorded: overlaps[index]?.map(({ id, mark }) => ({ id, mark })) ?? [] }),
      }));
    }),
    ...(past?.recorded ?? []).map((buzz) => ({ rule: 'recorded', ...buzz })),
    ...(past?.missed ?? []).map((missed) => ({ rule: 'missed', ...missed })),
  ].map((line) => JSON.stringify(line));
}

/** A summary by level, then each episode on a line. */
export function showPast(shown: ShownPast): readonly string[] {
  const { rules, past } = shown;
  const episodes = listEpisodes(
    rules.map(({ buzzes }) => buzzes),
    past?.recorded ?? [],
  );
  const clock = makeClock(shown.timeZone);
  const lines = [toHeadline(shown, clock), '', ...alignColumns(toSummary(shown), 'numbers')];
  const notes = shown.notes.length === 0 ? [] : ['', ...shown.notes];
  if (episodes.length === 0) return [...lines, '', 'Nothing would have been told.', ...notes];
  const head = ['opened', ...rules.map(toColumnName), ...(past === null ? [] : ['recorded']), 'negative', 'peak'];
  const rows = episodes.map((episode) => toRow(episode, { shown, clock }));
  return [...lines, '', ...alignColumns([head, ...rows], 'texts'), ...notes];
}

type Clock = (instant: Date) => string;

function makeClock(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  return (instant) => format.format(instant);
}

function toHeadline({ from, until, timeZone, mentionCount, negativeCount }: ShownPast, clock: Clock): string {
  if (until <= from) return 'No rows: there is no past to play.';
  const days = Math.round((10 * (until.getTime() - from.getTime())) / DAY_MS) / 10;
  const negative = negativeCount === null ? 'of any kind' : `${toNumber(negativeCount)} of them negative`;
  return `${clock(from)} to ${clock(until)} (${timeZone}): ${days} days, ${toNumber(mentionCount)} mentions, ${negative}`;
}

function toColumnName({ role, name }: ShownPast['rules'][number]): string {
  return `${role}: ${name}`;
}

function toSummary({ rules, past }: ShownPast): readonly (readonly string[])[] {
  const byLevel = [...BUZZ_LEVELS]
    .reverse()
    .map((level) => [
      `${level} ${LEVEL_NAMES[level]}`,
      ...rules.map(({ buzzes }) => String(buzzes.filter(({ highestLevel }) => highestLevel === level).length)),
    ]);
  const head = ['bad buzzes', ...rules.map(toColumnName)];
  if (past === null) return [head, ...byLevel];
  const gains = rules.map(({ buzzes }) => weighBacktest(buzzes, past));
  const alarms = past.recorded.filter(({ level }) => level >= TOLD_LEVEL_MIN);
  const falseCount = alarms.filter(({ mark }) => mark === 'false-alarm').length;
  const confirmedCount = alarms.filter(({ mark }) => mark === 'confirmed').length;
  return [
    head,
    ...byLevel,
    ['false alarms avoided', ...gains.map((gain) => `${gain.falseAlarmsAvoided.length} of ${falseCount}`)],
    ['true alerts lost', ...gains.map((gain) => `${gain.confirmedLost.length} of ${confirmedCount}`)],
    ['missed ones found', ...gains.map((gain) => `${gain.missesFound.length} of ${past.missed.length}`)],
  ];
}

function toRow(
  { from, byRule, recorded }: PastEpisode,
  { shown, clock }: Readonly<{ shown: ShownPast; clock: Clock }>,
): readonly string[] {
  const longest = byRule.flat()[0];
  return [
    clock(from),
    ...byRule.map((buzzes) => buzzes.map(toCell).join(', then ') || '-'),
    ...(shown.past === null ? [] : [recorded.map(toRecordedCell).join(', then ') || '-']),
    longest?.negativeCount == null ? '-' : toNumber(longest.negativeCount),
    longest === undefined ? '-' : clock(longest.peakAt),
  ];
}

function toCell({ highestLevel, minutesBeforePeak }: BacktestedBuzz): string {
  if (minutesBeforePeak === null) return String(highestLevel);
  if (minutesBeforePeak === 0) return `${highestLevel}, at the peak`;
  const place = minutesBeforePeak > 0 ? 'before' : 'after';
  return `${highestLevel}, ${toDuration(Math.abs(minutesBeforePeak))} ${place} the peak`;
}

function toRecordedCell({ level, mark }: RecordedBuzz): string {
  return mark === null ? String(level) : `${level} (${mark === 'confirmed' ? 'true' : 'false alarm'})`;
}

function toDuration(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

function toNumber(count: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(count);
}

/** The first column is text; numbers stand to the right. */
function alignColumns(rows: readonly (readonly string[])[], kind: 'numbers' | 'texts'): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return kind === 'numbers' && column > 0 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
