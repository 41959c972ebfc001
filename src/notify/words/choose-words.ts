/** The languages that messages can be written in: one line each. */
import type { Language } from '../../domain/agency.ts';
import type { Formats } from '../../domain/formats.ts';
import type { AlertWords, MakeAlertWords } from './alert-words.ts';
import { makeEnglishAlertWords } from './alert-words-en.ts';
import { makeFrenchAlertWords } from './alert-words-fr.ts';
import type { DigestWords, MakeDigestWords } from './digest-words.ts';
import { makeEnglishDigestWords } from './digest-words-en.ts';
import { makeFrenchDigestWords } from './digest-words-fr.ts';

type LanguageSet = Readonly<{ alert: MakeAlertWords; digest: MakeDigestWords }>;

const LANGUAGE_SETS: Readonly<Record<Language, LanguageSet>> = {
  fr: { alert: makeFrenchAlertWords, digest: makeFrenchDigestWords },
  en: { alert: makeEnglishAlertWords, digest: makeEnglishDigestWords },
};

/** The sentences of an alert in the language, with its numbers and hours as the formats write them. */
export function chooseAlertWords(language: Language, formats: Formats): AlertWords {
  return LANGUAGE_SETS[language].alert(formats);
}

/** The sentences of a digest in the language, with its numbers and days as the formats write them. */
export function chooseDigestWords(language: Language, formats: Formats): DigestWords {
  return LANGUAGE_SETS[language].digest(formats);
}
