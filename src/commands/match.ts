/** match: documents in, those that a query finds out. */
import { compileMatcher } from '../analysis/query/compile-matcher.ts';
import { parseQuery } from '../analysis/query/parse-query.ts';
import { AppError } from '../base/errors.ts';
import { type Command, readArguments, refusePositionals, toLines } from './command.ts';

export const matchCommand: Command = {
  name: 'match',
  summary: 'which documents of standard input a query finds, and where',
  help: `vigie match --query EXPRESSION < DOCUMENTS

Documents as NDJSON in, one a line with at least a title or a text, or the lines of "vigie parse", whose documents are
taken one by one; those that match out, as they came, with "spans": [{"field":"title"|"text","start","end"}].

  --query EXPRESSION  such as '(orange OR "orange bank") AND (box OR fibre) AND NOT jus'`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('match', args, { query: { type: 'string' } });
    refusePositionals('match', positionals);
    if (values.query === undefined) {
      throw new AppError(
        'USAGE_WRONG',
        '--query is missing: give the expression to look for. See "vigie match --help".',
      );
    }
    const matcher = compileMatcher([{ id: 'query', key: 'query', query: parseQuery(values.query) }]);
    for (const [index, line] of toLines(await io.readStdin()).entries()) {
      if (line.trim() === '') continue;
      for (const document of readDocuments(line, index + 1)) {
        const [found] = matcher.match(document);
        if (found !== undefined) io.write(JSON.stringify({ ...document, spans: found.spans }));
      }
    }
    return 0;
  },
};

type Document = Readonly<{ title: string | null; text: string }>;

/** The line's own document, or all those of a line of `vigie parse`; none of a file that could not be parsed. */
function readDocuments(line: string, lineNumber: number): readonly Document[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new AppError('INPUT_INVALID', `Line ${lineNumber} is no JSON: give one document a line.`);
  }
  if (!isObject(value)) {
    throw new AppError('INPUT_INVALID', `Line ${lineNumber} is no JSON object: give one document a line.`);
  }
  if ('error' in value && 'file' in value) return [];
  const documents = Array.isArray(value.documents) ? value.documents : [value];
  return documents.map((document: unknown) => toDocument(document, lineNumber));
}

function toDocument(value: unknown, lineNumber: number): Document {
  if (!isObject(value) || (value.title === undefined && value.text === undefined)) {
    throw new AppError(
      'INPUT_INVALID',
      `Line ${lineNumber} holds a document with neither "title" nor "text": add one.`,
    );
  }
  const { title = null, text = '' } = value;
  if ((title !== null && typeof title !== 'string') || typeof text !== 'string') {
    throw new AppError('INPUT_INVALID', `Line ${lineNumber}: "title" and "text" must be text.`);
  }
  return { ...value, title, text };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
