/** Strangers: other sites' forms, other agencies' things, other people's text. */
import { describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/intents/deps.ts';
import { recordMentions } from '../../src/store/mentions.ts';
import { isSameOrigin } from '../../src/web/same-origin.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, makeVisitor, signInAs } from './visitor.ts';

const TIMED = { name: 'Volée', startsAt: '2026-06-01T09:00', endsAt: '2026-06-02T09:00' };

async function openTwoAgencies() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const quai = await addAgency(world, app, 'Quai');
  const rive = await addAgency(world, app, 'Rive');
  const things = await addEverything(world, rive);
  return { world, app, quai, rive, things };
}

describe('forms of other sites', () => {
  test.each([
    ['none of the headers', {}, false],
    ['another site', { fetchSite: 'cross-site', origin: 'https://evil.example' }, false],
    ['a sister site', { fetchSite: 'same-site', origin: 'https://autre.vigie.example' }, false],
    ['a typed address', { fetchSite: 'none' }, false],
    ['another origin, by an old browser', { origin: 'https://evil.example', host: 'vigie.example' }, false],
    ['an origin that hides itself', { origin: 'null', host: 'vigie.example' }, false],
    ['our own page', { fetchSite: 'same-origin' }, true],
    ['our own page, by an old browser', { origin: 'https://vigie.example', host: '127.0.0.1:3000' }, true],
    ['our own page under the name it was opened by', { origin: 'http://localhost:3000', host: 'localhost:3000' }, true],
  ])('%s', (_, headers, isOurs) => {
    const all = { fetchSite: undefined, origin: undefined, host: undefined, ...headers };
    expect(isSameOrigin(all, 'https://vigie.example')).toBe(isOurs);
  });

  test('are refused on every address that changes something, before anything is read', async () => {
    const { world, app, things } = await openTwoAgencies();
    const rive = await signInAs(app, 'Rive');
    const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const paths = [
      '/sign-in',
      '/sign-out',
      '/setup/x',
      '/welcome',
      '/brands/new',
      `/brands/${things.brandId}`,
      `/brands/${things.brandId}/delete`,
      `/mentions/${things.mentionId}/status`,
      `/buzzes/${things.buzzId}/acknowledge`,
      `/buzzes/${things.buzzId}/snooze`,
      `/buzzes/${things.buzzId}/resolve`,
      '/sources',
      `/sources/${things.sourceId}/check`,
      `/sources/${things.sourceId}/secret`,
      `/brands/${things.brandId}/searches`,
      `/brands/${things.brandId}/searches/${things.searchId}/delete`,
      `/brands/${things.brandId}/campaigns`,
      `/brands/${things.brandId}/campaigns/${things.campaignId}`,
      `/brands/${things.brandId}/campaigns/${things.campaignId}/delete`,
      `/subscriptions/${things.subscriptionId}/delete`,
      '/contacts',
      `/contacts/${things.contactId}/delete`,
      `/contacts/${things.contactId}/push`,
      `/contacts/${things.contactId}/channels/${things.channelId}/delete`,
      '/guard',
      '/settings',
      '/settings/look',
      '/settings/look/logo',
      '/settings/look/logo/delete',
      `/brands/${things.brandId}/logbook`,
      `/brands/${things.brandId}/priorities`,
      `/brands/${things.brandId}/debrief`,
      `/logbook/entries/${things.entryId}`,
      `/logbook/entries/${things.entryId}/delete`,
      `/priorities/${things.priorityId}/done`,
      `/priorities/${things.priorityId}/open`,
      `/priorities/${things.priorityId}/delete`,
      '/guard',
      '/api-keys',
      `/api-keys/${things.apiKeyId}/delete`,
      '/a/x.y',
    ];
    for (const path of paths) {
      const refused = await rive.post(path, {}, evil);
      expect([path, refused.status]).toEqual([path, 403]);
      expect(refused.text).toContain('ne vient pas d’une page de Vigie');
    }
    expect((await rive.get('/')).status).toBe(200);
    expect(await world.db.selectFrom('brands').selectAll().execute()).toHaveLength(1);
    const buzz = await world.db.selectFrom('buzzes').select('status').executeTakeFirstOrThrow();
    expect(buzz.status).toBe('open');
  });
});

