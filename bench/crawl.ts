/**
 * How fast sources are read: `npm run bench:crawl`. 2,000 feeds on 200 loopback hosts, served by another process, read
 * cold and again with nothing changed, by the service's own crawler into PostgreSQL (of DATABASE_URL, else one that is
 * started here, with its disk writes on) and by newsboat (Debian's package) in the same run. Then 100,000 sources in the
 * table: the plan of a claim, the claims of 16 claimers, and the memory of the process that holds them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../src/base/config.ts';
import { addSubscription } from '../src/intents/subscriptions.ts';
import { makeCrawler } from '../src/pipeline/crawl-due-sources.ts';
import { createAgency } from '../src/store/agencies.ts';
import { type Database, openServerDatabase } from '../src/store/database.ts';
import { claimHostTurns, releaseHostTurns } from '../src/store/host-turns.ts';
import { HOST_BUCKET_COUNT } from '../src/store/hosts.ts';
import { openWorld, type World } from '../src/world.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';

const FEED_COUNT = 2_000;
const HOST_COUNT = 200;
const NEWSBOAT_THREADS = 50;
const HELD_SOURCE_COUNT = 100_000;
const HELD_HOST_COUNT = 20_000;
const CLAIMER_COUNT = 16;
const CLAIMERS_PER_POOL = 8;
const CLAIM_ROUNDS = 3;

const folder = await mkdtemp(path.join(tmpdir(), 'vigie-bench-'));
try {
  const [part, databaseUrl] = process.argv.slice(2);
  if (part === 'hold' && databaseUrl !== undefined) await holdSources(databaseUrl);
  else await compare();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  const server = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'serve-feeds.ts'), String(FEED_COUNT), String(HOST_COUNT)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const postgres = await startPostgresServer('full');
  try {
    const port = Number(String((await once(server.stdout, 'data'))[0]).trim());
    const urls = Array.from(
      { length: FEED_COUNT },
      (_, number) => `http://127.0.0.${(number % HOST_COUNT) + 1}:${port}/${number}.xml`,
    );
    const peers = await runNewsboat(urls);
    const databaseUrl = process.env.DATABASE_URL ?? (postgres.kind === 'running' ? postgres.url : null);
    if (databaseUrl === null) throw new Error('No PostgreSQL was found: install one or set DATABASE_URL.');
    await runVigie(urls, databaseUrl, peers);
    // in a process of its own: its memory is what the sources cost, not what reading two thousand feeds left behind
    const holding = spawn(process.execPath, [import.meta.filename, 'hold', databaseUrl], { stdio: 'inherit' });
    await once(holding, 'exit');
  } finally {
    server.kill();
    if (postgres.kind === 'running') await postgres.stop();
  }
}

type Peers = Readonly<{ coldSeconds: number; unchangedSeconds: number }> | null;

async function runVigie(urls: readonly string[], databaseUrl: string, peers: Peers): Promise<void> {
  await using world = await open(databaseUrl);
  const agencyId = await makeBenchAgency(world);
  for (const url of urls) await addSubscription(world, agencyId, { url, kind: 'feed', brandId: null });
  await sql`vacuum (analyze)`.execute(world.db);

  const cold = await crawl(world);
  await makeAllDue(world);
  const unchanged = await crawl(world);
  await makeAllDue(world);
  const again = await crawl(world);
  console.log(`vigie, cold:         ${tell(cold)}, ${Math.round(cold.documentCount / cold.seconds)} documents/s`);
  console.log(`vigie, unchanged:    ${tell(unchanged)}`);
  console.log(`vigie, once more:    ${tell(again)}`);
  if (peers !== null) {
    console.log(
      `ratio to newsboat: cold ${(peers.coldSeconds / cold.seconds).toFixed(1)}, unchanged ${(peers.unchangedSeconds / unchanged.seconds).toFixed(1)}`,
    );
  }
  console.log(`peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);
}

async function holdSources(databaseUrl: string): Promise<void> {
  await using world = await open(databaseUrl);
  await measureClaims(world, await makeBenchAgency(world), databaseUrl);
  console.log(`peak memory of the process that held them: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);
}

function open(databaseUrl: string): Promise<World> {
  const config = readConfig({
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    FETCH_ALLOWED_RANGES: '127.0.0.0/8',
    LOG_LEVEL: 'silent',
  });
  return openWorld(config, { schedule: 'left' });
}

async function makeBenchAgency(world: World): Promise<string> {
  const deps = { newId: world.newId, now: world.clock.now() };
  const name = `Bench ${process.pid}`;
  const settings = { language: 'fr', timeZone: 'Europe/Paris', digestWeekday: 1, digestHour: 8 } as const;
  return (await createAgency(world.db, deps, { name, ...settings })).id;
}

type Measured = Readonly<{ seconds: number; cpuSeconds: number; documentCount: number }>;

async function crawl(world: World): Promise<Measured> {
  const documentsBefore = await countAll(world, 'documents');
  const crawler = makeCrawler({ ...world, stopping: new AbortController().signal });
  const start = performance.now();
  const cpu = process.cpuUsage();
  while ((await crawler.run()) > 0) await crawler.settle();
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - start) / 1_000;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from sources where last_error_reason is not null`.execute(world.db);
  if (rows[0]?.count !== 0) throw new Error(`${rows[0]?.count} feeds could not be read`);
  const documentCount = (await countAll(world, 'documents')) - documentsBefore;
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6, documentCount };
}

function tell(measured: Measured): string {
  const { seconds, cpuSeconds } = measured;
  const perFeed = ((cpuSeconds / FEED_COUNT) * 1_000).toFixed(2);
  return `${seconds.toFixed(2)} s, ${Math.round(FEED_COUNT / seconds)} feeds/s, ${perFeed} ms CPU per feed`;
}

async function countAll(world: World, table: 'documents' | 'sources'): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(
    world.db,
  );
  return rows[0]?.count ?? 0;
}

async function makeAllDue(world: World): Promise<void> {
  const now = world.clock.now();
  await sql`update sources set next_check_at = ${now}`.execute(world.db);
  await sql`update hosts set next_turn_at = ${now}`.execute(world.db);
}

/** 100,000 sources that are due, claimed and given back without a visit. */
async function measureClaims(world: World, agencyId: string, databaseUrl: string): Promise<void> {
  const now = world.clock.now();
  await sql`
    with made as (
      insert into sources (id, url, kind, reader, next_check_at, interval_seconds, created_at)
      select gen_random_uuid(), 'https://host-' || number % ${HELD_HOST_COUNT}::int || '.example/' || number, 'feed', 'feed',
        ${now}::timestamptz - number * interval '1 millisecond', 900, ${now}
      from generate_series(1, ${HELD_SOURCE_COUNT}::int) as number returning id, host
    ), hosted as (
      insert into hosts (host, bucket, next_turn_at)
      select host, abs(hashtext(host)) % ${HOST_BUCKET_COUNT}::int, ${now}::timestamptz - interval '1 minute' from made group by host
    )
    insert into subscriptions select ${agencyId}, gen_random_uuid(), id, null, ${now} from made`.execute(world.db);
  await sql`vacuum (analyze)`.execute(world.db);
  const held = await countAll(world, 'sources');
  console.log(
    `sources held: ${held}, memory of the process now: ${Math.round(process.memoryUsage().rss / 1_048_576)} MB`,
  );
  await explainClaim(world);

  const pools: Database[] = [];
  for (let claimer = 0; claimer < CLAIMER_COUNT; claimer += CLAIMERS_PER_POOL) {
    pools.push(await openServerDatabase(databaseUrl, () => undefined));
  }
  try {
    for (let round = 0; round < CLAIM_ROUNDS; round += 1) {
      await makeAllDue(world);
      const start = performance.now();
      const counts = await Promise.all(
        Array.from({ length: CLAIMER_COUNT }, (_, claimer) =>
          claimAll(pools[Math.floor(claimer / CLAIMERS_PER_POOL)] as Database, claimer),
        ),
      );
      const seconds = (performance.now() - start) / 1_000;
      const count = counts.reduce((sum, each) => sum + each, 0);
      if (count !== held) throw new Error(`${count} of ${held} sources were claimed`);
      console.log(
        `claims: ${Math.round(count / seconds)} sources/s, claimed and given back by ${CLAIMER_COUNT} claimers`,
      );
    }
  } finally {
    for (const pool of pools) await pool[Symbol.asyncDispose]();
  }
}

