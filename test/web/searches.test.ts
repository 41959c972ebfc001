/** Where a brand is searched for, and sources that are read with a key, as somebody with a browser sets them up. */
import { expect, test } from 'vitest';
import { openSourceSecret } from '../../src/domain/source-secret.ts';
import { listSearches } from '../../src/store/searches.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

const ALL = { after: null, limit: 100 };
const SECRET = 'valeur-que-nul-ne-doit-lire';

async function open() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, agency);
  const key = { agencyId: agency.agencyId, brandId: things.brandId };
  const path = `/brands/${things.brandId}/searches`;
  return { world, agency, things, key, path, visitor: await signInAs(app, 'Quai') };
}

async function secretOf(world: TestWorld, url: string) {
  const row = await world.db
    .selectFrom('sources')
    .select('secret_encrypted')
    .where('url', '=', url)
    .executeTakeFirstOrThrow();
  return row.secret_encrypted === null ? null : openSourceSecret(world.secretKey, row.secret_encrypted);
}

test('a brand’s page leads to its searches, which show their sources and how they fare', async () => {
  const { visitor, path, things } = await open();
  expect((await visitor.get(`/brands/${things.brandId}`)).$(`a[href="${path}"]`)).not.toHaveLength(0);
  const page = await visitor.get(path);
  expect(page.$('h1').text()).toBe('Chercher Orange sur…');
  const search = page.$(`#search-${things.searchId}`);
  expect(search.find('h2').text()).toContain('Bing News fr-FR');
  expect(search.find('li').text()).toContain('bing.com/news/search?q=orange');
  expect(search.find('li').text()).toContain('Pas encore relevée');
  await visitor.post(search.find('form').attr('action') ?? '');
  expect((await visitor.get(path)).text).toContain('Cette marque n’est encore cherchée sur aucun service.');
});

test('the form asks for what the chosen service needs, in the agency’s language and country', async () => {
  const { visitor, path } = await open();
  const plain = await visitor.get(path);
  expect([plain.$('#add [name=language]').val(), plain.$('#add [name=country]').val()]).toEqual(['fr', 'FR']);
  expect(plain.$('#add [name=instance], #add [type=password]')).toHaveLength(0);
  const reddit = await visitor.get(`${path}?service=reddit`);
  const names = reddit
    .$('#add [type=password]')
    .toArray()
    .map((each) => reddit.$(each).attr('name'));
  expect(names).toEqual(['secret-clientId', 'secret-clientSecret']);
  expect((await visitor.get(`${path}?service=searxng`)).$('#add [name=instance]')).toHaveLength(1);
  expect((await visitor.get(`${path}?service=altavista`)).status).toBe(200);
});

test('a service with a key is asked with it, and the key is shown nowhere', async () => {
  const { world, visitor, path, key } = await open();
  const form = { service: 'bluesky', language: 'fr', country: 'FR', 'secret-identifier': 'quai.example' };
  const refused = await visitor.post(path, form);
  expect([refused.status, refused.$('#secret-password-problem').text()]).toEqual([
    422,
    'La clé est incomplète, trop longue ou sur plusieurs lignes. Copiez-la de nouveau.',
  ]);
  const added = await visitor.post(path, { ...form, 'secret-password': SECRET });
  expect(added.location).toBe(`${path}?done=search-added`);
  const page = await visitor.get(`${path}?done=search-added`);
  expect(page.text).toContain('Clé enregistrée');
  const search = (await listSearches(world.db, key, ALL)).find(({ service }) => service === 'bluesky');
  const [source] = search?.sources ?? [];
  expect(await secretOf(world, source?.url ?? '')).toEqual({ identifier: 'quai.example', password: SECRET });

  const secretPath = `/sources/${source?.id}/secret`;
  expect((await visitor.get(secretPath)).$('[type=password]')).toHaveLength(2);
  const half = await visitor.post(secretPath, { 'secret-identifier': 'quai.example', 'secret-password': '' });
  expect(half.status).toBe(422);
  const changed = { 'secret-identifier': 'quai.example', 'secret-password': `${SECRET}-2` };
  expect((await visitor.post(secretPath, changed)).location).toContain('/sources?done=secret-saved');
  expect(await secretOf(world, source?.url ?? '')).toMatchObject({ password: `${SECRET}-2` });
  for (const seen of [refused, page, half, await visitor.get('/sources'), await visitor.get(path)]) {
    expect(seen.html).not.toContain(SECRET);
  }
  expect(JSON.stringify(world.logLines)).not.toContain(SECRET);
});

