/** Alerts and digests of our own invention, for every test and picture of a message. */
import type { AlertContent } from '../../src/domain/alert.ts';
import type { AgencyDigestContent, BrandDigestContent } from '../../src/domain/digest.ts';
import type { EmergingTerm } from '../../src/domain/emerging-term.ts';
import type { QuotedMention } from '../../src/domain/quoted-mention.ts';
import { makeFigures } from '../support/buzz-figures.ts';

export const BUZZ_URL = 'https://vigie.example/fr/buzz/0199-7f3a';
export const ACKNOWLEDGE_URL = 'https://vigie.example/a/5kTq0oN1yYlB3hQxZfVw2A';

export function makeTerm(term: string): EmergingTerm {
  return { term, storyCount: 12, expectedCount: 0.4, llr: 48.2, mentionIds: [] };
}

export function makeMention(overrides: Partial<QuotedMention> = {}): QuotedMention {
  return {
    title: 'Panne générale de la box : toujours rien depuis ce matin',
    excerpt:
      'Septième appel au service client, on me raccroche au nez. La box clignote en rouge depuis 6 h et l’assistance répond que « tout fonctionne ». Je résilie dès demain.',
    url: 'https://forum.exemple.fr/sujets/18234/panne-generale-de-la-box?page=3#message-77',
    author: 'lea_m',
    site: 'forum.exemple.fr',
    publishedAt: '2026-06-02T11:58:00.000Z',
    score: -0.86,
    ...overrides,
  };
}

export function makeAlertContent(overrides: Partial<AlertContent> = {}): AlertContent {
  return {
    agencyName: 'Atelier Camélia',
    brandName: 'Orange',
    level: 3,
    reason: 'first-notice',
    reasons: ['negative-volume', 'negative-share', 'mention-volume', 'many-authors', 'many-source-kinds'],
    figures: makeFigures(),
    since: '2026-06-02T12:05:00.000Z',
    resolvedAt: null,
    acknowledgedBy: null,
    worstMentions: [
      makeMention(),
      makeMention({
        title: null,
        excerpt: 'Plus de réseau à Nantes, plus de télé, et zéro communication. Honteux.',
        url: 'https://social.exemple.org/@pascal44/110928374650918273645',
        author: '@pascal44',
        site: 'social.exemple.org',
        publishedAt: '2026-06-02T12:11:00.000Z',
      }),
      makeMention({
        title: 'Des milliers de clients privés d’Internet dans l’Ouest',
        excerpt: 'L’opérateur n’a pas encore communiqué sur l’origine de la coupure.',
        url: null,
        author: null,
        site: 'journal.exemple.fr',
        publishedAt: '2026-06-02T12:20:00.000Z',
      }),
    ],
    blindSources: [
      { title: 'Forum des abonnés', url: 'https://abonnes.exemple.fr/flux.xml', since: '2026-06-02T04:40:00.000Z' },
    ],
    toldNames: ['Claire Aubert', 'Marc Nguyên', 'Astreinte nuit'],
    ...overrides,
  };
}

const DAY_COUNTS: readonly (readonly [mentions: number, negatives: number, positives: number])[] = [
  [24, 3, 5],
  [71, 41, 4],
  [48, 19, 6],
  [26, 4, 7],
  [22, 2, 6],
  [14, 1, 3],
  [9, 0, 2],
];

