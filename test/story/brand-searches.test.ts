/** A brand that is searched for: its query decides what is asked, and the answers become its mentions. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { addBrand, changeBrand, removeBrand } from '../../src/intents/brands.ts';
import { addSearch, removeSearch } from '../../src/intents/searches.ts';
import { changeSourceSecret } from '../../src/intents/source-secrets.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { getSearch, listSearches } from '../../src/store/searches.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const ALL = { after: null, limit: 100 };
const SECRET = { token: 'jeton-que-nul-ne-doit-lire' };

/** An instance that finds one post for whatever it is asked, for who has the token. */
async function startInstance(token: () => string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.headers.authorization !== `Bearer ${token()}`) return response.writeHead(401).end('{}');
    const words = url.searchParams.get('q') ?? '';
    if (!url.searchParams.has('max_id')) asked.push(words);
    const status = {
      id: `1${words.length}`,
      uri: `https://instance.example/posts/${encodeURIComponent(words)}`,
      url: `https://instance.example/@lea/${encodeURIComponent(words)}`,
      created_at: '2026-06-01T05:00:00.000Z',
      content: `<p>Encore une panne chez ${words}</p>`,
      account: { acct: 'lea' },
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ statuses: [status] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function setUp(query = 'Ondelia OR "Ondelia Box"') {
  const world = await makeTestWorld({ startAt: new Date('2026-06-01T06:00:00Z') });
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query });
  return { world, agency, brand, key: { agencyId: agency.id, brandId: brand.id } };
}

async function urlsHeard(world: TestWorld, agencyId: string): Promise<readonly string[]> {
  return (await listHeardSources(world.db, agencyId, ALL)).map(({ url }) => new URL(url).searchParams.get('q') ?? url);
}

async function textsOf(world: TestWorld, brand: Brand): Promise<readonly string[]> {
  const since = new Date(world.clock.now().getTime() - 10 * DAY_MS);
  const mentions = await listMentions(world.db, { agencyId: brand.agencyId, brandId: brand.id, since }, ALL);
  return mentions.map(({ excerpt }) => excerpt).toSorted();
}

test('a search follows the query: new words are asked for, gone ones no longer, and what was found stays', async () => {
  await using instance = await startInstance(() => SECRET.token);
  const { world, agency, brand, key } = await setUp('(Ondelia AND fibre) OR (Ondelia AND box)');
  const search = { service: 'mastodon-search', instanceUrl: instance.url, secret: SECRET } as const;
  const made = await addSearch(world, key, search);
  expect(made.sources.map(({ url }) => new URL(url).searchParams.get('q'))).toEqual(['box ondelia', 'fibre ondelia']);
  await drainPipeline(world);
  expect(instance.asked.toSorted()).toEqual(['box ondelia', 'fibre ondelia']);
  expect(await textsOf(world, brand)).toHaveLength(2);

  instance.asked.length = 0;
  await changeBrand(world, key, { query: '(Ondelia AND box) OR (Ondelia AND mobile)' });
  expect(await urlsHeard(world, agency.id)).toEqual(['box ondelia', 'mobile ondelia']);
  world.clock.advanceMs(DAY_MS);
  await drainPipeline(world);
  expect(new Set(instance.asked)).toEqual(new Set(['box ondelia', 'mobile ondelia']));
  expect(await textsOf(world, brand)).toEqual([
    expect.stringContaining('box ondelia'),
    expect.stringContaining('fibre ondelia'),
    expect.stringContaining('mobile ondelia'),
  ]);
  // the key that opened it all was never written anywhere
  expect(JSON.stringify(world.logLines)).not.toContain(SECRET.token);
  expect(JSON.stringify(await world.db.selectFrom('sources').selectAll().execute())).not.toContain(SECRET.token);
});

test('a query that cannot be asked for leaves the search without sources until it can be asked again', async () => {
  const { world, key, agency } = await setUp('Ondelia');
  const { id: searchId } = await addSearch(world, key, { service: 'gdelt' });
  await changeBrand(world, key, { query: 'LG' });
  const emptied = await getSearch(world.db, { ...key, searchId });
  expect([emptied.sources, emptied.isExact, emptied.isWhole]).toEqual([[], false, false]);
  expect(await urlsHeard(world, agency.id)).toEqual([]);

  await changeBrand(world, key, { query: 'LG AND téléviseur' });
  const asked = await getSearch(world.db, { ...key, searchId });
  expect(asked.sources.map(({ url }) => new URL(url).searchParams.get('query'))).toEqual([
    'téléviseur sourcelang:french',
  ]);
  expect([asked.isExact, asked.isWhole]).toEqual([false, true]);
});

