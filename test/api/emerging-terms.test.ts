/** What people suddenly speak of, from the mentions that are stored to the API, the pages and what is frozen. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { openBuzz } from '../../src/store/buzzes.ts';
import { listTalkTexts, type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency } from './sample-agency.ts';

const FIGURES = makeFigures({
  windowMinutes: 360,
  mentionCount: 9,
  negativeCount: 9,
  expectedMentionCount: 2,
  expectedNegativeCount: 1,
  negativeRatio: 1,
  usualNegativeRatio: 0.2,
  authorCount: 9,
  siteCount: 2,
  sourceKindCount: 1,
  storyCount: 9,
  score: 9,
  baselineWeekCount: 4,
});

type Key = Readonly<{ agencyId: string; brandId: string }>;

async function say(
  world: TestWorld,
  key: Key,
  texts: readonly Readonly<{ at: Date; text: string; changes?: Partial<NewMention> }>[],
): Promise<void> {
  const mentions = texts.map(({ at, text, changes = {} }): NewMention => {
    const documentId = world.newId();
    return {
      ...key,
      ...{
        documentId,
        arrivedAt: world.clock.now(),
        publishedAt: at,
        language: 'fr',
        title: null,
        excerpt: text,
        storyId: documentId,
      },
      sentiment: { label: 'negative', score: -0.8, confidence: 0.9, judgedBy: 'model' },
      ...{ passages: [], themes: [], spans: [], url: null, author: 'ludivine', site: 'forum.example' },
      ...{ sourceKind: 'forum', isBacklog: false, ...changes },
    };
  });
  await world.db
    .transaction()
    .execute((transaction) => recordMentions(transaction, { newId: world.newId, now: world.clock.now() }, mentions));
}

/** An agency whose brand's boxes are spoken of every day, and one evening without them. */
async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const { id: brandId } = (
    await agency.call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'Ondelia' })
  ).json();
  const key = { agencyId: agency.agencyId, brandId };
  const now = world.clock.now();
  const before = Array.from({ length: 84 }, (_, index) => ({
    at: addMs(now, -DAY_MS - HOUR_MS - index * 8 * HOUR_MS),
    text: index % 2 === 0 ? `Reçu ma box Ondelia, lot ${index}, installation facile` : 'Bon accueil chez Ondelia',
  }));
  await say(world, key, before);
  const lines = [
    'Panne box Ondelia',
    'ma box est en panne, Ondelia',
    'panne box encore',
    'panne box ici aussi, Ondelia',
  ];
  await say(
    world,
    key,
    Array.from({ length: 8 }, (_, index) => ({
      at: addMs(now, -index * MINUTE_MS - MINUTE_MS),
      text: lines[index % lines.length] ?? '',
    })),
  );
  return { world, app, agency, key, now, path: `/v1/brands/${brandId}/emerging-terms` };
}

test('« panne box » and not « box » is told over the API and on the brand’s page', async () => {
  const { app, agency, key, path, now } = await start();
  const answer = (await agency.call('GET', path)).json();
  expect(answer).toMatchObject({
    since: addMs(now, -DAY_MS).toISOString(),
    until: now.toISOString(),
    storyCount: 8,
    referenceStoryCount: 84,
  });
  expect(answer.items.map((item: { term: string }) => item.term)).toEqual(['panne box']);
  expect(answer.items[0]).toMatchObject({ storyCount: 8, expectedCount: 0 });
  const mention = await agency.call('GET', `/v1/mentions/${answer.items[0].mentionIds[0]}`);
  expect(mention.json().excerpt).toMatch(/panne/i);
  const visitor = await signInAs(app, 'Quai');
  const page = await visitor.get(`/brands/${key.brandId}`);
  expect(page.text).toContain('« panne box » 8 sujets, d’habitude presque aucun');
  const calm = await agency.call('GET', `${path}?since=2026-05-20T00:00:00Z&until=2026-05-24T00:00:00Z`);
  expect(calm.json().items).toEqual([]);
});

test('a period that is too long, upside down or of another agency is refused', async () => {
  const { world, app, agency, path } = await start();
  const long = await agency.call('GET', `${path}?since=2026-01-01T00:00:00Z`);
  expect([long.statusCode, long.json().detail]).toEqual([400, expect.stringContaining('at most 31 days')]);
  expect((await agency.call('GET', `${path}?since=2099-01-01T00:00:00Z`)).statusCode).toBe(400);
  const stranger = await addAgency(world, app, 'Voisine');
  expect((await stranger.call('GET', path)).statusCode).toBe(404);
});

test('what was set aside, is backlog or another brand’s is not read, and of a flood only the newest', async () => {
  const { world, agency, key, now } = await start();
  const other = await agency.call('POST', '/v1/brands', { name: 'Tesselian', kind: 'client', query: 'Tesselian' });
  const at = addMs(now, -30_000);
  const text = 'sabotage';
  await say(world, key, [
    { at, text, changes: { isSetAside: true, relevance: 0.1 } },
    { at, text, changes: { isBacklog: true } },
  ]);
  await say(world, { ...key, brandId: other.json().id }, [{ at, text }]);
  const window = { ...key, from: addMs(now, -HOUR_MS), until: now };
  const texts = await listTalkTexts(world.db, window);
  expect(texts.now.map(({ excerpt }) => excerpt)).not.toContain(text);
  expect([texts.now.length, texts.before.length]).toEqual([8, 82]);
  const flood = Array.from({ length: 1_100 }, (_, index) => ({ at: addMs(now, -HOUR_MS + index), text: `n ${index}` }));
  await say(world, key, flood);
  const flooded = await listTalkTexts(world.db, window);
  expect(flooded.now).toHaveLength(1_000);
  expect(flooded.now.map(({ excerpt }) => excerpt)).toContain('Panne box Ondelia');
});

test('an alert and a digest keep what they are about; an alert from before it was told is read as having none', async () => {
  const { world, app, agency, key, now } = await start();
  await agency.call('POST', '/v1/contacts', {
    name: 'Paul Martin',
    language: 'fr',
    isDigestReader: true,
    channels: [{ kind: 'email', address: 'paul@agence.example' }],
  });
  const writeDeps = { newId: world.newId, now };
  const buzz = await openBuzz(
    world.db,
    writeDeps,
    { ...key, kind: 'negative' },
    { level: 3, reasons: ['negative-volume'], figures: FIGURES, evidence: null },
  );
  await decideAlerts(world);
  const [alert] = (await agency.call('GET', '/v1/alerts')).json().items;
  expect(alert.content.emergingTerms).toMatchObject([{ term: 'panne box', storyCount: 8 }]);
  const visitor = await signInAs(app, 'Quai');
  expect((await visitor.get(`/buzzes/${buzz?.id}`)).text).toContain('De quoi on parle soudain');

  world.clock.advanceMs(7 * DAY_MS);
  await sendDigests(world);
  const [digest] = (await agency.call('GET', `/v1/digests?brandId=${key.brandId}`)).json().items;
  expect(digest.content.emergingTerms).toMatchObject([{ term: 'panne box', storyCount: 8 }]);

  const strip = (content: object) => JSON.stringify({ ...content, emergingTerms: undefined });
  await world.db
    .updateTable('alerts')
    .set({ content: JSON.parse(strip(alert.content)) })
    .execute();
  expect((await agency.call('GET', '/v1/alerts')).json().items[0].content.emergingTerms).toEqual([]);
  const page = await visitor.get(`/buzzes/${buzz?.id}`);
  expect([page.status, page.text.includes('« panne box »')]).toEqual([200, true]);
});
