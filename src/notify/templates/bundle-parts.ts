/** Several buzzes in one message: what mails, SMS and chats share, and the card of a chat. */
import type { Language } from '../../domain/agency.ts';
import type { AlertContent } from '../../domain/alert.ts';
import { type Formats, makeFormats } from '../../domain/formats.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import type { BundleContent, MessageSubject } from '../outgoing-message.ts';
import { SCARE_BRANDS_MIN } from '../plan-bundle.ts';
import type { AlertWords } from '../words/alert-words.ts';
import { type BundleWords, chooseBundleWords } from '../words/bundle-words.ts';
import { chooseAlertWords } from '../words/choose-words.ts';
import { type AlertCard, makeAlertCard, toCardLine, toCardQuote, toColor, toHeading } from './alert-card.ts';

export type BundleInput = Readonly<{
  content: BundleContent;
  language: Language;
  /** IANA; hours are told on this wall clock. */
  timeZone: string;
  /** Whether what is answered to a mail is noted in the logbook. */
  canNote?: boolean;
}>;

/** What a bundle says above its parts, as plain text. */
export type BundleHead = Readonly<{
  formats: Formats;
  words: AlertWords;
  bundleWords: BundleWords;
  /** On one line: the brands come first. */
  subject: string;
  heading: string;
  /** How bad the worst is, and how many are over. */
  subheadings: readonly string[];
  /** Which brands, and what they have in common. */
  lead: readonly string[];
  /** `#rrggbb`: of the worst that goes on, or of the end. */
  color: string;
}>;

type Told = BundleContent['alerts'][number];

/** So that it stands on one line of a mail's text. */
export const BRAND_CHARS_MAX = 75;
const SUBJECT_NAMES_MAX = 3;
const LEAD_NAMES_MAX = 40;
const COMMON_TERMS_MAX = 3;
/** A chat is read on a telephone. */
const CARD_BRANDS_MAX = 10;
const CARD_QUOTES_MAX = 3;
const LINE_CHARS_MAX = 300;

/** Errors: RangeError for an unknown time zone. */
export function toBundleHead(input: BundleInput): BundleHead {
  const { language, content } = input;
  const formats = makeFormats(input);
  const words = chooseAlertWords(language, formats);
  const bundleWords = chooseBundleWords(language, formats);
  const goingOn = listGoingOn(content);
  const overCount = content.alerts.length - goingOn.length;
  const brands = listBrands(goingOn.length > 0 ? goingOn : content.alerts);
  const isScare = goingOn.length > 0 && brands.length >= SCARE_BRANDS_MIN;
  const heading =
    goingOn.length === 0
      ? bundleWords.over(overCount)
      : bundleWords.heading({ alerts: goingOn.length, brands: brands.length, isScare });
  const [worst] = content.alerts;
  const firstNames = (max: number): string => bundleWords.names(brands.slice(0, max), Math.max(0, brands.length - max));
  const terms = findCommonTerms(goingOn.map((told) => told.content));
  return {
    ...{ formats, words, bundleWords, heading },
    subject: [
      bundleWords.subject(firstNames(SUBJECT_NAMES_MAX), heading),
      ...(goingOn.length === 0 || worst === undefined ? [] : [words.shortLevel(worst.content.level)]),
    ].join(' – '),
    subheadings: [
      ...(goingOn.length === 0 || worst === undefined ? [] : [bundleWords.worst(words.level(worst.content.level))]),
      ...(goingOn.length === 0 || overCount === 0 ? [] : [bundleWords.over(overCount)]),
    ],
    lead: [`${firstNames(LEAD_NAMES_MAX)}.`, ...(terms.length === 0 ? [] : [bundleWords.common(terms)])],
    color: worst === undefined ? '' : toColor(worst.content),
  };
}

export function listGoingOn({ alerts }: BundleContent): readonly Told[] {
  return alerts.filter(({ content }) => content.reason !== 'resolved');
}

/** Each brand once, the worst hit first. */
export function listBrands(alerts: readonly Told[]): readonly string[] {
  return [...new Set(alerts.map(({ content }) => toOneLine(content.brandName, BRAND_CHARS_MAX)))];
}

/** The terms that stand out at half of the brands or more, and at two at least; the most shared first. */
export function findCommonTerms(contents: readonly AlertContent[]): readonly string[] {
  const terms = contents.flatMap(({ emergingTerms = [] }) => [...new Set(emergingTerms.map(({ term }) => term))]);
  const shared = [...Map.groupBy(terms, (term) => term)].filter(
    ([, { length }]) => length >= Math.max(2, contents.length / 2),
  );
  return shared
    .toSorted(([, one], [, other]) => other.length - one.length)
    .slice(0, COMMON_TERMS_MAX)
    .map(([term]) => stripControls(term));
}

/** The card of whatever is told of buzzes. Errors: as of makeAlertCard. */
export function makeCard(
  subject: Extract<MessageSubject, Readonly<{ kind: 'alert' | 'bundle' }>>,
  reader: Readonly<{ language: Language; timeZone: string }>,
): AlertCard {
  return subject.kind === 'bundle'
    ? makeBundleCard({ content: subject, ...reader })
    : makeAlertCard({ content: subject.content, links: subject, ...reader });
}

/**
 * The card of a bundle, which each chat translates as it does an alert's.
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function makeBundleCard(input: BundleInput): AlertCard {
  const { content, language } = input;
  const { formats, words, bundleWords, heading, subheadings, lead, color, subject } = toBundleHead(input);
  const goingOn = listGoingOn(content);
  const quoted = (goingOn.length > 0 ? goingOn : content.alerts).flatMap((told) => told.content.worstMentions[0] ?? []);
  return {
    language,
    notice: toCardLine(subject, LINE_CHARS_MAX),
    brand: heading,
    headline: subheadings.join(' · '),
    color,
    isUrgent: goingOn.some((told) => told.content.level >= 3),
    isOver: goingOn.length === 0,
    summary: lead.map((sentence) => toCardLine(sentence, LINE_CHARS_MAX)),
    figuresTitle: bundleWords.brands,
    figures: content.alerts.slice(0, CARD_BRANDS_MAX).map((told) => ({
      label: toCardLine(told.content.brandName, BRAND_CHARS_MAX),
      value: toCardLine(sayBriefly(told.content, { words, formats }), LINE_CHARS_MAX),
    })),
    quotesTitle: words.labels.worstMentions,
    quotes: quoted
      .slice(0, CARD_QUOTES_MAX)
      .map((mention) => toCardQuote(mention, { formats, unknownAuthor: words.labels.unknownAuthor })),
    links: [
      ...(content.acknowledgeUrl === null ? [] : [{ label: bundleWords.acknowledgeAll, url: content.acknowledgeUrl }]),
      { label: bundleWords.openAll, url: content.allUrl },
    ],
    footer: words.footer(toCardLine(content.agencyName, BRAND_CHARS_MAX)),
  };
}

/** `38 · bad buzz 3/4, nouvelle alerte` */
function sayBriefly(content: AlertContent, { words, formats }: Pick<BundleHead, 'words' | 'formats'>): string {
  return `${formats.number(content.figures.negativeCount)} · ${words.shortLevel(content.level)} · ${toHeading(content, words)}`;
}
