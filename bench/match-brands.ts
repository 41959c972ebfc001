/**
 * The brands of bench/match.ts: what each is called, how people spell it, and the query that its agency wrote, over the
 * whole query language. Brand number 7 is the same whether there are ten or a hundred thousand.
 */

import type { MatcherEntry } from '../src/analysis/query/compile-matcher.ts';
import { type FindSavedQuery, parseQuery } from '../src/analysis/query/parse-query.ts';
import type { Random } from '../src/base/random.ts';
import { foldPlainly, makeWord, pick, pickSome, SECTORS, type Sector, words } from './match-words.ts';

export type Brand = Readonly<{
  /** The kind of its query. */
  kind: string;
  query: string;
  /** How documents name it; the query need not find them all. */
  spellings: readonly string[];
  /** Words that its query wants beside the name; empty where it wants none. */
  contexts: readonly string[];
}>;

type Draft = Omit<Brand, 'kind'>;

type Kit = Readonly<{
  random: Random;
  sector: Sector;
  /** A made-up name that no other brand and no word of the vocabulary has. */
  name: () => string;
  /** Three or four capitals that no other brand has. */
  acronym: () => string;
  /** A word of the language that no other brand is named after. */
  ordinary: () => string;
  /** One of the well-known ones, each once; undefined when all were given. */
  wellKnown: () => WellKnown | undefined;
  /** Whether a word of the language begins so. */
  isBeginning: (letters: string) => boolean;
}>;

type WellKnown = readonly [name: string, contexts: string, exclusions: string];

type Kind = Readonly<{ name: string; permille: number; draft: (kit: Kit) => Draft }>;

const SECOND_WORDS = words(
  'Bank Conseil Assurances Mobilité Énergie Paris Santé Voyages Immobilier Group Beauté Sport',
);
const HOSTS = words('lemonde.fr lefigaro.fr jeuxvideo.com reddit.com doctissimo.fr 60millions-mag.com');

/** Real names that are words besides: with what they are told apart by. */
const AMBIGUOUS: readonly WellKnown[] = [
  ['orange', 'box fibre forfait réseau', 'jus fruit'],
  ['free', 'box fibre forfait mobile', 'gratuit liberté'],
  ['total', 'essence raffinerie pétrole station', 'incendie'],
  ['carrefour', 'supermarché caisse drive magasin', 'rond accident'],
  ['"la poste"', 'colis livraison facteur guichet', 'radio chaîne'],
  ['apple', 'écran application ordinateur', 'pomme'],
  ['casino', 'supermarché rayon caisse', 'jeu jeux'],
  ['boulanger', 'écran ordinateur livraison', 'pain'],
  ['but', 'livraison magasin meuble', 'match joueur'],
  ['amazon', 'colis commande livraison', 'pluie'],
];

const KINDS: readonly Kind[] = [
  { name: 'a name', permille: 260, draft: draftName },
  { name: 'a name of two words', permille: 80, draft: draftPhrase },
  { name: '(name OR "name bank") AND (… OR …) -word', permille: 220, draft: draftContexts },
  { name: 'name OR #hashtag OR @handle', permille: 50, draft: draftSigns },
  { name: 'an ordinary word AND (…) NOT (…), or NEAR', permille: 30, draft: draftAmbiguous },
  { name: 'NEAR/5', permille: 60, draft: draftNear },
  { name: 'ONEAR/3', permille: 30, draft: draftOrderedNear },
  { name: 'any ending (*)', permille: 50, draft: draftEnding },
  { name: 'any middle (*), any character (?)', permille: 35, draft: draftMiddle },
  { name: 'as written (raw:)', permille: 40, draft: draftRaw },
  { name: '#hashtag, @handle', permille: 35, draft: draftSignOnly },
  { name: 'hyphenated', permille: 30, draft: draftHyphenated },
  { name: 'title:, text:', permille: 30, draft: draftField },
  { name: 'plural', permille: 20, draft: draftPlural },
  { name: 'lang:, site:, source:, author:, url:', permille: 20, draft: draftFact },
  { name: 'emoji, saved query', permille: 10, draft: draftOther },
];

