/** Alerts in French. */
import type { AlertContent, AlertReason } from '../../domain/alert.ts';
import type { BuzzEnd, BuzzFigures, BuzzLevel } from '../../domain/buzz.ts';
import { isUsuallyNone, windowMs } from '../../domain/buzz-phrases.ts';
import { makeBuzzWords } from '../../domain/buzz-words.ts';
import { NBSP, quoteFrench } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import { endOf, type MakeAlertWords, shortWindow, toHeading } from './alert-words.ts';
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
const SMS_TURNS: Readonly<Record<Exclude<AlertReason, 'resolved'>, string>> = {
  'first-notice': '',
  worse: ' EN HAUSSE',
  reopened: ' REPREND',
  unanswered: ' SANS RÉPONSE',
  reminder: ' RAPPEL',
  'still-on': ' DURE',
};
const NEGATIVE_MENTIONS = { one: 'mention négative', other: 'mentions négatives' };
const AUTHORS = { one: 'auteur', other: 'auteurs' };
const OTHERS = { one: 'autre', other: 'autres' };

/** Inside a sentence. */
function sayEnd(end: BuzzEnd): string {
  switch (end.as) {
    case 'by-itself':
      return 'retour à la normale';
    case 'closed':
      return `alerte close par ${end.by}`;
    case 'false-alarm':
      return `fausse alerte, dit ${end.by}`;
  }
}

export const makeFrenchAlertWords: MakeAlertWords = (formats) => {
  const { number, counted, duration, longInstant } = formats;
  const inWindow = (figures: BuzzFigures): string => `en ${duration(windowMs(figures))}`;
  const usual = (expectedCount: number): string =>
    isUsuallyNone(expectedCount) ? 'd’habitude presque aucune' : `d’habitude ${number(expectedCount)}`;
  const shortLevel = (value: BuzzLevel): string => `${LEVELS_INLINE[value]} ${value}/4`;
  const level = (content: AlertContent): string => shortLevel(content.level);
  const peak = (content: AlertContent): string => {
    const { figures } = content;
    return `${counted(figures.negativeCount, NEGATIVE_MENTIONS)} ${inWindow(figures)} (${usual(figures.expectedNegativeCount)})`;
  };
  const topic = ({ emergingTerms = [] }: AlertContent): string =>
    emergingTerms[0] === undefined ? '' : ` – ${quoteFrench(emergingTerms[0].term)}`;

  return {
    subject: (content) => {
      switch (content.reason) {
        case 'first-notice':
          return `${content.brandName}${NBSP}: ${level(content)}${topic(content)} – ${peak(content)}`;
        case 'worse':
          return `${content.brandName}${NBSP}: ${level(content)}, ça s’aggrave${topic(content)} – ${peak(content)}`;
        case 'reopened':
          return `${content.brandName}${NBSP}: ${level(content)}, ça reprend${topic(content)} – ${peak(content)}`;
        case 'unanswered':
          return `${content.brandName}${NBSP}: ${level(content)}, personne n’a répondu${topic(content)} – ${peak(content)}`;
        case 'reminder':
          return `${content.brandName}${NBSP}: ${level(content)}, toujours sans réponse${topic(content)} – ${peak(content)}`;
        case 'still-on':
          return `${content.brandName}${NBSP}: ${level(content)}, ça dure encore${topic(content)} – ${peak(content)}`;
        case 'resolved':
          return `${content.brandName}${NBSP}: ${sayEnd(endOf(content))} (était ${level(content)})`;
      }
    },
    shortLevel,
    level: (value) => `${LEVELS[value]}, niveau ${value}/4`,
    pastLevel: (value) => `Était${NBSP}: ${LEVELS_INLINE[value]}, niveau ${value}/4`,
    headings: {
      'first-notice': 'Nouvelle alerte',
      worse: 'La situation s’aggrave',
      reopened: 'Ça reprend',
      unanswered: 'Personne n’a répondu',
      reminder: 'Rappel, toujours sans réponse',
      'still-on': 'Ça dure encore',
    },
    ended: (end) => toHeading(sayEnd(end)),
    buzz: makeBuzzWords('fr', formats),
    reliability: makeSayReliability('fr', formats),
    since: (content) => {
      const since = new Date(content.since);
      if (content.resolvedAt === null) return `Depuis le ${longInstant(since)}.`;
      const resolvedAt = new Date(content.resolvedAt);
      const isClosed = endOf(content).as === 'closed';
      const lasted = `Commencé le ${longInstant(since)}, ${isClosed ? 'clos' : 'terminé'} le ${longInstant(resolvedAt)}${NBSP}: ${duration(resolvedAt.getTime() - since.getTime())} en tout.`;
      return isClosed ? `${lasted} L’alerte reprendra si cela empire.` : lasted;
    },
    peak: (content) => `${peak(content)}.`,
    whenJudged: (sentence) => `Au moment de l’alerte${NBSP}: ${sentence}`,
    about: (terms) => `On parle soudain de ${formats.list(terms.map(quoteFrench))}.`,
    unanswered: ({ names, since }) =>
      `Sans réponse depuis le ${longInstant(new Date(since))}${NBSP}: ${formats.list(names)}.`,
    acknowledgedBy: (name) => `Pris en charge par ${name}.`,
    others: (count) => counted(count, OTHERS),
    hadInHand: (name) => `${name} s’en occupait.`,
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
        unanswered: 'Pourquoi cette alerte',
        reminder: 'Pourquoi cette alerte',
        'still-on': 'Pourquoi cette alerte',
        resolved: 'Ce qui avait donné l’alerte',
      },
      worstMentions: 'Les pires mentions',
      blindSources: 'Sources muettes',
      blindSourcesNote: 'Vigie n’y lit rien en ce moment. Il s’y dit peut-être davantage.',
      told: 'Personnes prévenues',
      unknownAuthor: 'auteur inconnu',
    },
    sms: {
      facts: (content, toldAt) => {
        const { figures } = content;
        const stage = `${LEVELS_INLINE[content.level].toUpperCase()} ${content.level}/4`;
        const since = toldAt === null ? '' : ` du ${formats.shortInstant(toldAt)}`;
        if (content.reason === 'resolved') return [`FIN${since} - ${sayEnd(endOf(content))} (était ${stage})`];
        const count = `${figures.negativeCount} neg/${shortWindow(figures)}`;
        const usually = `hab. ${Math.round(figures.expectedNegativeCount)}`;
        return [
          ...(toldAt === null
            ? [`${stage}${SMS_TURNS[content.reason]} - ${count} (${usually})`]
            : [`${stage}${since} - ${count}`, usually]),
          `${Math.round(figures.negativeRatio * 100)}% neg`,
          `${figures.authorCount} ${figures.authorCount < 2 ? AUTHORS.one : AUTHORS.other}`,
        ];
      },
      about: (term) => `Sujet : ${term}`,
      seen: 'Vu ?',
      answer: (number) => `Rép. ${number}A=vu ${number}S=1h ${number}F=faux`,
    },
  };
};
