/** match: documents in, those that a query finds out; with a reader's marks, how likely each is about the brand. */
import { readFile } from 'node:fs/promises';
import { detectLanguage } from '../analysis/language.ts';
import { compileMatcher, type Matcher } from '../analysis/query/compile-matcher.ts';
import { parseQuery } from '../analysis/query/parse-query.ts';
import type { MatchableDocument } from '../analysis/query/read-document.ts';
import {
  learnRelevance,
  MARK_COUNT_MIN,
  RELEVANCE_THRESHOLD,
  type RelevanceModel,
  rateText,
} from '../analysis/relevance/learn-relevance.ts';
import type { FoundText } from '../analysis/relevance/read-features.ts';
import { toDocumentFacts } from '../analysis/to-document-facts.ts';
import { wholeTextOf } from '../analysis/whole-text.ts';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { toSite } from '../crawlers/canonical-url.ts';
import { DOCUMENT_TYPES, type DocumentType } from '../domain/document-facts.ts';
import { READER_NAMES, type ReaderName, SOURCE_KINDS, type SourceKind } from '../domain/source.ts';
import { type Command, readArguments, refusePositionals, toLines } from './command.ts';

export const matchCommand: Command = {
  name: 'match',
  summary: 'which documents of standard input a query finds, and where',
  help: `vigie match --query EXPRESSION [--marks FILE] < DOCUMENTS

Documents as NDJSON in, one a line with at least a title or a text, or the lines of "vigie parse", whose documents are
taken one by one; those that match out, as they came, with "spans": [{"field":"title"|"text","start","end"}].
Fields of a query look at "url", "author", "language" (else it is detected), "kind" (feed, forum, search), "reader",
"type" and "tags" of a document, where it has them.

  --query EXPRESSION  such as '(orange OR "orange bank") AND (box OR fibre) AND NOT jus' (docs/query-language.md)
  --marks FILE        what a reader marked, as NDJSON {"text","about":true|false}, at least ${MARK_COUNT_MIN} lines: each match also gets
                      "relevance" (0 to 1) and "relevant" (true from ${RELEVANCE_THRESHOLD} on)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('match', args, {
      query: { type: 'string' },
      marks: { type: 'string' },
    });
    refusePositionals('match', positionals);
    if (values.query === undefined) {
      throw new AppError(
        'USAGE_WRONG',
        '--query is missing: give the expression to look for. See "vigie match --help".',
      );
    }
    const matcher = compileMatcher([{ id: 'query', key: 'query', query: parseQuery(values.query) }]);
    const model = values.marks === undefined ? null : await learnFromFile(matcher, values.marks);
    for (const [index, line] of toLines(await io.readStdin()).entries()) {
      if (line.trim() === '') continue;
      for (const document of readDocuments(line, `Line ${index + 1}`)) {
        const [found] = matcher.match(toMatchable(document));
        if (found === undefined) continue;
        const { spans } = found;
        io.write(JSON.stringify({ ...document.asRead, spans, ...rate(model, { ...document, spans }) }));
      }
    }
    return 0;
  },
};

/** A document with what it came with. */
type Document = Readonly<{
  title: string | null;
  text: string;
  asRead: Readonly<Record<string, unknown>>;
  kind: unknown;
}>;

function rate(model: RelevanceModel | null, found: FoundText): Readonly<{ relevance?: number; relevant?: boolean }> {
  if (model === null) return {};
  const { relevance, isRelevant } = rateText(model, found, RELEVANCE_THRESHOLD);
  return { relevance, relevant: isRelevant };
}

/** Errors: INPUT_INVALID, with the line of the file; USAGE_WRONG where it cannot be read. */
async function learnFromFile(matcher: Matcher<string>, file: string): Promise<RelevanceModel> {
  let lines: readonly string[];
  try {
    lines = toLines(await readFile(file));
  } catch (error) {
    throw new AppError('USAGE_WRONG', `The marks in ${file} cannot be read: ${toErrorMessage(error)}`, {
      cause: error,
    });
  }
  const marks = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [readMark(line, `Line ${index + 1} of ${file}`)],
  );
  if (marks.length < MARK_COUNT_MIN) {
    throw new AppError(
      'INPUT_INVALID',
      `${file} holds ${marks.length} ${marks.length === 1 ? 'mark' : 'marks'}: mark at least ${MARK_COUNT_MIN} texts, or leave --marks out.`,
    );
  }
  return learnRelevance(
    marks.map(({ text, isAbout }) => {
      const document = { title: null, text };
      return { found: { ...document, spans: matcher.match(document)[0]?.spans ?? [] }, isAbout };
    }),
  );
}

function readMark(line: string, place: string): Readonly<{ text: string; isAbout: boolean }> {
  const value = readObject(line, place);
  if (typeof value.text !== 'string' || typeof value.about !== 'boolean') {
    throw new AppError('INPUT_INVALID', `${place} is no mark: write {"text": "…", "about": true} or false.`);
  }
  return { text: value.text, isAbout: value.about };
}

/** The line's own document, or all those of a line of `vigie parse`; none of a file that could not be parsed. */
function readDocuments(line: string, place: string): readonly Document[] {
  const value = readObject(line, place);
  if ('error' in value && 'file' in value) return [];
  if (!Array.isArray(value.documents)) return [toDocument(value, { place, kind: value.kind })];
  return value.documents.map((document: unknown) => toDocument(document, { place, kind: value.kind }));
}

function readObject(line: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new AppError('INPUT_INVALID', `${place} is no JSON: give one object a line.`);
  }
  if (!isObject(value)) throw new AppError('INPUT_INVALID', `${place} is no JSON object: give one a line.`);
  return value;
}

function toDocument(value: unknown, { place, kind }: Readonly<{ place: string; kind: unknown }>): Document {
  if (!isObject(value) || (value.title === undefined && value.text === undefined)) {
    throw new AppError('INPUT_INVALID', `${place} holds a document with neither "title" nor "text": add one.`);
  }
  const { title = null, text = '' } = value;
  if ((title !== null && typeof title !== 'string') || typeof text !== 'string') {
    throw new AppError('INPUT_INVALID', `${place}: "title" and "text" must be text.`);
  }
  return { title, text, asRead: { ...value, title, text }, kind };
}

/** What is of another type than it should be is not known. */
function toMatchable({ title, text, asRead, kind }: Document): MatchableDocument {
  const url = textOf(asRead.url);
  const site = textOf(asRead.site) ?? toSite(url ?? '');
  const language = textOf(asRead.language) ?? detectLanguage(wholeTextOf({ title, text })).language;
  const sourceKind = SOURCE_KINDS.find((each): each is SourceKind => each === kind);
  const reader = READER_NAMES.find((each): each is ReaderName => each === asRead.reader) ?? null;
  const type = DOCUMENT_TYPES.find((each): each is DocumentType => each === asRead.type) ?? null;
  const tags = Array.isArray(asRead.tags) ? asRead.tags.filter((tag): tag is string => typeof tag === 'string') : [];
  const findings = sourceKind === undefined ? [] : [{ sourceKind, reader, tags, country: null }];
  const facts = toDocumentFacts({ site, type }, findings);
  return { title, text, url, site, author: textOf(asRead.author), language, facts };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
