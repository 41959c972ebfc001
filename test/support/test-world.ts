/**
 * One call to have a whole service in a test: a real database, a clock moved by hand, repeatable chance and ids.
 *
 * Which database is the vitest project's choice: PGlite in memory, or a database of its own on a real PostgreSQL
 * server. One database serves a test file; every call empties it, so that a test sees only what it made itself.
 */
import { sql } from 'kysely';
import { afterAll, inject } from 'vitest';
import { type ManualClock, makeManualClock } from '../../src/base/clock.ts';
import { type Config, readConfig } from '../../src/base/config.ts';
import { makeNewId } from '../../src/base/ids.ts';
import { makeLog } from '../../src/base/log.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import { type Database, openMemoryDatabase, openServerDatabase } from '../../src/store/database.ts';
import { type Jobs, openJobs } from '../../src/store/jobs.ts';
import { migrate } from '../../src/store/migrate.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { makeWorld, type World } from '../../src/world.ts';
import { findOrMakeTemplate } from './database-template.ts';

/** A Monday, in summer time in Paris: 10:00 on the wall. */
export const TEST_START = new Date('2026-06-01T08:00:00Z');

export type TestWorld = World &
  Readonly<{
    clock: ManualClock;
    logLines: readonly Record<string, unknown>[];
    /** Where other processes reach the same database; null for the one in memory. */
    databaseUrl: string | null;
  }>;

export type TestOverrides = Readonly<{ startAt?: Date; environment?: Readonly<Record<string, string>> }>;

type Opened = Readonly<{ database: Database; databaseUrl: string | null; jobs: Jobs; close: () => Promise<void> }>;

let opened: Promise<Opened> | undefined;

afterAll(async () => {
  await (await opened)?.close();
  opened = undefined;
});

/**
 * A World on an empty database.
 *
 * What a test sets is what it is about: everything else has a fixed value (clock at TEST_START, seeded chance, crawls
 * may reach 127.0.0.0/8, no SMTP, no SMS).
 */
export async function makeTestWorld(overrides: TestOverrides = {}): Promise<TestWorld> {
  opened ??= openTestDatabase();
  const { database, databaseUrl, jobs } = await opened;
  await emptyDatabase(database);
  const clock = makeManualClock(overrides.startAt ?? TEST_START);
  const random = makeSeededRandom(1);
  const logLines: Record<string, unknown>[] = [];
  const config: Config = readConfig({ FETCH_ALLOWED_RANGES: '127.0.0.0/8', ...overrides.environment });
  const log = makeLog({ clock }, 'info', { write: (line: string) => logLines.push(JSON.parse(line)) });
  const world = makeWorld({
    config,
    clock,
    random,
    log,
    secretKey: { present: Buffer.alloc(32, 7), previous: [] },
    database,
    jobs,
  });
  await ensurePartitions(database.db, clock.now());
  return { ...world, clock, logLines, databaseUrl };
}

/** Another process over the same database: its own ids and chance, the same clock. */
export function makeSecondWorker(first: TestWorld): World {
  const random = makeSeededRandom(2);
  return { ...first, random, newId: makeNewId({ clock: first.clock, random }) };
}

async function openTestDatabase(): Promise<Opened> {
  const base = process.env.VIGIE_TEST_DATABASE === 'postgres' ? await openOnServer() : await openInMemory();
  const jobs = await openJobs(base.database, { schedule: 'left', onError: throwError });
  return {
    database: base.database,
    databaseUrl: base.databaseUrl,
    jobs,
    close: async () => {
      await jobs.close();
      await base.close();
    },
  };
}

async function openInMemory(): Promise<Omit<Opened, 'jobs'>> {
  const database = await openMemoryDatabase(await findOrMakeTemplate(migrateWithJobs));
  return { database, databaseUrl: null, close: () => database[Symbol.asyncDispose]() };
}

/** A database of this file's own on the server, dropped at the end. */
async function openOnServer(): Promise<Omit<Opened, 'jobs'>> {
  const adminUrl = inject('postgresUrl');
  if (adminUrl === null) throw new Error('there is no PostgreSQL server: the runner should have skipped this test');
  const name = `vigie_test_${process.pid}_${Math.floor(performance.now() * 1000)}`;
  const admin = await openServerDatabase(adminUrl, throwError);
  await sql`create database ${sql.table(name)}`.execute(admin.db);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  let isClosing = false;
  const database = await openServerDatabase(url.href, (error) => {
    if (!isClosing) throw error; // dropping the database cuts connections that are still hanging up
  });
  await migrateWithJobs(database);
  return {
    database,
    databaseUrl: url.href,
    close: async () => {
      isClosing = true;
      await database[Symbol.asyncDispose]();
      await sql`drop database ${sql.table(name)} with (force)`.execute(admin.db);
      await admin[Symbol.asyncDispose]();
    },
  };
}

async function migrateWithJobs(database: Database): Promise<void> {
  await migrate({ db: database.db, clock: makeManualClock(TEST_START) });
  const jobs = await openJobs(database, { schedule: 'left', onError: throwError });
  await jobs.close();
}

async function emptyDatabase(database: Database): Promise<void> {
  const { rows } = await sql<{ names: string | null }>`
    select string_agg(format('%I.%I', schemaname, tablename), ', ') as names from pg_tables
    where (schemaname = 'public' and tablename not in ('migrations', 'query_sets'))
      or (schemaname = 'jobs' and tablename = 'job')`.execute(database.db);
  const names = rows[0]?.names;
  if (names !== null && names !== undefined) await sql.raw(`truncate ${names} cascade`).execute(database.db);
}

function throwError(error: Error): never {
  throw error;
}