const SAVED: Readonly<Record<string, string>> = { crise: 'panne OR coupure OR boycott OR arnaque OR scandale' };

const findSaved: FindSavedQuery = (name) => SAVED[name] ?? null;

/** A brand's query as the matcher takes it; its number is its id and its key. */
export type Entry = MatcherEntry<number>;

export function toEntry(brand: Brand, number: number): Entry {
  return { id: String(number), key: number, query: parseQuery(brand.query, findSaved) };
}

/** Spreads the kinds evenly over any first part of the brands (the fractions of multiples of the golden ratio). */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
const ORDINARY_RANK_MIN = 5_000;

export function makeBrands(
  input: Readonly<{ random: Random; vocabulary: readonly string[]; count: number }>,
): readonly Brand[] {
  const { random, vocabulary, count } = input;
  const makers = makeNameMakers(random, vocabulary);
  return Array.from({ length: count }, (_, index): Brand => {
    const kind = findKind(((index + 1) * GOLDEN_RATIO) % 1);
    return { kind: kind.name, ...kind.draft({ ...makers, random, sector: pick(random, SECTORS) }) };
  });
}

/** One line for each kind: its share in per cent and an example. */
export function describeMix(brands: readonly Brand[]): readonly string[] {
  return KINDS.map(({ name }) => {
    const those = brands.filter(({ kind }) => kind === name);
    const percent = ((those.length / brands.length) * 100).toFixed(1).padStart(5);
    return `  ${percent} %  ${name.padEnd(42)} ${those[0]?.query ?? ''}`;
  });
}

function findKind(fraction: number): Kind {
  let permille = fraction * KINDS.reduce((sum, kind) => sum + kind.permille, 0);
  for (const kind of KINDS) {
    permille -= kind.permille;
    if (permille < 0) return kind;
  }
  throw new Error('the shares of the kinds do not add up');
}

function makeNameMakers(random: Random, vocabulary: readonly string[]): Omit<Kit, 'random' | 'sector'> {
  const taken = new Set(vocabulary.map(foldPlainly));
  const beginnings = new Set(vocabulary.map(foldPlainly).flatMap(toBeginnings));
  const wellKnown = AMBIGUOUS.values();
  let nextOrdinary = 0;
  /** A plural of a word is taken with the word, and the word with its plural. */
  const isTaken = (name: string): boolean =>
    [name, `${name}s`, `${name}x`, `${name}es`, name.slice(0, -1), name.slice(0, -2)].some((form) => taken.has(form));
  const takeNew = (make: () => string): string => {
    for (;;) {
      const name = make();
      const folded = foldPlainly(name);
      if (folded.length < 3 || isTaken(folded)) continue;
      taken.add(folded);
      return name;
    }
  };
  return {
    name: () => takeNew(() => capitalise(makeWord(random, { syllableCountMin: 2, syllableCountMax: 3 }))),
    acronym: () =>
      takeNew(() => {
        const length = random.next() < 0.3 ? 3 : 4;
        return Array.from({ length }, () => String.fromCharCode(65 + Math.floor(random.next() * 26))).join('');
      }),
    ordinary: () => {
      nextOrdinary += 1;
      const word = vocabulary[ORDINARY_RANK_MIN + ((nextOrdinary * 7) % (vocabulary.length - ORDINARY_RANK_MIN))];
      if (word === undefined) throw new Error('the vocabulary is too small');
      return word;
    },
    wellKnown: () => wellKnown.next().value,
    isBeginning: (letters) => beginnings.has(foldPlainly(letters)),
  };
}

function toBeginnings(word: string): readonly string[] {
  return Array.from({ length: word.length }, (_, index) => word.slice(0, index + 1));
}

// ----------------------------------------------------------------------------------------------------- kinds of queries

function draftName({ random, name }: Kit): Draft {
  const called = name();
  return { query: random.next() < 0.5 ? called : called.toLowerCase(), spellings: [called], contexts: [] };
}

