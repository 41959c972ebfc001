/** What a decision on a buzz rested on: first document, who passed it on, outlets, documents, themes; and that it stays. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import type { OutletWeight } from '../../src/domain/outlet.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { addTheme } from '../../src/intents/themes.ts';
import { readEvidence } from '../../src/pipeline/buzz-evidence.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { detectBuzz } from '../../src/pipeline/detect-buzz.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { listBuzzEvents, listBuzzes } from '../../src/store/buzzes.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { recordSourceVisit } from '../../src/store/sources.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, TEST_START, type TestWorld } from '../support/test-world.ts';
import { makeFailedVisit } from '../support/visits.ts';

type Said = Readonly<{ minutesAgo: number; author: string | null; site: string }> &
  Partial<Pick<NewMention, 'storyId' | 'themes' | 'ownThemeIds' | 'isBacklog' | 'isSetAside' | 'title'>> &
  Readonly<{ score?: number; outletWeight?: OutletWeight }>;

async function makeBrand(world: TestWorld): Promise<Brand> {
  const agency = await makeAgency(world, 'Agence du Quai');
  return await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
}

async function say(world: TestWorld, brand: Brand, said: readonly Said[]) {
  const now = world.clock.now();
  const mentions = said.map(({ minutesAgo, score = -0.6, ...rest }): NewMention => {
    const documentId = world.newId();
    const publishedAt = addMs(now, -minutesAgo * MINUTE_MS);
    return {
      agencyId: brand.agencyId,
      brandId: brand.id,
      documentId,
      arrivedAt: publishedAt,
      publishedAt,
      language: 'fr',
      sentiment: {
        label: score < 0 ? 'negative' : score > 0 ? 'positive' : 'neutral',
        score,
        confidence: 0.9,
        judgedBy: 'model',
      },
      passages: [],
      themes: [],
      spans: [],
      title: null,
      excerpt: 'Ondelia en panne.',
      url: `https://site.example/${documentId}`,
      storyId: documentId,
      sourceKind: 'forum',
      isBacklog: false,
      ...rest,
    };
  });
  return await world.db
    .transaction()
    .execute((transaction) => recordMentions(transaction, { newId: world.newId, now }, mentions));
}

const HOUR = { kind: 'negative', windowMinutes: 60 } as const;

async function read(
  world: TestWorld,
  brand: Brand,
  judged: Readonly<{ kind: 'negative' | 'positive' | 'silence'; windowMinutes: number }> = HOUR,
) {
  return await readEvidence(world.db, brand, { ...judged, now: world.clock.now() });
}

const OUTLETS: readonly Said[] = Array.from({ length: 12 }, (_, index) => ({
  minutesAgo: 50 - index,
  author: null,
  site: `journal-${String(index).padStart(2, '0')}.example`,
  storyId: 'dispatch',
  outletWeight: index === 7 ? 3 : 2,
}));

describe('the evidence', () => {
  test('of a dispatch on twelve sites is one story: its first document, also from before the window, and twelve outlets', async () => {
    await using world = await makeTestWorld({ startAt: addMs(TEST_START, 3 * DAY_MS) });
    const brand = await makeBrand(world);
    await say(world, brand, [
      { minutesAgo: 30 * 60, author: 'lea', site: 'forum.example', storyId: 'dispatch', title: 'Le début' },
      { minutesAgo: 20, author: 'paul', site: 'forum.example', score: -0.95 },
      { minutesAgo: 15, author: 'anne', site: 'forum.example', score: 0.8 },
      ...OUTLETS,
    ]);
    const evidence = await read(world, brand);
    expect(evidence.firstMention).toMatchObject({ author: 'lea', site: 'forum.example', title: 'Le début' });
    expect(evidence.outlets).toHaveLength(12);
    expect(evidence.outlets[0]).toMatchObject({ site: 'journal-07.example', outletWeight: 3, mentionCount: 1 });
    expect(evidence.outlets[1]).toMatchObject({ site: 'journal-00.example', outletWeight: 2 });
    expect(evidence.documents.map(({ site, copyCount }) => [site, copyCount])).toEqual([
      ['journal-00.example', 12],
      ['forum.example', 1],
    ]);
    expect(evidence.amplifiers).toHaveLength(10);
    expect(evidence.amplifiers[0]).toMatchObject({ site: 'journal-07.example', author: null, outletWeight: 3 });
    expect(evidence.amplifiers.map(({ author }) => author)).not.toContain('lea');
    expect(evidence.amplifiers.map(({ author }) => author)).not.toContain('paul');
  });

  test('of a forum names who spoke more than once, at most ten documents, and no outlet', async () => {
    await using world = await makeTestWorld();
    const brand = await makeBrand(world);
    await say(world, brand, [
      ...Array.from({ length: 12 }, (_, index) => ({
        minutesAgo: 40 - index,
        author: `client${index}`,
        site: 'forum.example',
        score: -0.5 - index / 100,
      })),
      { minutesAgo: 5, author: 'client3', site: 'forum.example' },
      { minutesAgo: 4, author: 'client3', site: 'forum.example' },
      { minutesAgo: 3, author: 'client3', site: 'autre.example' },
    ]);
    const evidence = await read(world, brand);
    expect(evidence.firstMention?.author).toBe('client0');
    expect(evidence.documents).toHaveLength(10);
    expect(new Set(evidence.documents.map(({ copyCount }) => copyCount))).toEqual(new Set([1]));
    expect(evidence.documents[0]?.author).toBe('client11');
    expect(evidence.amplifiers).toMatchObject([{ author: 'client3', site: 'forum.example', mentionCount: 3 }]);
    expect(evidence.outlets).toEqual([]);
  });

  test('counts nothing that was set aside or that was there before anybody listened, but for the beginning of a story', async () => {
    await using world = await makeTestWorld();
    const brand = await makeBrand(world);
    await say(world, brand, [
      { minutesAgo: 55, author: 'ecarte', site: 'forum.example', storyId: 'panne', isSetAside: true },
      { minutesAgo: 54, author: 'ancien', site: 'forum.example', storyId: 'panne', isBacklog: true },
      { minutesAgo: 30, author: 'a', site: 'forum.example', storyId: 'panne' },
      { minutesAgo: 20, author: 'b', site: 'forum.example', storyId: 'panne' },
    ]);
    const evidence = await read(world, brand);
    expect(evidence.firstMention?.author).toBe('ancien');
    expect(evidence.documents.map(({ author, copyCount }) => [author, copyCount])).toEqual([['a', 2]]);
  });

  test('has themes with their counts, the agency’s own by the name that they had', async () => {
    await using world = await makeTestWorld();
    const brand = await makeBrand(world);
    const theme = await addTheme(world, brand.agencyId, { name: 'Fibre', query: 'fibre' });
    const own = { ownThemeIds: [theme.id] };
    await say(world, brand, [
      { minutesAgo: 9, author: 'a', site: 'forum.example', themes: ['outage', 'price'], ...own },
      { minutesAgo: 8, author: 'b', site: 'forum.example', themes: ['outage'] },
      { minutesAgo: 7, author: 'c', site: 'forum.example', themes: ['outage'], score: 0, ...own },
      { minutesAgo: 6, author: 'd', site: 'forum.example', themes: ['quality'], score: 0.7 },
    ]);
    const evidence = await read(world, brand);
    expect(evidence.themes).toEqual([
      { theme: 'outage', mentionCount: 3, negativeCount: 2 },
      { theme: 'price', mentionCount: 1, negativeCount: 1 },
    ]);
    expect(evidence.ownThemes).toEqual([{ name: 'Fibre', mentionCount: 2, negativeCount: 1 }]);
  });

  test('of praise is what is positive; of a silence only what could not be read', async () => {
    await using world = await makeTestWorld();
    const brand = await makeBrand(world);
    const { source } = await addSubscription(world, brand.agencyId, {
      url: 'https://muet.example/flux.xml',
      kind: 'feed',
      brandId: null,
    });
    const visitedAt = addMs(world.clock.now(), -HOUR_MS);
    const visit = { sourceId: source.id, intervalSeconds: 900, nextCheckAt: world.clock.now() };
    await recordSourceVisit(world.db, makeFailedVisit({ ...visit, visitedAt, reason: 'server-error' }));
    await say(world, brand, [
      { minutesAgo: 300, author: 'a', site: 'forum.example', score: 0.9 },
      { minutesAgo: 200, author: 'b', site: 'forum.example', score: -0.9 },
    ]);
    const praise = await read(world, brand, { kind: 'positive', windowMinutes: 1440 });
    expect(praise.documents.map(({ author }) => author)).toEqual(['a']);
    const silence = await read(world, brand, { kind: 'silence', windowMinutes: 1440 });
    expect(silence).toMatchObject({ firstMention: null, documents: [], themes: [], terms: [] });
    expect(silence.blindSources).toMatchObject([{ url: 'https://muet.example/flux.xml', state: 'failing' }]);
  });

  test('of a window in which nothing was said is empty', async () => {
    await using world = await makeTestWorld();
    const brand = await makeBrand(world);
    expect(await read(world, brand)).toMatchObject({
      until: world.clock.now().toISOString(),
      ...{ firstMention: null, amplifiers: [], outlets: [], documents: [], themes: [], ownThemes: [] },
    });
  });

  test('of another brand’s window is its own', async () => {
    await using world = await makeTestWorld();
    const brand = await makeBrand(world);
    const other = await addBrand(world, brand.agencyId, { name: 'Autre', kind: 'client', query: 'Autre' });
    await say(world, brand, OUTLETS);
    expect((await read(world, other)).documents).toEqual([]);
  });
});

/** Two weeks in which two people an hour are content, then forty angry ones. */
async function makeBuzz(world: TestWorld) {
  const brand = await makeBrand(world);
  world.clock.advanceMs(15 * DAY_MS);
  const calm = Array.from({ length: 28 * 12 }, (_, index) => ({
    minutesAgo: 180 + index * 60,
    author: `calme${index}`,
    site: 'forum.example',
    score: index % 8 === 0 ? -0.4 : 0,
  }));
  for (let from = 0; from < calm.length; from += 100) await say(world, brand, calm.slice(from, from + 100));
  const angry = await say(
    world,
    brand,
    Array.from({ length: 40 }, (_, index) => ({
      minutesAgo: 41 - index,
      author: `fache${index}`,
      site: index % 2 === 0 ? 'forum.example' : 'social.example',
      score: -0.9 + index / 100,
    })),
  );
  await detectBuzz(world);
  const [buzz] = await listBuzzes(world.db, { agencyId: brand.agencyId, kind: 'negative' }, { after: null, limit: 1 });
  if (buzz === undefined) throw new Error('forty angry people are no buzz');
  return { brand, buzz, angry };
}

