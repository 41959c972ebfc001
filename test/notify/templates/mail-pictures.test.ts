/** Mails in a real browser: nobody scrolls sideways on a telephone, dark mode is dark, and all of it can be read and pressed. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, measureOverflow, openBrowser, openPage, toShownHtml } from '../../support/browser.ts';
import { contrastOf, TEXT_CONTRAST_MIN } from '../../support/contrast.ts';
import { listAwkwardMails, listLongestMails, listSampleMails } from '../sample-mails.ts';

const CHROMIUM = findChromium(process.env.CHROMIUM_PATH);
const PHONE_HEIGHT_PX = 568;
const FINGER_PX = 44;
describe.skipIf(CHROMIUM === null)('mails in Chromium (skipped where no browser is found)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(CHROMIUM ?? '');
  }, 30_000);

  afterAll(() => browser.close());

  test.each([
    ['light', [320, 600]],
    ['dark', [320]], // which changes colours alone
  ] as const)(
    'no mail has to be scrolled sideways, and all of it can be read, in %s at %j px',
    async (colorScheme, widths) => {
      const mails = [
        ...listSampleMails(),
        ...(['fr', 'en'] as const).flatMap((language) => [
          ...listAwkwardMails(language),
          ...listLongestMails(language),
        ]),
      ];
      const problems: string[] = [];
      for (const width of widths) {
        const page = await openPage(browser, { width, colorScheme });
        for (const { name, language, mail } of mails) {
          await page.setContent(toShownHtml(mail));
          const overflowPixels = await measureOverflow(page);
          if (overflowPixels > 0) problems.push(`${name} in ${language} at ${width} px: ${overflowPixels} px too wide`);
          for (const faint of await listFaintTexts(page)) problems.push(`${name} in ${language}: ${faint}`);
        }
        await page.context().close();
      }
      expect(problems).toEqual([]);
    },
    60_000,
  );

  test('on the smallest telephone the button of an alert is seen without scrolling, and hit by a finger', async () => {
    const page = await openPage(browser, { width: 320, height: PHONE_HEIGHT_PX });
    const found: string[] = [];
    for (const { name, mail } of listSampleMails()) {
      await page.setContent(toShownHtml(mail));
      for (const [label, height, bottom] of await page.evaluate<readonly (readonly [string, number, number])[]>(
        LIST_BOXES,
      )) {
        const isButton = label === 'J’ai vu, je m’en occupe' || label === 'Seen, I’m on it';
        if (isButton) found.push(name);
        expect([name, label, height >= FINGER_PX]).toEqual([name, label, true]);
        if (isButton) expect([name, label, bottom < PHONE_HEIGHT_PX]).toEqual([name, label, true]);
      }
    }
    expect(found).toHaveLength(7); // the alerts that go on
    await page.context().close();
  }, 30_000);

  test('faint text is found', async () => {
    const page = await openPage(browser, { width: 320 });
    await page.setContent('<body style="background-color:#ffffff"><p style="color:#999999">faint</p><p>black</p>');
    expect(await listFaintTexts(page)).toEqual(['faint: #999999 on #ffffff']);
    await page.context().close();
  }, 30_000);

  test('the measure finds a page that is too wide', async () => {
    const page = await openPage(browser, { width: 320 });
    await page.setContent('<div style="width:400px">x</div>');
    expect(await measureOverflow(page)).toBeGreaterThan(0);
    await page.context().close();
  }, 30_000);

  test('the card is dark where the reader likes it dark, and light elsewhere', async () => {
    const html = listSampleMails()[0]?.mail.html ?? '';
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

/** Texts that are seen and part from the ground behind them by less than the guidelines ask: which, in which colours. */
async function listFaintTexts(page: Page): Promise<readonly string[]> {
  const texts = await page.evaluate<readonly (readonly [text: string, color: string, ground: string])[]>(LIST_TEXTS);
  return texts.flatMap(([text, color, ground]) =>
    contrastOf(color, ground) < TEXT_CONTRAST_MIN ? [`${text}: ${color} on ${ground}`] : [],
  );
}

/** Runs in the page: our own links, which stand apart from the text, with their height and where they end. */
const LIST_BOXES = `[...document.querySelectorAll('a')].filter((link) => getComputedStyle(link).display === 'inline-block')
  .map((link) => [link.textContent, link.getBoundingClientRect().height, link.getBoundingClientRect().bottom])`;

/** Runs in the page: each text with its colour and the ground of the nearest element that has one, as `#rrggbb`. */
const LIST_TEXTS = `(() => {
  const toHex = (color) => '#' + color.match(/\\d+/g).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('');
  const isClear = (color) => color === 'rgba(0, 0, 0, 0)';
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const parent = walker.currentNode.parentElement;
    if (text === '' || parent.getClientRects().length === 0) continue;
    let holder = parent;
    while (holder !== null && isClear(getComputedStyle(holder).backgroundColor)) holder = holder.parentElement;
    const ground = holder === null ? 'rgb(255, 255, 255)' : getComputedStyle(holder).backgroundColor;
    const line = [text, toHex(getComputedStyle(parent).color), toHex(ground)];
    found.set(line.slice(1).join(), line);
  }
  return [...found.values()];
})()`;
