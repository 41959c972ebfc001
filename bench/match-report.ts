/** What bench/match.ts prints of its measurements, and whether the goals are reached. */
import { mean, median } from './match-measure.ts';

/** Documents a second, one figure a round, and how many documents there were in all. */
export type Speed = Readonly<{ perSecond: readonly number[]; documentCount: number }>;

export type Cell = Readonly<{
  wordCount: number;
  queryCount: number;
  ours: Speed;
  regExp: Speed;
  /** Null where there is no server. */
  tsquery: Speed | null;
  matchesPerDocument: number;
}>;

export type Upkeep = Readonly<{
  queryCount: number;
  /** CPU milliseconds for all queries. */
  parseMs: number;
  buildMs: number;
  /** Megabytes more than before: of parsed queries, with the matcher, with what it keeps of documents. */
  memoryMb: Readonly<{ parsed: number; built: number; warm: number }>;
  /** Milliseconds of the clock, one figure a query. */
  additions: readonly number[];
  changes: readonly number[];
}>;

const REG_EXP_RATIO_GOAL = 250;
const GROWTH_RATIO_GOAL = 0.5;
const CHANGE_MS_GOAL = 5;

const COLUMN_WIDTH = 10;

export function printHead(): void {
  console.log('\ndocuments a second, of CPU time on one core; (n): documents whose answers were compared');
  const peers = ['RegExp', '(n)', 'ratio', 'tsquery', '(n)', 'ratio'];
  console.log(toRow(['words', 'queries', 'ours: min', 'median', ...peers, 'match/doc']));
}

export function printCell(cell: Cell): void {
  const { wordCount, queryCount, ours, regExp, tsquery, matchesPerDocument } = cell;
  const peers = [regExp, tsquery].flatMap((peer) =>
    peer === null
      ? ['-', '', '-']
      : [tellSpeed(median(peer.perSecond)), `(${peer.documentCount})`, ratioTo(ours, peer).toFixed(1)],
  );
  const speeds = [Math.min(...ours.perSecond), median(ours.perSecond)].map(tellSpeed);
  console.log(toRow([wordCount, queryCount, ...speeds, ...peers, matchesPerDocument.toFixed(2)]));
}

/** The median of the rounds' ratios: the two of one round were measured right behind each other. */
function ratioTo(ours: Speed, peer: Speed): number {
  return median(peer.perSecond.map((speed, round) => (ours.perSecond[round] ?? Number.NaN) / speed));
}

export function printUpkeep(upkeeps: readonly Upkeep[]): void {
  console.log(`
CPU ms to parse all queries and to build the matcher; MB for the parsed queries, with the matcher, and with the
words of documents that it remembers; ms to add (+) or change (~) one query and match one document of 200 words`);
  const times = ['+ median', '+ max', '~ median', '~ max'];
  console.log(toRow(['queries', 'parse ms', 'build ms', 'parsed MB', 'built MB', 'warm MB', ...times]));
  for (const { queryCount, parseMs, buildMs, memoryMb, additions, changes } of upkeeps) {
    const sizes = [memoryMb.parsed, memoryMb.built, memoryMb.warm].map((mb) => mb.toFixed(1));
    const found = [additions, changes].flatMap((each) => [median(each), Math.max(...each)]).map((ms) => ms.toFixed(2));
    console.log(toRow([queryCount, parseMs.toFixed(0), buildMs.toFixed(0), ...sizes, ...found]));
  }
}

/** A goal whose numbers of queries were not measured says so. */
export function printGoals(cells: readonly Cell[], upkeeps: readonly Upkeep[]): void {
  const ratios = cells
    .filter(({ queryCount }) => queryCount === 10_000)
    .map(({ wordCount, ours, regExp }) => ({ wordCount, ratio: ratioTo(ours, regExp) }));
  const growths = cells
    .filter(({ queryCount }) => queryCount === 100_000)
    .map(({ wordCount, ours }) => {
      const few = cells.find((cell) => cell.queryCount === 1_000 && cell.wordCount === wordCount);
      return { wordCount, ratio: median(ours.perSecond) / median(few?.ours.perSecond ?? []) };
    });
  const changes = upkeeps.flatMap((each) => [...each.additions, ...each.changes]);
  const slowest = Math.max(...changes);
  console.log('');
  printGoal(`at 10,000 queries >= ${REG_EXP_RATIO_GOAL} x RegExp`, ratios, REG_EXP_RATIO_GOAL);
  printGoal('100,000 queries at >= half the speed of 1,000', growths, GROWTH_RATIO_GOAL);
  const times = `slowest ${slowest.toFixed(2)} ms, mean ${mean(changes).toFixed(2)} ms`;
  console.log(`goal: add or change one < ${CHANGE_MS_GOAL} ms: ${slowest < CHANGE_MS_GOAL ? 'yes' : 'NO'} (${times})`);
}

function printGoal(name: string, found: readonly Readonly<{ wordCount: number; ratio: number }>[], goal: number): void {
  if (found.length === 0) {
    console.log(`goal: ${name}: not measured`);
    return;
  }
  const worst = Math.min(...found.map(({ ratio }) => ratio));
  const each = found.map(({ wordCount, ratio }) => `${ratio.toFixed(2)} at ${wordCount} words`).join(', ');
  console.log(`goal: ${name}: ${worst >= goal ? 'yes' : 'NO'} (worst ${worst.toFixed(2)}: ${each})`);
}

function tellSpeed(perSecond: number): string {
  return perSecond >= 100 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
}

function toRow(values: readonly (string | number)[]): string {
  return values.map((value) => String(value).padStart(COLUMN_WIDTH)).join(' ');
}
