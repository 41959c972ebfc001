/** Which words of crisis a text holds. */
import { describe, expect, test } from 'vitest';
import { findCrisis } from '../../../src/analysis/crisis/find-crisis.ts';
import { GENERAL_ENTRIES, SECTOR_ENTRIES } from '../../../src/analysis/crisis/vocabulary.ts';
import { compileMatcher } from '../../../src/analysis/query/compile-matcher.ts';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { CRISIS_WEIGHTS } from '../../../src/domain/crisis.ts';
import { SECTORS, type Sector } from '../../../src/domain/sector.ts';

function find(text: string, sector: Sector | null = null): readonly [number, ...(readonly string[])] {
  const { weight, terms } = findCrisis({ text, sector, own: [] });
  return [weight, ...terms];
}

describe('the general vocabulary', () => {
  test.each<[string, number, ...string[]]>([
    ['Boycott ! C’est une honte.', 2, 'Boycott', 'honte'],
    [
      'Rappel produit : des lots contaminés, deux enfants hospitalisés',
      3,
      'hospitalisés',
      'Rappel produit',
      'contaminés',
    ],
    ['Arnaque, arnaque, ARNAQUE', 2, 'Arnaque'],
    ['Je vais porter plainte au tribunal', 2, 'porter plainte', 'tribunal', 'plainte'],
    ['J’ai fait une réclamation', 1, 'réclamation'],
    ['Fuite de données : vos mots de passe volés', 3, 'Fuite de données', 'mots de passe volés'],
    ['Class action over a scam', 2, 'scam', 'Class action'],
    ['The toaster caught fire, this is unacceptable', 3, 'caught fire', 'unacceptable'],
    ['Le fabricant rappelle plusieurs lots', 3, 'rappelle', 'lots'],
  ])('%s', (text, weight, ...terms) => {
    expect(find(text)).toEqual([weight, ...terms]);
  });

  test.each([
    'Ce n’est pas un scandale',
    'aucun scandale',
    'sans aucune arnaque',
    'Il n’y a jamais eu de scandale',
    'This is not a scam',
    'It isn’t a scam',
    'no recall notice',
    'La boutique ouvre à neuf heures, accueil charmant',
    'C’est à mourir de rire',
    '',
  ])('finds nothing in « %s »', (text) => {
    expect(find(text)).toEqual([0]);
  });

  test.each([
    ['Ce n’est pas seulement une arnaque', 'arnaque'],
    ['Ce n’est pas le premier scandale', 'scandale'],
    ['Ils ne répondent pas. Scandale !', 'Scandale'],
    ['Pas de réponse, boycott', 'boycott'],
    ['Ils ne répondent pas\nScandale', 'Scandale'],
  ])('is not fooled by a negation of something else: « %s »', (text, term) => {
    expect(find(text)).toEqual([2, term]);
  });

  test('a word that is denied once and said once counts', () => {
    expect(find('Pas un scandale ? Si, un scandale.')).toEqual([2, 'scandale']);
  });
});

describe('a sector', () => {
  test.each<[Sector, string, number]>([
    ['telecom', 'panne générale ce matin', 2],
    ['food', 'un cafard dans ma salade', 2],
    ['bank', 'mon compte vidé en une nuit', 3],
    ['insurance', 'ils font preuve de mauvaise foi', 2],
    ['energy', 'une fuite de gaz dans la rue', 3],
    ['transport', 'déraillement à l’entrée en gare', 3],
    ['retail', 'encore une contrefaçon', 2],
    ['cosmetics', 'réaction allergique après une heure', 3],
    ['health', 'une erreur médicale', 3],
    ['technology', 'une faille critique', 3],
    ['media', 'du plagiat', 2],
    ['public', 'détournement de fonds', 3],
  ])('%s: « %s » weighs %i, and nothing for a brand of no sector', (sector, text, weight) => {
    expect(find(text, sector)[0]).toBe(weight);
    expect(find(text)[0]).toBe(0);
    expect(find(text, 'other')[0]).toBe(0);
  });

  test('does not lose the general words', () => {
    for (const sector of SECTORS) expect(find('boycott', sector)).toEqual([2, 'boycott']);
  });
});

test('every entry is a query that can be read, and every weight is used', () => {
  const entries = [...GENERAL_ENTRIES, ...SECTORS.flatMap((sector) => SECTOR_ENTRIES[sector])];
  for (const { query } of entries) expect(parseQuery(query).kind).not.toBe('not');
  expect([...new Set(entries.map(({ weight }) => weight))].toSorted()).toEqual(CRISIS_WEIGHTS);
});

test('what the agency added counts as the rest does: by sector, without what is denied', () => {
  const own = compileMatcher([
    { id: 'a', key: { weight: 3 as const, sector: null }, query: parseQuery('"affaire Dupont"') },
    { id: 'b', key: { weight: 2 as const, sector: 'bank' as const }, query: parseQuery('crypto') },
    { id: 'c', key: { weight: 3 as const, sector: null }, query: parseQuery('boîte site:lemonde.fr') },
  ]);
  const text = 'L’affaire Dupont, la crypto et la boîte';
  const read = (sector: Sector | null, said = text) =>
    findCrisis({ text: said, sector, own: own.match({ title: null, text: said }) });
  expect(read(null)).toEqual({ weight: 3, terms: ['affaire Dupont'] });
  expect(read('bank')).toEqual({ weight: 3, terms: ['affaire Dupont', 'crypto'] });
  expect(read('bank', 'pas de crypto')).toEqual({ weight: 0, terms: [] });
});

test('at most five words are told, each short', () => {
  const { terms } = findCrisis({
    text: 'boycott scandale arnaque pétition racisme mensonge polémique CNIL honte',
    sector: null,
    own: [],
  });
  expect(terms).toHaveLength(5);
});

test.each(['boycott ', '\ud800', 'pas un ', 'scandale pas '])('a megabyte of %j has an answer', (piece) => {
  const { terms } = findCrisis({ text: piece.repeat(Math.ceil(1_000_000 / piece.length)), sector: 'food', own: [] });
  expect(terms.length).toBeLessThanOrEqual(5);
});
