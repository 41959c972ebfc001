/** What the footer of a mail says of answering it: the answer is noted in the brand's logbook. */
import type { Language } from '../../domain/agency.ts';
import { NBSP, quoteEnglish, quoteFrench } from '../../domain/formats.ts';

const SENTENCES: Readonly<Record<Language, Readonly<Record<'one' | 'several', string>>>> = {
  fr: {
    one: `Répondez à ce message pour noter ce que vous faites au carnet de la marque${NBSP}; une ligne ${quoteFrench(`priorité${NBSP}: …`)} est pour demain.`,
    several: `Répondez à ce message pour noter ce que vous faites au carnet d’une marque${NBSP}: commencez par son nom.`,
  },
  en: {
    one: `Answer this mail to note what you do in the brand’s logbook; a line ${quoteEnglish('priority: …')} is for tomorrow.`,
    several: 'Answer this mail to note what you do in the logbook of a brand: begin with its name.',
  },
};

/** Of a mail that tells of one brand, or of several. */
export function sayHowToNote(language: Language, told: 'one' | 'several'): string {
  return SENTENCES[language][told];
}

export function joinSentences(first: string, second: string | null): string {
  return second === null ? first : `${first} ${second}`;
}
