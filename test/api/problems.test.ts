/** How the API says no: one shape, one sentence that names the thing and the way out, nothing leaked. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { openMemoryDatabase } from '../../src/store/database.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, makeApi, makeCall } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  return { world, app, agency, call: agency.call };
}

const BRAND = { name: 'Orange', kind: 'client', query: 'orange' };
const CONTACT = { name: 'Paul', language: 'fr', channels: [{ kind: 'email', address: 'paul@agence.example' }] };
const SOME_ID = '019e8232-6000-7452-a937-9224a78c531e';

test('what a schema refuses is told in one sentence that names the field and what would be right', async () => {
  const { call } = await start();
  const cases = [
    [
      'POST',
      '/v1/brands',
      { ...BRAND, colour: 'red' },
      'colour',
      'The body has no field "colour": leave it out, or use one of "name", "kind", "query", "sector", "sensitivity", "country", "products", "handles", "hashtags", "competitors", "register", "language".',
    ],
    ['POST', '/v1/brands', { name: 'Orange', kind: 'client' }, 'query', 'The body lacks "query": add it.'],
    [
      'POST',
      '/v1/brands',
      { ...BRAND, name: 5 },
      'name',
      '"name" in the body is not right: it must be text of 1 to 200 characters.',
    ],
    [
      'POST',
      '/v1/brands',
      { ...BRAND, name: '  ' },
      'name',
      '"name" in the body is not right: it must be text of 1 to 200 characters.',
    ],
    [
      'POST',
      '/v1/brands',
      { ...BRAND, name: 'a\0b' },
      'name',
      '"name" in the body is not right: it must be text of 1 to 200 characters.',
    ],
    [
      'POST',
      '/v1/brands',
      { ...BRAND, kind: 'ours' },
      'kind',
      '"kind" in the body is not right: it must be one of "client", "competitor".',
    ],
    ['POST', '/v1/brands', [], 'body', 'The body is not right: it must be an object.'],
    ['POST', '/v1/brands', undefined, 'body', 'The body is not right: it must be an object.'],
    [
      'PATCH',
      `/v1/brands/${SOME_ID}`,
      {},
      'body',
      'The body is not right: it must be an object with at least one field to change.',
    ],
    [
      'POST',
      '/v1/contacts',
      { ...CONTACT, channels: [] },
      'channels',
      '"channels" in the body is not right: it must be a list of 1 to 20 channels.',
    ],
    [
      'POST',
      '/v1/contacts',
      { ...CONTACT, channels: [{ kind: 'fax', address: '1' }] },
      'channels.0.kind',
      '"channels.0.kind" in the body is not right: it must be one of "email", "sms", "webhook", "push", "slack", "teams", "discord", "mattermost", "telegram".',
    ],
    [
      'POST',
      '/v1/contacts',
      { ...CONTACT, brandIds: [SOME_ID, SOME_ID] },
      'brandIds',
      '"brandIds" in the body is not right: it must be a list of ids, each once.',
    ],
    [
      'PATCH',
      '/v1/agency',
      { digestHour: '8' },
      'digestHour',
      '"digestHour" in the body is not right: it must be a whole number from 0 to 23.',
    ],
    [
      'GET',
      '/v1/brands?limit=0',
      undefined,
      'limit',
      '"limit" in the query string is not right: it must be a whole number from 1 to 100.',
    ],
    [
      'GET',
      '/v1/brands?limit=some',
      undefined,
      'limit',
      '"limit" in the query string is not right: it must be a whole number from 1 to 100.',
    ],
    [
      'GET',
      '/v1/brands?limit=1&limit=2',
      undefined,
      'limit',
      '"limit" in the query string is not right: it must be a whole number from 1 to 100.',
    ],
    [
      'GET',
      '/v1/brands?page=2',
      undefined,
      'page',
      'The query string has no field "page": leave it out, or use one of "cursor", "limit".',
    ],
    [
      'GET',
      '/v1/agency?verbose=1',
      undefined,
      'verbose',
      'The query string has no field "verbose": it takes none, leave it out.',
    ],
    [
      'GET',
      '/v1/mentions?since=yesterday',
      undefined,
      'since',
      '"since" in the query string is not right: it must be an instant in ISO 8601 with its offset, such as 2026-06-01T08:00:00Z.',
    ],
    [
      'GET',
      '/v1/mentions?brandId=orange',
      undefined,
      'brandId',
      '"brandId" in the query string is not right: it must be an id: a UUID.',
    ],
    ['GET', '/v1/brands/orange', undefined, 'brandId', '"brandId" in the path is not right: it must be an id: a UUID.'],
    [
      'GET',
      `/v1/buzzes/urn:uuid:${SOME_ID}`,
      undefined,
      'buzzId',
      '"buzzId" in the path is not right: it must be an id: a UUID.',
    ],
  ] as const;
  for (const [method, url, body, field, message] of cases) {
    const answer = await call(method, url, body);
    expect(answer.json()).toMatchObject({
      type: 'urn:vigie:problem:input-invalid',
      title: 'Input invalid',
      status: 400,
      code: 'INPUT_INVALID',
      detail: message,
      errors: [{ field, message }],
    });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  }
});

test('instants that no calendar has are refused, not stored and not a fault', async () => {
  const { call } = await start();
  for (const since of [
    '2026-06-30T23:59:60Z',
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
  ]) {
    const answer = await call('GET', `/v1/buzzes?since=${encodeURIComponent(since)}`);
    expect([since, answer.statusCode < 500]).toEqual([since, true]);
  }
});

test('half surrogates, other alphabets and capital ids are taken as they are', async () => {
  const { call } = await start();
  const made = await call('POST', '/v1/brands', { ...BRAND, name: 'Łódź \ud800 東京' });
  expect(made.statusCode).toBe(201);
  expect((await call('GET', `/v1/brands/${made.json().id.toUpperCase()}`)).statusCode).toBe(200);
});

test('malformed JSON, a body of another type, an empty and a too large one are told apart', async () => {
  const { app, agency } = await start();
  const post = (payload: string, type: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/brands',
      payload,
      headers: { authorization: `Bearer ${agency.key}`, 'content-type': type },
    });
  expect((await post('{"name":', 'application/json')).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining('not valid JSON'),
  });
  expect((await post('', 'application/json')).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining('body is empty'),
  });
  expect((await post('{"__proto__":{"kind":"client"}}', 'application/json')).json()).toMatchObject({ status: 400 });
  expect((await post('<brand/>', 'text/xml')).json()).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
  expect((await post(`"${'x'.repeat(300_000)}"`, 'application/json')).json()).toMatchObject({
    status: 413,
    code: 'BODY_TOO_LARGE',
  });
});

test('unknown paths and methods are 404 problems, inside the API and outside', async () => {
  const { app, call } = await start();
  for (const [method, url] of [
    ['GET', '/v1/brand'],
    ['DELETE', '/v1/brands'],
    ['GET', '/elsewhere'],
    ['GET', '/v1'],
  ] as const) {
    expect((await call(method, url)).json()).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      detail: `There is nothing at ${method} ${url}: /v1/openapi.json lists what there is.`,
    });
  }
  expect((await app.inject('/v1/%zz')).json()).toMatchObject({ status: 400, detail: expect.stringContaining('%25') });
});

test('a fault of ours says nothing of itself to the caller and all to the log, but no key and no body', async () => {
  const { world } = await start();
  const refuse = () => Promise.reject(new Error('relation "jobs" is gone at 10.0.0.5'));
  const jobs = { sendRematch: refuse, sendRescore: refuse, sendSummaryDraft: refuse };
  const app = await buildApp({ ...world, jobs }, { pages: null });
  const { key } = await addAgency(world, app, 'Autre');

  const answer = await makeCall(app, key)('POST', '/v1/brands', { ...BRAND, name: 'Nom confidentiel' });

  expect(answer.statusCode).toBe(500);
  const problem = answer.json();
  expect(problem).toMatchObject({ code: 'INTERNAL_ERROR', type: 'urn:vigie:problem:internal-error' });
  expect(answer.body).not.toMatch(/relation|10\.0\.0\.5|stack/);
  const line = world.logLines.find((each) => each.event === 'request.failed');
  expect(line).toMatchObject({
    method: 'POST',
    route: '/v1/brands',
    status: 500,
    message: expect.stringContaining('10.0.0.5'),
  });
  expect(problem.instance).toBe(`urn:uuid:${String(line?.requestId)}`);
  expect(problem.detail).toContain(String(line?.requestId));
  expect(JSON.stringify(world.logLines)).not.toMatch(/confidentiel|vigie_key_/);
});

test('what the caller did wrong is not logged', async () => {
  const { world, call } = await start();
  await call('POST', '/v1/brands', {});
  await call('GET', '/v1/nothing');
  expect(world.logLines.filter((line) => line.event === 'request.failed')).toEqual([]);
});

test('not ready while the database has not every migration', async () => {
  const { world, app } = await start();
  expect((await app.inject('/readyz')).statusCode).toBe(200);
  const [last] = await world.db.selectFrom('migrations').selectAll().orderBy('name', 'desc').limit(1).execute();
  if (last === undefined) throw new Error('the test database was never migrated');
  await world.db.deleteFrom('migrations').where('name', '=', last.name).execute();
  try {
    expect((await app.inject('/readyz')).json()).toMatchObject({
      status: 503,
      code: 'NOT_READY',
      detail: expect.stringContaining(last.name),
    });
  } finally {
    await world.db.insertInto('migrations').values(last).execute();
  }
});

test('not ready when the database takes too long to answer, or is gone', async () => {
  const { world, app } = await start();
  await world.db.transaction().execute(async (transaction) => {
    await sql`lock table migrations in access exclusive mode`.execute(transaction);
    const answer = await app.inject('/readyz');
    expect(answer.json()).toMatchObject({ status: 503, detail: expect.stringContaining('has not answered') });
  });
  const gone = await openMemoryDatabase();
  await sql`select 1`.execute(gone.db);
  await gone[Symbol.asyncDispose]();
  const cutOff = await buildApp({ ...world, db: gone.db }, { pages: null });
  expect((await cutOff.inject('/readyz')).json()).toMatchObject({ status: 503, code: 'NOT_READY' });
  expect((await cutOff.inject('/healthz')).json()).toEqual({ status: 'ok' });
  expect(world.logLines.map((line) => line.event)).toEqual(['request.failed']);
});

test('a key may call six hundred times a minute, then is told how long to wait; another key is not held back', async () => {
  const { world, app, call } = await start();
  const other = await addAgency(world, app, 'Voisine');
  const first = await call('GET', '/v1/agency');
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '600', 'ratelimit-remaining': '599' });
  for (let count = 2; count <= 600; count += 1) await call('GET', '/v1/agency');

  const refused = await call('GET', '/v1/agency');

  expect(refused.json()).toMatchObject({
    status: 429,
    code: 'RATE_LIMITED',
    detail: expect.stringContaining('Retry-After'),
  });
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await other.call('GET', '/v1/agency')).statusCode).toBe(200);
  expect((await app.inject('/healthz')).headers).not.toHaveProperty('ratelimit-limit');
});

test('whoever tries keys runs into the limit of his address, however many keys he tries', async () => {
  const { app } = await start();
  for (let count = 1; count <= 600; count += 1) await makeCall(app, `vigie_key_${count}`)('GET', '/v1/agency');
  expect((await makeCall(app, 'vigie_key_601')('GET', '/v1/agency')).statusCode).toBe(429);
});

test('over a real line: a page of JSON, a cut-off body and a header that is no HTTP harm nobody', async () => {
  const { app, agency } = await start();
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  try {
    await sendRaw(port, 'POST /v1/brands HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"na');
    expect(await sendRaw(port, 'NOT HTTP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    const answer = await get(port, '/v1/agency', agency.key);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"name":"Agence"') });
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
  } finally {
    await app.close();
  }
});

/** What came back before the line was closed; we close ours once everything is sent. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      answer += part;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

function get(port: number, path: string, key: string) {
  return new Promise<{ status: number | undefined; headers: object; body: string }>((resolve, reject) => {
    const request = httpRequest(
      { port, path, host: '127.0.0.1', headers: { authorization: `Bearer ${key}` } },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

test('a brand that is named twice, once in capitals, is one brand, and a webhook too long to store is refused', async () => {
  const { call } = await start();
  const { id } = (await call('POST', '/v1/brands', BRAND)).json<{ id: string }>();
  const twice = await call('POST', '/v1/contacts', { ...CONTACT, brandIds: [id, id.toUpperCase()] });
  expect([twice.statusCode, twice.json<{ brandIds: string[] }>().brandIds]).toEqual([201, [id]]);
  const letters = Array.from({ length: 2_000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)));
  const channels = [{ kind: 'webhook', address: `https://a.example/${letters.join('')}` }];
  expect((await call('POST', '/v1/contacts', { ...CONTACT, channels })).statusCode).toBe(400);
});
