/** Pages: every row once, whatever arrives while somebody walks them. */
import { describe, expect, test } from 'vitest';
import { idCursors, instantCursors, textCursors } from '../../src/api/keyset-page.ts';
import { MINUTE_MS } from '../../src/base/clock.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, addMentions, type Call, makeApi } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  const brand = (await agency.call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })).json();
  return { world, agency, call: agency.call, key: { agencyId: agency.agencyId, brandId: String(brand.id) } };
}

/** The ids of all pages in order; `between` runs after each page. */
async function walk(call: Call, url: string, limit: number, between: () => Promise<unknown> = () => Promise.resolve()) {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const answer = await call('GET', `${url}?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`);
    const page: { items: { id: string }[]; nextCursor: string | null } = answer.json();
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return ids;
}

test('walking mentions finds each once, newest first, though three share an instant and more arrive meanwhile', async () => {
  const { world, call, key } = await start();
  const stored = await addMentions(world, key, 23);
  const expected = stored
    .toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || (a.id < b.id ? 1 : -1))
    .map((mention) => mention.id);

  expect(await walk(call, '/v1/mentions', 4)).toEqual(expected);
  expect(await walk(call, '/v1/mentions', 1)).toEqual(expected);
  expect(await walk(call, '/v1/mentions', 23)).toEqual(expected);

  const while_ = await walk(call, '/v1/mentions', 4, async () => {
    world.clock.advanceMs(MINUTE_MS);
    await addMentions(world, key, 2);
  });
  expect(new Set(while_).size).toBe(while_.length);
  expect(while_.filter((id) => expected.includes(id))).toEqual(expected);
});

test('brands come by name and subscriptions by age, each once, though one is added and one removed meanwhile', async () => {
  const { world, call } = await start();
  const names = ['Volvo', 'Free', 'Zara', 'Bosch', 'Élan', 'LG', 'Adidas'];
  const ids = new Map<string, string>();
  for (const name of names) {
    ids.set(name, (await call('POST', '/v1/brands', { name, kind: 'competitor', query: name })).json().id);
    world.clock.advanceMs(MINUTE_MS);
    await call('POST', '/v1/subscriptions', { url: `https://${names.indexOf(name)}.example/feed`, kind: 'feed' });
  }
  let step = 0;
  const walked = await walk(call, '/v1/brands', 2, async () => {
    step += 1;
    if (step === 1) await call('POST', '/v1/brands', { name: 'AAA', kind: 'competitor', query: 'aaa' });
    if (step === 2) await call('DELETE', `/v1/brands/${ids.get('Adidas')}`);
  });
  expect(new Set(walked).size).toBe(walked.length);
  expect(walked).toHaveLength(8);
  expect(await walk(call, '/v1/subscriptions', 3)).toHaveLength(7);
  expect(await walk(call, '/v1/sources', 3)).toHaveLength(7);
});

test('a cursor that is garbage, of another list or of another kind is refused with the way out', async () => {
  const { world, call, key } = await start();
  await addMentions(world, key, 3);
  const mentionCursor = (await call('GET', '/v1/mentions?limit=1')).json().nextCursor;
  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const cases = [
    ['/v1/mentions', 'garbage'],
    ['/v1/mentions', '%00'],
    ['/v1/mentions', forged('mentions')],
    ['/v1/mentions', forged('mentions', 'yesterday', 'x')],
    ['/v1/mentions', forged('mentions', '2026-06-01T08:00:00.000Z', "'; drop table mentions")],
    ['/v1/mentions', forged('mentions', '+275760-09-13T00:00:00.000Z', key.brandId)],
    ['/v1/brands', forged('brands', 'a\0b')],
    ['/v1/brands', forged('brands', 5)],
    ['/v1/brands', mentionCursor],
    ['/v1/subscriptions', forged('subscriptions', 'not-an-id')],
    ['/v1/buzzes', mentionCursor],
  ] as const;
  for (const [url, cursor] of cases) {
    const answer = await call('GET', `${url}?cursor=${cursor}`);
    expect([url, answer.statusCode, answer.json().code]).toEqual([url, 400, 'CURSOR_INVALID']);
  }
});

describe('cursors', () => {
  const id = '019e8232-6000-7452-a937-9224a78c531e';

  test('give back what was written', () => {
    const instants = instantCursors('mentions');
    const position = { at: new Date('2026-06-01T08:00:00.123Z'), id };
    expect(instants.read(instants.write(position))).toEqual(position);
    expect(idCursors('contacts').read(idCursors('contacts').write(id))).toBe(id);
    expect(textCursors('brands').read(textCursors('brands').write('Élan "东" & co'))).toBe('Élan "东" & co');
  });

  test('need no escaping in an address', () => {
    expect(textCursors('sources').write('https://a.example/?q=é&x=>>>???')).toMatch(/^[\w-]+$/);
  });

  test('are absent on the first page', () => {
    expect(idCursors('contacts').read(undefined)).toBeNull();
  });
});
