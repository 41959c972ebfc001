/** What a message says that tells of several buzzes at once, beside the words of each alert. */
import type { Language } from '../../domain/agency.ts';
import { type Formats, NBSP, quoteEnglish, quoteFrench } from '../../domain/formats.ts';

export type BundleWords = Readonly<{
  /** How many alerts go on; of a scare, how many brands it takes in. */
  heading: (count: Readonly<{ alerts: number; brands: number; isScare: boolean }>) => string;
  /** names, heading: as below. */
  subject: (names: string, heading: string) => string;
  /** level: in words, of the worst. */
  worst: (level: string) => string;
  /** Beside those that go on, or alone. */
  over: (count: number) => string;
  /** The first names, and how many more brands there are; "" for none more. */
  names: (names: readonly string[], moreCount: number) => string;
  /** What the brands have in common. */
  common: (terms: readonly string[]) => string;
  /** What is not told at length. */
  more: (names: string) => string;
  acknowledgeAll: string;
  openAll: string;
  /** Above the brands and their numbers. */
  brands: string;
  sms: Readonly<{
    /** toldAt: as in AlertWords. */
    heading: (count: number, toldAt: Date | null) => string;
    over: string;
    /** Between what is meant and what is said of it. */
    colon: string;
    /** How to answer all of them, at the very end. */
    answer: string;
  }>;
}>;

const MAKERS: Readonly<Record<Language, (formats: Formats) => BundleWords>> = {
  fr: ({ counted, list, shortInstant }) => ({
    heading: ({ alerts, brands, isScare }) =>
      isScare
        ? `${counted(brands, { one: 'marque touchée', other: 'marques touchées' })} à la fois`
        : counted(alerts, { one: 'alerte', other: 'alertes' }),
    subject: (names, heading) => `${names}${NBSP}: ${heading}`,
    worst: (level) => `La plus grave${NBSP}: ${level}`,
    over: (count) => counted(count, { one: 'alerte terminée', other: 'alertes terminées' }),
    names: (names, moreCount) =>
      list([...names, ...(moreCount === 0 ? [] : [counted(moreCount, { one: 'autre', other: 'autres' })])]),
    common: (terms) => `Point commun${NBSP}: on parle soudain de ${list(terms.map(quoteFrench))}.`,
    more: (names) => `Et aussi${NBSP}: ${names}.`,
    acknowledgeAll: 'J’ai vu, je m’occupe de tout',
    openAll: 'Voir toutes les marques dans Vigie',
    brands: 'Mentions négatives par marque',
    sms: {
      heading: (count, toldAt) =>
        `${count} ${count < 2 ? 'ALERTE' : 'ALERTES'}${toldAt === null ? '' : ` du ${shortInstant(toldAt)}`}`,
      over: 'FIN',
      colon: ' : ',
      answer: 'Rép. 0A=vu tout 0S=1h',
    },
  }),
  en: ({ counted, list, shortInstant }) => ({
    heading: ({ alerts, brands, isScare }) =>
      isScare
        ? `${counted(brands, { one: 'brand', other: 'brands' })} hit at once`
        : counted(alerts, { one: 'alert', other: 'alerts' }),
    subject: (names, heading) => `${names}: ${heading}`,
    worst: (level) => `The worst: ${level}`,
    over: (count) => `${counted(count, { one: 'alert', other: 'alerts' })} over`,
    names: (names, moreCount) =>
      list([...names, ...(moreCount === 0 ? [] : [counted(moreCount, { one: 'other', other: 'others' })])]),
    common: (terms) => `In common, suddenly talked about: ${list(terms.map(quoteEnglish))}.`,
    more: (names) => `And also: ${names}.`,
    acknowledgeAll: 'Seen, I’m on all of it',
    openAll: 'Open all brands in Vigie',
    brands: 'Negative mentions by brand',
    sms: {
      heading: (count, toldAt) =>
        `${count} ${count === 1 ? 'ALERT' : 'ALERTS'}${toldAt === null ? '' : ` of ${shortInstant(toldAt)}`}`,
      over: 'OVER',
      colon: ': ',
      answer: 'Reply 0A=seen all 0S=1h',
    },
  }),
};

export function chooseBundleWords(language: Language, formats: Formats): BundleWords {
  return MAKERS[language](formats);
}
