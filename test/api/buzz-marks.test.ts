/** What people say of buzzes: a false alarm, a true one, one that was missed; and how right alerts are by that. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import { getBuzz, openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

const FIGURES = makeFigures({
  ...{ windowMinutes: 60, mentionCount: 50, negativeCount: 40, expectedMentionCount: 6, expectedNegativeCount: 1 },
  ...{ negativeRatio: 0.8, usualNegativeRatio: 0.2, authorCount: 30, siteCount: 4, sourceKindCount: 2 },
  ...{ storyCount: 12, score: 9.5, baselineWeekCount: 4 },
});

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  const { call, agencyId } = agency;
  const { id: brandId } = (
    await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })
  ).json();
  const key = { agencyId, brandId };
  /** A buzz that opened so long ago and is over. */
  const addBuzz = async (ago: Readonly<{ ms: number; level?: BuzzLevel }>) => {
    const now = addMs(world.clock.now(), -ago.ms);
    const judgement = {
      level: ago.level ?? 3,
      reasons: ['negative-volume'] as const,
      figures: FIGURES,
      evidence: null,
    };
    const buzz = await openBuzz(world.db, { newId: world.newId, now }, { ...key, kind: 'negative' }, judgement);
    if (buzz === undefined) throw new Error('a buzz is on already');
    await resolveBuzz(world.db, { newId: world.newId, now: addMs(now, MINUTE_MS) }, buzz);
    return buzz.id;
  };
  const addNegatives = async (instants: readonly Date[], changes: Partial<NewMention> = {}) => {
    const mentions = instants.map((publishedAt): NewMention => {
      const documentId = world.newId();
      return {
        ...{ ...key, documentId, arrivedAt: publishedAt, publishedAt, language: 'fr', passages: [], themes: [] },
        ...{ spans: [], title: null, excerpt: 'panne', url: null, author: null, site: '', storyId: documentId },
        ...{ sentiment: { label: 'negative', score: -1, confidence: 1, judgedBy: 'model' }, sourceKind: 'feed' },
        isBacklog: false,
        ...changes,
      };
    });
    for (const { arrivedAt } of mentions) await ensurePartitions(world.db, arrivedAt);
    await world.db
      .transaction()
      .execute((transaction) => recordMentions(transaction, { newId: world.newId, now: world.clock.now() }, mentions));
  };
  const read = async () => (await call('GET', `/v1/brands/${brandId}/detection-quality`)).json();
  return { world, app, agency, call, brandId, key, addBuzz, addNegatives, read };
}

test('a mark says who and when; the last word counts, can be taken back, and is told in the timeline', async () => {
  const { world, call, addBuzz } = await start();
  const path = `/v1/buzzes/${await addBuzz({ ms: HOUR_MS })}`;
  expect((await call('GET', path)).json()).toMatchObject({ mark: null, markedBy: null, markedAt: null });
  const first = await call('PUT', `${path}/mark`, { mark: 'false-alarm', by: 'Marie' });
  const at = world.clock.now().toISOString();
  expect([first.statusCode, first.json()]).toEqual([
    200,
    expect.objectContaining({ mark: 'false-alarm', markedBy: 'Marie', markedAt: at }),
  ]);
  world.clock.advanceMs(MINUTE_MS);
  await call('PUT', `${path}/mark`, { mark: 'false-alarm', by: 'Paul' }); // says nothing new
  expect((await call('GET', path)).json()).toMatchObject({ markedBy: 'Marie', markedAt: at });
  expect((await call('PUT', `${path}/mark`, { mark: 'confirmed' })).json()).toMatchObject({
    mark: 'confirmed',
    markedBy: 'test',
  });
  expect((await call('DELETE', `${path}/mark`)).statusCode).toBe(204);
  expect((await call('DELETE', `${path}/mark`)).statusCode).toBe(204);
  const buzz = (await call('GET', path)).json();
  expect(buzz).toMatchObject({ mark: null, markedBy: null, markedAt: null });
  const said = buzz.events.filter(({ kind }: { kind: string }) => kind === 'marked');
  expect(said.map(({ mark, by }: { mark: string | null; by: string }) => [mark, by])).toEqual([
    ['false-alarm', 'Marie'],
    ['confirmed', 'test'],
    [null, 'test'],
  ]);
});

