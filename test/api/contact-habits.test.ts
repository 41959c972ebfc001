/** What is said of a contact beside the channels, by the API and on the pages: client, quiet hours, time zone, brands. */
import { expect, test } from 'vitest';
import { listContacts } from '../../src/store/contacts.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency, addEverything } from './sample-agency.ts';

const CLAIRE = { name: 'Claire', language: 'fr', channels: [{ kind: 'email', address: 'claire@quai.example' }] };
const HABITS = { isClient: true, quietHours: { from: '22:00', until: '07:30' }, timeZone: 'America/New_York' };

async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  return { world, app, call, agencyId };
}

test('a contact has no quiet hours, the agency’s time zone, and is no client, unless it is said', async () => {
  const { call, agencyId, world } = await start();
  const plain = (await call('POST', '/v1/contacts', CLAIRE)).json();
  expect(plain).toMatchObject({ isClient: false, quietHours: null, timeZone: null });
  const made = await call('POST', '/v1/contacts', { ...CLAIRE, ...HABITS, name: 'Zoé' });
  expect([made.statusCode, made.json()]).toMatchObject([201, HABITS]);
  const [, stored] = await listContacts(world.db, agencyId);
  expect(stored).toMatchObject({ quietHours: { fromMinute: 1_320, untilMinute: 450 }, timeZone: 'America/New_York' });
});

test('each of these is changed alone, and taken back; channels and what was not named stay', async () => {
  const { call } = await start();
  const { id: brandId } = (
    await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'Ondelia' })
  ).json();
  const { webhookSecrets: _, ...made } = (await call('POST', '/v1/contacts', CLAIRE)).json();
  const path = `/v1/contacts/${made.id}`;
  let expected = made;
  for (const changes of [
    { quietHours: HABITS.quietHours },
    { isClient: true },
    { timeZone: 'Pacific/Auckland' },
    { name: 'Claire B.', language: 'en', isDigestReader: true },
    { brandIds: [brandId] },
    { brandIds: [] },
    { quietHours: { from: '00:00', until: '23:59' } },
    { quietHours: null, timeZone: null, isClient: false },
  ]) {
    expected = { ...expected, ...changes };
    const changed = await call('PATCH', path, changes);
    expect([changed.statusCode, changed.json()]).toEqual([200, expected]);
  }
  expect((await call('GET', path)).json()).toEqual(expected);
});

test('what cannot be is refused in one sentence, new or changed, and nothing is stored', async () => {
  const { call } = await start();
  const whole = (await call('POST', '/v1/contacts', CLAIRE)).json();
  const minute = 'it must be a time of the day from 00:00 to 23:59, such as 22:30.';
  const hours = 'it must be an object such as {"from": "22:00", "until": "07:00"}, or null for none.';
  const cases: readonly (readonly [object, string])[] = [
    [{ quietHours: { from: '24:00', until: '07:00' } }, `"quietHours.from" in the body is not right: ${minute}`],
    [{ quietHours: { from: '22:00', until: '7:00' } }, `"quietHours.until" in the body is not right: ${minute}`],
    [{ quietHours: { from: '22:00' } }, 'The body lacks "quietHours.until": add it.'],
    [{ quietHours: '22:00' }, `"quietHours" in the body is not right: ${hours}`],
    [
      { quietHours: { from: '22:00', until: '22:00' } },
      'Quiet hours end at another time than they begin, because nobody is quiet all day: give another "until", or delete the contact.',
    ],
    [{ timeZone: 'Paris' }, '"Paris" is no time zone: give an IANA name such as Europe/Paris.'],
    [{ timeZone: '+02:00' }, '"+02:00" is no time zone: give an IANA name such as Europe/Paris.'],
    [{ isClient: 'yes' }, '"isClient" in the body is not right: it must be true or false.'],
    [{ name: ' ' }, '"name" in the body is not right: it must be text of 1 to 200 characters.'],
  ];
  for (const [wrong, detail] of cases) {
    for (const answer of [
      await call('POST', '/v1/contacts', { ...CLAIRE, ...wrong }),
      await call('PATCH', `/v1/contacts/${whole.id}`, wrong),
    ]) {
      expect([wrong, answer.statusCode, answer.json().detail]).toEqual([wrong, 400, detail]);
    }
  }
  expect((await call('PATCH', `/v1/contacts/${whole.id}`, {})).statusCode).toBe(400);
  expect((await call('PATCH', `/v1/contacts/${whole.id}`, { channels: [] })).statusCode).toBe(400);
  const { items } = (await call('GET', '/v1/contacts')).json();
  expect(items).toEqual([{ ...whole, webhookSecrets: undefined }]);
});

