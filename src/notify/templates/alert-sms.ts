/** An alert as an SMS: facts, and the link or what to write back, in one segment. */
import type { Language } from '../../domain/agency.ts';
import type { AlertContent } from '../../domain/alert.ts';
import { makeFormats } from '../../domain/formats.ts';
import { toOneLine } from '../one-line.ts';
import {
  countSegments,
  countSeptets,
  cutToSeptets,
  JOINED_SEGMENT_SEPTETS,
  SEGMENT_SEPTETS,
  toGsm7,
} from '../sms/gsm7.ts';
import { chooseAlertWords } from '../words/choose-words.ts';

/** Where the link of a service leaves no room for a brand's name beside it. */
const SEGMENT_COUNT_MAX = 2;
/** A longer name is cut, so that the numbers always stand. */
const BRAND_SEPTETS_MAX = 40;
/** Of a long name, what must stand for one segment to do. */
const BRAND_SEPTETS_MIN = 16;
/** Fewer septets of a headline than this tell nothing. */
const QUOTE_SEPTETS_MIN = 16;
const NAME_LENGTH_MAX = 200;
const QUOTE_LENGTH_MAX = 90;
const TOPIC_LENGTH_MAX = 60;
/** Who ended it; beside the longest brand it still leaves one segment. */
const NAME_SEPTETS_MAX = 30;

/**
 * The text of an alert SMS, in the alphabet of a plain SMS and in one segment.
 *
 * The link stands whole, for it is of no use cut; then the numbers. For these a long brand's name is cut, then the
 * authors go, then the share. Room that is left tells what it is about and the worst mention's headline. Where the
 * service's own address is so long that the name has no room beside it, two segments are taken. A link that not even
 * they hold is left out, as is the one of a resolved buzz, where there is nothing to acknowledge.
 *
 * One that is sent again says when it was decided in place of what had happened: it may be hours old.
 *
 * Where the message may be answered it ends with how, and the link stands before that only where the brand and all the
 * numbers have room beside both.
 *
 * Errors:  none: total.
 *
 * @example renderAlertSms({ content, language: 'fr', links: { acknowledgeUrl: 'https://vigie.example/a/k3' } })
 *          // [ORANGE] BAD BUZZ 3/4 - 38 neg/1h (hab. 3), 71% neg, 24 auteurs. Sujet : panne box. Vu ? https://vigie.example/a/k3
 */
export function renderAlertSms(
  input: Readonly<{
    content: AlertContent;
    language: Language;
    links: Readonly<{ acknowledgeUrl: string | null; replyNumber?: number | null }>;
    /** Of one that is sent again: when it was decided, told on this clock. */
    told?: Readonly<{ at: Date; timeZone: string }>;
  }>,
): string {
  const content = withShortName(input.content);
  // No hour is told of news: any time zone would do.
  const timeZone = input.told?.timeZone ?? 'UTC';
  const words = chooseAlertWords(input.language, makeFormats({ language: input.language, timeZone })).sms;
  const brand = toPlainLine(
    toPlainLine(content.brandName, NAME_LENGTH_MAX).toLocaleUpperCase(input.language),
    NAME_LENGTH_MAX,
  );
  const url = content.reason === 'resolved' ? null : input.links.acknowledgeUrl;
  const link = url === null ? '' : ` ${toGsm7(words.seen)} ${toGsm7(URL.parse(url)?.href ?? url)}`;
  const number = content.reason === 'resolved' ? null : (input.links.replyNumber ?? null);
  const answer = number === null ? '' : ` ${toGsm7(words.answer(number))}`;
  const parts = words.facts(content, input.told?.at ?? null).map(toGsm7);
  const tell = (facts: string, tail: string, brandSeptetsMin: number): string | null => {
    const roomSeptets = SEGMENT_SEPTETS - countSeptets(tail);
    const brandRoomSeptets = roomSeptets - countSeptets(toStart('', facts));
    if (brandRoomSeptets < Math.min(countSeptets(brand), brandSeptetsMin)) return null;
    const start = toStart(cutToSeptets(brand, Math.min(brandRoomSeptets, BRAND_SEPTETS_MAX)), facts);
    return `${addDetails(start, { content, about: words.about, roomSeptets })}${tail}`;
  };
  const whole = answer === '' ? null : tell(parts.join(', '), `${link}${answer}`, BRAND_SEPTETS_MAX);
  if (whole !== null) return whole;
  const tail = answer === '' ? link : answer;
  for (let partCount = parts.length; partCount > 0; partCount -= 1) {
    const text = tell(parts.slice(0, partCount).join(', '), tail, BRAND_SEPTETS_MIN);
    if (text !== null) return text;
  }
  const start = cutToSeptets(toStart(cutToSeptets(brand, BRAND_SEPTETS_MAX), parts.join(', ')), SEGMENT_SEPTETS);
  return addLink(addDetails(start, { content, about: words.about, roomSeptets: SEGMENT_SEPTETS }), tail);
}

