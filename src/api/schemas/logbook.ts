/** The logbook, its priorities and its debriefs on the wire. */
import { type Static, Type } from 'typebox';
import { LANGUAGES } from '../../domain/agency.ts';
import { BUZZ_KINDS, BUZZ_LEVELS } from '../../domain/buzz.ts';
import {
  DEBRIEF_CHARS_MAX,
  LOGBOOK_AUTHOR_KINDS,
  LOGBOOK_DAYS_MAX,
  LOGBOOK_KINDS,
  LOGBOOK_VIAS,
  type LogbookEntry,
  NOTE_CHARS_MAX,
  PRIORITY_CHARS_MAX,
  type Priority,
} from '../../domain/logbook.ts';
import { LOGBOOK_FORMATS } from '../../domain/logbook-export.ts';
import type { LogbookWords } from '../../domain/logbook-phrases.ts';
import { sayEntry } from '../../domain/logbook-words.ts';
import type { Debrief } from '../../intents/debriefs.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  inputObject,
  NullableId,
  NullableInstant,
  NullableText,
  named,
  oneOf,
  pageQuery,
  textInput,
} from './fields.ts';

const EXTERNAL_ID_CHARS_MAX = 200;
/** Of those that a line counts. */
const MENTION_IDS_SHOWN = 20;

export const DayInput = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: "a day of the agency's calendar, such as 2026-06-01",
});

const Day = Type.String({ format: 'date' });

const LanguageInput = oneOf(LANGUAGES, {
  description: 'the language of what Vigie says: fr or en, that of the agency where it is left out',
});

const ExternalIdInput = textInput(
  EXTERNAL_ID_CHARS_MAX,
  `the caller's own id of 1 to ${EXTERNAL_ID_CHARS_MAX} characters, so that sending it twice adds it once`,
);

export const LogbookEntryWire = named(
  'LogbookEntry',
  Type.Object({
    id: Id,
    brandId: Type.Unsafe<string | null>({ ...NullableId, description: 'null: for all brands of the agency' }),
    day: Day,
    kind: oneOf(LOGBOOK_KINDS),
    via: oneOf(LOGBOOK_VIAS, { description: 'automatic: Vigie noted it when it happened, and it stays as it is' }),
    author: Type.Object({ kind: oneOf(LOGBOOK_AUTHOR_KINDS), name: Type.String() }),
    text: Type.Unsafe<string | null>({ ...NullableText, description: 'what somebody wrote; null of an automatic one' }),
    sentence: Type.String({ description: 'what it says, in the language that is asked for' }),
    count: Type.Integer({ description: 'how many mentions an automatic line counts; else 1' }),
    mentionIds: Type.Array(Id, { description: `the first ${MENTION_IDS_SHOWN} of them` }),
    buzzId: NullableId,
    madeAt: Instant,
    editedAt: NullableInstant,
  }),
);

export const PriorityWire = named(
  'Priority',
  Type.Object({
    id: Id,
    brandId: Id,
    text: Type.String(),
    forDay: Type.String({ ...Day, description: 'the day that it was set for; it is carried over until it is done' }),
    author: Type.String(),
    madeAt: Instant,
    isDone: Type.Boolean(),
    doneAt: NullableInstant,
    doneBy: NullableText,
  }),
);

const DebriefBuzzWire = Type.Object({
  id: Id,
  kind: oneOf(BUZZ_KINDS),
  level: oneOf(BUZZ_LEVELS),
  openedAt: Instant,
  acknowledgedAt: NullableInstant,
  acknowledgedBy: NullableText,
  resolvedAt: NullableInstant,
});

