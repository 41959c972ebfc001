/** Every group of routes, called as a program calls them. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { hashToken } from '../../src/base/secrets.ts';
import { issueSetupLink } from '../../src/intents/people.ts';
import { recordMentions } from '../../src/store/mentions.ts';
import { recordSourceVisit } from '../../src/store/sources.ts';
import { makeNewMention } from '../support/talk.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { makeFailedVisit } from '../support/visits.ts';
import { addAgency, addEverything, addMentions, makeApi, makeCall } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  return { world, app, agency, call: agency.call };
}

const SET_UP = {
  agency: { name: 'Agence du Port', language: 'fr', timeZone: 'Europe/Paris' },
  owner: { name: 'Marie Lopez', email: 'Marie@agence.example', password: 'un mot de passe assez long' },
};

test('the set-up token makes the first agency and a key that works, once', async () => {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const setUp = makeCall(app, await issueSetupLink(world));

  const first = await setUp('POST', '/v1/agencies', SET_UP);

  expect(first.statusCode).toBe(201);
  const made = first.json();
  expect(made.agency).toMatchObject({ name: 'Agence du Port', digestWeekday: 1, digestHour: 8 });
  expect(made.owner).toMatchObject({ name: 'Marie Lopez', email: 'marie@agence.example' });
  expect((await makeCall(app, made.apiKey.key)('GET', '/v1/agency')).json()).toEqual(made.agency);
  const again = await setUp('POST', '/v1/agencies', { ...SET_UP, agency: { ...SET_UP.agency, name: 'Une autre' } });
  expect(again.statusCode).toBe(403);
  expect(again.json()).toMatchObject({ code: 'SETUP_LINK_INVALID' });
});

test.each([
  ['a time zone that is none', { ...SET_UP, agency: { ...SET_UP.agency, timeZone: 'Europe/Brest' } }, 'Europe/Brest'],
  ['an address that is none', { ...SET_UP, owner: { ...SET_UP.owner, email: 'marie' } }, '"marie"'],
  ['a short password', { ...SET_UP, owner: { ...SET_UP.owner, password: 'court' } }, 'owner.password'],
])('a set-up with %s leaves nothing behind and the token good', async (_what, body, named) => {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const setUp = makeCall(app, await issueSetupLink(world));

  const refused = await setUp('POST', '/v1/agencies', body);

  expect(refused.statusCode).toBe(400);
  expect(refused.json().detail).toContain(named);
  expect((await setUp('POST', '/v1/agencies', SET_UP)).statusCode).toBe(201);
});

test('without a token the set-up is a 401, and an API key is no token', async () => {
  const { app, call } = await start();
  expect((await app.inject({ method: 'POST', url: '/v1/agencies', payload: SET_UP })).statusCode).toBe(401);
  expect((await call('POST', '/v1/agencies', SET_UP)).statusCode).toBe(403);
});

test('an agency can be read and changed, and a new digest hour moves the next digest', async () => {
  const { call } = await start();
  const before = (await call('GET', '/v1/agency')).json();
  expect(before).toMatchObject({ name: 'Agence', timeZone: 'Europe/Paris', nextDigestAt: '2026-06-08T06:00:00.000Z' });

  const after = await call('PATCH', '/v1/agency', { digestHour: 18, language: 'en' });

  expect(after.statusCode).toBe(200);
  expect(after.json()).toEqual({ ...before, digestHour: 18, language: 'en', nextDigestAt: '2026-06-01T16:00:00.000Z' });
  expect((await call('PATCH', '/v1/agency', { timeZone: 'Europe/Brest' })).json().detail).toContain('Europe/Brest');
});

test('a key is shown once, stored as a hash only, and opens nothing once deleted', async () => {
  const { world, app, agency, call } = await start();
  world.clock.advanceMs(HOUR_MS);

  const made = await call('POST', '/v1/api-keys', { name: 'tableau de bord' });

  expect(made.statusCode).toBe(201);
  const { id, key, hint } = made.json();
  const listed = await call('GET', '/v1/api-keys');
  expect(listed.json().items.map((item: { name: string }) => item.name)).toEqual(['test', 'tableau de bord']);
  expect(listed.body).not.toContain(key);
  const rows = await world.db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
  expect(rows.map((row) => row.key_hash.toString('hex'))).toEqual(
    [agency.key, key].map((each) => hashToken(each).toString('hex')),
  );
  expect(JSON.stringify(rows)).not.toContain(key);
  expect(key.startsWith(hint.replace('…', ''))).toBe(true);

  const other = makeCall(app, key);
  expect((await other('GET', '/v1/agency')).statusCode).toBe(200);
  expect((await call('DELETE', `/v1/api-keys/${id}`)).statusCode).toBe(204);
  expect((await other('GET', '/v1/agency')).statusCode).toBe(401);
});

test('a brand is made, read, changed and deleted', async () => {
  const { call } = await start();
  const made = await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange AND NOT fruit' });
  expect(made.statusCode).toBe(201);
  const brand = made.json();
  expect(brand).toMatchObject({
    name: 'Orange',
    kind: 'client',
    query: 'orange AND NOT fruit',
    createdAt: TEST_START.toISOString(),
  });
  const place = String(made.headers.location);
  expect((await call('GET', place)).json()).toEqual(brand);

  expect((await call('PATCH', place, { name: 'Orange France' })).json()).toEqual({ ...brand, name: 'Orange France' });
  expect((await call('GET', '/v1/brands')).json()).toEqual({
    items: [{ ...brand, name: 'Orange France' }],
    nextCursor: null,
  });

  const removed = await call('DELETE', place);
  expect([removed.statusCode, removed.body]).toEqual([204, '']);
  expect((await call('GET', place)).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
});

test('a name that is taken is a conflict, a query that does not parse cannot be kept', async () => {
  const { call } = await start();
  const brand = { name: 'Orange', kind: 'client', query: 'orange' };
  await call('POST', '/v1/brands', brand);
  expect((await call('POST', '/v1/brands', brand)).json()).toMatchObject({ status: 409, code: 'BRAND_NAME_TAKEN' });
  const broken = await call('POST', '/v1/brands', { ...brand, name: 'LG', query: '(lg OR' });
  expect(broken.json()).toMatchObject({ status: 422, code: 'QUERY_INVALID' });
  expect((await call('GET', '/v1/brands')).json().items).toHaveLength(1);
});

test('volumes are summed by the hour and by the agency’s day, within a bounded range', async () => {
  const { world, agency, call } = await start();
  const brand = (await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  await addMentions(world, { agencyId: agency.agencyId, brandId: brand.id }, 6);

  const hours = await call('GET', `/v1/brands/${brand.id}/volumes?width=hour`);
  expect(hours.json()).toMatchObject({ width: 'hour', until: TEST_START.toISOString(), timeZone: 'Europe/Paris' });
  const counts = hours
    .json()
    .items.map((item: { mentionCount: number; negativeCount: number }) => [item.mentionCount, item.negativeCount]);
  expect(
    counts.reduce(([a, b]: number[], [c, d]: number[]) => [(a ?? 0) + (c ?? 0), (b ?? 0) + (d ?? 0)], [0, 0]),
  ).toEqual([6, 3]);
  const days = await call('GET', `/v1/brands/${brand.id}/volumes`);
  expect(days.json()).toMatchObject({ width: 'day', by: null, parts: [] });
  expect(days.json().items).toEqual([
    {
      bucketAt: '2026-05-31T22:00:00.000Z',
      ...{ mentionCount: 6, negativeCount: 3, positiveCount: 0 },
      ...{ storyCount: 6, authorCount: 1, siteCount: 1, outletWeight: 0 },
    },
  ]);

  const tooWide = await call('GET', `/v1/brands/${brand.id}/volumes?width=hour&since=2026-01-01T00:00:00Z`);
  expect(tooWide.json()).toMatchObject({ status: 400, detail: expect.stringContaining('92 days') });
  const backwards = await call(
    'GET',
    `/v1/brands/${brand.id}/volumes?since=2026-06-02T00:00:00Z&until=2026-06-01T00:00:00Z`,
  );
  expect(backwards.json()).toMatchObject({ status: 400, detail: expect.stringContaining('before "until"') });
});

test('volumes are told by five minutes, and apart by kind of source, theme or own theme under its present name', async () => {
  const { world, agency, call } = await start();
  const brand = (await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  const key = { agencyId: agency.agencyId, brandId: brand.id };
  const theme = (await call('POST', '/v1/themes', { name: 'Fibre', query: 'fibre' })).json();
  await addMentions(world, key, 6);
  const now = world.clock.now();
  const told = { ...key, documentId: world.newId(), arrivedAt: now, publishedAt: addMs(now, -2 * DAY_MS) };
  const lateOne = makeNewMention({ ...told, site: 'lemonde.fr', outletWeight: 3, ownThemeIds: [theme.id] });
  await world.db.transaction().execute((db) => recordMentions(db, { newId: world.newId, now }, [lateOne]));
  const read = async (query: string) => (await call('GET', `/v1/brands/${brand.id}/volumes?${query}`)).json();

  // the last twenty-four hours where nothing is said
  expect(await read('width=five-minutes')).toMatchObject({
    since: '2026-05-31T08:00:00.000Z',
    items: [
      { bucketAt: '2026-06-01T06:55:00.000Z', mentionCount: 3, storyCount: 3, siteCount: 1 },
      { bucketAt: '2026-06-01T07:00:00.000Z', mentionCount: 3 },
    ],
  });
  const byKind = await read('by=source-kind');
  expect(byKind).toMatchObject({ width: 'day', by: 'source-kind' });
  expect(byKind.items).toMatchObject([
    { mentionCount: 1, outletWeight: 3 },
    { mentionCount: 6, outletWeight: 0 },
  ]);
  expect(byKind.parts).toEqual([
    {
      ...{ bucketAt: '2026-05-29T22:00:00.000Z', part: 'feed', name: 'feed' },
      ...{ mentionCount: 1, negativeCount: 0, positiveCount: 0 },
    },
    {
      ...{ bucketAt: '2026-05-31T22:00:00.000Z', part: 'forum', name: 'forum' },
      ...{ mentionCount: 6, negativeCount: 3, positiveCount: 0 },
    },
  ]);
  expect((await read('by=theme&width=hour')).parts).toMatchObject([
    { bucketAt: '2026-06-01T06:00:00.000Z', part: 'outage', mentionCount: 1 },
    { bucketAt: '2026-06-01T07:00:00.000Z', part: 'outage', mentionCount: 2 },
  ]);
  expect((await call('PATCH', `/v1/themes/${theme.id}`, { name: 'La fibre' })).statusCode).toBe(200);
  expect((await read('by=own-theme')).parts).toMatchObject([{ part: theme.id, name: 'La fibre', mentionCount: 1 }]);
  expect((await call('GET', '/v1/mentions?since=2026-05-29T00:00:00Z')).json().items.at(-1)).toMatchObject({
    ...{ site: 'lemonde.fr', outletWeight: 3 },
  });
});

test('volumes are refused beyond what an answer can hold, by one sentence with the way out', async () => {
  const { call } = await start();
  const brand = (await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  const read = (query: string) => call('GET', `/v1/brands/${brand.id}/volumes?${query}`);
  for (const [query, sentence] of [
    ['width=five-minutes&since=2026-05-25T07:59:59Z', 'by five minutes are given for at most 7 days'],
    ['width=hour&since=2026-03-01T07:59:59Z', 'by hour are given for at most 92 days'],
    ['width=day&since=2024-05-30T00:00:00Z', 'by day are given for at most 2 years'],
  ] as const) {
    const refused = await read(query);
    expect(refused.json(), query).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
    expect(refused.json().detail).toBe(`Volumes ${sentence}: bring "since" closer to "until".`);
  }
  for (const query of ['width=five-minutes&since=2026-05-25T08:00:00Z', 'width=day&since=2024-06-01T08:00:00Z']) {
    expect((await read(query)).statusCode).toBe(200);
  }
  for (const query of ['width=minute', 'by=author', 'by=', 'by=theme&by=source-kind']) {
    expect((await read(query)).statusCode, query).toBe(400);
  }
});

test('listening to an address makes its source due, twice is a conflict, and stopping forgets the subscription', async () => {
  const { call } = await start();
  const input = { url: 'https://blog.example/feed.xml#top', kind: 'feed' };
  const made = await call('POST', '/v1/subscriptions', input);
  expect(made.statusCode).toBe(201);
  const subscription = made.json();
  expect(subscription).toMatchObject({ brandId: null });
  expect((await call('POST', '/v1/subscriptions', input)).json()).toMatchObject({
    status: 409,
    code: 'SUBSCRIPTION_EXISTS',
  });
  expect((await call('POST', '/v1/subscriptions', { url: 'ftp://blog.example/', kind: 'feed' })).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining('ftp://blog.example/'),
  });

  expect((await call('GET', `/v1/sources/${subscription.sourceId}`)).json()).toMatchObject({
    url: 'https://blog.example/feed.xml',
    nextCheckAt: TEST_START.toISOString(),
    lastSuccessAt: null,
    blindSince: null,
    subscriptions: [{ id: subscription.id, brandId: null }],
  });
  expect((await call('DELETE', `/v1/subscriptions/${subscription.id}`)).statusCode).toBe(204);
  expect((await call('GET', '/v1/subscriptions')).json().items).toEqual([]);
  expect((await call('GET', `/v1/sources/${subscription.sourceId}`)).statusCode).toBe(404);
});

test('a source tells since when it is blind, and a check asked for makes it due', async () => {
  const { world, call } = await start();
  const { sourceId } = (
    await call('POST', '/v1/subscriptions', { url: 'https://a.example/feed', kind: 'feed' })
  ).json();
  const visit = { sourceId, visitedAt: TEST_START, nextCheckAt: addMs(TEST_START, HOUR_MS) };
  await recordSourceVisit(world.db, makeFailedVisit({ ...visit, reason: 'not-found' }));
  const blind = (await call('GET', '/v1/sources')).json().items[0];
  expect(blind).toMatchObject({
    failureCount: 1,
    blindSince: TEST_START.toISOString(),
    lastErrorReason: 'not-found',
    nextCheckAt: '2026-06-01T09:00:00.000Z',
  });

  const asked = await call('POST', `/v1/sources/${sourceId}/checks`);

  expect(asked.statusCode).toBe(202);
  // a minute after the visit that just was: the site is not ours to hammer
  expect(asked.json()).toEqual({ ...blind, nextCheckAt: '2026-06-01T08:01:00.000Z' });
});

test('a webhook’s secret is shown when the contact is made and never again', async () => {
  const { call } = await start();
  const made = await call('POST', '/v1/contacts', {
    name: 'Astreinte',
    language: 'fr',
    channels: [
      { kind: 'sms', address: '+33 6 12 34 56 78' },
      { kind: 'webhook', address: 'https://outils.example/vigie', minLevel: 1 },
    ],
  });
  expect(made.statusCode).toBe(201);
  const { webhookSecrets, ...contact } = made.json();
  expect(contact.channels).toMatchObject([
    { kind: 'sms', address: '+33612345678', minLevel: 3 },
    { kind: 'webhook', address: 'https://outils.example/vigie', minLevel: 1 },
  ]);
  const read = await call('GET', String(made.headers.location));
  expect(read.json()).toEqual(contact);
  expect(read.body).not.toContain(webhookSecrets[0].secret);
  expect((await call('GET', '/v1/contacts')).json().items).toEqual([contact]);
  expect((await call('DELETE', `/v1/contacts/${contact.id}`)).statusCode).toBe(204);
  expect((await call('GET', `/v1/contacts/${contact.id}`)).statusCode).toBe(404);
});

test('a chat’s address is given once and shown no more, and a refusal does not repeat it', async () => {
  const { world, call } = await start();
  const url = 'https://hooks.slack.com/services/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';
  const token = '7001234567:AAE1q2w3e4r5t6y7u8i9o0p_a-s2d3f4g5h';
  const contact = { name: 'Équipe', language: 'fr' };
  const chats = [
    { kind: 'slack', address: url },
    { kind: 'telegram', address: '-1001234567890', token, minLevel: 3 },
  ];
  const made = await call('POST', '/v1/contacts', { ...contact, channels: chats });
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject({
    webhookSecrets: [],
    channels: [
      { kind: 'slack', address: 'hooks.slack.com/…/aB3x', minLevel: 2 },
      { kind: 'telegram', address: '-1001234567890', minLevel: 3 },
    ],
  });
  const wrong = [
    { kind: 'discord', address: url },
    { kind: 'telegram', address: 'Équipe', token },
    { kind: 'telegram', address: '-1001234567890', token: `bot${token}` },
    { kind: 'slack', address: url, token },
  ];
  const refused = [];
  for (const channel of wrong) refused.push(await call('POST', '/v1/contacts', { ...contact, channels: [channel] }));
  expect(refused.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 400]);
  const told = [made, ...refused, await call('GET', '/v1/contacts')].map(({ body }) => body).join('\n');
  for (const secret of ['q1w2e3', 'AAE1q2']) expect(told + JSON.stringify(world.logLines)).not.toContain(secret);
});

test('mentions are filtered by brand, sentiment, theme, status and time; an irrelevant one leaves the volume', async () => {
  const { world, agency, call } = await start();
  const brand = (await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  await addMentions(world, { agencyId: agency.agencyId, brandId: brand.id }, 4);
  const list = async (query: string) => (await call('GET', `/v1/mentions?${query}`)).json().items;

  expect(await list('')).toHaveLength(4);
  expect(await list(`brandId=${brand.id}&sentiment=negative`)).toHaveLength(2);
  expect(await list('theme=outage')).toHaveLength(2);
  expect(await list('theme=price')).toEqual([]);
  expect(await list('since=2026-06-01T07:00:00Z')).toHaveLength(3);
  expect(await list('until=2026-06-01T07:00:00Z')).toHaveLength(1);

  const [mention] = await list('sentiment=negative');
  expect(mention).toMatchObject({
    brandId: brand.id,
    status: 'new',
    sentiment: { label: 'negative', score: -0.5, judgedBy: 'model' },
  });
  expect(mention.passages).toEqual([{ text: 'Orange en panne dans mon quartier', label: 'negative', score: -0.5 }]);
  const changed = await call('PATCH', `/v1/mentions/${mention.id}`, { status: 'irrelevant' });
  expect(changed.json()).toEqual({ ...mention, status: 'irrelevant', setAsideBy: 'reader' });
  expect((await call('GET', `/v1/mentions/${mention.id}`)).json()).toEqual(changed.json());
  expect(await list('status=irrelevant')).toHaveLength(1);
  const volumes = (await call('GET', `/v1/brands/${brand.id}/volumes`)).json();
  expect(volumes.items[0]).toMatchObject({ mentionCount: 3, negativeCount: 1 });

  world.clock.advanceMs(31 * DAY_MS);
  expect(await list('')).toEqual([]);
});

test('a mention’s sentiment is corrected, by whom and when, counted at once, and taken back', async () => {
  const { world, agency, call } = await start();
  const brand = (await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  await addMentions(world, { agencyId: agency.agencyId, brandId: brand.id }, 4);
  const [mention] = (await call('GET', '/v1/mentions?sentiment=negative')).json().items;
  const path = `/v1/mentions/${mention.id}`;
  expect(mention).toMatchObject({ modelSentiment: null, correction: null });

  const corrected = (await call('PATCH', path, { correction: { label: 'positive', by: 'Claire' } })).json();
  expect(corrected).toEqual({
    ...mention,
    sentiment: { label: 'positive', score: 0.5, confidence: 1, judgedBy: 'reader' },
    modelSentiment: mention.sentiment,
    correction: { by: 'Claire', at: world.clock.now().toISOString() },
  });
  const volumes = async () => (await call('GET', `/v1/brands/${brand.id}/volumes`)).json();
  expect((await volumes()).items[0]).toMatchObject({ mentionCount: 4, negativeCount: 1, positiveCount: 1 });
  expect((await volumes()).reliability).toMatchObject({ readCount: 1 });
  expect((await call('GET', `/v1/brands/${brand.id}/reliability`)).json()).toMatchObject({
    readCount: 1,
    labels: [{ label: 'negative', precision: null, recall: null }, {}, {}],
    byLanguage: [{ language: 'fr', readCount: 1 }],
    bySourceKind: [{ sourceKind: 'forum', readCount: 1 }],
  });

  // without a name it is the key that says so
  expect((await call('PATCH', path, { correction: { label: 'neutral' } })).json().correction.by).toBe('test');
  expect((await call('PATCH', path, { correction: null })).json()).toEqual(mention);
  expect((await volumes()).items[0]).toMatchObject({ mentionCount: 4, negativeCount: 2, positiveCount: 0 });

  const refused = await call('PATCH', path, { correction: { label: 'furious' } });
  expect(refused.statusCode).toBe(400);
  expect(refused.json().detail).toContain('negative');
  for (const correction of [{}, 'positive', { label: 'neutral', by: '' }, { label: 'neutral', why: 'x' }])
    expect((await call('PATCH', path, { correction })).statusCode).toBe(400);
  expect((await call('GET', path)).json()).toEqual(mention);
});

test('a buzz is listed, read with its timeline, and acknowledged by name; the first name stays', async () => {
  const { world, agency, call } = await start();
  const { buzzId, brandId } = await addEverything(world, agency);
  expect((await call('GET', `/v1/buzzes?status=open&brandId=${brandId}`)).json().items).toHaveLength(1);

  world.clock.advanceMs(HOUR_MS);

  const acknowledged = await call('POST', `/v1/buzzes/${buzzId}/acknowledgements`, { by: 'Paul Martin' });

  expect(acknowledged.json()).toMatchObject({ id: buzzId, status: 'acknowledged', acknowledgedBy: 'Paul Martin' });
  const second = await call('POST', `/v1/buzzes/${buzzId}/acknowledgements`, { by: 'Marie Lopez' });
  expect(second.json()).toEqual(acknowledged.json());
  const detail = (await call('GET', `/v1/buzzes/${buzzId}`)).json();
  expect(detail.events).toMatchObject([
    { kind: 'opened', by: null, figures: { negativeCount: 40, expectedNegativeCount: 1.5 } },
    { kind: 'acknowledged', by: 'Paul Martin', figures: null },
  ]);
  expect((await call('GET', '/v1/buzzes?until=2026-06-01T08:00:00Z')).json().items).toEqual([]);
});

test('alerts, their deliveries and the digests are read as they were frozen', async () => {
  const { world, agency, call } = await start();
  const { buzzId, alertId, digestId, brandId } = await addEverything(world, agency);

  const alerts = (await call('GET', `/v1/alerts?buzzId=${buzzId}&brandId=${brandId}`)).json().items;
  expect(alerts).toMatchObject([
    { id: alertId, reason: 'first-notice', level: 3, content: { brandName: 'Orange', toldNames: ['Paul Martin'] } },
  ]);
  expect(alerts[0].content.worstMentions[0]).toMatchObject({ excerpt: 'Rien ne marche', url: null });

  const deliveries = (await call('GET', `/v1/deliveries?alertId=${alertId}&status=pending`)).json().items;
  expect(deliveries).toMatchObject([
    { alertId, digestId: null, channelKind: 'email', attemptCount: 0, acceptedAt: null },
  ]);
  expect((await call('GET', '/v1/deliveries')).json().items).toHaveLength(2);

  const digests = (await call('GET', `/v1/digests?brandId=${brandId}`)).json().items;
  expect(digests).toMatchObject([
    { id: digestId, periodStartsOn: '2026-05-25', content: { counts: { mentionCount: 9 } } },
  ]);
  expect((await call('GET', `/v1/digests/${digestId}`)).json()).toEqual(digests[0]);
});
