/** A query's words come back as they were written. */
import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { toSearchExpression } from '../../../src/analysis/query/to-search-expression.ts';
import type { SearchExpression } from '../../../src/domain/search-expression.ts';

function read(text: string): SearchExpression {
  return toSearchExpression({ query: parseQuery(text), text });
}

const word = (text: string): SearchExpression => ({ kind: 'word', text });
const phrase = (text: string): SearchExpression => ({ kind: 'phrase', text });

test('words, phrases, alternatives and exclusions keep their places', () => {
  expect(read('(Orange OR "Orange Bank") -fruit')).toEqual({
    kind: 'all',
    parts: [
      { kind: 'any', parts: [word('orange'), phrase('orange bank')] },
      { kind: 'not', part: word('fruit') },
    ],
  });
});

test.each([
  ['"Société  Générale"', phrase('société générale')],
  ['« L’Œuvre »', phrase('l’œuvre')],
  ['H&M', phrase('h&m')],
  ['Coca-Cola', phrase('coca-cola')],
  ['ÉTÉ', word('été')],
  ['"Orange"', word('orange')],
  ['«Orange "le" retour»', phrase('orange le retour')],
])('%s keeps its accents and signs', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test('a word that reads like an operator is not taken for one', () => {
  expect(read('bijoux OR "or" OR (and AND not)')).toEqual({
    kind: 'any',
    parts: [word('bijoux'), word('or'), { kind: 'all', parts: [word('and'), word('not')] }],
  });
});

test('lists within lists, repeats and double negations are gone', () => {
  expect(read('a OR (b OR (A OR c))')).toEqual({ kind: 'any', parts: [word('a'), word('b'), word('c')] });
  expect(read('a OR A')).toEqual(word('a'));
  expect(read('a NOT (NOT b)')).toEqual({ kind: 'all', parts: [word('a'), word('b')] });
});

test('the same query in another case is the same expression', () => {
  expect(read('ORANGE OR "orange BANK"')).toEqual(read('orange OR "Orange bank"'));
});

test('a text that is not the query’s own costs the accents and nothing else', () => {
  expect(toSearchExpression({ query: parseQuery('"Société Générale"'), text: '' })).toEqual(phrase('societe generale'));
});
