/** An agency's own alert rules: made, listed, changed, removed, and refused in one sentence. */
import { expect, test } from 'vitest';
import { ALERT_RULES_PER_AGENCY_MAX } from '../../src/domain/alert-rule.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

const RULE = { name: 'Presse', counts: 'mentions', countMin: 3, windowMinutes: 60, level: 3 };

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call, agencyId } = await addAgency(world, app, 'Agence');
  const addBrand = async (name: string) =>
    (await call('POST', '/v1/brands', { name, kind: 'client', query: name })).json().id as string;
  return { world, app, call, agencyId, addBrand };
}

test('a rule is kept as it was given, changed field by field, and removed', async () => {
  const { call, addBrand } = await start();
  const brandId = await addBrand('Ondelia');
  const made = await call('POST', '/v1/alert-rules', { ...RULE, brandId, query: 'panne site:lemonde.fr' });
  expect(made.statusCode).toBe(201);
  const rule = made.json();
  expect(rule).toEqual({ ...RULE, brandId, query: 'panne site:lemonde.fr', id: rule.id, createdAt: rule.createdAt });
  const path = `/v1/alert-rules/${rule.id}`;
  expect(made.headers.location).toBe(path);
  expect((await call('GET', path)).json()).toEqual(rule);
  const changes = { brandId: null, query: null, countMin: 10, windowMinutes: 1_440, level: 4, counts: 'negatives' };
  expect((await call('PATCH', path, changes)).json()).toEqual({ ...rule, ...changes });
  expect((await call('PATCH', path, { name: 'Toutes' })).json()).toEqual({ ...rule, ...changes, name: 'Toutes' });
  expect((await call('DELETE', path)).statusCode).toBe(204);
  expect((await call('GET', path)).statusCode).toBe(404);
});

test('a list asked for by brand has what holds for it: its own rules and those of every brand, page by page', async () => {
  const { call, addBrand } = await start();
  const [one, other] = [await addBrand('Ondelia'), await addBrand('Ardoise')];
  for (const [name, brandId] of [
    ['a', one],
    ['b', null],
    ['c', other],
  ])
    await call('POST', '/v1/alert-rules', { ...RULE, name, brandId });
  const names = async (query: string) =>
    (await call('GET', `/v1/alert-rules${query}`)).json().items.map(({ name }: { name: string }) => name);
  expect(await names('')).toEqual(['a', 'b', 'c']);
  expect(await names(`?brandId=${one}`)).toEqual(['a', 'b']);
  const first = (await call('GET', '/v1/alert-rules?limit=2')).json();
  expect(await names(`?limit=2&cursor=${first.nextCursor}`)).toEqual(['c']);
  await call('DELETE', `/v1/brands/${other}`);
  expect(await names('')).toEqual(['a', 'b']);
});

test('a query that cannot be read or asks for what is not kept is refused in one sentence, made or changed', async () => {
  const { call } = await start();
  await call('POST', '/v1/saved-queries', { name: 'crise', query: 'boycott OR scandale' });
  const { id } = (await call('POST', '/v1/alert-rules', { ...RULE, query: 'panne' })).json();
  for (const [query, reason] of [
    ['panne AND', 'At character 7'],
    ['-jus', 'would match nearly every document'],
    ['lang:fr', 'says no word'],
    ['panne type:review', '"type:review" is not kept of a mention'],
    ['panne country:fr', '"country:fr" is not kept'],
    ['panne source:news', 'source: with feed, forum or search'],
    ['panne tag:presse', '"tag:presse"'],
    ['panne @crise', 'a saved query (@crise) cannot stand here'],
  ] as const) {
    for (const answer of [
      await call('POST', '/v1/alert-rules', { ...RULE, query }),
      await call('PATCH', `/v1/alert-rules/${id}`, { query }),
    ]) {
      expect([query, answer.statusCode, answer.json().code]).toEqual([query, 422, 'QUERY_INVALID']);
      expect(answer.json().detail).toContain(reason);
    }
  }
  expect((await call('GET', `/v1/alert-rules/${id}`)).json().query).toBe('panne');
});

test('a field out of its bounds is refused with what would be right', async () => {
  const { call } = await start();
  for (const [field, value, right] of [
    ['countMin', 0, 'a whole number from 1 to 100000'],
    ['countMin', 1.5, 'a whole number from 1 to 100000'],
    ['windowMinutes', 4, 'a whole number from 5 to 1440'],
    ['windowMinutes', 1_441, 'a whole number from 5 to 1440'],
    ['level', 5, 'one of 1, 2, 3, 4'],
    ['counts', 'positives', 'one of "mentions", "negatives"'],
    ['name', ' ', 'text of 1 to 100 characters'],
    ['brandId', 'ondelia', 'an id: a UUID, or null for every brand'],
    ['query', '', 'an expression such as panne site:lemonde.fr, or null for all mentions'],
  ] as const) {
    const answer = await call('POST', '/v1/alert-rules', { ...RULE, [field]: value });
    expect(answer.json()).toMatchObject({
      code: 'INPUT_INVALID',
      detail: `"${field}" in the body is not right: it must be ${right}.`,
    });
  }
});

test('a brand of nobody or of another agency is not found, also when a rule is moved to it', async () => {
  const { world, app, call } = await start();
  const other = await addAgency(world, app, 'Voisine');
  const theirs = (await other.call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  const { id } = (await call('POST', '/v1/alert-rules', RULE)).json();
  for (const answer of [
    await call('POST', '/v1/alert-rules', { ...RULE, brandId: theirs.id }),
    await call('PATCH', `/v1/alert-rules/${id}`, { brandId: theirs.id }),
    await call('GET', `/v1/alert-rules?brandId=${theirs.id}`),
  ]) {
    expect([answer.statusCode, answer.json().detail]).toEqual([404, expect.stringContaining('/v1/brands')]);
  }
});

test('an agency has a limited number of rules, and another one its own', async () => {
  const { world, app, call, agencyId } = await start();
  const rows = Array.from({ length: ALERT_RULES_PER_AGENCY_MAX }, () => ({
    ...{ agency_id: agencyId, id: world.newId(), brand_id: null, name: 'r', counts: 'mentions' as const, query: null },
    ...{ count_min: 1, window_minutes: 60, level: 1 as const, created_at: world.clock.now() },
  }));
  await world.db.insertInto('alert_rules').values(rows).execute();
  const full = await call('POST', '/v1/alert-rules', RULE);
  expect([full.statusCode, full.json().code]).toEqual([409, 'LIMIT_REACHED']);
  expect(full.json().detail).toBe('An agency may have 100 alert rules: remove one first, or set one for every brand.');
  const other = await addAgency(world, app, 'Voisine');
  expect((await other.call('POST', '/v1/alert-rules', RULE)).statusCode).toBe(201);
});
