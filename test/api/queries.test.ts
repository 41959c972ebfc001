/** Queries over the API: tried on what is stored, saved, and kept version by version. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

const TEXTS = [
  'Le jus Ondelia est trop sucré.',
  'Ondelia : la box est en panne.',
  'Encore du jus Ondelia au goûter.',
  'Rien à dire aujourd’hui.',
];

async function start() {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call } = await addAgency(world, app, 'Agence');
  const stranger = await addAgency(world, app, 'Voisine');
  const now = world.clock.now();
  const posts = TEXTS.map((text, index) => ({
    slug: `post-${index}`,
    title: null,
    text,
    author: 'client',
    publishedAt: addMs(now, -MINUTE_MS - (index % 2) * DAY_MS),
  }));
  site.serveFeed(
    '/feed.xml',
    posts.map((post) => ({ ...post, title: `Message de ${post.slug}` })),
  );
  await call('POST', '/v1/subscriptions', { url: `${site.url}/feed.xml`, kind: 'feed', brandId: null });
  await drainPipeline(world);
  return { world, call, stranger, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

type Example = Readonly<{
  documentId: string;
  excerpt: string;
  isMatch: boolean;
  clauses: readonly Readonly<{ text: string; isHeld: boolean; isExcluded: boolean }>[];
}>;

test('a query is tried on what was heard: matches by day, examples, and the clause that decided', async () => {
  await using api = await start();
  const answer = await api.call('POST', '/v1/queries/preview', { query: 'ondelia -box' });
  expect(answer.statusCode).toBe(200);
  const preview = answer.json();
  expect(preview).toMatchObject({ documentCount: 4, matchCount: 2, isWhole: true, exclusions: [] });
  expect(preview.days).toEqual([{ bucketAt: '2026-05-31T22:00:00.000Z', matchCount: 2 }]);
  const examples: readonly Example[] = preview.examples;
  expect(examples.map(({ isMatch, excerpt }) => [isMatch, excerpt]).toSorted()).toEqual([
    [false, TEXTS[1]],
    [true, TEXTS[2]],
    [true, TEXTS[0]],
  ]);
  expect(examples.find(({ isMatch }) => !isMatch)?.clauses).toMatchObject([
    { text: 'ondelia', isHeld: true, isExcluded: false },
    { text: 'box', isHeld: true, isExcluded: true },
  ]);
});

test('marks of examples propose the words that tell them apart, with what each would lose', async () => {
  await using api = await start();
  const { examples } = (await api.call('POST', '/v1/queries/preview', { query: 'ondelia' })).json();
  const marks = examples.map(({ documentId, excerpt }: Example) => ({ documentId, isAbout: !excerpt.includes('jus') }));
  const preview = (await api.call('POST', '/v1/queries/preview', { query: 'ondelia', marks })).json();
  expect(preview.exclusions[0]).toEqual({ term: 'jus', wrongCount: 2, rightCount: 0 });
  expect(preview.exclusions.map(({ term }: { term: string }) => term)).not.toContain('ondelia');
});

test('nobody is shown what only another agency hears', async () => {
  await using api = await start();
  const seen = (await api.stranger.call('POST', '/v1/queries/preview', { query: 'ondelia' })).json();
  expect(seen).toMatchObject({ documentCount: 0, matchCount: 0, examples: [] });
  const { examples } = (await api.call('POST', '/v1/queries/preview', { query: 'ondelia' })).json();
  const marks = examples.map(({ documentId }: Example) => ({ documentId, isAbout: false }));
  const told = await api.stranger.call('POST', '/v1/queries/preview', { query: 'sirop', marks });
  expect(told.json().exclusions).toEqual([]);
});

test('a query that cannot be read is refused with its character, and nothing is stored', async () => {
  await using api = await start();
  const refused = await api.call('POST', '/v1/queries/preview', { query: 'orange AND box OR fibre' });
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({ code: 'QUERY_INVALID', detail: expect.stringContaining('character 16 ') });
});

test('a saved query is made, used, changed and deleted; a taken name and a wrong query are told', async () => {
  await using api = await start();
  const { call } = api;
  const made = await call('POST', '/v1/saved-queries', { name: 'Hors-sujet', query: 'jus OR sirop' });
  expect(made.statusCode).toBe(201);
  const saved = made.json();
  expect(saved).toMatchObject({ name: 'hors-sujet', query: 'jus OR sirop' });
  expect((await call('GET', String(made.headers.location))).json()).toEqual(saved);
  expect((await call('GET', '/v1/saved-queries')).json()).toEqual({ items: [saved], nextCursor: null });
  const again = await call('POST', '/v1/saved-queries', { name: 'hors-sujet', query: 'x' });
  expect([again.statusCode, again.json().code]).toEqual([409, 'SAVED_QUERY_NAME_TAKEN']);
  const wrong = await call('POST', '/v1/saved-queries', { name: 'autre', query: '(' });
  expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'QUERY_INVALID']);

  const preview = await call('POST', '/v1/queries/preview', { query: 'ondelia -@hors-sujet' });
  expect(preview.json().matchCount).toBe(1);
  const changed = await call('PATCH', `/v1/saved-queries/${saved.id}`, { query: 'box' });
  expect(changed.json()).toMatchObject({ id: saved.id, query: 'box' });
  expect((await call('DELETE', `/v1/saved-queries/${saved.id}`)).statusCode).toBe(204);
  expect((await call('GET', `/v1/saved-queries/${saved.id}`)).statusCode).toBe(404);
});

test('the wordings of a brand’s query are listed page by page, the newest first', async () => {
  await using api = await start();
  const { call } = api;
  const brand = (await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'ondelia' })).json();
  expect(brand).toMatchObject({ relevanceThreshold: 0.5 });
  await call('PATCH', `/v1/brands/${brand.id}`, { query: 'ondelia -jus' });
  await call('PATCH', `/v1/brands/${brand.id}`, { relevanceThreshold: 0.4 });
  const first = (await call('GET', `/v1/brands/${brand.id}/query-versions?limit=1`)).json();
  expect(first.items).toMatchObject([{ version: 2, query: 'ondelia -jus' }]);
  const next = (await call('GET', `/v1/brands/${brand.id}/query-versions?cursor=${first.nextCursor}`)).json();
  expect(next).toMatchObject({ items: [{ version: 1, query: 'ondelia' }], nextCursor: null });
  const tooHigh = await call('PATCH', `/v1/brands/${brand.id}`, { relevanceThreshold: 1.5 });
  expect(tooHigh.statusCode).toBe(400);
});
