/**
 * How well forum pages are read: `npm run bench:forums -- FOLDER`.
 *
 * FOLDER holds pages/ with an index.tsv beside it (columns software, posts, url, file: how many posts a captured page
 * holds), and wcxb/ with html/ID.html.gz and ground-truth/ID.json (the text of the page as a person would copy it).
 * Printed: posts read beside posts there are, per page and in all; then the mean word F1 of the documents' text
 * against the gold text, beside @mozilla/readability on linkedom over the same pages in the same run.
 *
 * Word F1 is that of the Web Content Extraction Benchmark: both texts as bags of lower-cased words, precision and recall
 * of what they share, per page, averaged over pages. `--pages` prints each page's figures, worst first.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { parseForum } from '../src/crawlers/forums/parse-forum.ts';
import { recogniseForum } from '../src/crawlers/forums/recognise-forum.ts';

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name the folder of captured pages: npm run bench:forums -- FOLDER [--pages]\n');
  process.exit(2);
}
await countPosts(folder);
await measureText(path.join(folder, 'wcxb'));

async function countPosts(root: string): Promise<void> {
  const [head = '', ...lines] = (await readFile(path.join(root, 'index.tsv'), 'utf8')).trimEnd().split(/\r?\n/);
  const names = head.split('\t');
  let there = 0;
  let exactCount = 0;
  let pageCount = 0;
  let read = 0;
  for (const line of lines) {
    const cells = line.split('\t');
    const row = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
    const body = await readFile(path.join(root, row.file ?? ''));
    const url = row.url || 'http://forum.example/page';
    const parsed = await parseForum({ body, contentType: null, url });
    const documents = parsed.kind === 'parsed' ? parsed.documents : [];
    const dated = documents.filter((each) => each.publishedAt !== null).length;
    const named = documents.filter((each) => each.author !== null).length;
    const expected = row.posts === '' ? null : Number(row.posts);
    if (expected !== null) {
      there += expected;
      read += documents.length;
      pageCount += 1;
      if (expected === documents.length) exactCount += 1;
    }
    const mark = expected === null || expected === documents.length ? ' ' : '!';
    const what = parsed.kind === 'parsed' ? `${dated} dated, ${named} with author` : parsed.message;
    print(
      `${mark} ${pad(row.software, 12)} ${pad(row.file, 66)} ${pad(row.posts, 4)} ${pad(String(documents.length), 4)} ${what}`,
    );
  }
  print(`posts: ${read} read of ${there} on ${pageCount} pages that are counted; exactly right on ${exactCount}\n`);
}

type Score = Readonly<{
  id: string;
  engine: string;
  count: number;
  precision: number;
  recall: number;
  f1: number;
  readability: number;
  url: string;
}>;

async function measureText(root: string): Promise<void> {
  const scores: Score[] = [];
  for (const file of (await readdir(path.join(root, 'html'))).sort()) {
    const id = file.replace(/\.html(\.gz)?$/, '');
    const raw = await readFile(path.join(root, 'html', file));
    const body = file.endsWith('.gz') ? gunzipSync(raw) : raw;
    const gold: unknown = JSON.parse(await readFile(path.join(root, 'ground-truth', `${id}.json`), 'utf8'));
    const { url, ground_truth: truth } = gold as { url: string; ground_truth: { main_content?: string } };
    if (truth.main_content === undefined) continue;
    const html = body.toString('utf8');
    const parsed = await parseForum({ body, contentType: null, url: url || 'http://forum.example/page' });
    const documents = parsed.kind === 'parsed' ? parsed.documents : [];
    const wanted = toWords(truth.main_content);
    const score = compare(toWords(documents.map((each) => each.text).join('\n')), wanted);
    const engine = recogniseForum({ html, url, headers: {} }).engine ?? 'other';
    scores.push({
      id,
      engine,
      count: documents.length,
      url,
      ...score,
      readability: compare(toWords(readReadability(html)), wanted).f1,
    });
  }
  if (flags.includes('--pages')) {
    for (const each of scores.toSorted((a, b) => a.f1 - b.f1)) {
      const figures = [each.f1, each.precision, each.recall, each.readability]
        .map((value) => value.toFixed(3))
        .join(' ');
      print(`${each.id} ${pad(each.engine, 14)} ${pad(String(each.count), 3)} ${figures} ${each.url.slice(0, 90)}`);
    }
  }
  for (const [engine, group] of Map.groupBy(scores, (each) => each.engine)) {
    print(
      `${pad(engine, 16)} ${pad(String(group.length), 4)} pages  F1 ${mean(group.map((each) => each.f1))}  readability ${mean(group.map((each) => each.readability))}`,
    );
  }
  const all = scores.map((each) => each.f1);
  const theirs = scores.map((each) => each.readability);
  print(
    `word F1 on ${scores.length} pages: mean ${mean(all)}, median ${median(all)}; precision ${mean(scores.map((each) => each.precision))}, recall ${mean(scores.map((each) => each.recall))}`,
  );
  print(`readability on linkedom, same pages: mean ${mean(theirs)}, median ${median(theirs)}`);
}

function readReadability(html: string): string {
  try {
    const { document } = parseHTML(html);
    return new Readability(document).parse()?.textContent ?? '';
  } catch {
    return ''; // it fails on some pages: that is its result
  }
}

function toWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function compare(got: readonly string[], wanted: readonly string[]): { precision: number; recall: number; f1: number } {
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of got) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared += 1;
  }
  const precision = got.length === 0 ? 0 : shared / got.length;
  const recall = wanted.length === 0 ? 0 : shared / wanted.length;
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)).toFixed(3);
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(3);
}

function pad(text: string | undefined, width: number): string {
  return (text ?? '').padEnd(width);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
