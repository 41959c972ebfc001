/** Coverage: what is counted in SQL is what the domain says of each source, and only the agency's own are counted. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import { FETCH_FAILURE_REASONS, SOURCE_STATES, type SourceState, toSourceState } from '../../src/domain/source.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { countBlindSources, listBlindSources, readCoverage } from '../../src/store/coverage.ts';
import { toSource } from '../../src/store/sources.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const otherBrand = await addBrand(world, agency.id, { name: 'Telvia', kind: 'client', query: 'Telvia' });
  return { world, agency, brand, otherBrand };
}

/** Sources in any state that the columns can hold, likely or not, with instants around now and exactly now. */
async function addScrambled(world: TestWorld, agencyId: string, sourceCount: number): Promise<readonly string[]> {
  const random = makeSeededRandom(5);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next() * items.length)] as Item;
  const now = world.clock.now();
  const instants = [null, now, addMs(now, -1), addMs(now, 1), addMs(now, -9 * DAY_MS), addMs(now, 9 * DAY_MS)];
  const rows = Array.from({ length: sourceCount }, (_, index) => ({
    id: world.newId(),
    url: `https://site-${index}.example/feed`,
    is_polled: random.next() < 0.5,
    failing_since: random.next() < 0.6 ? null : pick(instants),
    last_success_at: pick(instants),
    silent_after: pick(instants),
    last_error_reason: random.next() < 0.3 ? 'gone' : pick([null, ...FETCH_FAILURE_REASONS]),
  }));
  await sql`
    insert into sources (id, url, kind, reader, next_check_at, interval_seconds, created_at,
      is_polled, failing_since, last_success_at, silent_after, last_error_reason)
    select id, url, 'feed', 'feed', ${now}, 900, ${now}, is_polled, failing_since, last_success_at, silent_after, last_error_reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made (id uuid, url text, is_polled boolean,
      failing_since timestamptz, last_success_at timestamptz, silent_after timestamptz, last_error_reason text)`.execute(
    world.db,
  );
  await sql`insert into subscriptions (agency_id, id, source_id, brand_id, created_at)
    select ${agencyId}, gen_random_uuid(), id, null, ${now} from sources`.execute(world.db);
  return rows.map(({ id }) => id);
}

async function countByDomain(world: TestWorld, sourceIds: readonly string[]) {
  const rows = await world.db.selectFrom('sources').selectAll().where('id', 'in', sourceIds).execute();
  const told = rows.map((row) => ({ id: row.id, ...toSourceState(toSource(row), world.clock.now()) }));
  const counts = Object.fromEntries(SOURCE_STATES.map((state) => [state, 0])) as Record<SourceState, number>;
  for (const { state } of told) counts[state] += 1;
  return { counts, told };
}

describe('coverage', () => {
  test('counts each state as the domain says it of every single row, and lists the blind ones with their instants', async () => {
    const { world, agency, brand } = await setUp();
    const sourceIds = await addScrambled(world, agency.id, 1_000);
    const { counts, told } = await countByDomain(world, sourceIds);
    expect(Object.values(counts).every((count) => count > 0)).toBe(true);
    for (const brandId of [null, brand.id]) {
      const key = { agencyId: agency.id, brandId };
      expect(await readCoverage(world.db, key, world.clock.now())).toEqual(counts);
      const blind = await listBlindSources(world.db, key, { now: world.clock.now(), limit: 2_000 });
      const expected = told.flatMap(({ id, state, blindSince }) =>
        blindSince === null ? [] : [{ id, state, since: blindSince }],
      );
      const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
      expect(blind.map(({ id, state, since }) => ({ id, state, since })).sort(byId)).toEqual(expected.sort(byId));
      expect(await countBlindSources(world.db, agency.id, world.clock.now())).toBe(expected.length);
    }
  });

  test('lists the blind ones longest blind first, no more than asked for, by title or else by address', async () => {
    const { world, agency } = await setUp();
    const now = world.clock.now();
    const blindHours = [3, 9, 1, 5];
    for (const [index, hours] of blindHours.entries()) {
      const url = `https://site-${index}.example/feed`;
      const { source } = await addSubscription(world, agency.id, { url, kind: 'feed', brandId: null });
      const since = addMs(now, -hours * HOUR_MS);
      const columns =
        index % 2 === 0
          ? { failing_since: since }
          : { last_success_at: now, silent_after: since, title: `Titre ${index}` };
      await world.db.updateTable('sources').set(columns).where('id', '=', source.id).execute();
    }
    const key = { agencyId: agency.id, brandId: null };
    const blind = await listBlindSources(world.db, key, { now, limit: 3 });
    expect(blind.map(({ title, state, since }) => [title, state, since.getTime()])).toEqual([
      ['Titre 1', 'silent', addMs(now, -9 * HOUR_MS).getTime()],
      ['Titre 3', 'silent', addMs(now, -5 * HOUR_MS).getTime()],
      ['https://site-0.example/feed', 'failing', addMs(now, -3 * HOUR_MS).getTime()],
    ]);
  });

  test('of a brand counts what is heard for it or for all brands, and each source once however often it is heard', async () => {
    const { world, agency, brand, otherBrand } = await setUp();
    const listen = (name: string, brandId: string | null) =>
      addSubscription(world, agency.id, { url: `https://${name}.example/feed`, kind: 'feed', brandId });
    await listen('all', null);
    await listen('mine', brand.id);
    await listen('theirs', otherBrand.id);
    for (const brandId of [null, brand.id, otherBrand.id]) await listen('twice', brandId);
    const waiting = async (brandId: string | null) =>
      (await readCoverage(world.db, { agencyId: agency.id, brandId }, world.clock.now())).waiting;
    expect(await waiting(brand.id)).toBe(3);
    expect(await waiting(otherBrand.id)).toBe(3);
    expect(await waiting(null)).toBe(4);
  });

  test('never counts another agency’s sources, nor those nobody hears any more', async () => {
    const { world, agency } = await setUp();
    const other = await makeAgency(world, 'Agence des Docks');
    for (const [name, agencyId] of [
      ['mine', agency.id],
      ['shared', agency.id],
      ['shared', other.id],
      ['theirs', other.id],
      ['left', other.id],
    ] as const) {
      await addSubscription(world, agencyId, { url: `https://${name}.example/feed`, kind: 'feed', brandId: null });
    }
    await sql`delete from subscriptions where source_id = (select id from sources where host = 'left.example')`.execute(
      world.db,
    );
    await world.db.updateTable('sources').set({ failing_since: world.clock.now() }).execute();
    const read = (agencyId: string) =>
      listBlindSources(world.db, { agencyId, brandId: null }, { now: world.clock.now(), limit: 9 });
    expect((await read(agency.id)).map(({ url }) => url).sort()).toEqual([
      'https://mine.example/feed',
      'https://shared.example/feed',
    ]);
    expect((await read(other.id)).map(({ url }) => url).sort()).toEqual([
      'https://shared.example/feed',
      'https://theirs.example/feed',
    ]);
    expect(await countBlindSources(world.db, agency.id, world.clock.now())).toBe(2);
  });

  test('of an agency that listens to nothing is all zero', async () => {
    const { world, agency, brand } = await setUp();
    const nothing = { waiting: 0, reading: 0, failing: 0, silent: 0, gone: 0 };
    for (const brandId of [null, brand.id]) {
      expect(await readCoverage(world.db, { agencyId: agency.id, brandId }, world.clock.now())).toEqual(nothing);
    }
  });
});
