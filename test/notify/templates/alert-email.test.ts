/** What an alert mail says, and what it never lets through. */
import { describe, expect, test } from 'vitest';
import type { Language } from '../../../src/domain/agency.ts';
import type { AlertContent } from '../../../src/domain/alert.ts';
import { BUZZ_REASONS } from '../../../src/domain/buzz.ts';
import { renderAlertEmail } from '../../../src/notify/templates/alert-email.ts';
import type { RenderedEmail } from '../../../src/notify/templates/mail-layout.ts';
import { TEXT_COLUMNS } from '../../../src/notify/templates/plain-text.ts';
import { makeFigures } from '../../support/buzz-figures.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeAlertContent, makeMention, makeTerm } from '../sample-content.ts';

function render(overrides: Partial<AlertContent> = {}, language: Language = 'fr'): RenderedEmail {
  return renderAlertEmail({
    content: makeAlertContent(overrides),
    language,
    timeZone: 'Europe/Paris',
    links: { acknowledgeUrl: ACKNOWLEDGE_URL, buzzUrl: BUZZ_URL },
  });
}

const ENDED = { reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' } as const;
const CLOSED: Partial<AlertContent> = { ...ENDED, end: { as: 'closed', by: 'Marie' } };
const FALSE_ALARM: Partial<AlertContent> = { ...ENDED, end: { as: 'false-alarm', by: 'Marie' } };

/** No-break spaces as `_`, so that a test shows where they are. */
function showSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, '_');
}

