/**
 * Housekeeping that runs once, later and again after a failure: pg-boss, in the same database, its jobs sent in the
 * transaction of the rows they speak of.
 *
 * What has a time of its own that a person may ask about (a source, a delivery, a digest's slot) is a column that its
 * step claims by the service's clock; pg-boss keeps what is merely to be done (ADR 0002).
 */
import { sql } from 'kysely';
import { fromKysely, PgBoss } from 'pg-boss';
import { withRightsExplained } from './constraint-errors.ts';
import type { Database, Db } from './database.ts';

/**
 * A query or subscription changed: what was stored lately is to be analysed again. brandId, sourceId: null is every one.
 */
export type RematchJob = Readonly<{ agencyId: string; brandId: string | null; sourceId: string | null }>;

/** A brand's marks or threshold changed: its mentions are to be scored anew. */
export type RescoreJob = Readonly<{ agencyId: string; brandId: string }>;

/** Somebody wants a draft of this digest's summary. */
export type SummaryDraftJob = Readonly<{ agencyId: string; digestId: string }>;

export type JobName = 'rematch' | 'rescore' | 'summary-draft' | 'prune';

export type Jobs = Readonly<{
  /** Run it in the transaction that makes the job necessary. */
  sendRematch: (db: Db, job: RematchJob) => Promise<void>;
  /** Run it in the transaction that makes the job necessary. */
  sendRescore: (db: Db, job: RescoreJob) => Promise<void>;
  /** Run it in the transaction that makes the job necessary. */
  sendSummaryDraft: (db: Db, job: SummaryDraftJob) => Promise<void>;
  /**
   * Takes the jobs that wait, works each off and ticks it off; one that throws is tried again later by pg-boss.
   * Returns how many were taken, and reports what was thrown.
   */
  workOff: (handlers: JobHandlers) => Promise<number>;
  close: () => Promise<void>;
}>;

export type JobHandlers = Readonly<{
  rematch: (job: RematchJob) => Promise<void>;
  rescore: (job: RescoreJob) => Promise<void>;
  summaryDraft: (job: SummaryDraftJob) => Promise<void>;
  prune: () => Promise<void>;
  onFailed: (name: JobName, error: unknown) => void;
}>;

/** Many, because they are merged: an import sends one for each brand and feed. */
const JOBS_PER_FETCH = 1_000;
/** Each asks a server that may take its time. */
const DRAFTS_PER_FETCH = 4;
/** Any fixed number: two processes that start at once must not both make the queue's schema. */
const ADVISORY_LOCK = 7_316_203;
const RETRY_COUNT_MAX = 5;
const RETRY_DELAY_SECONDS = 30;
/** A worker that dies gives its job back after this long. */
const EXPIRE_SECONDS = 900;
/** Every night at an hour when little is published; UTC, because it is nobody's own hour. */
const PRUNE_CRON = '17 3 * * *';

/**
 * Opens the queue. With `schedule: 'kept'` this process also keeps pg-boss's own timers (the nightly job, taking back
 * what dead workers held); without, it only sends and takes.
 */
