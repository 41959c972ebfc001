/** What a brand's query means, and what is refused rather than guessed. */
import { describe, expect, test } from 'vitest';
import { parseQuery, type Query } from '../../../src/analysis/query/parse-query.ts';
import { AppError } from '../../../src/base/errors.ts';

const word = (...words: string[]): Query => ({ kind: 'phrase', words });
const all = (...parts: Query[]): Query => ({ kind: 'all', parts });
const any = (...parts: Query[]): Query => ({ kind: 'any', parts });
const not = (part: Query): Query => ({ kind: 'not', part });

function refusalOf(text: string): AppError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

describe('parseQuery', () => {
  test.each<[string, Query]>([
    ['Orange', word('orange')],
    ['orange panne', all(word('orange'), word('panne'))],
    ['orange AND panne', all(word('orange'), word('panne'))],
    ['orange AND panne réseau', all(word('orange'), word('panne'), word('reseau'))],
    ['sosh OR orange OR "Orange Bank"', any(word('sosh'), word('orange'), word('orange', 'bank'))],
    ['orange NOT fruit', all(word('orange'), not(word('fruit')))],
    ['orange AND NOT fruit', all(word('orange'), not(word('fruit')))],
    ['"Orange Bank" -fruit', all(word('orange', 'bank'), not(word('fruit')))],
    ['orange -(fruit OR jus)', all(word('orange'), not(any(word('fruit'), word('jus'))))],
    ['NOT NOT orange', word('orange')],
    ['(((orange)))', word('orange')],
    ['(orange OR sosh) panne', all(any(word('orange'), word('sosh')), word('panne'))],
    ['« L’Œuvre » “à vif”', all(word('l', 'oeuvre'), word('a', 'vif'))],
    ['H&M coca-cola l’Oréal', all(word('h', 'm'), word('coca', 'cola'), word('l', 'oreal'))],
    ['orange and or not', all(word('orange'), word('and'), word('or'), word('not'))],
    ['"AND" constructor', all(word('and'), word('constructor'))],
  ])('%s', (text, query) => {
    expect(parseQuery(text)).toEqual(query);
  });

  test.each<[string, number, RegExp]>([
    ['garance ET panne', 9, /ET is not an operator here: write AND, or quote it/],
    ['garance OU panne', 9, /write OR/],
    ['garance SAUF jus', 9, /write NOT/],
    ['', 1, /empty/],
    ['   ', 1, /empty/],
    ['orange (panne', 8, /never closed/],
    ['orange (', 8, /never closed/],
    ['orange)', 7, /no opening one/],
    ['orange ()', 8, /hold nothing/],
    ['orange "panne', 8, /never closed/],
    ['orange « panne', 8, /never closed/],
    ['orange » panne', 8, /no opening one/],
    ['orange ""', 8, /no letter and no digit/],
    ['orange &', 8, /no letter and no digit/],
    ['orange AND', 8, /nothing follows AND/],
    ['(orange OR) sosh', 9, /nothing follows OR/],
    ['AND orange', 1, /no word before it/],
    ['orange OR OR sosh', 11, /no word before it/],
    ['orange -', 8, /minus sign/],
    ['orange - fruit', 8, /minus sign/],
    ['orang*', 6, /star/],
    ['-fruit', 1, /only says what must be absent/],
    ['orange OR -fruit', 1, /only says what must be absent/],
    ['NOT (orange -fruit)', 1, /only says what must be absent/],
  ])('%s is refused at character %i', (text, position, reason) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe('QUERY_INVALID');
    expect(refusal.details).toEqual({ position });
    expect(refusal.message).toMatch(reason);
    expect(refusal.message).toContain(`character ${position} `);
  });

  test.each([
    ['orange AND panne OR coupure', '(orange AND panne) OR coupure', 'orange AND (panne OR coupure)'],
    ['orange panne OR coupure', '(orange panne) OR coupure', 'orange AND (panne OR coupure)'],
    ['sosh OR orange -fruit', '(sosh OR orange) AND -fruit', 'sosh OR (orange AND -fruit)'],
    ['x (a OR b "c d")', '(a OR b) AND "c d"', 'a OR (b AND "c d")'],
    ['a AND b AND c OR (d e)', '(a AND b AND c) OR (d e)', 'a AND b AND (c OR (d e))'],
  ])('%s is refused with both readings, each of which parses', (text, one, other) => {
    const refusal = refusalOf(text);
    expect(refusal.message).toContain(one);
    expect(refusal.message).toContain(other);
    expect(() => [parseQuery(one), parseQuery(other)]).not.toThrow();
  });

  test('the limits hold and the largest allowed queries parse', () => {
    expect(() => parseQuery(`${'('.repeat(50)}a${')'.repeat(50)}`)).not.toThrow();
    expect(refusalOf(`${'('.repeat(51)}a${')'.repeat(51)}`).details).toEqual({ position: 51 });
    expect(() => parseQuery('ab '.repeat(512))).not.toThrow();
    expect(refusalOf('ab '.repeat(513)).message).toContain('512');
    expect(() => parseQuery('a'.repeat(4096))).not.toThrow();
    expect(refusalOf('a'.repeat(4097)).message).toContain('4096');
    expect(refusalOf(`"${'ab '.repeat(65)}"`).message).toContain('64');
    expect(refusalOf('('.repeat(4096)).message).toContain('50');
    expect(() => parseQuery(`${'NOT '.repeat(1000)}a`)).not.toThrow();
  });

  test('a long query is quoted in part by the message that refuses it', () => {
    const refusal = refusalOf(`${'word '.repeat(400)}OR other`);
    expect(refusal.message.length).toBeLessThan(700);
  });

  test('what cannot be read is refused, never thrown otherwise', () => {
    for (const text of ['\ud800', '\0', '\u200b', '🙂', '"', '-"', '-(', ')(', '«»', 'a"b"c(']) {
      expect(() => parseQuery(text)).toThrow(AppError);
    }
  });
});