export const DebriefWire = named(
  'Debrief',
  Type.Object({
    brandId: Id,
    day: Day,
    isSaved: Type.Boolean({ description: 'false: the text is what the day proposes' }),
    entryId: NullableId,
    text: Type.String(),
    figures: Type.Object(
      {
        mentionCount: Type.Integer(),
        negativeCount: Type.Integer(),
        positiveCount: Type.Integer(),
        usualMentionCount: Type.Unsafe<number | null>({
          type: ['number', 'null'],
          description: 'median of the same weekday of the four weeks before; null where the brand is younger',
        }),
        unansweredCount: Type.Integer({ description: 'negative mentions that nobody handled or set aside' }),
        buzzes: Type.Array(DebriefBuzzWire),
        openPriorities: Type.Array(Type.Object({ id: Id, text: Type.String(), forDay: Day })),
      },
      { description: 'what the text rests on, as it is now' },
    ),
  }),
);

const period = {
  brandId: Type.Optional(IdInput),
  from: Type.Optional(DayInput),
  to: Type.Optional({ ...DayInput, description: `the last day, ${LOGBOOK_DAYS_MAX} at most from the first` }),
  language: Type.Optional(LanguageInput),
};

export const LogbookQuery = pageQuery({ ...period, kind: Type.Optional(oneOf(LOGBOOK_KINDS)) });

export const LogbookExportQuery = inputObject({
  ...period,
  format: Type.Optional(oneOf(LOGBOOK_FORMATS, { description: 'csv or ndjson: csv where it is left out' })),
});

export const NoteInput = inputObject({
  brandId: IdInput,
  text: textInput(NOTE_CHARS_MAX),
  day: Type.Optional({
    ...DayInput,
    description: "a day of the agency's calendar that has come; today where it is left out",
  }),
  externalId: Type.Optional(ExternalIdInput),
});

export const NoteChanges = changesObject({ text: textInput(DEBRIEF_CHARS_MAX) });

export const PriorityQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  day: Type.Optional({ ...DayInput, description: 'the day to show: today where it is left out' }),
});

export const PriorityInput = inputObject({
  brandId: IdInput,
  text: textInput(PRIORITY_CHARS_MAX),
  forDay: Type.Optional({ ...DayInput, description: 'today or a day to come: tomorrow where it is left out' }),
  externalId: Type.Optional(ExternalIdInput),
});

export const PriorityChangesInput = changesObject({
  text: textInput(PRIORITY_CHARS_MAX),
  forDay: DayInput,
  isDone: Type.Boolean({ description: 'whether it is done' }),
});

export const DebriefPath = inputObject({ brandId: IdInput, day: DayInput });

export const DebriefQuery = inputObject({ language: Type.Optional(LanguageInput) });

export const DebriefInput = inputObject({ text: textInput(DEBRIEF_CHARS_MAX) });

export function presentEntry(entry: LogbookEntry, words: LogbookWords): Static<typeof LogbookEntryWire> {
  const { id, brandId, kind, via, text, count, buzzId } = entry;
  return {
    ...{ id, brandId, kind, via, text, count, buzzId },
    day: entry.onDate,
    author: { kind: entry.author.kind, name: entry.author.name },
    sentence: sayEntry(words, entry),
    mentionIds: entry.mentionIds.slice(0, MENTION_IDS_SHOWN),
    madeAt: entry.madeAt.toISOString(),
    editedAt: entry.editedAt?.toISOString() ?? null,
  };
}

export function presentPriority(priority: Priority): Static<typeof PriorityWire> {
  const { id, brandId, text, done } = priority;
  return {
    ...{ id, brandId, text },
    forDay: priority.forDate,
    author: priority.authorName,
    madeAt: priority.madeAt.toISOString(),
    isDone: done !== null,
    doneAt: done?.at.toISOString() ?? null,
    doneBy: done?.by ?? null,
  };
}

export function presentDebrief(
  key: Readonly<{ brandId: string; onDate: string }>,
  { text, saved, figures }: Debrief,
): Static<typeof DebriefWire> {
  return {
    brandId: key.brandId,
    day: key.onDate,
    isSaved: saved !== null,
    entryId: saved?.id ?? null,
    text,
    figures: {
      ...figures,
      buzzes: [...figures.buzzes],
      openPriorities: figures.openPriorities.map(({ id, text: said, forDate }) => ({
        id,
        text: said,
        forDay: forDate,
      })),
    },
  };
}
