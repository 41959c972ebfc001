/** Several buzzes in one message: as a mail, as an SMS, and as the card of a chat. */
import { describe, expect, test } from 'vitest';
import type { AlertContent } from '../../../src/domain/alert.ts';
import type { BundleContent } from '../../../src/notify/outgoing-message.ts';
import { countSegments, countSeptets } from '../../../src/notify/sms/gsm7.ts';
import { renderBundleEmail } from '../../../src/notify/templates/bundle-email.ts';
import { findCommonTerms, makeBundleCard } from '../../../src/notify/templates/bundle-parts.ts';
import { renderBundleSms } from '../../../src/notify/templates/bundle-sms.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeAlertContent, makeMention, makeTerm } from '../sample-content.ts';

const PARIS = 'Europe/Paris';

function bundle(contents: readonly Partial<AlertContent>[], more: Partial<BundleContent> = {}): BundleContent {
  return {
    agencyName: 'Atelier Camélia',
    alerts: contents.map((content) => ({ content: makeAlertContent(content), buzzUrl: BUZZ_URL })),
    toldAt: null,
    acknowledgeUrl: ACKNOWLEDGE_URL,
    canReply: false,
    allUrl: 'https://vigie.example',
    ...more,
  };
}

const THREE = [
  { brandName: 'Orange', level: 4 },
  { brandName: 'LG', level: 3, reason: 'worse' },
  { brandName: 'Sosh', level: 2, reason: 'resolved', resolvedAt: '2026-06-02T14:00:00.000Z' },
] as const;

function manyBrands(count: number): readonly Partial<AlertContent>[] {
  return Array.from({ length: count }, (_, index) => ({ brandName: `Marque ${String(index + 1).padStart(3, '0')}` }));
}

