/** What an alert says wherever it is told at length: the parts that mails and chats share, and the card of a chat. */

import type { Language } from '../../domain/agency.ts';
import type { AlertContent } from '../../domain/alert.ts';
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { FigureTable, ReportQuote } from '../../domain/digest-report.ts';
import { type Formats, makeFormats } from '../../domain/formats.ts';
import type { QuotedMention } from '../../domain/quoted-mention.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import { type AlertWords, endOf } from '../words/alert-words.ts';
import { chooseAlertWords } from '../words/choose-words.ts';
import { type QuoteWords, toQuote } from './quoted.ts';

/** Where the reader can go from an alert. */
export type AlertLinks = Readonly<{
  /** Works once, without login; null where there is nothing to acknowledge. Never shown of a resolved buzz. */
  acknowledgeUrl: string | null;
  buzzUrl: string;
}>;

export type AlertInput = Readonly<{
  content: AlertContent;
  language: Language;
  /** IANA; hours are told on this wall clock. */
  timeZone: string;
  links: AlertLinks;
  /** Whether what is answered to a mail is noted in the logbook. */
  canNote?: boolean;
}>;

/** A link of ours, with its words. */
export type CardLink = Readonly<{ label: string; url: string }>;

/** An alert as a chat shows it. Every text is on one line, bounded, rings nobody and becomes no link by itself. */
export type AlertCard = Readonly<{
  language: Language;
  /** The whole alert on one line, brand first: what a notification shows. */
  notice: string;
  brand: string;
  /** How bad it is, and what happened. */
  headline: string;
  /** `#rrggbb`, dark enough for white text. */
  color: string;
  /** Level 3 and above, while it goes on. */
  isUrgent: boolean;
  isOver: boolean;
  /** What is unusual, since when, about what, and who is on it: a sentence each. */
  summary: readonly string[];
  /** The width of the window, as words. */
  figuresTitle: string;
  figures: readonly Readonly<{ label: string; value: string }>[];
  quotesTitle: string;
  /** Worst first. */
  quotes: readonly ReportQuote[];
  /** To acknowledge, where there is something to, before to look closer. */
  links: readonly CardLink[];
  footer: string;
}>;

const LEVEL_COLORS: Readonly<Record<BuzzLevel, string>> = { 1: '#4f5a68', 2: '#8a5a00', 3: '#b3340f', 4: '#8f1021' };
const RESOLVED_COLOR = '#1c6b45';

/** Of each as it is read; what nobody sees may double it. */
const BRAND_CHARS_MAX = 75;
const LINE_CHARS_MAX = 300;
const NAMES_MAX = 20;
/** A chat is read on a telephone; the buzz's page has the others. */
const QUOTES_MAX = 3;
/** A longer address fills what a chat takes for the whole message. */
const QUOTE_URL_CHARS_MAX = 1_000;
/** Seen by nobody; it parts an `@` from its name and a host from its domain. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * The card of an alert, which each chat translates to its own form.
 *
 * What strangers wrote is quoted next to the link that acknowledges: whatever in it would ring a whole team (`@channel`)
 * or become a link by itself is parted by a character that nobody sees. Markup is each chat's own to escape.
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function makeAlertCard(input: AlertInput): AlertCard {
  const { content, language, links } = input;
  const formats = makeFormats(input);
  const words = chooseAlertWords(language, formats);
  const { labels } = words;
  const acknowledgeUrl = toAcknowledgeUrl(input);
  const isOver = content.reason === 'resolved';
  const [, figuresTitle = ''] = toFigures(content, words, formats).head;
  return {
    language,
    notice: toCardLine(words.subject(content), LINE_CHARS_MAX),
    brand: toCardLine(content.brandName, BRAND_CHARS_MAX),
    headline: toCardLine(listSubheadings(content, words).join(' · '), LINE_CHARS_MAX),
    color: toColor(content),
    isUrgent: content.level >= 3 && !isOver,
    isOver,
    summary: listLead(content, words).map((sentence) => toCardLine(sentence, LINE_CHARS_MAX)),
    figuresTitle,
    figures: listFigures(toFigures(content, words, formats), language),
    quotesTitle: labels.worstMentions,
    quotes: content.worstMentions
      .slice(0, QUOTES_MAX)
      .map((mention) => toCardQuote(mention, { formats, unknownAuthor: labels.unknownAuthor })),
    links: [
      ...(acknowledgeUrl === null ? [] : [{ label: labels.acknowledge, url: acknowledgeUrl }]),
      { label: labels.openBuzz, url: links.buzzUrl },
    ],
    footer: words.footer(toCardLine(content.agencyName, BRAND_CHARS_MAX)),
  };
}

export function toCardQuote(mention: QuotedMention, words: QuoteWords): ReportQuote {
  const quote = toQuote(mention, words);
  return {
    headline: toCardLine(quote.headline, LINE_CHARS_MAX),
    excerpt: quote.excerpt === null ? null : toCardLine(quote.excerpt, LINE_CHARS_MAX),
    origin: toCardLine(quote.origin, LINE_CHARS_MAX),
    url: quote.url === null || quote.url.length > QUOTE_URL_CHARS_MAX ? null : quote.url,
    reason: null,
  };
}

/** The body of the card with as many of its quotes as fit: the last go first. Without any it must fit. */
export function fitQuotes<Body>(
  card: AlertCard,
  toBody: (card: AlertCard) => Body,
  hasRoom: (body: Body) => boolean,
): Body {
  const body = toBody(card);
  if (card.quotes.length === 0 || hasRoom(body)) return body;
  return fitQuotes({ ...card, quotes: card.quotes.slice(0, -1) }, toBody, hasRoom);
}

