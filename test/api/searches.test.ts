/** Searches and private sources, called as a program calls them: what is refused, and what no answer ever holds. */
import { expect, test } from 'vitest';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, type Call, makeApi } from './sample-agency.ts';

const SECRET = 'valeur-que-nul-ne-doit-lire';

async function start(query = 'Orange') {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call } = await addAgency(world, app, 'Agence');
  const brand = await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query });
  const searches = `/v1/brands/${brand.json().id}/searches`;
  return { world, app, call, brandId: String(brand.json().id), searches };
}

async function sourceOf(call: Call, sourceId: string) {
  return (await call('GET', `/v1/sources/${sourceId}`)).json();
}

test('what can be asked for a brand is listed with what each service needs', async () => {
  const { call } = await start();
  const { items } = (await call('GET', '/v1/search-services')).json();
  expect(items).toHaveLength(10);
  expect(items).toContainEqual({ name: 'google-news', title: 'Google News', isInstanceNeeded: false, secretNames: [] });
  expect(items).toContainEqual({
    name: 'reddit',
    title: 'Reddit',
    isInstanceNeeded: false,
    secretNames: ['clientId', 'clientSecret'],
  });
});

test('a search is made in the agency’s language and country, says how far it reaches, is listed and deleted', async () => {
  const { call, brandId, searches } = await start('(Orange OR "Orange Bank") -fruit');
  const made = await call('POST', searches, { service: 'google-news' });
  expect(made.statusCode).toBe(201);
  const search = made.json();
  expect(search).toMatchObject({ brandId, language: 'fr', country: 'FR', isExact: true, isWhole: true });
  expect(search).toMatchObject({ instanceUrl: null, hasSecret: false });
  const [source] = search.sources;
  expect(search.sources).toEqual([{ ...source, state: 'waiting', hasSecret: false }]);
  expect(new URL(source.url).searchParams.get('q')).toBe('(orange OR "orange bank") -fruit when:7d');
  expect((await call('GET', searches)).json()).toEqual({ items: [search], nextCursor: null });
  expect(await sourceOf(call, source.sourceId)).toMatchObject({ reader: 'google-news', isShared: true });

  const again = await call('POST', searches, { service: 'google-news', country: 'fr' });
  expect([again.statusCode, again.json().code]).toEqual([409, 'SEARCH_EXISTS']);
  const abroad = await call('POST', searches, { service: 'google-news', language: 'en', country: 'gb' });
  expect(new URL(abroad.json().sources[0].url).searchParams.get('ceid')).toBe('GB:en');

  const { items } = (await call('GET', '/v1/subscriptions')).json();
  const own = items.find((item: { searchId: string }) => item.searchId === search.id);
  const kept = await call('DELETE', `/v1/subscriptions/${own.id}`);
  expect([kept.statusCode, kept.json().code]).toEqual([409, 'SUBSCRIPTION_OF_SEARCH']);
  expect((await call('DELETE', `${searches}/${search.id}`)).statusCode).toBe(204);
  expect((await call('GET', `/v1/sources/${source.sourceId}`)).statusCode).toBe(404);
  expect((await call('GET', searches)).json().items).toHaveLength(1);
});

test.each([
  ['a service that there is none', { service: 'altavista' }, /"service" in the body is not right: it must be one of/],
  ['no instance', { service: 'searxng' }, /^SearXNG .*"instanceUrl"/],
  ['an instance that is none', { service: 'searxng', instanceUrl: 'chez moi' }, /"chez moi" is no web address/],
  [
    'no key',
    { service: 'reddit' },
    /^Reddit .*"clientId" and "clientSecret" \(missing: "clientId" and "clientSecret"\)/,
  ],
  ['half a key', { service: 'bluesky', secret: { identifier: 'a.bsky.social' } }, /^Bluesky .*missing: "password"/],
  [
    'a key in two lines',
    { service: 'stack-exchange', instanceUrl: 'https://a.example', secret: { key: 'a\nb' } },
    /"key".*line break/,
  ],
  ['an empty part', { service: 'reddit', secret: { clientId: ' ', clientSecret: 'x' } }, /"clientId" is empty/],
  ['a name that is none', { service: 'reddit', secret: { 'client id': 'x' } }, /a name that cannot be used/],
  [
    'a secret that is no object',
    { service: 'reddit', secret: 'x' },
    /"secret" in the body is not right: it must be an object/,
  ],
  ['a country that is none', { service: 'gdelt', country: 'France' }, /"country" in the body .* two letters/],
])('a search with %s is refused with a sentence', async (_what, body, sentence) => {
  const { call, searches } = await start();
  const answer = await call('POST', searches, body);
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID']);
  expect(answer.json().detail).toMatch(sentence);
  expect((await call('GET', searches)).json().items).toEqual([]);
});

