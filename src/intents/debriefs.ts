/** The evening's debrief: what a day proposes of itself, or what was saved of it. */
import { addDays, localDayOn, periodsEarlier, type TimeRange } from '../base/zoned-time.ts';
import type { Language } from '../domain/agency.ts';
import type { Brand } from '../domain/brand.ts';
import type { LogbookEntry } from '../domain/logbook.ts';
import type { DebriefFigures } from '../domain/logbook-phrases.ts';
import { sayDebrief } from '../domain/logbook-words.ts';
import { getAgency } from '../store/agencies.ts';
import { getBrand } from '../store/brands.ts';
import { listRecentBuzzes } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { findDebrief, listEntriesInOrder } from '../store/logbook.ts';
import { countUnanswered } from '../store/mentions.ts';
import { listPrioritiesOn } from '../store/priorities.ts';
import { sumVolumes } from '../store/volumes.ts';
import { checkDay } from './logbook.ts';

type DayKey = Readonly<{ agencyId: string; brandId: string; onDate: string }>;

/** saved: null where the text is proposed. figures: as they are now. */
export type Debrief = Readonly<{ text: string; figures: DebriefFigures; saved: LogbookEntry | null }>;

/** More than a day's page shows. */
export const DAY_ENTRIES_MAX = 1_000;
const DAY_PRIORITIES_MAX = 200;
const USUAL_WEEKS = 4;

/**
 * The debrief of the brand's day: as it was saved, or else as the day tells itself in this language.
 *
 * Errors:  NOT_FOUND for another agency's brand, INPUT_INVALID for what is no day.
 */
export async function readDebrief(db: Db, key: DayKey, language: Language): Promise<Debrief> {
  checkDay('day', key.onDate);
  const { timeZone } = await getAgency(db, key.agencyId);
  const brand = await getBrand(db, key);
  const figures = await readFigures(db, brand, { timeZone, date: key.onDate });
  const saved = (await findDebrief(db, key)) ?? null;
  if (saved !== null) return { text: saved.text ?? '', figures, saved };
  const entries = await listEntriesInOrder(db, { ...key, from: key.onDate, to: key.onDate }, DAY_ENTRIES_MAX);
  return { text: sayDebrief({ language, timeZone }, { date: key.onDate, figures, entries }), figures, saved };
}

async function readFigures(
  db: Db,
  brand: Brand,
  day: Readonly<{ timeZone: string; date: string }>,
): Promise<DebriefFigures> {
  const { agencyId, id: brandId } = brand;
  const key = { agencyId, brandId };
  const range = localDayOn(day.date, day.timeZone);
  const cut = { timeZone: day.timeZone, period: 'day' } as const;
  const earlier = Array.from({ length: USUAL_WEEKS }, (_, index) => periodsEarlier(range, cut, index + 1));
  const [counts, ...usual] = await sumVolumes(db, key, [range, ...earlier]);
  const buzzes = (await listRecentBuzzes(db, key, range.from)).filter(({ openedAt }) => openedAt < range.until);
  // what is set for the next morning is left to do too; of a day that is over, what was done since is not
  const next = { ...key, date: addDays(day.date, 1) };
  const priorities = await listPrioritiesOn(db, next, { after: null, limit: DAY_PRIORITIES_MAX });
  return {
    mentionCount: counts?.mentionCount ?? 0,
    negativeCount: counts?.negativeCount ?? 0,
    positiveCount: counts?.positiveCount ?? 0,
    usualMentionCount: toUsual(
      brand,
      earlier,
      usual.map(({ mentionCount }) => mentionCount),
    ),
    unansweredCount: await countUnanswered(db, { ...key, from: range.from, until: range.until }),
    buzzes: buzzes.toReversed().map((buzz) => ({
      id: buzz.id,
      kind: buzz.kind,
      level: buzz.level,
      openedAt: buzz.openedAt.toISOString(),
      acknowledgedAt: buzz.acknowledgedAt?.toISOString() ?? null,
      acknowledgedBy: buzz.acknowledgedBy,
      resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
    })),
    openPriorities: priorities.map(({ id, text, forDate }) => ({ id, text, forDate })),
  };
}

/** As of the digest: a brand that was not watched through all of the weeks has no usual day. */
function toUsual(brand: Brand, ranges: readonly TimeRange[], counts: readonly number[]): number | null {
  if (ranges.some(({ from }) => from < brand.createdAt)) return null;
  const sorted = counts.toSorted((one, other) => one - other);
  const [, low = 0, high = 0] = sorted;
  return (low + high) / 2;
}
