/** The logbook and its debrief in English. */
import { wallMinuteOf } from '../base/zoned-time.ts';
import type { BuzzKind, BuzzLevel } from './buzz.ts';
import { type CountedForms, quoteEnglish } from './formats.ts';
import type { LogbookFacts } from './logbook.ts';
import type { LogbookKit, LogbookWords } from './logbook-phrases.ts';

const MENTIONS: CountedForms = { one: 'mention', other: 'mentions' };
const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'weak signal 1/4',
  2: 'signal to watch 2/4',
  3: 'bad buzz 3/4',
  4: 'crisis 4/4',
};
const KINDS: Readonly<Record<Exclude<BuzzKind, 'negative'>, string>> = {
  positive: 'positive buzz',
  silence: 'unusual silence',
};

export function makeEnglishLogbookWords({ formats, timeZone, sayDay }: LogbookKit): LogbookWords {
  const { counted, number } = formats;
  const mentions = (count: number): string => counted(count, MENTIONS);
  const span = ({ from, until }: LogbookFacts): string =>
    from === undefined || until === undefined
      ? ''
      : ` from ${formats.longInstant(new Date(from))} to ${formats.longInstant(new Date(until))}`;
  const called = ({ name }: LogbookFacts): string => (name === undefined ? '' : ` ${quoteEnglish(name)}`);
  const atTime = (instant: Date): string => `at ${formats.wallMinute(wallMinuteOf(instant, timeZone))}`;
  const forAll = (brandId: string | null): string => (brandId === null ? ' for all brands' : '');

  return {
    actions: {
      acknowledged: ({ facts }) => `${toUpper(nameBuzz(facts))} taken in hand`,
      snoozed: ({ facts }) =>
        `Reminders put off${facts.until === undefined ? '' : ` until ${formats.longInstant(new Date(facts.until))}`}`,
      'false-alarm': ({ facts }) => `Called a false alarm (${nameBuzz(facts)})`,
      confirmed: ({ facts }) => `${toUpper(nameBuzz(facts))} confirmed`,
      'mark-removed': ({ facts }) => `Opinion taken back (${nameBuzz(facts)})`,
      resolved: ({ facts }) => `${toUpper(nameBuzz(facts))} closed by hand`,
      handled: ({ count }) => `${mentions(count)} handled`,
      'set-aside': ({ count }) => `${mentions(count)} set aside, off topic`,
      kept: ({ count }) => `${mentions(count)} confirmed as about the brand`,
      corrected: ({ count, facts }) =>
        count === 1
          ? `Sentiment of one mention ${facts.label === undefined || facts.label === null ? 'given back to the model' : `corrected to ${facts.label}`}`
          : `Sentiment of ${mentions(count)} corrected`,
      'query-changed': ({ facts }) =>
        facts.name === undefined ? 'Query changed' : `Query changed by way of @${facts.name}`,
      'silence-set': ({ facts, brandId }) => `Silence set${forAll(brandId)}${span(facts)}`,
      'silence-ended': ({ brandId }) => `Silence ended${forAll(brandId)}`,
      'campaign-set': ({ facts }) => `Campaign${called(facts)} noted,${span(facts)}`,
      'campaign-changed': ({ facts }) => `Campaign${called(facts)} changed:${span(facts)}`,
      'campaign-removed': ({ facts }) => `Campaign${called(facts)} deleted`,
      'priority-done': ({ facts }) => `Priority done: ${facts.text ?? ''}`,
    },
    by: (name) => `(${name})`,
    mentions: ({ mentionCount, negativeCount, usualMentionCount }, weekday) => {
      const usual =
        usualMentionCount === null
          ? ''
          : `; usually ${usualMentionCount === 0 ? 'none' : number(usualMentionCount)} on a ${weekday}`;
      if (mentionCount === 0) return `No mention on this day${usual}.`;
      const negatives = negativeCount === 0 ? 'none of them negative' : `${number(negativeCount)} of them negative`;
      return mentionCount === 1
        ? `1 mention on this day, ${negativeCount === 0 ? 'not negative' : 'negative'}${usual}.`
        : `${mentions(mentionCount)} on this day, ${negatives}${usual}.`;
    },
    buzz: ({ level, kind, openedAt, acknowledgedAt, acknowledgedBy, resolvedAt }, sayTime) => {
      const care =
        acknowledgedAt === null
          ? 'not answered'
          : `taken in hand ${sayTime(acknowledgedAt)}${acknowledgedBy === null ? '' : ` by ${acknowledgedBy}`}`;
      const end = resolvedAt === null ? 'still going on' : `over ${sayTime(resolvedAt)}`;
      return `${toUpper(nameBuzz({ level, buzzKind: kind }))} opened ${sayTime(openedAt)}, ${care}, ${end}.`;
    },
    unanswered: (count) =>
      `${counted(count, { one: 'negative mention', other: 'negative mentions' })} without a follow-up.`,
    doneTitle: 'Done:',
    nothingDone: 'Nothing was noted.',
    openTitle: 'Left to do:',
    nothingOpen: 'No priority is waiting.',
    since: (date) => `(since ${sayDay(date)})`,
    onDay: (instant) => `on ${formats.day(instant)} ${atTime(instant)}`,
    atTime,
    andMore: (count) => `and ${number(count)} more`,
  };
}

function nameBuzz({ level, buzzKind }: LogbookFacts): string {
  if (buzzKind !== undefined && buzzKind !== 'negative') return KINDS[buzzKind];
  return level === undefined ? 'buzz' : LEVELS[level];
}

function toUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
