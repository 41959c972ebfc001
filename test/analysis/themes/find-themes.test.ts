/** What texts are about. */
import { expect, test } from 'vitest';
import { findThemes } from '../../../src/analysis/themes/find-themes.ts';
import { THEMES } from '../../../src/domain/theme.ts';

test.each<[string, readonly string[]]>([
  ['Ma box est en panne et la hotline ne répond pas', ['customer-service', 'outage']],
  ['Prélèvements en double, toujours pas remboursée', ['billing']],
  ['Les colis arrivent abîmés, le livreur les jette', ['delivery']],
  ['Hausse des tarifs : trop cher pour ce débit', ['price']],
  ['Résilier prend trois appels', ['contract']],
  ['Fuite de données : les mots de passe de 300 000 clients', ['data-leak']],
  ['Rappel de produit après des cas de salmonelle', ['safety']],
  ['Greenwashing et pollution de la rivière', ['environment']],
  ['Plan social : les syndicats appellent à la grève', ['employment']],
  ['#Boycott, cette pub est sexiste', ['ethics', 'communication']],
  ['The parcel was lost and customer service keeps me on hold', ['delivery', 'customer-service']],
  ['Class action over defective batteries', ['quality', 'legal']],
  ['Layoffs announced, employees on strike over pay', ['employment']],
  ['La boutique ouvre à neuf heures', []],
  ['Un week-end à la campagne', []],
  ['', []],
])('%s', (text, themes) => {
  expect(findThemes(text)).toEqual(themes);
});

test('every theme is found in something', () => {
  const texts = {
    price: 'prix',
    billing: 'facture',
    contract: 'abonnement',
    delivery: 'livraison',
    'customer-service': 'SAV',
    outage: 'panne',
    quality: 'qualité',
    safety: 'danger',
    'data-leak': 'piratage',
    ethics: 'scandale',
    environment: 'pollution',
    legal: 'procès',
    employment: 'licenciement',
    communication: 'slogan',
  };
  for (const theme of THEMES) expect(findThemes(texts[theme])).toEqual([theme]);
});

test.each(['panne ', '\ud800', 'panne OR '])('a megabyte of %j has an answer', (piece) => {
  expect(findThemes(piece.repeat(Math.ceil(1_000_000 / piece.length))).length).toBeLessThanOrEqual(THEMES.length);
});