test('a false alarm that goes on goes on: it is neither resolved nor taken for acknowledged', async () => {
  const { world, call, key } = await start();
  const judgement = { level: 3, reasons: [], figures: FIGURES, evidence: null } as const;
  const deps = { newId: world.newId, now: world.clock.now() };
  const buzz = await openBuzz(world.db, deps, { ...key, kind: 'negative' }, judgement);
  await call('PUT', `/v1/buzzes/${buzz?.id}/mark`, { mark: 'false-alarm' });
  expect(await getBuzz(world.db, { agencyId: key.agencyId, buzzId: buzz?.id ?? '' })).toMatchObject({
    status: 'open',
    resolvedAt: null,
    level: 3,
  });
  const acknowledged = await call('POST', `/v1/buzzes/${buzz?.id}/acknowledgements`, { by: 'Marie' });
  expect(acknowledged.json()).toMatchObject({ status: 'acknowledged', mark: 'false-alarm' });
});

test('what is no mark is refused with what would be right', async () => {
  const { call, addBuzz } = await start();
  const path = `/v1/buzzes/${await addBuzz({ ms: HOUR_MS })}/mark`;
  for (const body of [{ mark: 'maybe' }, { mark: null }, {}, { mark: 'confirmed', by: ' ' }]) {
    expect([(await call('PUT', path, body)).statusCode, body]).toEqual([400, body]);
  }
  const nobody = await call('PUT', '/v1/buzzes/019e8232-6000-7452-a937-9224a78c531e/mark', { mark: 'confirmed' });
  expect(nobody.statusCode).toBe(404);
});

test('a missed buzz is kept with who reported it, listed by brand, the latest first, and removed', async () => {
  const { world, call, brandId } = await start();
  const other = (await call('POST', '/v1/brands', { name: 'Sosh', kind: 'client', query: 'sosh' })).json().id;
  const report = (days: number, rest: object = {}) =>
    call('POST', '/v1/missed-buzzes', {
      ...{ brandId, startedAt: addMs(world.clock.now(), -days * DAY_MS).toISOString() },
      ...rest,
    });
  const made = await report(3, { note: 'Une vidéo', by: 'Marie' });
  expect([made.statusCode, made.json()]).toEqual([
    201,
    expect.objectContaining({ brandId, note: 'Une vidéo', reportedBy: 'Marie' }),
  ]);
  const path = `/v1/missed-buzzes/${made.json().id}`;
  expect([made.headers.location, (await call('GET', path)).json()]).toEqual([path, made.json()]);
  const later = (await report(1)).json();
  expect(later).toMatchObject({ note: null, reportedBy: 'test' });
  const elsewhere = (await report(2, { brandId: other })).json();
  const list = async (query = '') =>
    (await call('GET', `/v1/missed-buzzes${query}`)).json().items.map(({ id }: { id: string }) => id);
  expect(await list()).toEqual([later.id, elsewhere.id, made.json().id]);
  expect(await list(`?brandId=${brandId}`)).toEqual([later.id, made.json().id]);
  expect(await list(`?since=${addMs(world.clock.now(), -2.5 * DAY_MS).toISOString()}`)).toEqual([
    later.id,
    elsewhere.id,
  ]);
  const first = (await call('GET', '/v1/missed-buzzes?limit=1')).json();
  expect(await list(`?limit=1&cursor=${first.nextCursor}`)).toEqual([elsewhere.id]);
  expect((await call('DELETE', path)).statusCode).toBe(204);
  expect((await call('DELETE', path)).statusCode).toBe(404);
});

test('what is still to come, what was told and what is reported already is no missed buzz, and the answer names it', async () => {
  const { world, call, brandId, addBuzz } = await start();
  const now = world.clock.now();
  const report = (startedAt: Date, rest: object = {}) =>
    call('POST', '/v1/missed-buzzes', { brandId, startedAt: startedAt.toISOString(), ...rest });
  const future = await report(addMs(now, 1_000));
  expect([future.statusCode, future.json().code]).toEqual([400, 'INPUT_INVALID']);
  expect(future.json().detail).toContain('lies in the future: give the time when it began.');

  const buzzId = await addBuzz({ ms: 2 * DAY_MS });
  const openedAt = addMs(now, -2 * DAY_MS);
  for (const awayMs of [-6 * HOUR_MS, 0, 6 * HOUR_MS]) {
    const told = await report(addMs(openedAt, awayMs));
    expect([awayMs, told.statusCode, told.json().code]).toEqual([awayMs, 409, 'BUZZ_WAS_TOLD']);
    expect(told.json().detail).toContain(`level 3 at ${openedAt.toISOString()}`);
    expect(told.json().detail).toContain(`/v1/buzzes/${buzzId}`);
  }
  await addBuzz({ ms: 4 * DAY_MS, level: 1 });
  expect((await report(addMs(now, -4 * DAY_MS))).statusCode).toBe(201); // a weak signal woke nobody
  const justOutside = await report(addMs(openedAt, 6 * HOUR_MS + 1_000), { by: 'Marie' });
  expect(justOutside.statusCode).toBe(201);
  const again = await report(addMs(openedAt, 10 * HOUR_MS));
  expect([again.statusCode, again.json().code]).toEqual([409, 'MISSED_BUZZ_KNOWN']);
  expect(again.json().detail).toContain(`/v1/missed-buzzes/${justOutside.json().id}`);
  expect(again.json().detail).toMatch(/^Marie reported one/);
});