export function makeDigestContent(overrides: Partial<BrandDigestContent> = {}): BrandDigestContent {
  return {
    kind: 'brand',
    agencyName: 'Atelier Camélia',
    brandName: 'Orange',
    sector: 'telecom',
    timeZone: 'Europe/Paris',
    period: 'week',
    periodFrom: '2026-05-31T22:00:00.000Z',
    periodUntil: '2026-06-07T22:00:00.000Z',
    counts: { mentionCount: 214, negativeCount: 70, positiveCount: 33 },
    countsBefore: { mentionCount: 161, negativeCount: 19, positiveCount: 35 },
    medians: {
      mentionCount: 158,
      negativeCount: 17.5,
      positiveCount: 34,
      negativeRatio: 0.11,
      netSentimentRatio: 0.09,
    },
    days: DAY_COUNTS.map(([mentionCount, negativeCount, positiveCount], index) => ({
      date: `2026-06-0${index + 1}`,
      mentionCount,
      negativeCount,
      positiveCount,
    })),
    competitors: [
      { name: 'Free', mentionCount: 188, negativeCount: 31, positiveCount: 40 },
      { name: 'Bouygues Telecom', mentionCount: 97, negativeCount: 12, positiveCount: 21 },
    ],
    buzzes: [
      {
        id: '0199-7f3a',
        kind: 'negative',
        firstHeardAt: '2026-06-02T11:43:00.000Z',
        level: 3,
        openedAt: '2026-06-02T12:05:00.000Z',
        acknowledgedAt: '2026-06-02T12:11:00.000Z',
        resolvedAt: '2026-06-02T18:35:00.000Z',
        negativeCount: 38,
        windowMinutes: 60,
      },
      {
        id: '0199-9c01',
        kind: 'negative',
        firstHeardAt: null,
        level: 2,
        openedAt: '2026-06-07T19:10:00.000Z',
        acknowledgedAt: null,
        resolvedAt: null,
        negativeCount: 7,
        windowMinutes: 1_440,
      },
    ],
    bestMentions: [
      makeMention({
        title: 'Dépannée en vingt minutes, merci',
        excerpt: 'Le technicien est passé le jour même et tout remarche. Rien à redire.',
        author: 'Sofia',
        score: 0.8,
        publishedAt: '2026-06-04T08:30:00.000Z',
      }),
    ],
    worstMentions: [makeMention()],
    sites: [
      { site: 'forum.exemple.fr', mentionCount: 92 },
      { site: 'social.exemple.org', mentionCount: 61 },
      { site: 'journal.exemple.fr', mentionCount: 17 },
    ],
    emergingTerms: [],
    done: [
      {
        ...{ brandId: '0199-aaaa', brandName: null, onDate: '2026-06-02', kind: 'acknowledged', text: null, count: 1 },
        facts: { level: 3, buzzKind: 'negative' },
      },
      {
        ...{ brandId: '0199-aaaa', brandName: null, onDate: '2026-06-02', kind: 'note', facts: {}, count: 1 },
        text: 'Réponse publiée sur le forum, avec le lien vers l’état du réseau',
      },
      {
        ...{ brandId: '0199-aaaa', brandName: null, onDate: '2026-06-03', kind: 'handled', facts: {}, count: 12 },
        text: null,
      },
    ],
    doneCount: 5,
    priorities: [{ brandName: null, text: 'Relancer les clients de Nantes', forDate: '2026-06-08' }],
    newSites: [{ site: 'journal.exemple.fr', mentionCount: 17 }],
    newAuthors: {
      count: 41,
      loudest: [
        { author: 'lea_m', site: 'forum.exemple.fr', mentionCount: 6 },
        { author: '@pascal44', site: 'social.exemple.org', mentionCount: 3 },
      ],
    },
    reliability: null,
    blindSources: [
      { title: 'Forum des abonnés', url: 'https://abonnes.exemple.fr/flux.xml', since: '2026-06-06T04:40:00.000Z' },
    ],
    ...overrides,
  };
}

/** A week in which nobody spoke of the brand. */
export function makeEmptyDigestContent(overrides: Partial<BrandDigestContent> = {}): BrandDigestContent {
  const nothing = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
  return makeDigestContent({
    counts: nothing,
    countsBefore: nothing,
    medians: null,
    days: makeDigestContent().days.map((day) => ({ ...nothing, date: day.date })),
    competitors: [],
    buzzes: [],
    bestMentions: [],
    worstMentions: [],
    sites: [],
    done: [],
    doneCount: 0,
    priorities: [],
    newSites: [],
    newAuthors: { count: 0, loudest: [] },
    blindSources: [],
    ...overrides,
  });
}

/** The same week of an agency with three clients. */
export function makeAgencyDigestContent(overrides: Partial<AgencyDigestContent> = {}): AgencyDigestContent {
  const { agencyName, timeZone, period, periodFrom, periodUntil, days, blindSources, done, priorities } =
    makeDigestContent();
  const nothing = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
  return {
    kind: 'agency',
    ...{ agencyName, timeZone, period, periodFrom, periodUntil, days, blindSources },
    done: done.map((entry) => ({ ...entry, brandName: 'Orange' })),
    doneCount: done.length,
    priorities: priorities.map((priority) => ({ ...priority, brandName: 'Orange' })),
    counts: { mentionCount: 312, negativeCount: 84, positiveCount: 61 },
    countsBefore: { mentionCount: 250, negativeCount: 30, positiveCount: 60 },
    medians: { mentionCount: 246, negativeCount: 30, positiveCount: 57, negativeRatio: 0.12, netSentimentRatio: 0.11 },
    brands: [
      {
        ...{ brandId: '0199-aaaa', name: 'Orange', highestLevel: 3, buzzCount: 2, openBuzzCount: 1 },
        counts: { mentionCount: 214, negativeCount: 70, positiveCount: 33 },
        countsBefore: { mentionCount: 161, negativeCount: 19, positiveCount: 35 },
      },
      {
        ...{ brandId: '0199-bbbb', name: 'LG', highestLevel: null, buzzCount: 0, openBuzzCount: 0 },
        counts: { mentionCount: 98, negativeCount: 14, positiveCount: 28 },
        countsBefore: { mentionCount: 89, negativeCount: 11, positiveCount: 25 },
      },
      {
        ...{ brandId: '0199-cccc', name: 'Crèmerie des Halles', highestLevel: null, buzzCount: 0, openBuzzCount: 0 },
        ...{ counts: nothing, countsBefore: nothing },
      },
    ],
    ...overrides,
  };
}