describe('a mail', () => {
  test('says the brands first, how many alerts there are, and how bad the worst is', () => {
    const { subject, text, html } = renderBundleEmail({ content: bundle(THREE), language: 'fr', timeZone: PARIS });
    expect(subject).toBe('Orange et LG\u00a0: 2\u00a0alertes – crise 4/4');
    expect(text).toMatch(/^2\salertes\nLa plus grave\s: Crise, niveau 4\/4\n1\salerte terminée\n=/);
    expect(html).toContain('lang="fr"');
    for (const name of ['ORANGE', 'LG', 'SOSH']) expect(text).toContain(`\n${name}\n`);
    expect(text).toContain(ACKNOWLEDGE_URL);
    expect(text.split(ACKNOWLEDGE_URL)).toHaveLength(2); // one answer for all
  });

  test('in English', () => {
    const { subject } = renderBundleEmail({ content: bundle(THREE), language: 'en', timeZone: PARIS });
    expect(subject).toBe('Orange and LG: 2\u00a0alerts – crisis 4/4');
  });

  test('of five brands or more is about a scare, and says what they have in common', () => {
    const terms = { emergingTerms: [makeTerm('panne'), makeTerm('réseau')] };
    const contents = manyBrands(6).map((each, index) => ({ ...each, ...(index < 4 ? terms : { emergingTerms: [] }) }));
    const { subject, text } = renderBundleEmail({ content: bundle(contents), language: 'fr', timeZone: PARIS });
    expect(subject).toMatch(/6\smarques touchées à la fois/);
    expect(text.replace(/\s+/g, ' ')).toContain('Point commun : on parle soudain de « panne » et « réseau ».');
  });

  test('of a hundred and seventy brands names all of them, tells ten, and is not cut by mail programs', () => {
    const { text, html } = renderBundleEmail({
      content: bundle(manyBrands(170)),
      language: 'fr',
      timeZone: PARIS,
    });
    for (const { brandName = '' } of manyBrands(170)) expect(text.toLowerCase()).toContain(brandName.toLowerCase());
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  test('has no answer where all is over', () => {
    const over = THREE.map(
      (each) => ({ ...each, reason: 'resolved', resolvedAt: '2026-06-02T14:00:00.000Z' }) as const,
    );
    const { subject, text } = renderBundleEmail({
      content: bundle(over, { acknowledgeUrl: null }),
      language: 'fr',
      timeZone: PARIS,
    });
    expect(subject).toBe('Orange, LG et Sosh\u00a0: 3\u00a0alertes terminées');
    expect(text).not.toContain('/a/');
  });

  test('takes no markup and no line ends from names and mentions', () => {
    const { subject, html } = renderBundleEmail({
      content: bundle([
        { brandName: 'A\r\nBcc: x@evil.example', worstMentions: [makeMention({ title: '<script>alert(1)</script>' })] },
        { brandName: '<img src=x>' },
      ]),
      language: 'fr',
      timeZone: PARIS,
    });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<script|<img/);
  });
});

describe('an SMS', () => {
  test('names the worst first and ends with the link', () => {
    expect(renderBundleSms({ content: bundle(THREE), language: 'fr', timeZone: PARIS })).toBe(
      `[3 ALERTES] CRISE 4/4 : ORANGE. BAD BUZZ 3/4 : LG. FIN : SOSH. Vu ? ${ACKNOWLEDGE_URL}`,
    );
  });

  test('that is sent again says of when it is, on the agency’s clock', () => {
    const toldAt = new Date('2026-06-02T01:05:00Z');
    expect(renderBundleSms({ content: bundle(THREE, { toldAt }), language: 'fr', timeZone: PARIS })).toBe(
      `[3 ALERTES du 2 juin, 3 h 05] CRISE 4/4 : ORANGE. BAD BUZZ 3/4 : LG. FIN : SOSH. Vu ? ${ACKNOWLEDGE_URL}`,
    );
    const english = renderBundleSms({ content: bundle(THREE, { toldAt }), language: 'en', timeZone: PARIS });
    expect(english).toMatch(/^\[3 ALERTS of 2 Jun, 03:05\] /);
  });

  test('may be answered as a whole', () => {
    const text = renderBundleSms({ content: bundle(THREE, { canReply: true }), language: 'fr', timeZone: PARIS });
    expect(text).toMatch(/ Rép\. 0A=vu tout 0S=1h$/);
  });

  test.each([2, 5, 40, 200])('of %i brands is one segment, and counts whom it does not name', (count) => {
    const names = manyBrands(count).map(({ brandName }) => ({ brandName: `${brandName} €[é]` }));
    for (const canReply of [false, true]) {
      const text = renderBundleSms({ content: bundle(names, { canReply }), language: 'fr', timeZone: PARIS });
      expect(countSegments(text)).toBe(1);
      const named = text.match(/MARQUE \d{3}/g)?.length ?? 0;
      const counted = Number(/\+(\d+)\./.exec(text)?.[1] ?? 0);
      expect(named).toBeGreaterThan(0);
      expect(named + counted).toBe(count);
    }
  });

  test('stays within one segment whatever the address of the service', () => {
    const acknowledgeUrl = `https://${'vigie.'.repeat(25)}example/a/k3`;
    for (const canReply of [false, true]) {
      const text = renderBundleSms({
        content: bundle(manyBrands(9), { canReply, acknowledgeUrl }),
        language: 'fr',
        timeZone: PARIS,
      });
      expect(countSeptets(text)).toBeLessThanOrEqual(160);
      expect(text).toContain('[9 ALERTES]');
    }
  });
});

describe('a card', () => {
  test('has a line for each brand, and one button for all', () => {
    const card = makeBundleCard({ content: bundle(THREE), language: 'fr', timeZone: PARIS });
    expect(card).toMatchObject({ isUrgent: true, isOver: false });
    expect(card.figures.map(({ label }) => label)).toEqual(['Orange', 'LG', 'Sosh']);
    expect(card.links.map(({ label }) => label)).toEqual([
      'J’ai vu, je m’occupe de tout',
      'Voir toutes les marques dans Vigie',
    ]);
  });

  test('rings nobody', () => {
    const card = makeBundleCard({
      content: bundle([{ brandName: '@channel' }, { brandName: 'https://evil.example' }]),
      language: 'fr',
      timeZone: PARIS,
    });
    expect(JSON.stringify({ ...card, links: [] })).not.toMatch(/@channel|https:\/\/evil/);
  });
});

test('a term is common where half of the brands have it, and two at least', () => {
  const withTerm = makeAlertContent({ emergingTerms: [makeTerm('panne')] });
  const without = makeAlertContent({ emergingTerms: [] });
  expect(findCommonTerms([withTerm, without])).toEqual([]);
  expect(findCommonTerms([withTerm, withTerm, without, without])).toEqual(['panne']);
  expect(findCommonTerms([withTerm, withTerm, without, without, without])).toEqual([]);
});
