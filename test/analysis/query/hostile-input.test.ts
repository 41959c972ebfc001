/**
 * Documents and queries that are made to be slow. Nothing here asserts a speed: what grows faster than its input does
 * not end within the time-out. What once took minutes runs in a process of its own, so that it can be ended.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileMatcher, type QueryMatch } from '../../../src/analysis/query/compile-matcher.ts';
import { makeExplainer } from '../../../src/analysis/query/explain-match.ts';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { tokenize } from '../../../src/analysis/query/tokens.ts';
import { AppError } from '../../../src/base/errors.ts';

const MILLION = 1_000_000;

function matchAll(queries: readonly string[], text: string): readonly QueryMatch<string>[] {
  const entries = queries.map((query) => ({ id: query, key: query, query: parseQuery(query) }));
  return compileMatcher(entries).match({ title: null, text });
}

describe('a million characters without a space', () => {
  const QUERIES = [
    'a',
    '"a a"',
    'a NEAR/3 a',
    'a-a',
    'aaa*',
    'a?',
    'raw:a',
    '`#a`',
    '#a',
    '@a',
    '@a.a',
    '@a@a',
    '😡',
    '"😡 😡"',
    '東',
    '東東',
    '東 NEAR/1 東',
    'title:a',
    'author:a',
  ];
  const ROW_OF_A = ['a', '"a a"', 'a NEAR/3 a', 'a-a', 'raw:a'];

  test.each<[string, string, string[]]>([
    ['a letter', 'a'.repeat(MILLION), ['aaa*']],
    ['an accented letter', 'é'.repeat(MILLION), []],
    ['#', '#'.repeat(MILLION), []],
    ['@', '@'.repeat(MILLION), []],
    ['_', `#${'_'.repeat(MILLION)}`, []],
    ['-', '-'.repeat(MILLION), []],
    ['a.', 'a.'.repeat(MILLION / 2), ROW_OF_A],
    ['a-', 'a-'.repeat(MILLION / 2), ROW_OF_A],
    ['a_', `#${'a_'.repeat(MILLION / 2)}`, [...ROW_OF_A, '`#a`']],
    ['#a', '#a'.repeat(MILLION / 2), [...ROW_OF_A, '`#a`', '#a']],
    ['@a.', '@a.'.repeat(MILLION / 3), [...ROW_OF_A, '@a']],
    ['@a', '@a'.repeat(MILLION / 2), [...ROW_OF_A, '@a']],
    ['@a-', '@a-'.repeat(MILLION / 3), [...ROW_OF_A, '@a']],
    ['.a behind an @', `@a${'.a'.repeat(MILLION / 2)}`, [...ROW_OF_A, '@a']],
    ['aB behind a #', `#${'aB'.repeat(MILLION / 2)}`, ['a', 'raw:a', '`#a`']],
    ['an emoji', '😡'.repeat(MILLION / 2), ['😡', '"😡 😡"']],
    ['an emoji that is joined to the next', `${'😡\u200d'.repeat(MILLION / 3)}`, []],
    ['an emoji’s tags', `😡${'\u{e0061}'.repeat(MILLION / 2)}`, []],
    ['half a flag', '\u{1f1eb}'.repeat(MILLION / 2), []],
    ['a Chinese character', '東'.repeat(MILLION), ['東', '東東', '東 NEAR/1 東']],
    ['one accent', `a${'\u0301'.repeat(MILLION)}`, ['a']],
    ['an unseen character', `a${'\u200b'.repeat(MILLION)}`, ['a']],
    ['the first half of a pair', '\ud800'.repeat(MILLION), []],
    ['the second half of a pair', '\udc00'.repeat(MILLION), []],
    ['an apostrophe', '’'.repeat(MILLION), []],
    ['a NUL', `a${'\0'.repeat(MILLION)}`, ['a', 'raw:a']],
  ])('made of %s are read, and what they say is found', (_, text, found) => {
    const keys = matchAll(QUERIES, text).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(found.toSorted());
  });

  test('made of two kinds of accents in turn are read, and their letter is found', () => {
    runApart(`
      const matcher = compileMatcher([{ id: 'a', key: 'a', query: parseQuery('a') }]);
      const text = 'a' + '\\u0301\\u0316'.repeat(${MILLION / 2});
      expectEqual(matcher.match({ title: null, text }).map(({ key }) => key), ['a']);
    `);
  });

  test('in the author, the address and the site are read as well', () => {
    const query = parseQuery('author:jean url:promo site:x.fr');
    const matcher = compileMatcher([{ id: 'a', key: 'a', query }]);
    const match = (fields: Readonly<{ author: string; url: string; site: string }>) =>
      matcher.match({ title: null, text: '', ...fields }).length;
    const author = `Jean ${'@a.'.repeat(MILLION / 3)}`;
    const url = `https://x.fr/promo/${'%C3%A9'.repeat(MILLION / 6)}`;
    expect(match({ author, url, site: `${'a.'.repeat(MILLION / 2)}x.fr` })).toBe(1);
    expect(match({ author, url: `${url}%`, site: 'x.fr' })).toBe(1);
    expect(match({ author, url, site: 'a'.repeat(MILLION) })).toBe(0);
  });
});

describe('one word two hundred thousand times', () => {
  const COUNT = 200_000;
  const text = 'orange '.repeat(COUNT);
  const phrase = 'orange '.repeat(64).trim();

  test.each([
    ['a word', 'orange', 50],
    ['a phrase of two', '"orange orange"', 1],
    ['a phrase of 64', `"${phrase}"`, 1],
    ['64 words as written', `raw:"${phrase}"`, 1],
    ['NEAR/0', 'orange NEAR/0 orange', 50],
    ['NEAR/100', 'orange NEAR/100 orange', 50],
    ['ONEAR of phrases', '"orange orange" ONEAR/5 "orange orange"', 1],
  ])('%s is found in it, and words that overlap are marked as one', (_, query, spanCountMin) => {
    const [match] = matchAll([query], text);
    expect(match?.spans.length).toBeGreaterThanOrEqual(spanCountMin);
    expect(match?.spans.length).toBeLessThanOrEqual(50);
  });

  test.each([
    ['a chain of four', `orange${' NEAR/5 orange'.repeat(3)}`, 1],
    ['a chain of eight', `orange${' ONEAR/100 orange'.repeat(7)}`, 1],
    ['twenty NEARs', Array.from({ length: 20 }, () => '(orange NEAR/1 orange)').join(' OR '), 1],
    ['eight phrases of 64', Array.from({ length: 8 }, () => `"${phrase}"`).join(' OR '), 1],
    ['a phrase that it nearly holds', `"${phrase.slice(7)} panne"`, 0],
    ['words as written, but for one sign', `raw:"${phrase.slice(7)}, orange"`, 0],
    ['4,000 signs between two words', `raw:"orange${'!'.repeat(4_000)}orange"`, 0],
    ['4,000 blanks between two words', `raw:"orange${' '.repeat(4_000)}orange"`, 1],
    ['NEAR of a word that it does not hold', 'orange NEAR/5 panne', 0],
    ['a chain that ends with such a word', 'orange NEAR/1 orange NEAR/1 panne', 0],
    ['500 times the word and not another', `${'orange '.repeat(500)}-panne`, 1],
  ])('%s is looked for to its end', (_, query, matchCount) => {
    expect(matchAll([query], text)).toHaveLength(matchCount);
  });

  test('64 words as written are looked for between wide blanks', () => {
    expect(matchAll([`raw:"${phrase}"`], `orange${' '.repeat(1_000)}`.repeat(1_000))).toHaveLength(1);
  });

  test('long rows of signs between the words are compared with a query’s once', () => {
    const signs = '!'.repeat(3_000);
    const said = `a${signs}`.repeat(330);
    expect(matchAll([`raw:"a${signs}a"`, `raw:"a${signs}"`, `raw:"${signs}a"`], said)).toHaveLength(3);
    expect(matchAll([`raw:"a${signs}!a"`], said)).toHaveLength(0);
  });

  test.each([
    ['one word, 50,000 times', `'a' + ' NEAR/5 a'.repeat(450)`, `'a '.repeat(50_000)`, 1],
    ['one word, 500,000 times', `'a' + ' NEAR/5 a'.repeat(450)`, `'a '.repeat(500_000)`, 1],
    ['two words in turn', `'a' + ' NEAR/5 b ONEAR/5 a'.repeat(200)`, `'a b '.repeat(50_000)`, 1],
    ['words that phrases hold', `'(a OR "a b")' + ' NEAR/5 (b OR "b a")'.repeat(80)`, `'a b '.repeat(50_000)`, 1],
    [
      'two words far apart',
      `'a' + ' NEAR/50 a'.repeat(225) + ' NEAR/50 b'`,
      `'a '.repeat(50_000) + 'c '.repeat(99) + 'b'`,
      0,
    ],
    ['a part of the text', `'text:(a' + ' NEAR/5 a'.repeat(449) + ')'`, `'a '.repeat(50_000)`, 1],
  ])('a chain of as many NEARs as a query can hold is looked for in %s', (_, query, text, matchCount) => {
    runApart(`
      const matcher = compileMatcher([{ id: 'a', key: 'a', query: parseQuery(${query}) }]);
      expectEqual(matcher.match({ title: null, text: ${text} }).length, ${matchCount});
    `);
  });

  test('the explainer reads it too', () => {
    const explanation = makeExplainer(parseQuery('orange NEAR/5 orange -panne'))({ title: text, text });
    expect(explanation.isMatch).toBe(true);
    expect(explanation.clauses.map(({ isHeld }) => isHeld)).toEqual([true, false]);
  });
});

describe('many words', () => {
  const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
  /** Three letters, another three for every number below 17,576. */
  const toName = (index: number): string =>
    [1, 26, 676].map((size) => LETTERS[Math.floor(index / size) % 26] ?? '').join('');
  const words = Array.from({ length: 100_000 }, (_, index) => `${toName((index * 7_919) % 17_576)}x${index}`);
  const text = words.join(' ');

  test('512 patterns are each tried on 100,000 different words', () => {
    expect(new Set(words).size).toBe(100_000);
    const either = Array.from({ length: 512 }, (_, index) => `${toName(index)}*`).join(' OR ');
    expect(matchAll([either], text)[0]?.spans).toHaveLength(50);
    const ofOneBeginning = Array.from({ length: 512 }, (_, index) => `aaa*${LETTERS[index % 26]}`).join(' ');
    expect(matchAll([ofOneBeginning], words.map((_, index) => `aaa${toName(index)}`).join(' '))).toHaveLength(1);
    const unlike = Array.from({ length: 512 }, (_, index) => `${'?'.repeat(1 + (index % 4))}zz`).join(' ');
    expect(matchAll([unlike], text)).toHaveLength(0);
  });

  test('512 patterns are each tried on 100,000 different words with a letter beyond the basic plane', () => {
    runApart(`
      const patterns = Array.from({ length: 512 }, (_, index) => 'aaa*' + (index + 36).toString(36)).join(' ');
      const text = Array.from({ length: 100_000 }, (_, index) => 'aaa\\u{10400}' + index.toString(36)).join(' ');
      const matcher = compileMatcher([{ id: 'a', key: 'a', query: parseQuery(patterns) }]);
      expectEqual(matcher.match({ title: null, text }).length, 1);
    `);
  });

  test('2,000 queries of patterns are told apart on 100,000 different words', () => {
    const queries = Array.from({ length: 2_000 }, (_, index) => `${toName(index)}x* -${toName(index)}y*`);
    expect(matchAll(queries, text).length).toBe(2_000);
    expect(matchAll(queries, 'rien de tout cela')).toEqual([]);
  });

  test('a query of 512 words is found where all of them are said, last first', () => {
    const asked = Array.from({ length: 512 }, (_, index) => `w${index}`);
    const query = asked.join(' ');
    const said = `${'x '.repeat(200_000)}${asked.toReversed().join(' ')}`;
    expect(matchAll([query], said)).toHaveLength(1);
    expect(matchAll([query], said.replace('w77 ', ''))).toHaveLength(0);
  });

  test('ten documents of 60,000 words that nobody said before are read one after another', () => {
    const matcher = compileMatcher([{ id: 'a', key: 'a', query: parseQuery('orange') }]);
    for (let round = 0; round < 10; round += 1) {
      const unheard = Array.from({ length: 60_000 }, (_, index) => `n${round}x${index}`).join(' ');
      expect(matcher.match({ title: null, text: `${unheard} orange` })).toHaveLength(1);
    }
  });
});

