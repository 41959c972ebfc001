/** The bands of stories: found by what a copy shares, within their time, and forgotten after it. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { prune } from '../../src/pipeline/prune.ts';
import { recordDocuments } from '../../src/store/documents.ts';
import {
  deleteStoryBandsBefore,
  type FoundedStory,
  findStoryCandidates,
  recordStories,
} from '../../src/store/stories.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

/** The largest that a band can be: it must come back as it was. */
const LARGEST_BAND = 2 ** 52 - 1;

async function setUp(founded: readonly Readonly<{ storyId: string; bands: readonly number[] }>[]) {
  const world = await makeTestWorld();
  const arrivedAt = world.clock.now();
  const agency = await makeAgency(world, 'Agence du Quai');
  const feed = { url: 'https://site.example/feed', kind: 'feed', brandId: null } as const;
  const { source } = await addSubscription(world, agency.id, feed);
  const documents = founded.map(({ storyId }) => ({
    keyHash: Buffer.from(storyId.padEnd(32)),
    sourceId: source.id,
    isOwnSite: true,
    publishedAt: arrivedAt,
    isPublishedAtKnown: true,
    isBacklog: false,
    url: `https://site.example/${storyId}`,
    site: 'site.example',
    title: storyId,
    text: `The words of ${storyId}`,
    author: null,
  }));
  await recordDocuments(world.db, world, { keptFrom: new Date(0), arrivedAt, documents });
  const rows = await world.db.selectFrom('documents').select(['id', 'title']).execute();
  const stories = founded.map((story): FoundedStory => {
    return { ...story, arrivedAt, documentId: rows.find(({ title }) => title === story.storyId)?.id ?? '' };
  });
  await recordStories(world.db, stories);
  return { world, arrivedAt, stories };
}

function lookUp(world: TestWorld, bands: readonly number[], around: Date) {
  return findStoryCandidates(world.db, { bands, from: addMs(around, -DAY_MS), until: addMs(around, DAY_MS) });
}

test('a story is found by two of its bands, with the words of its first document', async () => {
  const { world, arrivedAt } = await setUp([
    { storyId: 'panne', bands: [1, 2, LARGEST_BAND] },
    { storyId: 'rappel', bands: [7, 8, 9] },
  ]);
  const found = await lookUp(world, [2, 5, LARGEST_BAND], arrivedAt);
  expect(found).toMatchObject([{ storyId: 'panne', title: 'panne', text: 'The words of panne', arrivedAt }]);
  expect(new Set(found[0]?.bands)).toEqual(new Set([2, LARGEST_BAND]));
});

test('one shared band is a phrase that many texts have, and no candidate', async () => {
  const { world, arrivedAt } = await setUp([{ storyId: 'panne', bands: [1, 2, 3] }]);
  expect(await lookUp(world, [1, 10, 11], arrivedAt)).toEqual([]);
  expect(await lookUp(world, [], arrivedAt)).toEqual([]);
});

test('a story of another time is not found', async () => {
  const { world, arrivedAt } = await setUp([{ storyId: 'panne', bands: [1, 2, 3] }]);
  expect(await lookUp(world, [1, 2, 3], addMs(arrivedAt, 2 * DAY_MS))).toEqual([]);
  expect(await lookUp(world, [1, 2, 3], addMs(arrivedAt, -2 * DAY_MS))).toEqual([]);
});

test('recording a story twice is harmless', async () => {
  const { world, stories } = await setUp([{ storyId: 'panne', bands: [1, 2, 3] }]);
  await recordStories(world.db, stories);
  await recordStories(world.db, []);
  expect(await world.db.selectFrom('story_bands').selectAll().execute()).toHaveLength(3);
});

test('bands are forgotten after their time, and not before', async () => {
  const { world, arrivedAt } = await setUp([{ storyId: 'panne', bands: [1, 2, 3] }]);
  await deleteStoryBandsBefore(world.db, arrivedAt);
  expect(await lookUp(world, [1, 2], arrivedAt)).toHaveLength(1);
  await deleteStoryBandsBefore(world.db, addMs(arrivedAt, HOUR_MS));
  expect(await lookUp(world, [1, 2], arrivedAt)).toEqual([]);
});

test('pruning forgets the stories of a fortnight ago', async () => {
  const { world, arrivedAt } = await setUp([{ storyId: 'panne', bands: [1, 2, 3] }]);
  world.clock.setTo(addMs(arrivedAt, 13 * DAY_MS));
  await prune(world);
  expect(await world.db.selectFrom('story_bands').selectAll().execute()).toHaveLength(3);
  world.clock.setTo(addMs(arrivedAt, 15 * DAY_MS));
  await prune(world);
  expect(await world.db.selectFrom('story_bands').selectAll().execute()).toEqual([]);
});
