/** A query tried in the dashboard, as somebody with a browser does who is not sure of it. */
import { expect, test } from 'vitest';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { getBrand } from '../../src/store/brands.ts';
import { listMarks } from '../../src/store/marks.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

const TEXTS = ['Le jus d’orange est trop sucré.', 'La box Orange est en panne.', 'Encore un jus d’orange au goûter.'];

async function open() {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, agency);
  site.serveFeed(
    '/feed.xml',
    TEXTS.map((text, index) => ({
      ...{ slug: `post-${index}`, title: `Message ${index}`, text, author: 'client' },
      publishedAt: new Date(TEST_START.getTime() - (index + 1) * 60_000),
    })),
  );
  await addSubscription(world, agency.agencyId, { url: `${site.url}/feed.xml`, kind: 'feed', brandId: null });
  await drainPipeline(world);
  const path = `/brands/${things.brandId}/query`;
  const key = { agencyId: agency.agencyId, brandId: things.brandId };
  const visitor = await signInAs(app, 'Quai');
  return { world, key, things, path, visitor, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

test('a query is tried with examples, compared by what was ticked, and taken by one press', async () => {
  await using stage = await open();
  const { world, key, path, visitor } = stage;
  expect((await visitor.get(`/brands/${key.brandId}`)).$(`a[href="${path}"]`)).toHaveLength(1);
  const page = await visitor.get(`${path}?query=${encodeURIComponent('orange -box')}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('2 textes trouvés sur 3 reçus');
  expect(page.$('.mention .badge').text()).toContain('NOT box présent');
  expect(page.$('.mention mark').first().text()).toBe('orange');

  const ids = page
    .$('.mention')
    .map((_, mention) => page.$(mention).find('[name=wrong]').val())
    .get();
  const texts = page
    .$('.mention')
    .map((_, mention) => page.$(mention).text())
    .get();
  const ticked = texts.map((text, index) => `${text.includes('jus') ? 'wrong' : 'right'}=${ids[index]}`).join('&');
  const compared = await visitor.get(`${path}?query=orange&${ticked}`);
  expect(compared.text).toContain('NOT jus écarte 2 mauvais, n’en perd aucun bon');

  const form = page.$(`form[action="/brands/${key.brandId}"]`);
  const fields = Object.fromEntries(
    form
      .find('input')
      .map((_, input) => [[page.$(input).attr('name') ?? '', page.$(input).attr('value') ?? '']])
      .get(),
  );
  expect((await visitor.post(`/brands/${key.brandId}`, fields)).status).toBe(303);
  expect((await getBrand(world.db, key)).query).toBe('orange -box');
});

test('a query that cannot be read comes back with the place of the trouble', async () => {
  await using stage = await open();
  const page = await stage.visitor.get(`${stage.path}?query=${encodeURIComponent('orange AND')}`);
  expect(page.status).toBe(422);
  expect(page.$('textarea').text()).toBe('orange AND');
  expect(page.text).toContain('caractère 8');
});

test('one press says that a mention is about the brand, and is a mark', async () => {
  await using stage = await open();
  const { world, key, visitor } = stage;
  const filter = { ...key, since: new Date(TEST_START.getTime() - 86_400_000) };
  const [mention] = await listMentions(world.db, filter, { after: null, limit: 1 });
  const page = await visitor.get(`/brands/${key.brandId}`);
  expect(page.$(`#mention-${mention?.id}`).text()).toContain('C’est bien elle');
  await visitor.post(`/mentions/${mention?.id}/status`, { about: 'yes', back: `/brands/${key.brandId}` });
  expect((await listMarks(world.db, [key.brandId])).get(key.brandId)).toMatchObject([{ isAbout: true }]);
});
