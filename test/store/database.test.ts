/** The database as the queue and the commands use it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { countAgencies } from '../../src/store/agencies.ts';
import { openEmbeddedDatabase } from '../../src/store/database.ts';
import { makeTestWorld } from '../support/test-world.ts';

test('a transaction that breaks within several statements leaves the database usable for everybody else', async () => {
  const world = await makeTestWorld();
  await expect(world.database.executeSql('begin; select 1 / 0; commit')).rejects.toThrow('division by zero');
  expect(await countAgencies(world.db)).toBe(0);
  await world.db.transaction().execute(async (transaction) => expect(await countAgencies(transaction)).toBe(0));
});

test('a data directory that cannot be is refused in a sentence with its name', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigie-'));
  try {
    writeFileSync(path.join(folder, 'file'), '');
    const dataDir = path.join(folder, 'file', 'data');
    const error = await openEmbeddedDatabase(dataDir).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(dataDir) });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
