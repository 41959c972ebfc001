/** Which mentions a plugged-in model is asked about, what they say afterwards, and what it costs. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import type { JudgeRequest } from '../../src/judges/judge.ts';
import { plugIn } from '../../src/judges/plugged-judge.ts';
import { analyseNewDocuments } from '../../src/pipeline/analyse-new-documents.ts';
import { startAsking } from '../../src/pipeline/ask-plugged-judge.ts';
import { readReliability } from '../../src/store/corrections.ts';
import { recordDocuments } from '../../src/store/documents.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { complete, type LocalChatModel, startLocalChatModel } from '../support/local-chat-model.ts';
import { makeLocalModel } from '../support/model-runner.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const OUTAGE = 'Encore une panne chez Ondelia, c’est une honte et un scandale.';
const THANKS = 'Un grand merci à Ondelia, un service parfait, je suis ravi.';
const POLISH = 'Świetny internet od Ondelia, polecam wszystkim znajomym, nigdy nie było lepiej.';

type Stage = AsyncDisposable &
  Readonly<{ world: TestWorld; server: LocalChatModel; sourceId: string; agencyId: string }>;

async function setUp(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const server = await startLocalChatModel();
  const world = await makeTestWorld({
    environment: {
      ...{ SENTIMENT_MODEL: `openai:${server.url}`, SENTIMENT_MODEL_NAME: 'small-1', SENTIMENT_TIMEOUT_SECONDS: '10' },
      ...environment,
    },
  });
  const agency = await makeAgency(world, 'Agence du Quai');
  await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const sourceId = await listen(world, agency.id);
  const stack = new AsyncDisposableStack();
  stack.use(server);
  stack.use(world);
  return { world, server, sourceId, agencyId: agency.id, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function listen(world: TestWorld, agencyId: string): Promise<string> {
  const subscription = { url: 'https://site.example/feed', kind: 'feed' as const, brandId: null };
  return (await addSubscription(world, agencyId, subscription)).source.id;
}

type Published = Readonly<{ name: string; text: string; isBacklog?: boolean }>;

async function publish({ world, sourceId }: Stage, ...posts: readonly Published[]): Promise<void> {
  const arrivedAt = world.clock.now();
  const documents = posts.map(({ name, text, isBacklog = false }) => ({
    keyHash: Buffer.from(name.padEnd(32)),
    ...{ sourceId, isOwnSite: true, title: null, text, publishedAt: arrivedAt, isPublishedAtKnown: true, isBacklog },
    ...{ url: `https://site.example/${name}`, site: 'site.example', author: null },
  }));
  await recordDocuments(world.db, world, { keptFrom: new Date(0), arrivedAt, documents });
}

/** label and judge by the post's name. */
async function readTold(world: TestWorld): Promise<Record<string, string>> {
  const rows = await world.db.selectFrom('mentions').select(['url', 'sentiment_label', 'sentiment_by']).execute();
  return Object.fromEntries(
    rows.map((row) => [row.url?.split('/').at(-1) ?? '', `${row.sentiment_label} by ${row.sentiment_by}`]),
  );
}

async function readOutcomes(world: TestWorld): Promise<Record<string, number>> {
  const { values } = await world.metrics.sentimentAsks.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
}