describe('renderAlertEmail', () => {
  const subjects: readonly (readonly [Partial<AlertContent>, Language, string])[] = [
    [{}, 'fr', 'Orange_: bad buzz 3/4 – 38_mentions négatives en 1_h (d’habitude 3)'],
    [{}, 'en', 'Orange: bad buzz 3/4 – 38 negative in 1_h (usually 3)'],
    [
      { emergingTerms: [makeTerm('panne box'), makeTerm('boycott')] },
      'fr',
      'Orange_: bad buzz 3/4 – «_panne box_» – 38_mentions négatives en 1_h (d’habitude 3)',
    ],
    [
      { emergingTerms: [makeTerm('router outage')], reason: 'worse' },
      'en',
      'Orange: bad buzz 3/4, getting worse – “router outage” – 38 negative in 1_h (usually 3)',
    ],
    [
      { level: 2, figures: makeFigures({ windowMinutes: 360, negativeCount: 1, expectedNegativeCount: 0.1 }) },
      'fr',
      'Orange_: à surveiller 2/4 – 1_mention négative en 6_h (d’habitude presque aucune)',
    ],
    [
      { level: 4, reason: 'worse' },
      'fr',
      'Orange_: crise 4/4, ça s’aggrave – 38_mentions négatives en 1_h (d’habitude 3)',
    ],
    [{ level: 4, reason: 'worse' }, 'en', 'Orange: crisis 4/4, getting worse – 38 negative in 1_h (usually 3)'],
    [
      { reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' },
      'fr',
      'Orange_: retour à la normale (était bad buzz 3/4)',
    ],
    [{ reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' }, 'en', 'Orange: back to normal (was bad buzz 3/4)'],
    [CLOSED, 'fr', 'Orange_: alerte close par Marie (était bad buzz 3/4)'],
    [CLOSED, 'en', 'Orange: alert closed by Marie (was bad buzz 3/4)'],
    [FALSE_ALARM, 'fr', 'Orange_: fausse alerte, dit Marie (était bad buzz 3/4)'],
    [FALSE_ALARM, 'en', 'Orange: false alarm, says Marie (was bad buzz 3/4)'],
  ];
  test.each(subjects)('the brand comes first in the subject: %j in %s', (overrides, language, subject) => {
    expect(showSpaces(render(overrides, language).subject)).toBe(subject);
  });

  test('the numbers stand against the usual ones, with the hour on the agency’s wall', () => {
    const text = showSpaces(render({ judgedAt: '2026-06-02T12:35:00.000Z' }).text).replaceAll('\n', ' ');
    expect(text).toContain(
      '38_mentions négatives en 1_h_; d’habitude 3 un mardi à cette heure (le plus souvent de 0 à 9), jamais plus de 9 en 6_semaines_;',
    );
    expect(text).toContain('70_% de négatif parmi 54_mentions (au moins 51_%), d’habitude 12_%_;');
    expect(text).toContain('Depuis le mardi 2 juin à 14_h_05.');
  });

  test('English says the same', () => {
    const text = showSpaces(render({ judgedAt: '2026-06-02T12:35:00.000Z' }, 'en').text).replaceAll('\n', ' ');
    expect(text).toContain(
      '38_negative mentions in 1_h; usually 3 on a Tuesday at this hour (mostly 0 to 9), never more than 9 in 6_weeks;',
    );
    expect(text).toContain('70% of 54_mentions negative (at least 51%), usually 12%;');
    expect(text).toContain('Since Tuesday 2 June at 14:05.');
  });

  test('the first of a month is written 1er in French', () => {
    expect(showSpaces(render({ since: '2026-06-01T07:00:00.000Z' }).text)).toContain('lundi 1er juin à 9_h_00');
  });

  test('every reason has its sentence in both languages', () => {
    for (const language of ['fr', 'en'] as const) {
      const bullets = render({ reasons: BUZZ_REASONS }, language).text.match(/^- [^\s]/gm);
      expect(bullets?.length).toBe(BUZZ_REASONS.length + 1); // and one silent source
    }
  });

  test('one author complains, two complain', () => {
    const withAuthors = (authorCount: number, language: Language): string =>
      showSpaces(render({ reasons: ['many-authors'], figures: makeFigures({ authorCount }) }, language).text);
    expect(withAuthors(1, 'fr')).toContain('- 1_auteur se plaint_:');
    expect(withAuthors(2, 'fr')).toContain('- 2_auteurs se plaignent_:');
    expect(withAuthors(1, 'en')).toContain('- 1_author is complaining:');
    expect(withAuthors(2, 'en')).toContain('- 2_different authors are complaining:');
  });

  test('why this level, and why not the next, stand in both parts; of the end of a buzz there is no next', () => {
    const mail = render();
    for (const part of [mail.text.replaceAll('\n', ' '), mail.html]) {
      expect(showSpaces(part)).toContain(
        'Niveau 3_: le nombre de mécontents, la part de négatif et la gravité des mots sont très rares',
      );
      expect(showSpaces(part)).toContain('Pas encore le niveau 4_: la presse nationale n’en parle pas');
    }
    const over = render({ reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' });
    expect(over.text).not.toContain('Pas encore');
    expect(over.html).not.toContain('Pas encore');
  });

  test('an alert from before intervals, records and the hour of judgement were kept says what it knew', () => {
    const figures = makeFigures({
      usualNegatives: { from: 0, until: 0 },
      probability: 0,
      highestNegativeCount: null,
      negativeRatioMin: 0,
      hourlyNegativeCounts: [],
      nextLevel: null,
    });
    const text = showSpaces(render({ figures }).text).replaceAll('\n', ' ');
    expect(text).toContain(
      '38_mentions négatives en 1_h_; d’habitude 3 à cette heure_; 70_% de négatif parmi 54_mentions, d’habitude 12_%_; 24_auteurs',
    );
    expect(text).not.toContain('Pas encore');
  });

  test('the acknowledge link stands in both parts of a first notice', () => {
    const mail = render();
    expect(mail.text).toContain(ACKNOWLEDGE_URL);
    expect(mail.html).toContain(`href="${ACKNOWLEDGE_URL}"`);
    expect(mail.text).toContain(BUZZ_URL);
    expect(mail.html).toContain(`href="${BUZZ_URL}"`);
  });

  test('a resolved buzz has nothing to acknowledge and says how long it lasted', () => {
    const mail = render({ reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' });
    expect(mail.text).not.toContain(ACKNOWLEDGE_URL);
    expect(mail.html).not.toContain(ACKNOWLEDGE_URL);
    expect(showSpaces(mail.text)).toContain('6_h_30_min en tout.');
    expect(showSpaces(mail.text)).toContain('Au moment de l’alerte_: 38_mentions négatives en 1_h');
    expect(mail.html).toContain('Retour à la normale');
  });

  test('an end by hand says who, in both parts, and never that all is as usual', () => {
    for (const [content, heading] of [
      [CLOSED, 'Alerte close par Marie'],
      [FALSE_ALARM, 'Fausse alerte, dit Marie'],
    ] as const) {
      const mail = render(content);
      for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toMatch(/normale/i);
      expect(mail.text.split('\n')[1]).toMatch(new RegExp(`^${heading} · `));
      expect(mail.html).toContain(`>${heading}</p>`);
    }
    const closed = showSpaces(render(CLOSED).text).replaceAll('\n', ' ');
    expect(closed).toContain('clos le mardi 2 juin à 20_h_35_: 6_h_30_min en tout. L’alerte reprendra si cela empire.');
    expect(render(FALSE_ALARM).text).not.toContain('reprendra');
    expect(render(CLOSED, 'en').text.replaceAll('\n', ' ')).toContain('If it gets worse you are told again.');
  });

  test('of the end, who had it in hand is told in the past, and not twice', () => {
    expect(render({ ...CLOSED, acknowledgedBy: 'Marc' }).text).toContain('Marc s’en occupait.');
    expect(render({ ...ENDED, end: { as: 'by-itself', by: null }, acknowledgedBy: 'Marc' }, 'en').text).toContain(
      'Marc was on it.',
    );
    expect(render({ ...CLOSED, acknowledgedBy: 'Marie' }).text.match(/Marie/g)).toHaveLength(1);
    expect(render({ acknowledgedBy: 'Marc' }).text).toContain('Pris en charge par Marc.');
  });

  test('whoever ended it may be called anything', () => {
    const mail = render({ ...ENDED, end: { as: 'closed', by: '<b>Marie</b>\r\nBcc: espion@mal.example' } });
    expect(mail.subject).toMatch(/^Orange\s: alerte close par <b>Marie<\/b> Bcc: espion@mal\.example \(/);
    expect(mail.html).not.toContain('<b>');
    expect(mail.text.split('\n')[1]).toContain('Bcc: espion@mal.example');
  });

  test('the evidence comes with author, site, link and hour, and what is missing is not invented', () => {
    const text = showSpaces(render().text);
    expect(text).toContain('lea_m · forum.exemple.fr · mardi 2 juin à 13_h_58');
    expect(text).toContain('https://forum.exemple.fr/sujets/18234/panne-generale-de-la-box?page=3#message-77');
    expect(text).toContain('auteur inconnu · journal.exemple.fr');
    expect(text).toContain('Forum des abonnés, illisible depuis le mardi 2 juin à 6_h_40');
    expect(text).toContain('Claire Aubert, Marc Nguyên et Astreinte nuit');
  });

  test('of thousands who are told, or did not answer, twenty are named and the others counted', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `Personne ${index + 1}`);
    const mail = render({ toldNames: names, unanswered: { names, since: '2026-06-02T12:36:00.000Z' } });
    for (const part of [mail.text.replaceAll('\n', ' '), mail.html]) {
      expect(showSpaces(part)).toContain('Personne 20 et 9_980_autres');
      expect(part).not.toContain('Personne 21');
    }
    expect(render({ toldNames: names.slice(0, 20) }).text).toContain('Personne 19 et Personne 20');
  });

  test('a link that would fill the mail is left out, and the mention stays', () => {
    const mail = render({ worstMentions: [makeMention({ url: `https://a.example/${'u'.repeat(3_000)}` })] });
    expect(mail.html).toContain('Panne générale de la box');
    expect(mail.html).not.toContain('https://a.example/');
    expect(mail.text).not.toContain('https://a.example/');
  });

  test('the text part fits a terminal: no line over 76 columns but for a link', () => {
    for (const language of ['fr', 'en'] as const) {
      const long = render({ brandName: 'Compagnie générale des eaux minérales '.repeat(4) }, language)
        .text.split('\n')
        .filter((line) => line.length > TEXT_COLUMNS);
      expect(long.filter((line) => !/^ *https?:\S+$/.test(line))).toEqual([]);
    }
  });

  test('what strangers wrote is shown and never run', () => {
    const attack = '<script>alert("x")</script><img src=x onerror=alert(1)>';
    const mail = render({
      brandName: `Orange ${attack}`,
      agencyName: attack,
      acknowledgedBy: attack,
      toldNames: [attack],
      worstMentions: [
        makeMention({ title: attack, excerpt: attack, author: attack, site: attack, url: 'javascript:alert(1)' }),
        makeMention({ title: null, excerpt: attack, url: 'https://a.example/"onmouseover="alert(1)' }),
      ],
      blindSources: [{ title: attack, url: 'data:text/html,<script>', since: '2026-06-02T04:40:00.000Z' }],
    });
    expect(mail.html).not.toMatch(/<script|<img|href="(?!https:)/);
    expect(mail.html).not.toMatch(/"\s*onmouseover/);
    expect(mail.html).toContain('&lt;script&gt;');
  });

  test('a brand name with line breaks stays on the subject’s one line', () => {
    const { subject } = render({ brandName: 'Orange\r\nBcc: espion@mal.example\u2028\u202eX' });
    expect(subject).toMatch(/^Orange Bcc: espion@mal\.example X/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(subject).not.toMatch(/[\u0000-\u001f\u2028\u202e]/);
  });

  test('nothing is loaded from elsewhere', () => {
    expect(render().html).not.toMatch(/<img|<link|@import|url\(|src=/);
  });

  test('what it is about is told in words, on both sides of the mail; the end of a buzz tells no news', () => {
    const emergingTerms = [makeTerm('panne box'), makeTerm('<b>boycott</b>')];
    const mail = render({ emergingTerms });
    expect(showSpaces(mail.text)).toContain('On parle soudain de «_panne box_» et «_<b>boycott</b>_».');
    expect(mail.html).toContain('&lt;b&gt;boycott');
    expect(render({ emergingTerms }, 'en').text).toContain('Suddenly talked about: “panne box” and “<b>boycott</b>”.');
    expect(render({ emergingTerms, reason: 'resolved' }).text).not.toContain('panne box');
    expect(render({ emergingTerms: [] }).text).not.toContain('On parle soudain');
  });
});