test('what somebody subscribed to by hand stays when the search that also needs it goes', async () => {
  const { world, key, agency } = await setUp('Ondelia');
  const search = await addSearch(world, key, { service: 'bing-news' });
  const url = search.sources[0]?.url ?? '';
  await addSubscription(world, agency.id, { url, kind: 'search', brandId: key.brandId });
  await removeSearch(world, { ...key, searchId: search.id });
  const [heard, ...others] = await listHeardSources(world.db, agency.id, ALL);
  expect([heard?.url, heard?.subscriptions.map(({ searchId }) => searchId), others]).toEqual([url, [null], []]);
});

test('two searches that come to one source each keep it, until the last of them goes', async () => {
  const { world, key, agency } = await setUp('Ondelia');
  // Hacker News knows no language: both ask for the same
  const one = await addSearch(world, key, { service: 'hacker-news', language: 'fr' });
  const other = await addSearch(world, key, { service: 'hacker-news', language: 'en' });
  expect(one.sources[0]?.id).toBe(other.sources[0]?.id);
  await removeSearch(world, { ...key, searchId: one.id });
  expect(await listHeardSources(world.db, agency.id, ALL)).toHaveLength(1);
  await removeSearch(world, { ...key, searchId: other.id });
  expect(await listHeardSources(world.db, agency.id, ALL)).toEqual([]);
});

test('agencies that ask for the same share the source, and one with a key has its own', async () => {
  const { world, key } = await setUp('Ondelia');
  const other = await makeAgency(world, 'Agence des Docks');
  const brand = await addBrand(world, other.id, { name: 'Ondelia', kind: 'competitor', query: 'ondelia' });
  const otherKey = { agencyId: other.id, brandId: brand.id };
  const plain = { service: 'stack-exchange', instanceUrl: 'https://stackoverflow.com' } as const;
  const ours = await addSearch(world, key, plain);
  const theirs = await addSearch(world, otherKey, plain);
  expect(theirs.sources[0]?.id).toBe(ours.sources[0]?.id);
  await removeSearch(world, { ...otherKey, searchId: theirs.id });
  const withKey = await addSearch(world, otherKey, { ...plain, secret: { key: 'abcd' } });
  expect(withKey.sources[0]).toMatchObject({ url: ours.sources[0]?.url, ownerAgencyId: other.id, hasSecret: true });
});

test('a new key of one source is the whole search’s, also for what another query will ask', async () => {
  let good = 'le-premier-jeton';
  await using instance = await startInstance(() => good);
  const { world, key, agency } = await setUp('Ondelia');
  const secret = { token: good };
  const search = await addSearch(world, key, { service: 'mastodon-search', instanceUrl: instance.url, secret });
  await drainPipeline(world);
  good = 'le-second-jeton';
  world.clock.advanceMs(DAY_MS);
  await drainPipeline(world);
  expect((await getSearch(world.db, { ...key, searchId: search.id })).sources[0]?.lastErrorReason).toBe(
    'not-authorised',
  );

  const sourceId = search.sources[0]?.id ?? '';
  await changeSourceSecret(world, { agencyId: agency.id, sourceId }, { token: good });
  await changeBrand(world, key, { query: 'Ondelia OR Nordcom' });
  instance.asked.length = 0;
  world.clock.advanceMs(MINUTE_MS); // the host has its gap between two turns
  await drainPipeline(world);
  expect(instance.asked.toSorted()).toEqual(['nordcom', 'ondelia']);
  const { sources } = await getSearch(world.db, { ...key, searchId: search.id });
  expect(sources.map(({ lastErrorReason }) => lastErrorReason)).toEqual([null, null]);
});

test('a key leaves the database with the last that needed it: the subscription, the search or the brand', async () => {
  const { world, key, agency } = await setUp('Ondelia');
  const countSecrets = async (): Promise<number> => {
    const rows = await world.db.selectFrom('sources').select('secret_encrypted').execute();
    return rows.filter((row) => row.secret_encrypted !== null).length;
  };
  const search = { service: 'mastodon-search', instanceUrl: 'https://instance.example', secret: SECRET } as const;
  const { id: searchId } = await addSearch(world, key, search);
  expect(await countSecrets()).toBe(1);
  await removeSearch(world, { ...key, searchId });
  expect(await countSecrets()).toBe(0);

  await addSearch(world, key, search);
  expect(await countSecrets()).toBe(1);
  await changeBrand(world, key, { query: 'Nordcom' });
  expect(await countSecrets()).toBe(1); // the new source's, and no longer the old one's
  await removeBrand(world, key);
  expect(await countSecrets()).toBe(0);
  expect(await listSearches(world.db, key, ALL)).toEqual([]);
  expect(await urlsHeard(world, agency.id)).toEqual([]);
});
