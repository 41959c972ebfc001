/** Why a buzz is one, in English. */
import { type BuzzFigures, type NextLevel, SPREAD_AUTHOR_COUNT_MIN } from './buzz.ts';
import {
  type BuzzWords,
  isLiftedByRule,
  isUsuallyNone,
  type JudgedBuzz,
  listMissing,
  middleOf,
  ONE_IN_MAX,
  type ToldBuzz,
  toOneIn,
  toRarity,
  windowMs,
} from './buzz-phrases.ts';
import { type CountedForms, type Formats, NBSP, quoteEnglish } from './formats.ts';

const MENTIONS: CountedForms = { one: 'mention', other: 'mentions' };
const NEGATIVES: CountedForms = { one: 'negative mention', other: 'negative mentions' };
const POSITIVES: CountedForms = { one: 'positive mention', other: 'positive mentions' };
const AUTHORS: CountedForms = { one: 'author', other: 'authors' };
const SITES: CountedForms = { one: 'site', other: 'sites' };
const STORIES: CountedForms = { one: 'distinct story', other: 'distinct stories' };
const VOICES: CountedForms = { one: 'distinct voice', other: 'distinct voices' };
const TITLES: CountedForms = { one: 'title', other: 'titles' };
const WEEKS: CountedForms = { one: 'week', other: 'weeks' };
const DAY_MINUTES = 24 * 60;
/** What so many negatives are counted in, by the width of the window. */
const SPANS: Readonly<Record<number, string>> = {
  30: 'such half hours',
  60: 'such hours',
  180: 'such spans of three hours',
  360: 'such spans of six hours',
  1440: 'such days',
};

