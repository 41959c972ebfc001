/** Alerts in French. */
import type { AlertContent } from '../../domain/alert.ts';
import type { BuzzFigures, BuzzLevel } from '../../domain/buzz.ts';
import { NBSP, quoteFrench } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { isUsuallyNone, type MakeAlertWords, shortWindow, windowMs } from './alert-words.ts';
import { BLIND_WORDS } from './blind-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'Signal faible',
  2: 'À surveiller',
  3: 'Bad buzz',
  4: 'Crise',
};
const LEVELS_INLINE: Readonly<Record<BuzzLevel, string>> = {
  1: 'signal faible',
  2: 'à surveiller',
  3: 'bad buzz',
  4: 'crise',
};
const MENTIONS = { one: 'mention', other: 'mentions' };
const NEGATIVE_MENTIONS = { one: 'mention négative', other: 'mentions négatives' };
const AUTHORS = { one: 'auteur', other: 'auteurs' };
const WEEKS = { one: 'semaine', other: 'semaines' };

export const makeFrenchAlertWords: MakeAlertWords = (formats) => {
  const { number, counted, percent, duration, longInstant } = formats;
  const inWindow = (figures: BuzzFigures): string => `en ${duration(windowMs(figures))}`;
  const usual = (expectedCount: number): string =>
    isUsuallyNone(expectedCount) ? 'd’habitude presque aucune' : `d’habitude ${number(expectedCount)}`;
  const hour = (figures: BuzzFigures): string => (figures.baselineWeekCount > 0 ? ' à cette heure' : '');
  const level = (content: AlertContent): string => `${LEVELS_INLINE[content.level]} ${content.level}/4`;
  const peak = (content: AlertContent): string => {
    const { figures } = content;
    return `${counted(figures.negativeCount, NEGATIVE_MENTIONS)} ${inWindow(figures)} (${usual(figures.expectedNegativeCount)})`;
  };
  const topic = ({ emergingTerms = [] }: AlertContent): string =>
    emergingTerms[0] === undefined ? '' : ` – ${quoteFrench(emergingTerms[0].term)}`;

  const sayRules = (figures: BuzzFigures): string =>
    `Votre règle ${formats.list(figures.metRules.map(({ name }) => quoteFrench(name)))} est remplie.`;

  return {
    subject: (content) => {
      switch (content.reason) {
        case 'first-notice':
          return `${content.brandName}${NBSP}: ${level(content)}${topic(content)} – ${peak(content)}`;
        case 'worse':
          return `${content.brandName}${NBSP}: ${level(content)}, ça s’aggrave${topic(content)} – ${peak(content)}`;
        case 'reopened':
          return `${content.brandName}${NBSP}: ${level(content)}, ça reprend${topic(content)} – ${peak(content)}`;
        case 'resolved':
          return `${content.brandName}${NBSP}: retour à la normale (était ${level(content)})`;
      }
    },
    level: (value) => `${LEVELS[value]}, niveau ${value}/4`,
    pastLevel: (value) => `Était${NBSP}: ${LEVELS_INLINE[value]}, niveau ${value}/4`,
    headings: {
      'first-notice': 'Nouvelle alerte',
      worse: 'La situation s’aggrave',
      reopened: 'Ça reprend',
      resolved: 'Retour à la normale',
    },
    negatives: (figures) =>
      `${counted(figures.negativeCount, NEGATIVE_MENTIONS)} ${inWindow(figures)}${NBSP}; ${usual(figures.expectedNegativeCount)}${hour(figures)}.`,
    negativeShare: (figures) =>
      `${percent(figures.negativeRatio)} de négatif parmi ${counted(figures.mentionCount, MENTIONS)}${NBSP}; d’habitude ${percent(figures.usualNegativeRatio)}.`,
    baseline: (figures) =>
      figures.baselineWeekCount > 0
        ? `D’habitude${NBSP}: la même heure de la semaine, sur ${counted(figures.baselineWeekCount, WEEKS)}.`
        : `D’habitude${NBSP}: d’après les derniers jours, la marque étant suivie depuis peu.`,
    reliability: makeSayReliability('fr', formats),
    since: (content) => {
      const since = new Date(content.since);
      if (content.resolvedAt === null) return `Depuis le ${longInstant(since)}.`;
      const resolvedAt = new Date(content.resolvedAt);
      return `Commencé le ${longInstant(since)}, terminé le ${longInstant(resolvedAt)}${NBSP}: ${duration(resolvedAt.getTime() - since.getTime())} en tout.`;
    },
    whenJudged: (sentence) => `Au moment de l’alerte${NBSP}: ${sentence}`,
    about: (terms) => `On parle soudain de ${formats.list(terms.map(quoteFrench))}.`,
    acknowledgedBy: (name) => `Pris en charge par ${name}.`,
    reasons: {
      'negative-volume': (figures) =>
        figures.baselineWeekCount > 0
          ? 'Bien plus de mentions négatives que cette heure de la semaine n’en apporte d’ordinaire.'
          : 'Bien plus de mentions négatives que ces derniers jours.',
      'negative-share': (figures) =>
        `La part de négatif (${percent(figures.negativeRatio)}) dépasse nettement l’habitude, même avec une estimation prudente.`,
      'mention-volume': (figures) =>
        `On parle bien plus de la marque${NBSP}: ${counted(figures.mentionCount, MENTIONS)}, ${usual(figures.expectedMentionCount)}.`,
      'many-authors': (figures) =>
        `${counted(figures.authorCount, AUTHORS)} se ${figures.authorCount < 2 ? 'plaint' : 'plaignent'}${NBSP}: ce n’est pas une voix isolée.`,
      'many-source-kinds': (figures) =>
        `Le sujet se propage${NBSP}: ${number(figures.sourceKindCount)} types de sources en parlent.`,
      'long-and-growing': () => 'Au niveau 3 depuis plus de deux heures, et toujours en hausse.',
      newcomers: (figures) =>
        `${counted(figures.newcomerCount, { one: 'personne qui n’avait jamais parlé de la marque s’en plaint', other: 'personnes qui n’avaient jamais parlé de la marque s’en plaignent' })}${NBSP}; ${usual(figures.expectedNewcomerCount)}.`,
      'crisis-words': (figures) =>
        `Les mots sont graves${NBSP}: ${counted(figures.crisisVoiceCount, { one: 'personne accuse', other: 'personnes accusent' })}, appelle${figures.crisisVoiceCount < 2 ? '' : 'nt'} au boycott ou parle${figures.crisisVoiceCount < 2 ? '' : 'nt'} de danger.`,
      press: (figures) =>
        `La presse en parle${NBSP}: ${counted(figures.pressSiteCount, { one: 'titre', other: 'titres' })}, régionaux ou spécialisés.`,
      'national-press': (figures) =>
        `La presse nationale en parle${NBSP}: ${counted(figures.nationalPressSiteCount, { one: 'titre', other: 'titres' })}.`,
      'own-rule': (figures) => sayRules(figures),
      'positive-share': (figures) =>
        `On dit bien plus de bien de la marque que d’ordinaire${NBSP}: ${counted(figures.positiveCount, { one: 'mention positive', other: 'mentions positives' })} en un jour.`,
      silence: (figures) =>
        `Plus personne ne parle de la marque depuis ${duration(windowMs(figures))}${NBSP}: d’ordinaire ${counted(figures.expectedMentionCount, MENTIONS)} dans ce temps.`,
    },
    blind: ({ state = 'failing', since }) => `${BLIND_WORDS.fr[state]} depuis le ${longInstant(new Date(since))}`,
    footer: (agencyName) => `Alerte envoyée par Vigie pour ${agencyName}.`,
    labels: {
      measured: (figures) => `En${NBSP}${duration(windowMs(figures))}`,
      usual: 'D’habitude',
      negatives: 'Mentions négatives',
      negativeShare: 'Part de négatif',
      mentions: 'Toutes les mentions',
      authors: 'Auteurs mécontents',
      sites: 'Sites concernés',
      stories: 'Sujets distincts',
      acknowledge: 'J’ai vu, je m’en occupe',
      openBuzz: 'Voir le buzz dans Vigie',
      why: {
        'first-notice': 'Pourquoi cette alerte',
        worse: 'Pourquoi cette alerte',
        reopened: 'Pourquoi cette alerte',
        resolved: 'Ce qui avait donné l’alerte',
      },
      worstMentions: 'Les pires mentions',
      blindSources: 'Sources muettes',
      blindSourcesNote: 'Vigie n’y lit rien en ce moment. Il s’y dit peut-être davantage.',
      told: 'Personnes prévenues',
      unknownAuthor: 'auteur inconnu',
    },
    sms: {
      facts: (content) => {
        const { figures } = content;
        const stage = `${LEVELS_INLINE[content.level].toUpperCase()} ${content.level}/4`;
        if (content.reason === 'resolved') return `FIN - retour à la normale (était ${stage})`;
        const worse = content.reason === 'worse' ? ' EN HAUSSE' : content.reason === 'reopened' ? ' REPREND' : '';
        return (
          `${stage}${worse} - ${figures.negativeCount} neg/${shortWindow(figures)} ` +
          `(hab. ${Math.round(figures.expectedNegativeCount)}), ${Math.round(figures.negativeRatio * 100)}% neg, ` +
          `${figures.authorCount} ${figures.authorCount < 2 ? AUTHORS.one : AUTHORS.other}`
        );
      },
      about: (term) => `Sujet : ${term}`,
      seen: 'Vu ?',
    },
  };
};