describe('a plugged-in model', () => {
  test('judges what is heard, in any language, and nothing else is sent to it', async () => {
    await using stage = await setUp();
    const { world, server } = stage;
    await publish(
      stage,
      { name: 'outage', text: OUTAGE },
      { name: 'polish', text: POLISH },
      { name: 'other', text: 'Une panne chez un autre, cela ne regarde personne ici.' },
    );
    await analyseNewDocuments(world);
    expect(await readTold(world)).toEqual({ outage: 'negative by plugin', polish: 'positive by plugin' });
    expect(server.questions()).toHaveLength(2);
    expect(server.questions()).toEqual(
      expect.arrayContaining([
        { brand: 'Ondelia', language: 'fr', text: OUTAGE },
        { brand: 'Ondelia', language: 'pl', text: POLISH },
      ]),
    );
    expect(await readOutcomes(world)).toEqual({ judged: 2 });
  });

  test('overrules the default, in the volumes too', async () => {
    await using stage = await setUp();
    const { world, server, agencyId } = stage;
    server.answerWith(complete({ label: 'negative', confidence: 1 }));
    await publish(stage, { name: 'thanks', text: THANKS });
    await analyseNewDocuments(world);
    const since = new Date(world.clock.now().getTime() - DAY_MS);
    const [mention] = await listMentions(world.db, { agencyId, since }, { after: null, limit: 10 });
    expect(mention?.sentiment).toEqual({ label: 'negative', score: -1, confidence: 1, judgedBy: 'plugin' });
    const volumes = await world.db.selectFrom('volumes').select('negative_count').execute();
    expect(volumes).toEqual([{ negative_count: 1 }]);
  });

  test('is sent the passages about the brand, never a whole article', async () => {
    await using stage = await setUp();
    const filler = 'La mairie a inauguré une nouvelle fontaine sur la place du marché. '.repeat(300);
    await publish(stage, { name: 'article', text: `${filler}${OUTAGE} ${filler}` });
    await analyseNewDocuments(stage.world);
    const [question] = stage.server.questions();
    expect(question?.text).toContain('Encore une panne chez Ondelia');
    expect(question?.text.length).toBeLessThan(2_000);
  });

  test('is asked once for a brand that many agencies watch', async () => {
    await using stage = await setUp();
    const other = await makeAgency(stage.world, 'Agence des Docks');
    await addBrand(stage.world, other.id, { name: 'Ondelia', kind: 'competitor', query: 'Ondelia OR Norvelle' });
    await listen(stage.world, other.id);
    await publish(stage, { name: 'outage', text: OUTAGE });
    await analyseNewDocuments(stage.world);
    expect(stage.server.questions()).toHaveLength(1);
    const rows = await stage.world.db.selectFrom('mentions').select('sentiment_by').execute();
    expect(rows).toEqual([{ sentiment_by: 'plugin' }, { sentiment_by: 'plugin' }]);
  });

  test('is not asked again about what is stored already, and again about what was edited', async () => {
    await using stage = await setUp();
    const { world, server } = stage;
    await publish(stage, { name: 'outage', text: OUTAGE }, { name: 'thanks', text: THANKS });
    await analyseNewDocuments(world);
    expect(server.questions()).toHaveLength(2);
    await world.db.updateTable('documents').set({ analysed_at: null, analysis_round: 1 }).execute();
    await world.db
      .updateTable('documents')
      .set({ text: `Ondelia a réparé : ${THANKS}` })
      .where('url', 'like', '%outage')
      .execute();
    world.clock.advanceMs(HOUR_MS);
    await analyseNewDocuments(world);
    expect(server.questions()).toHaveLength(3);
    expect(await readTold(world)).toEqual({ outage: 'positive by plugin', thanks: 'positive by plugin' });
  });

  test('that dies loses nothing: the default judges and says so, and where it cannot, nobody does', async () => {
    await using stage = await setUp();
    const { world, server } = stage;
    await server[Symbol.asyncDispose]();
    await publish(
      stage,
      { name: 'outage', text: OUTAGE },
      { name: 'thanks', text: THANKS },
      { name: 'polish', text: POLISH },
    );
    await analyseNewDocuments(world);
    expect(await readTold(world)).toEqual({
      ...{ outage: 'negative by stand-in', thanks: 'positive by stand-in', polish: 'neutral by nobody' },
    });
    expect(await readOutcomes(world)).toEqual({ unreachable: 3 });
    expect(world.logLines).toContainEqual(
      expect.objectContaining({ event: 'judge.refused', level: 'warn', counts: { unreachable: 3 } }),
    );
  });

  test('that hangs costs one time-out and not every text', async () => {
    await using stage = await setUp({ SENTIMENT_TIMEOUT_SECONDS: '1' });
    const { world, server } = stage;
    server.answerWith(null);
    const posts = Array.from({ length: 30 }, (_, index) => ({ name: `post-${index}`, text: `${OUTAGE} ${index}` }));
    await publish(stage, ...posts);
    await analyseNewDocuments(world);
    expect(server.received).toHaveLength(4);
    expect(await readOutcomes(world)).toEqual({ 'timed-out': 4, 'standing-back': 26 });
    expect(new Set(Object.values(await readTold(world)))).toEqual(new Set(['negative by stand-in']));
  });

  test('is asked no more in a day than its budget, news before what was there before', async () => {
    await using stage = await setUp({ SENTIMENT_DAILY_BUDGET: '2' });
    const { world, server } = stage;
    await publish(
      stage,
      { name: 'old-1', text: `${OUTAGE} Un.`, isBacklog: true },
      { name: 'old-2', text: `${OUTAGE} Deux.`, isBacklog: true },
      { name: 'new-1', text: `${OUTAGE} Trois.` },
      { name: 'new-2', text: `${OUTAGE} Quatre.` },
    );
    await analyseNewDocuments(world);
    expect(await readTold(world)).toEqual({
      ...{ 'new-1': 'negative by plugin', 'new-2': 'negative by plugin' },
      ...{ 'old-1': 'negative by stand-in', 'old-2': 'negative by stand-in' },
    });
    expect(server.questions()).toHaveLength(2);
    expect(await readOutcomes(world)).toEqual({ judged: 2, 'out-of-budget': 2 });
    world.clock.advanceMs(DAY_MS);
    await publish(stage, { name: 'next-day', text: THANKS });
    await analyseNewDocuments(world);
    expect(await readTold(world)).toMatchObject({ 'next-day': 'positive by plugin' });
  });

  test('that is slow gets thirty seconds of a pass: the rest is not held up', async () => {
    await using stage = await setUp();
    const { world } = stage;
    const asked: JudgeRequest[] = [];
    const slow = {
      start: () => Promise.resolve(),
      judge: (requests: readonly JudgeRequest[], { timeoutMs }: { timeoutMs: number }) => {
        asked.push(...requests);
        expect(timeoutMs).toBeLessThanOrEqual(30_000);
        world.clock.advanceMs(16_000);
        const verdict = { label: 'negative' as const, score: -1, confidence: 1 };
        return Promise.resolve(requests.map(() => ({ kind: 'judged' as const, verdict })));
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const pluggedJudge = plugIn(world, slow, { timeoutMs: 60_000, dailyBudgetCount: null });
    const posts = Array.from({ length: 20 }, (_, index) => ({ name: `post-${index}`, text: `${OUTAGE} ${index}` }));
    await publish(stage, ...posts);
    await analyseNewDocuments({ ...world, pluggedJudge });
    expect(asked).toHaveLength(8);
    expect(await readOutcomes(world)).toEqual({ judged: 8, 'out-of-time': 12 });
    expect(Object.keys(await readTold(world))).toHaveLength(20);
  });

  test('is not asked twice when a batch is analysed again, one document at a time', async () => {
    await using stage = await setUp();
    const { world, server } = stage;
    await publish(stage, { name: 'outage', text: OUTAGE }, { name: 'thanks', text: THANKS });
    await sql`alter table mentions add constraint poison check (url not like '%thanks')`.execute(world.db);
    try {
      await expect(analyseNewDocuments(world)).rejects.toThrow('1 of 2 failed');
    } finally {
      await sql`alter table mentions drop constraint poison`.execute(world.db);
    }
    expect(await readTold(world)).toEqual({ outage: 'negative by plugin' });
    expect(server.questions()).toHaveLength(2);
  });

  test('is not asked about what is set aside as being about something else', async () => {
    await using stage = await setUp();
    const { world, server, agencyId } = stage;
    const sentiment = { label: 'negative', score: -1, confidence: 1, judgedBy: 'model' } as const;
    const mention = {
      ...{ agencyId, brandId: world.newId(), documentId: world.newId(), storyId: 'story', sourceKind: 'feed' as const },
      ...{ arrivedAt: world.clock.now(), publishedAt: world.clock.now(), language: 'fr', isBacklog: false },
      ...{ title: null, excerpt: OUTAGE, url: null, author: null, site: 'site.example' },
      ...{ sentiment, passages: [], themes: [], spans: [] },
    };
    const setAside = { ...mention, documentId: world.newId(), excerpt: THANKS, isSetAside: true };
    const told = await startAsking(world).judge([mention, setAside], new Map([[mention.brandId, { name: 'Ondelia' }]]));
    expect(told.map((each) => each.sentiment.judgedBy)).toEqual(['plugin', 'model']);
    expect(server.questions()).toEqual([{ brand: 'Ondelia', language: 'fr', text: OUTAGE }]);
  });

  test('is moved by what readers taught, and measured by what they said', async () => {
    await using stage = await setUp();
    const { world, agencyId } = stage;
    const since = new Date(world.clock.now().getTime() - DAY_MS);
    const list = () => listMentions(world.db, { agencyId, since }, { after: null, limit: 50 });
    // no two tell the same story: what is said of one must not hold for another
    const places =
      'Nantes Lyon Brest Lille Rennes Tours Angers Dijon Metz Nancy Reims Rouen Caen Pau Nice Toulon Albi Vichy Cannes Sète';
    const posts = places.split(' ').map((place, index) => ({
      name: `lapin-${index}`,
      text: `${place} ${index} : un lapin ${place.toLowerCase()}ois chez Ondelia`,
    }));
    await publish(stage, ...posts);
    await analyseNewDocuments(world);
    for (const { id: mentionId } of await list()) {
      await changeMention(world, { agencyId, mentionId }, { correction: { label: 'negative', by: 'Claire' } });
    }
    world.clock.advanceMs(HOUR_MS);
    await publish(stage, { name: 'other', text: 'Un nouveau lapin signé Ondelia ce matin, bravo les artistes' });
    await analyseNewDocuments(world);
    const [latest] = await list();
    expect(latest?.sentiment.judgedBy).toBe('learned');
    expect(latest?.modelSentiment).toMatchObject({ label: 'neutral', judgedBy: 'plugin' });
    const { brandId = '' } = latest ?? {};
    const reliability = await readReliability(world.db, { agencyId, brandId }, world.clock.now());
    expect(reliability.readCount).toBe(20);
  });

  test('in a folder judges in its process as the server does, and dies alone', async () => {
    using model = makeLocalModel();
    await using stage = await setUp({ SENTIMENT_MODEL: `onnx:${model.directory}` });
    const { world } = stage;
    await world.pluggedJudge?.start();
    await publish(stage, { name: 'outage', text: OUTAGE }, { name: 'broken', text: `${THANKS} Ondelia [die]` });
    await analyseNewDocuments(world);
    expect(await readTold(world)).toEqual({ outage: 'negative by stand-in', broken: 'positive by stand-in' });
    world.clock.advanceMs(MINUTE_MS);
    await publish(stage, { name: 'after', text: THANKS });
    await analyseNewDocuments(world);
    expect(await readTold(world)).toMatchObject({ after: 'positive by plugin' });
  });
});
