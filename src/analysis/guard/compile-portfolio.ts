/** A portfolio made ready, once, for any number of drafts: what a draft costs does not grow with the number of brands. */
import { foldWord } from '../query/fold-word.ts';
import { tokenize } from '../query/tokens.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import { isCommonPart, isCommonWord } from './common-words.ts';
import { parseLanguages } from './draft-language.ts';
import type { PortfolioBrand } from './portfolio.ts';
import { readDraft } from './read-draft.ts';
import { parseRegister, type Register } from './register.ts';
import { toTrades } from './sector-trades.ts';
import { TRADES, type Trade } from './trades.ts';
import { findTradeWords, scoreOther } from './vocabulary.ts';

export type Role = 'name' | 'product' | 'handle' | 'hashtag' | 'competitor';

/** A term of one brand or more; all that is written the same is one. */
export type Term = Readonly<{
  /** Its folded words, joined: « Galaxy S24 », « galaxys24 » and « #GalaxyS24 » are one. */
  key: string;
  words: readonly string[];
  /** As its first owner writes it. */
  written: string;
  /** No content but one word of every day. */
  isCommon: boolean;
  /** By number of the brand; isPart: but a word or the beginning of what the brand goes by. */
  owners: ReadonlyMap<number, Readonly<{ role: Role; isPart: boolean }>>;
}>;

export type CompiledBrand = Readonly<{
  brand: string;
  id: string | null;
  trades: readonly Trade[];
  register: Register;
  languages: readonly string[];
  /** Its sector or register, as it was written, where it says nothing to us. */
  unread: readonly Readonly<{ field: 'sector' | 'register'; value: string }>[];
}>;

/** Brands that speak of the same, in the same way. */
export type Profile = Readonly<{
  trades: readonly Trade[];
  register: Register;
  languages: readonly string[];
  members: readonly number[];
}>;

export type CompiledPortfolio = Readonly<{
  brands: readonly CompiledBrand[];
  terms: ReadonlyMap<string, Term>;
  /** Long terms by half of their letters, for those that are written with a slip. */
  halves: ReadonlyMap<string, readonly Term[]>;
  /** The first letters of all terms: most words of a draft begin none. */
  beginnings: ReadonlySet<string>;
  profiles: readonly Profile[];
  /** The number of a brand by what an account may be called. */
  accounts: ReadonlyMap<string, number>;
}>;

export const BRANDS_MAX = 1_000;
export const BEGINNING_CHARS = 3;
/** Longer ones are no names. */
const TERM_CHARS_MAX = 100;
export const TERM_WORDS_MAX = 6;
/** A part that stands for the whole. */
const PART_CHARS_MIN = 4;
/** Shorter ones have too many neighbours. */
export const SLIP_CHARS_MIN = 7;

/** What a country's or a firm's form adds to a name: the name without it is the same. */
const ADDITIONS = new Set(
  'france fr uk usa europe sa sas sarl ltd inc gmbh officiel official groupe group electronics'.split(' '),
);

/** « Le Louvre » is « au Louvre » as well. */
const NAME_ARTICLES = new Set(['le', 'la', 'les', 'l', 'the']);

/** Hashtags that anybody uses. */
const ANYBODYS_HASHTAGS = new Set(
  `jeuconcours jeu concours giveaway contest win gagner promo promos soldes blackfriday cybermonday noel joyeuxnoel christmas bonneannee happynewyear saintvalentin valentinesday
  halloween love instagood photooftheday ootd team partenariat collab collaboration sponsorise pub ad sponsored new news info infos actu nouveau nouveaute nouveautes monday
  mondaymotivation friday weekend summer ete rentree france paris london bretagne recrutement emploi job hiring rse tbt throwback life fun happy mood lundi vendredi bonplan`.split(
    /\s+/,
  ),
);

type Draft = {
  key: string;
  words: readonly string[];
  written: string;
  owners: Map<number, { role: Role; isPart: boolean }>;
};

/**
 * The index of a portfolio. Time and memory grow with its names; a third of a second at 1,000 brands of a dozen terms.
 *
 * Errors:  none: total. Names without a letter or figure are left out; brands beyond BRANDS_MAX are the caller's to refuse.
 */
