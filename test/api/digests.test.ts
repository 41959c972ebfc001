/** Digests over HTTP: whatever their sentences say is what the API returns for the same period; as JSON, in words and as a PDF. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { SentimentLabel } from '../../src/domain/mention.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { openBuzz } from '../../src/store/buzzes.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

/** Monday 8 June 2026, eight in Paris. */
const SLOT = new Date('2026-06-08T06:00:00Z');
/** How many are said of Orange in each week, the last first: negative, neutral, positive. */
const WEEKS = [
  [9, 6, 3],
  [2, 8, 4],
  [3, 9, 2],
  [1, 5, 6],
  [2, 7, 5],
] as const;
const LABELS = ['negative', 'neutral', 'positive'] as const satisfies readonly SentimentLabel[];
const TEXTS = {
  negative: 'La box Orange est en panne depuis hier',
  neutral: 'Orange ouvre une boutique',
  positive: 'Merci Orange pour le dépannage',
};
const SCORES = { negative: -0.7, neutral: 0, positive: 0.6 };

type Key = Readonly<{ agencyId: string; brandId: string }>;

function makeMention(
  world: TestWorld,
  key: Key,
  said: Pick<NewMention, 'publishedAt' | 'author'> & { label: SentimentLabel },
): NewMention {
  const documentId = world.newId();
  const { label, publishedAt, author } = said;
  return {
    ...{ ...key, documentId, arrivedAt: publishedAt, publishedAt, language: 'fr', author, title: null },
    sentiment: { label, score: SCORES[label], confidence: 0.9, judgedBy: 'model' },
    ...{ passages: [], themes: ['outage'], spans: [], url: `https://forum.example/${documentId}`, storyId: documentId },
    ...{ excerpt: TEXTS[label], site: 'forum.example', sourceKind: 'forum', isBacklog: false },
  };
}

