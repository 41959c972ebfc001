/** The migrations, and that the code and the schema name the same columns. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/base/errors.ts';
import { migrate } from '../../src/store/migrate.ts';
import { makeTestWorld } from '../support/test-world.ts';

describe('migrations', () => {
  test('are applied once: a second start changes nothing', async () => {
    const world = await makeTestWorld();
    expect(await migrate(world)).toEqual([]);
  });

  test('a file that was changed after it was applied is refused by name', async () => {
    const world = await makeTestWorld();
    const before = await world.db.selectFrom('migrations').selectAll().orderBy('name').execute();
    await world.db.updateTable('migrations').set({ checksum: 'other' }).where('name', 'like', '0002%').execute();
    const error = await migrate(world).catch((thrown: unknown) => thrown);
    await world.db
      .updateTable('migrations')
      .set({ checksum: before[1]?.checksum ?? '' })
      .where('name', 'like', '0002%')
      .execute();
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'MIGRATION_CHANGED', message: expect.stringContaining('0002_') });
  });

  test('a database of a newer Vigie is refused instead of being written to', async () => {
    const world = await makeTestWorld();
    await world.db
      .insertInto('migrations')
      .values({ name: '9999_from_the_future.sql', checksum: 'x', applied_at: world.clock.now() })
      .execute();
    const error = await migrate(world).catch((thrown: unknown) => thrown);
    await world.db.deleteFrom('migrations').where('name', 'like', '9999%').execute();
    expect(error).toMatchObject({ code: 'DATABASE_TOO_NEW', message: expect.stringContaining('9999_') });
  });

  test('every column that the code names is in the database, and the other way round', async () => {
    const world = await makeTestWorld();
    const { rows } = await sql<{ table_name: string; names: string[] }>`
      select table_name, array_agg(column_name::text order by column_name) as names from information_schema.columns
      where table_schema = 'public' and table_name !~ '_\\d{4}_\\d{2}$' group by table_name order by table_name`.execute(
      world.db,
    );
    const inDatabase = Object.fromEntries(rows.map((row) => [row.table_name, row.names]));
    expect(inDatabase).toEqual(readDeclaredColumns());
  });
});

/** The tables and columns of src/store/tables.ts, read from its text: types are gone when the test runs. */
function readDeclaredColumns(): Record<string, string[]> {
  const text = readFileSync(path.join(import.meta.dirname, '..', '..', 'src', 'store', 'tables.ts'), 'utf8');
  const body = text.slice(text.indexOf('export type Tables'));
  const tables: Record<string, string[]> = {};
  for (const [, name = '', columns = ''] of body.matchAll(/^ {2}(\w+): \{([^}]*)\}/gm)) {
    tables[name] = [...columns.matchAll(/(\w+): /g)].map(([, column = '']) => column).sort();
  }
  return tables;
}
