/** Mails in a real browser: nobody scrolls sideways on a telephone, and dark mode is dark. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderDigestEmail } from '../../../src/notify/digest/render-digest-email.ts';
import type { TestContent } from '../../../src/notify/outgoing-message.ts';
import { renderAlertEmail } from '../../../src/notify/templates/alert-email.ts';
import { renderTestEmail } from '../../../src/notify/templates/test-message.ts';
import { findChromium, measureOverflow, openBrowser, openPage } from '../../support/browser.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeAlertContent, makeDigestContent, makeMention } from '../sample-content.ts';

const CHROMIUM = findChromium(process.env.CHROMIUM_PATH);
const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik';

function renderMails(language: 'fr' | 'en'): readonly (readonly [name: string, html: string])[] {
  const links = { acknowledgeUrl: ACKNOWLEDGE_URL, buzzUrl: BUZZ_URL, brandUrl: BUZZ_URL };
  const timeZone = 'Europe/Paris';
  const alert = makeAlertContent();
  const awkward = makeAlertContent({
    brandName: LONG_WORD,
    worstMentions: [
      makeMention({ title: LONG_WORD, excerpt: LONG_WORD.repeat(3), author: LONG_WORD, site: LONG_WORD }),
    ],
    blindSources: [{ title: LONG_WORD, url: BUZZ_URL, since: '2026-06-02T04:40:00.000Z' }],
    toldNames: [LONG_WORD],
  });
  const digest = makeDigestContent();
  const loud = makeDigestContent({
    brandName: LONG_WORD,
    days: digest.days.map((day) => ({ ...day, mentionCount: 123_456, negativeCount: 98_765 })),
    competitors: [{ name: LONG_WORD, mentionCount: 123_456, negativeCount: 98_765, positiveCount: 1 }],
    sites: [{ site: LONG_WORD, mentionCount: 123_456 }],
  });
  return [
    ['alert', renderAlertEmail({ content: alert, language, timeZone, links }).html],
    ['alert with long words', renderAlertEmail({ content: awkward, language, timeZone, links }).html],
    ['digest', renderDigestEmail({ content: digest, language, links }).html],
    ['test', renderTestEmail(makeTest('Atelier Garance'), language).html],
    ['test with long words', renderTestEmail(makeTest(LONG_WORD), language).html],
    ['digest with long words', renderDigestEmail({ content: loud, language, links }).html],
  ];
}

function makeTest(agencyName: string): TestContent {
  return { agencyId: 'agency', agencyName, testKind: 'weekly', askedAt: new Date('2026-06-08T08:00:00Z') };
}

describe.skipIf(CHROMIUM === null)('mails in Chromium (skipped where no browser is found)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(CHROMIUM ?? '');
  }, 30_000);

  afterAll(() => browser.close());

  test.each(['fr', 'en'] as const)(
    'no mail in %s has to be scrolled sideways at 320 px or at 600 px',
    async (language) => {
      const overflows: string[] = [];
      for (const width of [320, 600]) {
        const page = await openPage(browser, { width });
        for (const [name, html] of renderMails(language)) {
          await page.setContent(html);
          const overflowPixels = await measureOverflow(page);
          if (overflowPixels > 0) overflows.push(`${name} at ${width} px: ${overflowPixels} px`);
        }
        await page.context().close();
      }
      expect(overflows).toEqual([]);
    },
    30_000,
  );

  test('the measure finds a page that is too wide', async () => {
    const page = await openPage(browser, { width: 320 });
    await page.setContent('<div style="width:400px">x</div>');
    expect(await measureOverflow(page)).toBeGreaterThan(0);
    await page.context().close();
  }, 30_000);

  test('the card is dark where the reader likes it dark, and light elsewhere', async () => {
    const html = renderMails('fr')[0]?.[1] ?? '';
    const backgrounds: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openPage(browser, { width: 600, colorScheme });
      await page.setContent(html);
      backgrounds.push(await readBackground(page));
      await page.context().close();
    }
    expect(backgrounds).toEqual(['rgb(255, 255, 255)', 'rgb(27, 33, 42)']);
  }, 30_000);
});

function readBackground(page: Page): Promise<unknown> {
  return page.evaluate("getComputedStyle(document.querySelector('.v-card')).backgroundColor");
}
