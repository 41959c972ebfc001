/** The embedded database on disk, in its own thread: what is written stays, what fails says so, and nothing is left running. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { openEmbeddedDatabase } from '../../src/store/database.ts';
import { openEmbeddedThread } from '../../src/store/embedded/embedded-thread.ts';

let folder: string;

// one folder for all: to make a database takes longer than all that is asked of it
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-embedded-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

test('keeps what was committed, and nothing of a transaction that failed', async () => {
  {
    await using database = await openEmbeddedDatabase(folder);
    await database.executeSql('create table notes (text text primary key)');
    await sql`insert into notes values (${'Panne générale'})`.execute(database.db);
    const failing = database.db.transaction().execute(async (transaction) => {
      await sql`insert into notes values ('lost')`.execute(transaction);
      await sql`insert into notes values (${'Panne générale'})`.execute(transaction);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
  }
  await using again = await openEmbeddedDatabase(folder);
  expect((await sql`select text from notes`.execute(again.db)).rows).toEqual([{ text: 'Panne générale' }]);
});

test('takes and gives texts of megabytes, and many statements at once', async () => {
  await using database = await openEmbeddedDatabase(folder);
  const long = 'é'.repeat(3_000_000);
  const [back] = (await sql<{ text: string }>`select ${long} as text`.execute(database.db)).rows;
  expect(back?.text === long).toBe(true);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => sql<{ n: number }>`select ${index}::int as n`.execute(database.db)),
  );
  expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

test('the service goes on while a statement runs', async () => {
  await using database = await openEmbeddedDatabase(folder);
  let hasAnswered = false;
  const slow = sql`select pg_sleep(0.5)`.execute(database.db).then(() => {
    hasAnswered = true;
  });
  await systemClock.sleepMs(50);
  expect(hasAnswered).toBe(false);
  await slow;
});

test('a folder that cannot be opened is named with the way out, and stays free for whoever mends it', async () => {
  const broken = path.join(folder, 'broken');
  await mkdir(broken);
  await writeFile(path.join(broken, 'postgres'), 'no folder');
  for (const _ of ['first', 'again']) {
    await expect(openEmbeddedDatabase(broken)).rejects.toThrow(
      `The embedded database in ${path.join(broken, 'postgres')} cannot be opened`,
    );
  }
});

test('a closed one refuses every call', async () => {
  const thread = await openEmbeddedThread(path.join(folder, 'postgres'));
  await thread.close();
  await expect(thread.exec(new Uint8Array(0))).rejects.toThrow('the embedded database has ended');
});
