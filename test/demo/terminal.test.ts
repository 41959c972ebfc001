/** What the demo writes keeps to its columns. */
import { describe, expect, test } from 'vitest';
import { COLUMN_COUNT, cutLine, toColumns, toFrame } from '../../src/demo/terminal.ts';

describe('cutLine', () => {
  test.each([
    ['court', 10, 'court'],
    ['deux\n  lignes', 20, 'deux lignes'],
    ['un mot de trop', 10, 'un mot de…'],
    ['un mot de trop', 9, 'un mot…'],
    ['anticonstitutionnellement', 10, 'anticonst…'],
  ])('%j in %i characters is %j', (text, lengthMax, expected) => {
    expect(cutLine(text, lengthMax)).toBe(expected);
  });
});

test('a frame folds long words and long lines and loses no character of them', () => {
  const url = `http://127.0.0.1:3000/a/${'x'.repeat(150)}`;
  const lines = toFrame('E-mail', `Bonjour,\n\n${url}\n${'mot '.repeat(40)}`);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(COLUMN_COUNT);
  const inside = lines.slice(1, -1).map((line) => line.replace(/^ +│ ?/, ''));
  expect(inside.join('')).toContain(url);
  expect(inside.join(' ').match(/mot/g)).toHaveLength(40);
});

test('columns begin under each other', () => {
  expect(
    toColumns([
      ['a', '1'],
      ['long', '2'],
    ]),
  ).toEqual(['  a      1', '  long   2']);
});
