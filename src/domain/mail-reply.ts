/**
 * What somebody wrote above the mail that he answers: told from quotation, signature and what mail programs add, and from
 * mails that answer by themselves. Everything here comes from outside: nothing throws.
 */
import { toDeliveryId } from './mail-report.ts';

/** Names and values of a mail's header, names in lower case. */
export type MailHeaders = readonly Readonly<{ key: string; value: string }>[];

/** Of a long thread the last few are what is answered. */
const REFERENCES_MAX = 50;
/** An attribution may be broken over so many lines. */
const ATTRIBUTION_LINES = 4;
const HEADER_BLOCK_LINES = 6;

/** Lines from which on all is quoted, whatever stands above. */
const DIVIDERS: readonly RegExp[] = [
  /^-{2,}\s*(message d['’]origine|message original|message initial|message transféré|original message|forwarded message|ursprüngliche nachricht|mensaje original|messaggio originale)\s*-{2,}$/iu,
  /^_{10,}$/,
];
/** Below them somebody signs, or his telephone does: « Envoyé de mon iPhone », and not « Envoyé de nouveau au client ». */
const SIGNATURES: readonly RegExp[] = [
  /^--\s?$/,
  /^envoyé (de mon|depuis (mon|l['’]appli|outlook|yahoo|gmail|proton)|à partir (de (mon|outlook|yahoo)|d['’]un))\b/iu,
  /^(sent from (my|outlook|yahoo|mail for|proton)|get outlook for|obtenir outlook|télécharger outlook)\b/iu,
];
/** « Le mar. 2 juin 2026 à 03:12, Vigie <vigie@example.org> a écrit : » */
const ATTRIBUTION = /^(le|on|am|el|il)\s.{4,400}\b(a écrit|wrote|schrieb|escribió|ha scritto)\b.{0,80}:$/iu;
/** Outlook’s block: « De : … Envoyé : … Objet : … » */
const FROM_LINE = /^\*?(de|from|von|da)\s*:\*?\s*\S/iu;
const OTHER_LINE =
  /^\*?(envoyé|date|sent|gesendet|enviado|inviato|à|to|an|para|a|objet|subject|betreff|asunto|oggetto)\s*:/iu;

const AUTOMATIC_SUBJECT =
  /^(réponse automatique|absence du bureau|absent|automatic reply|auto(matic)?[ -]?response|out of (the )?office|automatische antwort)\b/iu;

/**
 * What stands above the quotation; what stands below it, where nothing is above; quoted lines never.
 *
 * @example cutQuotation('Vu avec le forum.\n\nLe 2 juin 2026, Vigie a écrit :\n> Bad buzz')  // 'Vu avec le forum.'
 */
export function cutQuotation(text: string): string {
  const lines = text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u200b\ufeff]/g, '')
    .split('\n')
    .map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
  const cut = findCut(lines);
  const above = toWritten(lines.slice(0, cut.at));
  if (above !== '' || !cut.isAttribution) return above;
  return toWritten(lines.slice(cut.at + cut.lineCount));
}

/** Whether nobody wrote it: an answer of a machine, a list's mail or a report of a mail server (RFC 3834). */
export function isAutomaticMail(headers: MailHeaders, subject: string): boolean {
  const find = (name: string): string =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase() ?? '';
  const isAuto = !['', 'no'].includes(find('auto-submitted'));
  const isBulk = /^(bulk|junk|list|auto[_-]reply)$/.test(find('precedence'));
  const isMarked = ['x-autoreply', 'x-autorespond', 'x-auto-response-for', 'list-id'].some((name) => find(name) !== '');
  const isReport = find('content-type').startsWith('multipart/report') || find('return-path') === '<>';
  return isAuto || isBulk || isMarked || isReport || AUTOMATIC_SUBJECT.test(subject.trim());
}

/** The mails of ours that this one answers, the one that it says to answer first; by the ids of their deliveries. */
export function listAnsweredIds(mail: Readonly<{ inReplyTo: string; references: string }>): readonly string[] {
  const references = [...mail.references.matchAll(/<[^<>\s]{1,500}>/g)].map(([id]) => id).slice(-REFERENCES_MAX);
  const ids = [mail.inReplyTo, ...references.toReversed()].flatMap((id) => toDeliveryId(id) ?? []);
  return [...new Set(ids)];
}

/** As an address is compared: mailboxes whose names differ in case alone belong to one person, wherever that matters. */
export function toCanonicalAddress(address: string): string {
  return address.normalize('NFC').trim().toLowerCase();
}

/**
 * The brand that the text names by its first words, and what is written behind them; null where it names none.
 *
 * @example findNamedBrand('Orange : répondu', [{ name: 'Orange' }, { name: 'LG' }])  // { brand: …, rest: 'répondu' }
 */
export function findNamedBrand<Brand extends Readonly<{ name: string }>>(
  text: string,
  brands: readonly Brand[],
): Readonly<{ brand: Brand; rest: string }> | null {
  const spaced = text.replace(/^([^\n:]{1,200}):/, '$1 : ');
  const words = [...spaced.matchAll(/\S+/g)].slice(0, NAME_WORDS_MAX);
  const longestFirst = brands.toSorted((one, other) => countWords(other.name) - countWords(one.name));
  for (const brand of longestFirst) {
    const wordCount = countWords(brand.name);
    const last = words[wordCount - 1];
    if (last === undefined) continue;
    const end = last.index + last[0].length;
    const begun = spaced.slice(0, end).replace(/[\s.,;–-]+$/u, '');
    if (fold(begun) === fold(brand.name)) return { brand, rest: spaced.slice(end).replace(/^[\s:.,;–-]+/u, '') };
  }
  return null;
}

const NAME_WORDS_MAX = 40;

function countWords(text: string): number {
  return text.trim().split(/\s+/).length;
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

type Cut = Readonly<{ at: number; lineCount: number; isAttribution: boolean }>;

function findCut(lines: readonly string[]): Cut {
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    if ([...DIVIDERS, ...SIGNATURES].some((pattern) => pattern.test(text))) {
      return { at, lineCount: 1, isAttribution: false };
    }
    if (isHeaderBlock(lines, at)) return { at, lineCount: HEADER_BLOCK_LINES, isAttribution: false };
    const lineCount = countAttributionLines(lines, at);
    if (lineCount > 0) return { at, lineCount, isAttribution: true };
  }
  return { at: lines.length, lineCount: 0, isAttribution: false };
}

/** 0 where none begins here. An empty line ends it, and so does one that might begin another. */
function countAttributionLines(lines: readonly string[], at: number): number {
  if (!ATTRIBUTION_START.test(lines[at] ?? '')) return 0;
  let joined = '';
  for (let count = 1; count <= ATTRIBUTION_LINES; count += 1) {
    const line = lines[at + count - 1]?.trim() ?? '';
    if (line === '' || (count > 1 && ATTRIBUTION_START.test(line))) return 0;
    joined = `${joined} ${line}`.trim();
    // "Le client a écrit :" is somebody's own sentence: a mail program names the day or the address
    if (joined.length <= ATTRIBUTION_CHARS_MAX && ATTRIBUTION.test(joined) && /[\d@]/.test(joined)) return count;
  }
  return 0;
}

const ATTRIBUTION_START = /^\s*(le|on|am|el|il)\s/iu;
const ATTRIBUTION_CHARS_MAX = 600;

function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!FROM_LINE.test(lines[at]?.trim() ?? '')) return false;
  return lines.slice(at + 1, at + HEADER_BLOCK_LINES).some((line) => OTHER_LINE.test(line.trim()));
}

function toWritten(lines: readonly string[]): string {
  return lines
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
