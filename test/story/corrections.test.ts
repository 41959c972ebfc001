/** What a reader's word on a mention's sentiment makes of it, of those that tell the same, and of those to come. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Mention, SentimentLabel } from '../../src/domain/mention.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { readReliability } from '../../src/store/corrections.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { sumVolumes } from '../../src/store/volumes.ts';
import { type Post, startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, setStage } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

const DISPATCH =
  'Ondelia présente ses résultats du trimestre : le chiffre d’affaires atteint douze millions d’euros et le groupe compte désormais trois cents salariés répartis entre Nantes et Lyon. La direction prévoit d’ouvrir cet automne quatre boutiques dans l’ouest, dont une à Rennes et une au Mans, et de déménager son siège au bord de la Loire avant la fin de l’année prochaine.';
const COPY = `${DISPATCH} (Agence)`;

async function setUp(texts: readonly string[]) {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  const stack = new AsyncDisposableStack();
  stack.use(site);
  const publish = async (all: readonly string[]): Promise<void> => {
    const now = world.clock.now();
    site.serveFeed(
      FEED_PATH,
      all.map((text, index): Post => {
        const publishedAt = addMs(now, -(all.length - index) * MINUTE_MS);
        return { slug: `post-${index}`, title: 'Actualité', text, author: `client${index}`, publishedAt };
      }),
    );
    world.clock.advanceMs(DAY_MS / 4);
    await drainPipeline(world);
  };
  const { agency, brand } = await setStage(world, site);
  const other = await addBrand(world, agency.id, { name: 'Concurrent', kind: 'competitor', query: 'Ondelia OR lapin' });
  await publish(texts);
  const key = { agencyId: agency.id, brandId: brand.id };
  const list = (brandId = brand.id): Promise<readonly Mention[]> =>
    listMentions(
      world.db,
      { agencyId: agency.id, brandId, since: addMs(world.clock.now(), -30 * DAY_MS) },
      { after: null, limit: 200 },
    );
  const find = async (excerpt: string, brandId = brand.id): Promise<Mention> => {
    const mention = (await list(brandId)).find((each) => each.excerpt === excerpt);
    if (mention === undefined) throw new Error(`no mention says ${excerpt}`);
    return mention;
  };
  const correct = async (excerpt: string, label: SentimentLabel | null): Promise<Mention> => {
    const { id: mentionId } = await find(excerpt);
    return await changeMention(world, { agencyId: agency.id, mentionId }, { correction: { label, by: 'Claire' } });
  };
  const count = async () => {
    const range = { from: addMs(world.clock.now(), -30 * DAY_MS), until: addMs(world.clock.now(), MINUTE_MS) };
    const [counts] = await sumVolumes(world.db, key, [range]);
    return counts;
  };
  return { world, key, other, find, correct, count, publish, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('a correction holds at once for all that tell the same, in the volumes too, and can be taken back', async () => {
  await using stage = await setUp([DISPATCH, COPY, 'Bonjour, quelle est l’adresse d’Ondelia à Nantes ?']);
  const { world, find, correct, count, other } = stage;
  const before = await find(DISPATCH);
  expect(before.sentiment.label).toBe('neutral');
  expect((await find(COPY)).storyId).toBe(before.storyId);
  expect(await count()).toEqual({ mentionCount: 3, negativeCount: 0, positiveCount: 0 });

  const corrected = await correct(DISPATCH, 'negative');
  const correction = { by: 'Claire', at: world.clock.now() };
  const said = { label: 'negative', confidence: 1, judgedBy: 'reader' };
  expect(corrected).toMatchObject({ sentiment: said, modelSentiment: before.sentiment, correction });
  expect(await find(COPY)).toMatchObject({ sentiment: said, correction });
  expect(await count()).toEqual({ mentionCount: 3, negativeCount: 2, positiveCount: 0 });
  expect((await find(DISPATCH, other.id)).sentiment.judgedBy).toBe('model');

  await drainPipeline(world);
  expect(await find(DISPATCH)).toEqual(corrected);
  await correct(DISPATCH, null);
  await drainPipeline(world);
  for (const text of [DISPATCH, COPY])
    expect(await find(text)).toMatchObject({ sentiment: before.sentiment, modelSentiment: null, correction: null });
  expect(await count()).toEqual({ mentionCount: 3, negativeCount: 0, positiveCount: 0 });
});

test('a copy that comes later is told as the reader said; her word on the copy itself stands above', async () => {
  await using stage = await setUp([DISPATCH]);
  const { find, correct, publish, count } = stage;
  await correct(DISPATCH, 'negative');
  await publish([DISPATCH, COPY]);
  expect((await find(COPY)).sentiment).toMatchObject({ label: 'negative', judgedBy: 'reader' });
  await correct(COPY, 'positive');
  expect((await find(DISPATCH)).sentiment.label).toBe('negative');
  expect(await count()).toEqual({ mentionCount: 2, negativeCount: 1, positiveCount: 1 });
  // taken back, it is again what was said of the story
  await correct(COPY, null);
  expect((await find(COPY)).sentiment).toMatchObject({ label: 'negative', judgedBy: 'reader' });
});

test('a mention whose text is edited keeps the reader’s word', async () => {
  await using stage = await setUp([DISPATCH]);
  const { find, correct, publish } = stage;
  await correct(DISPATCH, 'negative');
  const edited = DISPATCH.replace('douze', 'treize');
  await publish([edited]);
  expect((await find(edited)).sentiment).toMatchObject({ label: 'negative', judgedBy: 'reader' });
});

test('what corrections teach moves what is there and what comes, of this brand alone, and goes with them', async () => {
  const lapins = Array.from({ length: 12 }, (_, index) => `Ondelia, encore un lapin, dossier n° ${index * 37}`);
  await using stage = await setUp([...lapins, 'Un lapin chez Ondelia']);
  const { world, find, correct, publish, other } = stage;
  const untaught = await find('Un lapin chez Ondelia');
  for (const text of lapins) await correct(text, 'positive');
  await drainPipeline(world);
  const moved = await find('Un lapin chez Ondelia');
  expect(moved).toMatchObject({ sentiment: { label: 'positive', judgedBy: 'learned' }, correction: null });
  expect(moved.modelSentiment).toEqual(untaught.sentiment);

  await publish([...lapins, 'Un lapin chez Ondelia', 'Le lapin d’Ondelia passe demain']);
  expect((await find('Le lapin d’Ondelia passe demain')).sentiment.judgedBy).toBe('learned');
  expect((await find('Le lapin d’Ondelia passe demain', other.id)).sentiment.judgedBy).toBe('model');

  for (const text of lapins) await correct(text, null);
  await drainPipeline(world);
  expect(await find('Un lapin chez Ondelia')).toEqual(untaught);
});

test('what was corrected, confirmed and handled as it stood is what reliability is measured by', async () => {
  const texts = Array.from({ length: 30 }, (_, index) => `Ondelia : panne ${index * 41}, service nul, une honte.`);
  await using stage = await setUp([...texts, DISPATCH, COPY]);
  const { world, key, find, correct } = stage;
  for (const text of texts.slice(0, 12)) await correct(text, 'negative');
  for (const text of texts.slice(12, 15)) await correct(text, 'neutral');
  for (const text of texts.slice(15, 25)) {
    const { id: mentionId } = await find(text);
    await changeMention(world, { agencyId: key.agencyId, mentionId }, { status: 'handled' });
  }
  await correct(DISPATCH, 'neutral'); // carried over to its copy, which nobody read
  const reliability = await readReliability(world.db, key, world.clock.now());
  expect(reliability.readCount).toBe(26);
  expect(reliability.labels[0]).toMatchObject({
    label: 'negative',
    precision: { share: 0.88, count: 25 },
    recall: { share: 1, count: 22 },
  });
  expect(reliability.labels[1]).toMatchObject({ precision: null, recall: null });
  expect(reliability.byLanguage).toMatchObject([{ value: 'fr', readCount: 26 }]);
  expect(reliability.bySourceKind).toMatchObject([{ value: 'feed', readCount: 26 }]);
  expect(reliability.bySite).toMatchObject([{ value: '127.0.0.1', readCount: 26 }]);

  world.clock.advanceMs(91 * DAY_MS);
  expect((await readReliability(world.db, key, world.clock.now())).readCount).toBe(0);
});

test('an edit that makes a copy of a mention, or no copy any more, is followed by what was said', async () => {
  const question = 'Bonjour, quelle est l’adresse d’Ondelia à Nantes ?';
  await using stage = await setUp([DISPATCH, question, COPY]);
  const { world, find, correct, publish, count } = stage;
  await correct(DISPATCH, 'negative');
  // the question becomes a copy, the copy a question
  const other = `${COPY} Correction`;
  await publish([DISPATCH, other, question]);
  expect((await find(other)).sentiment).toMatchObject({ label: 'negative', judgedBy: 'reader' });
  expect((await find(question)).correction).toBeNull();

  await correct(DISPATCH, null);
  expect((await find(other)).correction).toBeNull();
  await drainPipeline(world);
  expect(await count()).toEqual({ mentionCount: 3, negativeCount: 0, positiveCount: 0 });
});

test('what is taken back is taken back from the same words weeks later, too', async () => {
  await using stage = await setUp([DISPATCH]);
  const { world, key, find, correct, publish } = stage;
  const { id: mentionId } = await find(DISPATCH);
  await correct(DISPATCH, 'negative');
  world.clock.advanceMs(40 * DAY_MS);
  await publish([DISPATCH, DISPATCH]);
  const late = await find(DISPATCH);
  expect([late.id === mentionId, late.sentiment.label]).toEqual([false, 'negative']);
  const correction = { label: null, by: 'Claire' };
  await changeMention(world, { agencyId: key.agencyId, mentionId }, { correction });
  expect((await find(DISPATCH)).correction).toBeNull();
});

test('taking back on a copy takes back what was said of its story', async () => {
  await using stage = await setUp([DISPATCH, COPY]);
  const { find, correct } = stage;
  await correct(DISPATCH, 'negative');
  await correct(COPY, null);
  for (const text of [DISPATCH, COPY]) expect((await find(text)).correction).toBeNull();
});

test('what was handled as it was learned is again what it was, after a correction that is taken back', async () => {
  const lapins = Array.from({ length: 12 }, (_, index) => `Ondelia, encore un lapin, dossier n° ${index * 37}`);
  await using stage = await setUp([...lapins, 'Un lapin chez Ondelia']);
  const { world, key, find, correct } = stage;
  for (const text of lapins) await correct(text, 'positive');
  await drainPipeline(world);
  const { id: mentionId } = await find('Un lapin chez Ondelia');
  await changeMention(world, { agencyId: key.agencyId, mentionId }, { status: 'handled' });
  const handled = await find('Un lapin chez Ondelia');
  expect(handled.sentiment).toMatchObject({ label: 'positive', judgedBy: 'learned' });
  await correct('Un lapin chez Ondelia', 'negative');
  await correct('Un lapin chez Ondelia', null);
  await drainPipeline(world);
  expect(await find('Un lapin chez Ondelia')).toEqual(handled);
});

test('what was handled and then edited into something else confirms nothing', async () => {
  await using stage = await setUp([DISPATCH]);
  const { world, key, find, publish } = stage;
  const { id: mentionId } = await find(DISPATCH);
  await changeMention(world, { agencyId: key.agencyId, mentionId }, { status: 'handled' });
  const edited = 'Ondelia : panne générale, service nul, une honte, je résilie.';
  await publish([edited]);
  expect(await find(edited)).toMatchObject({ status: 'seen', sentiment: { label: 'negative' } });
  expect((await readReliability(world.db, key, world.clock.now())).readCount).toBe(0);
});
