/**
 * The process that is killed: a whole service on an embedded database whose brands get new bad buzzes while it runs.
 *
 * node test/chaos/chaos-worker.ts NEW_BUZZ_COUNT: says `working`, opens so many while its steps run, says `opened` and goes on until it is killed; with
 * `drain` beside the number it ends by itself when nothing is left to send, and prints what it told as one line of JSON.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../../src/base/config.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { runSteps } from '../../src/pipeline/steps.ts';
import { createAgency, updateAgency } from '../../src/store/agencies.ts';
import { escalateBuzz, listUnresolvedBuzzes, openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { openWorld, type World } from '../../src/world.ts';
import { makeFigures } from '../support/buzz-figures.ts';

const LOOK_MS = 100;
/** Longer than any retry that a short outage asks for. */
const DRAIN_MS_MAX = 180_000;

const [countText = '1', mode = 'run'] = process.argv.slice(2);
const webhookUrl = process.env.CHAOS_WEBHOOK_URL ?? '';
await using world = await openWorld(readConfig(), { schedule: 'left' });
const agencyId = await findOrAddAgency(world);
const stopping = new AbortController();
const running = runSteps(world, stopping.signal);
process.stdout.write('working\n');
for (let count = Number(countText); count > 0; count -= 1) await addBuzz(world, agencyId);
process.stdout.write('opened\n');
if (mode === 'drain') await drain(world);
else await delay(DRAIN_MS_MAX);
stopping.abort();
await running;

async function findOrAddAgency({ db, newId, clock }: World): Promise<string> {
  const known = await db.selectFrom('agencies').select('id').executeTakeFirst();
  if (known !== undefined) return known.id;
  return await db.transaction().execute(async (transaction) => {
    const agency = await createAgency(
      transaction,
      { newId, now: clock.now() },
      { name: 'Agence du Quai', language: 'fr', timeZone: 'Europe/Paris', digestWeekday: 1, digestHour: 8 },
    );
    // hundreds of buzzes in one day: what is beyond a budget would count as lost
    await updateAgency(transaction, agency.id, { now: clock.now() }, { smsDailySegmentMax: null });
    await addContact({ ...world, db: transaction }, agency.id, {
      ...{ name: 'Claire', language: 'fr', isDigestReader: false, brandIds: [] },
      channels: [
        { kind: 'email', address: 'claire@agence.example' },
        { kind: 'sms', address: '+33612345678' },
        { kind: 'webhook', address: webhookUrl },
      ],
    });
    return agency.id;
  });
}

/** One more brand with a bad buzz; of those before, the oldest gets worse or ends. */
async function addBuzz(deps: World, agency: string): Promise<void> {
  const { db, newId, clock } = deps;
  const writeDeps = { newId, now: clock.now() };
  const judgement = { level: 3, reasons: ['negative-volume'], figures: makeFigures(), evidence: null } as const;
  const brand = await addBrand(deps, agency, { name: `Marque ${newId()}`, kind: 'client', query: 'marque' });
  await openBuzz(db, writeDeps, { agencyId: agency, brandId: brand.id, kind: 'negative' }, judgement);
  const open = (await listUnresolvedBuzzes(db, agency)).at(-1);
  if (open === undefined || open.brandId === brand.id) return;
  if (open.level < 4) await escalateBuzz(db, writeDeps, open, { ...judgement, level: 4 });
  else await resolveBuzz(db, writeDeps, open);
}

/** Until every decision is made and every delivery accepted or dead. */
async function drain({ db }: World): Promise<void> {
  for (let waitedMs = 0; waitedMs < DRAIN_MS_MAX; waitedMs += LOOK_MS) {
    const { rows } = await sql<{ count: number }>`
      select (select count(*) from deliveries where status = 'pending')::int
        + (select count(*) from buzzes where pending_change is not null)::int as count`.execute(db);
    if (rows[0]?.count === 0) break;
    await delay(LOOK_MS);
  }
  const deliveries = await db
    .selectFrom('deliveries')
    .innerJoin('alerts', 'alerts.id', 'deliveries.alert_id')
    .select(['deliveries.id', 'deliveries.channel_kind', 'deliveries.status', 'alerts.reason', 'alerts.buzz_id'])
    .execute();
  const buzzes = await db.selectFrom('buzzes').select(['id', 'level', 'status', 'pending_change']).execute();
  process.stdout.write(`${JSON.stringify({ deliveries, buzzes })}\n`);
}
