/** Rotas by the API: made, changed, read as they are now, with who stands in; and refused in one sentence. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS } from '../../src/base/clock.ts';
import { ROTA_OVERRIDES_MAX, ROTAS_PER_AGENCY_MAX } from '../../src/domain/escalation.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

const NOBODY_ID = '01900000-0000-7000-8000-000000000000';

/** On a Monday at 10:00 in Paris. */
async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const addContact = async (name: string): Promise<string> => {
    const channels = [{ kind: 'email', address: 'claire@quai.example' }];
    return (await call('POST', '/v1/contacts', { name, language: 'fr', channels })).json().id;
  };
  const [claire, paul] = [await addContact('Claire'), await addContact('Paul')];
  return { world, call, agencyId, claire, paul };
}

test('a rota is made with what is usual, read with who is on call, changed and deleted', async () => {
  const { call, claire, paul } = await start();
  const made = await call('POST', '/v1/rotas', { name: 'Nuits', contactIds: [claire, paul] });
  const rota = made.json();
  expect([made.statusCode, made.headers.location, rota]).toEqual([
    201,
    `/v1/rotas/${rota.id}`,
    {
      ...{ id: rota.id, name: 'Nuits', timeZone: 'Europe/Paris', handOverWeekday: 1, handOverHour: 9 },
      ...{ startsOn: '2026-06-01', contactIds: [claire, paul], createdAt: TEST_START.toISOString() },
    },
  ]);
  const path = `/v1/rotas/${rota.id}`;
  const detail = (await call('GET', path)).json();
  expect(detail.onCall).toEqual({ contactId: claire, contactName: 'Claire', until: '2026-06-08T07:00:00.000Z' });
  expect(detail.nextHandOvers).toHaveLength(8);
  expect(detail.nextHandOvers.slice(0, 2)).toEqual([
    { at: '2026-06-08T07:00:00.000Z', contactId: paul, contactName: 'Paul' },
    { at: '2026-06-15T07:00:00.000Z', contactId: claire, contactName: 'Claire' },
  ]);
  const changes = { name: 'Nuits et jours', timeZone: 'Pacific/Auckland', handOverWeekday: 5, handOverHour: 18 };
  const moved = await call('PATCH', path, { ...changes, startsOn: '2026-05-01', contactIds: [paul, claire, paul] });
  expect(moved.json()).toEqual({ ...rota, ...changes, startsOn: '2026-05-01', contactIds: [paul, claire, paul] });
  expect((await call('PATCH', path, { handOverHour: 0 })).json()).toMatchObject({
    handOverHour: 0,
    name: changes.name,
  });
  expect((await call('GET', '/v1/rotas')).json().items.map(({ id }: { id: string }) => id)).toEqual([rota.id]);
  expect((await call('DELETE', path)).statusCode).toBe(204);
  for (const method of ['GET', 'DELETE'] as const) expect((await call(method, path)).statusCode).toBe(404);
  expect((await call('PATCH', path, { name: 'Trop tard' })).statusCode).toBe(404);
});

test('of one person nobody takes over, and of a rota whose people were deleted nobody is on call', async () => {
  const { call, claire } = await start();
  const { id } = (await call('POST', '/v1/rotas', { name: 'Nuits', contactIds: [claire] })).json();
  const alone = (await call('GET', `/v1/rotas/${id}`)).json();
  expect([alone.onCall, alone.nextHandOvers]).toEqual([{ contactId: claire, contactName: 'Claire', until: null }, []]);
  await call('DELETE', `/v1/contacts/${claire}`);
  const empty = (await call('GET', `/v1/rotas/${id}`)).json();
  expect([empty.contactIds, empty.onCall]).toEqual([[], { contactId: null, contactName: null, until: null }]);
});

