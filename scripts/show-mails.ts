/**
 * Every kind of mail as pictures and as text: `npm run show:mails -- OUTDIR`.
 *
 * Writes OUTDIR/NAME-WIDTH-LOOK.png, 600 and 320 px wide, light and dark, by the Chromium of CHROMIUM_PATH or of the usual
 * places; prints the text parts, for a terminal of 80 columns. Exits 1 without Chromium, or where a page is too wide.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { listAwkwardMails, listSampleMails, type SampleMail } from '../test/notify/sample-mails.ts';
import { findChromium, measureOverflow, openBrowser, openPage, toShownHtml } from '../test/support/browser.ts';

const WIDTHS = [600, 320];
const LOOKS = ['light', 'dark'] as const;
const TERMINAL_COLUMNS = 80;

const [outDir] = process.argv.slice(2);
const chromium = findChromium(process.env.CHROMIUM_PATH);
if (outDir === undefined) {
  process.stderr.write('Tell where the pictures go: npm run show:mails -- OUTDIR\n');
  process.exitCode = 2;
} else if (chromium === null) {
  process.stderr.write('No Chromium was found: install it, or set CHROMIUM_PATH to where it is.\n');
  process.exitCode = 1;
} else {
  await showMails(outDir, chromium);
}

async function showMails(folder: string, executablePath: string): Promise<void> {
  const mails = listSampleMails();
  for (const sample of mails) printText(sample);
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser(executablePath);
  try {
    const tooWide = await takePictures(browser, folder, [...mails, ...listAwkwardMails('fr')]);
    if (tooWide.length > 0) process.exitCode = 1;
    process.stdout.write([`Pictures are in ${folder}.`, ...tooWide, ''].join('\n'));
  } finally {
    await browser.close();
  }
}

function printText({ name, mail }: SampleMail): void {
  const rule = '─'.repeat(TERMINAL_COLUMNS);
  process.stdout.write(`${rule}\n${name}: ${mail.subject}\n${rule}\n${mail.text}\n`);
}

/** Returns a sentence for each that would have to be scrolled sideways. */
async function takePictures(
  browser: Browser,
  folder: string,
  mails: readonly SampleMail[],
): Promise<readonly string[]> {
  const tooWide: string[] = [];
  for (const width of WIDTHS) {
    for (const colorScheme of LOOKS) {
      const page = await openPage(browser, { width, colorScheme });
      for (const { name, mail } of mails) {
        await page.setContent(toShownHtml(mail));
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        const pixels = await measureOverflow(page);
        if (pixels > 0) tooWide.push(`${name} is ${pixels} px too wide at ${width} px, ${colorScheme}.`);
      }
      await page.context().close();
    }
  }
  return tooWide;
}
