/** Words of crisis from what is crawled to the API and the pages: the general ones, a sector's, and an agency's own. */
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import { CRISIS_TERMS_PER_AGENCY_MAX } from '../../src/intents/crisis-terms.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency, type Call } from './sample-agency.ts';

const TEXTS = {
  calm: 'Ondelia ouvre une boutique à Nantes, accueil charmant.',
  denied: 'Non, ce n’est pas un scandale, Ondelia a répondu dans la journée.',
  boycott: 'Boycott Ondelia ! C’est une honte, passez le mot.',
  rats: 'Des rats chez Ondelia hier soir, je n’y retourne pas.',
  affair: 'L’affaire Mirabelle rattrape Ondelia ce matin.',
} as const;

async function start() {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
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
  return { world, app, call, agencyId, brand, serve, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

/** Weight and words of each mention, by the name of its text. */
async function read(call: Call, query = ''): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { items } = (await call('GET', `/v1/mentions?limit=100${query}`)).json();
  return Object.fromEntries(
    items.map((item: { title: string; crisis: { weight: number; terms: string[] } }) => [
      item.title.replace('Message ', ''),
      [item.crisis.weight, ...item.crisis.terms],
    ]),
  );
}

test('mentions say which words of crisis they hold, and can be asked for by weight', async () => {
  await using stage = await start();
  expect(await read(stage.call)).toEqual({
    calm: [0],
    denied: [0],
    boycott: [2, 'Boycott', 'honte'],
    rats: [0],
    affair: [0],
  });
  expect(Object.keys(await read(stage.call, '&minCrisisWeight=2'))).toEqual(['boycott']);
  expect((await stage.call('GET', '/v1/mentions?minCrisisWeight=4')).statusCode).toBe(400);
  const visitor = await signInAs(stage.app, 'Quai');
  const page = await visitor.get(`/brands/${stage.brand.id}`);
  expect(page.$('.badge.crisis').text()).toBe('mots de crise\u00a0: «\u00a0Boycott\u00a0», «\u00a0honte\u00a0»');
});

test('a brand’s sector brings its words, to what is stored too; without a sector they are gone again', async () => {
  await using stage = await start();
  const { call, world, app, brand } = stage;
  expect(brand.sector).toBeNull();
  const changed = await call('PATCH', `/v1/brands/${brand.id}`, { sector: 'food' });
  expect([changed.statusCode, changed.json().sector]).toEqual([200, 'food']);
  await drainPipeline(world);
  expect((await read(call)).rats).toEqual([2, 'rats']);
  expect((await call('PATCH', `/v1/brands/${brand.id}`, { sector: 'cheese' })).statusCode).toBe(400);

  const visitor = await signInAs(app, 'Quai');
  const page = await visitor.get(`/brands/${brand.id}`);
  expect(page.$('select[name=sector] option[selected]').text()).toBe('Alimentation et restauration');
  const form = { name: 'Ondelia', kind: 'client', query: 'Ondelia' };
  await visitor.post(`/brands/${brand.id}`, form);
  expect((await call('GET', `/v1/brands/${brand.id}`)).json().sector).toBe('food');
  await visitor.post(`/brands/${brand.id}`, { ...form, sector: 'none' });
  expect((await call('GET', `/v1/brands/${brand.id}`)).json().sector).toBeNull();
  await drainPipeline(world);
  expect((await read(call)).rats).toEqual([0]);
});

test('an agency’s own words hold for what comes and for what is stored; changed and removed they follow', async () => {
  await using stage = await start();
  const { call, world } = stage;
  const made = await call('POST', '/v1/crisis-terms', { query: '"affaire Mirabelle"', weight: 3 });
  expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ weight: 3, sector: null })]);
  const path = `/v1/crisis-terms/${made.json().id}`;
  await drainPipeline(world);
  expect((await read(call)).affair).toEqual([3, 'affaire Mirabelle']);
  stage.serve({ ...TEXTS, later: 'Encore l’affaire Mirabelle chez Ondelia.' });
  world.clock.advanceMs(3_600_000);
  await drainPipeline(world);
  expect((await read(call)).later).toEqual([3, 'affaire Mirabelle']);

  expect((await call('PATCH', path, { weight: 1 })).json().weight).toBe(1);
  await drainPipeline(world);
  expect((await read(call)).affair).toEqual([1, 'affaire Mirabelle']);
  await call('PATCH', path, { sector: 'bank' });
  await drainPipeline(world);
  expect((await read(call)).affair).toEqual([0]);
  await call('PATCH', path, { sector: null });
  await call('DELETE', path);
  await drainPipeline(world);
  expect((await read(call)).affair).toEqual([0]);
  expect((await call('GET', path)).statusCode).toBe(404);
  expect((await call('GET', '/v1/crisis-terms')).json()).toEqual({ items: [], nextCursor: null });
});