test('who stands in is on call meanwhile, listed until it is over, and taken back', async () => {
  const { call, claire, paul, world } = await start();
  const { id } = (await call('POST', '/v1/rotas', { name: 'Nuits', contactIds: [claire] })).json();
  const path = `/v1/rotas/${id}/overrides`;
  const now = { contactId: paul, startsAt: '2026-06-01T00:00:00Z', endsAt: '2026-06-02T18:00:00+02:00' };
  const made = await call('POST', path, now);
  const override = made.json();
  expect([made.statusCode, made.headers.location, override]).toEqual([
    201,
    `${path}/${override.id}`,
    {
      ...{ id: override.id, contactId: paul, createdBy: 'test', createdAt: TEST_START.toISOString() },
      ...{ startsAt: '2026-06-01T00:00:00.000Z', endsAt: '2026-06-02T16:00:00.000Z' },
    },
  ]);
  const later = { contactId: paul, startsAt: '2026-06-10T00:00:00Z', endsAt: '2026-06-11T00:00:00Z' };
  const { id: laterId } = (await call('POST', path, later)).json();
  const list = async (query = '') =>
    (await call('GET', `${path}${query}`)).json().items.map((each: { id: string }) => each.id);
  expect(await list()).toEqual([override.id, laterId]);
  const { nextCursor } = (await call('GET', `${path}?limit=1`)).json();
  expect(await list(`?cursor=${nextCursor}`)).toEqual([laterId]);
  const { onCall, nextHandOvers } = (await call('GET', `/v1/rotas/${id}`)).json();
  expect(onCall).toEqual({ contactId: paul, contactName: 'Paul', until: '2026-06-02T16:00:00.000Z' });
  expect(nextHandOvers.map(({ contactName }: { contactName: string }) => contactName)).toEqual([
    'Claire',
    'Paul',
    'Claire',
  ]);
  world.clock.advanceMs(2 * DAY_MS);
  expect(await list()).toEqual([laterId]);
  expect((await call('DELETE', `${path}/${laterId}`)).statusCode).toBe(204);
  expect((await call('DELETE', `${path}/${laterId}`)).statusCode).toBe(404);
  expect(await list()).toEqual([]);
});

test('what cannot be a rota is refused in one sentence, new or changed', async () => {
  const { call, claire } = await start();
  const whole = { name: 'Nuits', contactIds: [claire] };
  const { id } = (await call('POST', '/v1/rotas', whole)).json();
  await call('POST', '/v1/rotas', { ...whole, name: 'Jours' });
  const list = '"contactIds" in the body is not right: it must be a list of 1 to 50 ids of contacts, in their turn.';
  const taken = 'A rota of this name exists already in this agency: choose another name, or change that one.';
  const cases: readonly (readonly [object, number, string])[] = [
    [{ name: 'Jours' }, 409, taken],
    [{ contactIds: [] }, 400, list],
    [{ contactIds: Array(51).fill(claire) }, 400, list],
    [
      { contactIds: [claire, NOBODY_ID] },
      404,
      `There is no contact ${NOBODY_ID} in this agency: list them at /v1/contacts.`,
    ],
    [{ timeZone: 'Paris' }, 400, '"Paris" is no time zone: give an IANA name such as Europe/Paris.'],
    [{ handOverHour: 24 }, 400, '"handOverHour" in the body is not right: it must be a whole number from 0 to 23.'],
    [{ handOverWeekday: 0 }, 400, '"handOverWeekday" in the body is not right: it must be one of 1, 2, 3, 4, 5, 6, 7.'],
    ...['2026-06-31', '0026-06-01', '2026-6-1', '2026-06-01T00:00:00Z', 'lundi'].map(
      (startsOn) =>
        [{ startsOn }, 400, `"${startsOn}" is no day: give one such as 2026-06-01, from 2000 to 2100.`] as const,
    ),
  ];
  for (const [wrong, status, detail] of cases) {
    for (const answer of [
      await call('POST', '/v1/rotas', { ...whole, name: 'Autre', ...wrong }),
      await call('PATCH', `/v1/rotas/${id}`, wrong),
    ]) {
      expect([wrong, answer.statusCode, answer.json().detail]).toEqual([wrong, status, detail]);
    }
  }
  expect((await call('GET', '/v1/rotas')).json().items).toHaveLength(2);
});

