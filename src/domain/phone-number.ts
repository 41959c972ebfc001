/** Telephone numbers as people write them, told as E.164. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Language } from './agency.ts';

/** Digits and what people put between them; letters, extensions and words are none of it. */
const WRITTEN_NUMBER = /^\+?[\d\s().-]{4,40}$/;
/** A number of France as it is dialled there: ten digits of which the first is 0 and the second is not. */
const FRENCH_NATIONAL = /^0[1-9]/;

/**
 * The number in E.164, or null for what cannot be a telephone number.
 *
 * Possible, not assigned: the length must be one of its country's. Whether somebody answers there only an SMS can tell,
 * and plans of numbers change more often than we are updated.
 *
 * Shape:   a number without country code is understood where the agency writes in French, and as one of France: what
 *          begins with a 0 belongs to as many countries as there are, and a wrong guess wakes a stranger.
 * Errors:  none: total.
 * Source:  ITU-T E.164; the lengths are those of Google's libphonenumber.
 *
 * @example toE164('06 12 34 56 78', 'fr') // '+33612345678'
 */
export function toE164(text: string, language: Language): string | null {
  const written = text.trim();
  if (!WRITTEN_NUMBER.test(written)) return null;
  const isNational = !written.startsWith('+');
  if (isNational && !(language === 'fr' && FRENCH_NATIONAL.test(written))) return null;
  const parsed = parsePhoneNumberFromString(written, {
    extract: false,
    ...(isNational ? { defaultCountry: 'FR' as const } : {}),
  });
  return parsed?.isPossible() === true ? parsed.number : null;
}