test('130,000 words that are made to be filed at one place of a table are read as fast as others', () => {
  runApart(`
    ${MAKE_ALIKE_WORDS}
    // a pattern that may fit any word has all of them kept
    const matcher = compileMatcher([{ id: 'a', key: 'a', query: parseQuery('orange OR ?range') }]);
    for (let round = 0; round < 16; round += 1) {
      const text = Array.from({ length: 8_192 }, (_, index) => toAlike(round * 8_192 + index)).join(' ');
      expectEqual(matcher.match({ title: null, text: text + ' orange' }).length, 1);
    }
  `);
});

describe('queries made to be slow', () => {
  function positionOf(text: string): number | 'read' {
    try {
      parseQuery(text);
      return 'read';
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'QUERY_INVALID') throw error;
      return Number(error.details?.position);
    }
  }

  test.each<[string, string, number | 'read']>([
    ['ten thousand parentheses', `${'('.repeat(10_000)}a${')'.repeat(10_000)}`, 4097],
    ['4,096 parentheses', '('.repeat(4096), 51],
    ['4,096 closing parentheses', ')'.repeat(4096), 1],
    ['2,048 pairs of parentheses', '()'.repeat(2048), 1],
    ['2,048 parentheses under minus signs', '-('.repeat(2048), 102],
    ['50 parentheses under minus signs', `a ${'-('.repeat(50)}b${')'.repeat(50)}`, 'read'],
    ['ten thousand NOTs', `${'NOT '.repeat(10_000)}a`, 4097],
    ['1,022 NOTs', `${'NOT '.repeat(1022)}a`, 'read'],
    ['1,023 NOTs', `${'NOT '.repeat(1023)}a`, 1],
    ['NOTs alone', 'NOT '.repeat(1024), 4093],
    ['ANDs alone', 'AND '.repeat(1024), 1],
    ['minus signs alone', '-'.repeat(4096), 1],
    ['quotation marks alone', '"'.repeat(4096), 1025],
    ['opening quotation marks alone', '«'.repeat(4096), 1],
    ['closing quotation marks alone', '»'.repeat(4096), 1],
    ['backticks alone', '`'.repeat(4096), 1025],
    ['one quotation mark and much behind it', `"${'a '.repeat(2047)}`, 1],
    ['fields within each other', 'title:'.repeat(682), 4087],
    ['fields within each other’s parentheses', 'title:('.repeat(585), 8],
    ['fields that are none', 'x:'.repeat(2048), 1],
    ['raw within raw', 'raw:'.repeat(1024), 1],
    ['stars alone', '*'.repeat(4096), 1],
    ['stars in turn with letters', 'a*'.repeat(2048), 2],
    ['question marks alone', '?'.repeat(4096), 1],
    ['a word of question marks', `aaa${'?'.repeat(4093)}`, 'read'],
    ['a star behind question marks', `aaa${'?'.repeat(4090)}*`, 'read'],
    ['#', '#'.repeat(4096), 1],
    ['@', '@'.repeat(4096), 1],
    ['@a', '@a'.repeat(2048), 1],
    ['a-', 'a-'.repeat(2048), 1],
    ['emoji', '😡'.repeat(2048), 1],
    ['Chinese', '東'.repeat(4096), 1],
    ['accents', `a${'\u0301\u0316'.repeat(2047)}`, 'read'],
    ['halves of pairs', '\ud800'.repeat(4096), 1],
    ['512 alternatives', Array.from({ length: 512 }, () => 'a').join(' OR '), 'read'],
    ['513 alternatives', Array.from({ length: 513 }, () => 'a').join(' OR '), 2561],
    ['450 NEARs', `a${' NEAR/9 a'.repeat(450)}`, 'read'],
    ['ANDs in turn with ORs', 'a OR b c '.repeat(170), 8],
  ])('%s end at once, read or refused', (_, text, position) => {
    expect(positionOf(text)).toBe(position);
  });

  test('a saved query that inserts itself, or too deep a chain of them, is refused', () => {
    const saved = (name: string): string => (name === 'self' ? '@self @self' : `@x${name} @x${name}`);
    expect(() => parseQuery('@self', saved)).toThrow(/insert itself/);
    expect(() => parseQuery('orange @a', saved)).toThrow(/deeper than 5/);
  });

  test('saved queries that insert each other many times over are refused before they are written out', () => {
    runApart(`
      const saved = { a: '@b '.repeat(512), b: '@c '.repeat(512), c: '@d '.repeat(512), d: '@e '.repeat(512), e: 'x' };
      let message = 'not refused';
      try {
        parseQuery('@a', (name) => saved[name] ?? null);
      } catch (error) {
        message = error.message;
      }
      expectEqual(/512/.test(message), true);
    `);
  });
});

