/** What a weekly digest says, in a loud week and in an empty one. */
import { describe, expect, test } from 'vitest';
import type { Language } from '../../../src/domain/agency.ts';
import type { DigestContent } from '../../../src/domain/digest.ts';
import { renderDigestEmail } from '../../../src/notify/digest/render-digest-email.ts';
import type { RenderedEmail } from '../../../src/notify/templates/mail-layout.ts';
import { TEXT_COLUMNS } from '../../../src/notify/templates/plain-text.ts';
import { makeDigestContent, makeEmptyDigestContent, makeMention, makeTerm } from '../sample-content.ts';

const BRAND_URL = 'https://vigie.example/brands/0199';

function render(content: DigestContent, language: Language = 'fr'): RenderedEmail {
  return renderDigestEmail({ content, language, links: { brandUrl: BRAND_URL } });
}

/** The text on one line, no-break spaces as `_`. */
function flatten(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, '_').replace(/\s+/g, ' ');
}

describe('renderDigestEmail', () => {
  test('three lines in words come first', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain('Semaine du lundi 1er juin au dimanche 7 juin 2026');
    expect(text).toContain(
      '214_mentions cette semaine, 33_% de plus que la semaine d’avant (161). La médiane des quatre semaines d’avant est de 158.',
    );
    expect(text).toContain('33_% de négatif (70_mentions négatives), contre 12_% la semaine d’avant.');
    expect(text).toContain('2 buzz cette semaine (au plus haut_: bad buzz 3/4), dont un toujours en cours.');
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

  test('English says the same', () => {
    const text = flatten(render(makeDigestContent(), 'en').text);
    expect(text).toContain('Week from Monday 1 June to Sunday 7 June 2026');
    expect(text).toContain('214_mentions this week, 33% more than the week before (161).');
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
    expect(text).toContain('Mentions 214 161 +33_%');
    expect(text).toContain('Part de négatif 33_% 12_% +21_points');
    expect(text).toContain('Solde de tonalité -0,17 +0,10 -0,27');
    expect(text).toContain('▸ Orange 43_% 214 33_%');
    expect(text).toContain('mar. 2');
  });

  test('each buzz tells how long until somebody took it and until it was over', () => {
    const text = flatten(render(makeDigestContent()).text);
    expect(text).toContain('pris en charge en 6_min, terminé en 6_h_30_min');
    expect(text).toContain('personne ne l’a pris en charge, toujours en cours');
  });

  test('an empty week says so and shows no page of zeros', () => {
    const mail = render(makeEmptyDigestContent());
    expect(flatten(mail.subject)).toBe('Orange_: semaine du 1er juin – aucune mention');
    expect(flatten(mail.text)).toContain('Personne n’a parlé de la marque cette semaine');
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
    const weekBefore = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
    const text = flatten(render(makeDigestContent({ weekBefore, medianMentionCount: null })).text);
    expect(text).toContain('214_mentions cette semaine, aucune la semaine d’avant.');
    expect(text).toContain('sans semaine d’avant pour comparer.');
    expect(text).toContain('Part de négatif 33_% – –');
  });

  test('one of a kind is singular', () => {
    const one = { mentionCount: 1, negativeCount: 1, positiveCount: 0 };
    const content = makeDigestContent({ week: one, weekBefore: one, buzzes: makeDigestContent().buzzes.slice(0, 1) });
    const french = flatten(render(content).text);
    expect(french).toContain('1_mention cette semaine, autant que la semaine d’avant.');
    expect(french).toContain('(1_mention négative)');
    expect(french).toContain('Un buzz cette semaine (bad buzz 3/4), terminé.');
    expect(flatten(render(content, 'en').text)).toContain('1_mention this week, as many as the week before.');
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

  test('the days of a bar table never take more than the whole width', () => {
    const { html } = render(makeDigestContent());
    const rows = html.match(/<tr>(<td class="v-[a-z]+" width="\d+%"[^>]*>&nbsp;<\/td>)+<\/tr>/g) ?? [];
    expect(rows).toHaveLength(7);
    for (const row of rows) {
      const widths = [...row.matchAll(/ width="(\d+)%"/g)].map((match) => Number(match[1]));
      expect(widths.reduce((sum, width) => sum + width, 0)).toBe(100);
    }
  });
});