/** Orange with five weeks of talk and a buzz, LG of which nobody speaks, the competitor Free; the digests of the slot are made. */
async function setUp() {
  const world = await makeTestWorld({ startAt: addMs(SLOT, -37 * DAY_MS) });
  const stack = new AsyncDisposableStack();
  stack.use(world);
  const app = await makeApi(world);
  stack.defer(() => app.close());
  const { agencyId, call } = await addAgency(world, app, 'Agence');
  const add = async (name: string, kind: 'client' | 'competitor') =>
    (await addBrand(world, agencyId, { name, kind, query: name })).id;
  const orange = { agencyId, brandId: await add('Orange', 'client') };
  await add('LG', 'client');
  const free = { agencyId, brandId: await add('Free', 'competitor') };
  const midnight = addMs(SLOT, -8 * HOUR_MS);
  const mentions = WEEKS.flatMap((counts, week) =>
    counts.flatMap((count, kind) =>
      Array.from({ length: count }, (_, index) => {
        const publishedAt = addMs(midnight, -week * 7 * DAY_MS - (index * 11 + kind * 5 + 1) * HOUR_MS);
        const label = LABELS[kind] ?? 'neutral';
        return makeMention(world, orange, { publishedAt, label, author: `lecteur ${week} ${kind}` });
      }),
    ),
  );
  const ofFree = makeMention(world, free, { publishedAt: addMs(midnight, -DAY_MS), label: 'positive', author: 'Zoé' });
  world.clock.setTo(addMs(SLOT, -MINUTE_MS));
  const writeDeps = { newId: world.newId, now: world.clock.now() };
  await world.db.transaction().execute((transaction) => recordMentions(transaction, writeDeps, [...mentions, ofFree]));
  const judgement = {
    level: 3,
    reasons: ['negative-volume'],
    figures: makeFigures({ negativeCount: 9 }),
    evidence: null,
  } as const;
  const openedAt = addMs(midnight, -20 * HOUR_MS);
  await openBuzz(world.db, { newId: world.newId, now: openedAt }, { ...orange, kind: 'negative' }, judgement);
  world.clock.setTo(SLOT);
  await sendDigests(world);
  const read = async (path: string) => {
    const response = await call('GET', path);
    expect(response.statusCode).toBe(200);
    return response.json();
  };
  const [digest] = (await read(`/v1/digests?brandId=${orange.brandId}`)).items;
  const ofAgency = (await read('/v1/digests')).items.find((each: { brandId: string | null }) => each.brandId === null);
  return { world, call, read, orange, digest, ofAgency, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

type Stage = Awaited<ReturnType<typeof setUp>>;

/** The counts of a range as the API's volumes add up. */
async function sumVolumes({ read, orange }: Stage, from: Date, until: Date) {
  const range = `since=${from.toISOString()}&until=${until.toISOString()}`;
  const { items } = await read(`/v1/brands/${orange.brandId}/volumes?${range}&width=hour`);
  const sum = (name: string): number =>
    items.reduce((total: number, each: Record<string, number>) => total + (each[name] ?? 0), 0);
  return {
    mentionCount: sum('mentionCount'),
    negativeCount: sum('negativeCount'),
    positiveCount: sum('positiveCount'),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return ((sorted[1] ?? 0) + (sorted[2] ?? 0)) / 2;
}

/** All numbers of a text, as they are written: `33_%`, `+0,10`. */
function listNumbers(text: string): readonly string[] {
  return text.replace(/[\u00a0\u202f]/g, ' ').match(/[+-]?\d+(?:,\d+)?/g) ?? [];
}

/** When the API's buzz opened, how many negatives it had and in how long, and how long after its first mention that was, in parts. */
async function listBuzzFigures({ read, orange, digest }: Stage): Promise<readonly string[]> {
  const { items } = await read(`/v1/buzzes?brandId=${orange.brandId}`);
  const [buzz] = items;
  const [told] = digest.content.buzzes;
  const minutes = Math.round((Date.parse(buzz.openedAt) - Date.parse(told.firstHeardAt)) / MINUTE_MS);
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'Europe/Paris', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  });
  const parts = format.formatToParts(new Date(buzz.openedAt)).map(({ value }) => value);
  const window = buzz.figures.windowMinutes;
  return [...parts, ...parts.map((part) => part.replace(/^0(?=\d)/, ''))].concat(
    [buzz.figures.negativeCount, ...[minutes, window].flatMap((each) => [Math.floor(each / 60), each % 60])].map(
      String,
    ),
  );
}

describe('a digest', () => {
  test('holds the figures that the API returns for the same period', async () => {
    await using stage = await setUp();
    const { content } = stage.digest;
    const [from, until] = [new Date(content.periodFrom), new Date(content.periodUntil)];
    const now = await sumVolumes(stage, from, until);
    expect(content.counts).toEqual(now);
    expect(content.counts).toEqual({ mentionCount: 18, negativeCount: 9, positiveCount: 3 });
    const weeks = await Promise.all(
      [1, 2, 3, 4].map((week) => sumVolumes(stage, addMs(from, -week * 7 * DAY_MS), addMs(until, -week * 7 * DAY_MS))),
    );
    expect(content.countsBefore).toEqual(weeks[0]);
    expect(content.medians.mentionCount).toBe(medianOf(weeks.map(({ mentionCount }) => mentionCount)));
    for (const name of ['negativeCount', 'positiveCount'] as const) {
      expect(content.medians[name]).toBe(medianOf(weeks.map((week) => week[name])));
    }
    const shares = weeks.map(({ mentionCount, negativeCount }) => negativeCount / mentionCount);
    expect(content.medians.negativeRatio).toBeCloseTo(medianOf(shares), 9);
    const nets = weeks.map((each) => (each.positiveCount - each.negativeCount) / each.mentionCount);
    expect(content.medians.netSentimentRatio).toBeCloseTo(medianOf(nets), 9);
    const range = `since=${content.periodFrom}&until=${content.periodUntil}`;
    const { items: buzzes } = await stage.read(`/v1/buzzes?brandId=${stage.orange.brandId}&${range}`);
    expect(content.buzzes.map(({ id, openedAt }: Record<string, string>) => ({ id, openedAt }))).toEqual(
      buzzes.map(({ id, openedAt }: Record<string, string>) => ({ id, openedAt })),
    );
    expect(content.days.reduce((sum: number, day: { mentionCount: number }) => sum + day.mentionCount, 0)).toBe(18);
    expect(content.newAuthors.count).toBe(3);
    expect(content.competitors).toEqual([{ name: 'Free', mentionCount: 1, negativeCount: 0, positiveCount: 1 }]);
    expect(content.worstMentions[0].why).toMatchObject({ themes: ['outage'], toldCount: 1 });
  });

  test.each(['fr', 'en'])('in words (%s) has no number that the API’s figures do not give', async (language) => {
    await using stage = await setUp();
    const { content, id } = stage.digest;
    const report = await stage.read(`/v1/digests/${id}/report?language=${language}`);
    const [from, until] = [new Date(content.periodFrom), new Date(content.periodUntil)];
    const now = await sumVolumes(stage, from, until);
    const before = await sumVolumes(stage, addMs(from, -7 * DAY_MS), addMs(until, -7 * DAY_MS));
    const percent = (ratio: number): string => String(Math.round(ratio * 100));
    const allowed = new Set([
      ...[now.mentionCount, now.negativeCount, before.mentionCount, content.medians.mentionCount].map(String),
      percent(Math.abs(now.mentionCount - before.mentionCount) / before.mentionCount),
      ...[percent(now.negativeCount / now.mentionCount), percent(before.negativeCount / before.mentionCount)],
      ...['3', '4'], // bad buzz 3/4
      ...content.emergingTerms.map(({ storyCount }: { storyCount: number }) => String(storyCount)),
      ...[content.newAuthors.count, content.reliability.readCount].map(String),
      ...(await listBuzzFigures(stage)),
    ]);
    const sentences: readonly string[] = [
      ...report.lead,
      ...report.sections.flatMap(
        ({ notes, lines }: { notes: readonly string[]; lines: readonly { text: string }[] }) => [
          ...notes,
          ...lines.map(({ text }) => text),
        ],
      ),
    ].map((sentence: string) => sentence.replaceAll(/lecteur \d \d/g, 'lecteur')); // a name holds no figure
    const said = sentences.flatMap(listNumbers);
    expect(said.length).toBeGreaterThan(12);
    expect(said.filter((number: string) => !allowed.has(number))).toEqual([]);
  });

  test('of an agency is the sum of its clients’ brands, with a row of each', async () => {
    await using stage = await setUp();
    const { content } = stage.ofAgency;
    expect(content).toMatchObject({ kind: 'agency', counts: stage.digest.content.counts });
    expect(
      content.brands.map(({ name, counts, buzzCount }: Record<string, unknown>) => [name, counts, buzzCount]),
    ).toEqual([
      ['Orange', stage.digest.content.counts, 1],
      ['LG', { mentionCount: 0, negativeCount: 0, positiveCount: 0 }, 0],
    ]);
    const { heading, sections } = await stage.read(`/v1/digests/${stage.ofAgency.id}/report`);
    expect(heading).toBe('Agence');
    expect(sections.map(({ title }: { title: string }) => title)).toContain('Les marques');
  });

  test('is a PDF in the language that is asked for', async () => {
    await using stage = await setUp();
    const french = await stage.call('GET', `/v1/digests/${stage.digest.id}/pdf`);
    expect([french.statusCode, french.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(french.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    const english = await stage.call('GET', `/v1/digests/${stage.digest.id}/pdf?language=en`);
    expect(english.rawPayload.toString('latin1')).toContain('/Lang (en)');
    expect((await stage.call('GET', `/v1/digests/${stage.digest.id}/pdf?language=de`)).statusCode).toBe(400);
  });

  test('is listed by its period, and another agency finds none of it', async () => {
    await using stage = await setUp();
    expect((await stage.read('/v1/digests?period=week')).items).toHaveLength(3);
    expect((await stage.read('/v1/digests?period=day')).items).toEqual([]);
    const app = await makeApi(stage.world);
    const stranger = await addAgency(stage.world, app, 'Ailleurs');
    for (const form of ['', '/report', '/pdf']) {
      expect((await stranger.call('GET', `/v1/digests/${stage.digest.id}${form}`)).statusCode).toBe(404);
    }
    await app.close();
  });
});
