/** Brings the database to the newest schema: the files of sql/, in order, each in one transaction, never changed. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { withRightsExplained } from './constraint-errors.ts';
import type { Db } from './database.ts';

const SQL_FOLDER = path.join(import.meta.dirname, '..', '..', 'sql');
const FILE_PATTERN = /^\d{4}_[a-z0-9_]+\.sql$/;
/** Any fixed number: two processes that start at once must not both migrate. */
const ADVISORY_LOCK = 7_316_201;

type Migration = Readonly<{ name: string; text: string; checksum: string }>;

/**
 * Applies what is missing and returns the names of what was applied.
 *
 * Errors:  MIGRATION_CHANGED when a file that was applied reads otherwise now; DATABASE_TOO_NEW when the database
 *          knows a migration that this version of Vigie does not.
 */
export async function migrate(deps: Readonly<{ db: Db; clock: Clock }>): Promise<readonly string[]> {
  await withRightsExplained(() => deps.db.transaction().execute(createMigrationsTable));
  const applied: string[] = [];
  for (const migration of readMigrations()) {
    if (await applyOnce(deps, migration)) applied.push(migration.name);
  }
  await refuseNewerDatabase(deps.db);
  return applied;
}

/** The migrations of this version that the database has not had; all of them before the first start. */
export async function listMissingMigrations(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ is_there: boolean }>`select to_regclass('migrations') is not null as is_there`.execute(
    db,
  );
  const applied = rows[0]?.is_there ? await db.selectFrom('migrations').select('name').execute() : [];
  const names = new Set(applied.map((row) => row.name));
  return readMigrations()
    .map(({ name }) => name)
    .filter((name) => !names.has(name));
}

function readMigrations(): readonly Migration[] {
  return readdirSync(SQL_FOLDER)
    .filter((name) => FILE_PATTERN.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(SQL_FOLDER, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    });
}

/** "if not exists" alone is no lock: of two processes that ask at once, one would break on the other's table. */
async function createMigrationsTable(transaction: Db): Promise<void> {
  await waitForTurn(transaction);
  await sql`create table if not exists migrations (
    name text not null, checksum text not null, applied_at timestamptz not null, constraint migrations_pkey primary key (name)
  )`.execute(transaction);
}

/** A migration may take longer than any other statement, and so may waiting for another process's. */
async function waitForTurn(transaction: Db): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(transaction);
}

async function applyOnce(deps: Readonly<{ db: Db; clock: Clock }>, migration: Migration): Promise<boolean> {
  return await deps.db.transaction().execute(async (transaction) => {
    await waitForTurn(transaction);
    const known = await transaction
      .selectFrom('migrations')
      .select('checksum')
      .where('name', '=', migration.name)
      .executeTakeFirst();
    if (known !== undefined) {
      if (known.checksum === migration.checksum) return false;
      throw new AppError(
        'MIGRATION_CHANGED',
        `sql/${migration.name} was applied to this database with another text. Restore the file and put the change into a new migration.`,
      );
    }
    await sql.raw(migration.text).execute(transaction);
    await transaction
      .insertInto('migrations')
      .values({ name: migration.name, checksum: migration.checksum, applied_at: deps.clock.now() })
      .execute();
    return true;
  });
}

async function refuseNewerDatabase(db: Db): Promise<void> {
  const known = new Set(readMigrations().map((migration) => migration.name));
  const rows = await db.selectFrom('migrations').select('name').execute();
  const unknown = rows.find((row) => !known.has(row.name));
  if (unknown === undefined) return;
  throw new AppError(
    'DATABASE_TOO_NEW',
    `The database was migrated by a newer Vigie (it knows ${unknown.name}). Start that version, or restore a backup from before.`,
  );
}