describe('another agency', () => {
  test('sees a 404 page for everything that is not its own, and changes nothing', async () => {
    const { world, app, things } = await openTwoAgencies();
    const quai = await signInAs(app, 'Quai');
    const before = await snapshot(world);
    const gets = [
      `/brands/${things.brandId}`,
      `/brands/${things.brandId}/delete`,
      `/brands/${things.brandId}/searches`,
      `/brands/${things.brandId}/campaigns`,
      `/brands/${things.brandId}/campaigns/${things.campaignId}`,
      `/sources/${things.sourceId}/secret`,
      `/buzzes/${things.buzzId}`,
      `/digests/${things.digestId}`,
      `/digests/${things.digestId}/pdf`,
      `/brands/${things.brandId}/logbook`,
      `/brands/${things.brandId}/logbook/export`,
      `/logbook/entries/${things.entryId}`,
    ];
    const posts: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      [`/brands/${things.brandId}`, { name: 'Volée', query: 'x' }],
      [`/brands/${things.brandId}/delete`, {}],
      [`/mentions/${things.mentionId}/status`, { status: 'irrelevant' }],
      [`/buzzes/${things.buzzId}/acknowledge`, {}],
      [`/buzzes/${things.buzzId}/snooze`, {}],
      [`/buzzes/${things.buzzId}/resolve`, {}],
      ['/sources', { url: 'https://x.example/', sourceKind: 'feed', brand: things.brandId }],
      [`/sources/${things.sourceId}/check`, {}],
      [`/sources/${things.sourceId}/secret`, { 'secret-cookie': 'session=intrus' }],
      [`/brands/${things.brandId}/searches`, { service: 'gdelt', language: 'fr', country: 'FR' }],
      [`/brands/${things.brandId}/searches/${things.searchId}/delete`, {}],
      [`/brands/${things.brandId}/campaigns`, TIMED],
      [`/brands/${things.brandId}/campaigns/${things.campaignId}`, TIMED],
      [`/brands/${things.brandId}/campaigns/${things.campaignId}/delete`, {}],
      [`/subscriptions/${things.subscriptionId}/delete`, {}],
      [`/contacts/${things.contactId}/delete`, {}],
      [`/contacts/${things.contactId}/push`, {}],
      [`/contacts/${things.contactId}/channels/${things.channelId}/delete`, {}],
      [`/api-keys/${things.apiKeyId}/delete`, {}],
      [`/brands/${things.brandId}/logbook`, { note: 'Volée', day: '2026-06-01' }],
      [`/brands/${things.brandId}/priorities`, { priority: 'Volée', forDay: '2026-06-02', day: '2026-06-01' }],
      [`/brands/${things.brandId}/debrief`, { debrief: 'Volé', day: '2026-06-01' }],
      [`/logbook/entries/${things.entryId}`, { note: 'Volée' }],
      [`/logbook/entries/${things.entryId}/delete`, {}],
      [`/priorities/${things.priorityId}/done`, {}],
      [`/priorities/${things.priorityId}/open`, {}],
      [`/priorities/${things.priorityId}/delete`, {}],
    ];
    for (const path of gets) {
      const page = await quai.get(path);
      expect([path, page.status, page.$('h1').text()]).toEqual([path, 404, 'Introuvable']);
    }
    for (const [path, fields] of posts) {
      const page = await quai.post(path, fields);
      expect([path, page.status, page.$('h1').text()]).toEqual([path, 404, 'Introuvable']);
    }
    expect(await snapshot(world)).toEqual(before);
  });

  test('sees nothing of it in its own lists', async () => {
    const { app, things } = await openTwoAgencies();
    const quai = await signInAs(app, 'Quai');
    const lists = ['/', '/sources', '/contacts', '/settings', '/digests', '/logbook', '/guard', '/settings/look'];
    for (const path of [...lists, `/digests?brand=${things.brandId}`]) {
      const { text } = await quai.get(path);
      expect(text).not.toContain('Orange');
      expect(text).not.toContain('forum.example');
      expect(text).not.toContain('Paul Martin');
    }
  });

  test('an address that can be none is a 404 page, not a fault', async () => {
    const { world, app } = await openTwoAgencies();
    const quai = await signInAs(app, 'Quai');
    for (const path of ['/brands/1', "/buzzes/'", '/nulle-part', '/a/x']) {
      const page = await quai.get(path);
      expect([path, page.status, page.$('h1').text()]).toEqual([path, 404, 'Introuvable']);
    }
    expect(world.logLines).toEqual([]);
  });

  test('an account of a client opens nothing as long as no brand can be given to it', async () => {
    const { world, app } = await openTwoAgencies();
    const quai = await signInAs(app, 'Quai');
    await world.db.updateTable('members').set({ role: 'client' }).execute();
    expect((await quai.get('/')).status).toBe(403);
  });

  test('an analyst reads the settings but changes none', async () => {
    const { world, app } = await openTwoAgencies();
    const quai = await signInAs(app, 'Quai');
    await world.db.updateTable('members').set({ role: 'analyst' }).execute();
    expect((await quai.get('/settings')).status).toBe(200);
    expect((await quai.post('/api-keys', { keyName: 'outil' })).status).toBe(403);
    expect((await quai.post('/settings/look', { color: '#ffc72c' })).status).toBe(403);
    expect((await quai.post('/settings/look/logo/delete')).status).toBe(403);
    expect((await quai.post('/settings', { name: 'Autre', timeZone: 'Europe/Paris' })).status).toBe(403);
  });
});

