/**
 * What judging costs: `npm run bench:detector`. A hundred thousand brands as they are stored, of which one in a hundred was
 * spoken of; each of these is read, brought up to now, judged and written again, on one core and without a database.
 *
 * Beside it the two rules that people write first, in the same run: the counts of eight weeks added up by hours, and the
 * mean and deviation of fourteen days of five minutes. And a brand of one week beside one of a year, because a cost that
 * grows with history is none that can be planned for.
 */
import { parseArgs } from 'node:util';
import { calmMsOf } from '../src/analysis/buzz/follow-buzz.ts';
import { judgeKind, scanTalk } from '../src/analysis/buzz/judge-talk.ts';
import {
  advanceTo,
  countPositives,
  makeLiveTalk,
  mentionsPerHour,
  rowOf,
  settleUpTo,
} from '../src/analysis/buzz/live-talk.ts';
import {
  foldTalk,
  fromStoredTalk,
  makeTalkState,
  silentRow,
  type TalkRow,
  toStoredTalk,
  withFact,
} from '../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY } from '../src/analysis/buzz/volume-model.ts';
import { BUZZ_KINDS } from '../src/domain/buzz.ts';
import type { TalkFact } from '../src/domain/talk-fact.ts';
import { BUCKET_MS } from '../src/domain/volume.ts';
import { simulateBrand } from './simulate-talk.ts';
import { RATES } from './simulated-brands.ts';

const USAGE = `npm run bench:detector -- [--brands N] [--active N] [--rounds N]
  --brands N  brands that are stored (100000)
  --active N  of them, those that are judged (1000)
  --rounds N  how often, of which the median is told (3)
`;
const SEEDS_PER_RATE = 4;
const FIRST_SEED = 3_000_000;
const HALF_YEAR_DAYS = 182;
const PEER_WEEKS = 8;
const PEER_DAYS = 14;
const HISTORIES_DAYS = [7, 364];
const GOAL_SECONDS = 2;
const GOAL_BYTES = 10_000;

/** A brand as it is kept: its state a day ago and six hours, its counts since, its negatives of a day; and all counts, for the peers. */
type Stored = Readonly<{
  rate: number;
  bytes: Buffer;
  recent: readonly TalkRow[];
  facts: readonly TalkFact[];
  now: number;
  counts: Float64Array;
}>;

const options = readOptions();
print(`simulating ${RATES.length * SEEDS_PER_RATE} brands of 0.2 to 5,000 mentions a day for half a year…`);
const distinct = RATES.flatMap((rate) =>
  Array.from({ length: SEEDS_PER_RATE }, (_, index) =>
    storeBrand({ rate, seed: FIRST_SEED + index, days: HALF_YEAR_DAYS }),
  ),
);
// each of them has bytes of its own, as it would in a table
const stored = Array.from({ length: options.brands }, (_, index) => {
  const brand = distinct[index % distinct.length];
  if (brand === undefined) throw new Error('there are no brands');
  return { ...brand, bytes: Buffer.from(brand.bytes) };
});
const step = options.brands / options.active;
const active = Array.from({ length: options.active }, (_, index) => stored[Math.floor(index * step)]).filter(
  (brand) => brand !== undefined,
);

const detector = measure(() => active.map(judgeStored).reduce((sum, level) => sum + level, 0));
const hours = measure(() => active.map(countHours).reduce((sum, level) => sum + level, 0));
const rolling = measure(() => active.map(deviateRolling).reduce((sum, level) => sum + level, 0));
const bytes = Math.max(...stored.map((brand) => brand.bytes.length));
const size = `${(options.brands / 1_000).toFixed(0)},000 brands, ${options.active} judged`;
print(`${size}: ${detector.toFixed(2)} s on one core, ${((detector * 1e6) / active.length).toFixed(0)} µs each`);
print(`state: ${bytes} bytes a brand, ${((bytes * options.brands) / 1e6).toFixed(0)} MB in all`);
print(`${PEER_WEEKS} weeks by hours, recounted: ${hours.toFixed(2)} s; ours takes ${toTimes(detector, hours)}`);
print(`mean + 3 deviations of ${PEER_DAYS} days: ${rolling.toFixed(2)} s; ours takes ${toTimes(detector, rolling)}`);
for (const days of HISTORIES_DAYS) {
  const brands = RATES.map((rate) => storeBrand({ rate, seed: FIRST_SEED, days }));
  const seconds = measure(() => {
    let levels = 0;
    for (let index = 0; index < options.active; index += 1) {
      const brand = brands[index % brands.length];
      if (brand !== undefined) levels += judgeStored(brand);
    }
    return levels;
  });
  print(
    `of ${days} days of history: ${((seconds * 1e6) / options.active).toFixed(0)} µs each, ${brands[0]?.bytes.length} bytes`,
  );
}
print(`goal: under ${GOAL_SECONDS} s: ${detector < GOAL_SECONDS ? 'met' : 'MISSED'} (${detector.toFixed(2)} s)`);
print(`goal: under ${GOAL_BYTES} bytes a brand: ${bytes < GOAL_BYTES ? 'met' : 'MISSED'} (${bytes})`);

