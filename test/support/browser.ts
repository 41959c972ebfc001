/** A real browser for the tests that look at pages and mails; where none is found they are skipped by name. */

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { RenderedEmail } from '../../src/notify/templates/mail-layout.ts';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing that reaches for the network on its own. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Where Chromium is on this machine; null where there is none.
 *
 * Shape:   fromEnvironment: the value of CHROMIUM_PATH. Where it is set, it alone counts.
 */
export function findChromium(fromEnvironment: string | undefined): string | null {
  const places = fromEnvironment === undefined || fromEnvironment === '' ? USUAL_PLACES : [fromEnvironment];
  return places.find((place) => existsSync(place)) ?? null;
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: ARGUMENTS });
}

/** A page of its own profile; closed by `page.context().close()` or with the browser. */
export async function openPage(
  browser: Browser,
  look: Readonly<{ width: number; height?: number; colorScheme?: 'light' | 'dark' }>,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height ?? 900 },
    colorScheme: look.colorScheme ?? 'light',
  });
  return context.newPage();
}

/** How many pixels of the page stick out to the right: 0 when nothing has to be scrolled sideways. */
export async function measureOverflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** The mail's HTML as a mail program shows it: its own pictures in it. */
export function toShownHtml({ html, pictures = [] }: RenderedEmail): string {
  return pictures.reduce(
    (shown, { id, png }) => shown.replaceAll(`cid:${id}`, `data:image/png;base64,${png.toString('base64')}`),
    html,
  );
}
