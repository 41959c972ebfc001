/**
 * The whole pipeline on feeds as they are out there: `npm run bench:real-feeds -- FOLDER`.
 *
 * FOLDER holds captured feeds and an index.json that lists them ([{ "file", … }]). They are served on loopback from a
 * process of its own, an agency subscribes to all of them and watches a few brands, and everything runs as in the
 * service: manners, database, analysis. Printed: what was read and refused and why, documents, mentions, time, memory;
 * and the same once more with nothing changed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { readConfig } from '../src/base/config.ts';
import { addBrand } from '../src/intents/brands.ts';
import { addSubscription } from '../src/intents/subscriptions.ts';
import { drainPipeline } from '../src/pipeline/steps.ts';
import { createAgency } from '../src/store/agencies.ts';
import { openWorld, type World } from '../src/world.ts';

const HOST_COUNT = 95;
const BRANDS: Readonly<Record<string, string>> = {
  Google: 'google OR youtube OR android',
  Apple: 'apple AND (iphone OR mac OR ipad OR ios OR macos) NOT pie',
  Microsoft: 'microsoft OR "visual studio"',
  Mozilla: 'mozilla OR firefox',
  'The New York Times': '"new york times" OR nyt',
};

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name the folder of captured feeds: npm run bench:real-feeds -- FOLDER\n');
  process.exit(2);
}
const index: readonly Readonly<{ file: string }>[] = JSON.parse(
  await readFile(path.join(folder, 'index.json'), 'utf8'),
);
const server = spawn(
  process.execPath,
  [path.join(import.meta.dirname, 'serve-folder.ts'), folder, String(HOST_COUNT)],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const dataDir = await mkdtemp(path.join(tmpdir(), 'vigie-bench-'));
try {
  const port = Number(String((await once(server.stdout, 'data'))[0]).trim());
  await measure(port);
} finally {
  server.kill();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(port: number): Promise<void> {
  const config = readConfig({
    ...process.env,
    DATA_DIR: dataDir,
    FETCH_ALLOWED_RANGES: '127.0.0.0/8',
    RETENTION_MONTHS: '600', // the captures are of many years
    LOG_LEVEL: 'silent',
  });
  await using world = await openWorld(config, { schedule: 'left' });
  console.log(`${index.length} captured feeds on ${HOST_COUNT} hosts, database: ${world.database.kind}`);
  const agency = await createAgency(
    world.db,
    { newId: world.newId, now: world.clock.now() },
    { name: `Bench ${process.pid}`, language: 'en', timeZone: 'Europe/Paris', digestWeekday: 1, digestHour: 8 },
  );
  for (const [name, query] of Object.entries(BRANDS)) await addBrand(world, agency.id, { name, kind: 'client', query });
  for (const [position, { file }] of index.entries()) {
    const host = `127.0.0.${(position % HOST_COUNT) + 1}`;
    const url = `http://${host}:${port}/${file.split('/').map(encodeURIComponent).join('/')}`;
    await addSubscription(world, agency.id, { url, kind: 'feed', brandId: null });
  }
  await pass(world, 'first visit');
  await report(world);
  // one hour off the schedule, to visit all of them again now
  await world.db.updateTable('sources').set({ next_check_at: world.clock.now() }).execute();
  await world.db.updateTable('hosts').set({ next_turn_at: world.clock.now() }).execute();
  await pass(world, 'second visit, nothing changed');
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

async function pass(world: World, name: string): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  await drainPipeline(world);
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  const wallSeconds = (performance.now() - start) / 1e3;
  console.log(`${name}: ${wallSeconds.toFixed(1)} s wall, ${cpuSeconds.toFixed(1)} s CPU`);
}

async function report(world: World): Promise<void> {
  const { rows: sources } = await sql<{ outcome: string; count: number }>`
    select coalesce(last_error_reason, 'read') as outcome, count(*)::int as count from sources
    where last_checked_at is not null group by 1 order by 2 desc`.execute(world.db);
  for (const { outcome, count } of sources) console.log(`  feeds ${outcome}: ${count}`);
  const { rows: reasons } = await sql<{ message: string; count: number }>`
    select regexp_replace(last_error_message, 'http://[^ ]+|127[.0-9:]+', '…', 'g') as message, count(*)::int as count
    from sources where last_error_message is not null group by 1 order by 2 desc limit 8`.execute(world.db);
  for (const { message, count } of reasons) console.log(`    ${count} × ${message}`);
  const { rows } = await sql<{ documents: number; dated: number; mentions: number }>`
    select (select count(*)::int from documents) as documents,
      (select count(*)::int from documents where is_published_at_known) as dated,
      (select count(*)::int from mentions) as mentions`.execute(world.db);
  const [counts] = rows;
  console.log(`  documents stored: ${counts?.documents}, of which with a date: ${counts?.dated}`);
  const { rows: byBrand } = await sql<{ name: string; mentions: number; negatives: number }>`
    select brands.name, count(*)::int as mentions,
      (count(*) filter (where sentiment_label = 'negative'))::int as negatives
    from mentions join brands on brands.id = mentions.brand_id group by 1 order by 2 desc`.execute(world.db);
  console.log(`  mentions: ${counts?.mentions}`);
  for (const each of byBrand) console.log(`    ${each.name}: ${each.mentions}, ${each.negatives} of them negative`);
}
