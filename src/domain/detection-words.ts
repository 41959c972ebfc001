/** How right and how soon alerts were, in one or two sentences: the same wherever it is told. */
import { MINUTE_MS } from '../base/clock.ts';
import type { Language } from './agency.ts';
import { type DetectionQuality, QUALITY_DAYS } from './detection-quality.ts';
import { type CountedForms, type Formats, NBSP } from './formats.ts';
import type { Estimate } from './reliability.ts';

/** Says how many alerts were true, how many bad buzzes were told of, and how soon; or that it is not measured yet. */
export type SayDetection = (quality: DetectionQuality) => string;

export function makeSayDetection(language: Language, formats: Formats): SayDetection {
  const say = SENTENCES[language];
  return (quality) => say(formats, quality);
}

const SENTENCES: Readonly<Record<Language, (formats: Formats, quality: DetectionQuality) => string>> = {
  fr: sayInFrench,
  en: sayInEnglish,
};

const MARKED_FR: CountedForms = { one: 'buzz jugé', other: 'buzz jugés' };
const MISSED_FR: CountedForms = { one: 'manqué', other: 'manqués' };

function sayInFrench({ counted, percent, duration }: Formats, quality: DetectionQuality): string {
  const { precision, recall, delayMinutes, missedCount } = quality;
  const known = `${counted(countMarked(quality), MARKED_FR)}, ${counted(missedCount, MISSED_FR)}`;
  const between = ({ from, to }: Estimate): string => `entre ${percent(from)} et ${percent(to)}`;
  const parts = [
    precision && `${percent(precision.share)} des alertes étaient fondées (${between(precision)})`,
    recall && `${percent(recall.share)} des bad buzz ont été signalés (${between(recall)})`,
  ].filter((part) => part !== null);
  const shares =
    parts.length === 0
      ? `Justesse des alertes${NBSP}: pas encore mesurée (${known}).`
      : `Justesse des alertes, sur ${QUALITY_DAYS}${NBSP}jours (${known})${NBSP}: ${parts.join(', ')}.`;
  if (delayMinutes === null) return shares;
  return `${shares} Délai médian depuis la première mention négative${NBSP}: ${duration(delayMinutes * MINUTE_MS)}.`;
}

const MARKED_EN: CountedForms = { one: 'buzz marked', other: 'buzzes marked' };

function sayInEnglish({ counted, number, percent, duration }: Formats, quality: DetectionQuality): string {
  const { precision, recall, delayMinutes, missedCount } = quality;
  const known = `${counted(countMarked(quality), MARKED_EN)}, ${number(missedCount)} missed`;
  const between = ({ from, to }: Estimate): string => `${percent(from)} to ${percent(to)}`;
  const parts = [
    precision && `${percent(precision.share)} of them were true (${between(precision)})`,
    recall && `${percent(recall.share)} of the bad buzzes were told of (${between(recall)})`,
  ].filter((part) => part !== null);
  const shares =
    parts.length === 0
      ? `How right alerts are: not measured yet (${known}).`
      : `How right alerts are, over ${QUALITY_DAYS}${NBSP}days (${known}): ${parts.join(', ')}.`;
  if (delayMinutes === null) return shares;
  return `${shares} Median delay since the first negative mention: ${duration(delayMinutes * MINUTE_MS)}.`;
}

function countMarked({ confirmedCount, falseAlarmCount }: DetectionQuality): number {
  return confirmedCount + falseAlarmCount;
}
