/**
 * How much of an article the extraction finds, and how much else: `npm run bench:articles -- FOLDER`.
 *
 * FOLDER holds `html/ID.html` (or `.html.gz`) and ground-truth.json ({ ID: { articleBody, url } }), as the article
 * extraction benchmark has them. Printed: precision, recall and F1 of this extraction, beside what readability alone gives
 * as plain text content, and the time a page takes.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { extractArticle } from '../src/crawlers/articles/extract-article.ts';
import { decodeBody } from '../src/crawlers/decode-body.ts';

type Truth = Readonly<Record<string, Readonly<{ articleBody: string; url?: string }>>>;
type Page = Readonly<{ id: string; body: Uint8Array; url: string; articleBody: string }>;
/** Parts of all shingles of a page; they add up to 1, so that long pages weigh no more than short ones. */
type Match = Readonly<{ found: number; extra: number; missed: number }>;

const SHINGLE_WORD_COUNT = 4;
const WORST_COUNT = 10;

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name the folder of pages: npm run bench:articles -- FOLDER [--worst]\n');
  process.exit(2);
}
const pages = await readPages(folder);
const ours = measure('vigie', pages, (page) => {
  const parse = extractArticle({ body: page.body, contentType: null, url: page.url });
  return parse.kind === 'parsed' ? (parse.documents[0]?.text ?? '') : '';
});
measure('readability alone', pages, (page) => {
  const { document } = parseHTML(decodeBody({ body: page.body, contentType: null }));
  return new Readability(document).parse()?.textContent ?? '';
});
if (flags.includes('--worst')) printWorst(ours);

async function readPages(directory: string): Promise<readonly Page[]> {
  const truth: Truth = JSON.parse(await readFile(path.join(directory, 'ground-truth.json'), 'utf8'));
  const files = await readdir(path.join(directory, 'html'));
  return await Promise.all(
    Object.entries(truth).map(async ([id, { articleBody, url }]) => {
      const file = files.find((name) => name.startsWith(`${id}.html`));
      if (file === undefined) throw new Error(`There is no page ${id} in ${directory}/html.`);
      const raw = await readFile(path.join(directory, 'html', file));
      const body = file.endsWith('.gz') ? gunzipSync(raw) : raw;
      return { id, body, url: url ?? 'http://localhost/', articleBody };
    }),
  );
}

function measure(name: string, all: readonly Page[], extract: (page: Page) => string) {
  const times: number[] = [];
  const matches = all.map((page) => {
    const startedAt = performance.now();
    const text = extract(page);
    times.push(performance.now() - startedAt);
    return { page, match: compare({ truth: page.articleBody, text }) };
  });
  const precision = mean(
    matches.filter(({ match }) => match.found + match.extra > 0).map((each) => toPrecision(each.match)),
  );
  const recall = mean(
    matches.filter(({ match }) => match.found + match.missed > 0).map((each) => toRecall(each.match)),
  );
  const f1 = (2 * precision * recall) / (precision + recall);
  const figures = `F1 ${f1.toFixed(4)}  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}`;
  const speed = `${mean(times).toFixed(1)} ms a page, ${Math.max(...times).toFixed(0)} ms at most`;
  process.stdout.write(`${name.padEnd(18)} ${figures}  (${all.length} pages, ${speed})\n`);
  return matches;
}

/** As the benchmark defines it: shingles of four words, counted with repetition, each page's parts scaled to 1. */
function compare(input: Readonly<{ truth: string; text: string }>): Match {
  const wanted = countShingles(input.truth);
  const got = countShingles(input.text);
  let [found, extra, missed] = [0, 0, 0];
  for (const shingle of new Set([...wanted.keys(), ...got.keys()])) {
    const wantedCount = wanted.get(shingle) ?? 0;
    const gotCount = got.get(shingle) ?? 0;
    found += Math.min(wantedCount, gotCount);
    extra += Math.max(0, gotCount - wantedCount);
    missed += Math.max(0, wantedCount - gotCount);
  }
  const all = Math.max(1, found + extra + missed);
  return { found: found / all, extra: extra / all, missed: missed / all };
}

function countShingles(text: string): ReadonlyMap<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  if (words.length === 0) return counts;
  for (let start = 0; start < Math.max(1, words.length - SHINGLE_WORD_COUNT + 1); start += 1) {
    const shingle = words.slice(start, start + SHINGLE_WORD_COUNT).join(' ');
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  }
  return counts;
}

function toPrecision({ found, extra, missed }: Match): number {
  if (extra === 0 && missed === 0) return 1;
  return found + extra === 0 ? 0 : found / (found + extra);
}

function toRecall({ found, extra, missed }: Match): number {
  if (extra === 0 && missed === 0) return 1;
  return found + missed === 0 ? 0 : found / (found + missed);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function printWorst(matches: ReturnType<typeof measure>): void {
  const worst = matches.toSorted((one, other) => one.match.found - other.match.found).slice(0, WORST_COUNT);
  for (const { page, match } of worst) {
    const { found, extra, missed } = match;
    process.stdout.write(
      `${page.id.slice(0, 8)} found ${found.toFixed(3)} extra ${extra.toFixed(3)} missed ${missed.toFixed(3)} ${page.url}\n`,
    );
  }
}
