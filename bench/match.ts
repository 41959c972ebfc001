/**
 * How fast documents are matched with brands: `npm run bench:match`, or with `-- --quick` for a first look.
 *
 * Documents of 30, 200 and 1,000 words meet 10 to 100,000 queries over the whole language, in our matcher, in one
 * RegExp for each brand, and in a PostgreSQL table of tsqueries (where a server is found), in turns. Every answer of a
 * peer is compared with ours; one that differs is printed, and the run ends with 1. Our matcher reads other documents
 * in every round, so that no word is known for having been read before.
 *
 * Times are CPU time of the thread (of PostgreSQL: of its process and of ours), so that other programs of the machine
 * weigh less on them; everything happens on one core.
 */
import { compileMatcher, type Matcher } from '../src/analysis/query/compile-matcher.ts';
import type { MatchableDocument } from '../src/analysis/query/read-document.ts';
import { makeSeededRandom } from '../src/base/random.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { type Brand, describeMix, type Entry, makeBrands, toEntry } from './match-brands.ts';
import { checkChanges, measureChanges } from './match-changes.ts';
import { makeDocuments } from './match-documents.ts';
import { foldDocument } from './match-fold.ts';
import { cpuMsSince, mean, readMemoryMb, timeCpu } from './match-measure.ts';
import { openQueryTable, type QueryTable } from './match-postgres.ts';
import { toRegExpTest } from './match-regexp.ts';
import { openRegExpThread, type RegExpThread } from './match-regexp-thread.ts';
import { type Cell, printCell, printGoals, printHead, printUpkeep, type Speed, type Upkeep } from './match-report.ts';
import { makeVocabulary } from './match-words.ts';

const IS_QUICK = process.argv.includes('--quick');
const SEED = 20_260;
const WORD_COUNTS = [30, 200, 1_000] as const;
const QUERY_COUNTS = IS_QUICK ? [10, 1_000] : [10, 1_000, 10_000, 100_000];
const ROUND_COUNT = 3;
/** Words of the documents of one round of ours. */
const ROUND_WORD_COUNT = 300_000;
/** For one peer in one round, with documents of one length. */
const PEER_MS_MAX = IS_QUICK ? 300 : 1_500;
const PEER_DOCUMENT_COUNT_MIN = 5;
const PEER_DOCUMENT_COUNT_MAX = 1_000;
/** V8 keeps compiled code in 128 MB, and ends the process when 100,000 expressions do not fit: then in parts. */
const REG_EXP_COUNT_MAX = 10_000;
const WARM_UP_COUNT = 4;
const WARM_UP_WORD_COUNT = 200;
const CHANGE_COUNT = 200;
const CHANGED_WORD_COUNT = 200;
const DIFFERENCES_SHOWN_MAX = 5;

/** Documents of one length, a list a round and one before. */
type Sample = Readonly<{
  wordCount: number;
  warmUp: readonly MatchableDocument[];
  rounds: readonly (readonly MatchableDocument[])[];
}>;

/** What one peer or our matcher did in a round: of the first so many documents, the numbers of the queries, rising. */
type Round = Readonly<{ perSecond: number; documentCount: number; answers: readonly (readonly number[])[] }>;

const random = makeSeededRandom(SEED);
const vocabulary = makeVocabulary(random);
/** Behind those that are there from the beginning stand those that are added, and those that take another's place. */
const allBrands = makeBrands({ random, vocabulary, count: Math.max(...QUERY_COUNTS) + 2 * CHANGE_COUNT });
let differenceCount = 0;

await run();
if (differenceCount > 0) process.exitCode = 1;

