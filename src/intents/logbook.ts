/** What people write into the logbook: notes and the evening's debrief, put right and taken out again. */
import { AppError } from '../base/errors.ts';
import { addDays, isDay } from '../base/zoned-time.ts';
import {
  DEBRIEF_CHARS_MAX,
  isChangeable,
  LOGBOOK_DAYS_MAX,
  type LogbookEditor,
  type LogbookEntry,
  type LogbookVia,
  NOTE_CHARS_MAX,
  NOTE_DAYS_AGO_MAX,
  NOTES_PER_DAY_MAX,
} from '../domain/logbook.ts';
import { getBrand, holdBrand } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import {
  countNotes,
  type DayRange,
  deleteEntry,
  getEntry,
  recordEntry,
  saveDebrief,
  updateEntryText,
} from '../store/logbook.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { findToday } from './log-actions.ts';

/** Whoever writes, signed in or by an API key: whose id it is. */
export type LogbookWriter = LogbookEditor & Readonly<{ name: string; via: Extract<LogbookVia, 'dashboard' | 'api'> }>;

/** onDate: null for today. externalId: the caller's own, so that sending it twice adds it once; null: none. */
export type NoteInput = Readonly<{ brandId: string; text: string; onDate: string | null; externalId: string | null }>;

type EntryKey = Readonly<{ agencyId: string; entryId: string }>;

/**
 * Adds what somebody did. Returns the entry that is there, where it was sent before.
 *
 * Errors:  NOT_FOUND for another agency's brand, INPUT_INVALID for a text or a day that cannot be one, LIMIT_REACHED.
 */
export async function addNote(
  deps: IntentDeps,
  agencyId: string,
  input: NoteInput,
  writer: LogbookWriter,
): Promise<LogbookEntry> {
  const text = toLogbookText(input.text, NOTE_CHARS_MAX);
  return await inTransaction(deps, async (db, writeDeps) => {
    const key = { agencyId, brandId: input.brandId };
    await holdBrand(db, key);
    const today = await findToday(db, agencyId, writeDeps.now);
    const onDate = input.onDate ?? today;
    checkPastDay('onDate', onDate, today);
    await checkNoteCount(db, { ...key, onDate });
    return await recordEntry(db, writeDeps, {
      ...{ ...key, onDate, text, via: writer.via },
      kind: 'note',
      author: { kind: 'member', id: writer.id, name: writer.name },
      facts: {},
      buzzId: null,
      sourceKey: `note ${writer.id} ${input.externalId ?? deps.newId()}`,
    });
  });
}

/** Errors: LIMIT_REACHED. */
export async function checkNoteCount(
  db: Db,
  day: Readonly<{ agencyId: string; brandId: string; onDate: string }>,
): Promise<void> {
  if ((await countNotes(db, day)) < NOTES_PER_DAY_MAX) return;
  throw new AppError(
    'LIMIT_REACHED',
    `A brand may have ${NOTES_PER_DAY_MAX} notes on one day: delete one first, or write it for another day.`,
    { details: { of: 'notes' } },
  );
}

/** Puts a note or a debrief right. Errors: NOT_FOUND, INPUT_INVALID, NOT_ALLOWED as isChangeable says. */
export async function changeNote(
  deps: IntentDeps,
  key: EntryKey,
  text: string,
  editor: LogbookEditor,
): Promise<LogbookEntry> {
  return await inTransaction(deps, async (db, { now }) => {
    const entry = await getEntry(db, key);
    checkChangeable(entry, editor);
    const written = toLogbookText(text, entry.kind === 'debrief' ? DEBRIEF_CHARS_MAX : NOTE_CHARS_MAX);
    return written === entry.text ? entry : await updateEntryText(db, key, written, now);
  });
}

/** Takes a note or a debrief out. Errors: NOT_FOUND, NOT_ALLOWED as isChangeable says. */
export async function removeNote(deps: IntentDeps, key: EntryKey, editor: LogbookEditor): Promise<LogbookEntry> {
  return await inTransaction(deps, async (db) => {
    const entry = await getEntry(db, key);
    checkChangeable(entry, editor);
    await deleteEntry(db, key);
    return entry;
  });
}

