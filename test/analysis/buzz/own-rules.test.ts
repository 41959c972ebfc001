/** An agency's own rules: what they count, when they are met, and what their queries can ask for. */
import { describe, expect, test } from 'vitest';
import { compileAlertRules, findUntold } from '../../../src/analysis/buzz/own-rules.ts';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { addMs, MINUTE_MS } from '../../../src/base/clock.ts';
import type { AlertRule, RuleMention } from '../../../src/domain/alert-rule.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

function makeRule(changes: Partial<AlertRule>): AlertRule {
  return {
    ...{ agencyId: 'a', id: 'rule', brandId: null, name: 'Règle', counts: 'mentions', query: null },
    ...{ countMin: 1, windowMinutes: 60, level: 2, createdAt: NOW },
    ...changes,
  };
}

function say(changes: Partial<RuleMention> & Readonly<{ minutesAgo?: number }> = {}): RuleMention {
  const { minutesAgo = 1, ...rest } = changes;
  return {
    ...{ publishedAt: addMs(NOW, -minutesAgo * MINUTE_MS), label: 'neutral', language: 'fr', sourceKind: 'feed' },
    ...{
      title: null,
      excerpt: 'Ondelia ouvre une boutique.',
      passages: [],
      url: null,
      author: null,
      site: 'a.example',
    },
    ...rest,
  };
}

const repeat = (count: number, changes: Parameters<typeof say>[0] = {}) =>
  Array.from({ length: count }, () => say(changes));

/** The numbers of mentions by which rules are met, by id. */
function meet(rules: readonly AlertRule[], talk: readonly RuleMention[]) {
  return compileAlertRules(rules)(talk, NOW).map(({ rule, count }) => [rule.id, count]);
}

test('a rule is met from its number on, and says by how many', () => {
  const rules = [makeRule({ countMin: 5 })];
  expect(meet(rules, repeat(4))).toEqual([]);
  expect(meet(rules, repeat(5))).toEqual([['rule', 5]]);
  expect(meet(rules, repeat(50))).toEqual([['rule', 50]]);
  const [met] = compileAlertRules(rules)(repeat(6), NOW);
  expect(met).toEqual({
    rule: { id: 'rule', name: 'Règle', level: 2, countMin: 5, windowMinutes: 60, counts: 'mentions' },
    count: 6,
  });
});

test('only what was published within its window counts, both ends included, and nothing of the future', () => {
  const rules = [makeRule({ windowMinutes: 30 })];
  expect(meet(rules, [say({ minutesAgo: 30 }), say({ minutesAgo: 0 })])).toEqual([['rule', 2]]);
  expect(meet(rules, [say({ minutesAgo: 31 }), say({ minutesAgo: -1 })])).toEqual([]);
});

test('a rule for negatives counts no other', () => {
  const talk = [...repeat(9), ...repeat(2, { label: 'negative' }), ...repeat(3, { label: 'positive' })];
  expect(meet([makeRule({ counts: 'negatives', countMin: 2 })], talk)).toEqual([['rule', 2]]);
  expect(meet([makeRule({ counts: 'negatives', countMin: 3 })], talk)).toEqual([]);
});

test.each<[string, Partial<RuleMention>, Partial<RuleMention>]>([
  ['panne', { excerpt: 'Ondelia est en panne' }, { excerpt: 'Ondelia' }],
  ['panne', { title: 'La panne Ondelia' }, { title: 'Ondelia' }],
  ['panne', { passages: [{ text: 'Encore la panne', label: 'negative', score: -1 }] }, { author: 'panne' }],
  ['title:panne', { title: 'La panne Ondelia' }, { excerpt: 'La panne Ondelia' }],
  ['"en panne" -jeu', { excerpt: 'Ondelia en panne' }, { excerpt: 'Ondelia en panne de jeu' }],
  ['site:lemonde.fr', { site: 'www.lemonde.fr' }, { site: 'autremonde.fr' }],
  ['author:dupont', { author: 'Jeanne Dupont' }, { author: null, excerpt: 'Dupont' }],
  ['url:promo', { url: 'https://a.example/promo/ete' }, { url: 'https://a.example/' }],
  ['boutique lang:fr', { language: 'fr' }, { language: null }],
  ['boutique source:forum', { sourceKind: 'forum' }, { sourceKind: 'search' }],
  ['boutique NOT source:feed', { sourceKind: 'search' }, { sourceKind: 'feed' }],
])('%s finds %j and not %j', (query, found, other) => {
  expect(meet([makeRule({ query })], [say(other), say(found), say(other)])).toEqual([['rule', 1]]);
});

test('each rule counts for itself, the gravest comes first, equals stay in their order', () => {
  const rules = [
    makeRule({ id: 'all', countMin: 3 }),
    makeRule({ id: 'press', query: 'site:lemonde.fr', level: 4 }),
    makeRule({ id: 'negatives', counts: 'negatives', countMin: 2 }),
    makeRule({ id: 'unmet', query: 'boycott', level: 3 }),
  ];
  const talk = [...repeat(2, { label: 'negative' }), say({ site: 'lemonde.fr' })];
  expect(meet(rules, talk)).toEqual([
    ['press', 1],
    ['all', 3],
    ['negatives', 2],
  ]);
});

test('no rule and no talk meet nothing; what was compiled once answers again as if anew', () => {
  expect(meet([], repeat(3))).toEqual([]);
  const find = compileAlertRules([makeRule({ query: 'boutique', countMin: 2 })]);
  expect(find([], NOW)).toEqual([]);
  expect(find(repeat(2), NOW)).toHaveLength(1);
  expect(find(repeat(1), NOW)).toEqual([]);
  expect(find(repeat(2), addMs(NOW, 2 * 60 * MINUTE_MS))).toEqual([]);
});

test('texts without words, of half letters or of a megabyte have an answer', () => {
  const find = compileAlertRules([makeRule({ query: 'boutique' })]);
  const odd = ['', '\ud800', '\0', 'boutique '.repeat(100_000)].map((excerpt) => say({ excerpt, site: '' }));
  expect(find(odd, NOW).map(({ count }) => count)).toEqual([1]);
});

test('a query that cannot be read is a fault when it is compiled, not when a brand is judged', () => {
  expect(() => compileAlertRules([makeRule({ query: '(((' })])).toThrow(/character/);
});

describe('what is not kept of a mention', () => {
  test.each([
    'panne',
    'panne lang:fr',
    'panne source:feed',
    'a OR b',
    'site:lemonde.fr',
    'author:x',
    'url:y',
    'title:z',
  ])('%s asks for none of it', (query) => {
    expect(findUntold(parseQuery(query))).toBeNull();
  });

  test.each([
    ['panne type:review', 'type:review'],
    ['panne -country:fr', 'country:fr'],
    ['panne (source:feed OR source:news)', 'source:news'],
    ['panne engine:discourse', 'engine:discourse'],
    ['panne tag:presse', 'tag:presse'],
  ])('%s is told by %s', (query, told) => {
    expect(findUntold(parseQuery(query))).toBe(told);
  });
});
