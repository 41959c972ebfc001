/** Alerts in English. */
import type { AlertContent, AlertReason } from '../../domain/alert.ts';
import type { BuzzEnd, BuzzFigures, BuzzLevel } from '../../domain/buzz.ts';
import { isUsuallyNone, windowMs } from '../../domain/buzz-phrases.ts';
import { makeBuzzWords } from '../../domain/buzz-words.ts';
import { NBSP, quoteEnglish } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { endOf, type MakeAlertWords, shortWindow, toHeading } from './alert-words.ts';
import { BLIND_WORDS } from './blind-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = { 1: 'Weak signal', 2: 'To watch', 3: 'Bad buzz', 4: 'Crisis' };
const SMS_TURNS: Readonly<Record<Exclude<AlertReason, 'resolved'>, string>> = {
  'first-notice': '',
  worse: ' RISING',
  reopened: ' BACK',
  unanswered: ' NO ANSWER',
  reminder: ' REMINDER',
  'still-on': ' GOES ON',
};
const AUTHORS = { one: 'author', other: 'authors' };
const OTHERS = { one: 'other', other: 'others' };

/** Inside a sentence. */
function sayEnd(end: BuzzEnd): string {
  switch (end.as) {
    case 'by-itself':
      return 'back to normal';
    case 'closed':
      return `alert closed by ${end.by}`;
    case 'false-alarm':
      return `false alarm, says ${end.by}`;
  }
}

export const makeEnglishAlertWords: MakeAlertWords = (formats) => {
  const { number, duration, longInstant } = formats;
  const inWindow = (figures: BuzzFigures): string => `in ${duration(windowMs(figures))}`;
  const usual = (expectedCount: number): string =>
    isUsuallyNone(expectedCount) ? 'usually hardly any' : `usually ${number(expectedCount)}`;
  const shortLevel = (value: BuzzLevel): string => `${LEVELS[value].toLowerCase()} ${value}/4`;
  const level = (content: AlertContent): string => shortLevel(content.level);
  const peak = (content: AlertContent): string => {
    const { figures } = content;
    return `${number(figures.negativeCount)} negative ${inWindow(figures)} (${usual(figures.expectedNegativeCount)})`;
  };
  const topic = ({ emergingTerms = [] }: AlertContent): string =>
    emergingTerms[0] === undefined ? '' : ` – ${quoteEnglish(emergingTerms[0].term)}`;

  return {
    subject: (content) => {
      switch (content.reason) {
        case 'first-notice':
          return `${content.brandName}: ${level(content)}${topic(content)} – ${peak(content)}`;
        case 'worse':
          return `${content.brandName}: ${level(content)}, getting worse${topic(content)} – ${peak(content)}`;
        case 'reopened':
          return `${content.brandName}: ${level(content)}, back again${topic(content)} – ${peak(content)}`;
        case 'unanswered':
          return `${content.brandName}: ${level(content)}, nobody answered${topic(content)} – ${peak(content)}`;
        case 'reminder':
          return `${content.brandName}: ${level(content)}, still no answer${topic(content)} – ${peak(content)}`;
        case 'still-on':
          return `${content.brandName}: ${level(content)}, still going on${topic(content)} – ${peak(content)}`;
        case 'resolved':
          return `${content.brandName}: ${sayEnd(endOf(content))} (was ${level(content)})`;
      }
    },
    shortLevel,
    level: (value) => `${LEVELS[value]}, level ${value}/4`,
    pastLevel: (value) => `Was: ${LEVELS[value].toLowerCase()}, level ${value}/4`,
    headings: {
      'first-notice': 'New alert',
      worse: 'It is getting worse',
      reopened: 'It is back',
      unanswered: 'Nobody answered',
      reminder: 'Reminder, still no answer',
      'still-on': 'Still going on',
    },
    ended: (end) => toHeading(sayEnd(end)),
    buzz: makeBuzzWords('en', formats),
    reliability: makeSayReliability('en', formats),
    since: (content) => {
      const since = new Date(content.since);
      if (content.resolvedAt === null) return `Since ${longInstant(since)}.`;
      const resolvedAt = new Date(content.resolvedAt);
      const isClosed = endOf(content).as === 'closed';
      const lasted = `Began ${longInstant(since)}, ${isClosed ? 'closed' : 'ended'} ${longInstant(resolvedAt)}: ${duration(resolvedAt.getTime() - since.getTime())} in all.`;
      return isClosed ? `${lasted} If it gets worse you are told again.` : lasted;
    },
    peak: (content) => `${peak(content)}.`,
    whenJudged: (sentence) => `When the alert was raised: ${sentence}`,
    about: (terms) => `Suddenly talked about: ${formats.list(terms.map(quoteEnglish))}.`,
    unanswered: ({ names, since }) => `No answer since ${longInstant(new Date(since))}: ${formats.list(names)}.`,
    acknowledgedBy: (name) => `${name} is on it.`,
    others: (count) => formats.counted(count, OTHERS),
    hadInHand: (name) => `${name} was on it.`,
    blind: ({ state = 'failing', since }) => `${BLIND_WORDS.en[state]} since ${longInstant(new Date(since))}`,
    footer: (agencyName) => `Alert sent by Vigie for ${agencyName}.`,
    labels: {
      measured: (figures) => `In${NBSP}${duration(windowMs(figures))}`,
      usual: 'Usual',
      negatives: 'Negative mentions',
      negativeShare: 'Negative share',
      mentions: 'All mentions',
      authors: 'Unhappy authors',
      sites: 'Sites involved',
      stories: 'Distinct stories',
      acknowledge: 'Seen, I’m on it',
      openBuzz: 'Open the buzz in Vigie',
      why: {
        'first-notice': 'Why this alert',
        worse: 'Why this alert',
        reopened: 'Why this alert',
        unanswered: 'Why this alert',
        reminder: 'Why this alert',
        'still-on': 'Why this alert',
        resolved: 'What had raised the alert',
      },
      worstMentions: 'The worst mentions',
      blindSources: 'Silent sources',
      blindSourcesNote: 'Vigie reads nothing there at the moment. There may be more said.',
      told: 'People told',
      unknownAuthor: 'unknown author',
    },
    sms: {
      facts: (content, toldAt) => {
        const { figures } = content;
        const stage = `${LEVELS[content.level].toUpperCase()} ${content.level}/4`;
        const since = toldAt === null ? '' : ` of ${formats.shortInstant(toldAt)}`;
        if (content.reason === 'resolved') return [`OVER${since} - ${sayEnd(endOf(content))} (was ${stage})`];
        const count = `${figures.negativeCount} neg/${shortWindow(figures)}`;
        const usually = `usual ${Math.round(figures.expectedNegativeCount)}`;
        return [
          ...(toldAt === null
            ? [`${stage}${SMS_TURNS[content.reason]} - ${count} (${usually})`]
            : [`${stage}${since} - ${count}`, usually]),
          `${Math.round(figures.negativeRatio * 100)}% neg`,
          `${figures.authorCount} ${figures.authorCount === 1 ? AUTHORS.one : AUTHORS.other}`,
        ];
      },
      about: (term) => `About: ${term}`,
      seen: 'Seen?',
      answer: (number) => `Reply ${number}A=seen ${number}S=1h ${number}F=false`,
    },
  };
};
