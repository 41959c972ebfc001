/** Pairs of input and expected output: `NAME.xml` or `NAME.html` beside `NAME.json`. */
import { readdirSync, readFileSync } from 'node:fs';
import type { PageParse } from '../../src/crawlers/page-parse.ts';

const ROOT = new URL('../fixtures/crawlers/', import.meta.url);

export type FixturePair = Readonly<{ name: string; body: Uint8Array; expected: unknown }>;

/** All pairs of one folder, by name. */
export function readPairs(folder: 'feeds' | 'searches' | 'forums'): FixturePair[] {
  const directory = new URL(`${folder}/`, ROOT);
  return readdirSync(directory)
    .filter((file) => !file.endsWith('.json'))
    .map((file) => ({
      name: file,
      body: readFileSync(new URL(file, directory)),
      expected: JSON.parse(readFileSync(new URL(file.replace(/\.\w+$/, '.json'), directory), 'utf8')) as unknown,
    }));
}

/** As the expected files are written: instants as ISO 8601; a refusal as it is, so that the difference shows. */
export function toPlain(parse: PageParse): unknown {
  if (parse.kind === 'refused') return parse;
  return JSON.parse(JSON.stringify({ source: parse.source, documents: parse.documents }));
}