export function compilePortfolio(portfolio: readonly PortfolioBrand[]): CompiledPortfolio {
  const drafts = new Map<string, Draft>();
  for (const [brand, entry] of portfolio.entries()) addWholes(drafts, brand, entry);
  for (const [brand, entry] of portfolio.entries()) addParts(drafts, brand, entry);
  const terms = new Map<string, Term>();
  for (const draft of drafts.values()) {
    const { key, words, written, owners } = draft;
    if ([...owners.values()].every(({ isPart }) => isPart) && owners.size > 1) continue; // whose part is it?
    terms.set(key, { key, words, written, isCommon: isCommonTerm(words), owners });
  }
  const brands = portfolio.map(compileBrand);
  const beginnings = new Set([...terms.keys()].map((key) => key.slice(0, BEGINNING_CHARS)));
  const accounts = toAccounts(portfolio);
  return { brands, terms, halves: toHalves(terms), beginnings, profiles: toProfiles(brands), accounts };
}

/** Whatever case, accents, signs: the account « orange_france » is « Orange France ». */
export function toAccountKey(written: string): string {
  return wordsOfTerm(written).join('') || written.trim().toLowerCase();
}

function toAccounts(portfolio: readonly PortfolioBrand[]): ReadonlyMap<string, number> {
  const accounts = new Map<string, number>();
  for (const [brand, entry] of portfolio.entries()) {
    for (const handle of entry.handles) {
      const key = toAccountKey(bareHandle(handle));
      if (!accounts.has(key)) accounts.set(key, brand);
    }
  }
  // a name before another's handle, the first of the same name before the others
  for (const [brand, entry] of [...portfolio.entries()].toReversed()) accounts.set(toAccountKey(entry.brand), brand);
  return accounts;
}

function compileBrand(entry: PortfolioBrand): CompiledBrand {
  const register = parseRegister(entry.register);
  const named = toTrades(entry.sector);
  const languages = parseLanguages(entry.language);
  const unread: { field: 'sector' | 'register'; value: string }[] = [];
  if (register === null) unread.push({ field: 'register', value: entry.register ?? '' });
  if (named.length === 0 && (entry.sector ?? '').trim() !== '' && entry.sector !== 'other') {
    unread.push({ field: 'sector', value: entry.sector ?? '' });
  }
  return {
    brand: entry.brand,
    id: entry.id,
    trades: isTelling(named) ? named : [...new Set([...named, ...guessTrades(entry)])],
    register: register ?? { address: null, tone: null },
    // whoever is to say tu or vous says it in French
    languages: languages.length === 0 && (register?.address ?? null) !== null ? ['fr'] : languages,
    unread,
  };
}

/** « Loisirs » may be a casino or a zoo: its name tells. */
function isTelling(trades: readonly Trade[]): boolean {
  return trades.some((trade) => trade !== 'leisure' && trade !== 'retail');
}

const GUESS_SCORE_MIN = 1.5;

/** What its products tell where its sector does not. */
function guessTrades(entry: PortfolioBrand): readonly Trade[] {
  const byName = toTrades(entry.brand);
  if (byName.length > 0) return byName;
  const said = [entry.brand, ...entry.products, ...entry.names].join('. ').slice(0, 2_000);
  const words = findTradeWords(readDraft(said), () => false);
  const scores = TRADES.map((trade) => ({ trade, score: scoreOther(words, [trade]) }));
  const best = Math.max(...scores.map(({ score }) => score));
  return best < GUESS_SCORE_MIN ? [] : scores.filter(({ score }) => score === best).map(({ trade }) => trade);
}

function toProfiles(brands: readonly CompiledBrand[]): readonly Profile[] {
  const groups = Map.groupBy(brands.entries(), ([, { trades, register, languages }]) =>
    JSON.stringify([trades, register, languages]),
  );
  return [...groups.values()].flatMap((group) => {
    const first = group[0]?.[1];
    return first === undefined ? [] : [{ ...first, members: group.map(([brand]) => brand) }];
  });
}

const ROLE_ORDER: readonly Role[] = ['name', 'product', 'handle', 'hashtag', 'competitor'];

