/** The words and formats of one page. */
import type { Language } from '../domain/agency.ts';
import type { BuzzWords } from '../domain/buzz-phrases.ts';
import { makeBuzzWords } from '../domain/buzz-words.ts';
import { makeSayDetection, type SayDetection } from '../domain/detection-words.ts';
import { type Formats, makeFormats } from '../domain/formats.ts';
import { makeSayReliability, type SayReliability } from '../domain/reliability-words.ts';
import { makeEnglishMessages } from './messages-en.ts';
import { type Messages, makeFrenchMessages } from './messages-fr.ts';

export type Words = Readonly<{
  language: Language;
  messages: Messages;
  formats: Formats;
  buzz: BuzzWords;
  sayReliability: SayReliability;
  sayDetection: SayDetection;
}>;

const MAKERS: Readonly<Record<Language, (formats: Formats) => Messages>> = {
  fr: makeFrenchMessages,
  en: makeEnglishMessages,
};

export function makeWords(options: Readonly<{ language: Language; timeZone: string }>): Words {
  const formats = makeFormats(options);
  const { language } = options;
  return {
    language,
    formats,
    messages: MAKERS[language](formats),
    buzz: makeBuzzWords(language, formats),
    sayReliability: makeSayReliability(language, formats),
    sayDetection: makeSayDetection(language, formats),
  };
}
