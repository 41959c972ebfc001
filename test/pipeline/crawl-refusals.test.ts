/** What a site that refuses, or moves away, gets and does not get from the crawl. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { changeSourceSecret } from '../../src/intents/source-secrets.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listHeardSources, recordSourceVisit } from '../../src/store/sources.ts';
import { startLocalSite, toRss } from '../support/local-site.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeFailedVisit } from '../support/visits.ts';

type Page = (request: IncomingMessage, response: ServerResponse) => void;

const tooMany =
  (retryAfter: string): Page =>
  (_request, response) =>
    response.writeHead(429, { 'retry-after': retryAfter }).end();

async function readOnlySource(world: TestWorld, agencyId: string) {
  const [source] = await listHeardSources(world.db, agencyId, { after: null, limit: 1 });
  if (source === undefined) throw new Error('the agency listens to nothing');
  return source;
}

test('a cookie stays with the site that it was given for, also when that site moves to another for good', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  await using site = await startLocalSite();
  await using other = await startLocalSite();
  const cookies: (string | undefined)[] = [];
  const posts = [{ slug: 'a', title: 'Ondelia', text: 'Bonjour', author: 'Anne', publishedAt: world.clock.now() }];
  other.serve('/board', (request, response) => {
    cookies.push(request.headers.cookie);
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(other.url, posts));
  });
  site.serve('/board', (_request, response) => response.writeHead(301, { location: `${other.url}/board` }).end());
  const secret = { cookie: 'sid=SECRET' };
  await addSubscription(world, agency.id, { url: `${site.url}/board`, kind: 'forum', brandId: null, secret });
  for (let visit = 0; visit < 5; visit += 1) {
    await drainPipeline(world);
    world.clock.advanceMs(2 * HOUR_MS);
  }
  expect(cookies.length).toBeGreaterThanOrEqual(4);
  expect(cookies.filter((cookie) => cookie !== undefined)).toEqual([]);
  expect((await readOnlySource(world, agency.id)).url).toBe(`${site.url}/board`);
});

test('"too many requests" for one article is said of the whole host: the others wait as long as it asks', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  await using site = await startLocalSite();
  const posts = Array.from({ length: 12 }, (_, index) => ({
    ...{ slug: `p${index}`, title: `Ondelia ${index}`, text: 'Lire la suite', author: 'Anne' },
    publishedAt: world.clock.now(),
  }));
  site.serveFeed('/feed.xml', posts);
  for (const { slug } of posts) site.serve(`/posts/${slug}`, tooMany('7200'));
  const countAsked = () => posts.reduce((sum, { slug }) => sum + site.askedCount(`/posts/${slug}`), 0);
  const feed = { url: `${site.url}/feed.xml`, kind: 'feed', brandId: null, wantsFullText: true } as const;
  await addSubscription(world, agency.id, feed);
  await drainPipeline(world);
  expect(countAsked()).toBe(1);
  world.clock.advanceMs(110 * MINUTE_MS);
  await drainPipeline(world);
  expect(countAsked()).toBe(1);
  world.clock.advanceMs(20 * MINUTE_MS);
  await drainPipeline(world);
  expect(countAsked()).toBe(2);
});

test('a new key that is given while the old one is being refused is tried at once, not when the old one would be', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const url = 'https://forum.example/board';
  const { source } = await addSubscription(world, agency.id, {
    url,
    kind: 'forum',
    brandId: null,
    secret: { cookie: 'a' },
  });
  const askedAt = world.clock.now();
  world.clock.advanceMs(MINUTE_MS);
  await changeSourceSecret(world, { agencyId: agency.id, sourceId: source.id }, { cookie: 'b' });
  const givenAt = world.clock.now();
  const ended = { sourceId: source.id, askedAt, visitedAt: givenAt, nextCheckAt: addMs(givenAt, HOUR_MS) };
  await recordSourceVisit(world.db, makeFailedVisit({ ...ended, reason: 'not-authorised' }));
  expect((await readOnlySource(world, agency.id)).nextCheckAt).toEqual(givenAt);
});

test('subscribing anew is no way around Retry-After', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const neighbour = await makeAgency(world, 'Agence des Docks');
  await using site = await startLocalSite();
  site.serve('/feed.xml', tooMany('14400'));
  const url = `${site.url}/feed.xml`;
  await addSubscription(world, agency.id, { url, kind: 'feed', brandId: null });
  await drainPipeline(world);
  await addSubscription(world, neighbour.id, { url, kind: 'forum', brandId: null });
  world.clock.advanceMs(HOUR_MS);
  await drainPipeline(world);
  expect(site.askedCount('/feed.xml')).toBe(1);
  // and what was only in trouble is read as before: nobody else decides how
  expect(await readOnlySource(world, agency.id)).toMatchObject({ kind: 'feed', reader: 'feed' });
});

test('an emoji at the cut of a proposal’s title costs neither the proposals nor the reason', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  await using site = await startLocalSite();
  const title = `${'x'.repeat(119)}😀`;
  const link = `<link rel="alternate" type="application/rss+xml" title="${title}" href="/fil.xml">`;
  site.serve('/', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><head>${link}</head>`);
  });
  await addSubscription(world, agency.id, { url: `${site.url}/`, kind: 'feed', brandId: null });
  await drainPipeline(world);
  const source = await readOnlySource(world, agency.id);
  expect(source.lastErrorReason).toBe('not-a-feed');
  expect(source.proposals.map(({ url }) => url)).toEqual([`${site.url}/fil.xml`]);
});