test('a service that cannot be asked for the query at all says its name and why', async () => {
  const { call, searches } = await start('LG');
  const answer = await call('POST', searches, { service: 'gdelt' });
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID']);
  expect(answer.json().detail).toMatch(/^GDELT cannot be asked for the brand's query, because its words are too short/);
});

test('a secret is in no answer and no log line, is replaced by its owner, and makes the source his own', async () => {
  const { world, app, call, brandId, searches } = await start();
  const url = 'https://forum.example/prive';
  const texts: string[] = [];
  const say: Call = async (...request) => {
    const answer = await call(...request);
    texts.push(answer.body);
    return answer;
  };
  const body = { url, kind: 'forum', brandId, secret: { cookie: SECRET }, tags: ['Clients'], fullText: true };
  const made = await say('POST', '/v1/subscriptions', body);
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject({ tags: ['Clients'], fullText: true, searchId: null });
  const { sourceId } = made.json();
  expect(await sourceOf(say, sourceId)).toMatchObject({ hasSecret: true, isShared: false, settings: null });
  const reddit = { service: 'reddit', secret: { clientId: SECRET, clientSecret: SECRET } };
  expect((await say('POST', searches, reddit)).json()).toMatchObject({ hasSecret: true });
  await say('GET', searches);
  await say('GET', '/v1/sources');
  await say('GET', '/v1/subscriptions');
  await say('POST', `/v1/sources/${sourceId}/checks`);
  const before = await readSealed(world, sourceId);
  const replaced = await say('PUT', `/v1/sources/${sourceId}/secret`, { secret: { cookie: `${SECRET}-2` } });
  expect([replaced.statusCode, replaced.json().hasSecret]).toEqual([200, true]);
  expect(await readSealed(world, sourceId)).not.toEqual(before);
  // refused, and still not told
  await say('POST', '/v1/subscriptions', body);
  await say('POST', '/v1/subscriptions', { ...body, secret: { cookie: 1, autre: SECRET } });
  await say('POST', '/v1/subscriptions', { ...body, secret: { cookie: `${SECRET}\n\u0001` } });
  await say('PUT', `/v1/sources/${sourceId}/secret`, { secret: { cookie: SECRET.repeat(1_000) } });
  expect(texts.join('\n')).not.toContain(SECRET);
  expect(JSON.stringify(world.logLines)).not.toContain(SECRET);

  const stranger = await addAgency(world, app, 'Voisine');
  const shared = await stranger.call('POST', '/v1/subscriptions', { url, kind: 'forum' });
  expect(shared.json().sourceId).not.toBe(sourceId);
  const refused = await stranger.call('PUT', `/v1/sources/${shared.json().sourceId}/secret`, {
    secret: { cookie: 'x' },
  });
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'NOT_ALLOWED']);
});

test('settings are shown as they were given, and another key keeps them', async () => {
  const { call } = await start();
  const settings = { item: 'li.post', body: '.text' };
  const body = { url: 'https://forum.example/liste', kind: 'forum', reader: 'page-selectors', settings };
  const made = await call('POST', '/v1/subscriptions', body);
  const { sourceId } = made.json();
  expect(await sourceOf(call, sourceId)).toMatchObject({ reader: 'page-selectors', settings, hasSecret: false });
  await call('PUT', `/v1/sources/${sourceId}/secret`, { secret: { cookie: 'a=1' } });
  expect(await sourceOf(call, sourceId)).toMatchObject({ settings, hasSecret: true });
});

const JSON_READER = { kind: 'search', reader: 'json' };

test.each([
  [
    'a reader that there is none',
    { kind: 'feed', reader: 'gopher' },
    /"reader" in the body is not right: it must be one of/,
  ],
  [
    'a reader of another kind',
    { kind: 'feed', reader: 'discourse' },
    /"discourse" reads sources of kind "forum" and not "feed"/,
  ],
  [
    'no key for a reader that needs one',
    { kind: 'search', reader: 'bluesky' },
    /"bluesky" answers only with a key.*"identifier" and "password"/,
  ],
  [
    'settings that are no object',
    { ...JSON_READER, settings: ['x'] },
    /"settings" in the body is not right: it must be an object/,
  ],
  ['no settings for a reader that needs them', JSON_READER, /^"items" is missing/],
  [
    'settings that it cannot use',
    { ...JSON_READER, settings: { items: '$[*]', titel: 'x' } },
    /^"titel" is no setting/,
  ],
  ['settings for a reader that takes none', { kind: 'feed', settings: { item: 'a' } }, /"feed" takes no settings/],
])('a subscription with %s is refused with a sentence', async (_what, body, sentence) => {
  const { call } = await start();
  const answer = await call('POST', '/v1/subscriptions', { url: 'https://a.example/x', ...body });
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID']);
  expect(answer.json().detail).toMatch(sentence);
  expect((await call('GET', '/v1/subscriptions')).json().items).toEqual([]);
});

async function readSealed(world: Awaited<ReturnType<typeof makeTestWorld>>, sourceId: string): Promise<Buffer | null> {
  const row = await world.db
    .selectFrom('sources')
    .select('secret_encrypted')
    .where('id', '=', sourceId)
    .executeTakeFirstOrThrow();
  expect(String(row.secret_encrypted)).not.toContain(SECRET);
  return row.secret_encrypted;
}