describe('the text of strangers', () => {
  test('is shown as text: no tag, no script, no link that is not of the web', async () => {
    const { world, app, rive, things } = await openTwoAgencies();
    const now = world.clock.now();
    const evil = '<script>alert("x")</script>';
    await inTransaction(world, (db, { newId }) =>
      recordMentions(db, { newId, now }, [
        {
          agencyId: rive.agencyId,
          brandId: things.brandId,
          documentId: world.newId(),
          arrivedAt: now,
          publishedAt: now,
          language: '"><img src=x onerror=alert(1)>',
          sentiment: { label: 'negative', score: -1, confidence: 1, judgedBy: 'model' },
          passages: [],
          themes: [],
          spans: [
            { field: 'title', start: 0, end: 8 },
            { field: 'text', start: 4, end: 900 },
          ],
          title: `${evil} titre`,
          excerpt: `${evil} extrait`,
          url: 'javascript:alert(document.cookie)',
          author: `${evil} auteur`,
          site: '"><b>site',
          storyId: 'histoire',
          sourceKind: 'forum',
          isBacklog: false,
        },
      ]),
    );
    const visitor = await signInAs(app, 'Rive');
    const page = await visitor.get(`/brands/${things.brandId}`);
    expect(page.status).toBe(200);
    expect(page.$('script, img, b, [onerror]')).toHaveLength(0);
    expect(page.html.toLowerCase()).not.toContain('href="javascript');
    const mention = page.$('.mention').first();
    expect(mention.find('h3').text()).toBe(`${evil} titre`);
    expect(mention.find('h3 mark').text()).toBe('<script>');
    expect(mention.find('h3 a')).toHaveLength(0);
    expect(mention.text()).toContain(`${evil} auteur`);
    expect(mention.find('p').last().text()).toBe(`${evil} extrait`);
  });

  test('links to the web open elsewhere and tell nothing', async () => {
    const { app, things } = await openTwoAgencies();
    const visitor = await signInAs(app, 'Rive');
    const link = (await visitor.get(`/brands/${things.brandId}`)).$('.mention a').first();
    expect(link.attr('href')).toContain('https://forum.example/sujet/');
    expect(link.attr('rel')).toBe('noopener noreferrer');
    expect(link.attr('target')).toBe('_blank');
  });

  test('what a member types is shown as text too', async () => {
    const { app } = await openTwoAgencies();
    const visitor = await signInAs(app, 'Rive');
    const name = '<script>alert(1)</script>';
    await visitor.post('/brands/new', { name, kind: 'client', query: 'mot' });
    for (const path of ['/', '/sources', '/contacts', '/logbook', '/guard']) {
      expect((await visitor.get(path)).$('script')).toHaveLength(0);
    }
    const refused = await visitor.post('/brands/new', { name: `"><img src=x>${name}`, query: '(' });
    expect(refused.$('img, script')).toHaveLength(0);
    expect(refused.$('[name=name]').val()).toBe(`"><img src=x>${name}`);
  });

  test('no page carries inline styles or scripts, and each is kept by nobody', async () => {
    const { app, things } = await openTwoAgencies();
    const visitor = await signInAs(app, 'Rive');
    const paths = [
      '/',
      '/brands/new',
      `/brands/${things.brandId}`,
      `/buzzes/${things.buzzId}`,
      '/sources',
      '/contacts',
      '/settings',
      '/settings/look',
      '/digests',
      `/digests/${things.digestId}`,
      '/logbook',
      `/brands/${things.brandId}/logbook`,
      '/guard',
      '/welcome',
    ];
    for (const path of paths) {
      const page = await visitor.get(path);
      expect(page.status).toBe(200);
      expect(page.$('script, style, [style]')).toHaveLength(0);
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    }
    const sheet = (await visitor.get('/')).$('link[rel=stylesheet]').attr('href') ?? '';
    const { headers, status } = await makeVisitor(app).get(sheet);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/css; charset=utf-8');
  });

  test('a fault is logged and shown without its words', async () => {
    const { world, app } = await openTwoAgencies();
    const visitor = await signInAs(app, 'Quai');
    await world.db.schema.alterTable('contacts').renameTo('contacts_away').execute();
    const page = await visitor.get('/contacts');
    await world.db.schema.alterTable('contacts_away').renameTo('contacts').execute();
    expect([page.status, page.$('h1').text()]).toEqual([500, 'Une erreur est survenue']);
    expect(page.text).not.toContain('contacts_');
    expect(world.logLines).toMatchObject([{ event: 'request.failed', route: '/contacts' }]);
  });
});