test('what is no report is refused, and another agency’s brand is not found', async () => {
  const { world, app, call, brandId } = await start();
  const startedAt = '2026-01-01T08:00:00Z';
  for (const body of [
    { startedAt },
    { brandId },
    { brandId, startedAt: 'hier' },
    { brandId, startedAt, note: ' ' },
    { brandId, startedAt, note: 'x'.repeat(2_001) },
    { brandId, startedAt, level: 3 },
  ]) {
    expect([(await call('POST', '/v1/missed-buzzes', body)).statusCode, body]).toEqual([400, body]);
  }
  const other = await addAgency(world, app, 'Voisine');
  expect((await other.call('POST', '/v1/missed-buzzes', { brandId, startedAt })).statusCode).toBe(404);
});

test('quality is not measured before five are known; then it is what people said, of alerts alone and of a year', async () => {
  const { world, call, brandId, addBuzz, read } = await start();
  expect(await read()).toEqual({
    ...{ confirmedCount: 0, falseAlarmCount: 0, missedCount: 0 },
    ...{ precision: null, recall: null, delayMinutes: null },
  });
  const mark = async (ms: number, said: string, level: BuzzLevel = 3) =>
    await call('PUT', `/v1/buzzes/${await addBuzz({ ms, level })}/mark`, { mark: said });
  for (const days of [10, 20, 30]) await mark(days * DAY_MS, 'confirmed');
  await mark(40 * DAY_MS, 'false-alarm', 2);
  await mark(50 * DAY_MS, 'false-alarm', 1); // no alert
  await mark(366 * DAY_MS, 'false-alarm'); // a year ago
  await addBuzz({ ms: 60 * DAY_MS }); // nobody said
  expect(await read()).toMatchObject({ confirmedCount: 3, falseAlarmCount: 1, precision: null, recall: null });
  await mark(70 * DAY_MS, 'confirmed');
  for (const days of [5, 400]) {
    const startedAt = addMs(world.clock.now(), -days * DAY_MS).toISOString();
    await call('POST', '/v1/missed-buzzes', { brandId, startedAt });
  }
  expect(await read()).toMatchObject({
    ...{ confirmedCount: 4, falseAlarmCount: 1, missedCount: 1 },
    precision: { share: 0.8, count: 5 },
    recall: { share: 0.8, count: 5 },
  });
});

test('the delay is the median from the first negative mention of the window that the opening was judged by', async () => {
  const { world, addBuzz, addNegatives, read } = await start();
  const now = world.clock.now();
  const minutesBefore = (days: number, minutes: number) => addMs(now, -days * DAY_MS - minutes * MINUTE_MS);
  await addBuzz({ ms: 2 * DAY_MS });
  expect((await read()).delayMinutes).toBeNull(); // no mention is kept
  await addNegatives([90, 40, 10].map((minutes) => minutesBefore(2, minutes))); // the first lies before the window
  expect((await read()).delayMinutes).toBe(40);
  await addNegatives([minutesBefore(2, 55)], { isBacklog: true });
  await addNegatives([minutesBefore(2, 55)], { isSetAside: true });
  const calm = { label: 'neutral', score: 0, confidence: 1, judgedBy: 'model' } as const;
  await addNegatives([minutesBefore(2, 55)], { sentiment: calm });
  expect((await read()).delayMinutes).toBe(40);
  await addBuzz({ ms: 4 * DAY_MS });
  await addNegatives([minutesBefore(4, 20)]);
  expect((await read()).delayMinutes).toBe(30);
  await addBuzz({ ms: 6 * DAY_MS, level: 1 });
  await addNegatives([minutesBefore(6, 1)]); // no alert
  expect((await read()).delayMinutes).toBe(30);
});
