/** Silences by the API: made, listed, ended early, and refused in one sentence; what they hold back, and until when. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { SILENCES_PER_AGENCY_MAX } from '../../src/domain/escalation.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const addBrand = async (name: string): Promise<string> =>
    (await call('POST', '/v1/brands', { name, kind: 'client', query: name })).json().id;
  const brandId = await addBrand('Ondelia');
  const silence = { brandId, reason: 'Migration du site', endsAt: '2026-06-01T12:00:00+02:00' };
  return { world, call, agencyId, addBrand, brandId, silence };
}

test('a silence is made from now on or later, read, and says who made it and why', async () => {
  const { call, silence, brandId } = await start();
  const made = await call('POST', '/v1/silences', silence);
  const kept = made.json();
  expect([made.statusCode, made.headers.location, kept]).toEqual([
    201,
    `/v1/silences/${kept.id}`,
    {
      ...{ id: kept.id, brandId, reason: 'Migration du site', createdBy: 'test' },
      startsAt: TEST_START.toISOString(),
      endsAt: '2026-06-01T10:00:00.000Z',
      createdAt: TEST_START.toISOString(),
    },
  ]);
  expect((await call('GET', `/v1/silences/${kept.id}`)).json()).toEqual(kept);
  const late = { ...silence, startsAt: '2026-07-01T00:00:00Z', endsAt: '2026-07-15T00:00:00Z' };
  expect((await call('POST', '/v1/silences', late)).json().startsAt).toBe('2026-07-01T00:00:00.000Z');
  const past = { ...silence, startsAt: '2026-05-01T00:00:00Z' };
  expect((await call('POST', '/v1/silences', past)).json().startsAt).toBe(TEST_START.toISOString());
});

test('the list has those on and to come, or those that are over; with a brand, those of all brands too', async () => {
  const { call, silence, addBrand, brandId, world } = await start();
  const other = await addBrand('Hautefil');
  for (const [reason, of, endsAt] of [
    ['court', brandId, '2026-06-01T09:00:00Z'],
    ['long', brandId, '2026-06-03T00:00:00Z'],
    ['tout', null, '2026-06-03T00:00:00Z'],
    ['ailleurs', other, '2026-06-03T00:00:00Z'],
  ] as const) {
    await call('POST', '/v1/silences', { ...silence, reason, brandId: of, endsAt });
  }
  world.clock.advanceMs(HOUR_MS);
  const list = async (query: string) =>
    (await call('GET', `/v1/silences${query}`)).json().items.map(({ reason }: { reason: string }) => reason);
  expect(await list('')).toEqual(['ailleurs', 'tout', 'long']);
  expect(await list(`?brandId=${brandId}`)).toEqual(['tout', 'long']);
  expect(await list('?past=true')).toEqual(['court']);
  expect(await list(`?brandId=${other}&past=true`)).toEqual([]);
  const { nextCursor } = (await call('GET', '/v1/silences?limit=2')).json();
  expect(await list(`?cursor=${nextCursor}`)).toEqual(['long']);
  expect((await call('GET', '/v1/silences?past=1')).statusCode).toBeLessThan(500);
});

test('one that is on is ended and kept, one to come is taken back, one that is over stays as it was', async () => {
  const { call, silence, world } = await start();
  const on = (await call('POST', '/v1/silences', silence)).json();
  const coming = (await call('POST', '/v1/silences', { ...silence, startsAt: '2026-06-01T09:30:00Z' })).json();
  world.clock.advanceMs(MINUTE_MS);
  for (let twice = 0; twice < 2; twice += 1) {
    expect((await call('DELETE', `/v1/silences/${on.id}`)).statusCode).toBe(204);
    const ended = { ...on, endsAt: addMs(TEST_START, MINUTE_MS).toISOString() };
    expect((await call('GET', `/v1/silences/${on.id}`)).json()).toEqual(ended);
    world.clock.advanceMs(MINUTE_MS);
  }
  expect((await call('DELETE', `/v1/silences/${coming.id}`)).statusCode).toBe(204);
  expect((await call('GET', `/v1/silences/${coming.id}`)).statusCode).toBe(404);
  // within the millisecond it was made in there is nothing to keep
  const slip = (await call('POST', '/v1/silences', silence)).json();
  expect((await call('DELETE', `/v1/silences/${slip.id}`)).statusCode).toBe(204);
  expect((await call('GET', `/v1/silences/${slip.id}`)).statusCode).toBe(404);
});

test('what cannot be a silence is refused in one sentence, and nothing is silenced', async () => {
  const { call, silence } = await start();
  const over = 'A silence ends in the future: give a later "endsAt".';
  const long =
    'A silence lasts 14 days at most, because it always ends: give an earlier "endsAt", and begin another when it is over.';
  const cases: readonly (readonly [object, number, string])[] = [
    [{ endsAt: TEST_START.toISOString() }, 400, over],
    [{ endsAt: '0026-06-03T08:00:00Z' }, 400, over],
    [{ endsAt: '2026-06-15T08:00:00.001Z' }, 400, long],
    [{ endsAt: '9999-12-31T23:59:59Z' }, 400, long],
    [
      { startsAt: '2026-06-01T11:00:00Z' },
      400,
      'A silence ends after it starts: give an "endsAt" that is later than "startsAt".',
    ],
    [
      { startsAt: '2027-07-01T00:00:00Z', endsAt: '2027-07-02T00:00:00Z' },
      400,
      'A silence starts within a year: look at the year of "startsAt".',
    ],
    [{ endsAt: undefined }, 400, 'The body lacks "endsAt": add it.'],
    [{ brandId: undefined }, 400, 'The body lacks "brandId": add it.'],
    [
      { brandId: 'toutes' },
      400,
      '"brandId" in the body is not right: it must be an id: a UUID, or null for every brand.',
    ],
    [{ reason: ' ' }, 400, '"reason" in the body is not right: it must be text of 1 to 200 characters.'],
    [
      { brandId: '01900000-0000-7000-8000-000000000000' },
      404,
      'There is no such brand in this agency: list them at /v1/brands.',
    ],
  ];
  for (const [wrong, status, detail] of cases) {
    const answer = await call('POST', '/v1/silences', { ...silence, ...wrong });
    expect([wrong, answer.statusCode, answer.json().detail]).toEqual([wrong, status, detail]);
  }
  expect((await call('GET', '/v1/silences')).json().items).toEqual([]);
});

test('an agency has so many silences that are not over; the past do not count', async () => {
  const { call, silence, world, agencyId } = await start();
  const rows = Array.from({ length: SILENCES_PER_AGENCY_MAX }, () => ({
    ...{ agency_id: agencyId, id: world.newId(), brand_id: null, reason: 'x', created_by: 'x' },
    ...{ starts_at: TEST_START, ends_at: addMs(TEST_START, HOUR_MS), created_at: TEST_START },
  }));
  await world.db.insertInto('silences').values(rows).execute();
  const full = await call('POST', '/v1/silences', silence);
  expect([full.statusCode, full.json().code]).toEqual([409, 'LIMIT_REACHED']);
  world.clock.advanceMs(HOUR_MS);
  expect((await call('POST', '/v1/silences', silence)).statusCode).toBe(201);
});

/** A crisis, and a contact with an address. Returns how many alerts were decided after all passes, by reason. */
async function withCrisis() {
  const started = await start();
  const { world, call, agencyId, brandId } = started;
  const channels = [{ kind: 'email', address: 'claire@quai.example' }];
  await call('POST', '/v1/contacts', { name: 'Claire', language: 'fr', channels });
  const open = async () => {
    const buzz = await openBuzz(
      world.db,
      { newId: world.newId, now: world.clock.now() },
      { agencyId, brandId, kind: 'negative' },
      { level: 4, reasons: ['negative-volume'], figures: makeFigures({}), evidence: null },
    );
    if (buzz === undefined) throw new Error('a buzz was open already');
    return buzz;
  };
  const told = async (): Promise<readonly string[]> => {
    await decideAlerts(world);
    const alerts = await world.db.selectFrom('alerts').select('reason').orderBy('id').execute();
    return alerts.map(({ reason }) => reason);
  };
  return { ...started, open, told };
}

