/** Digests in English. */
import type { BuzzKind, BuzzLevel } from '../../domain/buzz.ts';
import { windowMs } from '../../domain/buzz-phrases.ts';
import type { DigestContent } from '../../domain/digest.ts';
import { NBSP, quoteEnglish } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { CRISIS_WORDS, THEME_WORDS } from '../../domain/talk-words.ts';
import { changeRatio, lastInstant, negativeRatio, summariseBuzzes } from '../digest/summarise.ts';
import { toHeading } from './alert-words.ts';
import { BLIND_WORDS } from './blind-words.ts';
import type { MakeDigestWords } from './digest-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'Weak signal 1/4',
  2: 'To watch 2/4',
  3: 'Bad buzz 3/4',
  4: 'Crisis 4/4',
};
const OTHER_KINDS: Readonly<Record<Exclude<BuzzKind, 'negative'>, string>> = {
  positive: 'Praise',
  silence: 'Unusual silence',
};
const MENTIONS = { one: 'mention', other: 'mentions' };
const NEGATIVE_MENTIONS = { one: 'negative mention', other: 'negative mentions' };
const BRANDS = { one: 'brand', other: 'brands' };
const OTHER_BRANDS = { one: 'other brand', other: 'other brands' };
const STORIES = { one: 'story', other: 'stories' };
const SOURCES = { one: 'source could not be read', other: 'sources could not be read' };

/** How the period and those before it are called. */
type Calendar = Readonly<{ now: string; before: string; four: string }>;

