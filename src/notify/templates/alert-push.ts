/** An alert, or a test, as a notification: few words, in one record of an encrypted message. */
import type { Language } from '../../domain/agency.ts';
import { toOneLine } from '../one-line.ts';
import type { MessageSubject } from '../outgoing-message.ts';
import type { AlertCard, CardLink } from './alert-card.ts';
import { makeCard } from './bundle-parts.ts';
import { renderTestText } from './test-message.ts';

/** What the service worker (web/push-worker.js) is sent. */
export type PushNote = Readonly<{
  title: string;
  /** One line each; a telephone shows the first ones. */
  body: string;
  /** Opened by a press. */
  url: string;
  /** A notification replaces the one with the same tag. */
  tag: string;
  lang: Language;
  /** A button beside, to acknowledge without login; null where there is nothing to. */
  action: CardLink | null;
}>;

type NotedSubject = Exclude<MessageSubject, Readonly<{ kind: 'digest' }>>;

/**
 * What one record of an encrypted message holds: 4,096 bytes less its header (86), its tag (16) and its delimiter (1).
 *
 * Source:  RFC 8291 section 4 (one record); RFC 8188 section 2; RFC 8030 section 7.2 (4,096 bytes are always taken).
 */
export const PUSH_NOTE_BYTES_MAX = 4_096 - 86 - 16 - 1;

/** What a test opens: there is no buzz to look at. */
const HOME = '/';
/** Of a line as it is read: a notification is looked at, not studied. */
const LINE_CHARS_MAX = 200;

/**
 * The notification as JSON, never longer than PUSH_NOTE_BYTES_MAX: lines that do not fit are left out whole, the last
 * first. The words are those of a chat's card.
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function renderPushNote(
  input: Readonly<{ deliveryId: string; subject: NotedSubject; language: Language; timeZone: string }>,
): string {
  const { subject, language } = input;
  const note = subject.kind === 'test' ? toTestNote(language, subject) : toAlertNote(input, subject);
  return fitLines({ ...note, lang: language });
}

type LinedNote = Omit<PushNote, 'body'> & Readonly<{ lines: readonly string[] }>;

function fitLines({ lines, ...note }: LinedNote): string {
  const text = JSON.stringify({ ...note, body: lines.join('\n') } satisfies PushNote);
  if (lines.length === 0 || Buffer.byteLength(text) <= PUSH_NOTE_BYTES_MAX) return text;
  return fitLines({ ...note, lines: lines.slice(0, -1) });
}

function toTestNote(
  language: Language,
  subject: Extract<NotedSubject, Readonly<{ kind: 'test' }>>,
): Omit<LinedNote, 'lang'> {
  const { title, sentence, why } = renderTestText(subject, language);
  return { title, lines: [sentence, why], url: HOME, tag: 'test', action: null };
}

/** The next alert of a buzz takes the place of the one before; several buzzes stand by themselves. */
function toAlertNote(
  { deliveryId, ...reader }: Readonly<{ deliveryId: string; language: Language; timeZone: string }>,
  subject: Extract<NotedSubject, Readonly<{ kind: 'alert' | 'bundle' }>>,
): Omit<LinedNote, 'lang'> {
  const card = makeCard(subject, reader);
  const url = subject.kind === 'alert' ? subject.buzzUrl : subject.allUrl;
  return {
    title: `${card.brand} · ${card.headline}`,
    lines: [...card.summary, ...listQuotes(card)].map((line) => toOneLine(line, LINE_CHARS_MAX)),
    url,
    tag: subject.kind === 'alert' ? `buzz-${subject.buzzId}` : `bundle-${deliveryId}`,
    action: card.links.find((link) => link.url !== url) ?? null,
  };
}

/** The worst mention, in a line; nothing of a buzz that is over. */
function listQuotes({ isOver, quotes }: AlertCard): readonly string[] {
  const [worst] = quotes;
  return worst === undefined || isOver ? [] : [worst.headline];
}
