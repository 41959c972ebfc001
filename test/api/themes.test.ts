/** Themes of an agency's own, from the query to the badge: made, renamed, changed, removed, and asked for. */
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import { THEMES } from '../../src/domain/theme.ts';
import { THEMES_PER_AGENCY_MAX } from '../../src/intents/themes.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency, type Call } from './sample-agency.ts';

const TEXTS = {
  raccord: 'Ondelia : le technicien n’est jamais venu pour le raccordement.',
  price: 'Hausse des tarifs chez Ondelia, trop cher.',
  both: 'Raccordement facturé deux fois, Ondelia exagère sur le prix.',
} as const;

async function start() {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call } = await addAgency(world, app, 'Quai');
  const serve = (texts: Readonly<Record<string, string>>): void =>
    site.serveFeed(
      '/feed.xml',
      Object.entries(texts).map(([slug, text], index) => ({
        ...{ slug, title: `Message ${slug}`, text, author: 'client' },
        publishedAt: addMs(world.clock.now(), -MINUTE_MS * (index + 1)),
      })),
    );
  serve(TEXTS);
  const brand = (await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'Ondelia' })).json();
  await call('POST', '/v1/subscriptions', { url: `${site.url}/feed.xml`, kind: 'feed', brandId: null });
  await drainPipeline(world);
  return { world, app, call, brand, serve, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

/** The names of own themes of each mention, by the name of its text. */
async function read(call: Call, theme?: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const query = theme === undefined ? '' : `&theme=${encodeURIComponent(theme)}`;
  const { items } = (await call('GET', `/v1/mentions?limit=100${query}`)).json();
  return Object.fromEntries(
    items.map((item: { title: string; ownThemes: readonly { name: string }[] }) => [
      item.title.replace('Message ', ''),
      item.ownThemes.map(({ name }) => name),
    ]),
  );
}

test('a theme holds for what is stored and for what comes; it is asked for by name and id', async () => {
  await using stage = await start();
  const { call, world } = stage;
  expect(await read(call)).toEqual({ raccord: [], price: [], both: [] });
  const made = await call('POST', '/v1/themes', { name: 'Raccordement', query: 'raccordement OR technicien' });
  expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ isGeneral: false })]);
  await drainPipeline(world);
  expect(await read(call)).toEqual({ raccord: ['Raccordement'], price: [], both: ['Raccordement'] });
  stage.serve({ ...TEXTS, later: 'Deuxième technicien Ondelia ce matin.' });
  world.clock.advanceMs(3_600_000);
  await drainPipeline(world);
  expect((await read(call)).later).toEqual(['Raccordement']);
  for (const wanted of ['raccordement', ' RACCORDEMENT ', made.json().id, made.json().id.toUpperCase()]) {
    expect(Object.keys(await read(call, wanted)).toSorted()).toEqual(['both', 'later', 'raccord']);
  }
  expect(Object.keys(await read(call, 'price')).toSorted()).toEqual(['both', 'price']);
  const unknown = await call('GET', '/v1/mentions?theme=inconnu');
  expect([unknown.statusCode, unknown.json().detail]).toEqual([400, expect.stringContaining('/v1/themes')]);
});

test('only what is said of the brand counts; in a language that nobody reads, what is shown of the text', async () => {
  await using stage = await start();
  const { call, world } = stage;
  await call('POST', '/v1/themes', { name: 'Gel', query: 'gel OR awaria' });
  // a passage takes in the sentences around the brand's: these keep the orchards out of it
  const between =
    'La mairie rappelle que les halles restent ouvertes tous les samedis de huit heures à midi et que le parking du quai est gratuit pour tous les habitants de la commune. '.repeat(
      3,
    );
  const elsewhere = 'Le gel a détruit les vergers de la vallée cette nuit. '.repeat(12);
  stage.serve({
    polish: 'Ondelia: awaria sieci od samego rana, znowu nic nie działa i nikt nie odbiera telefonu.',
    far: `${elsewhere} ${between} Ondelia ouvre une boutique à Nantes. ${between} ${elsewhere}`,
    near: 'Ondelia : le gel a cassé le câble, tout est coupé.',
  });
  world.clock.advanceMs(3_600_000);
  await drainPipeline(world);
  expect(await read(call)).toMatchObject({ polish: ['Gel'], far: [], near: ['Gel'] });
});

