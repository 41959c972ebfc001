/** The countries that a field may offer, by their names in the reader's language. */
import type { Language } from '../domain/agency.ts';
import { COUNTRIES } from '../domain/country.ts';
import type { Option } from './fields.ts';

const optionsByLanguage = new Map<Language, readonly Option[]>();

/** In the order of the language's alphabet: Éthiopie is among the E. */
export function listCountryOptions(language: Language): readonly Option[] {
  const known = optionsByLanguage.get(language);
  if (known !== undefined) return known;
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  const options = COUNTRIES.map((code) => ({ value: code, label: names.of(code) ?? code })).sort((one, other) =>
    compare(one.label, other.label),
  );
  optionsByLanguage.set(language, options);
  return options;
}
