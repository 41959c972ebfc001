/** Two people at once: one asks a service for a brand while the other changes what the brand is recognised by. */
import { expect, test } from 'vitest';
import { addBrand, changeBrand } from '../../src/intents/brands.ts';
import { addSearch } from '../../src/intents/searches.ts';
import { listSearches } from '../../src/store/searches.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

test('a search that is made while the query changes asks for the query that stays', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  for (let round = 0; round < 20; round += 1) {
    const brand = await addBrand(world, agency.id, { name: `Marque ${round}`, kind: 'client', query: 'avant' });
    const key = { agencyId: agency.id, brandId: brand.id };
    await Promise.all([
      addSearch(world, key, { service: 'hacker-news' }),
      changeBrand(world, key, { query: 'pendant' }),
      addSearch(world, key, { service: 'bing-news' }),
      changeBrand(world, key, { query: 'apres' }),
    ]);
    const { query } = await world.db
      .selectFrom('brands')
      .select('query')
      .where('id', '=', brand.id)
      .executeTakeFirstOrThrow();
    const searches = await listSearches(world.db, key, { after: null, limit: 10 });
    const asked = searches.flatMap(({ sources }) => sources.map(({ url }) => new URL(url).searchParams));
    expect(asked.map((parameters) => parameters.get('q') ?? parameters.get('query')).toSorted()).toEqual([
      `"${query}"`,
      query,
    ]);
  }
});
