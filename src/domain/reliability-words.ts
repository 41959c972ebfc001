/** How right the sentiment was, in one sentence: the same in mails and on pages, wherever a figure rests on it. */
import type { Language } from './agency.ts';
import { type CountedForms, type Formats, NBSP } from './formats.ts';
import type { Estimate, Reliability } from './reliability.ts';

/** Says how right "negative" was, which is what alerts and shares rest on; or that it is not measured yet. */
export type SayReliability = (reliability: Reliability) => string;

export function makeSayReliability(language: Language, formats: Formats): SayReliability {
  return (reliability) => {
    const negative = reliability.labels.find(({ label }) => label === 'negative');
    const { precision = null, recall = null } = negative ?? {};
    return SENTENCES[language](formats, { readCount: reliability.readCount, precision, recall });
  };
}

type Measured = Readonly<{ readCount: number; precision: Estimate | null; recall: Estimate | null }>;

const SENTENCES: Readonly<Record<Language, (formats: Formats, measured: Measured) => string>> = {
  fr: sayInFrench,
  en: sayInEnglish,
};

const READ_FR: CountedForms = { one: 'mention relue', other: 'mentions relues' };

function sayInFrench({ counted, percent }: Formats, { readCount, precision, recall }: Measured): string {
  const read = counted(readCount, READ_FR);
  if (precision === null && recall === null) return `Fiabilité du ton${NBSP}: pas encore mesurée (${read}).`;
  const between = ({ from, to }: Estimate): string => `entre ${percent(from)} et ${percent(to)}`;
  const parts = [
    precision && `${percent(precision.share)} des mentions jugées négatives le sont (${between(precision)})`,
    recall && `${percent(recall.share)} des négatives sont repérées (${between(recall)})`,
  ].filter((part) => part !== null);
  return `Fiabilité du ton, sur ${read} en 90${NBSP}jours${NBSP}: ${parts.join(', ')}.`;
}

const READ_EN: CountedForms = { one: 'mention read', other: 'mentions read' };

function sayInEnglish({ counted, percent }: Formats, { readCount, precision, recall }: Measured): string {
  const read = counted(readCount, READ_EN);
  if (precision === null && recall === null) return `How right the sentiment is: not measured yet (${read}).`;
  const between = ({ from, to }: Estimate): string => `${percent(from)} to ${percent(to)}`;
  const parts = [
    precision && `${percent(precision.share)} of those judged negative are (${between(precision)})`,
    recall && `${percent(recall.share)} of the negative ones were found (${between(recall)})`,
  ].filter((part) => part !== null);
  return `How right the sentiment is, from ${read} in 90${NBSP}days: ${parts.join(', ')}.`;
}