test('a crisis under a silence is told when the silence is ended early, at once', async () => {
  const { call, silence, world, open, told } = await withCrisis();
  const { id } = (await call('POST', '/v1/silences', silence)).json();
  await open();
  expect(await told()).toEqual([]);
  world.clock.advanceMs(MINUTE_MS);
  expect(await told()).toEqual([]);
  await call('DELETE', `/v1/silences/${id}`);
  expect(await told()).toEqual(['first-notice']);
});

test('a crisis under a silence is told when the silence is over by itself', async () => {
  const { call, silence, world, open, told } = await withCrisis();
  await call('POST', '/v1/silences', silence);
  await open();
  expect(await told()).toEqual([]);
  world.clock.advanceMs(2 * HOUR_MS - 1);
  expect(await told()).toEqual([]);
  world.clock.advanceMs(1);
  expect(await told()).toEqual(['first-notice']);
});

test('ending one of two silences tells nobody before the other is over', async () => {
  const { call, silence, world, open, told } = await withCrisis();
  const { id } = (await call('POST', '/v1/silences', silence)).json();
  await call('POST', '/v1/silences', { ...silence, brandId: null });
  await open();
  await told();
  world.clock.advanceMs(MINUTE_MS);
  await call('DELETE', `/v1/silences/${id}`);
  expect(await told()).toEqual([]);
  world.clock.advanceMs(2 * HOUR_MS);
  expect(await told()).toEqual(['first-notice']);
});

test('a silence of another brand holds nothing back, and one that began later does not keep the end from anybody', async () => {
  const { call, silence, addBrand, world, open, told } = await withCrisis();
  await call('POST', '/v1/silences', { ...silence, brandId: await addBrand('Hautefil') });
  const buzz = await open();
  expect(await told()).toEqual(['first-notice']);
  await call('POST', '/v1/silences', { ...silence, endsAt: addMs(TEST_START, DAY_MS).toISOString() });
  world.clock.advanceMs(HOUR_MS);
  expect(await told()).toEqual(['first-notice']);
  await resolveBuzz(world.db, { newId: world.newId, now: world.clock.now() }, buzz);
  expect(await told()).toEqual(['first-notice', 'resolved']);
});
