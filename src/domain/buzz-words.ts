/** Why a buzz is one, in sentences: the same in mails, on pages and on the wire. */
import type { Language } from './agency.ts';
import type { BuzzWords } from './buzz-phrases.ts';
import { makeEnglishBuzzWords } from './buzz-words-en.ts';
import { makeFrenchBuzzWords } from './buzz-words-fr.ts';
import type { Formats } from './formats.ts';

const MAKERS: Readonly<Record<Language, (formats: Formats) => BuzzWords>> = {
  fr: makeFrenchBuzzWords,
  en: makeEnglishBuzzWords,
};

/** formats: of the same language; weekdays and hours are told by their time zone. */
export function makeBuzzWords(language: Language, formats: Formats): BuzzWords {
  return MAKERS[language](formats);
}
