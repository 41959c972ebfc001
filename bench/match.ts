/**
 * How fast all brands' queries are matched at once: `npm run bench:match`, `-- --quick` for 10 and 1,000 queries.
 *
 * Beside the matcher stand (a) one RegExp per brand and (b) PostgreSQL's tsquery in reverse, on the same documents in the
 * same run; the answers of all are compared, and any difference ends the run. The slower ones are given fewer documents.
 */
import pg from 'pg';
import { compileMatcher, type Matcher, type MatcherEntry } from '../src/analysis/query/compile-matcher.ts';
import { parseQuery } from '../src/analysis/query/parse-query.ts';
import { makeSeededRandom } from '../src/base/random.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { makeMaterial } from './match-material.ts';
import { type BenchDocument, readForPeers, toRegExp, toSubject, toTsquery, toTsvector } from './match-peers.ts';

const isQuick = process.argv.includes('--quick');
const QUERY_COUNTS = isQuick ? [10, 1_000] : [10, 1_000, 10_000, 100_000];
const WORD_COUNTS = [30, 200, 1_000];
/** Words in the documents of one cell, all of them together. */
const WORDS_PER_CELL = 400_000;
const RUN_COUNT = 3;
const PEER_MS_MAX = 4_000;
const PEER_DOCUMENTS_MIN = 5;
const PEER_DOCUMENTS_MAX = 2_000;
const ADDITION_COUNT = 200;

const GOAL_RATIO = 250;
const GOAL_ADD_MS = 5;

type Entry = MatcherEntry<number>;
type Peer = Readonly<{
  name: string;
  match: (document: BenchDocument) => Promise<readonly number[]> | readonly number[];
}>;
type Cell = Readonly<{ queryCount: number; wordCount: number; rate: number; regExpRate: number | null }>;

const server = await startPostgresServer();
const client = server.kind === 'running' ? new pg.Client({ connectionString: server.url }) : null;
await client?.connect();
if (server.kind === 'absent') print(`PostgreSQL: ${server.reason}; going on without it`);
const cells: Cell[] = [];
const additions: number[] = [];
try {
  print('queries  words   documents/s (worst, median)  matches/doc   RegExp docs/s  ratio   tsquery docs/s  ratio');
  for (const queryCount of QUERY_COUNTS) await measureSet(queryCount);
} finally {
  await client?.end();
  if (server.kind === 'running') await server.stop();
}
printGoals();

async function measureSet(queryCount: number): Promise<void> {
  const material = makeMaterial(makeSeededRandom(queryCount));
  const entries = Array.from({ length: queryCount }, (_, index): Entry => {
    const query = parseQuery(material.makeQuery(index));
    return { id: String(index), key: index, query };
  });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const startedAt = performance.now();
  const matcher = compileMatcher(entries);
  const buildMs = performance.now() - startedAt;
  globalThis.gc?.();
  const megabytes = (process.memoryUsage().heapUsed - before) / 1_048_576;
  const peers = [makeRegExpPeer(entries), ...(client === null ? [] : [await makeTsqueryPeer(client, entries)])];
  for (const wordCount of WORD_COUNTS) {
    const count = Math.max(PEER_DOCUMENTS_MIN, Math.floor(WORDS_PER_CELL / wordCount));
    const documents = Array.from({ length: count }, () => material.makeDocument(wordCount, queryCount));
    await measureCell({ queryCount, wordCount, documents, matcher, peers });
  }
  const added = measureAdditions(matcher, queryCount);
  additions.push(added.nearlyAllMs);
  print(
    `         built in ${buildMs.toFixed(0)} ms, ${megabytes.toFixed(0)} MB; one query added or changed, and a document matched: median ${added.medianMs.toFixed(2)} ms, 95 % within ${added.nearlyAllMs.toFixed(2)} ms, worst ${added.maxMs.toFixed(2)} ms`,
  );
}

async function measureCell(
  input: Readonly<{
    queryCount: number;
    wordCount: number;
    documents: readonly BenchDocument[];
    matcher: Matcher<number>;
    peers: readonly Peer[];
  }>,
): Promise<void> {
  const { queryCount, wordCount, documents, matcher } = input;
  let matchCount = 0;
  const rates = Array.from({ length: RUN_COUNT + 1 }, () => {
    const startedAt = performance.now();
    matchCount = 0;
    for (const document of documents) matchCount += matcher.match(document).length;
    return (documents.length * 1_000) / (performance.now() - startedAt);
  })
    .slice(1) // the first run warms up
    .sort((one, other) => one - other);
  const rate = rates[Math.floor(rates.length / 2)] ?? 0;
  const peerRates: (number | null)[] = [];
  for (const peer of input.peers) peerRates.push(await measurePeer(peer, matcher, documents));
  const [regExpRate = null] = peerRates;
  cells.push({ queryCount, wordCount, rate, regExpRate });
  const peerCells = peerRates.map((each) =>
    each === null
      ? ''
      : `${each.toFixed(each < 100 ? 1 : 0).padStart(13)} ${`${(rate / each).toFixed(0)}x`.padStart(7)}`,
  );
  print(
    [
      String(queryCount).padStart(7),
      String(wordCount).padStart(6),
      `${(rates[0] ?? 0).toFixed(0)}, ${rate.toFixed(0)}`.padStart(26),
      (matchCount / documents.length).toFixed(2).padStart(12),
      ...peerCells,
    ].join('  '),
  );
}