function withShortName(content: AlertContent): AlertContent {
  const { end } = content;
  if (end === undefined || end.by === null) return content;
  const by = cutToSeptets(withoutLinks(toPlainLine(end.by, NAME_LENGTH_MAX)), NAME_SEPTETS_MAX);
  return { ...content, end: { ...end, by } };
}

function toStart(brand: string, facts: string): string {
  return `[${brand}] ${facts}.`;
}

type Details = Readonly<{ content: AlertContent; about: (term: string) => string; roomSeptets: number }>;

function addDetails(start: string, details: Details): string {
  return details.content.reason === 'resolved' ? start : addQuote(addTopic(start, details), details);
}

/** What it is about comes before any headline, whole or not at all: half a term misleads. */
function addTopic(facts: string, { content, about, roomSeptets }: Details): string {
  const topic = content.emergingTerms?.[0]?.term;
  if (topic === undefined) return facts;
  const whole = `${facts} ${toGsm7(about(withoutLinks(toPlainLine(topic, TOPIC_LENGTH_MAX))))}.`;
  return countSeptets(whole) <= roomSeptets ? whole : facts;
}

function addQuote(facts: string, { content, roomSeptets }: Details): string {
  const worst = content.worstMentions[0];
  if (worst === undefined) return facts;
  const quoteSeptetsMax = roomSeptets - countSeptets(facts) - countSeptets(' "".');
  if (quoteSeptetsMax < QUOTE_SEPTETS_MIN) return facts;
  const quote = withoutLinks(toPlainLine(worst.title ?? worst.excerpt, QUOTE_LENGTH_MAX));
  return quote === '' ? facts : `${facts} "${cutToSeptets(quote, quoteSeptetsMax)}".`;
}

/** On one line and in the alphabet; a pictogram that vanishes leaves no gap. */
export function toPlainLine(text: string, lengthMax: number): string {
  return toGsm7(toOneLine(text, lengthMax)).replace(/ {2,}/g, ' ').trim();
}

/**
 * A stranger's words that can neither end their quotation nor become a link: telephones make one of whatever looks
 * like an address, and it would stand right where ours is looked for.
 */
function withoutLinks(text: string): string {
  return text.replace(/["“”«»„]/g, "'").replace(/(:)(?=\/\/)|(\.)(?=[\p{L}\p{N}])/gu, '$1$2 ');
}

function addLink(text: string, link: string): string {
  const whole = `${text}${link}`;
  if (countSegments(whole) <= SEGMENT_COUNT_MAX) return whole;
  // One septet less than two segments hold: an escape pair at the seam may cost it.
  const roomSeptets = SEGMENT_COUNT_MAX * JOINED_SEGMENT_SEPTETS - 1 - countSeptets(link);
  return roomSeptets < QUOTE_SEPTETS_MIN ? text : `${cutToSeptets(text, roomSeptets)}${link}`;
}
