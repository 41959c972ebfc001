/**
 * Every page in a real browser, in both languages, light and dark, wide and narrow: no error, no broken policy, nothing
 * to scroll sideways. The pictures are left in test/.output/ to be looked at. CHROMIUM_PATH names another browser.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, OWNER } from '../../src/demo/cast.ts';
import { LANGUAGES } from '../../src/domain/agency.ts';
import { findChromium, measureOverflow, openBrowser, openPage } from '../support/browser.ts';
import { CAMPAIGN_NAME, makePictureWorld, type PictureWorld, ROTA_NAME } from './picture-world.ts';
import { makeDashboard } from './visitor.ts';

const CHROMIUM = findChromium(process.env.CHROMIUM_PATH);
const OUTPUT = path.join(import.meta.dirname, '..', '.output');
const LOOKS = [
  { name: 'desktop-light', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1280, height: 900, colorScheme: 'dark' },
  { name: 'phone-light', width: 360, height: 780, colorScheme: 'light' },
  { name: 'phone-dark', width: 360, height: 780, colorScheme: 'dark' },
] as const;

/** Colours do not depend on the language, the width of words does: each is seen at both widths, and each look once. */
const LOOKS_OF = {
  fr: LOOKS.filter(({ name }) => name === 'desktop-light' || name === 'phone-dark'),
  en: LOOKS.filter(({ name }) => name === 'desktop-dark' || name === 'phone-light'),
};

/** The narrowest and the widest screens that the pages are made for, beside those of the pictures. */
const OTHER_WIDTHS = [320, 768, 1600] as const;

const HEADINGS = {
  fr: {
    brands: 'Marques',
    new: 'Suivre une marque',
    sources: 'Sources',
    searches: (name: string) => `Chercher ${name} sur…`,
    rules: (name: string) => `Règles d’alerte de ${name}`,
    backtest: (name: string) => `Alertes rejouées · ${name}`,
    secret: 'Changer la clé d’une source',
    contacts: 'Contacts',
    escalation: 'Qui prévenir',
    brandEscalation: (name: string) => `Qui prévenir pour ${name}`,
    rotas: 'Astreintes',
    deliveries: 'Messages non remis',
    silences: (name: string) => `Silences de ${name}`,
    unsubscribe: `Ne plus écrire à ${OWNER.email}\u00a0?`,
    reach: 'Réactiver tom@morvanel.example\u00a0?',
    settings: 'Réglages',
    themes: 'Thèmes',
    campaigns: 'Campagnes',
    logbook: 'Carnet',
    brandLogbook: (name: string) => `Carnet de la marque ${name}`,
    digests: 'Bilans',
    look: 'Présentation des bilans',
    guard: 'Garde-fou',
    signIn: 'Connexion',
    welcome: 'Votre première marque',
  },
  en: {
    brands: 'Brands',
    new: 'Watch a brand',
    sources: 'Sources',
    searches: (name: string) => `Search for ${name} on…`,
    rules: (name: string) => `Alert rules of ${name}`,
    backtest: (name: string) => `Alerts replayed · ${name}`,
    secret: 'Change the key of a source',
    contacts: 'Contacts',
    escalation: 'Who is told',
    brandEscalation: (name: string) => `Who is told of ${name}`,
    rotas: 'On call',
    deliveries: 'Messages not delivered',
    silences: (name: string) => `Silences of ${name}`,
    unsubscribe: `Write no more to ${OWNER.email}?`,
    reach: 'Use tom@morvanel.example again?',
    settings: 'Settings',
    themes: 'Themes',
    campaigns: 'Campaigns',
    logbook: 'Logbook',
    brandLogbook: (name: string) => `Logbook of ${name}`,
    digests: 'Digests',
    look: 'How digests look',
    guard: 'Draft guard',
    signIn: 'Sign in',
    welcome: 'Your first brand',
  },
} as const;

/** A hundred pictures of whole pages, on a machine that does other things too. */
const PICTURES_TIMEOUT_MS = 180_000;

type Shot = Readonly<{ name: string; path: string; heading: string }>;

describe.skipIf(CHROMIUM === null)('the dashboard in a real browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(OUTPUT, { recursive: true });
    browser = await openBrowser(CHROMIUM ?? '');
  });

  afterAll(async () => {
    await browser.close();
  });

  test.each(LANGUAGES)(
    'in %s looks right on every page, wide and narrow, light and dark',
    { timeout: PICTURES_TIMEOUT_MS },
    async (language) => {
      const picture = await makePictureWorld(language);
      const app = await makeDashboard(picture.world);
      try {
        const url = await app.listen({ host: '127.0.0.1', port: 0 });
        for (const look of LOOKS_OF[language]) {
          const page = await openPage(browser, look);
          const problems = listenForProblems(page);
          await page.setExtraHTTPHeaders({ 'accept-language': language });
          for (const shot of listGuestShots(picture, language)) await take(page, url, shot, `${language}-${look.name}`);
          await signIn(page, url);
          for (const shot of listShots(picture, language)) await take(page, url, shot, `${language}-${look.name}`);
          expect(problems).toEqual([]);
          await page.context().close();
        }
      } finally {
        await app.close();
      }
    },
  );

  test('forms work by keyboard and mouse as a person uses them', async () => {
    const picture = await makePictureWorld('fr');
    const app: FastifyInstance = await makeDashboard(picture.world);
    try {
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      const page = await openPage(browser, { width: 1280 });
      await page.setExtraHTTPHeaders({ 'accept-language': 'fr' });
      await signIn(page, url);
      await page.goto(`${url}/buzzes/${picture.buzzId}`);
      await page.getByRole('button', { name: 'J’ai vu, je m’en occupe' }).click();
      expect(await page.textContent('main')).toContain(`${OWNER.name} s’en occupe depuis`);
      await page.goto(`${url}/sources`);
      await page.getByLabel('Adresse').fill('https://nouveau.example/rss');
      await page.keyboard.press('Enter');
      expect(await page.textContent('[role=status]')).toContain('La source est écoutée');
      await page.getByRole('button', { name: 'Se déconnecter' }).click();
      expect(await page.textContent('h1')).toBe('Connexion');
      await page.context().close();
    } finally {
      await app.close();
    }
  });
});

