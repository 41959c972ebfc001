/** In which language and country a search is asked where nobody said it. */
import type { Agency } from './agency.ts';

export type Edition = Readonly<{
  /** ISO 639-1, as `fr`. */
  language: string;
  /** ISO 3166-1 alpha-2, as `FR`. */
  country: string;
}>;

/** The countries in which French or English is a press's language, by their clocks. */
const COUNTRIES: Readonly<Record<string, string>> = {
  'Europe/Paris': 'FR',
  'Europe/Brussels': 'BE',
  'Europe/Zurich': 'CH',
  'Europe/Luxembourg': 'LU',
  'Europe/London': 'GB',
  'Europe/Dublin': 'IE',
  'America/Montreal': 'CA',
  'America/Toronto': 'CA',
  'America/Vancouver': 'CA',
  'America/New_York': 'US',
  'America/Chicago': 'US',
  'America/Denver': 'US',
  'America/Los_Angeles': 'US',
  'Africa/Casablanca': 'MA',
  'Africa/Tunis': 'TN',
  'Africa/Dakar': 'SN',
  'Africa/Abidjan': 'CI',
  'Australia/Sydney': 'AU',
};

/** Where the agency's clock names no country that we know, its language does. */
export function toEdition(agency: Pick<Agency, 'language' | 'timeZone'>): Edition {
  const { language, timeZone } = agency;
  return { language, country: COUNTRIES[timeZone] ?? (language === 'fr' ? 'FR' : 'GB') };
}
