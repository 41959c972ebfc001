/**
 * The process that is killed: a whole service whose brands get new bad buzzes while it runs.
 *
 * node test/chaos/chaos-worker.ts NEW_BUZZ_COUNT [drain]: opens so many while its steps run and goes on until it is killed. With
 * `drain` it ends every buzz, moves its own clock until nothing is left to send, and tells what was decided. It says one
 * JSON object a line; `clock MS` on its input sets how far its clock is from the machine's.
 */
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { addMs, type Clock, MINUTE_MS, systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/base/config.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { runSteps } from '../../src/pipeline/steps.ts';
import { createAgency, updateAgency } from '../../src/store/agencies.ts';
import { escalateBuzz, listUnresolvedBuzzes, openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { openWorld, type World } from '../../src/world.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import type { Said, Told } from './chaos-life.ts';

const LOOK_MS = 100;
const LIFE_MS_MAX = 240_000;
/** As long as more than this are on, the oldest ends: else the reminders of them all would be most of what is sent. */
const BUZZES_ON_MAX = 6;
/** What is still not out after so many looks waits for its hour. */
const LOOKS_PER_STEP = 5;
const STEP_MS = 11 * MINUTE_MS;

let aheadMs = Number(process.env.CHAOS_CLOCK_MS ?? 0);
const clock: Clock = { ...systemClock, now: () => addMs(systemClock.now(), aheadMs) };
const [countText = '1', mode = 'run'] = process.argv.slice(2);

const input = createInterface(process.stdin);
input.on('line', (line) => {
  aheadMs = Number(line.replace('clock ', ''));
});
input.on('close', () => process.exit(1)); // whoever was to kill it is gone

await using world = await openWorld(readConfig(), { schedule: 'left', clock });
const agencyId = await findOrAddAgency(world);
const brands = await addReader(world, agencyId, Number(countText));
const stopping = new AbortController();
const running = runSteps(world, stopping.signal);
say({ kind: 'working' });
for (const brand of brands) await addBuzz(world, agencyId, brand);
say({ kind: 'ready' });
flushCompileCache(); // a process that is killed never writes it, and each start would take half a second longer
if (mode === 'drain') {
  say({ kind: 'rested', told: await drain(world, agencyId) });
  stopping.abort();
  await running;
  input.removeAllListeners('close');
  input.close();
} else {
  await delay(LIFE_MS_MAX);
}

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

async function findOrAddAgency({ db, newId }: World): Promise<string> {
  return await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(1)`.execute(transaction); // two may start at once
    const known = await transaction.selectFrom('agencies').select('id').executeTakeFirst();
    if (known !== undefined) return known.id;
    const agency = await createAgency(
      transaction,
      { newId, now: clock.now() },
      { name: 'Agence du Quai', language: 'fr', timeZone: 'Europe/Paris', digestWeekday: 1, digestHour: 8 },
    );
    // hundreds of buzzes in one day: what is beyond a budget would count as lost
    await updateAgency(transaction, agency.id, { now: clock.now() }, { smsDailySegmentMax: null });
    return agency.id;
  });
}

/**
 * The brands of this life, and somebody who hears of them alone: one reader of everything would be rung once a minute, and
 * nearly nothing would be under way when a life ends.
 */
async function addReader(deps: World, agency: string, brandCount: number): Promise<readonly Brand[]> {
  const added: Brand[] = [];
  for (let count = 0; count < brandCount; count += 1) {
    const name = `Marque ${deps.newId()}`;
    added.push(await addBrand(deps, agency, { name, kind: 'client', query: 'marque' }));
  }
  if (brandCount === 0) return added;
  const name = deps.newId();
  await addContact(deps, agency, {
    ...{ name, language: 'fr', isDigestReader: false, brandIds: added.map(({ id }) => id) },
    channels: [
      { kind: 'email', address: `${name}@agence.example` },
      { kind: 'sms', address: `+3361${String(deps.random.next()).slice(2, 9).padEnd(7, '0')}` },
      { kind: 'webhook', address: process.env.CHAOS_WEBHOOK_URL ?? '' },
    ],
  });
  return added;
}

/** A bad buzz of the brand; of those before, the oldest gets worse or, where there are many, ends. */
async function addBuzz(deps: World, agency: string, brand: Brand): Promise<void> {
  const { db, newId } = deps;
  const judgement = { level: 3, reasons: ['negative-volume'], figures: makeFigures(), evidence: null } as const;
  const opened = { agencyId: agency, brandId: brand.id, kind: 'negative' } as const;
  const buzz = await openBuzz(db, { newId, now: clock.now() }, opened, judgement);
  if (buzz !== undefined) say({ kind: 'opened', buzzId: buzz.id });
  const open = await listSettled(deps, agency);
  const oldest = open.at(-1);
  if (oldest === undefined || oldest.brandId === brand.id) return;
  const writeDeps = { newId, now: clock.now() };
  if (oldest.level < 4) await escalateBuzz(db, writeDeps, oldest, { ...judgement, level: 4 });
  else if (open.length > BUZZES_ON_MAX) await resolveBuzz(db, writeDeps, oldest);
}

/** Those whose last change is decided: what ends before anybody is told of it is told to nobody. */
async function listSettled({ db }: World, agency: string) {
  const pending = await db.selectFrom('buzzes').select('id').where('pending_change', 'is not', null).execute();
  const ids = new Set(pending.map(({ id }) => id));
  return (await listUnresolvedBuzzes(db, agency)).filter(({ id }) => !ids.has(id));
}

/** Everything is decided, then everything ends, then all is out: accepted or dead. */
async function drain(deps: World, agency: string): Promise<Told> {
  const { db, newId } = deps;
  await untilNone(deps, 'buzzes');
  for (const buzz of await listUnresolvedBuzzes(db, agency)) await resolveBuzz(db, { newId, now: clock.now() }, buzz);
  await untilNone(deps, 'buzzes');
  await untilNone(deps, 'deliveries');
  const deliveries = await db
    .selectFrom('deliveries')
    .select(['id', 'alert_id as alertId', 'channel_kind as channelKind', 'status', 'bundled_into_id as bundledIntoId'])
    .execute();
  const alerts = await db.selectFrom('alerts').select(['id', 'buzz_id as buzzId', 'reason', 'level']).execute();
  const buzzes = await db.selectFrom('buzzes').select(['id', 'level']).execute();
  return { deliveries, alerts, buzzes };
}

/** Moves the clock on while what waits does not get less: leases end and retries fall due without anybody waiting. */
async function untilNone({ db }: World, waiting: 'buzzes' | 'deliveries'): Promise<void> {
  const table =
    waiting === 'buzzes' ? sql`buzzes where pending_change is not null` : sql`deliveries where status = 'pending'`;
  let stillCount = 0;
  let before = Number.POSITIVE_INFINITY;
  for (let waitedMs = 0; waitedMs < LIFE_MS_MAX; waitedMs += LOOK_MS) {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${table}`.execute(db);
    const count = rows[0]?.count ?? 0;
    if (count === 0) return;
    stillCount = count < before ? 0 : stillCount + 1;
    before = count;
    if (stillCount > 0 && stillCount % LOOKS_PER_STEP === 0) aheadMs += STEP_MS;
    await delay(LOOK_MS);
  }
}