function draftPhrase({ random, name }: Kit): Draft {
  const called = random.next() < 0.7 ? `${name()} ${pick(random, SECOND_WORDS)}` : `${name()} et ${name()}`;
  const quoted = random.next() < 0.8 ? `"${called}"` : `« ${called} »`;
  return { query: quoted, spellings: [called], contexts: [] };
}

function draftContexts({ random, sector, name }: Kit): Draft {
  const called = name();
  const longer = `${called} ${pick(random, SECOND_WORDS)}`;
  const contexts = pickSome(random, sector.contexts, 3 + Math.floor(random.next() * 3));
  const query = `(${called} OR "${longer}") AND (${contexts.join(' OR ')}) -${pick(random, sector.exclusions)}`;
  return { query, spellings: [called, longer], contexts };
}

function draftSigns({ random, name }: Kit): Draft {
  const called = name();
  const second = pick(random, ['France', 'Officiel', 'Pro']);
  const hashtag = `#${called}${second}`;
  const handle = `@${foldPlainly(called)}_fr`;
  return { query: `${called} OR ${hashtag} OR ${handle}`, spellings: [called, hashtag, handle], contexts: [] };
}

function draftAmbiguous(kit: Kit): Draft {
  const { random, sector, ordinary } = kit;
  const known = random.next() < 0.4 ? kit.wellKnown() : undefined;
  if (known !== undefined) return draftWellKnown(known);
  const word = ordinary();
  const called = random.next() < 0.3 ? `"la ${word}"` : word;
  const contexts = pickSome(random, [...sector.contexts], 2).map((each) => `${each} ${sector.exclusions[0]}`);
  const near = pickSome(random, sector.contexts, 2);
  const [exclusion] = sector.exclusions;
  const query =
    random.next() < 0.5
      ? `${called} AND (${contexts.map((each) => `"${each}"`).join(' OR ')}) NOT (${exclusion}s OR gratuit)`
      : `${called} NEAR/2 (${near.join(' OR ')}) -gratuit`;
  return { query, spellings: [capitalise(called.replaceAll('"', ''))], contexts: near };
}

function draftWellKnown([name, contexts, exclusions]: WellKnown): Draft {
  const query = `${name} AND (${words(contexts).join(' OR ')}) NOT (${words(exclusions).join(' OR ')})`;
  return { query, spellings: [capitalise(name.replaceAll('"', ''))], contexts: words(contexts) };
}

function draftNear({ random, sector, name }: Kit): Draft {
  const called = name();
  const contexts = pickSome(random, sector.contexts, 2);
  const [first = '', second = ''] = contexts;
  const longer = `${called} ${pick(random, SECOND_WORDS)}`;
  const query = pick(random, [
    `${called} NEAR/5 (${first} OR ${second})`,
    `${called} NEAR/5 ${first}`,
    `"${longer}" NEAR/5 ${first}`,
    `(${called} OR "${longer}") NEAR/5 (${first} OR "${second} client")`,
    `${called} NEAR/5 ${first} NEAR/8 ${second}`,
  ]);
  return { query, spellings: [called, longer], contexts };
}

function draftOrderedNear({ random, sector, name }: Kit): Draft {
  const called = name();
  const contexts = pickSome(random, sector.contexts, 2);
  return { query: `(${contexts.join(' OR ')}) ONEAR/3 ${called}`, spellings: [called], contexts };
}

function draftEnding(kit: Kit): Draft {
  const { random } = kit;
  const { called, letterCount } = nameLong(kit);
  const query = `${called.slice(0, Math.max(letterCount, called.length - 2))}*`;
  return {
    query: random.next() < 0.8 ? query : `"${query} ${pick(random, SECOND_WORDS)}"`,
    spellings: [called, `${called}ien`],
    contexts: [],
  };
}

function draftMiddle(kit: Kit): Draft {
  const { called, letterCount } = nameLong(kit);
  const sign = kit.random.next() < 0.6 ? '*' : '?';
  const query = `${called.slice(0, letterCount)}${sign}${called.slice(letterCount + 1)}`;
  return { query, spellings: [called], contexts: [] };
}

