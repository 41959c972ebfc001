/** Which language a page is written in. */
import { LANGUAGES, type Language } from '../domain/agency.ts';

/** When nobody said anything: the product is French first. */
const FALLBACK: Language = 'fr';

export type LanguageWishes = Readonly<{
  /** `?lang=`, as it came; wins when it is one of ours. */
  asked: string | undefined;
  /** The agency's own; null before signing in. */
  agency: Language | null;
  /** The Accept-Language header. */
  accepted: string | undefined;
}>;

/**
 * What was asked for in the address, else the agency's language, else the best that the browser accepts, else French.
 *
 * @example chooseLanguage({ asked: undefined, agency: null, accepted: 'de, en;q=0.8, fr;q=0.5' })  // 'en'
 */
export function chooseLanguage(wishes: LanguageWishes): Language {
  return toLanguage(wishes.asked) ?? wishes.agency ?? bestAccepted(wishes.accepted ?? '') ?? FALLBACK;
}

function toLanguage(text: string | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}

/** RFC 9110 section 12.5.4: the highest weight first, earlier before later, weight 0 never. */
function bestAccepted(header: string): Language | undefined {
  return header
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part
        .toLowerCase()
        .split(';')
        .map((piece) => piece.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { language: toLanguage(range.split('-')[0]), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((one, other) => other.weight - one.weight)[0]?.language;
}