function listGuestShots(picture: PictureWorld, language: 'fr' | 'en'): readonly Shot[] {
  const brandName = picture.brands[0]?.name ?? '';
  return [
    { name: 'sign-in', path: '/sign-in', heading: HEADINGS[language].signIn },
    {
      name: 'unsubscribe',
      path: `${picture.unsubscribePath}?lang=${language}`,
      heading: HEADINGS[language].unsubscribe,
    },
    { name: 'acknowledge', path: `${picture.acknowledgePath}?lang=${language}`, heading: brandName },
  ];
}

function listShots(picture: PictureWorld, language: 'fr' | 'en'): readonly Shot[] {
  const headings = HEADINGS[language];
  const [first] = picture.brands;
  if (first === undefined) throw new Error('there is no brand to show');
  return [
    { name: 'brands', path: '/', heading: headings.brands },
    { name: 'brand', path: `/brands/${first.id}`, heading: first.name },
    { name: 'buzz', path: `/buzzes/${picture.buzzId}`, heading: first.name },
    { name: 'brand-new', path: '/brands/new', heading: headings.new },
    { name: 'sources', path: '/sources', heading: headings.sources },
    { name: 'searches', path: `/brands/${first.id}/searches?service=reddit`, heading: headings.searches(first.name) },
    { name: 'logbook', path: '/logbook', heading: headings.logbook },
    { name: 'brand-logbook', path: `/brands/${first.id}/logbook`, heading: headings.brandLogbook(first.name) },
    { name: 'digests', path: '/digests', heading: headings.digests },
    { name: 'digest', path: picture.digestPath, heading: first.name },
    { name: 'agency-digest', path: picture.agencyDigestPath, heading: AGENCY.name },
    { name: 'look', path: '/settings/look', heading: headings.look },
    { name: 'guard', path: '/guard', heading: headings.guard },
    { name: 'campaigns', path: `/brands/${first.id}/campaigns`, heading: headings.campaigns },
    { name: 'campaign', path: picture.campaignPath, heading: CAMPAIGN_NAME },
    { name: 'rules', path: `/brands/${first.id}/rules`, heading: headings.rules(first.name) },
    { name: 'backtest', path: `/brands/${first.id}/backtest`, heading: headings.backtest(first.name) },
    { name: 'source-secret', path: `/sources/${picture.privateSourceId}/secret`, heading: headings.secret },
    { name: 'contacts', path: '/contacts', heading: headings.contacts },
    { name: 'contact', path: picture.contactPath, heading: 'Tom Ashby' },
    { name: 'escalation', path: '/escalation', heading: headings.escalation },
    { name: 'brand-escalation', path: `/escalation/${first.id}`, heading: headings.brandEscalation(first.name) },
    { name: 'rotas', path: '/rotas', heading: headings.rotas },
    { name: 'deliveries', path: '/deliveries', heading: headings.deliveries },
    { name: 'rota', path: picture.rotaPath, heading: ROTA_NAME },
    { name: 'silences', path: `/brands/${first.id}/silences`, heading: headings.silences(first.name) },
    { name: 'reach', path: picture.reachPath, heading: headings.reach },
    { name: 'settings', path: '/settings', heading: headings.settings },
    { name: 'themes', path: '/themes', heading: headings.themes },
    { name: 'welcome', path: '/welcome', heading: headings.welcome },
  ];
}

async function take(page: Page, url: string, shot: Shot, suffix: string): Promise<void> {
  await page.goto(`${url}${shot.path}`);
  expect([shot.name, await page.textContent('h1')]).toEqual([shot.name, shot.heading]);
  expect([shot.name, suffix, await measureOverflow(page)]).toEqual([shot.name, suffix, 0]);
  const look = page.viewportSize();
  for (const width of look?.width === 1280 ? OTHER_WIDTHS : []) {
    await page.setViewportSize({ width, height: 900 });
    expect([shot.name, width, await measureOverflow(page)]).toEqual([shot.name, width, 0]);
  }
  if (look !== null) await page.setViewportSize(look);
  await page.screenshot({ path: path.join(OUTPUT, `web-${shot.name}-${suffix}.png`), fullPage: true });
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator('[name=email]').fill(OWNER.email);
  await page.locator('[name=password]').fill(OWNER.password);
  await page.locator('main button').click();
  await page.waitForURL(`${url}/`);
}

/** What the browser complains of: a broken policy, a failed request, a fault of a page. */
function listenForProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  return problems;
}