test('another agency’s brand is none, and leaves the contact as it was', async () => {
  const { call, app, world } = await start();
  const { brandId } = await addEverything(world, await addAgency(world, app, 'Voisine'));
  const { id } = (await call('POST', '/v1/contacts', CLAIRE)).json();
  const answer = await call('PATCH', `/v1/contacts/${id}`, { name: 'Autre', brandIds: [brandId] });
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'NOT_FOUND']);
  expect((await call('GET', `/v1/contacts/${id}`)).json()).toMatchObject({ name: 'Claire', brandIds: [] });
});

const FORM = { name: 'Claire', language: 'fr', email: 'claire@quai.example', level: '' };

test('the dashboard’s form says it too, and a page changes it without touching the channels', async () => {
  const { app, call } = await start();
  const visitor = await signInAs(app, 'Quai');
  const quiet = { quietFrom: '22:00', quietUntil: '07:30', timeZone: 'America/New_York', client: 'yes' };
  expect((await visitor.post('/contacts', { ...FORM, ...quiet })).location).toBe('/contacts?done=contact-added');
  const [made] = (await call('GET', '/v1/contacts')).json().items;
  expect(made).toMatchObject(HABITS);
  const list = await visitor.get('/contacts');
  expect(list.text).toContain('calme de 22 h 00 à 7 h 30 (America/New_York)');
  expect(list.text).toContain('client, prévenu d’une crise seulement');
  const path = `/contacts/${made.id}`;
  expect(list.$(`a[href="${path}"]`)).toHaveLength(1);
  const page = await visitor.get(path);
  expect(page.$('#quietFrom').val()).toBe('22:00');
  expect(page.$('input[name=client]').attr('checked')).toBe('checked');
  const saved = await visitor.post(path, { name: 'Claire B.', language: 'en', digestPeriods: 'week' });
  expect(saved.location).toBe('/contacts?done=contact-changed');
  const [changed] = (await call('GET', '/v1/contacts')).json().items;
  expect(changed).toEqual({
    ...made,
    ...{ name: 'Claire B.', language: 'en', isDigestReader: true, isClient: false, quietHours: null, timeZone: null },
  });
});

test('a refused page comes back as it was typed, with a sentence at each wrong field', async () => {
  const { app, call } = await start();
  const visitor = await signInAs(app, 'Quai');
  const { id } = (await call('POST', '/v1/contacts', CLAIRE)).json();
  for (const [path, form] of [
    ['/contacts', FORM],
    [`/contacts/${id}`, FORM],
  ] as const) {
    for (const [fields, field, sentence] of [
      [{ quietFrom: '22:00' }, 'quietUntil', 'Donnez une heure, comme 22\u00a0h\u00a030.'],
      [{ quietUntil: '07:00' }, 'quietFrom', 'Donnez une heure, comme 22\u00a0h\u00a030.'],
      [{ quietFrom: '25:00', quietUntil: '07:00' }, 'quietFrom', 'Donnez une heure, comme 22\u00a0h\u00a030.'],
      [{ quietFrom: '07:00', quietUntil: '07:00' }, 'quietUntil', 'ne durent pas toute la journée'],
      [{ timeZone: 'Paris' }, 'timeZone', 'Ce fuseau horaire n’existe pas.'],
      [{ name: '' }, 'name', 'Ce champ est obligatoire.'],
    ] as const) {
      const answer = await visitor.post(path, { ...form, client: 'yes', ...fields });
      expect([path, fields, answer.status]).toEqual([path, fields, 422]);
      expect(answer.$(`#${field}-problem`).text()).toContain(sentence);
      expect(answer.$('input[name=client]').attr('checked')).toBe('checked');
    }
  }
  expect((await call('GET', '/v1/contacts')).json().items).toHaveLength(1);
});

test('an analyst sees contacts but neither adds, changes nor removes any', async () => {
  const { app, call, world } = await start();
  const visitor = await signInAs(app, 'Quai');
  const { id } = (await call('POST', '/v1/contacts', CLAIRE)).json();
  await world.db.updateTable('members').set({ role: 'analyst' }).execute();
  const page = await visitor.get(`/contacts/${id}`);
  // the telephone in his own hand he may register: whoever may read every alert may hear of it
  expect([page.status, page.$('main form:not(#device-form) button')]).toMatchObject([200, { length: 0 }]);
  for (const path of ['/contacts', `/contacts/${id}`, `/contacts/${id}/delete`]) {
    expect([path, (await visitor.post(path, FORM)).status]).toEqual([path, 403]);
  }
  expect((await call('GET', '/v1/contacts')).json().items).toMatchObject([{ id, name: 'Claire' }]);
});

test('another agency’s contact has no page', async () => {
  const { app, call, world } = await start();
  const { id } = (await call('POST', '/v1/contacts', CLAIRE)).json();
  await addAgency(world, app, 'Voisine');
  const stranger = await signInAs(app, 'Voisine');
  expect((await stranger.get(`/contacts/${id}`)).status).toBe(404);
  expect((await stranger.post(`/contacts/${id}`, FORM)).status).toBe(404);
});
