/** Alerts in English. */
import type { AlertContent } from '../../domain/alert.ts';
import type { BuzzFigures, BuzzLevel } from '../../domain/buzz.ts';
import { NBSP, quoteEnglish } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { isUsuallyNone, type MakeAlertWords, shortWindow, windowMs } from './alert-words.ts';
import { BLIND_WORDS } from './blind-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = { 1: 'Weak signal', 2: 'To watch', 3: 'Bad buzz', 4: 'Crisis' };
const MENTIONS = { one: 'mention', other: 'mentions' };
const NEGATIVE_MENTIONS = { one: 'negative mention', other: 'negative mentions' };
const AUTHORS = { one: 'author', other: 'authors' };
const COMPLAINING_AUTHORS = { one: 'author is complaining', other: 'different authors are complaining' };
const WEEKS = { one: 'week', other: 'weeks' };

export const makeEnglishAlertWords: MakeAlertWords = (formats) => {
  const { number, counted, percent, duration, longInstant } = formats;
  const inWindow = (figures: BuzzFigures): string => `in ${duration(windowMs(figures))}`;
  const usual = (expectedCount: number): string =>
    isUsuallyNone(expectedCount) ? 'usually hardly any' : `usually ${number(expectedCount)}`;
  const hour = (figures: BuzzFigures): string => (figures.baselineWeekCount > 0 ? ' at this hour' : '');
  const level = (content: AlertContent): string => `${LEVELS[content.level].toLowerCase()} ${content.level}/4`;
  const peak = (content: AlertContent): string => {
    const { figures } = content;
    return `${number(figures.negativeCount)} negative ${inWindow(figures)} (${usual(figures.expectedNegativeCount)})`;
  };
  const topic = ({ emergingTerms = [] }: AlertContent): string =>
    emergingTerms[0] === undefined ? '' : ` – ${quoteEnglish(emergingTerms[0].term)}`;

  const sayRules = (figures: BuzzFigures): string =>
    `Your rule ${formats.list(figures.metRules.map(({ name }) => quoteEnglish(name)))} is met.`;

  return {
    subject: (content) => {
      switch (content.reason) {
        case 'first-notice':
          return `${content.brandName}: ${level(content)}${topic(content)} – ${peak(content)}`;
        case 'worse':
          return `${content.brandName}: ${level(content)}, getting worse${topic(content)} – ${peak(content)}`;
        case 'reopened':
          return `${content.brandName}: ${level(content)}, back again${topic(content)} – ${peak(content)}`;
        case 'resolved':
          return `${content.brandName}: back to normal (was ${level(content)})`;
      }
    },
    level: (value) => `${LEVELS[value]}, level ${value}/4`,
    pastLevel: (value) => `Was: ${LEVELS[value].toLowerCase()}, level ${value}/4`,
    headings: {
      'first-notice': 'New alert',
      worse: 'It is getting worse',
      reopened: 'It is back',
      resolved: 'Back to normal',
    },
    negatives: (figures) =>
      `${counted(figures.negativeCount, NEGATIVE_MENTIONS)} ${inWindow(figures)}; ${usual(figures.expectedNegativeCount)}${hour(figures)}.`,
    negativeShare: (figures) =>
      `${percent(figures.negativeRatio)} of ${counted(figures.mentionCount, MENTIONS)} negative; usually ${percent(figures.usualNegativeRatio)}.`,
    baseline: (figures) =>
      figures.baselineWeekCount > 0
        ? `Usual: the same hour of the week, over ${counted(figures.baselineWeekCount, WEEKS)}.`
        : 'Usual: from the last few days, as the brand has not been watched for long.',
    reliability: makeSayReliability('en', formats),
    since: (content) => {
      const since = new Date(content.since);
      if (content.resolvedAt === null) return `Since ${longInstant(since)}.`;
      const resolvedAt = new Date(content.resolvedAt);
      return `Began ${longInstant(since)}, ended ${longInstant(resolvedAt)}: ${duration(resolvedAt.getTime() - since.getTime())} in all.`;
    },
    whenJudged: (sentence) => `When the alert was raised: ${sentence}`,
    about: (terms) => `Suddenly talked about: ${formats.list(terms.map(quoteEnglish))}.`,
    acknowledgedBy: (name) => `${name} is on it.`,
    reasons: {
      'negative-volume': (figures) =>
        figures.baselineWeekCount > 0
          ? 'Far more negative mentions than this hour of the week usually brings.'
          : 'Far more negative mentions than in the last few days.',
      'negative-share': (figures) =>
        `The negative share (${percent(figures.negativeRatio)}) is well above the usual, even counted with caution.`,
      'mention-volume': (figures) =>
        `The brand is talked about far more: ${counted(figures.mentionCount, MENTIONS)}, ${usual(figures.expectedMentionCount)}.`,
      'many-authors': (figures) => `${counted(figures.authorCount, COMPLAINING_AUTHORS)}: this is not one lone voice.`,
      'many-source-kinds': (figures) =>
        `It is spreading: ${number(figures.sourceKindCount)} kinds of sources carry it.`,
      'long-and-growing': () => 'At level 3 for over two hours, and still rising.',
      newcomers: (figures) =>
        `${counted(figures.newcomerCount, { one: 'person who had never spoken of the brand complains', other: 'people who had never spoken of the brand complain' })}; ${usual(figures.expectedNewcomerCount)}.`,
      'crisis-words': (figures) =>
        `The words are grave: ${counted(figures.crisisVoiceCount, { one: 'person accuses', other: 'people accuse' })}, call${figures.crisisVoiceCount < 2 ? 's' : ''} for a boycott or speak${figures.crisisVoiceCount < 2 ? 's' : ''} of harm.`,
      press: (figures) =>
        `The press has taken it up: ${counted(figures.pressSiteCount, { one: 'regional or trade title', other: 'regional or trade titles' })}.`,
      'national-press': (figures) =>
        `The national press has taken it up: ${counted(figures.nationalPressSiteCount, { one: 'title', other: 'titles' })}.`,
      'own-rule': (figures) => sayRules(figures),
      'positive-share': (figures) =>
        `Far more praise than usual: ${counted(figures.positiveCount, { one: 'positive mention', other: 'positive mentions' })} in a day.`,
      silence: (figures) =>
        `Nobody has spoken of the brand for ${duration(windowMs(figures))}: usually ${counted(figures.expectedMentionCount, MENTIONS)} in that time.`,
    },
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
        resolved: 'What had raised the alert',
      },
      worstMentions: 'The worst mentions',
      blindSources: 'Silent sources',
      blindSourcesNote: 'Vigie reads nothing there at the moment. There may be more said.',
      told: 'People told',
      unknownAuthor: 'unknown author',
    },
    sms: {
      facts: (content) => {
        const { figures } = content;
        const stage = `${LEVELS[content.level].toUpperCase()} ${content.level}/4`;
        if (content.reason === 'resolved') return `OVER - back to normal (was ${stage})`;
        const worse = content.reason === 'worse' ? ' RISING' : content.reason === 'reopened' ? ' BACK' : '';
        return (
          `${stage}${worse} - ${figures.negativeCount} neg/${shortWindow(figures)} ` +
          `(usual ${Math.round(figures.expectedNegativeCount)}), ${Math.round(figures.negativeRatio * 100)}% neg, ` +
          `${figures.authorCount} ${figures.authorCount === 1 ? AUTHORS.one : AUTHORS.other}`
        );
      },
      about: (term) => `About: ${term}`,
      seen: 'Seen?',
    },
  };
};