test('a new name shows at once, a new query after it is read again, and a removed theme is gone at once', async () => {
  await using stage = await start();
  const { call, world, app, brand } = stage;
  const { id } = (await call('POST', '/v1/themes', { name: 'Fibre', query: 'raccordement' })).json();
  await drainPipeline(world);
  expect((await call('PATCH', `/v1/themes/${id}`, { name: 'Mise en service' })).statusCode).toBe(200);
  expect((await read(call)).raccord).toEqual(['Mise en service']);
  await call('PATCH', `/v1/themes/${id}`, { query: 'tarif OR prix' });
  await drainPipeline(world);
  expect(await read(call)).toEqual({ raccord: [], price: ['Mise en service'], both: ['Mise en service'] });
  const visitor = await signInAs(app, 'Quai');
  expect((await visitor.get(`/brands/${brand.id}`)).$('#mentions .badge.theme').text()).toContain('Mise en service');
  expect((await call('DELETE', `/v1/themes/${id}`)).statusCode).toBe(204);
  expect(await read(call)).toEqual({ raccord: [], price: [], both: [] });
  expect((await call('GET', `/v1/mentions?theme=${id}`)).statusCode).toBe(400);
});

test('the list has the general themes, marked, then the agency’s own by name, page by page', async () => {
  await using stage = await start();
  const { call } = stage;
  for (const name of ['Zèbre', 'abonnés', 'Émission']) await call('POST', '/v1/themes', { name, query: 'mot' });
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { name: string; isGeneral: boolean }[]; nextCursor: string | null } = (
      await call('GET', `/v1/themes?limit=5${cursor === null ? '' : `&cursor=${cursor}`}`)
    ).json();
    names.push(...page.items.map(({ name, isGeneral }) => `${isGeneral ? '' : 'own '}${name}`));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(names).toEqual([...THEMES, 'own abonnés', 'own Zèbre', 'own Émission']);
});

test('names are unique in any case, none is a general one’s, and any letters will do', async () => {
  await using stage = await start();
  const { call, world, app } = stage;
  expect((await call('POST', '/v1/themes', { name: 'Éclat', query: 'éclat' })).statusCode).toBe(201);
  for (const name of ['éclat', 'E\u0301CLAT', 'price', 'Data-Leak']) {
    const answer = await call('POST', '/v1/themes', { name, query: 'mot' });
    expect([name, answer.statusCode, answer.json().code]).toEqual([name, 409, 'THEME_NAME_TAKEN']);
  }
  const other = await addAgency(world, app, 'Voisine');
  expect((await other.call('POST', '/v1/themes', { name: 'Éclat', query: 'éclat' })).statusCode).toBe(201);
  expect((await call('POST', '/v1/themes', { name: '  ', query: 'mot' })).statusCode).toBe(400);
  expect((await call('POST', '/v1/themes', { name: 'x'.repeat(61), query: 'mot' })).statusCode).toBe(400);
  for (const name of ['<script>alert(1)</script>', 'خدمة العملاء']) {
    expect((await call('POST', '/v1/themes', { name, query: 'raccordement' })).statusCode).toBe(201);
  }
  await drainPipeline(world);
  const visitor = await signInAs(app, 'Quai');
  const page = await visitor.get('/themes');
  expect([page.status, page.html.includes('<script>alert')]).toEqual([200, false]);
  expect(page.text).toContain('خدمة العملاء');
});