export function makeEnglishBuzzWords(formats: Formats): BuzzWords {
  const { number, counted, plural, percent, list } = formats;
  const span = (figures: Pick<BuzzFigures, 'windowMinutes'>): string =>
    figures.windowMinutes === DAY_MINUTES ? `24${NBSP}h` : formats.duration(windowMs(figures));
  const usual = (count: number): string => (isUsuallyNone(count) ? 'usually hardly any' : `usually ${number(count)}`);
  const expected = (count: number): string =>
    isUsuallyNone(count) ? 'hardly any expected' : `${number(count)} expected`;
  const oneIn = (count: number): string =>
    count >= ONE_IN_MAX ? 'less than once in a million' : `once in ${number(count)}`;
  const isOwn = ({ basis }: BuzzFigures): boolean => basis === 'own';
  const habit = (figures: BuzzFigures, count: number): string =>
    isOwn(figures) && figures.campaignName === null ? usual(count) : expected(count);

  /** “usually 3 on a Tuesday at this hour (mostly 0 to 7), never more than 9 in 8 weeks” */
  const sayUsual = ({ figures, at }: Pick<ToldBuzz, 'figures' | 'at'>): string => {
    const { expectedNegativeCount, campaignName, windowMinutes } = figures;
    const hour = windowMinutes >= DAY_MINUTES ? '' : windowMinutes > 60 ? ' at these hours' : ' at this hour';
    const day =
      at === null || windowMinutes >= DAY_MINUTES ? '' : ` on a ${formats.dayName(middleOf({ at, figures }))}`;
    const base =
      campaignName !== null
        ? `${expected(expectedNegativeCount)} during the campaign ${quoteEnglish(campaignName)}`
        : isOwn(figures)
          ? `${usual(expectedNegativeCount)}${day}${hour}`
          : `${expected(expectedNegativeCount)}${hour}`;
    return `${base}${sayInterval(figures)}${sayRecord(figures)}`;
  };
  const sayInterval = ({ usualNegatives: { from, until } }: BuzzFigures): string =>
    until === 0 || from === until ? '' : ` (mostly ${number(from)} to ${number(until)})`;
  const sayRecord = ({ highestNegativeCount: highest, negativeCount, baselineWeekCount }: BuzzFigures): string => {
    if (highest === null) return '';
    const reach =
      baselineWeekCount === 0
        ? 'since it has been watched'
        : baselineWeekCount === 1
          ? 'in a week'
          : `in ${counted(baselineWeekCount, WEEKS)}`;
    if (highest >= negativeCount) return `, up to ${number(highest)} ${reach}`;
    return highest === 0 ? `, never a single one ${reach}` : `, never more than ${number(highest)} ${reach}`;
  };
  const sayRarity = (count: number | null, what: string, of = ''): string | null =>
    count === null ? null : `${what} ${oneIn(count)}${of}`;
  const sayShare = (figures: BuzzFigures): string => {
    const least = figures.negativeRatioMin > 0 ? ` (at least ${percent(figures.negativeRatioMin)})` : '';
    return `${percent(figures.negativeRatio)} of ${counted(figures.mentionCount, MENTIONS)} negative${least}, usually ${percent(figures.usualNegativeRatio)}`;
  };
  const sayNew = ({ newcomerCount }: BuzzFigures): string =>
    newcomerCount === 0 ? '' : `, ${number(newcomerCount)} of them new`;
  const sayNegatives = (told: ToldBuzz): readonly (string | null)[] => {
    const { figures } = told;
    const { negativeCount, authorCount, siteCount } = figures;
    if (negativeCount === 0) return [`No negative mention in ${span(figures)}`, sayUsual(told)];
    const spans = SPANS[figures.windowMinutes];
    return [
      `${counted(negativeCount, NEGATIVES)} in ${span(figures)}`,
      sayUsual(told),
      sayRarity(toRarity(told), 'so many are seen', spans === undefined ? '' : ` ${spans}`),
      sayShare(figures),
      authorCount > 0 ? `${counted(authorCount, AUTHORS)} on ${counted(siteCount, SITES)}${sayNew(figures)}` : null,
    ];
  };
  const sayPositives = (told: ToldBuzz): readonly (string | null)[] => [
    `${counted(told.figures.positiveCount, POSITIVES)} in 24${NBSP}h, of ${counted(told.figures.mentionCount, MENTIONS)}`,
    `${habit(told.figures, told.figures.expectedMentionCount)} in all`,
    sayRarity(toRarity(told), 'so many mentions are seen', ' such days'),
  ];
  const saySilence = (told: ToldBuzz): readonly (string | null)[] => [
    `${formats.duration(windowMs(told.figures))} without a single mention`,
    `${habit(told.figures, told.figures.expectedMentionCount)} in that time`,
    sayRarity(toRarity(told), 'such a silence is seen'),
  ];
  const sayRules = ({ metRules }: BuzzFigures): string => {
    const rules = metRules.map(
      ({ name, count, countMin, windowMinutes }) =>
        `${quoteEnglish(name)} (${number(count)} in ${span({ windowMinutes })}, threshold ${number(countMin)})`,
    );
    return metRules.length > 1 ? `Your rules ${list(rules)} are met.` : `Your rule ${list(rules)} is met.`;
  };
  const nameRules = ({ level, figures }: JudgedBuzz): readonly string[] =>
    figures.metRules.filter((rule) => rule.level === level).map(({ name }) => quoteEnglish(name));
  const sayMissing = ({ condition, have, need }: NextLevel['missing'][number]): string => {
    const tooFew = (forms: CountedForms): string => `${counted(have, forms)}, ${number(need)} are needed`;
    const tooCommon = `(${have < 0.3 ? 'it is common' : oneIn(toOneIn(10 ** -have))}, ${oneIn(toOneIn(10 ** -need))} is needed)`;
    switch (condition) {
      case 'negative-count':
        return tooFew(NEGATIVES);
      case 'joint-surprise':
        return `number of complainers, negative share and words of crisis are not rare enough taken together ${tooCommon}`;
      case 'crowd-surprise':
        return `the number of people who complain, above all new ones, is not unusual enough ${tooCommon}`;
      case 'share-surprise':
        return `the negative share is not unusual enough ${tooCommon}`;
      case 'voices':
        return tooFew(VOICES);
      case 'authors':
        return tooFew(AUTHORS);
      case 'stories':
        return tooFew(STORIES);
      case 'spread':
        return need > SPREAD_AUTHOR_COUNT_MIN
          ? `${tooFew(AUTHORS)}, or ${number(SPREAD_AUTHOR_COUNT_MIN)} in two kinds of source, with the press or with words of crisis`
          : tooFew(AUTHORS);
      case 'national-press':
        return 'the national press has not taken it up, and level 3 has not lasted two hours while rising';
    }
  };
  const sayLevel = (buzz: JudgedBuzz): string => {
    const { kind, level, reasons, figures } = buzz;
    if (kind !== 'negative') return 'Vigie shows it and tells nobody';
    if (isLiftedByRule(buzz)) {
      const names = nameRules(buzz);
      return names.length > 1 ? `your rules ${list(names)} ask for it` : `your rule ${list(names)} asks for it`;
    }
    if (level === 1) return 'there are more negative mentions than usual, but nothing more is certain';
    if (level === 2) {
      return `the number of complainers, the negative share and the gravity of the words are rare taken together, with ${counted(figures.voiceCount, VOICES)}`;
    }
    if (level === 3) {
      const spread = [
        counted(figures.authorCount, AUTHORS),
        ...(reasons.includes('many-source-kinds') ? [`${number(figures.sourceKindCount)}${NBSP}kinds of source`] : []),
        ...(reasons.includes('press') || reasons.includes('national-press') ? ['the press'] : []),
        ...(reasons.includes('crisis-words') ? ['words of crisis'] : []),
      ];
      return `the number of complainers, the negative share and the gravity of the words are very rare taken together, and it is spreading, with ${list(spread)}`;
    }
    if (reasons.includes('long-and-growing')) return 'more than two hours at level 3, and still rising';
    return `the national press has taken it up (${counted(figures.nationalPressSiteCount, TITLES)})`;
  };

  return {
    reasons: {
      'negative-volume': (figures) =>
        `Far more negative mentions than usual: ${number(figures.negativeCount)} in ${span(figures)}, ${habit(figures, figures.expectedNegativeCount)}.`,
      'negative-share': (figures) =>
        `The negative share (${percent(figures.negativeRatio)}) is well above the usual (${percent(figures.usualNegativeRatio)}), even counted with caution${figures.negativeRatioMin > 0 ? ` (${percent(figures.negativeRatioMin)})` : ''}.`,
      'mention-volume': (figures) =>
        `The brand is talked about far more: ${counted(figures.mentionCount, MENTIONS)} in ${span(figures)}, ${habit(figures, figures.expectedMentionCount)}.`,
      'many-authors': (figures) =>
        `${counted(figures.authorCount, { one: 'author is complaining', other: 'different authors are complaining' })}: this is not one lone voice.`,
      'many-source-kinds': (figures) =>
        `It is spreading: ${number(figures.sourceKindCount)}${NBSP}kinds of source carry it.`,
      newcomers: (figures) =>
        `${counted(figures.newcomerCount, { one: 'person who had never spoken of the brand complains', other: 'people who had never spoken of the brand complain' })}, ${habit(figures, figures.expectedNewcomerCount)}.`,
      'crisis-words': (figures) =>
        `The words are grave: ${counted(figures.crisisVoiceCount, { one: 'person accuses, calls for a boycott or speaks', other: 'people accuse, call for a boycott or speak' })} of harm.`,
      press: (figures) =>
        `The press has taken it up: ${counted(figures.pressSiteCount, { one: 'regional or trade title', other: 'regional or trade titles' })}.`,
      'national-press': (figures) =>
        `The national press has taken it up: ${counted(figures.nationalPressSiteCount, TITLES)}.`,
      'long-and-growing': () => 'At level 3 for over two hours, and still rising.',
      'own-rule': sayRules,
      'positive-share': (figures) =>
        `Far more praise than usual: ${counted(figures.positiveCount, POSITIVES)} in 24${NBSP}h.`,
      silence: (figures) =>
        `Nobody speaks of the brand any more: nothing in ${formats.duration(windowMs(figures))}, usually ${counted(figures.expectedMentionCount, MENTIONS)} in that time.`,
    },
    sentence: (told) => {
      const said = { negative: sayNegatives, positive: sayPositives, silence: saySilence }[told.kind](told);
      const rest = [
        told.terms.length === 0 ? null : `suddenly talked about: ${list(told.terms.map(quoteEnglish))}`,
        told.since === null ? null : `since ${formats.longInstant(told.since)}`,
      ];
      return `${[...said, ...rest].filter((part) => part !== null).join('; ')}.`;
    },
    rarity: (buzz) => {
      const count = toRarity(buzz);
      return count === null ? null : oneIn(count);
    },
    whyLevel: (buzz) => `Level ${buzz.level}: ${sayLevel(buzz)}.`,
    whyNotNext: (buzz) => {
      const { nextLevel } = buzz.figures;
      if (buzz.kind !== 'negative' || buzz.level === 4 || nextLevel === null) return null;
      const missing = listMissing(nextLevel).map(sayMissing);
      if (missing.length === 0) return null;
      const isLifted = nextLevel.level <= buzz.level;
      const rules = plural(buzz.figures.metRules.length, { one: 'your rule', other: 'your rules' });
      return `${isLifted ? `Without ${rules}, not` : 'Not'} level ${nextLevel.level} yet: ${missing.join('; ')}.`;
    },
    basis: (figures) => {
      const { basis, baselineWeekCount, campaignName } = figures;
      const lent = (whose: string): string =>
        `The brand has not been watched for long: what is expected comes from its first days and ${whose}.`;
      const said = {
        own: `The usual is the brand’s own, at the same hour of the week, over ${counted(baselineWeekCount, WEEKS)}.`,
        agency: lent('from the rhythm of your other brands'),
        general: lent('from the rhythm of brands in general'),
      }[basis];
      return campaignName === null
        ? said
        : `${said} The campaign ${quoteEnglish(campaignName)} is on: the expected number allows for it, the negative share never does.`;
    },
  };
}
