/** Every kind of mail, as it is sent, of our own invention: for tests and for `npm run show:mails`. */

import type { Language } from '../../src/domain/agency.ts';
import type { AgencyLook } from '../../src/domain/agency-look.ts';
import type { AlertContent } from '../../src/domain/alert.ts';
import { BUZZ_REASONS } from '../../src/domain/buzz.ts';
import type { BrandDigestContent, DigestContent } from '../../src/domain/digest.ts';
import { measureReliability } from '../../src/domain/reliability.ts';
import { drawLogo } from '../../src/intents/agency-look.ts';
import { drawChart } from '../../src/notify/digest/draw-chart.ts';
import { renderDigestEmail } from '../../src/notify/digest/render-digest-email.ts';
import { renderAlertEmail } from '../../src/notify/templates/alert-email.ts';
import { renderBundleEmail } from '../../src/notify/templates/bundle-email.ts';
import type { RenderedEmail } from '../../src/notify/templates/mail-layout.ts';
import { renderTestEmail } from '../../src/notify/templates/test-message.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import {
  ACKNOWLEDGE_URL,
  BUZZ_URL,
  makeAgencyDigestContent,
  makeAlertContent,
  makeDigestContent,
  makeEmptyDigestContent,
  makeMention,
  makeTerm,
} from './sample-content.ts';

/** name: as a file is called. */
export type SampleMail = Readonly<{ name: string; language: Language; mail: RenderedEmail }>;

export const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik';
const TIME_ZONE = 'Europe/Paris';
const RELIABILITY = measureReliability([
  { judged: 'negative', said: 'negative', count: 36 },
  { judged: 'negative', said: 'neutral', count: 4 },
  { judged: 'neutral', said: 'negative', count: 12 },
  { judged: 'neutral', said: 'neutral', count: 10 },
]);

