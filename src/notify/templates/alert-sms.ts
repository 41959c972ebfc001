/** An alert as an SMS: one segment of facts, and the link to acknowledge in the second. */
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

const SEGMENT_COUNT_MAX = 2;
/** A longer name is cut, so that the numbers always stand. */
const BRAND_SEPTETS_MAX = 40;
/** Fewer septets of a headline than this tell nothing. */
const QUOTE_SEPTETS_MIN = 16;
const QUOTE_LENGTH_MAX = 90;
const TOPIC_LENGTH_MAX = 60;

/**
 * The text of an alert SMS, in the alphabet of a plain SMS and in at most two segments.
 *
 * The facts fit in one; room that is left tells what it is about and the worst mention's headline. With a link both together take two at
 * most: what is too much is taken from the facts, never from the link, which is of no use cut. A link that alone
 * would not fit is left out, as is the one of a resolved buzz, where there is nothing to acknowledge.
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
    links: Readonly<{ acknowledgeUrl: string | null }>;
  }>,
): string {
  const { content } = input;
  // No hour is told in an SMS: any time zone would do.
  const words = chooseAlertWords(input.language, makeFormats({ language: input.language, timeZone: 'UTC' })).sms;
  const brand = cutToSeptets(
    toGsm7(toOneLine(content.brandName, 200)).toLocaleUpperCase(input.language),
    BRAND_SEPTETS_MAX,
  );
  const facts = cutToSeptets(toGsm7(`[${toGsm7(brand)}] ${words.facts(content)}.`), SEGMENT_SEPTETS);
  const text = addQuote(addTopic(facts, content, words.about), content);
  const link = content.reason === 'resolved' ? null : input.links.acknowledgeUrl;
  if (link === null) return text;
  return addLink(text, ` ${toGsm7(words.seen)} ${toGsm7(URL.parse(link)?.href ?? link)}`);
}

/** What it is about comes before any headline, whole or not at all: half a term misleads. */
function addTopic(facts: string, content: AlertContent, about: (term: string) => string): string {
  const topic = content.emergingTerms?.[0]?.term;
  if (topic === undefined || content.reason === 'resolved') return facts;
  const whole = `${facts} ${toGsm7(about(withoutLinks(toOneLine(topic, TOPIC_LENGTH_MAX))))}.`;
  return countSeptets(whole) <= SEGMENT_SEPTETS ? whole : facts;
}

function addQuote(facts: string, content: AlertContent): string {
  const worst = content.worstMentions[0];
  if (worst === undefined || content.reason === 'resolved') return facts;
  const roomSeptets = SEGMENT_SEPTETS - countSeptets(facts) - countSeptets(' "".');
  if (roomSeptets < QUOTE_SEPTETS_MIN) return facts;
  const quote = toGsm7(withoutLinks(toOneLine(worst.title ?? worst.excerpt, QUOTE_LENGTH_MAX)));
  return quote === '' ? facts : `${facts} "${cutToSeptets(quote, roomSeptets)}".`;
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
