/** Why a buzz is one, in French. */
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
import { type CountedForms, type Formats, NBSP, quoteFrench } from './formats.ts';

const MENTIONS: CountedForms = { one: 'mention', other: 'mentions' };
const NEGATIVES: CountedForms = { one: 'mention négative', other: 'mentions négatives' };
const POSITIVES: CountedForms = { one: 'mention positive', other: 'mentions positives' };
const AUTHORS: CountedForms = { one: 'auteur', other: 'auteurs' };
const SITES: CountedForms = { one: 'site', other: 'sites' };
const STORIES: CountedForms = { one: 'sujet distinct', other: 'sujets distincts' };
const VOICES: CountedForms = { one: 'voix distincte', other: 'voix distinctes' };
const TITLES: CountedForms = { one: 'titre', other: 'titres' };
const DAY_MINUTES = 24 * 60;
const SEMICOLON = `${NBSP}; `;

export function makeFrenchBuzzWords(formats: Formats): BuzzWords {
  const { number, counted, plural, percent, list } = formats;
  const span = (figures: Pick<BuzzFigures, 'windowMinutes'>): string =>
    figures.windowMinutes === DAY_MINUTES ? `24${NBSP}h` : formats.duration(windowMs(figures));
  const usual = (count: number): string =>
    isUsuallyNone(count) ? 'd’habitude presque aucune' : `d’habitude ${number(count)}`;
  const expected = (count: number): string =>
    isUsuallyNone(count) ? 'presque aucune attendue' : `${counted(count, { one: 'attendue', other: 'attendues' })}`;
  const oneIn = (count: number): string =>
    count >= ONE_IN_MAX ? 'moins d’une fois sur un million' : `une fois sur ${number(count)}`;
  const isOwn = ({ basis }: BuzzFigures): boolean => basis === 'own';
  const habit = (figures: BuzzFigures, count: number): string =>
    isOwn(figures) && figures.campaignName === null ? usual(count) : expected(count);

  /** « d’habitude 3 un mardi à cette heure (le plus souvent de 0 à 7), jamais plus de 9 en 8 semaines » */
  const sayUsual = ({ figures, at }: Pick<ToldBuzz, 'figures' | 'at'>): string => {
    const { expectedNegativeCount, campaignName, windowMinutes } = figures;
    const hour = windowMinutes >= DAY_MINUTES ? '' : windowMinutes > 60 ? ' à ces heures' : ' à cette heure';
    const day = at === null || windowMinutes >= DAY_MINUTES ? '' : ` un ${formats.dayName(middleOf({ at, figures }))}`;
    const base =
      campaignName !== null
        ? `${expected(expectedNegativeCount)} pendant la campagne ${quoteFrench(campaignName)}`
        : isOwn(figures)
          ? `${usual(expectedNegativeCount)}${day}${hour}`
          : `${expected(expectedNegativeCount)}${hour}`;
    return `${base}${sayInterval(figures)}${sayRecord(figures)}`;
  };
  const sayInterval = ({ usualNegatives: { from, until } }: BuzzFigures): string =>
    until === 0 || from === until ? '' : ` (le plus souvent de ${number(from)} à ${number(until)})`;
  const sayRecord = ({ highestNegativeCount: highest, negativeCount, baselineWeekCount }: BuzzFigures): string => {
    if (highest === null) return '';
    const reach =
      baselineWeekCount === 0
        ? 'depuis le début du suivi'
        : baselineWeekCount === 1
          ? 'en une semaine'
          : `en ${number(baselineWeekCount)}${NBSP}semaines`;
    if (highest >= negativeCount) return `, jusqu’à ${number(highest)} ${reach}`;
    return highest === 0 ? `, jamais une seule ${reach}` : `, jamais plus de ${number(highest)} ${reach}`;
  };
  const sayRarity = (count: number | null, what: string): string | null => {
    if (count === null) return null;
    return count >= ONE_IN_MAX ? `${what} se voit ${oneIn(count)}` : `${what} ne se voit qu’${oneIn(count)}`;
  };
  const sayShare = (figures: BuzzFigures): string => {
    const least = figures.negativeRatioMin > 0 ? ` (au moins ${percent(figures.negativeRatioMin)})` : '';
    return `${percent(figures.negativeRatio)} de négatif parmi ${counted(figures.mentionCount, MENTIONS)}${least}, d’habitude ${percent(figures.usualNegativeRatio)}`;
  };
  const sayNew = ({ newcomerCount }: BuzzFigures): string =>
    newcomerCount === 0 ? '' : `, dont ${counted(newcomerCount, { one: 'nouveau', other: 'nouveaux' })}`;
  const sayNegatives = (told: ToldBuzz): readonly (string | null)[] => {
    const { figures } = told;
    const { negativeCount, authorCount, siteCount } = figures;
    if (negativeCount === 0) return [`Aucune mention négative en ${span(figures)}`, sayUsual(told)];
    return [
      `${counted(negativeCount, NEGATIVES)} en ${span(figures)}`,
      sayUsual(told),
      sayRarity(toRarity(told), 'un tel nombre'),
      sayShare(figures),
      authorCount > 0 ? `${counted(authorCount, AUTHORS)} sur ${counted(siteCount, SITES)}${sayNew(figures)}` : null,
    ];
  };
  const sayPositives = (told: ToldBuzz): readonly (string | null)[] => [
    `${counted(told.figures.positiveCount, POSITIVES)} en 24${NBSP}h, parmi ${counted(told.figures.mentionCount, MENTIONS)}`,
    `${habit(told.figures, told.figures.expectedMentionCount)} en tout`,
    sayRarity(toRarity(told), 'un tel nombre de mentions'),
  ];
  const saySilence = (told: ToldBuzz): readonly (string | null)[] => [
    `${formats.duration(windowMs(told.figures))} sans une seule mention`,
    `${habit(told.figures, told.figures.expectedMentionCount)} dans ce temps`,
    sayRarity(toRarity(told), 'un tel silence'),
  ];
  const sayRules = ({ metRules }: BuzzFigures): string => {
    const rules = metRules.map(
      ({ name, count, countMin, windowMinutes }) =>
        `${quoteFrench(name)} (${number(count)} en ${span({ windowMinutes })}, seuil ${number(countMin)})`,
    );
    return metRules.length > 1 ? `Vos règles ${list(rules)} sont remplies.` : `Votre règle ${list(rules)} est remplie.`;
  };
  const nameRules = ({ level, figures }: JudgedBuzz): readonly string[] =>
    figures.metRules.filter((rule) => rule.level === level).map(({ name }) => quoteFrench(name));
  const sayMissing = ({ condition, have, need }: NextLevel['missing'][number]): string => {
    const tooFew = (forms: CountedForms): string => `${counted(have, forms)}, il en faut ${number(need)}`;
    const tooCommon = `(${have < 0.3 ? 'c’est courant' : oneIn(toOneIn(10 ** -have))}, il faut ${oneIn(toOneIn(10 ** -need))})`;
    switch (condition) {
      case 'negative-count':
        return tooFew(NEGATIVES);
      case 'joint-surprise':
        return `nombre de mécontents, part de négatif et mots de crise ne sont pas assez rares pris ensemble ${tooCommon}`;
      case 'crowd-surprise':
        return `le nombre de mécontents, nouveaux surtout, n’est pas assez inhabituel ${tooCommon}`;
      case 'share-surprise':
        return `la part de négatif n’est pas assez inhabituelle ${tooCommon}`;
      case 'voices':
        return tooFew(VOICES);
      case 'authors':
        return tooFew(AUTHORS);
      case 'stories':
        return tooFew(STORIES);
      case 'spread':
        return need > SPREAD_AUTHOR_COUNT_MIN
          ? `${tooFew(AUTHORS)}, ou ${number(SPREAD_AUTHOR_COUNT_MIN)} dans deux types de sources, avec la presse ou avec des mots de crise`
          : tooFew(AUTHORS);
      case 'national-press':
        return 'la presse nationale n’en parle pas, et le niveau 3 n’a pas duré deux heures en hausse';
    }
  };
  const sayLevel = (buzz: JudgedBuzz): string => {
    const { kind, level, reasons, figures } = buzz;
    if (kind !== 'negative') return 'Vigie le montre, mais n’en prévient personne';
    if (isLiftedByRule(buzz)) {
      const names = nameRules(buzz);
      return `${names.length > 1 ? 'vos règles' : 'votre règle'} ${list(names)} le demande${names.length > 1 ? 'nt' : ''}`;
    }
    if (level === 1) {
      return 'il y a plus de mentions négatives que d’ordinaire, mais rien de plus n’est certain';
    }
    if (level === 2) {
      return `le nombre de mécontents, la part de négatif et la gravité des mots sont rares pris ensemble, avec ${counted(figures.voiceCount, VOICES)}`;
    }
    if (level === 3) {
      const spread = [
        counted(figures.authorCount, AUTHORS),
        ...(reasons.includes('many-source-kinds') ? [`${number(figures.sourceKindCount)}${NBSP}types de sources`] : []),
        ...(reasons.includes('press') || reasons.includes('national-press') ? ['la presse'] : []),
        ...(reasons.includes('crisis-words') ? ['des mots de crise'] : []),
      ];
      return `le nombre de mécontents, la part de négatif et la gravité des mots sont très rares pris ensemble, et cela s’étend, avec ${list(spread)}`;
    }
    if (reasons.includes('long-and-growing')) return 'plus de deux heures au niveau 3, et toujours en hausse';
    return `la presse nationale en parle (${counted(figures.nationalPressSiteCount, TITLES)})`;
  };

  return {
    reasons: {
      'negative-volume': (figures) =>
        `Bien plus de mentions négatives que d’ordinaire${NBSP}: ${number(figures.negativeCount)} en ${span(figures)}, ${habit(figures, figures.expectedNegativeCount)}.`,
      'negative-share': (figures) =>
        `La part de négatif (${percent(figures.negativeRatio)}) dépasse nettement l’habitude (${percent(figures.usualNegativeRatio)}), même avec une estimation prudente${figures.negativeRatioMin > 0 ? ` (${percent(figures.negativeRatioMin)})` : ''}.`,
      'mention-volume': (figures) =>
        `On parle bien plus de la marque${NBSP}: ${counted(figures.mentionCount, MENTIONS)} en ${span(figures)}, ${habit(figures, figures.expectedMentionCount)}.`,
      'many-authors': (figures) =>
        `${counted(figures.authorCount, { one: 'auteur se plaint', other: 'auteurs se plaignent' })}${NBSP}: ce n’est pas une voix isolée.`,
      'many-source-kinds': (figures) =>
        `Le sujet se propage${NBSP}: ${number(figures.sourceKindCount)}${NBSP}types de sources en parlent.`,
      newcomers: (figures) =>
        `${counted(figures.newcomerCount, { one: 'personne qui n’avait jamais parlé de la marque s’en plaint', other: 'personnes qui n’avaient jamais parlé de la marque s’en plaignent' })}, ${habit(figures, figures.expectedNewcomerCount)}.`,
      'crisis-words': (figures) =>
        `Les mots sont graves${NBSP}: ${counted(figures.crisisVoiceCount, { one: 'personne accuse, appelle au boycott ou parle', other: 'personnes accusent, appellent au boycott ou parlent' })} de danger.`,
      press: (figures) =>
        `La presse en parle${NBSP}: ${counted(figures.pressSiteCount, { one: 'titre régional ou spécialisé', other: 'titres régionaux ou spécialisés' })}.`,
      'national-press': (figures) =>
        `La presse nationale en parle${NBSP}: ${counted(figures.nationalPressSiteCount, TITLES)}.`,
      'long-and-growing': () => 'Au niveau 3 depuis plus de deux heures, et toujours en hausse.',
      'own-rule': sayRules,
      'positive-share': (figures) =>
        `On dit bien plus de bien de la marque que d’ordinaire${NBSP}: ${counted(figures.positiveCount, POSITIVES)} en 24${NBSP}h.`,
      silence: (figures) =>
        `Plus personne ne parle de la marque${NBSP}: rien en ${formats.duration(windowMs(figures))}, d’ordinaire ${counted(figures.expectedMentionCount, MENTIONS)} dans ce temps.`,
    },
    sentence: (told) => {
      const said = { negative: sayNegatives, positive: sayPositives, silence: saySilence }[told.kind](told);
      const rest = [
        told.terms.length === 0 ? null : `on parle soudain de ${list(told.terms.map(quoteFrench))}`,
        told.since === null ? null : `depuis le ${formats.longInstant(told.since)}`,
      ];
      return `${[...said, ...rest].filter((part) => part !== null).join(SEMICOLON)}.`;
    },
    rarity: (buzz) => {
      const count = toRarity(buzz);
      return count === null ? null : oneIn(count);
    },
    whyLevel: (buzz) => `Niveau ${buzz.level}${NBSP}: ${sayLevel(buzz)}.`,
    whyNotNext: (buzz) => {
      const { nextLevel } = buzz.figures;
      if (buzz.kind !== 'negative' || buzz.level === 4 || nextLevel === null) return null;
      const missing = listMissing(nextLevel).map(sayMissing);
      if (missing.length === 0) return null;
      const isLifted = nextLevel.level <= buzz.level;
      const rules = plural(buzz.figures.metRules.length, { one: 'votre règle', other: 'vos règles' });
      return `${isLifted ? `Sans ${rules}, pas` : 'Pas'} encore le niveau ${nextLevel.level}${NBSP}: ${missing.join(SEMICOLON)}.`;
    },
    basis: (figures) => {
      const { basis, baselineWeekCount, campaignName } = figures;
      const own = `L’habitude est celle de la marque elle-même, à la même heure de la semaine, sur ${counted(baselineWeekCount, { one: 'semaine', other: 'semaines' })}.`;
      const lent = (whose: string): string =>
        `La marque est suivie depuis peu${NBSP}: ce qui est attendu vient de ses premiers jours et du rythme ${whose}.`;
      const said = { own, agency: lent('de vos autres marques'), general: lent('qu’ont les marques en général') }[
        basis
      ];
      return campaignName === null
        ? said
        : `${said} La campagne ${quoteFrench(campaignName)} est en cours${NBSP}: le nombre attendu en tient compte, jamais la part de négatif.`;
    },
  };
}
