/** parse: files in, their documents out, as the crawler would read them. */
import { readFile } from 'node:fs/promises';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { inflateBody } from '../base/inflate-body.ts';
import { extractArticle } from '../crawlers/articles/extract-article.ts';
import { parseFeed } from '../crawlers/feeds/parse-feed.ts';
import { parseBySelectors } from '../crawlers/forums/parse-by-selectors.ts';
import { parseForum } from '../crawlers/forums/parse-forum.ts';
import type { PageParse } from '../crawlers/page-parse.ts';
import { parseSearchAnswer } from '../crawlers/searches/parse-search-answer.ts';
import type { ParsedDocument } from '../domain/document.ts';
import type { ReaderSettings } from '../domain/source.ts';
import { type Command, type CommandIo, readArguments } from './command.ts';

type Input = Readonly<{ body: Uint8Array; contentType: string | null; url: string }>;

type Parse = (input: Input, selectors: ReaderSettings | null) => Promise<PageParse>;

/** Every kind of page that can be tried by hand, a line each. */
const PARSERS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['feed', parseFeed],
  ['forum', parseForum],
  ['search', parseSearchAnswer],
  ['article', (input) => Promise.resolve(extractArticle(input))],
  ['html', (input, selectors) => Promise.resolve(parseBySelectors(input, selectors))],
]);
const FILE_BYTES_MAX = 100 * 1_024 * 1_024;

export const parseCommand: Command = {
  name: 'parse',
  summary: 'feeds, forum pages, search alerts and articles as documents',
  help: `vigie parse [--kind feed|forum|search|article|html] [--selectors FILE] [--url URL] FILE…|-

Reads each file as the crawler would and writes one line of JSON for it, in order:
  {"file","kind","source":{"title","link","description","author","updatedAt"},"documents":[…]}
  {"file","error":{"code","message"}}
A document is {"guid","url","title","text","html","author","publishedAt","updatedAt"}; instants are ISO 8601 UTC or
null. "-" is standard input; a gzip file is read as what it holds. Exits 1 if a file failed, after all were tried.

  --kind KIND       what the files are (feed)
  --selectors FILE  for --kind html: CSS selectors as JSON, {"item","link","author","date","dateFormat","title","body",
                    "next"}; "selector@attribute" reads an attribute (docs/selectors.md)
  --url URL         where they came from, for relative links (http://localhost/)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('parse', args, {
      kind: { type: 'string', default: 'feed' },
      url: { type: 'string', default: 'http://localhost/' },
      selectors: { type: 'string', default: '' },
    });
    const { kind } = values;
    if (!PARSERS.has(kind)) {
      throw new AppError('USAGE_WRONG', `--kind is "${kind}": give one of ${[...PARSERS.keys()].join(', ')}.`);
    }
    if (!URL.canParse(values.url)) throw new AppError('USAGE_WRONG', `--url is "${values.url}": give a whole URL.`);
    if (positionals.length === 0) {
      throw new AppError('USAGE_WRONG', 'No file is named: give files, or - for standard input.');
    }
    const selectors = await readSelectors(kind, values.selectors);
    let failedCount = 0;
    for (const file of positionals) {
      const line = await parseFile(io, { file, kind, url: values.url, selectors });
      if ('error' in line) failedCount += 1;
      io.write(JSON.stringify(line));
    }
    return failedCount === 0 ? 0 : 1;
  },
};

async function readSelectors(kind: string, file: string): Promise<ReaderSettings | null> {
  if ((kind === 'html') !== (file !== '')) {
    const message =
      '--kind html and --selectors FILE go together: the selectors say where the items of the page stand.';
    throw new AppError('USAGE_WRONG', message);
  }
  if (file === '') return null;
  const selectors = await readJson(file);
  if (typeof selectors !== 'object' || selectors === null || Array.isArray(selectors)) {
    throw new AppError(
      'USAGE_WRONG',
      `The selectors in ${file} are no JSON object: write {"item": "li.post", "body": "p"}.`,
    );
  }
  return selectors as ReaderSettings;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new AppError('USAGE_WRONG', `The selectors in ${file} cannot be read: ${toErrorMessage(error)}`, {
      cause: error,
    });
  }
}

type FileToParse = Readonly<{ file: string; kind: string; url: string; selectors: ReaderSettings | null }>;

async function parseFile(io: CommandIo, input: FileToParse) {
  const { file, kind, url } = input;
  let raw: Uint8Array;
  try {
    raw = file === '-' ? await io.readStdin() : await readFile(file);
  } catch (error) {
    return { file, error: { code: 'unreadable', message: toErrorMessage(error) } };
  }
  const contentEncoding = raw[0] === 0x1f && raw[1] === 0x8b ? 'gzip' : '';
  const inflated = await inflateBody(raw, { contentEncoding, bytesMax: FILE_BYTES_MAX });
  if (inflated.kind !== 'inflated') {
    return { file, error: { code: inflated.kind, message: `The gzip file ${file} is damaged or too large.` } };
  }
  const parse: Parse = PARSERS.get(kind) ?? parseFeed;
  const parsed = await parse({ body: inflated.body, contentType: null, url }, input.selectors);
  if (parsed.kind === 'refused') return { file, error: { code: parsed.reason, message: parsed.message } };
  return { file, kind, source: parsed.source, documents: parsed.documents.map(toDocumented) };
}

/** The fields that the help promises, in its order: what else a reader can tell (the type) is for the store alone. */
function toDocumented(document: ParsedDocument) {
  const { guid, url, title, text, html, author, publishedAt, updatedAt } = document;
  return { guid, url, title, text, html, author, publishedAt, updatedAt };
}