test('what cannot be a stand-in is refused in one sentence', async () => {
  const { call, claire } = await start();
  const { id } = (await call('POST', '/v1/rotas', { name: 'Nuits', contactIds: [claire] })).json();
  const right = { contactId: claire, startsAt: '2026-06-02T08:00:00Z', endsAt: '2026-06-03T08:00:00Z' };
  const over = 'An override ends in the future: give a later "endsAt".';
  const order = 'An override ends after it starts: give an "endsAt" that is later than "startsAt".';
  const cases: readonly (readonly [object, number, string])[] = [
    [{ startsAt: '2026-05-01T00:00:00Z', endsAt: '2026-06-01T08:00:00Z' }, 400, over],
    [{ endsAt: '0026-06-03T08:00:00Z' }, 400, over],
    [{ endsAt: right.startsAt }, 400, order],
    [
      { startsAt: '9026-06-03T08:00:00Z', endsAt: '9026-06-04T08:00:00Z' },
      400,
      'An override starts within a year: look at the year of "startsAt".',
    ],
    [
      { endsAt: '2026-09-02T08:00:00.001Z' },
      400,
      'An override lasts 92 days at most: give an earlier "endsAt", or change who is in the rota.',
    ],
    [{ contactId: NOBODY_ID }, 404, `There is no contact ${NOBODY_ID} in this agency: list them at /v1/contacts.`],
    [{ endsAt: '2026-06-30T23:59:60Z' }, 400, '"endsAt" is no instant: give one such as 2026-06-01T08:00:00Z.'],
  ];
  for (const [wrong, status, detail] of cases) {
    const answer = await call('POST', `/v1/rotas/${id}/overrides`, { ...right, ...wrong });
    expect([wrong, answer.statusCode, answer.json().detail]).toEqual([wrong, status, detail]);
  }
  expect((await call('GET', `/v1/rotas/${id}/overrides`)).json().items).toEqual([]);
});

test('an agency has so many rotas and a rota so many stand-ins to come, and the sentence says what to do', async () => {
  const { call, claire, world, agencyId } = await start();
  const { id } = (await call('POST', '/v1/rotas', { name: 'Nuits', contactIds: [claire] })).json();
  const rotas = Array.from({ length: ROTAS_PER_AGENCY_MAX - 1 }, (_, index) => ({
    ...{ agency_id: agencyId, id: world.newId(), name: `r${index}`, time_zone: 'UTC', hand_over_weekday: 1 as const },
    ...{ hand_over_hour: 9, starts_on: '2026-06-01', created_at: TEST_START },
  }));
  await world.db.insertInto('rotas').values(rotas).execute();
  const full = await call('POST', '/v1/rotas', { name: 'Trop', contactIds: [claire] });
  expect([full.statusCode, full.json().detail]).toEqual([409, 'An agency may have 50 rotas: delete one first.']);
  const overrides = Array.from({ length: ROTA_OVERRIDES_MAX }, () => ({
    ...{ agency_id: agencyId, id: world.newId(), rota_id: id, contact_id: claire, created_by: 'x' },
    ...{ starts_at: TEST_START, ends_at: addMs(TEST_START, DAY_MS), created_at: TEST_START },
  }));
  await world.db.insertInto('rota_overrides').values(overrides).execute();
  const body = { contactId: claire, startsAt: '2026-06-02T08:00:00Z', endsAt: '2026-06-03T08:00:00Z' };
  const many = await call('POST', `/v1/rotas/${id}/overrides`, body);
  expect([many.statusCode, many.json().code]).toEqual([409, 'LIMIT_REACHED']);
  world.clock.advanceMs(DAY_MS);
  expect((await call('POST', `/v1/rotas/${id}/overrides`, body)).statusCode).toBe(201);
});
