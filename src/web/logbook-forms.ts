/** The logbook's forms: what was typed, written, or what is wrong with it in a sentence of the reader's language. */
import { AppError } from '../base/errors.ts';
import { isUuid } from '../base/ids.ts';
import { DEBRIEF_CHARS_MAX, NOTE_CHARS_MAX, PRIORITY_CHARS_MAX } from '../domain/logbook.ts';
import { addNote, type LogbookWriter, writeDebrief } from '../intents/logbook.ts';
import { addPriority } from '../intents/priorities.ts';
import type { Problems } from './form-problems.ts';
import type { DayShown } from './logbook-parts.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';
import type { RoomVisit } from './visits.ts';
import type { WebDeps } from './web-deps.ts';

type Given = Readonly<{ brandId: string; form: Form; day: DayShown }>;

/** Writes what a form asks for; no problems where it is there. */
export type WriteForm = (deps: WebDeps, visit: RoomVisit, given: Given) => Promise<Problems>;

function toWriter({ room }: RoomVisit): LogbookWriter {
  return { id: room.member.id, name: room.member.name, via: 'dashboard' };
}

/** Adds the note of a form; no problems where it is there. */
export async function noteFromForm(deps: WebDeps, visit: RoomVisit, { brandId, form, day }: Given): Promise<Problems> {
  const { messages } = visit.words;
  const text = form.text('note');
  const problem = findTextProblem(messages, text, NOTE_CHARS_MAX);
  if (problem !== null) return { note: problem };
  if (day.date > day.today) return { note: messages.logbook.future };
  if (!isUuid(brandId)) return { brand: messages.problems.missing };
  const input = { brandId, text, onDate: day.date, externalId: null };
  return await findLimit(() => addNote(deps, visit.room.agency.id, input, toWriter(visit)), {
    note: messages.logbook.full,
  });
}

/** Adds the priority of a form; no problems where it is there. */
export async function priorityFromForm(
  deps: WebDeps,
  visit: RoomVisit,
  { brandId, form, day }: Given,
): Promise<Problems> {
  const { messages } = visit.words;
  const text = form.text('priority');
  const forDate = form.text('forDay');
  const problem = findTextProblem(messages, text, PRIORITY_CHARS_MAX);
  if (problem !== null) return { priority: problem };
  if (forDate !== '' && !(forDate >= day.today)) return { forDay: messages.logbook.wrongDay };
  const input = { brandId, text, forDate: forDate === '' ? null : forDate, externalId: null };
  try {
    return await findLimit(() => addPriority(deps, visit.room.agency.id, input, toWriter(visit)), {
      priority: messages.logbook.tooManyPriorities,
    });
  } catch (error) {
    if (!(error instanceof AppError && error.details.field === 'forDate')) throw error;
    return { forDay: messages.logbook.wrongDay };
  }
}

/** Saves the debrief of a form; no problems where it is there. */
export async function debriefFromForm(
  deps: WebDeps,
  visit: RoomVisit,
  { brandId, form, day }: Given,
): Promise<Problems> {
  const { messages } = visit.words;
  const text = form.text('debrief');
  const problem = findTextProblem(messages, text, DEBRIEF_CHARS_MAX);
  if (problem !== null) return { debrief: problem };
  if (day.date > day.today) return { debrief: messages.logbook.future };
  const key = { agencyId: visit.room.agency.id, brandId, onDate: day.date };
  await writeDebrief(deps, key, text, toWriter(visit));
  return {};
}

/** Null: nothing is wrong. */
export function findTextProblem(messages: Messages, text: string, charsMax: number): string | null {
  if (text === '') return messages.problems.missing;
  return text.length > charsMax ? messages.problems.tooLong(charsMax) : null;
}

async function findLimit(write: () => Promise<unknown>, problem: Problems): Promise<Problems> {
  try {
    await write();
    return {};
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'LIMIT_REACHED')) throw error;
    return problem;
  }
}
