/** What is to be done for a brand: set for a day, carried over until it is done. */
import { AppError } from '../base/errors.ts';
import { addDays } from '../base/zoned-time.ts';
import { OPEN_PRIORITIES_MAX, PRIORITY_CHARS_MAX, PRIORITY_DAYS_AHEAD_MAX, type Priority } from '../domain/logbook.ts';
import { holdBrand } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { deleteEntryOf } from '../store/logbook.ts';
import {
  countOpenPriorities,
  deletePriority,
  findPriorityBySource,
  getPriority,
  holdPriority,
  type NewPriority,
  recordPriorities,
  updatePriority,
} from '../store/priorities.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { findToday, logActions } from './log-actions.ts';
import { checkDay, type LogbookWriter, toLogbookText } from './logbook.ts';

type Key = Readonly<{ agencyId: string; priorityId: string }>;

/** forDate: null for tomorrow. externalId: as of a note. */
export type PriorityInput = Readonly<{
  brandId: string;
  text: string;
  forDate: string | null;
  externalId: string | null;
}>;

export type PriorityChanges = Readonly<{
  text?: string | undefined;
  forDate?: string | undefined;
  isDone?: boolean | undefined;
}>;

/**
 * Sets one. Returns the one that is there, where it was sent before.
 *
 * Errors:  NOT_FOUND for another agency's brand, INPUT_INVALID for a text or a day that cannot be one, LIMIT_REACHED.
 */
export async function addPriority(
  deps: IntentDeps,
  agencyId: string,
  input: PriorityInput,
  writer: LogbookWriter,
): Promise<Priority> {
  const text = toPriorityText(input.text);
  return await inTransaction(deps, async (db, writeDeps) => {
    const { brandId } = input;
    await holdBrand(db, { agencyId, brandId });
    const today = await findToday(db, agencyId, writeDeps.now);
    const forDate = input.forDate ?? addDays(today, 1);
    checkForDate(forDate, today);
    const sourceKey = `priority ${writer.id} ${input.externalId ?? deps.newId()}`;
    const priority = { agencyId, brandId, text, forDate, authorName: writer.name, sourceKey };
    await checkPriorityCount(db, { agencyId, brandId }, 1);
    const [added] = await recordPriorities(db, writeDeps, [priority]);
    return added ?? (await getKnown(db, priority));
  });
}

/** Errors: LIMIT_REACHED. */
export async function checkPriorityCount(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  newCount: number,
): Promise<void> {
  if ((await countOpenPriorities(db, key)) + newCount <= OPEN_PRIORITIES_MAX) return;
  throw new AppError(
    'LIMIT_REACHED',
    `A brand may have ${OPEN_PRIORITIES_MAX} priorities that are not done: tick some off or delete them first.`,
    { details: { of: 'priorities' } },
  );
}

/**
 * Changes its text or day, ticks it off, or takes the tick back, with the line that the logbook has of it.
 *
 * Errors:  NOT_FOUND, INPUT_INVALID.
 */
export async function changePriority(
  deps: IntentDeps,
  key: Key,
  changes: PriorityChanges,
  writer: Pick<LogbookWriter, 'name'>,
): Promise<Priority> {
  const text = changes.text === undefined ? undefined : toPriorityText(changes.text);
  return await inTransaction(deps, async (db, writeDeps) => {
    const { now } = writeDeps;
    const before = await holdPriority(db, key);
    const today = await findToday(db, key.agencyId, now);
    const { forDate, isDone } = changes;
    if (forDate !== undefined && forDate !== before.forDate) checkForDate(forDate, today);
    const isTicked = isDone === true && before.done === null;
    const isTakenBack = isDone === false && before.done !== null;
    const done = isTicked ? { at: now, on: today, by: writer.name } : null;
    const priority = await updatePriority(db, key, {
      text: text ?? before.text,
      ...(forDate === undefined ? {} : { forDate }),
      ...(isTicked || isTakenBack ? { done } : {}),
    });
    if (isTicked) {
      const by = { kind: 'member', name: writer.name } as const;
      const { agencyId, brandId, id } = priority;
      await logActions(db, writeDeps, agencyId, [
        { brandId, kind: 'priority-done', by, facts: { text: priority.text }, key: id },
      ]);
    }
    if (isTakenBack) await deleteEntryOf(db, key.agencyId, `priority-done ${key.priorityId}`);
    return priority;
  });
}

/** Errors: NOT_FOUND. */
export async function removePriority(deps: IntentDeps, key: Key): Promise<Priority> {
  return await inTransaction(deps, async (db) => {
    const priority = await getPriority(db, key);
    await deletePriority(db, key);
    return priority;
  });
}

/** On one line. Errors: INPUT_INVALID. */
export function toPriorityText(text: string): string {
  return toLogbookText(text.replace(/\s+/gu, ' '), PRIORITY_CHARS_MAX);
}

/** Sent before, by whoever sends it again. */
async function getKnown(db: Db, { agencyId, sourceKey }: NewPriority): Promise<Priority> {
  const known = await findPriorityBySource(db, agencyId, sourceKey);
  if (known === undefined) throw new Error(`the priority ${sourceKey} is neither new nor there`);
  return known;
}

function checkForDate(date: string, today: string): void {
  checkDay('forDate', date);
  if (date >= today && date <= addDays(today, PRIORITY_DAYS_AHEAD_MAX)) return;
  const sentence =
    date < today
      ? `"forDate" is over: give today, ${today}, or a day to come.`
      : `"forDate" is more than ${PRIORITY_DAYS_AHEAD_MAX} days away: give an earlier day.`;
  throw new AppError('INPUT_INVALID', sentence, { details: { field: 'forDate' } });
}