/** Claims until nothing is due; what it claimed is not due again for a while, as after a visit. */
async function claimAll(database: Database, claimer: number): Promise<number> {
  let count = 0;
  let emptyCount = 0;
  for (let group = claimer; emptyCount < 4; group += 1) {
    const now = new Date();
    const leasedUntil = new Date(now.getTime() + 600_000);
    const buckets = Array.from({ length: 16 }, (_, index) => (group * 16 + index) % HOST_BUCKET_COUNT);
    const turns = await claimHostTurns(database.db, {
      now,
      leasedUntil,
      buckets,
      hostCountMax: 64,
      sourcesPerHostMax: 50,
      articlesPerHostMax: 20,
    });
    emptyCount = turns.length === 0 ? emptyCount + 1 : 0;
    const ids = turns.flatMap(({ sources }) => sources.map(({ id }) => id));
    count += ids.length;
    await database.db.transaction().execute(async (transaction) => {
      await sql`update sources set next_check_at = ${leasedUntil} where id = any(${ids}::uuid[])`.execute(transaction);
      const ended = turns.map((turn) => ({ ...turn, restUntil: null }));
      await releaseHostTurns(transaction, ended, now);
    });
  }
  return count;
}

async function explainClaim(world: World): Promise<void> {
  const now = world.clock.now();
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze, buffers, costs off, summary off) select due_here.host from unnest('{0,1,2,3}'::smallint[]) as walked (bucket)
    cross join lateral (
      select host from hosts where hosts.bucket = walked.bucket and next_turn_at <= ${now} and leased_until <= ${now}
      order by next_turn_at limit 16 for update skip locked
    ) as due_here`.execute(world.db);
  console.log('plan of a claim, hosts:');
  for (const row of rows) console.log(`  ${row['QUERY PLAN']}`);
  const due = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze, buffers, costs off, summary off) select due.id from unnest('{host-1.example,host-2.example}'::text[]) as leased (host)
    cross join lateral (
      select id from sources where sources.host = leased.host and is_polled and next_check_at <= ${now}
        and exists (select 1 from subscriptions where source_id = sources.id)
      order by next_check_at limit 50
    ) as due`.execute(world.db);
  console.log('plan of a claim, sources:');
  for (const row of due.rows) console.log(`  ${row['QUERY PLAN']}`);
}

