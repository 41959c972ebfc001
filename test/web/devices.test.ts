/** The button that makes a browser one of a contact's channels, on the contact's page and in a real browser. */
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getContact } from '../../src/store/contacts.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { findChromium, measureOverflow, openBrowser, openPage } from '../support/browser.ts';
import { makePushBrowser } from '../support/push-browser.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

const ENDPOINT = 'https://push.example.net/send/q1w2e3r4t5y6u7i8o9p0aB3x';
const { keys } = makePushBrowser(ENDPOINT).subscription;
const DEVICE = { endpoint: ENDPOINT, ...keys };
const CHROMIUM = findChromium(process.env.CHROMIUM_PATH);

async function open() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const { agencyId } = agency;
  const { contactId } = await addEverything(world, agency);
  const readChannels = async () => (await getContact(world.db, { agencyId, contactId })).channels;
  return { world, app, visitor: await signInAs(app, 'Quai'), readChannels, path: `/contacts/${contactId}` };
}

describe('a contact’s page', () => {
  test('shows no button without JavaScript, and says what a browser needs', async () => {
    const { visitor, path } = await open();
    const page = await visitor.get(path);
    expect(page.$('#device-form').is('[hidden]')).toBe(true);
    expect(page.$('#device-none').text()).toContain('Il faut JavaScript et une adresse en https');
    expect(page.$('#device-form button').text()).toBe('Recevoir des notifications sur cet appareil');
    expect(page.$('script:not([src])')).toHaveLength(0);
  });

  test('takes what the script sends, from the level that was chosen', async () => {
    const { visitor, path, readChannels } = await open();
    const sent = await visitor.post(`${path}/push`, { ...DEVICE, level: '4' });
    expect(sent.location).toBe('/contacts?done=device-added');
    expect((await readChannels())[1]).toMatchObject({ kind: 'push', address: 'push.example.net/…/aB3x', minLevel: 4 });
    const list = await visitor.get('/contacts?done=device-added');
    expect(list.$('[role=status]').text()).toContain('Cet appareil recevra les notifications.');
    expect(list.text).toContain('Notification push.example.net/…/aB3x');
    await visitor.post(`${path}/push`, { ...DEVICE, level: '' });
    expect(await readChannels()).toHaveLength(2);
  });

  test('says that it did not work where a browser gave nothing of use, and keeps the person’s form', async () => {
    const { visitor, path, readChannels } = await open();
    for (const fields of [{}, { ...DEVICE, endpoint: 'http://push.example.net/x' }, { ...DEVICE, auth: 'x' }]) {
      const page = await visitor.post(`${path}/push`, fields);
      expect(page.status).toBe(422);
      expect(page.$('#device [role=alert]').first().text()).toContain('Le navigateur n’a pas pu s’abonner.');
      expect(page.$('[name=name]').attr('value')).toBe('Paul Martin');
      expect(page.$('main form').first().attr('action')).toBe(path);
    }
    expect(await readChannels()).toHaveLength(1);
  });

  test('a device that was lost is removed by a button, the contact’s last channel is not', async () => {
    const { visitor, path, readChannels } = await open();
    expect((await visitor.get('/contacts')).$('.channels form[action$="/delete"]')).toHaveLength(0);
    await visitor.post(`${path}/push`, DEVICE);
    const action = (await visitor.get('/contacts')).$('.channels form[action$="/delete"]').attr('action') ?? '';
    expect((await visitor.post(action)).location).toBe('/contacts?done=channel-removed');
    expect((await readChannels()).map(({ kind }) => kind)).toEqual(['email']);
  });
});

describe('the scripts', () => {
  test('are served from where the policy lets them run, the worker with the whole site below it', async () => {
    const { visitor, path } = await open();
    const page = await visitor.get(path);
    const button = page.$('script').attr('src') ?? '';
    for (const [url, type] of [
      [button, 'text/javascript; charset=utf-8'],
      [page.$('#device-form').attr('data-worker') ?? '', 'text/javascript; charset=utf-8'],
      [page.$('link[rel=manifest]').attr('href') ?? '', 'application/manifest+json; charset=utf-8'],
    ] as const) {
      const file = await visitor.get(url);
      expect([url, file.status, file.headers['content-type']]).toEqual([url, 200, type]);
    }
    expect(page.$('#device-form').attr('data-worker')).toMatch(/^\/[\w-]+\.js$/);
    expect((await visitor.get(button)).headers['cache-control']).toContain('immutable');
  });
});

