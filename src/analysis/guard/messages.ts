/** The sentences that reasons are told in. */
import type { Language } from '../../domain/agency.ts';

/** French sets it before « : » and within its quotation marks. */
const NBSP = '\u00a0';

export type Saying =
  | Readonly<{
      kind: 'name' | 'product' | 'hashtag' | 'handle';
      term: string;
      brand: string;
      voice: 'as' | 'to' | 'of' | 'aside';
    }>
  | Readonly<{ kind: 'competitor'; term: string; brand: string }>
  | Readonly<{ kind: 'vocabulary'; term: string; account: string; brand: string | null }>
  | Readonly<{ kind: 'language'; language: string; account: string }>
  | Readonly<{ kind: 'register'; found: 'tu' | 'vous' | 'formal' | 'casual'; account: string }>
  | Readonly<{ kind: 'claim'; term: string; account: string; level: number }>
  | Readonly<{ kind: 'unknown'; account: string }>
  | Readonly<{ kind: 'empty' }>;

export function toMessage(language: Language, saying: Saying): string {
  return language === 'fr' ? toFrench(saying) : toEnglish(saying);
}

export function toHiddenMessage(language: Language): string {
  return language === 'fr'
    ? 'Ce brouillon contient du vocabulaire d’un autre compte.'
    : 'This draft holds vocabulary of another account.';
}

const LANGUAGES_FR: Readonly<Record<string, string>> = {
  fr: 'français',
  en: 'anglais',
  es: 'espagnol',
  de: 'allemand',
  it: 'italien',
  pt: 'portugais',
  nl: 'néerlandais',
};
const LANGUAGES_EN: Readonly<Record<string, string>> = {
  fr: 'French',
  en: 'English',
  es: 'Spanish',
  de: 'German',
  it: 'Italian',
  pt: 'Portuguese',
  nl: 'Dutch',
};

function toFrench(saying: Saying): string {
  switch (saying.kind) {
    case 'name':
      if (saying.voice === 'as')
        return `Le texte parle au nom de ${saying.brand}${NBSP}: «${NBSP}${saying.term}${NBSP}».`;
      return `«${NBSP}${saying.term}${NBSP}» désigne ${saying.brand}, un autre compte.`;
    case 'product':
      return `«${NBSP}${saying.term}${NBSP}» appartient à ${saying.brand}, un autre compte.`;
    case 'hashtag':
      return `Le mot-dièse «${NBSP}${saying.term}${NBSP}» est celui de ${saying.brand}.`;
    case 'handle':
      return `«${NBSP}${saying.term}${NBSP}» est l’identifiant de ${saying.brand}.`;
    case 'competitor':
      return `«${NBSP}${saying.term}${NBSP}» est un concurrent de ${saying.brand}, pas de ce compte.`;
    case 'vocabulary':
      return saying.brand === null
        ? `«${NBSP}${saying.term}${NBSP}» n’est pas du vocabulaire de ${saying.account}.`
        : `«${NBSP}${saying.term}${NBSP}» est du vocabulaire de ${saying.brand} plutôt que de ${saying.account}.`;
    case 'language':
      return `Le texte est en ${LANGUAGES_FR[saying.language] ?? saying.language}, ce qui n’est pas la langue de ${saying.account}.`;
    case 'register':
      return `${REGISTERS_FR[saying.found]}, ce qui n’est pas le ton de ${saying.account}.`;
    case 'claim':
      return `«${NBSP}${saying.term}${NBSP}» est une promesse ou une promotion, alors qu’un bad buzz de niveau ${saying.level} est ouvert pour ${saying.account}.`;
    case 'unknown':
      return `Le compte «${NBSP}${saying.account}${NBSP}» n’est pas dans le portefeuille${NBSP}: tout y est comparé comme à un autre.`;
    case 'empty':
      return `Le brouillon est vide${NBSP}: il n’y a rien à vérifier.`;
  }
}

const REGISTERS_FR = {
  tu: 'Le texte tutoie',
  vous: 'Le texte vouvoie',
  formal: 'Le texte est soutenu',
  casual: 'Le texte est familier',
} as const;

const REGISTERS_EN = {
  tu: 'The text says “tu”',
  vous: 'The text says “vous”',
  formal: 'The text is formal',
  casual: 'The text is casual',
} as const;

function toEnglish(saying: Saying): string {
  switch (saying.kind) {
    case 'name':
      if (saying.voice === 'as') return `The text speaks as ${saying.brand}: “${saying.term}”.`;
      return `“${saying.term}” is ${saying.brand}, another account.`;
    case 'product':
      return `“${saying.term}” belongs to ${saying.brand}, another account.`;
    case 'hashtag':
      return `The hashtag “${saying.term}” is ${saying.brand}’s.`;
    case 'handle':
      return `“${saying.term}” is the handle of ${saying.brand}.`;
    case 'competitor':
      return `“${saying.term}” is a competitor of ${saying.brand}, not of this account.`;
    case 'vocabulary':
      return saying.brand === null
        ? `“${saying.term}” is no word of ${saying.account}.`
        : `“${saying.term}” is a word of ${saying.brand} rather than of ${saying.account}.`;
    case 'language':
      return `The text is in ${LANGUAGES_EN[saying.language] ?? saying.language}, which is not the language of ${saying.account}.`;
    case 'register':
      return `${REGISTERS_EN[saying.found]}, which is not how ${saying.account} speaks.`;
    case 'claim':
      return `“${saying.term}” is a claim or a promotion, while a bad buzz of level ${saying.level} is open for ${saying.account}.`;
    case 'unknown':
      return `The account “${saying.account}” is not in the portfolio: everything in it counts as another’s.`;
    case 'empty':
      return 'The draft is empty: there is nothing to check.';
  }
}
