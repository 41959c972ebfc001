/** parse: files in, their documents out, as the crawler would read them. */
import { readFile } from 'node:fs/promises';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { parseFeed } from '../crawlers/feeds/parse-feed.ts';
import { parseForum } from '../crawlers/forums/parse-forum.ts';
import type { PageParse } from '../crawlers/page-parse.ts';
import { parseSearchFeed } from '../crawlers/searches/parse-search-feed.ts';
import { SOURCE_KINDS, type SourceKind } from '../domain/source.ts';
import { type Command, type CommandIo, readArguments } from './command.ts';

type Input = Readonly<{ body: Uint8Array; contentType: string | null; url: string }>;

const PARSERS: Readonly<Record<SourceKind, (input: Input) => Promise<PageParse>>> = {
  feed: parseFeed,
  forum: parseForum,
  search: parseSearchFeed,
};

export const parseCommand: Command = {
  name: 'parse',
  summary: 'feeds, forum pages and search alerts as documents',
  help: `vigie parse [--kind feed|forum|search] [--url URL] FILE…|-

Reads each file as the crawler would and writes one line of JSON for it, in order:
  {"file","kind","source":{"title","link","description","author","updatedAt"},"documents":[…]}
  {"file","error":{"code","message"}}
A document is {"guid","url","title","text","html","author","publishedAt","updatedAt"}; instants are ISO 8601 UTC or
null. "-" is standard input. Exits 1 if a file failed, after all were tried.

  --kind KIND  what the files are (feed)
  --url URL    where they came from, for relative links (http://localhost/)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('parse', args, {
      kind: { type: 'string', default: 'feed' },
      url: { type: 'string', default: 'http://localhost/' },
    });
    const kind = SOURCE_KINDS.find((each) => each === values.kind);
    if (kind === undefined) {
      throw new AppError('USAGE_WRONG', `--kind is "${values.kind}": give one of ${SOURCE_KINDS.join(', ')}.`);
    }
    if (!URL.canParse(values.url)) throw new AppError('USAGE_WRONG', `--url is "${values.url}": give a whole URL.`);
    if (positionals.length === 0) {
      throw new AppError('USAGE_WRONG', 'No file is named: give files, or - for standard input.');
    }
    let failedCount = 0;
    for (const file of positionals) {
      const line = await parseFile(io, { file, kind, url: values.url });
      if ('error' in line) failedCount += 1;
      io.write(JSON.stringify(line));
    }
    return failedCount === 0 ? 0 : 1;
  },
};

async function parseFile(io: CommandIo, input: Readonly<{ file: string; kind: SourceKind; url: string }>) {
  const { file, kind, url } = input;
  let body: Uint8Array;
  try {
    body = file === '-' ? await io.readStdin() : await readFile(file);
  } catch (error) {
    return { file, error: { code: 'unreadable', message: toErrorMessage(error) } };
  }
  const parsed = await PARSERS[kind]({ body, contentType: null, url });
  if (parsed.kind === 'refused') return { file, error: { code: parsed.reason, message: parsed.message } };
  return { file, kind, source: parsed.source, documents: parsed.documents };
}