/** Of a night, in the words of people who have no network. */
const CRISIS: Partial<AlertContent> = {
  level: 4,
  reasons: [
    'negative-volume',
    'negative-share',
    'mention-volume',
    'many-authors',
    'newcomers',
    'many-source-kinds',
    'crisis-words',
    'national-press',
  ],
  figures: makeFigures({
    ...{
      mentionCount: 1_284,
      negativeCount: 1_131,
      positiveCount: 12,
      expectedMentionCount: 31,
      negativeRatio: 1_131 / 1_284,
    },
    ...{
      negativeRatioMin: 0.86,
      authorCount: 742,
      siteCount: 38,
      sourceKindCount: 4,
      storyCount: 219,
      voiceCount: 219,
    },
    ...{
      newcomerCount: 396,
      expectedNewcomerCount: 2.4,
      crisisVoiceCount: 87,
      pressSiteCount: 14,
      nationalPressSiteCount: 3,
    },
    ...{ hourlyNegativeCounts: [4, 96, 1_131], highestNegativeCount: 41, nextLevel: null },
  }),
  judgedAt: '2026-06-02T12:35:00.000Z',
  emergingTerms: ['panne nationale', 'numéros d’urgence', 'boycott'].map(makeTerm),
  reliability: RELIABILITY,
  worstMentions: [
    makeMention({
      title: 'Panne nationale : impossible de joindre les secours pendant quarante minutes',
      excerpt:
        'Ma mère a fait un malaise, le 15 ne passait plus. L’opérateur savait depuis 4 h du matin et n’a prévenu personne. Une plainte est déposée, d’autres familles se regroupent.',
      url: 'https://www.journal.exemple.fr/societe/article/2026/06/02/panne-nationale-impossible-de-joindre-les-secours-pendant-quarante-minutes_6412387_3224.html?utm_source=flux',
      author: 'Sophie Lemoine-Delacroix',
      site: 'journal.exemple.fr',
    }),
    makeMention(),
    ...(makeAlertContent().worstMentions.slice(1) satisfies AlertContent['worstMentions']),
    makeMention({
      title: null,
      excerpt: 'Résiliation collective lundi devant la boutique de Rennes, on sera trois cents. #BoycottOrange',
      url: 'https://social.exemple.org/@collectif_rennes/110928374650918273999',
      author: '@collectif_rennes',
      site: 'social.exemple.org',
    }),
  ],
};
const SHARED = ['coupure', 'réseau électrique'].map(makeTerm);
const ENDED = { ...CRISIS, reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' } as const;
const WAITED = { names: ['Claire Aubert', 'Marc Nguyên'], since: '2026-06-02T12:36:00.000Z' };

/** One of each kind, realistic, the first notice first. */
export function listSampleMails(): readonly SampleMail[] {
  return [
    toAlert('first-notice', CRISIS),
    toAlert('worse', {
      ...CRISIS,
      level: 3,
      reason: 'worse',
      reasons: makeAlertContent().reasons,
      figures: makeFigures(),
    }),
    toAlert('unanswered', { ...CRISIS, reason: 'unanswered', unanswered: WAITED }),
    toAlert('reminder', { ...CRISIS, reason: 'reminder' }),
    toAlert('still-on', { ...CRISIS, reason: 'still-on', acknowledgedBy: 'Claire Aubert' }),
    toAlert('to-watch', { level: 2, blindSources: [] }),
    toAlert('resolved', { ...ENDED, end: { as: 'by-itself', by: null }, acknowledgedBy: 'Claire Aubert' }),
    toAlert('closed', { ...ENDED, end: { as: 'closed', by: 'Marie Keller' } }),
    toAlert('false-alarm', { ...ENDED, level: 3, end: { as: 'false-alarm', by: 'Marie Keller' } }),
    toAlert('first-notice-english', CRISIS, 'en'),
    toBundle('two-buzzes', [CRISIS, { brandName: 'LG', level: 3, reason: 'worse' }]),
    toBundle('scare', [
      { ...CRISIS, emergingTerms: SHARED },
      ...['LG', 'Sosh', 'Bouygues Telecom', 'L’Occitane'].map((brandName) => ({
        ...({ brandName, level: 3, emergingTerms: SHARED } as const),
      })),
      ...Array.from(
        { length: 25 },
        (_, index) => ({ brandName: `Enseigne ${index + 1}`, level: 2, emergingTerms: SHARED }) as const,
      ),
      { ...ENDED, brandName: 'Free', end: { as: 'by-itself', by: null } } as const,
    ]),
    toDigest('digest', DIGEST),
    toDigest('digest-english', DIGEST, 'en'),
    renderDigest('digest-own-look', makeDigestContent(DIGEST), { look: OWN_LOOK }),
    renderDigest('digest-of-agency', makeAgencyDigestContent()),
    renderDigest('digest-of-month', { ...makeDigestContent(DIGEST), ...A_MONTH }),
    renderDigest('digest-of-day', { ...makeDigestContent(DIGEST), period: 'day' }),
    renderDigest('digest-empty', makeEmptyDigestContent()),
    toTest('test', 'Atelier Camélia'),
  ];
}

const DIGEST: Partial<BrandDigestContent> = {
  emergingTerms: [makeTerm('panne box')],
  reliability: RELIABILITY,
  worstMentions: [
    {
      ...makeMention(),
      why: {
        ...{ themes: ['outage', 'customer-service'], toldCount: 4, outletWeight: 0 },
        crisis: { weight: 1, terms: ['résilie'] },
      },
    },
  ],
};

const A_MONTH = {
  period: 'month',
  periodFrom: '2026-05-31T22:00:00.000Z',
  periodUntil: '2026-06-30T22:00:00.000Z',
  days: Array.from({ length: 30 }, (_, index) => ({
    date: `2026-06-${String(index + 1).padStart(2, '0')}`,
    ...{ mentionCount: 14 + ((index * 7) % 23), negativeCount: (index * 5) % 11, positiveCount: (index * 3) % 6 },
  })),
} as const;

/** A logo of three letters, and a colour on which white could not be read. */
const OWN_LOOK: AgencyLook = {
  ...{ color: '#ffc72c', senderName: 'Atelier Camélia', replyTo: null },
  logo: drawLogo({
    bytes: drawChart({
      id: 'logo',
      kind: 'voices',
      alt: '',
      bars: [{ label: 'Atelier Camélia', share: 1, shareText: '', isOwn: true }],
    }),
    type: 'image/png',
  }),
};

/** What breaks a page: words without end, numbers of seven digits, in every place that strangers or readers fill. */
export function listAwkwardMails(language: Language): readonly SampleMail[] {
  const digest = makeDigestContent();
  return [
    toAlert(
      'alert-with-long-words',
      {
        brandName: LONG_WORD,
        figures: makeFigures({ negativeCount: 1_234_567, mentionCount: 2_345_678, authorCount: 987_654 }),
        worstMentions: [
          makeMention({
            ...{ title: LONG_WORD, excerpt: LONG_WORD.repeat(3), author: LONG_WORD, site: LONG_WORD },
            url: `https://a.example/${'u'.repeat(300)}`,
          }),
        ],
        blindSources: [{ title: LONG_WORD, url: BUZZ_URL, since: '2026-06-02T04:40:00.000Z' }],
        emergingTerms: [makeTerm(LONG_WORD)],
        unanswered: { ...WAITED, names: [LONG_WORD] },
        toldNames: [LONG_WORD],
      },
      language,
    ),
    toAlert('closed-by-a-long-word', { ...ENDED, end: { as: 'closed', by: LONG_WORD } }, language),
    toBundle('bundle-with-long-words', [{ brandName: LONG_WORD }, { brandName: `${LONG_WORD} 2` }], language),
    toDigest(
      'digest-with-long-words',
      {
        brandName: LONG_WORD,
        days: digest.days.map((day) => ({ ...day, mentionCount: 123_456, negativeCount: 98_765 })),
        competitors: [{ name: LONG_WORD, mentionCount: 123_456, negativeCount: 98_765, positiveCount: 1 }],
        sites: [{ site: LONG_WORD, mentionCount: 123_456 }],
      },
      language,
    ),
    toTest('test-with-long-words', LONG_WORD, language),
  ];
}

/** As much as may be said, in letters that take most room. */
export function listLongestMails(language: Language): readonly SampleMail[] {
  const name = '<Œuvré & "Cie"> '.repeat(20).slice(0, 200);
  const names = Array.from({ length: 10_000 }, (_, index) => `${index} ${name}`.slice(0, 200));
  const mention = makeMention({
    ...{ title: '&<>"é'.repeat(2_000), excerpt: '"é&<>'.repeat(2_000), author: name, site: name },
    url: `https://a.example/?${'a&'.repeat(300)}`,
  });
  const blindSources = Array.from({ length: 10 }, () => ({
    ...{ title: name, url: `https://a.example/${'é'.repeat(220)}`, since: '2026-06-02T04:40:00.000Z' },
  }));
  const everything: Partial<AlertContent> = {
    ...{
      ...CRISIS,
      level: 3,
      reason: 'reminder',
      brandName: name,
      agencyName: name,
      reasons: BUZZ_REASONS,
      blindSources,
    },
    figures: makeFigures({ ...CRISIS.figures, nextLevel: makeFigures().nextLevel }),
    worstMentions: Array.from({ length: 5 }, () => mention),
    emergingTerms: Array.from({ length: 10 }, () => makeTerm(name.slice(0, 60))),
    toldNames: names,
    unanswered: { ...WAITED, names },
    acknowledgedBy: name,
  };
  const counts = { mentionCount: 123_456, negativeCount: 98_765, positiveCount: 12_345 };
  return [
    toAlert('longest-alert', everything, language),
    toBundle(
      'longest-bundle',
      names.slice(0, 1_000).map((brandName) => ({ ...everything, brandName })),
      language,
    ),
    toDigest(
      'longest-digest',
      {
        ...{ brandName: name, agencyName: name, blindSources },
        worstMentions: Array.from({ length: 3 }, () => mention),
        bestMentions: Array.from({ length: 3 }, () => mention),
        buzzes: Array.from({ length: 20 }, () => makeDigestContent().buzzes)
          .flat()
          .slice(0, 20),
        competitors: names.slice(0, 1_000).map((competitor) => ({ ...counts, name: competitor })),
        sites: Array.from({ length: 5 }, () => ({ site: name, mentionCount: 123_456 })),
      },
      language,
    ),
    toTest('longest-test', name, language),
  ];
}

export function toAlert(name: string, overrides: Partial<AlertContent>, language: Language = 'fr'): SampleMail {
  const links = { acknowledgeUrl: ACKNOWLEDGE_URL, buzzUrl: BUZZ_URL };
  const content = makeAlertContent(overrides);
  return { name, language, mail: renderAlertEmail({ content, language, timeZone: TIME_ZONE, links }) };
}

function toBundle(name: string, alerts: readonly Partial<AlertContent>[], language: Language = 'fr'): SampleMail {
  const content = {
    agencyName: 'Atelier Camélia',
    alerts: alerts.map((overrides) => ({ content: makeAlertContent(overrides), buzzUrl: BUZZ_URL })),
    ...{ toldAt: null, acknowledgeUrl: ACKNOWLEDGE_URL, canReply: false, allUrl: 'https://vigie.example' },
  };
  return { name, language, mail: renderBundleEmail({ content, language, timeZone: TIME_ZONE }) };
}

export function toDigest(name: string, overrides: Partial<BrandDigestContent>, language: Language = 'fr'): SampleMail {
  return renderDigest(name, makeDigestContent(overrides), { language });
}

function renderDigest(
  name: string,
  content: DigestContent,
  { language = 'fr', ...more }: Readonly<{ language?: Language; look?: AgencyLook }> = {},
): SampleMail {
  return { name, language, mail: renderDigestEmail({ content, language, links: { brandUrl: BUZZ_URL }, ...more }) };
}

function toTest(name: string, agencyName: string, language: Language = 'fr'): SampleMail {
  const askedAt = new Date('2026-06-08T08:00:00Z');
  return {
    ...{ name, language },
    mail: renderTestEmail({ agencyId: 'agency', agencyName, testKind: 'weekly', askedAt }, language),
  };
}
