/** Where a text names somebody else than the brand: another brand, a company, a person. */
import { findKnownName, foldName, KNOWN_NAME_WORD_COUNT_MAX } from './known-names.ts';

/** Offsets, end exclusive. */
export type Place = Readonly<{ start: number; end: number }>;

type Word = Readonly<{ start: number; end: number; text: string; isFirst: boolean; marked: boolean }>;

const WORD_PATTERN = /[@#][\p{L}\p{N}_]+|[\p{L}\p{N}]+(?:[&+][\p{L}\p{N}]*)?(?:['’][sS](?!\p{L}))?/gu;
/** Every noun has a capital. */
const CAPITAL_NOUN_LANGUAGES: ReadonlySet<string> = new Set(['de']);
/** Capitals of their own that name nobody. */
const NOT_NAMES = new Set(
  `l, d, n, s, j, c, t, i, tv, sms, sav, cdi, cdd, pdg, ceo, usb, wifi, wi, fi, gps, dvd, led, oled, qled, 4k, 3g, 4g, 5g, nro, ftth, adsl,
    vdsl, ok, lol, mdr, ptdr, omg, wtf, tbh, imo, smh, rip, diy, pc, mac, faq, url, http, https, rt, via, ht, ttc, rib,
    iban, cb, tva, ago, ag, rse, nps, eu, ue, usa, uk, us, france, french, paris, lyon, marseille, lille, nantes,
    bordeaux, toulouse, nice, london, english, europe, european, american, british, german, monday, tuesday, wednesday,
    thursday, friday, saturday, sunday, january, february, march, april, may, june, july, august, september, october,
    november, december, noel, christmas, black, internet, web, bluetooth, hdmi, wi-fi, ram, ssd, vpn, api, m, mme, mr,
    mrs, dr, st, saint, sainte, monsieur, madame, bonjour, merci, hello, vous, nous, je, il, elle, ils, on, mais, et,
    ou, donc, or, ni, car, the, a, an, and, but, so, if, it, they, we, you, he, she, my, your, la, le, les, un, une,
    des, du, de, au, aux, chez, pour, avec, sans, dans, sur, sous, entre, par, pas, plus, jamais, rien, tout, tous,
    toute, qu, lorsqu, puisqu, jusqu, dell, nell, all`
    .split(',')
    .map((word) => foldName(word)),
);

/**
 * The names besides the brand's own places, in order.
 *
 * A name is what is known as one, what begins with a capital inside a sentence, and a handle; several capitals in a
 * row are one name. In a text in capitals, and in German, whose nouns all have one, only what is known is a name.
 *
 * Errors:  none: total. Time grows with the text.
 *
 * @example findOtherNames('Chez Free le service est top, Orange non', [{ start: 30, end: 36 }], 'fr')  // [{ start: 5, end: 9 }]
 */
export function findOtherNames(text: string, own: readonly Place[], language: string): readonly Place[] {
  const words = readWords(text);
  const doCapitalsTell = !CAPITAL_NOUN_LANGUAGES.has(language) && !isInCapitals(text);
  const names: Place[] = [];
  let index = 0;
  while (index < words.length) {
    const word = words[index] as Word;
    const count = own.some((place) => place.start < word.end && word.start < place.end)
      ? 0
      : countNameWords(words, index, doCapitalsTell);
    const last = words[index + count - 1];
    if (count > 0 && last !== undefined) {
      const name = { start: word.start, end: last.end };
      if (!own.some((place) => place.start < name.end && name.start < place.end)) names.push(name);
    }
    index += Math.max(1, count);
  }
  return names;
}

/**
 * Where a text says a name: whole words, whatever their case and accents, with or without the mark of a plural.
 *
 * @example findNamePlaces('chez orange, #Orange', 'Orange')  // [{ start: 5, end: 11 }, { start: 14, end: 20 }]
 */
export function findNamePlaces(text: string, name: string): readonly Place[] {
  const wanted = foldName(name);
  if (wanted === '') return [];
  const count = wanted.split(' ').length;
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
    folded: foldName(word),
  }));
  return words.flatMap(({ start }, index) => {
    const part = words.slice(index, index + count);
    const last = part.at(-1);
    const said = part.map(({ folded }) => folded).join(' ');
    return last !== undefined && (said === wanted || said === `${wanted}s`) ? [{ start, end: last.end }] : [];
  });
}

function readWords(text: string): readonly Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const { index, 0: written } of text.matchAll(WORD_PATTERN)) {
    const between = text.slice(end, index);
    const isFirst =
      words.length === 0 || /[.!?…\n:;«“"(|•\p{Extended_Pictographic}]/u.test(between) || /\s[-–—]\s/.test(between);
    end = index + written.length;
    words.push({ start: index, end, text: written, isFirst, marked: /^[@#]/.test(written) });
  }
  return words;
}

/** How many words from here on are one name; 0: none. */
function countNameWords(words: readonly Word[], index: number, doCapitalsTell: boolean): number {
  const first = words[index] as Word;
  for (let count = KNOWN_NAME_WORD_COUNT_MAX; count > 0; count -= 1) {
    const last = words[index + count - 1];
    if (last === undefined) continue;
    const folded = words
      .slice(index, index + count)
      .map(({ text }) => foldName(text.replace(/^[@#]|['’][sS]$/g, '')))
      .join(' ');
    const known = findKnownName(folded);
    if (known === 'plain' || (known === 'ambiguous' && (first.marked || (isCapital(first.text) && doCapitalsTell))))
      return count;
  }
  if (first.text.startsWith('@') && first.text.length > 2) return first.text === '@user' ? 0 : 1;
  if (!doCapitalsTell || first.isFirst || !isNameLike(first)) return 0;
  let count = 1;
  while (true) {
    const next = words[index + count];
    if (
      next === undefined ||
      next.isFirst ||
      !isNameLike(next) ||
      next.start - (words[index + count - 1] as Word).end > 1
    )
      break;
    count += 1;
  }
  return count;
}

function isNameLike({ text }: Word): boolean {
  if (!isCapital(text) || text.length < 2) return false;
  return !NOT_NAMES.has(foldName(text));
}

function isCapital(text: string): boolean {
  return /^[@#]?\p{Lu}/u.test(text);
}

/** Most of the letters are capitals: capitals tell no names. */
function isInCapitals(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && (text.match(/\p{Lu}/gu)?.length ?? 0) > letters / 2;
}
