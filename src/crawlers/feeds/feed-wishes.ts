/** How a feed wishes to be read: how often, when not, who tells of news, and where older entries lie. */
import type { SourceWishes } from '../../domain/source.ts';
import { toWebUrl } from '../web-url.ts';
import type { XmlElement, XmlFeed } from './read-xml-feed.ts';
import { findAll, readFirst, readLink, readPlain, toRelation } from './xml-fields.ts';

/** Nobody means longer: a ttl in seconds or milliseconds is a mistake. */
const INTERVAL_SECONDS_MAX = 7 * 86_400;

/** English, as RSS asks, in the order of ISO 8601. */
const DAYS: readonly string[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const PERIOD_SECONDS: Readonly<Record<string, number>> = {
  hourly: 3_600,
  daily: 86_400,
  weekly: 604_800,
  monthly: 2_592_000,
  yearly: 31_536_000,
};

/**
 * The wishes that a feed states; what it states wrongly counts as not stated.
 *
 * Shape:   intervalSecondsMin: `ttl` (minutes), else the syndication module's period divided by its frequency; at most a
 *          week. A hub counts only with the address that it knows the feed by, its `self` link, else where it lies.
 * Source:  RSS 2.0 (ttl, skipHours, skipDays); RSS 1.0 syndication module; WebSub section 4 (discovery).
 */
export function readWishes(feed: XmlFeed, feedUrl: string): SourceWishes {
  const own = feed.feed;
  const hub = findRelatedUrl(feed, 'hub', feedUrl);
  const topicUrl = findRelatedUrl(feed, 'self', feedUrl) ?? toWebUrl(feedUrl, null);
  return {
    intervalSecondsMin: toInterval(feed, own),
    skipHours: readParts(feed, own, 'skiphours', 'hour', (text) => (/^\d{1,2}$/.test(text) ? Number(text) % 24 : -1)),
    skipDays: readParts(feed, own, 'skipdays', 'day', (text) => DAYS.indexOf(text.toLowerCase()) + 1 || -1),
    hub: hub === null || topicUrl === null ? null : { hubUrl: hub, topicUrl },
  };
}

/** Where older entries lie (RFC 5005 section 3), null where it does not say so or names itself. */
export function findNextUrl(feed: XmlFeed, feedUrl: string): string | null {
  const next = findRelatedUrl(feed, 'next', feedUrl);
  return next === toWebUrl(feedUrl, null) ? null : next;
}

function findRelatedUrl(feed: XmlFeed, relation: string, feedUrl: string): string | null {
  const link = findAll(feed.feed, 'link').find((each) => toRelation(each) === relation && each.attributes.has('href'));
  return link === undefined ? null : readLink(feed, link, feedUrl);
}

function toInterval(feed: XmlFeed, own: XmlElement): number | null {
  const ttlMinutes = toCount(readFirst(feed, own, ['ttl']));
  if (ttlMinutes !== null) return Math.min(ttlMinutes * 60, INTERVAL_SECONDS_MAX);
  const period = readFirst(feed, own, ['sy:updateperiod'])?.toLowerCase() ?? '';
  const seconds = Object.hasOwn(PERIOD_SECONDS, period) ? PERIOD_SECONDS[period] : undefined;
  if (seconds === undefined) return null;
  const frequency = toCount(readFirst(feed, own, ['sy:updatefrequency'])) ?? 1;
  return Math.min(Math.ceil(seconds / frequency), INTERVAL_SECONDS_MAX);
}

/** A whole number above zero. */
function toCount(text: string | null): number | null {
  const value = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
  return value > 0 ? value : null;
}

/** Each once, sorted; -1 stands for what is no hour or day. */
function readParts(
  feed: XmlFeed,
  own: XmlElement,
  listName: string,
  partName: string,
  toNumber: (text: string) => number,
): number[] {
  const numbers = findAll(own, listName)
    .flatMap((list) => findAll(list, partName))
    .map((part) => toNumber(readPlain(feed, part)))
    .filter((number) => number >= 0);
  return [...new Set(numbers)].sort((a, b) => a - b);
}
