/** The weekly digest in French. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { DigestContent } from '../../domain/digest.ts';
import { NBSP, quoteFrench } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { changeRatio, highestLevel, lastInstant, negativeRatio } from '../digest/summarise.ts';
import { BLIND_WORDS } from './blind-words.ts';
import type { MakeDigestWords } from './digest-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'Signal faible 1/4',
  2: 'À surveiller 2/4',
  3: 'Bad buzz 3/4',
  4: 'Crise 4/4',
};
const MENTIONS = { one: 'mention', other: 'mentions' };
const NEGATIVE_MENTIONS = { one: 'mention négative', other: 'mentions négatives' };
const NEGATIVES = { one: 'négative', other: 'négatives' };
const OTHER_BRANDS = { one: 'autre marque', other: 'autres marques' };
const STORIES = { one: 'sujet', other: 'sujets' };
const POINTS = { one: 'point', other: 'points' };
const SOURCES = {
  one: 'source n’a pas pu être lue',
  other: 'sources n’ont pas pu être lues',
};

export const makeFrenchDigestWords: MakeDigestWords = (formats) => {
  const { number, counted, percent, duration, longInstant, day, weekday, longDay } = formats;
  const points = (ratioChange: number): string => {
    const forms = Math.abs(Math.round(ratioChange * 100)) < 2 ? POINTS.one : POINTS.other;
    return `${formats.signedPoints(ratioChange)}${NBSP}${forms}`;
  };

  const volume = (content: DigestContent): string => {
    const count = content.week.mentionCount;
    const before = content.weekBefore.mentionCount;
    const change = changeRatio({ now: count, before });
    const mentions = counted(count, MENTIONS);
    const median =
      content.medianMentionCount === null
        ? ''
        : ` La médiane des quatre semaines d’avant est de ${number(content.medianMentionCount)}.`;
    if (change === null) return `${mentions} cette semaine, aucune la semaine d’avant.${median}`;
    if (count === before) return `${mentions} cette semaine, autant que la semaine d’avant.${median}`;
    const amount = Math.round(Math.abs(change) * 100) === 0 ? 'un peu' : `${percent(Math.abs(change))} de`;
    return `${mentions} cette semaine, ${amount} ${count > before ? 'plus' : 'moins'} que la semaine d’avant (${number(before)}).${median}`;
  };

  const share = (content: DigestContent): string => {
    const now = negativeRatio(content.week);
    if (now === null) return 'Aucune mention, donc aucune part de négatif.';
    const before = negativeRatio(content.weekBefore);
    const measured = `${percent(now)} de négatif (${counted(content.week.negativeCount, NEGATIVE_MENTIONS)})`;
    return before === null
      ? `${measured}, sans semaine d’avant pour comparer.`
      : `${measured}, contre ${percent(before)} la semaine d’avant.`;
  };

  const buzzes = (content: DigestContent): string => {
    const top = highestLevel(content.buzzes);
    if (top === null) return 'Aucun buzz cette semaine.';
    const openCount = content.buzzes.filter((buzz) => buzz.resolvedAt === null).length;
    const state =
      openCount === 0
        ? content.buzzes.length === 1
          ? 'terminé'
          : 'tous terminés'
        : content.buzzes.length === 1
          ? 'toujours en cours'
          : `dont ${openCount === 1 ? 'un' : number(openCount)} toujours en cours`;
    return content.buzzes.length === 1
      ? `Un buzz cette semaine (${LEVELS[top].toLowerCase()}), ${state}.`
      : `${number(content.buzzes.length)} buzz cette semaine (au plus haut${NBSP}: ${LEVELS[top].toLowerCase()}), ${state}.`;
  };

  return {
    subject: (content) => {
      const week = `${content.brandName}${NBSP}: semaine du ${day(new Date(content.periodFrom))}`;
      const ratio = negativeRatio(content.week);
      return ratio === null
        ? `${week} – aucune mention`
        : `${week} – ${counted(content.week.mentionCount, MENTIONS)}, ${percent(ratio)} de négatif`;
    },
    period: (content) => `Semaine du ${weekday(new Date(content.periodFrom))} au ${longDay(lastInstant(content))}`,
    summary: (content) => [volume(content), share(content), buzzes(content)],
    about: (terms) =>
      `Plus présents que les quatre semaines d’avant${NBSP}: ${formats.list(terms.map(({ term, storyCount }) => `${quoteFrench(term)} (${counted(storyCount, STORIES)})`))}.`,
    emptyWeek: (content) =>
      content.blindSources.length === 0
        ? 'Personne n’a parlé de la marque cette semaine dans les sources suivies, et toutes ont pu être lues.'
        : `Aucune mention de la marque cette semaine. Mais ${counted(content.blindSources.length, SOURCES)}${NBSP}: ce silence est à prendre avec prudence.`,
    level: (level) => LEVELS[level],
    buzzOpened: (openedAt) => `ouvert le ${longInstant(openedAt)}`,
    buzzAcknowledged: (durationMs) =>
      durationMs === null ? 'personne ne l’a pris en charge' : `pris en charge en ${duration(durationMs)}`,
    buzzResolved: (durationMs) => (durationMs === null ? 'toujours en cours' : `terminé en ${duration(durationMs)}`),
    buzzNegatives: (count) => counted(count, NEGATIVE_MENTIONS),
    mentions: (count) => counted(count, MENTIONS),
    otherBrands: (count) => counted(count, OTHER_BRANDS),
    ofWhichNegative: (count) => counted(count, NEGATIVES),
    points,
    reliability: makeSayReliability('fr', formats),
    blind: ({ state = 'failing', since }) => `${BLIND_WORDS.fr[state]} depuis le ${longInstant(new Date(since))}`,
    footer: (agencyName) => `Bilan hebdomadaire envoyé par Vigie pour ${agencyName}.`,
    labels: {
      figures: 'Les chiffres',
      thisWeek: 'Semaine',
      weekBefore: 'Avant',
      change: 'Écart',
      mentions: 'Mentions',
      negatives: 'Négatives',
      positives: 'Positives',
      negativeShare: 'Part de négatif',
      netSentiment: 'Solde de tonalité',
      days: 'Jour par jour',
      competitors: 'Part de voix',
      share: 'Part',
      negativeShort: 'Négatif',
      buzzes: 'Les buzz',
      worstMentions: 'Les pires mentions',
      bestMentions: 'Les meilleures mentions',
      sites: 'Où l’on en parle',
      blindSources: 'Sources muettes',
      blindSourcesNote: 'À la fin de la semaine, Vigie n’y lisait plus rien.',
      openBrand: 'Voir la marque dans Vigie',
      unknownAuthor: 'auteur inconnu',
      noBase: '–',
      brand: 'Marque',
    },
  };
};