test('300,000 letters with two accents each are one word', () => {
  expect(tokenize('a\u0301\u0316'.repeat(300_000))).toHaveLength(1);
});

/**
 * toAlike(number): words of 39 letters that FNV-1a, a hash without a secret, cannot tell apart. Thirteen times three
 * letters: two that bring the hash's upper bits to one value in up to four ways, and a third that settles the lower ones.
 */
const MAKE_ALIKE_WORDS = `
  const letters = [];
  for (const [first, end] of [[0x1401, 0x166c], [0xa000, 0xa400], [0x400, 0x482], [0x10d0, 0x10fb]]) {
    for (let code = first; code < end; code += 1) letters.push(code);
  }
  const step = (hash, code) => Math.imul(hash ^ code, 0x01000193);
  const stages = [];
  let state = 0x811c9dc5 | 0;
  while (stages.length < 13) {
    const byUpperBits = new Map();
    let alike = '';
    for (const one of letters) {
      const hash = step(state, one);
      for (const other of letters) {
        const key = step(hash, other) >>> 10;
        const list = (byUpperBits.get(key) ?? '') + String.fromCharCode(one, other);
        byUpperBits.set(key, list);
        if (list.length > alike.length) alike = list;
      }
      if (alike.length >= 8) break;
    }
    const pairs = alike.match(/../gsu);
    const hashOf = (pair) => step(step(state, pair.charCodeAt(0)), pair.charCodeAt(1));
    const target = hashOf(pairs[0]) ^ 0xa000;
    stages.push(pairs.map((pair) => pair + String.fromCharCode((hashOf(pair) ^ target) & 0xffff)));
    state = step(target, 0);
  }
  const toAlike = (number) => {
    let rest = number;
    return stages.map((pieces) => {
      const piece = pieces[rest % pieces.length];
      rest = Math.floor(rest / pieces.length);
      return piece;
    }).join('');
  };
`;

const APART_SECONDS_MAX = 45;

/** Runs JavaScript in a process of its own, which is ended when it takes too long or too much. */
function runApart(script: string): void {
  const sourceUrl = pathToFileURL(path.join(import.meta.dirname, '../../../src/analysis/query/')).href;
  const { status, signal, stderr } = spawnSync(
    process.execPath,
    [
      '--max-old-space-size=1024',
      '--input-type=module',
      '--eval',
      `import { deepStrictEqual as expectEqual } from 'node:assert';
       import { parseQuery } from '${sourceUrl}parse-query.ts';
       import { compileMatcher } from '${sourceUrl}compile-matcher.ts';
       ${script}`,
    ],
    { timeout: APART_SECONDS_MAX * 1_000, encoding: 'utf8' },
  );
  expect({ status, signal, stderr: stderr.slice(0, 2_000) }).toEqual({ status: 0, signal: null, stderr: '' });
}
