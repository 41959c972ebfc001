/** What a weekly digest says, in a loud week and in an empty one. */
import { describe, expect, test } from 'vitest';
import type { Language } from '../../../src/domain/agency.ts';
import type { BrandDigestContent, DigestContent, DigestMention, PeriodCounts } from '../../../src/domain/digest.ts';
import { renderDigestEmail } from '../../../src/notify/digest/render-digest-email.ts';
import type { RenderedEmail } from '../../../src/notify/templates/mail-layout.ts';
import { TEXT_COLUMNS } from '../../../src/notify/templates/plain-text.ts';
import {
  makeAgencyDigestContent,
  makeDigestContent,
  makeEmptyDigestContent,
  makeMention,
  makeTerm,
} from '../sample-content.ts';

const BRAND_URL = 'https://vigie.example/brands/0199';

function render(content: DigestContent, language: Language = 'fr'): RenderedEmail {
  return renderDigestEmail({ content, language, links: { brandUrl: BRAND_URL } });
}

/** The text on one line, no-break spaces as `_`. */
function flatten(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, '_').replace(/\s+/g, ' ');
}

function toCounts(mentionCount: number, negativeCount: number): PeriodCounts {
  return { mentionCount, negativeCount, positiveCount: 0 };
}

describe('renderDigestEmail', () => {
  test('three lines in words come first', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain('Semaine du lundi 1er juin au dimanche 7 juin 2026');
    expect(text).toContain(
      '214_mentions de l’opérateur Orange cette semaine, 33_% de plus que la semaine d’avant (161). La médiane des quatre semaines d’avant est de 158.',
    );
    expect(text).toContain('33_% de négatif (70_mentions négatives), contre 12_% la semaine d’avant.');
    expect(text).toContain('2 buzz cette semaine (au plus haut_: bad buzz 3/4), dont un toujours en cours.');
  });

  test.each<[string, Language, Partial<BrandDigestContent>, readonly string[]]>([
    [
      'the middle of four, halfway between two',
      'fr',
      { medians: { mentionCount: 1.5, negativeRatio: null, netSentimentRatio: null } },
      ['La médiane des quatre semaines d’avant est de 1,5.'],
    ],
    [
      'one of a thousand',
      'fr',
      { counts: toCounts(1_000, 1), countsBefore: toCounts(1_000, 999) },
      ['Moins de 1_% de négatif (1_mention négative), contre presque 100_% la semaine d’avant.'],
    ],
    [
      'a thousand of a million',
      'en',
      { counts: toCounts(1_000, 999), countsBefore: toCounts(1_000_000, 0) },
      [
        '1,000_mentions of Orange this week, almost 100% fewer than the week before (1,000,000).',
        'Almost 100% negative (999_negative mentions), against 0% the week before.',
      ],
    ],
    ['a day without', 'fr', { counts: toCounts(2, 0) }, ['0_% de négatif (0_mention négative), contre 12_%']],
  ])('%s is told as it is (%s)', (_, language, content, sentences) => {
    const text = flatten(render(makeDigestContent(content), language).text);
    for (const sentence of sentences) expect(text).toContain(sentence);
  });

  test('the first of a month is the 1er in tables too', () => {
    expect(flatten(render(makeDigestContent()).html)).toContain('lun. 1er');
  });

  test.each([
    [0, 'Aucune marque de client n’est suivie.', 'No client’s brand is watched.'],
    [1, 'Personne n’a parlé d’une marque cette semaine', 'Nobody spoke of one brand this week'],
    [2, 'Personne n’a parlé de 2_marques cette semaine', 'Nobody spoke of 2_brands this week'],
  ])('an agency of %i brands of which nobody spoke', (count, french, english) => {
    const { brands } = makeAgencyDigestContent();
    const content = makeAgencyDigestContent({
      ...{ brands: brands.slice(0, count), counts: toCounts(0, 0), blindSources: [] },
    });
    expect(flatten(render(content).text)).toContain(french);
    expect(flatten(render(content, 'en').text)).toContain(english);
  });

  test('a short line tells what was new in the week, where something was', () => {
    const content = makeDigestContent({ emergingTerms: [makeTerm('panne box'), makeTerm('boycott')] });
    expect(flatten(render(content).text)).toContain(
      'Plus présents que les quatre semaines d’avant_: «_panne box_» (12_sujets) et «_boycott_» (12_sujets).',
    );
    expect(flatten(render(content, 'en').text)).toContain(
      'More present than in the four weeks before: “panne box” (12_stories) and “boycott” (12_stories).',
    );
    expect(render(makeDigestContent()).text).not.toContain('Plus présents');
  });

  test('a term from right to left keeps the number behind it in its place', () => {
    const content = makeDigestContent({ emergingTerms: [makeTerm('أورنج')] });
    expect(flatten(render(content).html)).toContain('«_\u2068أورنج\u2069_» (12_sujets)');
  });

  test('English says the same', () => {
    const text = flatten(render(makeDigestContent(), 'en').text);
    expect(text).toContain('Week from Monday 1 June to Sunday 7 June 2026');
    expect(text).toContain('214_mentions of Orange this week, 33% more than the week before (161).');
    expect(text).toContain('33% negative (70_negative mentions), against 12% the week before.');
    expect(text).toContain('2 buzzes this week (highest: bad buzz 3/4), one of them still going on.');
  });

  test('the subject names the brand first, then the week', () => {
    expect(flatten(render(makeDigestContent()).subject)).toBe(
      'Orange_: semaine du 1er juin – 214_mentions, 33_% de négatif',
    );
    expect(flatten(render(makeDigestContent(), 'en').subject)).toBe(
      'Orange: week of 1 June – 214_mentions, 33% negative',
    );
  });

  test('the figures stand beside those of the week before', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain('Mentions 214 161 158 +33_%');
    expect(text).toContain('Négatives 70 19 17,5 +268_%');
    expect(text).toContain('Positives 33 35 34 −6_%');
    expect(text).toContain('Part de négatif 33_% 12_% 11_% +21_points');
    expect(text).toContain('Solde de tonalité −0,17 +0,10 +0,09 −0,27');
    expect(text).toContain('▸ Orange 43_% 214 33_% −0,17');
    expect(text).toContain('mar. 2');
  });

  test('each buzz tells how long until somebody took it and until it was over', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain('pris en charge en 6_min, terminé en 6_h_30_min');
    expect(text).toContain('personne ne l’a pris en charge, toujours en cours');
  });

  test('each bad buzz tells how many negatives it had, and in how long', () => {
    const [buzz] = makeDigestContent().buzzes;
    expect(flatten(render(makeDigestContent()).text)).toContain('38_mentions négatives en 1_h,');
    expect(flatten(render(makeDigestContent(), 'en').text)).toContain('38_negative mentions in 1_h,');
    if (buzz === undefined) throw new Error('the sample has no buzz');
    const { windowMinutes: _, ...old } = buzz;
    expect(flatten(render(makeDigestContent({ buzzes: [old] })).text)).toContain('38_mentions négatives, ');
  });

  test('an empty week says so and shows no page of zeros', () => {
    const mail = render(makeEmptyDigestContent());
    expect(flatten(mail.subject)).toBe('Orange_: semaine du 1er juin – aucune mention');
    expect(flatten(mail.text)).toContain('Personne n’a parlé de l’opérateur Orange cette semaine');
    expect(mail.text).not.toContain('JOUR PAR JOUR');
    expect(mail.html).not.toContain('Part de voix');
  });

  test('an empty week with sources that could not be read is to be taken with caution', () => {
    const blindSources = makeDigestContent().blindSources;
    expect(flatten(render(makeEmptyDigestContent({ blindSources })).text)).toContain(
      'Mais 1_source n’a pas pu être lue_: ce silence est à prendre avec prudence.',
    );
  });

  test('a first week has nothing to be compared with and says so', () => {
    const countsBefore = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
    const text = flatten(render(makeDigestContent({ countsBefore, medians: null })).text);
    expect(text).toContain('214_mentions de l’opérateur Orange cette semaine, aucune la semaine d’avant.');
    expect(text).toContain('sans comparaison possible_: aucune mention la semaine d’avant.');
    expect(text).toContain('Part de négatif 33_% – – –');
  });

  test('one of a kind is singular', () => {
    const one = { mentionCount: 1, negativeCount: 1, positiveCount: 0 };
    const content = makeDigestContent({
      counts: one,
      countsBefore: one,
      buzzes: makeDigestContent().buzzes.slice(0, 1),
    });
    const french = flatten(render(content).text);
    expect(french).toContain('1_mention de l’opérateur Orange cette semaine, autant que la semaine d’avant.');
    expect(french).toContain('(1_mention négative)');
    expect(french).toContain('Un buzz cette semaine (bad buzz 3/4), terminé.');
    expect(flatten(render(content, 'en').text)).toContain('1_mention of Orange this week, as many as the week before.');
  });

  test('what strangers wrote is shown and never run', () => {
    const attack = '<script>alert(1)</script>';
    const mail = render(
      makeDigestContent({
        brandName: `Orange\r\nBcc: x@mal.example ${attack}`,
        agencyName: attack,
        competitors: [{ name: attack, mentionCount: 1, negativeCount: 0, positiveCount: 0 }],
        worstMentions: [makeMention({ title: attack, url: 'javascript:alert(1)' })],
        sites: [{ site: attack, mentionCount: 1 }],
      }),
    );
    expect(mail.html).not.toMatch(/<script|href="(?!https:)/);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  test('the text part fits a terminal: no line over 76 columns but for a link', () => {
    for (const language of ['fr', 'en'] as const) {
      const long = render(makeDigestContent(), language)
        .text.split('\n')
        .filter((line) => line.length > TEXT_COLUMNS && !/^ *https?:\S+$/.test(line));
      expect(long).toEqual([]);
    }
  });

  test('each picture stands in the mail with its figures in words, and again as a table', () => {
    const { html, pictures = [] } = render(makeDigestContent());
    expect(pictures.map(({ id }) => id)).toEqual(['days@digest.vigie', 'voices@digest.vigie']);
    for (const { id, png } of pictures) {
      expect(html).toContain(`src="cid:${id}"`);
      expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    }
    const alt = flatten(/alt="([^"]*)"/.exec(html)?.[1] ?? '');
    expect(alt).toContain('mar. 2 71 (41_négatives)');
    expect(flatten(html.replace(/<[^>]+>/g, ' '))).toContain('mar. 2 71 41 4');
  });

  test('says why a mention is among the worst, its tone first', () => {
    const why: NonNullable<DigestMention['why']> = {
      themes: ['outage', 'customer-service'],
      crisis: { weight: 2, terms: ['boycott'] },
      toldCount: 4,
      outletWeight: 3,
    };
    const plain = { themes: [], crisis: { weight: 0, terms: [] }, toldCount: 1, outletWeight: 1 } as const;
    const content = makeDigestContent({
      worstMentions: [
        { ...makeMention(), why },
        { ...makeMention(), why: plain },
      ],
    });
    expect(flatten(render(content).text)).toContain(
      'Pourquoi_: ton_−0,86 · panne et service client · mots de crise_: «_boycott_» · presse nationale · le même sujet dans 4_mentions',
    );
    expect(flatten(render(content).text)).toMatch(/Pourquoi_: ton_−0,86(?! ·)/u);
    expect(flatten(render(content, 'en').text)).toContain(
      'Why: tone_−0.86 · outage and customer service · crisis words: “boycott” · national press · the same story in 4_mentions',
    );
  });

  test('tells of new sites and of people who spoke for the first time', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain('Site nouveau, absent des quatre semaines d’avant_: journal.exemple.fr.');
    expect(text).toContain('41_personnes en ont parlé pour la première fois, surtout lea_m (forum.exemple.fr) et');
    const both = { ...makeDigestContent().newAuthors, count: 2 };
    expect(flatten(render(makeDigestContent({ newAuthors: both })).text)).toContain(
      '2_personnes en ont parlé pour la première fois_: lea_m (forum.exemple.fr) et',
    );
    expect(flatten(render(makeDigestContent({ newAuthors: both }), 'en').text)).toContain(
      '2_people spoke of it for the first time: lea_m (forum.exemple.fr) and',
    );
  });

  test('tells what was done and what comes next, and of an agency for which brand', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain(
      'CE QUI A ÉTÉ FAIT - mar. 2_: Bad buzz 3/4 pris en charge - mar. 2_: Réponse publiée sur le forum',
    );
    expect(text).toContain('- mer. 3_: 12_mentions traitées Et 2_autres actions.');
    expect(text).toContain('À FAIRE ENSUITE - Relancer les clients de Nantes');
    const ofAgency = flatten(render(makeAgencyDigestContent(), 'en').text);
    expect(ofAgency).toContain('- Tue 2, Orange: ');
    expect(ofAgency).toContain('- Orange: Relancer les clients de Nantes');
    expect(render(makeEmptyDigestContent()).text).not.toContain('À FAIRE');
  });

  test('tells how long after its first mention a buzz was found', () => {
    expect(flatten(render(makeDigestContent()).text)).toContain('repéré 22_min après sa première mention négative');
  });

  test('a day and a month are called what they are', () => {
    const day = { ...makeDigestContent(), period: 'day', periodFrom: '2026-06-01T22:00:00.000Z' } as const;
    expect(flatten(render(day).subject)).toBe('Orange_: mardi 2 juin – 214_mentions, 33_% de négatif');
    expect(flatten(render(day).text)).toContain('ce mardi, 33_% de plus que le mardi d’avant (161).');
    const month = { period: 'month', periodFrom: '2026-03-31T22:00:00.000Z', periodUntil: '2026-04-30T22:00:00.000Z' };
    const april = render({ ...makeDigestContent(), ...month } as BrandDigestContent);
    expect(flatten(april.subject)).toContain('Orange_: avril 2026 –');
    expect(flatten(april.text)).toContain('Mois d’avril 2026');
    expect(flatten(april.text)).toContain('Bilan mensuel préparé par Atelier Camélia.');
  });

  test('an agency sees its brands side by side, those in trouble first', () => {
    const content = makeAgencyDigestContent();
    const { subject, text } = render(content);
    expect(flatten(subject)).toBe('Atelier Camélia_: semaine du 1er juin – 312_mentions, 27_% de négatif');
    expect(flatten(text)).toContain('312_mentions de 3_marques cette semaine, 25_% de plus que la semaine d’avant');
    expect(flatten(text)).toContain(
      '2 buzz cette semaine (au plus haut_: bad buzz 3/4), sur une marque, dont un toujours',
    );
    expect(flatten(text)).toContain('Orange 214 +33_% 33_% Bad buzz 3/4');
    expect(flatten(text)).toContain('Crèmerie des Halles 0 – – –');
    expect(flatten(render(content, 'en').text)).toContain('312_mentions of 3_brands this week, 25% more');
  });
});