/** Null where newsboat is not installed. */
async function runNewsboat(urls: readonly string[]): Promise<Peers> {
  await writeFile(path.join(folder, 'urls'), `${urls.join('\n')}\n`);
  await writeFile(path.join(folder, 'config'), `reload-threads ${NEWSBOAT_THREADS}\nmax-items 100\n`);
  const cold = await reload();
  if (cold === null) {
    console.log('newsboat: not installed, no ratio (apt-get install newsboat)');
    return null;
  }
  const unchanged = await reload();
  if (unchanged === null) throw new Error('newsboat ran once and not again');
  console.log(`newsboat, cold:      ${tell(cold)}, peak memory ${cold.peakMb} MB`);
  console.log(`newsboat, unchanged: ${tell(unchanged)}, peak memory ${unchanged.peakMb} MB`);
  return { coldSeconds: cold.seconds, unchangedSeconds: unchanged.seconds };
}

async function reload(): Promise<(Measured & Readonly<{ peakMb: number }>) | null> {
  const files = ['-u', 'urls', '-C', 'config', '-c', 'cache.db'].map((each) =>
    each.startsWith('-') ? each : path.join(folder, each),
  );
  const start = performance.now();
  const child = spawn('newsboat', [...files, '-x', 'reload'], { stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const watched = watch(child);
  const code = await ended;
  if (code === null) return null;
  if (code !== 0) throw new Error(`newsboat ended with ${code}`);
  return { seconds: (performance.now() - start) / 1_000, documentCount: 0, ...(await watched) };
}

/** CPU time and peak memory, read while it runs: they are gone with it. */
async function watch(child: ChildProcess): Promise<Readonly<{ cpuSeconds: number; peakMb: number }>> {
  let cpuSeconds = 0;
  let peakMb = 0;
  while (child.pid !== undefined && child.exitCode === null) {
    try {
      const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
      cpuSeconds = Math.max(cpuSeconds, (Number(fields[11]) + Number(fields[12])) / 100);
      const peak = /VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peakMb = Math.max(peakMb, Math.round(Number(peak ?? 0) / 1_024));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')))
        throw error;
    }
    await delay(50);
  }
  return { cpuSeconds, peakMb };
}
