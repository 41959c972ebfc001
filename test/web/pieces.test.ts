/** The small rules that the pages are made of. */
import { describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { renderSentiment } from '../../src/web/badges.ts';
import { ACCENT_COUNT, assignAccents, toMonogram } from '../../src/web/brand-accent.ts';
import { toDefaultQuery } from '../../src/web/brand-form.ts';
import { toRoundTop } from '../../src/web/charts.ts';
import { chooseLanguage } from '../../src/web/choose-language.ts';
import { makeTryCounter, toNetwork } from '../../src/web/count-tries.ts';
import { highlight } from '../../src/web/highlight.ts';
import { readForm, toLocalPath } from '../../src/web/read-form.ts';
import { STYLESHEET_TEXT } from '../../src/web/stylesheet.ts';
import { isWebUrl } from '../../src/web/web-link.ts';
import { makeWords } from '../../src/web/words.ts';

describe('highlight', () => {
  const span = (start: number, end: number) => ({ field: 'text' as const, start, end });
  test.each([
    ['one match', [span(0, 3)], '<mark>abc</mark>def'],
    ['two matches in the wrong order', [span(4, 5), span(0, 1)], '<mark>a</mark>bcd<mark>e</mark>f'],
    ['matches over each other', [span(0, 3), span(2, 4)], '<mark>abc</mark><mark>d</mark>ef'],
    ['a match beyond the end', [span(4, 99)], 'abcd<mark>ef</mark>'],
    ['a match outside', [span(50, 60)], 'abcdef'],
    ['an empty match', [span(2, 2)], 'abcdef'],
    ['a match of the title', [{ field: 'title' as const, start: 0, end: 3 }], 'abcdef'],
  ])('%s', (_, spans, marked) => {
    expect(highlight('abcdef', spans, 'text').text).toBe(marked);
  });
});

describe('a sentiment', () => {
  const badge = { label: 'negative' as const, score: -1, confidence: 1 };
  test.each([
    ['fr', 'stand-in', /négatif.*jugé par le modèle intégré/i],
    ['en', 'stand-in', /negative.*judged by the built-in model/i],
    ['fr', 'plugin', /^[^é]*négatif[^é]*$/i],
    ['fr', 'nobody', /^<span class="badge">langue non lue<\/span>$/],
  ] as const)('in %s, told by %s, says so in words', (language, judgedBy, shown) => {
    const words = makeWords({ language, timeZone: 'Europe/Paris' });
    expect(renderSentiment(words, { ...badge, judgedBy }).text).toMatch(shown);
  });
});

describe('a form', () => {
  test('is read as text, whatever was sent', () => {
    const form = readForm({ one: '  a\u0000b ', many: ['x', '', 'y'], odd: { nested: true }, lines: 'a\r\n\n b \rc' });
    expect(form.text('one')).toBe('ab');
    expect(form.raw('one')).toBe('  ab ');
    expect(form.all('many')).toEqual(['x', 'y']);
    expect(form.text('odd')).toBe('');
    expect(form.text('__proto__')).toBe('');
    expect(form.text('constructor')).toBe('');
    expect(form.lines('lines')).toEqual(['a', 'b', 'c']);
    expect([form.isChecked('one'), form.isChecked('none')]).toEqual([true, false]);
    expect([readForm(null).text('x'), readForm(undefined).text('x'), readForm('x').text('x')]).toEqual(['', '', '']);
  });

  test.each([
    ['/brands/1?show=negative', true],
    ['/', true],
    ['//evil.example', false],
    ['/\\evil.example', false],
    ['/a\r\nb', false],
    ['https://evil.example', false],
    ['', false],
  ])('leads back to %j only within the dashboard', (path, isLocal) => {
    expect(toLocalPath(path)).toBe(isLocal ? path : '/');
  });
});

describe('a try counter', () => {
  test('forgets the oldest key when there are too many, so that it cannot be filled up', () => {
    const clock = makeManualClock(new Date('2026-06-01T00:00:00Z'));
    const counter = makeTryCounter({ clock }, { triesMax: 1, windowMs: 1_000, keysMax: 2 });
    expect([counter.isAllowed('a'), counter.isAllowed('a')]).toEqual([true, false]);
    counter.isAllowed('b');
    counter.isAllowed('c');
    expect(counter.isAllowed('a')).toBe(true);
    expect(counter.isAllowed('c')).toBe(false);
    clock.advanceMs(1_000);
    expect(counter.isAllowed('c')).toBe(true);
  });
});

describe('a brand', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `01972a2c-0000-7000-8000-0000000000${10 + index}`);

  test('has a colour of its own as long as there are enough, which the style sheet knows', () => {
    const accents = assignAccents(ids.slice(0, ACCENT_COUNT));
    expect(new Set(ids.slice(0, ACCENT_COUNT).map(accents)).size).toBe(ACCENT_COUNT);
    for (let index = 0; index < ACCENT_COUNT; index += 1) expect(STYLESHEET_TEXT).toContain(`.accent-${index} {`);
  });

  test('keeps its colour when others are added, however many', () => {
    for (const count of [1, 5, 12, 13, 29]) {
      const before = assignAccents(ids.slice(0, count));
      const after = assignAccents(ids.toReversed());
      expect(ids.slice(0, count).map(after)).toEqual(ids.slice(0, count).map(before));
    }
  });

  test.each([
    ['Orange', 'OR'],
    ['LG', 'LG'],
    ['Crédit du Nord', 'CD'],
    ['Électricité', 'ÉL'],
    ['3', '3'],
    ['!!!', '?'],
  ])('%s is %s in short', (name, monogram) => {
    expect(toMonogram(name)).toBe(monogram);
  });

  test.each([
    ['Orange', '"Orange"'],
    ['L’« Autre » "maison"', '"L’  Autre    maison"'],
  ])('%s is looked for as %s', (name, query) => {
    expect(toDefaultQuery(name)).toBe(query);
  });
});

describe('a chart', () => {
  test.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [9, 10],
    [10, 10],
    [11, 20],
    [21, 40],
    [99, 100],
    [100, 100],
    [101, 200],
  ])('whose highest day has %i goes up to %i', (highest, top) => {
    expect(toRoundTop(highest)).toBe(top);
  });
});

test('only addresses of the web are linked', () => {
  const urls = ['https://a.example/', 'http://a.example', 'javascript:alert(1)', 'data:text/html,x', 'mailto:a@b', 'x'];
  expect(urls.map(isWebUrl)).toEqual([true, true, false, false, false, false]);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:1::7', '2001:db8:0:1::/64'],
  ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the tries of %s count as those of %s', (address, network) => {
  expect(toNetwork(address)).toBe(network);
});

test('a header of nothing but spaces asks for no language', () => {
  expect(chooseLanguage({ asked: undefined, agency: null, accepted: `x${' '.repeat(1_000_000)}y` })).toBe('fr');
});
