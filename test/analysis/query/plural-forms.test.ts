/** Which forms of a word are one word to whoever looks for it. */
import { expect, test } from 'vitest';
import { pluralForms } from '../../../src/analysis/query/plural-forms.ts';

test.each([
  ['forfait', ['forfait', 'forfaits']],
  ['reseau', ['reseau', 'reseaus', 'reseaux']],
  ['bijou', ['bijou', 'bijous', 'bijoux']],
  ['jeu', ['jeu', 'jeus', 'jeux']],
  ['box', ['box', 'boxes']],
  ['coach', ['coach', 'coaches', 'coachs']],
])('%s is found in its plural', (word, forms) => {
  expect(pluralForms(word)).toEqual(forms);
});

test.each([
  ['forfaits', 'forfait'],
  ['reseaux', 'reseau'],
  ['bijoux', 'bijou'],
  ['boxes', 'box'],
  ['taxes', 'taxe'],
  ['photos', 'photo'],
  ['videos', 'video'],
  ['medias', 'media'],
  ['cameras', 'camera'],
  ['amis', 'ami'],
])('%s is found in its singular, %s', (plural, singular) => {
  expect(pluralForms(plural)[0]).toBe(plural);
  expect(pluralForms(plural)).toContain(singular);
});

test.each([
  ['paris', 'pari'],
  ['bus', 'bu'],
  ['texas', 'texa'],
  ['chaos', 'chao'],
  ['propos', 'propo'],
  ['alias', 'alia'],
  ['business', 'busines'],
  ['nos', 'no'],
  ['prix', 'pri'],
  ['courses', 'cours'],
  ['prises', 'pris'],
  ['bases', 'bas'],
  ['cours', 'courses'],
  ['bas', 'bases'],
  ['cheval', 'chevaux'],
  ['chevaux', 'cheval'],
])('%s does not find %s', (word, other) => {
  expect(pluralForms(word)).not.toContain(other);
});

test.each(['la', 'h', '4g', '2026', 'b2b', ''])('%j has no other form', (word) => {
  expect(pluralForms(word)).toEqual([word]);
});
