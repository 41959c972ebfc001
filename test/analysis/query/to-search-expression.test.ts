/** A query as search services are asked for it: its words come back as they were written, never less is asked for. */
import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { type AskedExpression, toSearchExpression } from '../../../src/analysis/query/to-search-expression.ts';
import type { SearchExpression } from '../../../src/domain/search-expression.ts';

function ask(text: string, saved: Readonly<Record<string, string>> = {}): AskedExpression {
  const query = parseQuery(text, (name) => (Object.hasOwn(saved, name) ? (saved[name] ?? null) : null));
  return toSearchExpression({ query, text });
}

const word = (text: string): SearchExpression => ({ kind: 'word', text });
const phrase = (text: string): SearchExpression => ({ kind: 'phrase', text });
const all = (...parts: SearchExpression[]): SearchExpression => ({ kind: 'all', parts });
const any = (...parts: SearchExpression[]): SearchExpression => ({ kind: 'any', parts });
const not = (part: SearchExpression): SearchExpression => ({ kind: 'not', part });

describe('what a service has words for', () => {
  test('words, phrases, alternatives and exclusions keep their places', () => {
    expect(ask('(Orange OR "Orange Bank") -fruit')).toEqual({
      expression: all(any(word('orange'), phrase('orange bank')), not(word('fruit'))),
      isExact: true,
    });
  });

  test.each([
    ['"Société  Générale"', phrase('société générale')],
    ['« L’Œuvre »', phrase('l’œuvre')],
    ['H&M', phrase('h&m')],
    ['Coca-Cola', phrase('coca-cola')],
    ['ÉTÉ', word('été')],
    ['"Orange"', word('orange')],
    ['(Orange)', word('orange')],
    ['("Orange Bank")', phrase('orange bank')],
    ['«Orange "le" retour»', phrase('orange le retour')],
    ['東京', word('東京')],
  ])('%s keeps its accents and signs', (text, expression) => {
    expect(ask(text)).toEqual({ expression, isExact: true });
  });

  test('a word that reads like an operator is not taken for one', () => {
    expect(ask('bijoux OR "or" OR (and AND not)').expression).toEqual(
      any(word('bijoux'), word('or'), all(word('and'), word('not'))),
    );
  });

  test('lists within lists, repeats and double negations are gone', () => {
    expect(ask('a OR (b OR (A OR c))').expression).toEqual(any(word('a'), word('b'), word('c')));
    expect(ask('a OR A').expression).toEqual(word('a'));
    expect(ask('a NOT (NOT b)').expression).toEqual(all(word('a'), word('b')));
  });

  test('the same query in another case is the same expression', () => {
    expect(ask('ORANGE OR "orange BANK"')).toEqual(ask('orange OR "Orange bank"'));
  });

  test('a saved query is asked for in its own words', () => {
    expect(ask('sosh @crise', { crise: '(Panne OR "Été pourri") -jus' })).toEqual({
      expression: all(word('sosh'), any(word('panne'), phrase('été pourri')), not(word('jus'))),
      isExact: true,
    });
  });
});

describe('what a service has no word for makes the answer wider, and is said to', () => {
  test.each<[string, SearchExpression | null]>([
    ['orange NEAR/5 panne', all(word('orange'), word('panne'))],
    ['panne ONEAR/3 (orange OR "La Sosh")', all(word('panne'), any(word('orange'), phrase('la sosh')))],
    ['title:panne', word('panne')],
    ['text:(panne OR Coupure)', any(word('panne'), word('coupure'))],
    ['raw:LG', word('lg')],
    ['raw:"Orange Bank"', phrase('orange bank')],
    ['raw:(LG OR HP)', any(word('lg'), word('hp'))],
    ['raw:(LG)', word('lg')],
    ['`C++`', word('c')],
    ['#OrangeBank', word('orangebank')],
    ['@orange', word('orange')],
    ['orange lang:fr', word('orange')],
    ['orange site:lemonde.fr -source:forum', word('orange')],
    ['orange orang*', word('orange')],
    ['orange 😡', word('orange')],
    ['orange url:promo author:dupont', word('orange')],
  ])('%s', (text, expression) => {
    expect(ask(text)).toEqual({ expression, isExact: false });
  });

  test.each([
    'orang*',
    '"orang* bank"',
    '😡',
    '"panne 😡"',
    'site:lemonde.fr',
    'author:dupont',
    'url:promo',
    'orange OR orang*',
    'orange OR site:lemonde.fr',
    '(orange OR 😡) (panne OR author:dupont)',
  ])('%s cannot be asked for: one alternative of it could be anything', (text) => {
    expect(ask(text)).toEqual({ expression: null, isExact: false });
  });
});

describe('what is wider under NOT would be narrower, and is left out', () => {
  test.each<[string, SearchExpression]>([
    ['orange -(jus NEAR/2 fruit)', word('orange')],
    ['orange -title:jus', word('orange')],
    ['orange -raw:Jus', word('orange')],
    ['orange -#jus', word('orange')],
    ['orange -jus*', word('orange')],
    ['orange -(jus lang:fr)', word('orange')],
    ['orange -(jus OR fruit*)', word('orange')],
    ['orange -(panne -title:box)', word('orange')],
  ])('%s', (text, expression) => {
    expect(ask(text)).toEqual({ expression, isExact: false });
  });

  test('what a service knows all of stays', () => {
    expect(ask('orange -(jus fruit) -"fruit rouge"')).toEqual({
      expression: all(word('orange'), not(all(word('jus'), word('fruit'))), not(phrase('fruit rouge'))),
      isExact: true,
    });
  });
});
