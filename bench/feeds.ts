/**
 * How well feeds are read: `npm run bench:feeds -- FOLDER`.
 *
 * A FOLDER with an expectations.json is a conformance suite: printed are the share of files parsed and of checked
 * values right, by group, and what failed. A FOLDER with an index.json holds captured feeds: printed are the entries
 * that the files hold by a count of their tags beside those that were read, the refusals, and the time per feed, with
 * rss-parser on the same texts beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import RssParser from 'rss-parser';
import { decodeBody } from '../src/crawlers/decode-body.ts';
import { parseFeed } from '../src/crawlers/feeds/parse-feed.ts';
import type { FetchedBody, PageParse } from '../src/crawlers/page-parse.ts';
import { parseDate } from '../src/crawlers/parse-date.ts';

type Check = Readonly<{ scope: 'feed' | 'entry'; idx: number; field: string; expected: string | number }>;
type Expectation = Readonly<{
  file: string;
  dir: string;
  sub: string;
  checks: readonly Check[];
  headers: boolean;
}>;
type Parsed = PageParse & Readonly<{ kind: 'parsed' }>;

const BASE_URL = 'http://127.0.0.1:8097/';
const ROUNDS = 5;

const [folder = '', ...options] = process.argv.slice(2);
if (existsSync(path.join(folder, 'expectations.json'))) await measureConformance();
else if (existsSync(path.join(folder, 'index.json'))) await measureCaptures();
else {
  process.stderr.write('Name a folder with an expectations.json or an index.json: npm run bench:feeds -- FOLDER\n');
  process.exitCode = 2;
}

async function measureConformance(): Promise<void> {
  const expectations = readJson<readonly Expectation[]>('expectations.json');
  const groups = new Map<string, { files: number; parsed: number; checks: number; right: number; plain: number }>();
  const failures: string[] = [];
  for (const expectation of expectations) {
    const name = expectation.sub === '' ? expectation.dir : `${expectation.dir}/${expectation.sub}`;
    const group = groups.get(name) ?? { files: 0, parsed: 0, checks: 0, right: 0, plain: 0 };
    groups.set(name, group);
    const parse = await parseFeed(toInput(expectation));
    group.files += 1;
    group.parsed += parse.kind === 'parsed' ? 1 : 0;
    if (parse.kind === 'refused') failures.push(`${expectation.file}: ${parse.reason}: ${parse.message}`);
    for (const check of expectation.checks) {
      const verdict = parse.kind === 'parsed' ? judge(parse, check) : { isRight: false, isPlain: false, found: null };
      group.checks += 1;
      group.right += verdict.isRight ? 1 : 0;
      group.plain += verdict.isPlain ? 1 : 0;
      if (!verdict.isRight) {
        failures.push(
          `${expectation.file}: ${check.scope} ${check.field}: expected ${JSON.stringify(check.expected)}, found ${JSON.stringify(verdict.found)}`,
        );
      }
    }
  }
  const total = { files: 0, parsed: 0, checks: 0, right: 0, plain: 0 };
  for (const [name, group] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
    printGroup(name, group);
    for (const key of ['files', 'parsed', 'checks', 'right', 'plain'] as const) total[key] += group[key];
  }
  printGroup('all', total);
  console.log(`\n${failures.length} failures:`);
  for (const failure of failures) console.log(`  ${failure}`);
}

function printGroup(
  name: string,
  group: Readonly<{ files: number; parsed: number; checks: number; right: number; plain: number }>,
): void {
  const share = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
  console.log(
    `${name.padEnd(28)} ${String(group.files).padStart(5)} files, parsed ${share(group.parsed, group.files).padStart(7)}; ` +
      `${String(group.checks).padStart(4)} checks, right ${share(group.right, group.checks).padStart(7)} ` +
      `(${share(group.plain, group.checks)} in the plain fields alone)`,
  );
}

/** The opening comment of a test file may say with which HTTP headers it is served; the product never looks there. */
function toInput({ file, headers }: Expectation): FetchedBody {
  const body = readFileSync(path.join(folder, file));
  const stated = new Map<string, string>();
  if (headers) {
    for (const match of body.toString('latin1').matchAll(/^\s*Header:\s*([\w-]+)\s*:\s*(.*?)\s*$/gim)) {
      stated.set((match[1] ?? '').toLowerCase(), match[2] ?? '');
    }
  }
  return {
    body,
    contentType: stated.get('content-type') ?? null,
    url: new URL(stated.get('content-location') ?? file, BASE_URL).href,
  };
}

function judge(
  parse: Parsed,
  { scope, idx, field, expected }: Check,
): Readonly<{ isRight: boolean; isPlain: boolean; found: unknown }> {
  const found = scope === 'feed' ? findFeedValues(parse, field) : findEntryValues(parse, idx ?? 0, field);
  const { plain, marked } = found;
  if (/^(published|updated)/.test(field)) {
    const instant = typeof expected === 'number' ? expected : parseDate(expected)?.getTime();
    const isRight = plain.includes(instant === undefined ? '' : new Date(instant).toISOString());
    return { isRight, isPlain: isRight, found };
  }
  const wanted = toLenient(String(expected));
  const isPlain = plain.some((each) => fold(each) === wanted);
  const isRight = isPlain || [...plain, ...marked].some((each) => toLenient(each) === wanted);
  return { isRight, isPlain, found };
}