/** `#rrggbb`: of the level, or of the end. */
export function toColor(content: AlertContent): string {
  return content.reason === 'resolved' ? RESOLVED_COLOR : LEVEL_COLORS[content.level];
}

/** Null where there is nothing to acknowledge. */
export function toAcknowledgeUrl(input: AlertInput): string | null {
  return input.content.reason === 'resolved' ? null : input.links.acknowledgeUrl;
}

/** What matters first: how bad it is, or that it is over. */
export function listSubheadings(content: AlertContent, words: AlertWords): readonly string[] {
  return content.reason === 'resolved'
    ? [toHeading(content, words), words.pastLevel(content.level)]
    : [words.level(content.level), toHeading(content, words)];
}

/** What happened. */
export function toHeading(content: AlertContent, words: AlertWords): string {
  return content.reason === 'resolved' ? stripControls(words.ended(endOf(content))) : words.headings[content.reason];
}

/** What is unusual, since when, about what, and who is on it: a sentence each. */
export function listLead(content: AlertContent, words: AlertWords): readonly string[] {
  return listLeadWith(sayNumbers(content, words), content, words);
}

/** The same with its numbers in one breath, where others follow. */
export function listShortLead(content: AlertContent, words: AlertWords): readonly string[] {
  return listLeadWith(words.peak(content), content, words);
}

/** The sentence of all numbers that it was judged by. */
export function sayNumbers(content: AlertContent, words: AlertWords): string {
  return words.buzz.sentence({
    kind: 'negative',
    figures: content.figures,
    at: content.judgedAt === undefined ? null : new Date(content.judgedAt),
    since: null,
    terms: [],
  });
}

/** At most so many by name: a mail that names thousands is cut by the mailbox. */
export function toShownNames(names: readonly string[], words: AlertWords): readonly string[] {
  const shown = names.slice(0, NAMES_MAX).map(stripControls);
  return names.length > NAMES_MAX ? [...shown, words.others(names.length - NAMES_MAX)] : shown;
}

function listLeadWith(sentence: string, content: AlertContent, words: AlertWords): readonly string[] {
  const { unanswered } = content;
  const since = words.since(content);
  const terms = content.reason === 'resolved' ? [] : (content.emergingTerms ?? []);
  return [
    ...(content.reason === 'resolved' ? [since, words.whenJudged(sentence)] : [sentence, since]),
    ...(terms.length === 0 ? [] : [words.about(terms.map(({ term }) => stripControls(term)))]),
    ...(unanswered === undefined
      ? []
      : [words.unanswered({ ...unanswered, names: toShownNames(unanswered.names, words) })]),
    ...listWhoHasIt(content, words),
  ];
}

/** Nobody is named twice: who ended it stands in the heading. */
function listWhoHasIt({ reason, acknowledgedBy, end }: AlertContent, words: AlertWords): readonly string[] {
  if (acknowledgedBy === null || acknowledgedBy === end?.by) return [];
  const name = stripControls(acknowledgedBy);
  return [reason === 'resolved' ? words.hadInHand(name) : words.acknowledgedBy(name)];
}

/** What was measured, beside what is usual. */
export function toFigures(content: AlertContent, words: AlertWords, formats: Formats): FigureTable {
  const { figures } = content;
  const { labels } = words;
  const { number, percent } = formats;
  return {
    head: ['', labels.measured(figures), labels.usual],
    rows: [
      [labels.negatives, number(figures.negativeCount), number(figures.expectedNegativeCount)],
      [labels.negativeShare, percent(figures.negativeRatio), percent(figures.usualNegativeRatio)],
      [labels.mentions, number(figures.mentionCount), number(figures.expectedMentionCount)],
      [labels.authors, number(figures.authorCount), ''],
      [labels.sites, number(figures.siteCount), ''],
      [labels.stories, number(figures.storyCount), ''],
    ],
  };
}

/** `38 (d’habitude 3)`: a chat has no columns. */
function listFigures(table: FigureTable, language: Language): AlertCard['figures'] {
  const usualWord = (table.head[2] ?? '').toLocaleLowerCase(language);
  return table.rows.map(([label = '', measured = '', usual = '']) => ({
    label,
    value: usual === '' ? measured : `${measured} (${usualWord} ${usual})`,
  }));
}

/** One line that rings nobody and holds no link. */
export function toCardLine(text: string, charsMax: number): string {
  return toOneLine(text, charsMax)
    .replace(/[@＠]/g, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/:(?=\/\/)|\.(?=[\p{L}\p{N}])/gu, `$&${ZERO_WIDTH_SPACE}`);
}
