/**
 * Opens the database: PGlite under the data directory, or a PostgreSQL server. Both stand behind one `pg.Pool` and
 * Kysely's PostgresDialect, so that nothing above this file knows which one it is.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { EmbeddedStream, type ExecProtocol } from './embedded/embedded-stream.ts';
import { openEmbeddedThread } from './embedded/embedded-thread.ts';
import type { Tables } from './tables.ts';

/** A connection pool or a transaction: every store function takes one, first. */
export type Db = Kysely<Tables> | Transaction<Tables>;

export type Database = Readonly<{
  db: Kysely<Tables>;
  kind: 'embedded' | 'server';
  /** Statements as text, several at once where there are no values: what pg-boss asks of a database. */
  executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  [Symbol.asyncDispose]: () => Promise<void>;
}>;

const POOL_CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const EMBEDDED_FOLDER = 'postgres';
/** "nulls not distinct" came with it. */
const POSTGRES_MAJOR_MIN = 15;

// `date` columns stay text: a calendar day has no instant, and pg would turn it into local midnight
pg.types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

/** Errors: DATABASE_UNREACHABLE, also for a server that is too old; with the address but never the password. */
export async function openServerDatabase(url: string, onBrokenConnection: (error: Error) => void): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // a worker whose machine dies within a transaction must not keep its rows locked until TCP notices
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'vigie',
  });
  // an idle connection that breaks is replaced by the pool; without a listener it would end the process
  pool.on('error', onBrokenConnection);
  try {
    await refuseOldServer(pool, toAddress(url));
  } catch (cause) {
    await pool.end();
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'DATABASE_UNREACHABLE',
      `The database of DATABASE_URL (${toAddress(url)}) cannot be reached: ${toErrorMessage(cause)}. Start PostgreSQL there or correct DATABASE_URL; unset it to use the embedded database.`,
      { cause },
    );
  }
  return toDatabase('server', pool, () => Promise.resolve());
}

async function refuseOldServer(pool: pg.Pool, address: string): Promise<void> {
  const { rows } = await pool.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  const major = Math.floor((rows[0]?.version ?? 0) / 10_000);
  if (major >= POSTGRES_MAJOR_MIN) return;
  throw new AppError(
    'DATABASE_UNREACHABLE',
    `The database of DATABASE_URL (${address}) is PostgreSQL ${major}: Vigie needs ${POSTGRES_MAJOR_MIN} or newer.`,
  );
}

/**
 * Opens the embedded database, creating it on first use. Only one process may: PGlite has no lock of its own and two
 * would lose acknowledged rows.
 *
 * Errors:  DATA_DIR_IN_USE while another process has it, CONFIG_INVALID where nothing can be written or it cannot be read.
 * Source:  pglite issues #892 and #1106.
 */
export async function openEmbeddedDatabase(dataDir: string): Promise<Database> {
  const lock = takeDataDir(dataDir);
  try {
    const { exec, close } = await openThread(path.join(dataDir, EMBEDDED_FOLDER));
    return openEmbedded(exec, async () => {
      await close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openThread(folder: string): ReturnType<typeof openEmbeddedThread> {
  try {
    return await openEmbeddedThread(folder);
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      `The embedded database in ${folder} cannot be opened (${toErrorMessage(cause)}): restore the folder from a backup, or give another DATA_DIR.`,
      { cause },
    );
  }
}

function takeDataDir(dataDir: string): ReturnType<typeof lockDataDir> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 }); // it holds what was said and the key: nobody else's to read
    return lockDataDir(dataDir);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'CONFIG_INVALID',
      `DATA_DIR (${dataDir}) cannot be written to (${toErrorMessage(cause)}): correct it, or let this user write there.`,
      { cause },
    );
  }
}

/** A database in memory, from a dump or empty: for tests and the demo. */
export async function openMemoryDatabase(dump?: Blob): Promise<Database> {
  return openInThisThread(await PGlite.create(dump === undefined ? {} : { loadDataDir: dump }));
}

/** Everything that an empty migrated database in memory holds, to open many from it quickly. */
export async function dumpMemoryDatabase(fill: (database: Database) => Promise<void>): Promise<Blob> {
  const pglite = await PGlite.create();
  await using database = openInThisThread(pglite);
  await fill(database);
  return await pglite.dumpDataDir('none');
}

/**
 * What a lease is set to when it is given back. Not "now": a clock that was set back, or another machine's that is
 * slow, would leave the row alone until that instant comes.
 */
export const UNLEASED = sql<Date>`'-infinity'::timestamptz`;

/** The instant of what has nothing left to wait for. */
export const NEVER = sql<Date>`'infinity'::timestamptz`;

/** Whether a row's agency and id (in columns of these names) are among the pairs. */
export function isAmong(
  columns: Readonly<{ agencyId: string; id: string }>,
  pairs: readonly Readonly<{ agencyId: string; id: string }>[],
): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.ref(columns.agencyId)}, ${sql.ref(columns.id)}) in (
    select * from unnest(${pairs.map(({ agencyId }) => agencyId)}::uuid[], ${pairs.map(({ id }) => id)}::uuid[]))`;
}

/** A value for a jsonb column. Plain arrays would reach PostgreSQL as its own arrays. */
export function toJsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}

function openInThisThread(pglite: PGlite): Database {
  return openEmbedded(
    (messages) => pglite.execProtocolRaw(messages),
    () => pglite.close(),
  );
}

/** PGlite has one session, and with it one connection. */
function openEmbedded(exec: ExecProtocol, close: () => Promise<void>): Database {
  const pool = new pg.Pool({
    ...{ user: 'postgres', database: 'postgres', ssl: false, max: 1, idleTimeoutMillis: 0 },
    stream: () => new EmbeddedStream(exec),
  });
  return toDatabase('embedded', pool, close);
}

function toDatabase(kind: Database['kind'], pool: pg.Pool, afterwards: () => Promise<void>): Database {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    kind,
    executeSql: async (text, values) => {
      const result = await queryOrRollBack(pool, text, values);
      return { rows: Array.isArray(result) ? result.flatMap((each) => each.rows) : result.rows };
    },
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end(); // Kysely ends it only if it was ever used
      await afterwards();
    },
  };
}

/**
 * Several statements may open a transaction and break within it. The embedded database has one session for all: left
 * open, the broken transaction would refuse everything that comes after, until the next start.
 */
async function queryOrRollBack(
  pool: pg.Pool,
  text: string,
  values: unknown[] | undefined,
): Promise<pg.QueryResult | pg.QueryResult[]> {
  const client = await pool.connect();
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(text, values);
    client.release();
    return result;
  } catch (error) {
    const isRolledBack = await client.query('rollback').then(
      () => true,
      () => false, // the connection itself is gone: the pool makes another
    );
    client.release(!isRolledBack);
    throw error;
  }
}

function toAddress(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port || '5432'}${pathname}`;
  } catch {
    return 'not a URL'; // the whole text might hold a password
  }
}