function addWholes(drafts: Map<string, Draft>, brand: number, entry: PortfolioBrand): void {
  const add = (role: Role, written: string): void => addTerm(drafts, { brand, role, written, isPart: false });
  for (const name of [entry.brand, ...entry.names]) {
    add('name', name);
    const words = wordsOfTerm(name);
    const bare = words.filter((word, index) => !ADDITIONS.has(word) && !(index === 0 && NAME_ARTICLES.has(word)));
    if (bare.length > 0 && bare.length < words.length) add('name', bare.join(' '));
  }
  for (const product of entry.products) add('product', product);
  for (const handle of entry.handles) add('handle', bareHandle(handle));
  for (const hashtag of entry.hashtags) {
    if (!ANYBODYS_HASHTAGS.has(wordsOfTerm(hashtag).join(''))) add('hashtag', hashtag);
  }
  for (const competitor of entry.competitors) add('competitor', competitor);
}

/** `https://x.com/orange_france` and `@orange_france` are one handle. */
function bareHandle(handle: string): string {
  return handle
    .trim()
    .replace(/[/?#]+$/, '')
    .replace(/^.*\//, '')
    .replace(/^@+/, '');
}

function addParts(drafts: Map<string, Draft>, brand: number, entry: PortfolioBrand): void {
  for (const product of entry.products) {
    const words = wordsOfTerm(product);
    // « Galaxy S24 » of « Galaxy S24 Ultra »
    for (let count = words.length - 1; count >= 2; count -= 1) {
      const part = words.slice(0, count);
      if (!part.every(isCommonPart) && part.some((word) => /\p{N}/u.test(word) || !isCommonPart(word))) {
        addTerm(drafts, { brand, role: 'product', written: part.join(' '), isPart: true });
      }
    }
    if (words.length > 1) addOneWords(drafts, { brand, role: 'product', words });
  }
  const words = wordsOfTerm(entry.brand);
  if (words.length > 1) addOneWords(drafts, { brand, role: 'name', words });
}

function addOneWords(
  drafts: Map<string, Draft>,
  input: Readonly<{ brand: number; role: Role; words: readonly string[] }>,
): void {
  for (const word of input.words) {
    if (word.length < PART_CHARS_MIN || /\p{N}/u.test(word) || isCommonPart(word)) continue;
    addTerm(drafts, { brand: input.brand, role: input.role, written: word, isPart: true });
  }
}

function addTerm(
  drafts: Map<string, Draft>,
  input: Readonly<{ brand: number; role: Role; written: string; isPart: boolean }>,
): void {
  const { brand, role, written, isPart } = input;
  if (written.length > TERM_CHARS_MAX) return;
  const words = wordsOfTerm(written);
  const key = words.join('');
  if (key === '' || words.length > TERM_WORDS_MAX) return;
  const term = drafts.get(key) ?? { key, words, written: written.trim(), owners: new Map() };
  const known = term.owners.get(brand);
  const isStronger =
    known === undefined ||
    (known.isPart && !isPart) ||
    (known.isPart === isPart && ROLE_ORDER.indexOf(role) < ROLE_ORDER.indexOf(known.role));
  if (isStronger) term.owners.set(brand, { role, isPart });
  drafts.set(key, term);
}

/** Also of an emoji or a sign there is nothing to find. */
export function wordsOfTerm(written: string): readonly string[] {
  return tokenize(written.replace(/^[#@]+/, '').replaceAll('_', ' ')).map(({ text }) => text);
}

function isCommonTerm(words: readonly string[]): boolean {
  const content = words.filter((word) => !isFunctionWord(word, 'fr') && !isFunctionWord(word, 'en'));
  return content.length <= 1 && words.every(isCommonWord);
}

function toHalves(terms: ReadonlyMap<string, Term>): ReadonlyMap<string, readonly Term[]> {
  const halves = new Map<string, Term[]>();
  for (const term of terms.values()) {
    if (term.key.length < SLIP_CHARS_MIN || term.isCommon) continue;
    for (const half of halvesOf(term.key, term.key.length)) {
      const found = halves.get(half);
      if (found === undefined) halves.set(half, [term]);
      else found.push(term);
    }
  }
  return halves;
}

/** One slip leaves one half of a word as it is: the halves that a word of so many letters would have. */
export function halvesOf(word: string, length: number): readonly [string, string] {
  const cut = length >> 1;
  return [`${length}<${word.slice(0, cut)}`, `${length}>${word.slice(word.length - (length - cut))}`];
}

/** For one word of a caller: what it is compared as. */
export function foldName(name: string): string {
  return foldWord(name.trim());
}