type Values = Readonly<{ plain: readonly string[]; marked: readonly string[] }>;

function findFeedValues({ source }: Parsed, field: string): Values {
  if (/^(published|updated)/.test(field)) return { plain: [source.updatedAt?.toISOString() ?? ''], marked: [] };
  const values: Readonly<Record<string, string | null>> = {
    title: source.title,
    summary: source.description,
    link: source.link,
    author: source.author,
  };
  return { plain: [values[field] ?? ''], marked: [] };
}

function findEntryValues({ documents }: Parsed, idx: number, field: string): Values {
  const document = documents[idx];
  if (document === undefined) return { plain: [], marked: [] };
  if (/^updated/.test(field)) return { plain: [document.updatedAt?.toISOString() ?? ''], marked: [] };
  if (/^published/.test(field)) return { plain: [document.publishedAt?.toISOString() ?? ''], marked: [] };
  if (field === 'summary' || field === 'content') return { plain: [document.text], marked: [document.html ?? ''] };
  const values: Readonly<Record<string, string | null>> = {
    title: document.title,
    link: document.url,
    id: document.guid,
    author: document.author,
  };
  return { plain: [values[field] ?? ''], marked: [] };
}

function toLenient(markup: string): string {
  let text = '';
  const parser = new Parser(
    {
      ontext: (part) => {
        text += part;
      },
    },
    { decodeEntities: true },
  );
  parser.end(markup.replace(/<[^>]*>/g, ''));
  return fold(text);
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

type Capture = Readonly<{ file: string; kind: string; items: number | null }>;

async function measureCaptures(): Promise<void> {
  const captures = readJson<readonly Capture[]>('index.json');
  const texts: string[] = [];
  const inputs: FetchedBody[] = [];
  const counts = { held: 0, read: 0, complete: 0, feeds: 0, refused: 0 };
  const reasons = new Map<string, number>();
  for (const capture of captures) {
    const input: FetchedBody = {
      body: readFileSync(path.join(folder, capture.file)),
      contentType: null,
      url: `http://localhost/${capture.file.split('/').map(encodeURIComponent).join('/')}`,
    };
    const parse = await parseFeed(input);
    const held = countEntries(input.body);
    if (parse.kind === 'refused') {
      counts.refused += 1;
      const kind = `${capture.kind}: ${parse.message.replace(/(feed of )?localhost/, '…').slice(0, 90)}`;
      reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
      if (held > 0 || options.includes('--refused')) {
        console.log(`  refused though ${held} entries: ${capture.file}: ${parse.message}`);
      }
      continue;
    }
    counts.feeds += 1;
    counts.held += held;
    counts.read += parse.documents.length;
    if (parse.documents.length >= held) counts.complete += 1;
    if (parse.documents.length !== held) {
      console.log(`  ${capture.file}: holds ${held}, read ${parse.documents.length}`);
    }
    inputs.push(input);
    texts.push(decodeBody(input));
  }
  console.log(
    `${captures.length} files: ${counts.feeds} read as feeds, ${counts.complete} of them whole; ${counts.read} entries of ${counts.held} held; ${counts.refused} refused`,
  );
  for (const [reason, count] of reasons) console.log(`  ${count} × ${reason}`);
  await measureSpeed(inputs, texts);
}

/** A crude count of the entries' tags, independent of how the product reads them. */
function countEntries(body: Uint8Array): number {
  const isZipped = body[0] === 0x1f && body[1] === 0x8b;
  const bytes = isZipped ? gunzipSync(body) : body;
  const text = decodeBody({ body: bytes, contentType: null });
  if (/^\s*\{/.test(text)) {
    try {
      const feed: unknown = JSON.parse(text);
      const { version, items } = feed as Readonly<{ version?: unknown; items?: unknown }>;
      return String(version).includes('jsonfeed.org') && Array.isArray(items) ? items.length : 0;
    } catch {
      return 0; // what is no JSON is no feed of that kind
    }
  }
  const bare = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replace(/<!--[\s\S]*?-->/g, '');
  return bare.match(/<(?:\w+:)?(?:item|entry)(?:\s[^>]*)?>/gi)?.length ?? 0;
}

async function measureSpeed(inputs: readonly FetchedBody[], texts: readonly string[]): Promise<void> {
  const megabytes = inputs.reduce((sum, input) => sum + input.body.length, 0) / 1e6;
  const ours = await time(async () => {
    for (const input of inputs) await parseFeed(input);
  });
  let failedCount = 0;
  const theirs = await time(async () => {
    failedCount = 0;
    for (const text of texts) {
      try {
        await new RssParser().parseString(text);
      } catch {
        failedCount += 1; // counted: how many it refuses is part of the comparison
      }
    }
  });
  const line = (ms: number) =>
    `${(ms / inputs.length).toFixed(3)} ms CPU a feed, ${((megabytes * 1000) / ms).toFixed(1)} MB/s`;
  console.log(`parseFeed:              ${line(ours)} (best of ${ROUNDS})`);
  console.log(`rss-parser (text, bare): ${line(theirs)}; it refuses ${failedCount} of ${texts.length}`);
}

/** CPU time and not the clock's: other programs of the machine weigh less on it. */
async function time(work: () => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    await work();
    best = Math.min(best, process.cpuUsage(start).user / 1e3);
  }
  return best;
}

function readJson<Value>(file: string): Value {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Value;
}
