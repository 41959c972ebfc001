/** Why a document matches a query or not, clause by clause, as its author sees it. */
import { describe, expect, test } from 'vitest';
import { type Explanation, makeExplainer } from '../../../src/analysis/query/explain-match.ts';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import type { MatchableDocument } from '../../../src/analysis/query/read-document.ts';

type Told = string | Partial<MatchableDocument>;
type Saved = Readonly<Record<string, string>>;

function explain(query: string, told: Told, saved: Saved = {}): Explanation {
  const parsed = parseQuery(query, (name) => (Object.hasOwn(saved, name) ? (saved[name] ?? null) : null));
  return makeExplainer(parsed)({ title: null, text: '', ...(typeof told === 'string' ? { text: told } : told) });
}

/** Clauses as they are written: + must be there, - must not; then whether it is. */
function clausesOf(query: string, told: Told, saved: Saved = {}): readonly string[] {
  return explain(query, told, saved).clauses.map(
    ({ start, end, isExcluded, isHeld }) =>
      `${isExcluded ? '-' : '+'} ${query.slice(start, end)} ${isHeld ? 'held' : 'missing'}`,
  );
}

test('a match tells of every clause, held and not, and where its words stand', () => {
  expect(explain('orange -fruit', 'une orange')).toEqual({
    isMatch: true,
    isNear: true,
    clauses: [
      { start: 0, end: 6, isExcluded: false, isHeld: true },
      { start: 8, end: 13, isExcluded: true, isHeld: false },
    ],
    spans: [{ field: 'text', start: 4, end: 10 }],
  });
});

describe('clauses quote what the author wrote', () => {
  test.each<[string, Told, string[]]>([
    ['« Orange Bank »  OR Sosh', 'sosh', ['+ « Orange Bank » missing', '+ Sosh held']],
    [
      '(orange OR sosh) AND (box OR fibre) -jus',
      'orange fibre',
      ['+ orange held', '+ sosh missing', '+ box missing', '+ fibre held', '- jus missing'],
    ],
    [
      'orange (panne) `C++` #Été 😡',
      'Orange 😡',
      ['+ orange held', '+ (panne) missing', '+ `C++` missing', '+ #Été missing', '+ 😡 held'],
    ],
    ['orange NEAR/3 (panne OR box) x', 'orange en panne', ['+ orange NEAR/3 (panne OR box) held', '+ x missing']],
    [
      'title:(orange panne) text:box',
      { title: 'Orange', text: 'box' },
      ['+ title:(orange panne) missing', '+ text:box held'],
    ],
    [
      'orange site:lemonde.fr lang:fr',
      { text: 'x', site: 'blog.lemonde.fr', language: 'fr' },
      ['+ orange missing', '+ site:lemonde.fr held', '+ lang:fr held'],
    ],
    ['orange source:(forum OR news)', 'orange', ['+ orange held', '+ forum missing', '+ news missing']],
  ])('%s', (query, told, clauses) => {
    expect(clausesOf(query, told)).toEqual(clauses);
  });

  test('a saved query is one clause', () => {
    expect(clausesOf('orange @crise', 'la coupure', { crise: 'panne OR coupure' })).toEqual([
      '+ orange missing',
      '+ @crise held',
    ]);
  });
});

describe('what must be absent', () => {
  test.each<[string, Told, boolean, string[]]>([
    ['orange -jus', 'jus d’orange', false, ['+ orange held', '- jus held']],
    [
      'orange NOT (jus OR "fruit rouge")',
      'orange',
      true,
      ['+ orange held', '- jus missing', '- "fruit rouge" missing'],
    ],
    ['orange -(jus -frais)', 'orange jus frais', true, ['+ orange held', '- jus held', '+ frais held']],
    ['orange -title:jus', { title: 'jus', text: 'orange' }, false, ['+ orange held', '- title:jus held']],
  ])('%s', (query, told, isMatch, clauses) => {
    expect(clausesOf(query, told)).toEqual(clauses);
    expect(explain(query, told).isMatch).toBe(isMatch);
  });
});

describe('a near miss holds some word that the query looks for', () => {
  test.each<[string, Told, boolean]>([
    ['orange panne', 'orange', true],
    ['orange panne', 'sosh', false],
    ['orange -jus', 'jus', false],
    ['orange -jus', 'jus d’orange', true],
    ['orange @x panne', '@x', true],
    ['title:orange panne', { title: 'x', text: 'orange' }, false],
    ['orange panne', '', false],
    ['orange NEAR/3 panne', 'orange seule', true],
    ['"Orange Bank"', 'une orange', true],
    ['title:(orange panne)', { title: 'orange' }, true],
    ['orange lang:fr', { text: 'sosh', language: 'fr' }, false],
  ])('%s of %j: %s', (query, told, isNear) => {
    const explanation = explain(query, told);
    expect(explanation.isMatch).toBe(false);
    expect(explanation.isNear).toBe(isNear);
  });

  test('a match is near, too', () => {
    expect(explain('orange', 'orange').isNear).toBe(true);
    expect(explain('site:lemonde.fr', { site: 'lemonde.fr' }).isNear).toBe(true);
  });
});

describe('facts', () => {
  const facts = {
    sources: ['forum'],
    types: ['post'],
    engines: ['discourse'],
    countries: ['fr'],
    tags: ['presse'],
  } as const;

  test('a document without its facts fulfils no condition on them', () => {
    expect(clausesOf('orange source:forum -type:post', 'orange')).toEqual([
      '+ orange held',
      '+ source:forum missing',
      '- type:post missing',
    ]);
    expect(explain('orange source:forum', 'orange').isMatch).toBe(false);
    expect(explain('orange -source:forum', 'orange').isMatch).toBe(true);
  });

  test('a document with its facts is told by them', () => {
    const query = 'orange source:forum type:post engine:discourse country:fr tag:presse';
    expect(explain(query, { text: 'orange', facts }).isMatch).toBe(true);
    expect(clausesOf('orange -source:forum', { text: 'orange', facts })).toEqual([
      '+ orange held',
      '- source:forum held',
    ]);
  });
});

test('one explainer explains many documents, each by itself', () => {
  const explainer = makeExplainer(parseQuery('orange panne'));
  const isHeldIn = (text: string): readonly boolean[] =>
    explainer({ title: null, text }).clauses.map(({ isHeld }) => isHeld);
  expect([isHeldIn('orange'), isHeldIn('panne'), isHeldIn(''), isHeldIn('panne orange')]).toEqual([
    [true, false],
    [false, true],
    [false, false],
    [true, true],
  ]);
});

test('of a query of 512 words, the first hundred are told of and all count', () => {
  const query = Array.from({ length: 512 }, (_, index) => `w${index}`).join(' ');
  const explanation = explain(query, query);
  expect(explanation.isMatch).toBe(true);
  expect(explanation.clauses).toHaveLength(100);
  expect(explain(query, query.replace(/ w511$/, '')).isMatch).toBe(false);
});