test('what cannot be searched is refused at the field where it is wrong, in the reader’s language', async () => {
  const { visitor, path, things } = await open();
  const form = { service: 'searxng', language: 'fr', country: 'FR' };
  expect((await visitor.post(path, form)).$('#instance-problem').text()).toBe('Ce champ est obligatoire.');
  const wrong = await visitor.post(path, { ...form, country: 'France', instance: 'chez moi' });
  expect(wrong.$('#country-problem').text()).toBe('Donnez un code en deux lettres.');
  expect(wrong.$('#instance-problem').text()).toContain('n’est pas une adresse web');
  expect(wrong.$('#instance').val()).toBe('chez moi');
  const twice = await visitor.post(path, { ...form, service: 'bing-news' });
  expect([twice.status, twice.$('#add > .problem').text()]).toEqual([
    422,
    'Cette marque est déjà cherchée sur ce service, dans cette langue et ce pays.',
  ]);
  await visitor.post(`/brands/${things.brandId}`, { name: 'LG', kind: 'client', query: 'LG' });
  const mute = await visitor.post(path, { ...form, service: 'gdelt' });
  expect(mute.$('#add > .problem').text()).toContain('Ce service ne peut pas chercher la requête de cette marque.');
});

test('a source is added with a reader, settings and a cookie behind the fold', async () => {
  const { world, agency, visitor } = await open();
  const url = 'https://prive.example/rubrique';
  const form = { url, sourceKind: 'feed', brand: '', reader: 'page-selectors', fullText: 'yes' };
  const unreadable = await visitor.post('/sources', { ...form, settings: '{item: li}', keys: 'sans nom' });
  expect([unreadable.status, unreadable.$('#add details[open]').length]).toEqual([422, 1]);
  expect(unreadable.$('#settings-problem').text()).toContain('pas un objet JSON');
  expect(unreadable.$('#keys-problem').text()).toContain('une clé par ligne');
  const unfit = await visitor.post('/sources', { ...form, settings: '{"body": ".text"}' });
  expect(unfit.$('#settings-problem').text()).toContain('"item" is missing');
  expect(unfit.$('#settings').val()).toBe('{"body": ".text"}');

  const settings = { item: 'li.post', body: '.text' };
  const whole = { ...form, settings: JSON.stringify(settings), 'secret-cookie': SECRET, keys: 'apiKey: 0123' };
  expect((await visitor.post('/sources', whole)).location).toBe('/sources?done=source-added');
  const heard = (await listHeardSources(world.db, agency.agencyId, ALL)).find((each) => each.url === url);
  expect(heard).toMatchObject({ kind: 'forum', reader: 'page-selectors', settings, ownerAgencyId: agency.agencyId });
  expect(heard?.subscriptions).toMatchObject([{ brandId: null, wantsFullText: true }]);
  expect(await secretOf(world, url)).toEqual({ cookie: SECRET, apiKey: '0123' });
  const page = await visitor.get('/sources');
  expect(page.$(`#source-${heard?.id}`).text()).toContain('Clé enregistrée');
  expect(page.html).not.toContain(SECRET);
});

test('a hundred and one sources are walked page by page, each once', async () => {
  const { visitor } = await open();
  const feeds = Array.from({ length: 101 }, (_, index) => `https://flux-${String(index).padStart(3, '0')}.example/rss`);
  await visitor.post('/brands/new', { name: 'Ondelia', kind: 'client', feeds: feeds.join('\n') });
  const seen: string[] = [];
  let path: string | undefined = '/sources';
  while (path !== undefined) {
    const page = await visitor.get(path);
    seen.push(
      ...page
        .$('th[scope=row] .url')
        .toArray()
        .map((each) => page.$(each).text()),
    );
    path = page.$('a[href^="/sources?after="]').attr('href');
  }
  expect(seen.filter((url) => url.includes('flux-'))).toEqual(feeds);
});