export async function openJobs(
  database: Database,
  options: Readonly<{ schedule: 'kept' | 'left'; onError: (error: Error) => void }>,
): Promise<Jobs> {
  const isKeeper = options.schedule === 'kept';
  const boss = new PgBoss({
    db: { executeSql: database.executeSql },
    backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
    schema: 'jobs',
    schedule: isKeeper,
    supervise: isKeeper,
  });
  boss.on('error', options.onError);
  await withRightsExplained(() => inTurn(database, () => startBoss(boss, isKeeper)));
  return {
    sendRematch: async (db, job) => {
      await boss.send('rematch', job, { db: fromKysely(db) });
    },
    sendRescore: async (db, job) => {
      await boss.send('rescore', job, { db: fromKysely(db) });
    },
    sendSummaryDraft: async (db, job) => {
      await boss.send('summary-draft', job, { db: fromKysely(db) });
    },
    workOff: async (handlers) => {
      const fetchOptions = { batchSize: JOBS_PER_FETCH };
      const rematches = await boss.fetch<RematchJob>('rematch', fetchOptions);
      for (const { job, ids } of mergeRematches(rematches)) {
        await workOffOnce(boss, handlers, { name: 'rematch', ids, work: () => handlers.rematch(job) });
      }
      const rescores = await boss.fetch<RescoreJob>('rescore', fetchOptions);
      for (const ofBrand of Map.groupBy(rescores, ({ data }) => data.brandId).values()) {
        const [first] = ofBrand;
        if (first === undefined) continue;
        const ids = ofBrand.map(({ id }) => id);
        await workOffOnce(boss, handlers, { name: 'rescore', ids, work: () => handlers.rescore(first.data) });
      }
      const drafts = await boss.fetch<SummaryDraftJob>('summary-draft', { batchSize: DRAFTS_PER_FETCH });
      for (const { id, data } of drafts) {
        await workOffOnce(boss, handlers, {
          name: 'summary-draft',
          ids: [id],
          work: () => handlers.summaryDraft(data),
        });
      }
      const prunes = (await boss.fetch('prune', fetchOptions)).map((job) => job.id);
      if (prunes.length > 0) await workOffOnce(boss, handlers, { name: 'prune', ids: prunes, work: handlers.prune });
      return rematches.length + rescores.length + drafts.length + prunes.length;
    },
    close: async () => {
      await boss.stop({ graceful: true });
    },
  };
}

/**
 * One process after the other: pg-boss makes its schema by "if not exists", which breaks where two do it at once. The
 * embedded database has one process, and no second connection to hold the lock.
 */
async function inTurn(database: Database, work: () => Promise<void>): Promise<void> {
  if (database.kind === 'embedded') return await work();
  await database.db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${ADVISORY_LOCK})`.execute(connection);
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${ADVISORY_LOCK})`.execute(connection);
    }
  });
}

async function startBoss(boss: PgBoss, isKeeper: boolean): Promise<void> {
  await boss.start();
  for (const name of ['rematch', 'rescore', 'summary-draft', 'prune'] as const) {
    await boss.createQueue(name, {
      retryLimit: RETRY_COUNT_MAX,
      retryDelay: RETRY_DELAY_SECONDS,
      retryBackoff: true,
      expireInSeconds: EXPIRE_SECONDS,
    });
    // makes pg-boss look the queue up now: inside a sender's transaction it would wait for a second connection, which
    // the embedded database does not have
    await boss.findJobs(name, { key: 'none' });
  }
  // a machine that sleeps at night is caught up with when it wakes
  if (isKeeper) await boss.schedule('prune', PRUNE_CRON, null, { missed: 'once' });
}

/** One job for an agency instead of hundreds that each order the same documents again: the narrowest that holds them all. */
function mergeRematches(
  jobs: readonly Readonly<{ id: string; data: RematchJob }>[],
): readonly Readonly<{ job: RematchJob; ids: string[] }>[] {
  return [...Map.groupBy(jobs, ({ data }) => data.agencyId)].map(([agencyId, ofAgency]) => ({
    job: {
      agencyId,
      brandId: onlyOne(ofAgency.map(({ data }) => data.brandId)),
      sourceId: onlyOne(ofAgency.map(({ data }) => data.sourceId)),
    },
    ids: ofAgency.map(({ id }) => id),
  }));
}

/** The value that all of them have; null where they differ. */
function onlyOne(values: readonly (string | null)[]): string | null {
  return new Set(values).size === 1 ? (values[0] ?? null) : null;
}

async function workOffOnce(
  boss: PgBoss,
  handlers: JobHandlers,
  jobs: Readonly<{ name: JobName; ids: string[]; work: () => Promise<void> }>,
): Promise<void> {
  try {
    await jobs.work();
    await boss.complete(jobs.name, jobs.ids);
  } catch (error) {
    handlers.onFailed(jobs.name, error);
    await boss.fail(jobs.name, jobs.ids, { message: error instanceof Error ? error.message : String(error) });
  }
}
