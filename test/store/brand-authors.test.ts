/** Who speaks of a brand for the first time: known once, per brand, whatever becomes of the mention. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { addBrand, removeBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { prune } from '../../src/pipeline/prune.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { readKeptVolumes, recountVolumes } from '../support/recount-volumes.ts';
import { makeAgency } from '../support/story.ts';
import { makeNewMention } from '../support/talk.ts';
import { makeTestWorld } from '../support/test-world.ts';

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.id, brandId: brand.id };
  const tell = (author: string | null, given: Partial<NewMention> = {}): NewMention =>
    makeNewMention({
      ...{ ...key, documentId: world.newId(), arrivedAt: world.clock.now(), author },
      publishedAt: addMs(world.clock.now(), -HOUR_MS),
      ...given,
    });
  const record = async (...mentions: readonly NewMention[]): Promise<readonly boolean[]> => {
    const recorded = await world.db
      .transaction()
      .execute((db) => recordMentions(db, { newId: world.newId, now: world.clock.now() }, mentions));
    const byDocument = new Map(recorded.map(({ documentId, isNewcomer }) => [documentId, isNewcomer]));
    return mentions.map(({ documentId }) => byDocument.get(documentId) ?? false);
  };
  const countAuthors = async (): Promise<number> =>
    (await world.db.selectFrom('brand_authors').select('author_hash').execute()).length;
  return { world, agency, key, tell, record, countAuthors };
}

describe('an author is a newcomer', () => {
  test('with the first mention of a brand, and never again', async () => {
    const { tell, record } = await setUp();
    expect(await record(tell('ludivine'), tell('paul'))).toEqual([true, true]);
    expect(await record(tell('ludivine'), tell('jeanne'))).toEqual([false, true]);
  });

  test('of each brand, and on each site, anew', async () => {
    const { world, agency, tell, record } = await setUp();
    const other = await addBrand(world, agency.id, { name: 'Altéo', kind: 'competitor', query: 'Altéo' });
    const document = tell('ludivine');
    expect(await record(document, { ...document, brandId: other.id })).toEqual([true, true]);
    expect(await record(tell('ludivine', { brandId: other.id }))).toEqual([false]);
    expect(await record(tell('ludivine', { site: 'ailleurs.example' }))).toEqual([true]);
  });

  test('with the earliest of what comes at once', async () => {
    const { world, tell, record } = await setUp();
    const publishedAt = (hours: number) => ({ publishedAt: addMs(world.clock.now(), -hours * HOUR_MS) });
    const told = [tell('paul', publishedAt(1)), tell('paul', publishedAt(3)), tell('paul', publishedAt(2))];
    expect(await record(...told)).toEqual([false, true, false]);
  });

  test('under no name where the site itself is one', async () => {
    const { tell, record } = await setUp();
    expect(await record(tell(null, { site: 'gazette.example' }))).toEqual([true]);
    expect(await record(tell(null, { site: 'gazette.example' }), tell(null, { site: 'echo.example' }))).toEqual([
      false,
      true,
    ]);
  });

  test('whatever is written as his name', async () => {
    const { tell, record } = await setUp();
    const names = ['', ' ', 'a b', "'; drop table brand_authors --", '名前', '\\', '{"a":1}', 'x'.repeat(5_000)];
    expect(await record(...names.map((name) => tell(name)))).toEqual(names.map(() => true));
    expect(await record(...names.map((name) => tell(name)))).toEqual(names.map(() => false));
  });

  test('no more where a first visit brought what he said long ago', async () => {
    const { tell, record } = await setUp();
    await record(tell('ludivine', { isBacklog: true }));
    expect(await record(tell('ludivine'))).toEqual([false]);
  });
});

test('recording the same again, or its edited text, changes nothing of it, and volumes count newcomers once', async () => {
  const { world, agency, tell, record } = await setUp();
  const mention = tell('ludivine');
  await record(mention, tell('paul'));
  await record(mention);
  await record({ ...mention, excerpt: 'Ondelia, corrigé' });
  const { rows } = await sql<{ id: string; is_newcomer: boolean }>`select id, is_newcomer from mentions`.execute(
    world.db,
  );
  expect(rows.map((row) => row.is_newcomer)).toEqual([true, true]);
  expect(await readKeptVolumes(world.db)).toEqual(await recountVolumes(world.db));
  const key = { agencyId: agency.id, mentionId: rows[0]?.id ?? '' };
  for (const status of ['irrelevant', 'handled'] as const) {
    await changeMention(world, key, { status });
    expect(await readKeptVolumes(world.db)).toEqual(await recountVolumes(world.db));
  }
  const { rows: counted } = await sql<{ count: number }>`select sum(newcomer_count)::int as count from volumes`.execute(
    world.db,
  );
  expect(counted).toEqual([{ count: 2 }]);
});

test('authors are let go with the mentions, and with their brand', async () => {
  const { world, key, tell, record, countAuthors } = await setUp();
  await record(tell('ludivine'), tell('paul'));
  await prune(world);
  expect(await countAuthors()).toBe(2);
  await world.db
    .updateTable('brand_authors')
    .set({ first_heard_at: addMs(world.clock.now(), -430 * DAY_MS) })
    .execute();
  await record(tell('jeanne'));
  await prune(world);
  expect(await countAuthors()).toBe(1);
  expect(await record(tell('ludivine'), tell('jeanne'))).toEqual([true, false]);
  await removeBrand(world, key);
  expect(await countAuthors()).toBe(0);
});