describe('what was decided', () => {
  test('keeps its evidence whatever is said, corrected or set aside later', async () => {
    await using world = await makeTestWorld();
    const { brand, buzz, angry } = await makeBuzz(world);
    const key = { agencyId: brand.agencyId, buzzId: buzz.id };
    const [before] = await listBuzzEvents(world.db, key);
    expect(before?.evidence?.documents).toHaveLength(10);
    expect(before?.evidence?.firstMention).not.toBeNull();
    const [one, two] = angry;
    if (one === undefined || two === undefined) throw new Error('nobody is angry');
    await changeMention(
      world,
      { agencyId: brand.agencyId, mentionId: one.id },
      { correction: { label: 'positive', by: 'Marie' } },
    );
    await changeMention(world, { agencyId: brand.agencyId, mentionId: two.id }, { status: 'irrelevant' });
    await say(world, brand, [{ minutesAgo: 30, author: 'tard', site: 'journal.example', score: -1, outletWeight: 3 }]);
    expect((await listBuzzEvents(world.db, key))[0]).toEqual(before);
  });

  test('is what the alert tells, though more was said before it was decided whom to tell', async () => {
    await using world = await makeTestWorld();
    const { brand, buzz } = await makeBuzz(world);
    await addContact(world, brand.agencyId, {
      name: 'Marie',
      language: 'fr',
      isDigestReader: false,
      brandIds: [],
      channels: [{ kind: 'email', address: 'marie@agence.example' }],
    });
    await say(world, brand, [{ minutesAgo: 1, author: 'tard', site: 'journal.example', score: -1 }]);
    await decideAlerts(world);
    const key = { agencyId: brand.agencyId, buzzId: buzz.id };
    const [event] = await listBuzzEvents(world.db, key);
    const [alert] = await listAlerts(world.db, key, { after: null, limit: 1 });
    const { worstMentions = [], emergingTerms, blindSources, judgedAt } = alert?.content ?? {};
    expect(worstMentions).toHaveLength(5);
    expect(worstMentions.map(({ author }) => author)).not.toContain('tard');
    expect(worstMentions[0]).not.toHaveProperty('copyCount');
    expect(worstMentions.map(({ score }) => score)).toEqual(
      worstMentions.map(({ score }) => score).toSorted((a, b) => a - b),
    );
    expect(emergingTerms).toEqual(event?.evidence?.terms);
    expect(blindSources).toEqual(event?.evidence?.blindSources);
    expect(judgedAt).toBe(buzz.levelSince.toISOString());
  });
});
