/** An agency's feeds as OPML: what comes out goes in again. */
import { expect, test } from 'vitest';
import { listFeeds } from '../../src/commands/export.ts';
import { parseOpml } from '../../src/crawlers/parse-opml.ts';
import { writeOpml } from '../../src/crawlers/write-opml.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { importFeeds } from '../../src/intents/import-feeds.ts';
import { addSearch } from '../../src/intents/searches.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

const OPML = `<opml version="2.0"><body>
  <outline text="Presse"><outline text="Télécoms &amp; box">
    <outline text="Le Fil" xmlUrl="https://fil.example/rss"/>
  </outline></outline>
  <outline text="Blog" xmlUrl="https://blog.example/atom"/>
</body></opml>`;

function readFeeds(opml: string) {
  const parsed = parseOpml(opml);
  if (parsed.kind === 'refused') throw new Error(parsed.message);
  return parsed.outlines.map(({ xmlUrl, tags }) => ({ url: xmlUrl, tags }));
}

test('folders become tags and folders again', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const feeds = readFeeds(OPML);
  await importFeeds(world, { feeds, agencyName: agency.name, brandName: null });
  const heard = await listHeardSources(world.db, agency.id, { after: null, limit: 10 });
  expect(heard.map(({ url, subscriptions }) => [url, subscriptions.map(({ tags }) => tags)])).toEqual([
    ['https://blog.example/atom', [[]]],
    ['https://fil.example/rss', [['Presse', 'Télécoms & box']]],
  ]);

  const exported = await listFeeds(world.db, { agencyName: agency.name, brandName: null });
  const again = readFeeds(writeOpml({ title: agency.name, feeds: exported }));
  expect(again.toSorted((one, other) => (one.url < other.url ? -1 : 1))).toEqual(
    feeds.toSorted((one, other) => (one.url < other.url ? -1 : 1)),
  );
});

test('forums, what a search brought and the keys of private feeds are left out', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const feed = { url: 'https://prive.example/rss', kind: 'feed', brandId: brand.id } as const;
  await addSubscription(world, agency.id, { ...feed, secret: { cookie: 'a=secret' } });
  await addSubscription(world, agency.id, { url: 'https://forum.example/', kind: 'forum', brandId: null });
  await addSearch(world, { agencyId: agency.id, brandId: brand.id }, { service: 'google-news' });
  const everything = await listFeeds(world.db, { agencyName: agency.name, brandName: null });
  expect(everything).toEqual([{ url: feed.url, title: 'prive.example', siteUrl: null, tags: [] }]);
  expect(await listFeeds(world.db, { agencyName: agency.name, brandName: 'Ondelia' })).toEqual(everything);
  await expect(listFeeds(world.db, { agencyName: 'Nobody', brandName: null })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
