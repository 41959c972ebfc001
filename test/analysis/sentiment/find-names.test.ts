/** Who else than the brand is named in a text. */
import { describe, expect, test } from 'vitest';
import { findNamePlaces, findOtherNames } from '../../../src/analysis/sentiment/find-names.ts';

describe('findOtherNames', () => {
  test.each<[string, string, readonly string[]]>([
    ['Chez Free le service est top, Orange c’est l’enfer', 'Orange', ['Free']],
    ['jai lâché sfr pour orange', 'orange', ['sfr']],
    ['Orange est gratuit', 'Orange', []],
    ['they offer free parking at Target', 'Target', []],
    ['Livraison Amazon en deux jours', 'Amazon', []],
    ['La Fnac de Rennes et Boulanger', 'Fnac', ['Rennes', 'Boulanger']],
    ['ORANGE EN PANNE ENCORE UNE FOIS', 'ORANGE', []],
    ['BYE BYE SFR, BONJOUR ORANGE', 'ORANGE', ['SFR']],
    ['merci @Bouygues_Aide, rien chez Orange', 'Orange', ['@Bouygues_Aide']],
    ['Darty fait moins bien que la maison Ubaldi Conseil', 'Darty', ['Ubaldi Conseil']],
    ['Lidl’s bread beats Aldi’s', 'Aldi', ['Lidl’s']],
    ['Le SAV répond par SMS, la TV marche', 'Orange', []],
  ])('%s, besides %s', (text, name, others) => {
    const found = findOtherNames(text, findNamePlaces(text, name), 'fr');
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(others);
  });
});

test('in German, whose nouns have capitals, only known names are names', () => {
  const text = 'Die Lieferung von Zalando war eine Katastrophe, bei Amazon nie';
  const found = findOtherNames(text, findNamePlaces(text, 'Zalando'), 'de');
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(['Amazon']);
});

describe('findNamePlaces', () => {
  test.each<[string, string, readonly string[]]>([
    ['chez ORANGE, #Orange ou oranges', 'Orange', ['ORANGE', 'Orange', 'oranges']],
    ['orangeade', 'Orange', []],
    ['Coca-Cola et coca cola', 'Coca-Cola', ['Coca-Cola', 'coca cola']],
    ['L’Oréal, l’oreal', 'L’Oréal', ['L’Oréal', 'l’oreal']],
    ['rien', '', []],
    ['rien', '!!!', []],
  ])('%s: %s', (text, name, places) => {
    expect(findNamePlaces(text, name).map(({ start, end }) => text.slice(start, end))).toEqual(places);
  });
});