/**
 * Saves the brand's debrief of a day, in place of the one that was saved before.
 *
 * Errors:  NOT_FOUND for another agency's brand, INPUT_INVALID for a text or a day that cannot be one.
 */
export async function writeDebrief(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; brandId: string; onDate: string }>,
  text: string,
  writer: LogbookWriter,
): Promise<LogbookEntry> {
  const written = toLogbookText(text, DEBRIEF_CHARS_MAX);
  return await inTransaction(deps, async (db, writeDeps) => {
    await getBrand(db, key);
    checkPastDay('day', key.onDate, await findToday(db, key.agencyId, writeDeps.now));
    const author = { kind: 'member', id: writer.id, name: writer.name } as const;
    return await saveDebrief(db, writeDeps, { ...key, text: written, via: writer.via, author });
  });
}

/**
 * The days that are asked for, both included: today and the thirty days before where nothing is said.
 *
 * Errors:  INPUT_INVALID for what is no day, a range that ends before it begins, or one of more than a year.
 */
export function readDayRange(
  asked: Readonly<{ from?: string | undefined; to?: string | undefined }>,
  today: string,
): DayRange {
  const to = asked.to ?? today;
  checkDay('to', to);
  const from = asked.from ?? addDays(to, -DAYS_DEFAULT);
  checkDay('from', from);
  if (from > to)
    throw new AppError('INPUT_INVALID', '"from" must not be after "to", which is today where it is not given.');
  if (from > addDays(to, -LOGBOOK_DAYS_MAX)) return { from, to };
  throw new AppError(
    'INPUT_INVALID',
    `The logbook is read ${LOGBOOK_DAYS_MAX} days at a time: give a "from" after ${addDays(to, -LOGBOOK_DAYS_MAX)}, and ask again for what was before.`,
    { details: { field: 'from' } },
  );
}

const DAYS_DEFAULT = 30;

/** Errors: INPUT_INVALID. */
export function checkDay(field: string, date: string): void {
  if (isDay(date)) return;
  throw new AppError('INPUT_INVALID', `"${field}" is no day of the calendar: give one such as 2026-06-01.`, {
    details: { field },
  });
}

/** A text as it is kept: without what cannot be seen or stored. Errors: INPUT_INVALID for none, or one that is too long. */
export function toLogbookText(text: string, charsMax: number): string {
  const kept = text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Cs}]/gu, (char) => (char === '\n' || char === '\t' ? char : ''))
    .trim();
  const field = { details: { field: 'text' } };
  if (kept === '') throw new AppError('INPUT_INVALID', 'There is nothing to note: write what was done.', field);
  if (kept.length <= charsMax) return kept;
  throw new AppError('INPUT_INVALID', `The text has ${kept.length} characters: write ${charsMax} at most.`, field);
}

/** What was done was done today or before; a year back is history. */
function checkPastDay(field: string, date: string, today: string): void {
  checkDay(field, date);
  if (date <= today && date >= addDays(today, -NOTE_DAYS_AGO_MAX)) return;
  const sentence =
    date > today
      ? `"${field}" has not come yet: give today, ${today}, or a day before, and a priority for what is to be done.`
      : `"${field}" is more than ${NOTE_DAYS_AGO_MAX} days ago: give a later day.`;
  throw new AppError('INPUT_INVALID', sentence, { details: { field } });
}

function checkChangeable(entry: LogbookEntry, editor: LogbookEditor): void {
  if (isChangeable(entry, editor)) return;
  const sentence =
    entry.via === 'automatic'
      ? 'Vigie noted this entry when it happened: it stays as it is; add a note to say more.'
      : 'This note is somebody else’s: whoever wrote it changes it; add a note to say more.';
  throw new AppError('NOT_ALLOWED', sentence, { details: { reason: 'entry-not-own' } });
}
