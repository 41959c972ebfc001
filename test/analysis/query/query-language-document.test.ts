/** docs/query-language.md is what is promised: what it shows parses, what it refuses is refused, its numbers are so. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIELD_NAMES, NEAR_WORD_COUNT_MAX, QUERY_CLAUSE_COUNT_MAX } from '../../../src/analysis/query/lex-query.ts';
import { PHRASE_WORD_COUNT_MAX, STAR_LETTER_COUNT_MIN } from '../../../src/analysis/query/make-leaf.ts';
import { parseQuery, QUERY_CHARACTER_COUNT_MAX, QUERY_DEPTH_MAX } from '../../../src/analysis/query/parse-query.ts';
import { AppError } from '../../../src/base/errors.ts';
import { DOCUMENT_TYPES, SOURCE_LABELS } from '../../../src/domain/document-facts.ts';

const DOCUMENT = readFileSync(path.join(import.meta.dirname, '../../../docs/query-language.md'), 'utf8');

/** What stands between backticks; two of them hold one, beside a blank that is not theirs. */
function readExamples(markdown: string): readonly string[] {
  return [...markdown.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)].map((match) =>
    (match[2] ?? '').replace(/^ (.*`.*) $/, '$1'),
  );
}

/** The rows of the table, without its head. */
const ROWS = DOCUMENT.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| you write'))
  .map((line) => {
    const [, examples = '', meaning = ''] = line.split('|');
    return { examples: readExamples(examples), meaning };
  });

function readSection(title: string): string {
  const section = DOCUMENT.split(/^## /m).find((each) => each.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`the document has no section "${title}"`);
  return section;
}

function isRefused(text: string): boolean {
  try {
    parseQuery(text);
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === 'QUERY_INVALID') return true;
    throw error;
  }
}

test('examples are read as they are shown, those that hold a backtick too', () => {
  expect(readExamples('| `a b`, `` `C++` ``, `raw:"x y"` |')).toEqual(['a b', '`C++`', 'raw:"x y"']);
});

describe('the table', () => {
  const examples = ROWS.flatMap((row) => row.examples);

  test('is read whole', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(25);
    expect(ROWS.filter((row) => row.examples.length === 0)).toEqual([]);
    expect(examples).toContain('`C++`');
    expect(examples).toContain('« Orange Bank »');
  });

  test.each(examples)('%s parses, beside a word where it says none itself', (example) => {
    const isOfFactsAlone = /^(?:lang|country|source|type|engine|tag):/.test(example);
    expect(isRefused(example)).toBe(isOfFactsAlone);
    expect(isRefused(`orange AND (${example})`)).toBe(false);
    expect(isRefused(`orange -(${example})`)).toBe(false);
  });

  test.each([
    ['source', SOURCE_LABELS],
    ['type', DOCUMENT_TYPES],
  ] as const)('names every value of %s:', (field, values) => {
    const row = ROWS.find(({ examples: [first] }) => first?.startsWith(`${field}:`));
    expect(readExamples(row?.meaning ?? '')).toEqual([...values]);
  });

  test('has a row for every field', () => {
    const shown = examples.flatMap((example) => /^(\p{L}+):/u.exec(example)?.[1] ?? []);
    expect(new Set(shown)).toEqual(new Set(FIELD_NAMES));
  });

  test('is followed by an example of several values of a field, which parses', () => {
    expect(readExamples(DOCUMENT)).toContain('site:(lemonde.fr OR lefigaro.fr)');
    expect(isRefused('site:(lemonde.fr OR lefigaro.fr)')).toBe(false);
  });
});

describe('what is refused, and why', () => {
  const section = readSection('What is refused, and why');
  const examples = readExamples(section);

  test('is read whole', () => {
    expect(examples).toEqual(['orange AND panne OR coupure', '-jus', 'orange OR -jus', 'lang:fr', 'ET', 'OU', 'SAUF']);
  });

  test.each(examples)('%s is refused', (example) => {
    expect(isRefused(example)).toBe(true);
  });

  test('the limits are those that hold', () => {
    expect(section).toContain(`${QUERY_CHARACTER_COUNT_MAX.toLocaleString('en')} characters`);
    expect(section).toContain(`${QUERY_CLAUSE_COUNT_MAX} words and phrases`);
    expect(section).toContain(`${QUERY_DEPTH_MAX} parentheses`);
    expect(section.replaceAll(/\s+/g, ' ')).toContain(`${PHRASE_WORD_COUNT_MAX} words in a phrase`);
    expect(section).toContain(`a number above ${NEAR_WORD_COUNT_MAX} behind NEAR`);
    expect(section).toContain('a star behind fewer than three letters');
    expect(STAR_LETTER_COUNT_MIN).toBe(3);
  });
});

test('the grammar names every field', () => {
  const line = /^field\s+=\s+\((.*)\)/m.exec(readSection('Grammar'))?.[1] ?? '';
  const names = [...line.matchAll(/"(\p{L}+)"/gu)].map((match) => match[1]);
  expect(new Set(names)).toEqual(new Set(FIELD_NAMES));
});
