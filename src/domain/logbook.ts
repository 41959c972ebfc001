/** The logbook: what was done for a brand, day by day, and the priorities that are carried from one day to the next. */
import type { BuzzKind, BuzzLevel } from './buzz.ts';
import type { SentimentLabel } from './mention.ts';

/** Where an entry came from; automatic: Vigie noted it when it happened. */
export type LogbookVia = 'dashboard' | 'api' | 'email' | 'sms' | 'automatic';

export const LOGBOOK_VIAS = ['dashboard', 'api', 'email', 'sms', 'automatic'] as const satisfies readonly LogbookVia[];

export type LogbookKind =
  | 'note' // what somebody wrote
  | 'debrief' // the evening's, one for a brand and day
  | 'acknowledged' // a buzz: "I have it"
  | 'snoozed'
  | 'false-alarm' // said of a buzz
  | 'confirmed' // a buzz that was a true one
  | 'mark-removed' // what was said of a buzz, taken back
  | 'resolved' // a buzz, closed by hand
  | 'handled' // mentions that somebody replied to or dealt with
  | 'set-aside' // mentions that are not about the brand
  | 'kept' // mentions that are
  | 'corrected' // mentions whose sentiment somebody put right, or took that back
  | 'query-changed'
  | 'silence-set'
  | 'silence-ended'
  | 'campaign-set'
  | 'campaign-changed'
  | 'campaign-removed'
  | 'priority-done';

export const LOGBOOK_KINDS = [
  'note',
  'debrief',
  'acknowledged',
  'snoozed',
  'false-alarm',
  'confirmed',
  'mark-removed',
  'resolved',
  'handled',
  'set-aside',
  'kept',
  'corrected',
  'query-changed',
  'silence-set',
  'silence-ended',
  'campaign-set',
  'campaign-changed',
  'campaign-removed',
  'priority-done',
] as const satisfies readonly LogbookKind[];

/** What Vigie notes by itself. */
export type ActionKind = Exclude<LogbookKind, 'note' | 'debrief'>;

/** Kinds of which many on one day are one line that counts. */
export type MarkKind = Extract<ActionKind, 'handled' | 'set-aside' | 'kept' | 'corrected'>;

/** member: somebody of the agency, signed in or by one of its API keys. contact: whoever answered a message. */
export type LogbookAuthor = Readonly<{
  kind: 'member' | 'contact' | 'vigie';
  /** The member's or the key's; null where only the name is known. */
  id: string | null;
  /** As it was then. */
  name: string;
}>;

export const LOGBOOK_AUTHOR_KINDS = ['member', 'contact', 'vigie'] as const satisfies readonly LogbookAuthor['kind'][];

/** What an automatic entry is told from, in whatever language it is read. Instants are ISO 8601: it is stored as JSON. */
export type LogbookFacts = Readonly<{
  /** Of a buzz. */
  level?: BuzzLevel;
  buzzKind?: BuzzKind;
  /** Of a snooze, a silence or a campaign. */
  from?: string;
  until?: string;
  /** Of a campaign, or of a saved query by which a brand's query was changed. */
  name?: string;
  /** Of a priority that was done. */
  text?: string;
  /** What the last mention's sentiment was said to be; null: what was said was taken back. */
  label?: SentimentLabel | null;
}>;

export type LogbookEntry = Readonly<{
  agencyId: string;
  id: string;
  /** Null: for all brands of the agency. */
  brandId: string | null;
  /** ISO date, of the agency's calendar. */
  onDate: string;
  kind: LogbookKind;
  via: LogbookVia;
  author: LogbookAuthor;
  /** What somebody wrote; null where Vigie noted it. */
  text: string | null;
  facts: LogbookFacts;
  /** 1, or how many mentions the line counts. */
  count: number;
  /** The first thousand of them. */
  mentionIds: readonly string[];
  buzzId: string | null;
  madeAt: Date;
  /** Null: as it was written. */
  editedAt: Date | null;
}>;

export type Priority = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  text: string;
  /** The day that it was set for, ISO date: shown on every day from then on until it is done. */
  forDate: string;
  authorName: string;
  madeAt: Date;
  /** Null: open. on: the day of the agency's calendar. */
  done: Readonly<{ at: Date; on: string; by: string }> | null;
}>;

/** One SMS or a paragraph; a debrief is a page. */
export const NOTE_CHARS_MAX = 4_000;
export const DEBRIEF_CHARS_MAX = 20_000;
export const PRIORITY_CHARS_MAX = 300;
/** What people write for a brand on one day; far more than a notebook's page. */
export const NOTES_PER_DAY_MAX = 200;
export const OPEN_PRIORITIES_MAX = 100;
/** Of an export or a list: a leap year. */
export const LOGBOOK_DAYS_MAX = 366;
/** What is noted belongs to a day that is not so long ago, or it is history and not a logbook. */
export const NOTE_DAYS_AGO_MAX = 366;
/** A priority is set for a day within a year. */
export const PRIORITY_DAYS_AHEAD_MAX = 366;
/** Further ones are counted and not named. */
export const MENTION_IDS_MAX = 1_000;

/** Whoever wants to change an entry; id: the member's or the API key's. */
export type LogbookEditor = Readonly<{ id: string }>;

/**
 * Whether somebody may change what was written or delete it.
 *
 * What Vigie noted stays as it happened. A note is its author's; one that came by SMS or e-mail anybody of the agency
 * may put right, because a telephone has no way to; the debrief is the brand's.
 */
export function isChangeable(entry: Pick<LogbookEntry, 'kind' | 'via' | 'author'>, editor: LogbookEditor): boolean {
  if (entry.via === 'automatic') return false;
  if (entry.kind === 'debrief' || entry.via === 'sms' || entry.via === 'email') return true;
  return entry.author.id === editor.id;
}

/** What a message holds: a note, priorities, or both. */
export type LogbookText = Readonly<{ note: string; priorities: readonly string[] }>;

const PRIORITY_LINE = /^[\s\-*•–]*priorit(?:é|és|e|es|y|ies)\s*:\s*(.*)$/i;

/**
 * Takes the lines that name a priority out of what somebody wrote.
 *
 * @example splitPriorities('Répondu.\npriorité : rappeler le journal')
 *          // { note: 'Répondu.', priorities: ['rappeler le journal'] }
 */
export function splitPriorities(text: string): LogbookText {
  const note: string[] = [];
  const priorities: string[] = [];
  for (const line of text.normalize('NFC').split('\n')) {
    const [, priority] = PRIORITY_LINE.exec(line) ?? [];
    if (priority === undefined) note.push(line);
    else if (priority.trim() !== '') priorities.push(priority.trim());
  }
  return { note: note.join('\n').trim(), priorities };
}