export const makeEnglishDigestWords: MakeDigestWords = (formats) => {
  const { number, median, counted, percent, duration, longInstant, day, weekday, longDay, month, dayName } = formats;
  const points = (ratioChange: number): string =>
    `${formats.signedPoints(ratioChange)}${NBSP}${Math.abs(Math.round(ratioChange * 100)) === 1 ? 'point' : 'points'}`;

  /** What is not nothing is not told as 0 %, and what is not all not as 100 %. */
  const part = (ratio: number): string => {
    const wholePercent = Math.round(ratio * 100);
    if (wholePercent === 0 && ratio > 0) return `less than ${percent(0.01)}`;
    return wholePercent === 100 && ratio < 1 ? `almost ${percent(1)}` : percent(ratio);
  };

  const calendarOf = ({ period, periodFrom }: DigestContent): Calendar => {
    const name = dayName(new Date(periodFrom));
    return {
      day: { now: `on ${name}`, before: `the ${name} before`, four: `four ${name}s before` },
      week: { now: 'this week', before: 'the week before', four: 'four weeks before' },
      month: { now: 'in the month', before: 'the month before', four: 'four months before' },
    }[period];
  };

  const saySome = (names: readonly string[], count: number): string => {
    if (names.length === 0) return '';
    return names.length < count ? `, above all ${formats.list(names)}` : `: ${formats.list(names)}`;
  };

  const countBrands = (count: number): string => (count === 1 ? 'one brand' : counted(count, BRANDS));

  const ofWhom = (content: DigestContent): string =>
    `of ${content.kind === 'agency' ? countBrands(content.brands.length) : content.brandName}`;

  const volume = (content: DigestContent): string => {
    const calendar = calendarOf(content);
    const count = content.counts.mentionCount;
    const before = content.countsBefore.mentionCount;
    const change = changeRatio({ now: count, before });
    const mentions = `${counted(count, MENTIONS)} ${ofWhom(content)} ${calendar.now}`;
    const usual =
      content.medians === null ? '' : ` The median of the ${calendar.four} is ${median(content.medians.mentionCount)}.`;
    if (change === null) return `${mentions}, none ${calendar.before}.${usual}`;
    if (count === before) return `${mentions}, as many as ${calendar.before}.${usual}`;
    const amount = Math.round(Math.abs(change) * 100) === 0 ? 'slightly' : part(Math.abs(change));
    return `${mentions}, ${amount} ${count > before ? 'more' : 'fewer'} than ${calendar.before} (${number(before)}).${usual}`;
  };

  const share = (content: DigestContent): string => {
    const { before } = calendarOf(content);
    const now = negativeRatio(content.counts);
    if (now === null) return 'No mentions, so no negative share.';
    const ratioBefore = negativeRatio(content.countsBefore);
    const measured = `${toHeading(part(now))} negative (${counted(content.counts.negativeCount, NEGATIVE_MENTIONS)})`;
    return ratioBefore === null
      ? `${measured}, with nothing to compare: no mentions ${before}.`
      : `${measured}, against ${part(ratioBefore)} ${before}.`;
  };

  const buzzes = (content: DigestContent): string => {
    const { now } = calendarOf(content);
    const { count, openCount, highest, brandCount } = summariseBuzzes(content);
    if (highest === null) return `No buzz ${now}.`;
    const level = LEVELS[highest].toLowerCase();
    const where = content.kind === 'agency' ? `, on ${countBrands(brandCount)}` : '';
    if (count === 1) return `One buzz ${now} (${level})${where}, ${openCount === 0 ? 'over' : 'still going on'}.`;
    const state =
      openCount === 0 ? 'all over' : `${openCount === 1 ? 'one' : number(openCount)} of them still going on`;
    return `${number(count)} buzzes ${now} (highest: ${level})${where}, ${state}.`;
  };

  const shortPeriod = ({ period, periodFrom }: DigestContent): string => {
    const from = new Date(periodFrom);
    return { day: weekday(from), week: `week of ${day(from)}`, month: month(from) }[period];
  };

  return {
    subject: (content) => {
      const heading = `${content.kind === 'agency' ? content.agencyName : content.brandName}: ${shortPeriod(content)}`;
      const ratio = negativeRatio(content.counts);
      return ratio === null
        ? `${heading} – no mentions`
        : `${heading} – ${counted(content.counts.mentionCount, MENTIONS)}, ${percent(ratio)} negative`;
    },
    period: (content) => {
      const from = new Date(content.periodFrom);
      return {
        day: () => longDay(from),
        week: () => `Week from ${weekday(from)} to ${longDay(lastInstant(content))}`,
        month: () => `Month of ${month(from)}`,
      }[content.period]();
    },
    summary: (content) => [volume(content), share(content), buzzes(content)],
    about: (terms) =>
      `More present than in the four weeks before: ${formats.list(terms.map(({ term, storyCount }) => `${quoteEnglish(term)} (${counted(storyCount, STORIES)})`))}.`,
    nothing: (content) => {
      const { now } = calendarOf(content);
      const blindCount = content.blindSources.length;
      if (content.kind === 'agency' && content.brands.length === 0) return 'No client’s brand is watched.';
      return blindCount === 0
        ? `Nobody spoke ${ofWhom(content)} ${now} in the sources we watch, and all of them could be read.`
        : `No mentions ${ofWhom(content)} ${now}. But ${counted(blindCount, SOURCES)}: take this silence with caution.`;
    },
    level: (level) => LEVELS[level],
    buzz: ({ kind, level }) => (kind === 'negative' ? LEVELS[level] : OTHER_KINDS[kind]),
    buzzOpened: (openedAt) => `opened ${longInstant(openedAt)}`,
    buzzDetected: (durationMs) => `detected ${duration(durationMs)} after its first negative mention`,
    buzzAcknowledged: (durationMs) =>
      durationMs === null ? 'nobody acknowledged it' : `acknowledged in ${duration(durationMs)}`,
    buzzResolved: (durationMs) => (durationMs === null ? 'still going on' : `over in ${duration(durationMs)}`),
    buzzNegatives: ({ negativeCount, windowMinutes }) =>
      `${counted(negativeCount, NEGATIVE_MENTIONS)}${windowMinutes === undefined ? '' : ` in ${duration(windowMs({ windowMinutes }))}`}`,
    mentions: (count) => counted(count, MENTIONS),
    otherBrands: (count) => counted(count, OTHER_BRANDS),
    ofWhichNegative: (count) => counted(count, { one: 'negative', other: 'negative' }),
    points,
    why: ({ score, themes, crisis, toldCount, outletWeight }) => {
      const parts = [
        `tone${NBSP}${formats.balance(score)}`,
        ...(themes.length === 0 ? [] : [formats.list(themes.map((theme) => THEME_WORDS.en[theme]))]),
        ...(crisis.weight === 0 ? [] : [CRISIS_WORDS.en[crisis.weight](crisis.terms)]),
        ...(outletWeight === 3 ? ['national press'] : outletWeight === 2 ? ['regional or trade press'] : []),
        ...(toldCount < 2 ? [] : [`the same story in ${counted(toldCount, MENTIONS)}`]),
      ];
      return `Why: ${parts.join(' · ')}`;
    },
    newAuthors: (count, names) =>
      `${counted(count, { one: 'person', other: 'people' })} spoke of it for the first time${saySome(names, count)}.`,
    newSites: (sites) =>
      `New ${sites.length < 2 ? 'site' : 'sites'}, absent from the four weeks before: ${formats.list(sites)}.`,
    onDay: (on, brandName, said) => `${on}${brandName === null ? '' : `, ${brandName}`}: ${said}`,
    ofBrand: (brandName, said) => (brandName === null ? said : `${brandName}: ${said}`),
    moreDone: (count) => `And ${counted(count, { one: 'other action', other: 'other actions' })}.`,
    reliability: makeSayReliability('en', formats),
    blind: ({ state = 'failing', since }) => `${BLIND_WORDS.en[state]} since ${longInstant(new Date(since))}`,
    blindNote: 'At the end of the period Vigie read nothing there.',
    footer: ({ period, agencyName }) =>
      `${{ day: 'Daily', week: 'Weekly', month: 'Monthly' }[period]} digest prepared by ${agencyName}.`,
    columns: ({ period }) => [{ day: 'Day', week: 'Week', month: 'Month' }[period], 'Before', 'Median', 'Change'],
    labels: {
      figures: 'The figures',
      mentions: 'Mentions',
      negatives: 'Negative',
      positives: 'Positive',
      negativeShare: 'Negative share',
      netSentiment: 'Net sentiment',
      netShort: 'Net',
      days: 'Day by day',
      day: 'Day',
      competitors: 'Share of voice',
      share: 'Share',
      negativeShort: 'Negative',
      changeShort: 'Change',
      buzzes: 'Buzzes',
      brands: 'The brands',
      done: 'What was done',
      priorities: 'What comes next',
      worstMentions: 'The worst mentions',
      bestMentions: 'The best mentions',
      sites: 'Where it is talked of',
      blindSources: 'Silent sources',
      openBrand: 'Open the brand in Vigie',
      openAgency: 'Open all brands in Vigie',
      unknownAuthor: 'unknown author',
      noBase: '–',
      brand: 'Brand',
      others: 'Other mentions',
    },
  };
};