function draftRaw({ random, name, acronym }: Kit): Draft {
  const called = acronym();
  const made = name();
  const longer = `${made} ${pick(random, SECOND_WORDS)}`;
  const other = acronym();
  return pick(random, [
    { query: `raw:${called}`, spellings: [called], contexts: [] },
    { query: `raw:${called}`, spellings: [called], contexts: [] },
    { query: `raw:(${called} OR ${other})`, spellings: [called, other], contexts: [] },
    { query: `raw:"${longer}"`, spellings: [longer], contexts: [] },
    { query: `\`${called}+\``, spellings: [`${called}+`, called], contexts: [] },
    { query: `raw:${made} AND (client OR service)`, spellings: [made], contexts: ['client', 'service'] },
  ]);
}

function draftSignOnly({ random, name }: Kit): Draft {
  const called = name();
  const hashtag = `#${called}${pick(random, SECOND_WORDS)}`;
  const handle = `@${foldPlainly(called)}${pick(random, ['', '_fr', '_officiel'])}`;
  return pick(random, [
    { query: hashtag, spellings: [hashtag, hashtag.toLowerCase()], contexts: [] },
    { query: handle, spellings: [handle, `${handle}@mastodon.social`], contexts: [] },
    { query: `#${called}`, spellings: [`#${called}`], contexts: [] },
  ]);
}

function draftHyphenated({ random, name }: Kit): Draft {
  const [first, second] = [name(), random.next() < 0.5 ? name() : pick(random, SECOND_WORDS)];
  const called = `${first}-${second}`;
  const spellings = [called, `${first} ${second}`, `${first}${second.toLowerCase()}`];
  return { query: called, spellings, contexts: [] };
}

function draftField({ random, sector, name }: Kit): Draft {
  const called = name();
  const [first = '', second = ''] = pickSome(random, sector.contexts, 2);
  return pick(random, [
    { query: `title:${called}`, spellings: [called], contexts: [] },
    { query: `title:"${called} ${first}"`, spellings: [`${called} ${first}`], contexts: [] },
    { query: `${called} text:(${first} OR ${second})`, spellings: [called], contexts: [first, second] },
    { query: `title:(${called} NEAR/3 ${first}) OR raw:"${called} Pro"`, spellings: [called], contexts: [first] },
  ]);
}

function draftPlural({ random, name }: Kit): Draft {
  const called = name();
  const thing = pick(random, words('galettes forfaits réseaux boissons biscuits services'));
  return pick(random, [
    {
      query: `"${thing} ${called}"`,
      spellings: [`${thing} ${called}`, `${thing.slice(0, -1)} ${called}`],
      contexts: [],
    },
    { query: `${called}s`, spellings: [`${called}s`, called], contexts: [] },
  ]);
}

function draftFact({ random, name }: Kit): Draft {
  const called = name();
  const host = pick(random, HOSTS);
  const query = pick(random, [
    `${called} lang:fr`,
    `${called} -site:${host}`,
    `${called} (site:${host} OR source:forum)`,
    `${called} source:(news OR review)`,
    `${called} -author:dupont`,
    `${called} -url:promo -type:comment`,
    `${called} OR url:${foldPlainly(called)}`,
  ]);
  return { query, spellings: [called], contexts: [] };
}

function draftOther({ random, name }: Kit): Draft {
  const called = name();
  return pick(random, [
    { query: `${called} AND (😡 OR 🤬)`, spellings: [`${called} 😡`, called], contexts: [] },
    { query: `${called} AND @crise`, spellings: [called], contexts: ['panne', 'boycott'] },
  ]);
}

const STAR_LETTER_COUNT_MIN = 4;

/** A name with room for a star behind so many letters, with which no word begins: who writes a star looks at that. */
function nameLong({ name, isBeginning }: Kit): Readonly<{ called: string; letterCount: number }> {
  for (;;) {
    const called = name();
    for (let letterCount = STAR_LETTER_COUNT_MIN; letterCount < called.length - 1; letterCount += 1) {
      if (!isBeginning(called.slice(0, letterCount))) return { called, letterCount };
    }
  }
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
