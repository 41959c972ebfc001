/** Which text a document keeps: the feed's teaser or the article's page behind it. */
import type { ParsedDocument } from '../../domain/document.ts';

/** How many of the teaser's words the article must hold: publishers write teasers anew, but on the same thing. */
const WORDS_SHARE_MIN = 0.6;
/** So few say nothing of the article: its title is asked. */
const TEASER_WORDS_MIN = 3;
const INVITATIONS: readonly RegExp[] = [
  /(?:l[’']article|the post|cet article|der beitrag|la entrada|l[’']articolo|el artículo)\s.{1,300}?\s(?:est apparu en premier sur|appeared first on|est paru en premier sur|erschien zuerst auf|se publicó primero en|proviene da)\s.{1,100}$/isu,
  /(?:lire|voir|découvrir) (?:la suite|l[’']article(?: complet| entier)?|plus)|continuer? (?:la|à|de) (?:lecture|lire)|en savoir plus/giu,
  /continue reading|read (?:more|on|the (?:full|rest of).{0,30})|weiterlesen|mehr lesen|leer más|seguir leyendo|continua a leggere|leggi (?:tutto|di più)/giu,
];
const WORD_CHARS_MIN = 4;
const WORDS_MAX = 300;

/**
 * The teaser, with the article's text where that is the whole of it.
 *
 * A cookie wall, a log-in page or another article answers as readily as the one that was asked for. So the article's text
 * is taken only if it is longer than the teaser's and holds most of its longer words, or, where the teaser has no text,
 * of its title. What the feed says of itself (guid, address, title, dates) stays; only what it left out is filled in.
 *
 * Errors:  none: total.
 */
export function toFullText(teaser: ParsedDocument, article: ParsedDocument): ParsedDocument {
  const isWhole = article.text.length > teaser.text.length && holdsWordsOf(article, teaser);
  if (!isWhole) return teaser;
  return {
    ...teaser,
    title: teaser.title ?? article.title,
    text: article.text,
    html: article.html,
    author: teaser.author ?? article.author,
    publishedAt: teaser.publishedAt ?? article.publishedAt,
    updatedAt: teaser.updatedAt ?? article.updatedAt,
  };
}

function holdsWordsOf(article: ParsedDocument, teaser: ParsedDocument): boolean {
  const inText = toWords(withoutInvitations(teaser.text));
  const wanted = inText.size >= TEASER_WORDS_MIN ? inText : toWords(teaser.title ?? '');
  if (wanted.size === 0) return true;
  const held = toWords(`${article.title ?? ''} ${article.text}`, Number.POSITIVE_INFINITY);
  const heldCount = [...wanted].filter((word) => held.has(word)).length;
  return heldCount >= wanted.size * WORDS_SHARE_MIN;
}

/** What feeds put behind a teaser is not the article's: an invitation to read on, and where it was published first. */
function withoutInvitations(text: string): string {
  return INVITATIONS.reduce((rest, pattern) => rest.replace(pattern, ' '), text);
}

/** Only words that carry something: short ones are in every text, and a cut teaser may end within one. */
function toWords(text: string, countMax = WORDS_MAX): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word] of text
    .toLowerCase()
    .normalize('NFC')
    .matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)) {
    if (word.length >= WORD_CHARS_MIN) words.add(word);
    if (words.size >= countMax) break;
  }
  return words;
}