async function run(): Promise<void> {
  console.log(`the mix of ${allBrands.length} queries:`);
  for (const line of describeMix(allBrands)) console.log(line);
  const server = await startPostgresServer();
  if (server.kind === 'absent') console.log(`tsquery is left out: ${server.reason} (apt-get install postgresql)`);
  try {
    const cells: Cell[] = [];
    const upkeeps: Upkeep[] = [];
    printHead();
    for (const queryCount of QUERY_COUNTS) {
      const measured = await measure(queryCount, server.kind === 'running' ? server.url : null);
      cells.push(...measured.cells);
      upkeeps.push(measured.upkeep);
    }
    printUpkeep(upkeeps);
    printGoals(cells, upkeeps);
  } finally {
    if (server.kind === 'running') await server.stop();
  }
  console.log(`answers: ${differenceCount === 0 ? 'all equal' : `${differenceCount} DIFFERENT`}`);
  console.log(`peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);
}

type Measured = Readonly<{ cells: readonly Cell[]; upkeep: Upkeep }>;

async function measure(queryCount: number, serverUrl: string | null): Promise<Measured> {
  const brands = allBrands.slice(0, queryCount);
  const samples = WORD_COUNTS.map((wordCount) => makeSample(brands, wordCount));
  const built = build(brands);
  const { matcher, entries } = built;
  for (const { warmUp } of samples) for (const document of warmUp) matcher.match(document);
  const warmMb = readMemoryMb() - built.beforeMb;
  const rounds = await runRounds({ brands, matcher, entries, samples, serverUrl });
  const cells = samples.map((sample, index): Cell => {
    const { ours, regExp, tsquery } = rounds[index] as Rounds;
    compareAll('the RegExp', { brands, sample, ours, peer: regExp });
    compareAll('tsquery', { brands, sample, ours, peer: tsquery });
    const cell: Cell = {
      wordCount: sample.wordCount,
      queryCount,
      ours: toSpeed(ours),
      regExp: toSpeed(regExp),
      tsquery: serverUrl === null ? null : toSpeed(tsquery),
      matchesPerDocument: mean(ours.flatMap(({ answers }) => answers.map(({ length }) => length))),
    };
    printCell(cell);
    return cell;
  });
  const { parseMs, buildMs } = built;
  const memoryMb = { parsed: built.parsedMb, built: built.builtMb, warm: warmMb };
  return { cells, upkeep: { queryCount, parseMs, buildMs, memoryMb, ...change(matcher, entries) } };
}

function makeSample(brands: readonly Brand[], wordCount: number): Sample {
  const make = makeDocuments({ random: makeSeededRandom(SEED + wordCount), vocabulary, brands });
  // The thread of the RegExps gets clones: strings in one piece, as they come off a network or a database. So do we.
  const makeRound = () => Array.from({ length: ROUND_WORD_COUNT / wordCount }, () => structuredClone(make(wordCount)));
  return { wordCount, warmUp: makeRound(), rounds: Array.from({ length: ROUND_COUNT }, makeRound) };
}

function toSpeed(rounds: readonly Round[]): Speed {
  return {
    perSecond: rounds.map(({ perSecond }) => perSecond),
    documentCount: rounds.reduce((sum, { documentCount }) => sum + documentCount, 0),
  };
}

// ---------------------------------------------------------------------------------------------------------------- rounds

/** One list for ours and each peer, of the documents of one length. */
type Rounds = Readonly<{ ours: Round[]; regExp: Round[]; tsquery: Round[] }>;

type RoundsInput = Readonly<{
  brands: readonly Brand[];
  matcher: Matcher<number>;
  entries: readonly Entry[];
  samples: readonly Sample[];
  serverUrl: string | null;
}>;

/** All in turns, so that what else happens on the machine happens to all of them. */
async function runRounds(input: RoundsInput): Promise<readonly Rounds[]> {
  const { brands, matcher, entries, samples, serverUrl } = input;
  await using table = serverUrl === null ? null : await openQueryTable(serverUrl, withTests(entries));
  await using thread = brands.length <= REG_EXP_COUNT_MAX ? openRegExps(brands, samples) : null;
  const found = samples.map((): Rounds => ({ ours: [], regExp: [], tsquery: [] }));
  for (let round = 0; round < ROUND_COUNT; round += 1) {
    for (const [index, sample] of samples.entries()) {
      const documents = sample.rounds[round] ?? [];
      const rounds = found[index] as Rounds;
      rounds.ours.push(runOurs(matcher, documents));
      if (thread !== null) rounds.regExp.push(await runRegExps(thread, documents));
      if (table !== null) rounds.tsquery.push(await runTsqueries(table, documents));
    }
  }
  if (thread === null) {
    const byParts = await runRegExpsByParts(brands, samples);
    for (const [index, { regExp }] of found.entries()) regExp.push(byParts[index] as Round);
  }
  return found;
}

function runOurs(matcher: Matcher<number>, documents: readonly MatchableDocument[]): Round {
  const { result, cpuMs } = timeCpu(() => documents.map((document) => matcher.match(document)));
  const answers = result.map((matches) => matches.map(({ key }) => key).sort((one, other) => one - other));
  return { perSecond: perSecond(documents.length, cpuMs), documentCount: documents.length, answers };
}

function perSecond(count: number, ms: number): number {
  return (count / ms) * 1_000;
}

function withTests(entries: readonly Entry[]) {
  return entries.map(({ query }) => ({ query, test: toRegExpTest(query) }));
}

function openRegExps(brands: readonly Brand[], samples: readonly Sample[]): RegExpThread {
  const ordinary = samples.find(({ wordCount }) => wordCount === WARM_UP_WORD_COUNT);
  return openRegExpThread({ brands, warmUp: (ordinary?.warmUp ?? []).slice(0, WARM_UP_COUNT) });
}

async function runRegExps(thread: RegExpThread, documents: readonly MatchableDocument[]): Promise<Round> {
  const { cpuMs, answers } = await thread.search(documents.slice(0, PEER_DOCUMENT_COUNT_MAX), {
    documentCountMin: PEER_DOCUMENT_COUNT_MIN,
    msMax: PEER_MS_MAX,
  });
  return { perSecond: perSecond(answers.length, cpuMs), documentCount: answers.length, answers };
}

/** A few documents of each length, and all of them by one part of the expressions before the next part is made. */
async function runRegExpsByParts(brands: readonly Brand[], samples: readonly Sample[]): Promise<readonly Round[]> {
  const documents = samples.map(({ rounds }) => (rounds[0] ?? []).slice(0, PEER_DOCUMENT_COUNT_MIN));
  const found = documents.map((some) => ({ cpuMs: 0, answers: some.map((): number[] => []) }));
  for (let start = 0; start < brands.length; start += REG_EXP_COUNT_MAX) {
    await using thread = openRegExps(brands.slice(start, start + REG_EXP_COUNT_MAX), samples);
    for (const [index, each] of found.entries()) {
      const part = await thread.search(documents[index] ?? [], { documentCountMin: PEER_DOCUMENT_COUNT_MIN, msMax: 0 });
      each.cpuMs += part.cpuMs;
      for (const [number, answer] of part.answers.entries()) {
        each.answers[number]?.push(...answer.map((brand) => start + brand));
      }
    }
  }
  return found.map(({ cpuMs, answers }) => ({
    perSecond: perSecond(answers.length, cpuMs),
    documentCount: answers.length,
    answers,
  }));
}

async function runTsqueries(table: QueryTable, documents: readonly MatchableDocument[]): Promise<Round> {
  const answers: (readonly number[])[] = [];
  const serverMs = await table.readCpuMs();
  const cpu = process.threadCpuUsage();
  const start = performance.now();
  for (const document of documents.slice(0, PEER_DOCUMENT_COUNT_MAX)) {
    if (answers.length >= PEER_DOCUMENT_COUNT_MIN && performance.now() - start > PEER_MS_MAX) break;
    answers.push(await table.match(foldDocument(document)));
  }
  const spentMs = (await table.readCpuMs()) - serverMs + cpuMsSince(cpu);
  return { perSecond: perSecond(answers.length, spentMs), documentCount: answers.length, answers };
}

// ------------------------------------------------------------------------------------------------------------ comparison

type Comparison = Readonly<{
  brands: readonly Brand[];
  sample: Sample;
  ours: readonly Round[];
  peer: readonly Round[];
}>;

function compareAll(name: string, { brands, sample, ours, peer }: Comparison): void {
  for (const [round, { answers }] of peer.entries()) {
    const documents = sample.rounds[round] ?? [];
    compare(name, { brands, documents, ours: ours[round]?.answers ?? [], theirs: answers });
  }
}

type Answers = Readonly<{
  brands: readonly Brand[];
  documents: readonly MatchableDocument[];
  ours: readonly (readonly number[])[];
  /** Of the first so many documents. */
  theirs: readonly (readonly number[])[];
}>;

/** Prints what a peer says otherwise than we do, and counts it. */
function compare(name: string, { brands, documents, ours, theirs }: Answers): void {
  for (const [index, answer] of theirs.entries()) {
    const said = ours[index] ?? [];
    for (const number of new Set([...said, ...answer])) {
      if (said.includes(number) === answer.includes(number)) continue;
      differenceCount += 1;
      if (differenceCount > DIFFERENCES_SHOWN_MAX) continue;
      console.log(`\nDIFFERENCE: only ${said.includes(number) ? 'our matcher' : name} finds query ${number}`);
      console.log(`  query:    ${brands[number]?.query}`);
      console.log(`  document: ${JSON.stringify(documents[index])}`);
    }
  }
}

// ---------------------------------------------------------------------------------------------------------- our matcher

function build(brands: readonly Brand[]) {
  const beforeMb = readMemoryMb();
  const parsed = timeCpu(() => brands.map(toEntry));
  const parsedMb = readMemoryMb() - beforeMb;
  const compiled = timeCpu(() => compileMatcher(parsed.result));
  const builtMb = readMemoryMb() - beforeMb;
  const times = { parseMs: parsed.cpuMs, buildMs: compiled.cpuMs };
  return { entries: parsed.result, matcher: compiled.result, ...times, beforeMb, parsedMb, builtMb };
}

function change(matcher: Matcher<number>, entries: readonly Entry[]): Pick<Upkeep, 'additions' | 'changes'> {
  const [added, changed] = [allBrands.slice(-2 * CHANGE_COUNT, -CHANGE_COUNT), allBrands.slice(-CHANGE_COUNT)];
  const make = makeDocuments({
    random: makeSeededRandom(SEED + entries.length),
    vocabulary,
    brands: [...added, ...changed],
  });
  const input = { matcher, entries, added, changed, makeDocument: () => make(CHANGED_WORD_COUNT) };
  const times = measureChanges(input);
  const { brands, documents, ours, regExps } = checkChanges(input);
  compare('the RegExp, after changes,', { brands, documents, ours, theirs: regExps });
  return times;
}
