/** The weekly digest in English. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { DigestContent } from '../../domain/digest.ts';
import { NBSP, quoteEnglish } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { changeRatio, highestLevel, lastInstant, negativeRatio } from '../digest/summarise.ts';
import { BLIND_WORDS } from './blind-words.ts';
import type { MakeDigestWords } from './digest-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'Weak signal 1/4',
  2: 'To watch 2/4',
  3: 'Bad buzz 3/4',
  4: 'Crisis 4/4',
};
const MENTIONS = { one: 'mention', other: 'mentions' };
const NEGATIVE_MENTIONS = { one: 'negative mention', other: 'negative mentions' };
const OTHER_BRANDS = { one: 'other brand', other: 'other brands' };
const STORIES = { one: 'story', other: 'stories' };
const SOURCES = { one: 'source could not be read', other: 'sources could not be read' };

export const makeEnglishDigestWords: MakeDigestWords = (formats) => {
  const { number, counted, percent, duration, longInstant, day, weekday, longDay } = formats;
  const points = (ratioChange: number): string =>
    `${formats.signedPoints(ratioChange)}${NBSP}${Math.abs(Math.round(ratioChange * 100)) === 1 ? 'point' : 'points'}`;

  const volume = (content: DigestContent): string => {
    const count = content.week.mentionCount;
    const before = content.weekBefore.mentionCount;
    const change = changeRatio({ now: count, before });
    const mentions = counted(count, MENTIONS);
    const median =
      content.medianMentionCount === null
        ? ''
        : ` The median of the four weeks before is ${number(content.medianMentionCount)}.`;
    if (change === null) return `${mentions} this week, none the week before.${median}`;
    if (count === before) return `${mentions} this week, as many as the week before.${median}`;
    const amount = Math.round(Math.abs(change) * 100) === 0 ? 'slightly' : percent(Math.abs(change));
    return `${mentions} this week, ${amount} ${count > before ? 'more' : 'fewer'} than the week before (${number(before)}).${median}`;
  };

  const share = (content: DigestContent): string => {
    const now = negativeRatio(content.week);
    if (now === null) return 'No mentions, so no negative share.';
    const before = negativeRatio(content.weekBefore);
    const measured = `${percent(now)} negative (${counted(content.week.negativeCount, NEGATIVE_MENTIONS)})`;
    return before === null
      ? `${measured}, with no week before to compare.`
      : `${measured}, against ${percent(before)} the week before.`;
  };

  const buzzes = (content: DigestContent): string => {
    const top = highestLevel(content.buzzes);
    if (top === null) return 'No buzz this week.';
    const openCount = content.buzzes.filter((buzz) => buzz.resolvedAt === null).length;
    if (content.buzzes.length === 1) {
      return `One buzz this week (${LEVELS[top].toLowerCase()}), ${openCount === 0 ? 'over' : 'still going on'}.`;
    }
    const state =
      openCount === 0 ? 'all over' : `${openCount === 1 ? 'one' : number(openCount)} of them still going on`;
    return `${number(content.buzzes.length)} buzzes this week (highest: ${LEVELS[top].toLowerCase()}), ${state}.`;
  };

  return {
    subject: (content) => {
      const week = `${content.brandName}: week of ${day(new Date(content.periodFrom))}`;
      const ratio = negativeRatio(content.week);
      return ratio === null
        ? `${week} – no mentions`
        : `${week} – ${counted(content.week.mentionCount, MENTIONS)}, ${percent(ratio)} negative`;
    },
    period: (content) => `Week from ${weekday(new Date(content.periodFrom))} to ${longDay(lastInstant(content))}`,
    summary: (content) => [volume(content), share(content), buzzes(content)],
    about: (terms) =>
      `More present than in the four weeks before: ${formats.list(terms.map(({ term, storyCount }) => `${quoteEnglish(term)} (${counted(storyCount, STORIES)})`))}.`,
    emptyWeek: (content) =>
      content.blindSources.length === 0
        ? 'Nobody spoke of the brand this week in the sources we watch, and all of them could be read.'
        : `No mentions of the brand this week. But ${counted(content.blindSources.length, SOURCES)}: take this silence with caution.`,
    level: (level) => LEVELS[level],
    buzzOpened: (openedAt) => `opened ${longInstant(openedAt)}`,
    buzzAcknowledged: (durationMs) =>
      durationMs === null ? 'nobody acknowledged it' : `acknowledged in ${duration(durationMs)}`,
    buzzResolved: (durationMs) => (durationMs === null ? 'still going on' : `over in ${duration(durationMs)}`),
    buzzNegatives: (count) => counted(count, NEGATIVE_MENTIONS),
    mentions: (count) => counted(count, MENTIONS),
    otherBrands: (count) => counted(count, OTHER_BRANDS),
    ofWhichNegative: (count) => counted(count, { one: 'negative', other: 'negative' }),
    points,
    reliability: makeSayReliability('en', formats),
    blind: ({ state = 'failing', since }) => `${BLIND_WORDS.en[state]} since ${longInstant(new Date(since))}`,
    footer: (agencyName) => `Weekly digest sent by Vigie for ${agencyName}.`,
    labels: {
      figures: 'The figures',
      thisWeek: 'This week',
      weekBefore: 'Before',
      change: 'Change',
      mentions: 'Mentions',
      negatives: 'Negative',
      positives: 'Positive',
      negativeShare: 'Negative share',
      netSentiment: 'Net sentiment',
      days: 'Day by day',
      competitors: 'Share of voice',
      share: 'Share',
      negativeShort: 'Negative',
      buzzes: 'Buzzes',
      worstMentions: 'The worst mentions',
      bestMentions: 'The best mentions',
      sites: 'Where it is talked of',
      blindSources: 'Silent sources',
      blindSourcesNote: 'At the end of the week Vigie read nothing there.',
      openBrand: 'Open the brand in Vigie',
      unknownAuthor: 'unknown author',
      noBase: '–',
      brand: 'Brand',
    },
  };
};
