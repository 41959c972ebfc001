/** Which lines of what an extractor took for the article are the article. */
import type { ArticleLine } from './article-lines.ts';

/** Lines that are left out together may hold at most so much of all, or the page is made of such lines. */
const LINKS_SHARE_MAX = 0.4;
const TAIL_SHARE_MAX = 0.3;
/** More sentences than these after "you may also like": the article goes on. */
const TAIL_SENTENCES_MAX = 2;
const LABELS_SHARE_MAX = 0.05;
const MAIN_ARTICLE_SHARE_MIN = 0.5;
const HEAD_SHARE_MAX = 0.2;
const PROMPT_CHARS_MAX = 400;
const HEAD_LINE_CHARS_MAX = 200;
const ENDS_SENTENCE = /[.!?…:;»”"’')\]。！？]$/u;

/** "See also" and the like, in front of a link or over a list of them. */
const SEE_ALSO =
  /^(?:see|read|read also|related|more|watch|don.t miss|you (?:may|might) (?:also )?like|recommended|trending|also read|(?:à|a) lire|lire (?:aussi|(?:é|e)galement)|voir aussi|(?:à|a) voir|sur le m(?:ê|e)me (?:sujet|th(?:è|e)me)|plus d.infos?|notre dossier|pour aller plus loin|dans la m(?:ê|e)me rubrique|articles? li(?:é|e)s|lesen sie auch|mehr zum thema|siehe auch|lee tambi(?:é|e)n|leer tambi(?:é|e)n|te puede interesar|leggi anche|leia (?:tamb(?:é|e)m|mais)|veja tamb(?:é|e)m)(?:$|[\s:])/iu;

/** What asks the reader to do something, or says whose the page is. */
const PROMPT =
  /\b(?:sign up|subscribe|newsletters?|all rights reserved|tous droits r(?:é|e)serv(?:é|e)s|alle rechte vorbehalten|todos (?:os|los) (?:direitos|derechos) reservados|tutti i diritti riservati|follow (?:us|him|her|them|me) on|suivez[- ]nous|abonnez[- ]vous|inscrivez[- ]vous|s.abonner|click here|cliquez ici|folgen sie uns|s(?:í|i)guenos|seguici su|siga[- ]nos|affiliate commission|get the .{1,30} app|join our|download our|t(?:é|e)l(?:é|e)chargez (?:notre|l.) ?appli|post comment|leave a comment|laisser un commentaire|view author archive|skip to content|copyright|image credit|photo credit|cr(?:é|e)dits? photo)\b|©/iu;

/** Who made it, or which picture of how many. */
const CREDIT_LINE =
  /^\(?(?:additional )?(?:reporting|writing|editing) by\b|\bcontributed to this (?:report|story|article)\b|^(?:image|photo|slide) \d+ (?:of|\/)|^advert(?:isement)?$|^publicit(?:é|e)$/iu;

const DATE_LINE =
  /^(?:(?:first )?published|updated|posted|last modified|publi(?:é|e)e?|mis (?:à|a) jour|modifi(?:é|e)e?|ver(?:ö|o)ffentlicht|aktualisiert|publicado|actualizado|atualizado|pubblicato|aggiornato)\b|^\D{0,30}\d{1,4}[\s./-].{0,40}\b\d{1,2}[:h]\d{2}\b/iu;

/**
 * The lines that are the article's, in order.
 *
 * An extractor finds the element that holds the article; that element holds more: captions, dates, calls to
 * subscribe, links to other articles. Each rule leaves out what is nearly always such, and gives up where it would leave
 * out a large part: then the page is made that way.
 *
 * Shape:   title: null where the page has none; a first line that repeats it is no text.
 * Errors:  none: total.
 */
export function chooseLines(lines: readonly ArticleLine[], title: string | null): readonly ArticleLine[] {
  let kept = dropOtherArticles(lines);
  kept = dropIfFew(kept, (line) => line.isAside, LINKS_SHARE_MAX);
  kept = dropIfFew(kept, (line) => isLinkLine(line) || isPrompt(line), LINKS_SHARE_MAX);
  kept = dropHead(kept, title);
  kept = dropTail(kept);
  return kept.length === 0 ? lines : kept;
}

/** Teasers and comments are articles of their own beside the one that holds most of the text. */
function dropOtherArticles(lines: readonly ArticleLine[]): readonly ArticleLine[] {
  const groups = [...Map.groupBy(lines, (line) => line.article).values()];
  const longest = groups.find((group) => countChars(group) > countChars(lines) * MAIN_ARTICLE_SHARE_MIN);
  return longest === undefined
    ? lines
    : lines.filter(
        (line) => line.article === longest[0]?.article || (line.article === null && longest[0]?.article !== null),
      );
}

function dropIfFew(
  lines: readonly ArticleLine[],
  isDropped: (line: ArticleLine) => boolean,
  shareMax: number,
): readonly ArticleLine[] {
  const kept = lines.filter((line) => !isDropped(line));
  return countChars(kept) >= countChars(lines) * (1 - shareMax) ? kept : lines;
}

/** A line that is nothing but a link leads elsewhere; in a table, it is a value. */
function isLinkLine(line: ArticleLine): boolean {
  if (line.isInTable || /^(?:https?:|www\.)/i.test(line.text)) return false;
  if (line.text.length < 40 && line.text.replace(SEE_ALSO, '').length < 3) return true;
  if (line.isHeading) return false;
  if (line.linkRatio > 0.4 && SEE_ALSO.test(line.text)) return true;
  return line.linkRatio > (ENDS_SENTENCE.test(line.text) ? 0.85 : 0.65);
}

function isPrompt(line: ArticleLine): boolean {
  if (line.isQuoted || line.isInTable || line.text.length > PROMPT_CHARS_MAX) return false;
  return PROMPT.test(line.text) || CREDIT_LINE.test(line.text);
}

/** Section, title, date and author before the first sentence. */
function dropHead(lines: readonly ArticleLine[], title: string | null): readonly ArticleLine[] {
  const firstSentence = lines.findIndex((line) => isSentence(line) && !isSame(line.text, title) && !isDateLine(line));
  if (firstSentence <= 0) return lines;
  const kept = lines.filter((line, index) => {
    if (index >= firstSentence) return true;
    return line.text.length > HEAD_LINE_CHARS_MAX || line.isInTable || line.isQuoted;
  });
  return countChars(kept) >= countChars(lines) * (1 - HEAD_SHARE_MAX) ? kept : lines;
}

/** From a heading such as "You may also like" to the end, then headings with nothing under them. */
function dropTail(lines: readonly ArticleLine[]): readonly ArticleLine[] {
  const total = countChars(lines);
  let end = lines.length;
  let tailChars = 0;
  let sentenceCount = 0;
  for (let index = lines.length - 1; index > 0; index -= 1) {
    const line = lines[index];
    if (line === undefined) break;
    tailChars += line.text.length;
    if (tailChars > total * TAIL_SHARE_MAX) break;
    if (isSentence(line) && line.linkRatio < 0.5) sentenceCount += 1;
    if (sentenceCount > TAIL_SENTENCES_MAX) break;
    if (line.text.length < 60 && SEE_ALSO.test(line.text) && !isSentence(line)) end = index;
  }
  let labelChars = 0;
  while (end > 1) {
    const last = lines[end - 1];
    if (last === undefined || last.isItem || !(last.isHeading || isDateLine(last) || isLabel(last))) break;
    labelChars += last.text.length;
    if (labelChars > total * LABELS_SHARE_MAX) break;
    end -= 1;
  }
  return lines.slice(0, end);
}

/** A word or two without a full stop: the name of a button or of a section. */
function isLabel(line: ArticleLine): boolean {
  return line.text.length < 25 && !ENDS_SENTENCE.test(line.text);
}

function isSentence(line: ArticleLine): boolean {
  if (line.isHeading) return false;
  return line.text.length > 120 || (line.text.length > 40 && ENDS_SENTENCE.test(line.text));
}

function isDateLine(line: ArticleLine): boolean {
  return line.text.length < 120 && DATE_LINE.test(line.text);
}

function isSame(text: string, title: string | null): boolean {
  return title !== null && text.toLowerCase() === title.toLowerCase();
}

function countChars(lines: readonly ArticleLine[]): number {
  return lines.reduce((sum, line) => sum + line.text.length, 0);
}
