/** The same dispatch on forty sites: forty documents, one story. */
import { describe, expect, test } from 'vitest';
import { BAND_COUNT_MAX, storyIdOf } from '../../src/analysis/stories.ts';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { analyseNewDocuments } from '../../src/pipeline/analyse-new-documents.ts';
import { type HeardDocument, tellStories } from '../../src/pipeline/tell-stories.ts';
import { recordDocuments } from '../../src/store/documents.ts';
import { recordStories } from '../../src/store/stories.ts';
import { VARIATIONS } from '../analysis/story-variations.ts';
import { EVENTS, type StoryText } from '../fixtures/analysis/story-texts.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const [OUTAGE, RECALL] = EVENTS;
if (OUTAGE === undefined || RECALL === undefined) throw new Error('The fixtures hold an outage and a recall.');
const BANDS_PER_STORY = BAND_COUNT_MAX;

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia OR Norvelle' });
  const { source } = await addSubscription(world, agency.id, {
    url: 'https://site.example/feed',
    kind: 'feed',
    brandId: null,
  });
  return { world, sourceId: source.id };
}

/** Each on a site of its own. */
async function publish(stage: Awaited<ReturnType<typeof setUp>>, name: string, texts: readonly StoryText[]) {
  const { world, sourceId } = stage;
  const arrivedAt = world.clock.now();
  const documents = texts.map(({ title, text }, index) => ({
    keyHash: Buffer.from(`${name}-${index}`.padEnd(32)),
    ...{ sourceId, isOwnSite: true, title, text, publishedAt: arrivedAt, isPublishedAtKnown: true, isBacklog: false },
    ...{ url: `https://site-${index}.example/${name}`, site: `site-${index}.example`, author: null },
  }));
  await recordDocuments(world.db, world, { keptFrom: new Date(0), arrivedAt, documents });
  await analyseNewDocuments(world);
}

function toHeard(document: HeardDocument['document']): HeardDocument {
  return { document, storyId: storyIdOf(document) };
}

async function listStoryIds(world: TestWorld): Promise<readonly string[]> {
  const rows = await world.db.selectFrom('mentions').select('story_id').orderBy('arrived_at').orderBy('url').execute();
  return rows.map((row) => row.story_id);
}

async function countBands(world: TestWorld): Promise<number> {
  return (await world.db.selectFrom('story_bands').select('band_hash').execute()).length;
}

/** Forty copies, no two neighbours edited alike. */
const FORTY = Array.from({ length: 40 }, (_, index) => {
  const variation = VARIATIONS[index % VARIATIONS.length];
  return variation === undefined ? OUTAGE : variation.vary(OUTAGE);
});

describe('a dispatch on forty sites', () => {
  test('is forty mentions and one story, and leaves the bands of one', async () => {
    const stage = await setUp();
    await publish(stage, 'first', FORTY);
    const storyIds = await listStoryIds(stage.world);
    expect(storyIds).toHaveLength(40);
    expect(new Set(storyIds).size).toBe(1);
    expect(await countBands(stage.world)).toBe(BANDS_PER_STORY);
  });

  test('is the same story to the copies of the days after, and another one after the week', async () => {
    const stage = await setUp();
    await publish(stage, 'first', [OUTAGE]);
    stage.world.clock.setTo(addMs(stage.world.clock.now(), 6 * DAY_MS));
    await publish(stage, 'later', FORTY.slice(3, 6));
    expect(new Set(await listStoryIds(stage.world)).size).toBe(1);
    stage.world.clock.setTo(addMs(stage.world.clock.now(), 2 * DAY_MS));
    await publish(stage, 'much-later', FORTY.slice(3, 4));
    expect(new Set(await listStoryIds(stage.world)).size).toBe(2);
  });

  test('stays apart from another event and from the same event told by another', async () => {
    const stage = await setUp();
    await publish(stage, 'all', [OUTAGE, OUTAGE.retold, RECALL, RECALL.retold]);
    expect(new Set(await listStoryIds(stage.world)).size).toBe(4);
  });

  test('keeps its story when it is analysed once more', async () => {
    const stage = await setUp();
    await publish(stage, 'first', FORTY.slice(0, 5));
    const before = await stage.world.db.selectFrom('documents').select(['id', 'story_id']).orderBy('id').execute();
    await stage.world.db.updateTable('documents').set({ analysed_at: null }).execute();
    stage.world.clock.setTo(addMs(stage.world.clock.now(), HOUR_MS));
    await analyseNewDocuments(stage.world);
    expect(await stage.world.db.selectFrom('documents').select(['id', 'story_id']).orderBy('id').execute()).toEqual(
      before,
    );
    expect(await countBands(stage.world)).toBe(BANDS_PER_STORY);
  });

  test('that no brand is in leaves no bands', async () => {
    const stage = await setUp();
    const silent = { ...OUTAGE, title: 'Une panne', text: OUTAGE.text.replaceAll('Ondelia', 'Autre') };
    await publish(stage, 'silent', [silent, silent]);
    expect(await countBands(stage.world)).toBe(0);
  });

  test('that two workers read at once is two stories at most, and the next copy joins the earlier', async () => {
    const stage = await setUp();
    const { world } = stage;
    await publish(stage, 'one', [OUTAGE]);
    world.clock.setTo(addMs(world.clock.now(), HOUR_MS));
    await publish(stage, 'other', [{ ...OUTAGE, title: OUTAGE.otherTitle }]);
    const rows = await world.db
      .selectFrom('documents')
      .select(['id', 'arrived_at', 'title', 'text'])
      .orderBy('arrived_at')
      .execute();
    const documents = rows.map(({ arrived_at: arrivedAt, ...row }) => toHeard({ ...row, arrivedAt }));
    await world.db.deleteFrom('story_bands').execute();
    // neither has recorded anything when the other looks
    const told = [];
    for (const document of documents) told.push(await tellStories(world.db, [document]));
    for (const { founded } of told) await recordStories(world.db, founded);
    expect(await countBands(world)).toBe(2 * BANDS_PER_STORY);
    const [first] = documents;
    if (first === undefined) throw new Error('two documents are stored');
    const copy = toHeard({ id: world.newId(), arrivedAt: world.clock.now(), title: 'Panne', text: OUTAGE.text });
    const { storyIds, founded } = await tellStories(world.db, [copy]);
    expect(storyIds.get(copy.document.id)).toBe(told[0]?.storyIds.get(first.document.id));
    expect(founded).toEqual([]);
  });
});
