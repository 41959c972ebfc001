/**
 * What every intent is given. An intent is what a person asks for, whether by dashboard, API or import file: checked,
 * written in one transaction with the jobs that follow from it, and nothing started. They live in one place so that a
 * page cannot allow what the API refuses (ADR 0005).
 */
import type { Clock } from '../base/clock.ts';
import type { NewId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { SecretKey } from '../base/secrets.ts';
import type { ReaderFacts, SearchServices } from '../domain/search-service.ts';
import type { Db } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';

export type IntentDeps = Readonly<{
  /** A transaction too: then the intent becomes a part of it. */
  db: Db;
  jobs: Pick<Jobs, 'sendRematch' | 'sendRescore' | 'sendSummaryDraft'>;
  clock: Clock;
  newId: NewId;
  random: Random;
  secretKey: SecretKey;
  /** What the crawlers can read and ask; intents do not know the crawlers themselves. */
  readers: ReaderFacts;
  searchServices: SearchServices;
}>;

/** What the store's writers ask for. */
export type WriteDeps = Readonly<{ newId: NewId; now: Date }>;

/** Runs the write in one transaction (the caller's, where there is one): all of it is there afterwards, or nothing. */
export async function inTransaction<T>(
  deps: IntentDeps,
  write: (db: Db, writeDeps: WriteDeps) => Promise<T>,
): Promise<T> {
  const writeDeps = { newId: deps.newId, now: deps.clock.now() };
  if (deps.db.isTransaction) return await write(deps.db, writeDeps);
  return await deps.db.transaction().execute((transaction) => write(transaction, writeDeps));
}