test('a bad query is refused in one sentence, a broad one only finds much, and there is a limit', async () => {
  await using stage = await start();
  const { call, world, brand } = stage;
  for (const query of ['a AND', '-mot', 'site:lemonde.fr', 'mot lang:fr', '***', 'mot OR']) {
    const answer = await call('POST', '/v1/themes', { name: 'Thème', query });
    expect([query, answer.statusCode, answer.json().code]).toEqual([query, 422, 'QUERY_INVALID']);
  }
  const broad = await call('POST', '/v1/themes', { name: 'Tout', query: 'le OR la OR de OR Ondelia OR chez' });
  expect(broad.statusCode).toBe(201);
  await drainPipeline(world);
  expect(await read(call)).toEqual({ raccord: ['Tout'], price: ['Tout'], both: ['Tout'] });
  const { agency_id } = await world.db
    .selectFrom('brands')
    .select('agency_id')
    .where('id', '=', brand.id)
    .executeTakeFirstOrThrow();
  const rows = Array.from({ length: THEMES_PER_AGENCY_MAX - 1 }, (_, index) => ({
    ...{ agency_id, id: world.newId(), name: `t${index}`, name_key: `t${index}`, query: `mot${index}` },
    ...{ created_at: world.clock.now(), updated_at: world.clock.now() },
  }));
  await world.db.insertInto('themes').values(rows).execute();
  const full = await call('POST', '/v1/themes', { name: 'De trop', query: 'mot' });
  expect([full.statusCode, full.json().code, full.json().detail]).toEqual([
    409,
    'LIMIT_REACHED',
    expect.stringContaining('200 themes'),
  ]);
});

test('another agency’s theme is neither found, asked for, nor told', async () => {
  await using stage = await start();
  const { call, world, app } = stage;
  const other = await addAgency(world, app, 'Voisine');
  const { id } = (await other.call('POST', '/v1/themes', { name: 'Secret', query: 'Ondelia' })).json();
  await drainPipeline(world);
  expect(await read(call)).toEqual({ raccord: [], price: [], both: [] });
  for (const wanted of [id, 'Secret']) {
    expect((await call('GET', `/v1/mentions?theme=${wanted}`)).statusCode).toBe(400);
  }
  expect((await call('PATCH', `/v1/themes/${id}`, { name: 'Volé' })).statusCode).toBe(404);
  const visitor = await signInAs(app, 'Quai');
  expect((await visitor.get(`/themes/${id}`)).status).toBe(404);
  expect((await visitor.post(`/themes/${id}/delete`)).status).toBe(404);
  expect((await other.call('GET', `/v1/themes/${id}`)).statusCode).toBe(200);
});

test('the page lists, adds, changes and removes; what is wrong is told in French at its field', async () => {
  await using stage = await start();
  const { app, call } = stage;
  const visitor = await signInAs(app, 'Quai');
  expect((await visitor.get('/settings')).$('a[href="/themes"]')).toHaveLength(1);
  const empty = await visitor.get('/themes');
  expect(empty.text).toContain('Vous n’avez pas encore de thème à vous.');
  expect(empty.text).toContain('service client');
  const refused = await visitor.post('/themes', { name: '', query: '' });
  expect([refused.status, refused.$('.problem')]).toEqual([422, expect.objectContaining({ length: 2 })]);
  const field = await visitor.post('/themes', { name: 'Presse', query: 'mot site:lemonde.fr' });
  expect([field.status, field.$('#query-problem').text()]).toEqual([422, expect.stringContaining('Ni champ')]);
  expect(field.$('input[name=name]').val()).toBe('Presse');

  const added = await visitor.post('/themes', { name: 'Raccordement', query: 'raccordement' });
  expect([added.status, added.location]).toEqual([303, '/themes?done=theme-added']);
  const listed = await visitor.get('/themes');
  const path = listed.$('table a').attr('href') ?? '';
  expect((await visitor.get(path)).$('textarea').text()).toBe('raccordement');
  const taken = await visitor.post('/themes', { name: 'RACCORDEMENT', query: 'mot' });
  expect([taken.status, taken.$('#name-problem').text()]).toEqual([
    422,
    'Un thème porte déjà ce nom. Choisissez-en un autre.',
  ]);
  expect((await visitor.post(path, { name: 'Fibre', query: 'fibre' })).location).toBe('/themes?done=theme-changed');
  const own = (await call('GET', '/v1/themes?limit=100'))
    .json()
    .items.filter((item: { isGeneral: boolean }) => !item.isGeneral);
  expect(own).toMatchObject([{ name: 'Fibre', query: 'fibre' }]);
  expect((await visitor.post(`${path}/delete`)).location).toBe('/themes?done=theme-removed');
  expect((await visitor.get(path)).status).toBe(404);
});