describe.skipIf(CHROMIUM === null)('in Chromium', () => {
  let browser: Browser;
  let app: FastifyInstance;
  let stage: Awaited<ReturnType<typeof open>>;
  let url: string;

  beforeAll(async () => {
    browser = await openBrowser(CHROMIUM ?? '');
    stage = await open();
    app = stage.app;
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function openDevicePage(width: number): Promise<Readonly<{ page: Page; complaints: readonly string[] }>> {
    const page = await openPage(browser, { width });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${url}/sign-in`);
    await page.locator('[name=email]').fill('marie@quai.example');
    await page.locator('[name=password]').fill('un mot de passe assez long');
    await page.locator('main button').click();
    await page.waitForURL(`${url}/`);
    await page.goto(`${url}${stage.path}`);
    return { page, complaints };
  }

  test.each([320, 1_200])('the card is whole at %i pixels, and its button is there', async (width) => {
    const { page, complaints } = await openDevicePage(width);
    await page.locator('#device-form button').waitFor({ state: 'visible' });
    expect(await page.locator('#device-none').isVisible()).toBe(false);
    expect(await measureOverflow(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.screenshot({ path: `${import.meta.dirname}/../.output/web-device-${width}.png`, fullPage: true });
    await page.context().close();
  });

  test('a browser in which notifications are blocked says so and sends nothing', async () => {
    const { page } = await openDevicePage(1_200);
    await page.locator('#device-form button').click();
    await page.locator('#device-denied').waitFor({ state: 'visible' });
    expect(page.url()).toBe(`${url}${stage.path}`);
    await page.context().close();
  });

  test('the button subscribes with our key and sends the form; the worker shows what is pushed', async () => {
    const { page, complaints } = await openDevicePage(1_200);
    await page.context().grantPermissions(['notifications'], { origin: url });
    // no push service can be reached from a test: the browser's answer is put in its place
    await page.evaluate(
      ([endpoint, p256dh, auth]) => {
        const scope = globalThis as unknown as { PushManager: { prototype: object }; key: unknown };
        Object.assign(scope.PushManager.prototype, {
          subscribe: (options: { applicationServerKey: unknown }) => {
            sessionStorage.setItem('key', String(options.applicationServerKey));
            return Promise.resolve({ toJSON: () => ({ endpoint, keys: { p256dh, auth } }) });
          },
        });
      },
      [DEVICE.endpoint, DEVICE.p256dh, DEVICE.auth] as const,
    );
    const key = await page.locator('#device-form').getAttribute('data-key');
    await page.locator('#device-form button').click();
    await page.waitForURL(`${url}/contacts?done=device-added`);
    expect(await page.evaluate<string | null>('sessionStorage.getItem("key")')).toBe(key);
    expect((await stage.readChannels()).map(({ kind }) => kind)).toEqual(['email', 'push']);
    expect(await page.evaluate<string>('navigator.serviceWorker.ready.then(({ scope }) => scope)')).toBe(`${url}/`);
    expect(complaints).toEqual([]);

    const note = {
      title: 'Orange · Bad buzz',
      body: 'une ligne',
      url: '/buzzes',
      tag: 'buzz-1',
      lang: 'fr',
      action: null,
    };
    const shown = await pushUntilShown(page, JSON.stringify(note));
    expect(shown).toEqual([
      { title: 'Orange · Bad buzz', body: 'une ligne', tag: 'buzz-1', data: { url: '/buzzes', answerUrl: '/buzzes' } },
    ]);
    await page.context().close();
  });
});

/**
 * What the page's service worker shows of a pushed message. It is pushed again until something is shown, because a worker
 * that is just being started may miss it; the same tag makes one notification of several.
 */
async function pushUntilShown(page: Page, data: string): Promise<readonly object[]> {
  const { origin } = new URL(page.url());
  const session = await page.context().newCDPSession(page);
  let registrationId: string | undefined;
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`)?.registrationId ?? registrationId;
  });
  for (;;) {
    await session.send('ServiceWorker.enable');
    if (registrationId !== undefined) {
      await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    }
    await page.waitForTimeout(200);
    const notes = await page.evaluate<readonly object[]>(`navigator.serviceWorker.ready
      .then((registration) => registration.getNotifications())
      .then((notes) => notes.map(({ title, body, tag, data }) => ({ title, body, tag, data })))`);
    if (notes.length > 0) return notes;
    await session.send('ServiceWorker.disable');
  }
}
