/** What a brand's query, its saved queries and its reader's marks make of what is stored and of what comes. */
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import { changeBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { addSavedQuery, changeSavedQuery, removeSavedQuery } from '../../src/intents/queries.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listQueryVersions } from '../../src/store/brands.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { sumVolumes } from '../../src/store/volumes.ts';
import { type Post, startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, setStage } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

const TEXTS = [
  'Ondelia relève le prix de son forfait mobile.',
  'Le jus Ondelia est sucré comme un dessert.',
  'La box Ondelia redémarre sans cesse depuis ce matin.',
];

async function setUp(texts: readonly string[]) {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  const stack = new AsyncDisposableStack();
  stack.use(site);
  const publish = (all: readonly string[]): void => {
    site.serveFeed(
      FEED_PATH,
      all.map((text, index) => toPost(text, index, world.clock.now())),
    );
  };
  publish(texts);
  const { agency, brand } = await setStage(world, site);
  await drainPipeline(world);
  const key = { agencyId: agency.id, brandId: brand.id };
  const since = addMs(world.clock.now(), -30 * 24 * 60 * MINUTE_MS);
  const list = () => listMentions(world.db, { ...key, since }, { after: null, limit: 100 });
  const states = async (): Promise<Readonly<Record<string, string | null>>> =>
    Object.fromEntries((await list()).map((mention) => [mention.excerpt, mention.setAsideBy]));
  const count = async (): Promise<number> => {
    const range = { from: since, until: addMs(world.clock.now(), MINUTE_MS) };
    return (await sumVolumes(world.db, key, [range]))[0]?.mentionCount ?? 0;
  };
  return { world, agency, key, list, states, count, publish, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function toPost(text: string, index: number, now: Date): Post {
  const publishedAt = addMs(now, -(index + 1) * MINUTE_MS);
  return { slug: `post-${index}`, title: `Message ${index}`, text, author: `client${index}`, publishedAt };
}

test('what a changed query no longer finds is set aside and leaves the volumes, and comes back with the old query', async () => {
  await using stage = await setUp(TEXTS);
  const { world, key, states, count } = stage;
  expect(await count()).toBe(3);

  await changeBrand(world, key, { query: 'Ondelia -jus' });
  await drainPipeline(world);
  expect(await states()).toEqual({ [TEXTS[0] ?? '']: null, [TEXTS[1] ?? '']: 'query', [TEXTS[2] ?? '']: null });
  expect(await count()).toBe(2);

  await changeBrand(world, key, { query: 'Ondelia' });
  await drainPipeline(world);
  expect(new Set(Object.values(await states()))).toEqual(new Set([null]));
  expect(await count()).toBe(3);
  const versions = await listQueryVersions(world.db, key, { before: null, limit: 10 });
  expect(versions.map(({ version, query }) => [version, query])).toEqual([
    [3, 'Ondelia'],
    [2, 'Ondelia -jus'],
    [1, 'Ondelia'],
  ]);
});

test('what a reader handled stays whatever the query becomes', async () => {
  await using stage = await setUp(TEXTS);
  const { world, key, list, count } = stage;
  const juice = (await list()).find(({ excerpt }) => excerpt === TEXTS[1]);
  await changeMention(world, { agencyId: key.agencyId, mentionId: juice?.id ?? '' }, { status: 'handled' });
  await changeBrand(world, key, { query: 'Ondelia -jus' });
  await drainPipeline(world);
  expect((await list()).find(({ id }) => id === juice?.id)).toMatchObject({ status: 'handled', setAsideBy: null });
  expect(await count()).toBe(3);
});

test('a saved query that changes has its brands matched anew, and cannot go while one inserts it', async () => {
  await using stage = await setUp(TEXTS);
  const { world, agency, key, states } = stage;
  const saved = await addSavedQuery(world, agency.id, { name: 'hors-sujet', query: 'jus' });
  await changeBrand(world, key, { query: 'Ondelia -@hors-sujet' });
  await drainPipeline(world);
  expect((await states())[TEXTS[1] ?? '']).toBe('query');

  const savedKey = { agencyId: agency.id, savedQueryId: saved.id };
  await changeSavedQuery(world, savedKey, 'box');
  await drainPipeline(world);
  expect(await states()).toEqual({ [TEXTS[0] ?? '']: null, [TEXTS[1] ?? '']: null, [TEXTS[2] ?? '']: 'query' });

  await expect(removeSavedQuery(world, savedKey)).rejects.toMatchObject({
    code: 'SAVED_QUERY_IN_USE',
    message: '@hors-sujet is used by the query of Ondelia: take it out there first.',
  });
  await changeBrand(world, key, { query: 'Ondelia' });
  await removeSavedQuery(world, savedKey);
});

test('a saved query cannot take the name of a handle that a brand looks for', async () => {
  await using stage = await setUp([]);
  const { world, agency, key } = stage;
  await changeBrand(world, key, { query: 'Ondelia OR @ondelia_fr' });
  await expect(addSavedQuery(world, agency.id, { name: 'Ondelia_FR', query: 'x' })).rejects.toMatchObject({
    code: 'SAVED_QUERY_IN_USE',
  });
  await expect(addSavedQuery(world, agency.id, { name: 'é', query: 'x' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
});

test('a query may ask how a document was found', async () => {
  await using stage = await setUp(TEXTS);
  const { world, key, states } = stage;
  await changeBrand(world, key, { query: 'Ondelia source:forum' });
  await drainPipeline(world);
  expect(new Set(Object.values(await states()))).toEqual(new Set(['query']));
  await changeBrand(world, key, { query: 'Ondelia source:feed type:article lang:fr engine:feed -tag:presse' });
  await drainPipeline(world);
  expect(new Set(Object.values(await states()))).toEqual(new Set([null]));
});

test('ten marks set aside what is not about the brand, before it is counted; a reader’s own word stands', async () => {
  const about = ['forfait', 'box', 'facture', 'panne', 'client', 'réseau'].map(
    (word, index) => `Le service ${word} d’Ondelia ne répond plus, client depuis ${index + 2} ans.`,
  );
  const others = ['fraise', 'citron', 'pomme', 'poire', 'cerise', 'mangue'].map(
    (word) => `Un sirop ondelia au goût ${word} versé sur la glace, une recette de mamie.`,
  );
  await using stage = await setUp([...about, ...others]);
  const { world, key, list, states, count, publish } = stage;
  const mentions = await list();
  const find = (text: string | undefined) => mentions.find(({ excerpt }) => excerpt === text)?.id ?? '';
  for (const [texts, isAbout] of [[about, true] as const, [others, false] as const]) {
    for (const text of texts.slice(0, 5)) {
      await changeMention(world, { agencyId: key.agencyId, mentionId: find(text) }, { isAbout });
    }
  }
  await drainPipeline(world);
  expect((await states())[about[5] ?? '']).toBeNull();
  expect((await states())[others[5] ?? '']).toBe('relevance');
  expect((await states())[others[0] ?? '']).toBe('reader');
  expect(await count()).toBe(6);

  const late = 'Encore un sirop ondelia, goût pêche, dans une recette de dessert.';
  publish([...about, ...others, late]);
  world.clock.advanceMs(60 * MINUTE_MS);
  await drainPipeline(world);
  const arrived = (await list()).find(({ excerpt }) => excerpt === late);
  expect(arrived).toMatchObject({ status: 'irrelevant', setAsideBy: 'relevance' });
  expect(arrived?.relevance).toBeLessThan(0.5);
  expect(await count()).toBe(6);

  await changeMention(world, { agencyId: key.agencyId, mentionId: arrived?.id ?? '' }, { status: 'new' });
  expect(await count()).toBe(7);
  await changeBrand(world, key, { relevanceThreshold: 0 });
  await drainPipeline(world);
  expect((await states())[others[5] ?? '']).toBeNull();
});