/** Documents a second; every answer is compared. */
async function measurePeer(peer: Peer, matcher: Matcher<number>, documents: readonly BenchDocument[]): Promise<number> {
  const first = documents[0];
  if (first !== undefined) await peer.match(first); // compiles what is compiled late
  let spentMs = 0;
  let count = 0;
  for (const document of documents.slice(0, PEER_DOCUMENTS_MAX)) {
    if (count >= PEER_DOCUMENTS_MIN && spentMs > PEER_MS_MAX) break;
    const startedAt = performance.now();
    const found = await peer.match(document);
    spentMs += performance.now() - startedAt;
    count += 1;
    const expected = matcher.match(document).map(({ key }) => key);
    const sorted = [...found].sort((one, other) => one - other);
    if (expected.join() === sorted.join()) continue;
    const different = [...expected, ...sorted].find((key) => expected.includes(key) !== sorted.includes(key));
    throw new Error(
      `${peer.name} differs on query ${different}: the matcher says ${expected.includes(different ?? -1)} of ${JSON.stringify(document)}`,
    );
  }
  return (count * 1_000) / spentMs;
}

function makeRegExpPeer(entries: readonly Entry[]): Peer {
  const compiled = entries.map(({ key, query }) => ({ key, pattern: toRegExp(query) }));
  return {
    name: 'RegExp',
    match: (document) => {
      const subject = toSubject(readForPeers(document));
      return compiled.filter(({ pattern }) => pattern.test(subject)).map(({ key }) => key);
    },
  };
}

async function makeTsqueryPeer(database: pg.Client, entries: readonly Entry[]): Promise<Peer> {
  await database.query('drop table if exists queries');
  await database.query('create table queries (key int not null, query tsquery not null)');
  const rechecked = new Map<number, RegExp>();
  const texts = entries.map(({ key, query }) => {
    const { text, isExact } = toTsquery(query);
    if (!isExact) rechecked.set(key, toRegExp(query));
    return text;
  });
  await database.query(
    'insert into queries select key, text::tsquery from unnest($1::int[], $2::text[]) as given (key, text)',
    [entries.map(({ key }) => key), texts],
  );
  await database.query('analyze queries');
  return {
    name: 'tsquery',
    match: async (document) => {
      const read = readForPeers(document);
      const { rows } = await database.query<{ key: number }>('select key from queries where $1::tsvector @@ query', [
        toTsvector(read),
      ]);
      const subject = toSubject(read);
      return rows.map(({ key }) => key).filter((key) => rechecked.get(key)?.test(subject) ?? true);
    },
  };
}

/** Half new queries, half changed ones; each followed by a document, so that work that was put off counts. */
function measureAdditions(matcher: Matcher<number>, queryCount: number) {
  const material = makeMaterial(makeSeededRandom(queryCount + 1));
  const times = Array.from({ length: ADDITION_COUNT }, (_, index) => {
    const isNew = index % 2 === 0;
    const key = isNew ? queryCount + index : index % queryCount;
    const query = parseQuery(material.makeQuery(queryCount + index));
    const document = material.makeDocument(200, queryCount);
    const startedAt = performance.now();
    matcher.set({ id: String(key), key, query });
    matcher.match(document);
    return performance.now() - startedAt;
  }).sort((one, other) => one - other);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
  return { medianMs: at(0.5), nearlyAllMs: at(0.95), maxMs: at(1) };
}

function printGoals(): void {
  const ratios = cells
    .filter(({ queryCount }) => queryCount === 10_000)
    .map(({ rate, regExpRate }) => rate / (regExpRate ?? 1));
  if (ratios.length > 0) {
    const worst = Math.min(...ratios);
    print(
      `goal: at 10,000 queries at least ${GOAL_RATIO} times one RegExp per brand: ${worst >= GOAL_RATIO ? 'yes' : 'no'}, ${ratios.map((ratio) => ratio.toFixed(0)).join(', ')}`,
    );
  }
  const rateOf = (queryCount: number, wordCount: number): number | undefined =>
    cells.find((cell) => cell.queryCount === queryCount && cell.wordCount === wordCount)?.rate;
  const shares = WORD_COUNTS.flatMap((wordCount) => {
    const [many, few] = [rateOf(100_000, wordCount), rateOf(1_000, wordCount)];
    return many === undefined || few === undefined ? [] : [many / few];
  });
  if (shares.length > 0) {
    print(
      `goal: 100,000 queries at least at half the speed of 1,000: ${Math.min(...shares) >= 0.5 ? 'yes' : 'no'}, ${shares.map((share) => share.toFixed(2)).join(', ')}`,
    );
  }
  const worstMs = Math.max(...additions);
  print(
    `goal: a query added or changed in less than ${GOAL_ADD_MS} ms (95 %, with the next document): ${worstMs < GOAL_ADD_MS ? 'yes' : 'no'}, slowest set ${worstMs.toFixed(2)} ms`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