test('another agency’s mentions are not read with them', async () => {
  await using stage = await start();
  const { world, app, call } = stage;
  const other = await addAgency(world, app, 'Voisine');
  const { id } = (await other.call('POST', '/v1/crisis-terms', { query: 'Mirabelle', weight: 3 })).json();
  await drainPipeline(world);
  expect((await read(call)).affair).toEqual([0]);
  expect((await call('DELETE', `/v1/crisis-terms/${id}`)).statusCode).toBe(404);
  expect((await call('GET', '/v1/crisis-terms')).json().items).toEqual([]);
});

test.each([
  ['orange AND', 'character 8'],
  ['-jus', 'would match nearly every document'],
  ['panne site:lemonde.fr', 'no "site:"'],
  ['panne lang:fr', 'no "lang:"'],
  ['title:panne', 'no "title:"'],
  ['x'.repeat(5_000), 'longer than 4096 characters'],
])('%s is refused in one sentence', async (query, reason) => {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call } = await addAgency(world, app, 'Quai');
  const answer = await call('POST', '/v1/crisis-terms', { query, weight: 2 });
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'QUERY_INVALID']);
  expect(answer.json().detail).toContain(reason);
});

test('saved queries cannot be inserted, weights and sectors are closed lists, and there is a limit', async () => {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  await call('POST', '/v1/saved-queries', { name: 'crise', query: 'panne OR coupure' });
  const saved = await call('POST', '/v1/crisis-terms', { query: '@crise', weight: 2 });
  expect([saved.statusCode, saved.json().detail]).toEqual([422, expect.stringContaining('@crise')]);
  expect((await call('POST', '/v1/crisis-terms', { query: 'panne', weight: 4 })).statusCode).toBe(400);
  expect((await call('POST', '/v1/crisis-terms', { query: 'panne', weight: 2, sector: 'x' })).statusCode).toBe(400);
  const rows = Array.from({ length: CRISIS_TERMS_PER_AGENCY_MAX }, (_, index) => ({
    ...{ agency_id: agencyId, id: world.newId(), sector: null, query: `mot${index}`, weight: 1 as const },
    created_at: world.clock.now(),
  }));
  await world.db.insertInto('crisis_terms').values(rows).execute();
  const full = await call('POST', '/v1/crisis-terms', { query: 'panne', weight: 2 });
  expect([full.statusCode, full.json().code]).toEqual([409, 'LIMIT_REACHED']);
  expect(full.json().detail).toContain('1000 crisis terms');
});

test('a stored query that cannot be read costs its agency that entry, and nobody a mention', async () => {
  await using stage = await start();
  const { world, call, agencyId } = stage;
  await call('POST', '/v1/crisis-terms', { query: 'Mirabelle', weight: 3 });
  await world.db
    .insertInto('crisis_terms')
    .values({
      agency_id: agencyId,
      id: world.newId(),
      sector: null,
      query: '(((',
      weight: 1,
      created_at: world.clock.now(),
    })
    .execute();
  await drainPipeline(world);
  expect((await read(call)).affair).toEqual([3, 'Mirabelle']);
  expect(world.logLines.filter(({ event, msg }) => (event ?? msg) === 'query.refused')).not.toEqual([]);
});
