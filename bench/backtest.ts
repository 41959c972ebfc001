/**
 * How long a brand's past takes to be played through other rules: `npm run bench:backtest`, ninety days of 10, 500 and 5,000
 * mentions a day, simulated and stored in an embedded database, reading included. The goal is a second.
 */
import { sql } from 'kysely';
import { addMs, DAY_MS, makeManualClock, systemClock } from '../src/base/clock.ts';
import { makeNewId, type NewId } from '../src/base/ids.ts';
import { makeSeededRandom } from '../src/base/random.ts';
import type { TalkFact } from '../src/domain/talk-fact.ts';
import { type AskedRule, backtestBrand } from '../src/intents/backtest.ts';
import { type Db, openMemoryDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { ensurePartitions } from '../src/store/partitions.ts';
import { simulateBrand } from './simulate-talk.ts';

const RATES = [10, 500, 5_000] as const;
const PLAYED_DAYS = 90;
/** A brand that was watched for longer: what is learned before the ninety days is read too. */
const WATCHED_DAYS = 150;
const ROUNDS = 5;
const ROWS_PER_STATEMENT = 5_000;

const ASKED: Readonly<Record<string, readonly AskedRule[]>> = {
  'the present rule': [],
  'three sensitivities': [
    { sensitivity: 'fewer', rule: null },
    { sensitivity: 'more', rule: null },
  ],
  'a threshold': [
    { sensitivity: null, rule: { counts: 'negatives', query: null, countMin: 100, windowMinutes: 60, level: 3 } },
  ],
};

const write = (line: string): boolean => process.stdout.write(`${line}\n`);

await using database = await openMemoryDatabase();
const { db } = database;
await migrate({ db, clock: systemClock });

write(
  `milliseconds for ${PLAYED_DAYS} days: the best of ${ROUNDS} and the worst, the processor's (on a busy machine nothing else tells), and the longest that others waited`,
);
for (const rate of RATES) {
  const brand = simulateBrand({ seed: 7, mentionsPerDay: rate, days: WATCHED_DAYS, story: 'half-year' });
  const clock = makeManualClock(new Date(brand.until));
  const newId = makeNewId({ clock, random: makeSeededRandom(rate) });
  const key = await storeBrand(db, newId, brand);
  const range = { from: new Date(brand.until - PLAYED_DAYS * DAY_MS), until: new Date(brand.until) };
  for (const [name, asked] of Object.entries(ASKED)) {
    const rounds: { tookMs: number; cpuMs: number; waitedMs: number; buzzCount: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const watch = watchLoop();
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      const { present } = await backtestBrand({ db, clock }, key, { range, asked });
      const { user, system } = process.cpuUsage(cpu);
      const cpuMs = (user + system) / 1_000;
      rounds.push({
        tookMs: performance.now() - startedAt,
        cpuMs,
        waitedMs: watch.stop(),
        buzzCount: present.buzzes.length,
      });
    }
    const times = rounds.map(({ tookMs }) => Math.round(tookMs));
    const cpu = Math.round(Math.min(...rounds.map(({ cpuMs }) => cpuMs)));
    const waited = Math.round(Math.min(...rounds.map(({ waitedMs }) => waitedMs)));
    write(
      `${String(rate).padStart(5)} a day, ${name.padEnd(20)} ${String(Math.min(...times)).padStart(5)} ${String(Math.max(...times)).padStart(5)}   cpu ${String(cpu).padStart(5)}   waited ${String(waited).padStart(4)}   ${rounds[0]?.buzzCount} buzzes`,
    );
  }
}

/** The longest time between two turns of the event loop. */
function watchLoop() {
  let longestMs = 0;
  let last = performance.now();
  let isOn = true;
  const look = (): void => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (isOn) setImmediate(look);
  };
  setImmediate(look);
  return {
    stop: (): number => {
      isOn = false;
      return longestMs;
    },
  };
}

async function storeBrand(
  db: Db,
  newId: NewId,
  brand: Readonly<{ from: number; until: number; facts: readonly TalkFact[] }>,
) {
  const [agencyId, brandId] = [newId(), newId()];
  const from = new Date(brand.from);
  await sql`insert into agencies (id, name, language, time_zone, digest_weekday, digest_hour, next_digest_at, created_at)
    values (${agencyId}, ${agencyId}, 'fr', 'Europe/Paris', 1, 8, ${from}, ${from})`.execute(db);
  await sql`insert into brands (agency_id, id, name, kind, query, created_at, updated_at)
    values (${agencyId}, ${brandId}, 'Ondelia', 'client', 'ondelia', ${from}, ${from})`.execute(db);
  for (let at = from; at.getTime() < brand.until + DAY_MS; at = addMs(at, 28 * DAY_MS)) await ensurePartitions(db, at);
  const stories = new Map<string, string>();
  const toStoryId = (story: string): string => {
    const known = stories.get(story) ?? newId();
    stories.set(story, known);
    return known;
  };
  for (let first = 0; first < brand.facts.length; first += ROWS_PER_STATEMENT) {
    const facts = brand.facts.slice(first, first + ROWS_PER_STATEMENT);
    await sql`
      insert into mentions (agency_id, id, brand_id, document_id, arrived_at, published_at, language, sentiment_label,
        sentiment_score, sentiment_confidence, sentiment_by, passages, themes, spans, status, excerpt, author, site,
        source_kind, story_id, is_backlog, crisis_weight, outlet_weight, is_newcomer)
      select ${agencyId}, id, ${brandId}, id, to_timestamp(arrived), to_timestamp(published), 'fr', label, 0, 1, 'model', '[]', '{}',
        '[]', 'new', repeat('Ce qui est dit de la marque. ', 12), author, site, source_kind, story_id, false, crisis, outlet,
        newcomer
      from unnest(
        ${facts.map(() => newId())}::uuid[], ${facts.map(({ heardAt }) => heardAt / 1_000)}::float8[],
        ${facts.map(({ publishedAt }) => publishedAt / 1_000)}::float8[], ${facts.map(({ label }) => label)}::text[],
        ${facts.map(({ author }) => author)}::text[], ${facts.map(({ site }) => site)}::text[],
        ${facts.map(({ sourceKind }) => sourceKind)}::text[], ${facts.map(({ storyId }) => toStoryId(storyId))}::uuid[],
        ${facts.map(({ crisisWeight }) => crisisWeight)}::int[], ${facts.map(({ outletWeight }) => outletWeight)}::int[],
        ${facts.map(({ isNewcomer }) => isNewcomer)}::boolean[]
      ) as fact (id, arrived, published, label, author, site, source_kind, story_id, crisis, outlet, newcomer)`.execute(
      db,
    );
  }
  await sql`
    insert into volumes (agency_id, brand_id, bucket_at, mention_count, negative_count, positive_count, newcomer_count)
    select agency_id, brand_id, date_bin('5 minutes', published_at, 'epoch'), count(*),
      count(*) filter (where sentiment_label = 'negative'), count(*) filter (where sentiment_label = 'positive'),
      count(*) filter (where is_newcomer)
    from mentions where brand_id = ${brandId} group by 1, 2, 3`.execute(db);
  await sql`analyze mentions, volumes`.execute(db);
  return { agencyId, brandId };
}