async function snapshot(world: Awaited<ReturnType<typeof makeTestWorld>>) {
  const { db } = world;
  return [
    await db.selectFrom('brands').selectAll().execute(),
    await db.selectFrom('buzzes').selectAll().execute(),
    await db.selectFrom('sources').selectAll().execute(),
    await db.selectFrom('subscriptions').selectAll().execute(),
    await db.selectFrom('campaigns').selectAll().execute(),
    await db.selectFrom('contacts').selectAll().execute(),
    await db.selectFrom('api_keys').selectAll().execute(),
    await db.selectFrom('logbook_entries').selectAll().orderBy('id').execute(),
    await db.selectFrom('priorities').selectAll().orderBy('id').execute(),
    await db.selectFrom('digests').selectAll().orderBy('id').execute(),
    await db.selectFrom('mentions').selectAll().orderBy('id').execute(),
    await db.selectFrom('volumes').selectAll().orderBy('bucket_at').execute(),
  ];
}

describe('odd requests', () => {
  test('an address that begins like another site’s is no link to there', async () => {
    const { app } = await openTwoAgencies();
    const page = await makeVisitor(app).get('//evil.example/');
    expect(page.status).toBe(404);
    const links = page
      .$('a')
      .toArray()
      .map((each) => page.$(each).attr('href') ?? '');
    expect(links.filter((link) => link.startsWith('//'))).toEqual([]);
  });

  test('who tries to sign in from every address of his network is counted once', async () => {
    const { app } = await openTwoAgencies();
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      const answer = await app.inject({
        method: 'POST',
        url: '/sign-in',
        remoteAddress: `2001:db8:0:1::${index + 1}`,
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'email=marie%40quai.example&password=faux',
      });
      statuses.push(answer.statusCode);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  test('a cursor out of history, a webhook of any length and a source of any length are refused, not a fault', async () => {
    const { world, app, things } = await openTwoAgencies();
    const rive = await signInAs(app, 'Rive');
    const long = `https://a.example/${Array.from({ length: 3_000 }, (_, index) => (index * 7919).toString(36)).join('')}`;
    const cursor = `-271821-04-20T00:00:00.000Z_${things.mentionId}`;
    expect((await rive.get(`/brands/${things.brandId}?after=${encodeURIComponent(cursor)}`)).status).toBe(400);
    expect((await rive.post('/contacts', { name: 'Paul', webhook: long })).status).toBe(422);
    expect((await rive.post('/sources', { url: long, sourceKind: 'feed', brand: '' })).status).toBe(422);
    const accents = `https://a.example/${'é'.repeat(2_000)}`;
    expect((await rive.post('/sources', { url: accents, sourceKind: 'feed', brand: '' })).status).toBe(422);
    expect(world.logLines).toEqual([]);
  });

  test('a source for a brand that can be none is not one for all brands', async () => {
    const { world, app } = await openTwoAgencies();
    const rive = await signInAs(app, 'Rive');
    const form = { url: 'https://x.example/rss', sourceKind: 'feed', brand: 'orange' };
    expect((await rive.post('/sources', form)).status).toBe(404);
    const heard = await world.db.selectFrom('sources').select('url').execute();
    expect(heard.map(({ url }) => url)).not.toContain(form.url);
  });
});
