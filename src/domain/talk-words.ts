/** What talk is about and how grave its words are, in words: the same on pages and in digests. */
import type { Language } from './agency.ts';
import type { CrisisWeight } from './crisis.ts';
import { NBSP, quoteEnglish, quoteFrench } from './formats.ts';
import type { Theme } from './theme.ts';

export const THEME_WORDS: Readonly<Record<Language, Readonly<Record<Theme, string>>>> = {
  fr: {
    price: 'prix',
    billing: 'facturation',
    contract: 'contrat',
    delivery: 'livraison',
    'customer-service': 'service client',
    outage: 'panne',
    quality: 'qualité',
    safety: 'sécurité',
    'data-leak': 'données personnelles',
    ethics: 'éthique',
    environment: 'environnement',
    legal: 'justice',
    employment: 'emploi',
    communication: 'communication',
  },
  en: {
    price: 'price',
    billing: 'billing',
    contract: 'contract',
    delivery: 'delivery',
    'customer-service': 'customer service',
    outage: 'outage',
    quality: 'quality',
    safety: 'safety',
    'data-leak': 'personal data',
    ethics: 'ethics',
    environment: 'environment',
    legal: 'legal',
    employment: 'employment',
    communication: 'communication',
  },
};

const quoteFrenchTerms = (terms: readonly string[]): string => terms.map(quoteFrench).join(', ');
const quoteEnglishTerms = (terms: readonly string[]): string => terms.map(quoteEnglish).join(', ');

/** The words of crisis that a mention holds, by the gravest of them. */
export const CRISIS_WORDS: Readonly<
  Record<Language, Readonly<Record<CrisisWeight, (terms: readonly string[]) => string>>>
> = {
  fr: {
    1: (terms) => `colère${NBSP}: ${quoteFrenchTerms(terms)}`,
    2: (terms) => `mots de crise${NBSP}: ${quoteFrenchTerms(terms)}`,
    3: (terms) => `mots graves${NBSP}: ${quoteFrenchTerms(terms)}`,
  },
  en: {
    1: (terms) => `anger: ${quoteEnglishTerms(terms)}`,
    2: (terms) => `crisis words: ${quoteEnglishTerms(terms)}`,
    3: (terms) => `grave words: ${quoteEnglishTerms(terms)}`,
  },
};
