/** A digest as a PDF. */
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PLAIN_LOOK } from '../../../src/domain/agency-look.ts';
import type { DigestContent } from '../../../src/domain/digest.ts';
import { toDigestReport } from '../../../src/notify/digest/to-digest-report.ts';
import { writeDigestPdf } from '../../../src/notify/digest/write-digest-pdf.ts';
import { makeAgencyDigestContent, makeDigestContent, makeEmptyDigestContent, makeMention } from '../sample-content.ts';

const MADE_AT = new Date('2026-06-08T06:00:00Z');

async function toPdf(content: DigestContent, language: 'fr' | 'en' = 'fr'): Promise<Buffer> {
  return await writeDigestPdf(toDigestReport(content, language), { madeAt: MADE_AT, look: PLAIN_LOOK });
}

/** The streams of the file, inflated where they are deflated. */
function readStreams(pdf: Buffer): readonly string[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    const bytes = Buffer.from(body, 'latin1');
    try {
      return inflateSync(bytes).toString('latin1');
    } catch {
      return body; // one that is not deflated
    }
  });
}

function countPages(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
}

describe('a digest as a PDF', () => {
  test('is a file with its title, language, pictures and pages', async () => {
    const pdf = await toPdf(makeDigestContent());
    const text = pdf.toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text).toContain('/Lang (fr)');
    expect(text.match(/\/Subtype \/Image/g)?.length).toBeGreaterThanOrEqual(2);
    expect(countPages(pdf)).toBeGreaterThanOrEqual(2);
    expect(readStreams(pdf).some((stream) => stream.includes('beginbfchar') || stream.includes('beginbfrange'))).toBe(
      true,
    ); // its letters can be searched
  });

  test('leads to what it quotes, and nowhere else', async () => {
    const worstMentions = [
      makeMention({ url: 'https://forum.example/1' }),
      makeMention({ url: 'javascript:alert(1)' }),
    ];
    const text = (await toPdf(makeDigestContent({ worstMentions, bestMentions: [], blindSources: [] }))).toString(
      'latin1',
    );
    expect([...text.matchAll(/\/URI \((.*?)\)/g)].map(([, url]) => url)).toEqual(['https://forum.example/1']);
  });

  test('is the same for the same digest', async () => {
    expect((await toPdf(makeDigestContent())).equals(await toPdf(makeDigestContent()))).toBe(true);
  });

  test.each<[string, DigestContent]>([
    ['an empty week', makeEmptyDigestContent()],
    ['an agency', makeAgencyDigestContent()],
    ['names of every kind', makeDigestContent({ brandName: '<script> أورنج 橙 🍊 \ud800', agencyName: '' })],
    ['a month', { ...makeDigestContent(), period: 'month' }],
  ])('of %s is written', async (_, content) => {
    expect(countPages(await toPdf(content, 'en'))).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ['words', 'شركة أورنج للاتصالات '.repeat(800)],
    ['a single word', 'ا'.repeat(16_000)],
  ])('of several pages of Arabic, be it %s, stays within its pages', async (_, text) => {
    const report = toDigestReport(makeDigestContent(), 'fr');
    const pdf = await writeDigestPdf({ ...report, lead: [text] }, { madeAt: MADE_AT, look: PLAIN_LOOK });
    expect(countPages(pdf)).toBeGreaterThan(countPages(await toPdf(makeDigestContent())) + 1);
    // where each piece of text begins, in points from the left and from below: `1 0 0 1 X Y Tm`
    const starts = readStreams(pdf).flatMap((stream) =>
      [...stream.matchAll(/1 0 0 1 ([\d.-]+) ([\d.-]+) Tm/g)].map(([, x, y]) => [Number(x), Number(y)] as const),
    );
    const isFoot = (y: number): boolean => y > 36 && y < 48;
    expect(starts.length).toBeGreaterThan(100);
    expect(starts.filter(([x, y]) => x < 47.9 || x > 547 || y > 842 || (y < 82 && !isFoot(y)))).toEqual([]);
  });

  test('of an agency of a thousand brands stays a few pages', async () => {
    const [brand] = makeAgencyDigestContent().brands;
    if (brand === undefined) throw new Error('there are some');
    const brands = Array.from({ length: 1_000 }, (_, index) => ({ ...brand, name: `Marque ${index}` }));
    expect(countPages(await toPdf(makeAgencyDigestContent({ brands })))).toBeLessThanOrEqual(5);
  });
});