/** What the service does for a brand, the database and the holidays left out. Returns the levels, so that nothing is left undone. */
function judgeStored({ bytes: kept, recent, facts, now }: Stored): number {
  const settled = fromStoredTalk(kept);
  const bucket = Math.floor(now / BUCKET_MS);
  const live = makeLiveTalk({ since: settled.firstBucket ?? bucket, settled, rows: recent });
  settleUpTo(live, bucket - BUCKETS_PER_DAY);
  advanceTo(live, bucket);
  const scan = scanTalk({
    state: live.current,
    row: rowOf(live, bucket),
    positiveCount: countPositives(live, bucket),
    context: { sensitivity: 'balanced', campaignName: null, phase: 'calm', toldLevel: 0, isSilenceOpen: false },
  });
  const needed = scan.needsFacts ? facts : [];
  const levels = BUZZ_KINDS.map((kind) => judgeKind(kind, scan, needed).level);
  return (
    levels.reduce<number>((sum, level) => sum + level, calmMsOf(mentionsPerHour(live)) * 0) +
    toStoredTalk(live.settled).length * 0
  );
}

/** The negatives of this hour against those of the same hour of the week in the weeks before, and of all their hours. */
function countHours({ counts }: Stored): number {
  const hoursBack = PEER_WEEKS * 168;
  const sums: number[] = [];
  for (let hour = 0; hour <= hoursBack; hour += 1) {
    let sum = 0;
    for (let back = 0; back < 12; back += 1) sum += counts[counts.length - 1 - hour * 12 - back] ?? 0;
    sums.push(sum);
  }
  const [now = 0, ...before] = sums;
  const alike = before.filter((_, index) => (index + 1) % 168 === 0).toSorted((one, other) => one - other);
  const usual = Math.max(
    alike[Math.floor(alike.length / 2)] ?? 0,
    before.reduce((sum, count) => sum + count, 0) / hoursBack,
  );
  return 2 * (Math.sqrt(now + 3 / 8) - Math.sqrt(usual + 3 / 8)) > 3 ? 1 : 0;
}

function deviateRolling({ counts }: Stored): number {
  const from = counts.length - PEER_DAYS * BUCKETS_PER_DAY;
  let sum = 0;
  let squares = 0;
  for (let index = from; index < counts.length - 1; index += 1) {
    const count = counts[index] ?? 0;
    sum += count;
    squares += count * count;
  }
  const mean = sum / (counts.length - 1 - from);
  const deviation = Math.sqrt(Math.max(0, squares / (counts.length - 1 - from) - mean * mean));
  return (counts.at(-1) ?? 0) > mean + 3 * deviation ? 1 : 0;
}

function storeBrand({ rate, seed, days }: Readonly<{ rate: number; seed: number; days: number }>): Stored {
  const brand = simulateBrand({ seed, mentionsPerDay: rate, days, story: days < 70 ? 'calm' : 'half-year' });
  const first = Math.floor(brand.from / BUCKET_MS);
  const now = brand.until - 9 * 3_600_000; // an afternoon
  const until = Math.floor(now / BUCKET_MS);
  const rows = new Map<number, TalkRow>();
  for (const fact of brand.facts) {
    const bucket = Math.floor(fact.publishedAt / BUCKET_MS);
    if (bucket < first || bucket > until) continue;
    rows.set(bucket, withFact(rows.get(bucket) ?? silentRow(bucket), fact));
  }
  // the service writes what is six hours behind; on the mean it is three
  const settledUntil = until - BUCKETS_PER_DAY - 36;
  const state = makeTalkState();
  for (let bucket = first; bucket < settledUntil; bucket += 1) foldTalk(state, rows.get(bucket) ?? silentRow(bucket));
  return {
    ...{ rate, now, bytes: toStoredTalk(state) },
    recent: [...rows.values()]
      .filter(({ bucket }) => bucket >= settledUntil)
      .sort((one, other) => one.bucket - other.bucket),
    facts: brand.facts
      .filter(
        ({ label, publishedAt }) =>
          label === 'negative' && publishedAt > now - BUCKETS_PER_DAY * BUCKET_MS && publishedAt <= now,
      )
      .sort((one, other) => one.publishedAt - other.publishedAt),
    counts: Float64Array.from({ length: until - first + 1 }, (_, index) => rows.get(first + index)?.negativeCount ?? 0),
  };
}

/** Seconds of processor time, after a first run that is not counted; the median. */
function measure(run: () => number): number {
  run();
  const seconds = Array.from({ length: options.rounds }, () => {
    const before = process.cpuUsage();
    run();
    return process.cpuUsage(before).user / 1e6;
  }).sort((one, other) => one - other);
  return seconds[Math.floor(seconds.length / 2)] ?? 0;
}

function toTimes(ours: number, theirs: number): string {
  return `${(ours / theirs).toFixed(1)} times as long`;
}

function readOptions(): Readonly<{ brands: number; active: number; rounds: number }> {
  try {
    const { values } = parseArgs({
      options: {
        brands: { type: 'string', default: '100000' },
        active: { type: 'string', default: '1000' },
        rounds: { type: 'string', default: '3' },
      },
    });
    const read = (name: keyof typeof values, max: number): number => {
      const value = Number(values[name]);
      if (Number.isInteger(value) && value >= 1 && value <= max) return value;
      return refuse(`--${name} ${values[name]} is no whole number from 1 to ${max}`);
    };
    const brands = read('brands', 200_000);
    return { brands, active: read('active', brands), rounds: read('rounds', 100) };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n${USAGE}`);
  process.exit(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
