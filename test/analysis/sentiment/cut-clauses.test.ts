/** A text is cut where another brand may be spoken of. */
import { expect, test } from 'vitest';
import { cutClauses } from '../../../src/analysis/sentiment/cut-clauses.ts';

test.each<[string, readonly string[]]>([
  ['Free est top, Orange non', ['Free est top', ' Orange non']],
  ['Free est top mais Orange non', ['Free est top ', 'mais Orange non']],
  ['SFR coupe tout le temps alors qu’Orange tient', ['SFR coupe tout le temps ', 'alors qu’Orange tient']],
  ['Verizon is slow, while T-Mobile flies.', ['Verizon is slow', 'while T-Mobile flies.']],
  ['SFR : à fuir 😡 Free : au top', ['SFR ', ' à fuir 😡', ' Free ', ' au top']],
  ['La box à 19.99 € tient. Bravo !', ['La box à 19.99 € tient.', ' Bravo !']],
  ['jamais la semaine ou le samedi', ['jamais la semaine ou le samedi']],
  ['Là où SFR rame, Free vole', ['Là où SFR rame', ' Free vole']],
  ['', []],
  ['… !!! ,,,', []],
])('%s', (text, clauses) => {
  expect(cutClauses(text).map(({ start, end }) => text.slice(start, end))).toEqual(clauses);
});

test.each([',', 'mais ', '. ', '\n', 'a', '😡', '\ud800', ' alors '])(
  'a megabyte of %j is cut in its order',
  (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    let last = 0;
    for (const { start, end } of cutClauses(text)) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeGreaterThan(start);
      last = end;
    }
  },
);
