/** The words of each trade, found in a text in one pass; what a text speaks of. */
import { foldWord } from '../query/fold-word.ts';
import { tokenize } from '../query/tokens.ts';
import { stemWord } from '../stem-word.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import type { ReadDraft } from './read-draft.ts';
import { looseShare, otherShare, ownShare, TRADES, type Trade } from './trades.ts';
import { VOCABULARY_EN } from './vocabulary-en.ts';
import { VOCABULARY_FR } from './vocabulary-fr.ts';
import { WIDER_WORDS_EN } from './wider-words-en.ts';
import { WIDER_WORDS_FR } from './wider-words-fr.ts';

/** A word of one trade or more, with its first place in the draft. */
export type TradeWord = Readonly<{
  key: string;
  start: number;
  end: number;
  weights: ReadonlyMap<Trade, number>;
  /** Several words, and not one with a hyphen. */
  isPhrase: boolean;
}>;

const WEIGHTS: Readonly<Record<string, number>> = { '+': 1.5, '-': 0.5 };
const WORDS_PER_TERM_MAX = 4;
const EMOJI_PATTERN = /^\p{Extended_Pictographic}/u;
/** What a text speaks of shows in its first pages; names are looked for in all of it. */
const TRADE_WORDS_MAX = 1_200;
const LANGUAGE_WORDS_MAX = 300;
const STEM_CHARS_MIN = 4;
const PLURAL_PATTERN = /(?<=\p{L}{3})[sx]$/u;

/**
 * Endings of number, gender and person alone: the stemmer of the package makes « rappelle » and « rappels », « petits » and
 * « petite enfance », « pari » and « par » one.
 */
const ENDING_PATTERN =
  /(?<=\p{L}{4})(?:issons|issez|issent|eraient|erions|eriez|erons|eront|erait|erais|erez|eras|erai|era|aient|ions|iez|antes|ants|ante|ant|ent|ons|ez|er|ees|ee|es|ait|ais|e|s|x)$/u;

type Index = ReadonlyMap<string, ReadonlyMap<Trade, number>>;

/** Phrases that hold a word of some trade and tell of none. */
const NEUTRAL: Readonly<Record<string, string>> = {
  fr: `on compte, compte sur, comptez sur, compter sur, sur le compte, son compte, le compte à rebours, par la suite, tout de suite, à la suite, tenir compte, en ligne, mise à jour, en main, prise en main, sur place, à la une, rendez-vous, à la carte de, en route, bonne route, mise en place, en place, en série, au bout du fil, en cours, en direct, point de vue, à point, tout court, de suite, en tête, pièce d’identité, fête des mères, fête des pères, mise en vente, carte de vœux, jour de l’an, à table, en vue, place aux, à la carte, en jeu, pièce par pièce, mise en service, la saison, de saison, cette saison, ligne par ligne, est prêt, es prêt, êtes prêt, suis prêt, prêt à, prête à, prêt pour, prête pour, t’es prêt, prêt-e, tes prêt, sont prêts, oreille, oreilles, contre la montre, courses contre la montre, course contre la montre, à fond la caisse, fond la caisse, met les gaz, mets les gaz, mettons les gaz, mettez les gaz, plein gaz, recette du succès, la recette du, recette gagnante, banque d’images, banque d’idées, banque de données, score parfait, dans la cour des grands, cour des grands, petits plats dans, les grands, la crème de la, cerise sur le gâteau, la cerise sur, pour des prunes, pas de tarte, mettre la main à, main à la pâte, la main à la, pain sur la planche, du pain sur, comme des petits pains, petits pains, à la sauce, raconter des salades, un zeste de, un zeste, zeste, coup de cœur, coups de cœur, coup de pouce, coup de fil, coup de main, coup de projecteur, coup de chapeau, coup de théâtre, coup d’envoi de, coup d’œil, prendre le train, train-train, sur les rails, en bonne voie, voie à suivre, tout un roman, tourner la page, en coulisses, dans les coulisses, sur le devant, haut de gamme, prendre de la hauteur, décollage immédiat, embarquement immédiat, embarquement pour, à bord, bienvenue à bord, cap sur, le cap, garder le cap, contre vents et, vent en poupe, hisser haut, hissez haut, à toute vapeur, la vapeur, passer la vitesse, vitesse supérieure, carte blanche, à la loupe, tirer son épingle, jeu d’enfant, jeux d’enfant, pièce du puzzle, en un clin, clin d’œil, cœur à cœur, au courant, tenir au courant, tenez-nous au courant, tenons au courant, bonne énergie, pleine d’énergie, plein d’énergie, pleins d’énergie, faire le plein, fais le plein, faites le plein, plein les yeux, coup de jus, batteries à plat, recharger les batteries, rechargez vos batteries, recharge tes batteries, mettre en scène, entrer en scène, en scène, à l’affiche, lever le rideau, la mi-temps, troisième mi-temps, remporter le match, ballon d’essai, marquer un but, dans les starting, dernière ligne, carton plein, c’est un marathon, pas un sprint, gros lot, pari réussi, pari gagné, pari tenu, bonne étoile, dormir sur, sur ses deux, dans de beaux draps, au saut du lit, le fil rouge, fil rouge, de fil en, sur mesure, prendre racine, herbe sous le pied, coupez l’herbe, couper l’herbe, belle plante, jeter des fleurs, fleur bleue, petit poucet, chat échaudé, appeler un chat, donner sa langue, entre chien et, temps de chien, comme chien et, monter en pression, pas de pression, sous pression, la pression monte, à consommer sans, cocktail de, cocktail détonnant, sans filtre, patience et longueur, la solution, avocat du diable, l’avocat du, tous droits réservés, poids lourd du, silence radio, sur toutes les lèvres, prendre un bain, grand bain, dans le bain, se jeter à, à la clé, clés du succès, la clé, la clef, haute voltige, dans la peau, en pole position, ça roule, roule ma poule, en roue libre, mettre le turbo, bouchée double, en bouche, cuisine interne, tout feu tout, feu vert, feu sacré, dans le mille, mode d’emploi, tout à coup, du coup, d’un coup, les yeux fermés, sous les yeux, en piste, dernière ligne droite`,
  en: `on board, in store, at home, stay tuned, sign up, check out, in the bag, on the table, by the way, in the air, across the board, in touch, on hold, free of charge`,
};

const VOCABULARIES = {
  fr: [VOCABULARY_FR, WIDER_WORDS_FR],
  en: [VOCABULARY_EN, WIDER_WORDS_EN],
} as const;
type IndexLanguage = keyof typeof VOCABULARIES;

/** Made at the first draft: every command would wait for them at its start. */
const indexes = new Map<IndexLanguage, Index>();

function getIndex(language: IndexLanguage): Index {
  const index = indexes.get(language) ?? makeIndex(VOCABULARIES[language], language);
  indexes.set(language, index);
  return index;
}

function makeIndex(vocabularies: readonly Readonly<Partial<Record<Trade, string>>>[], language: string): Index {
  const made = new Map<string, Map<Trade, number>>();
  for (const trade of TRADES) {
    const entries = vocabularies
      .map((vocabulary) => vocabulary[trade] ?? '')
      .join(',')
      .split(',');
    for (const entry of entries) addEntry(made, { trade, entry: entry.trim(), language });
  }
  for (const phrase of (NEUTRAL[language] ?? '').split(',')) {
    made.set(toKey(phrase.trim(), language), new Map());
    made.set(toExactKey(phrase.trim()), new Map());
  }
  return made;
}

/** « car » and « but » are small words of one language and trade words of the other: the draft's small words decide. */
function chooseLanguages(draft: ReadDraft): readonly IndexLanguage[] {
  const words = draft.words.slice(0, LANGUAGE_WORDS_MAX);
  const count = (language: string): number => words.filter((word) => isFunctionWord(word, language)).length;
  const french = count('fr');
  const english = count('en');
  if (french === english) return ['fr', 'en'];
  return french > english ? ['fr'] : ['en'];
}

type Entry = Readonly<{ trade: Trade; entry: string; language: string }>;

function addEntry(made: Map<string, Map<Trade, number>>, { trade, entry, language }: Entry): void {
  if (entry === '') return;
  const sign = /^[+-]/.exec(entry)?.[0] ?? '';
  const written = entry.slice(sign.length);
  for (const key of [toKey(written, language), toExactKey(written)]) {
    const weights = made.get(key) ?? new Map<Trade, number>();
    weights.set(trade, Math.max(weights.get(trade) ?? 0, WEIGHTS[sign] ?? 1));
    made.set(key, weights);
  }
}

/** A word as it is written goes before those of the same stem: « cours » is none of « course ». */
function toExactKey(written: string): string {
  return `=${foldWord(written.toLowerCase())}`;
}

function toKey(written: string, language: string): string {
  if (EMOJI_PATTERN.test(written)) return written.replaceAll('\u{fe0f}', '');
  return tokenize(written)
    .map(({ start, end }) => toStem(written.slice(start, end), language))
    .join(' ');
}

/** Both sides lose their endings: « surgelé », « surgelons », « surgelées » are one. */
function toStem(written: string, language: string): string {
  const lower = written.toLowerCase();
  if (language === 'fr') return stripEnding(foldWord(lower));
  const stem = stemWord(lower, language);
  return stem.length < STEM_CHARS_MIN ? foldWord(lower).replace(PLURAL_PATTERN, '') : stem;
}

function stripEnding(folded: string): string {
  const stripped = folded.replace(ENDING_PATTERN, '');
  return stripped === folded ? folded.replace(PLURAL_PATTERN, '') : stripped;
}

/** The trade words of a draft, each once; those at the places of names are none. */
export function findTradeWords(draft: ReadDraft, isTaken: (token: number) => boolean): readonly TradeWord[] {
  const found = new Map<string, TradeWord>();
  for (const language of chooseLanguages(draft)) {
    const index = getIndex(language);
    const keys = draft.words
      .slice(0, TRADE_WORDS_MAX)
      .map((word, token) =>
        draft.isEmoji.has(token) ? word : toStem(draft.text.slice(draft.starts[token], draft.ends[token]), language),
      );
    for (let from = 0; from < keys.length; ) {
      const length = longestAt(draft, { index, keys, from, isTaken, found });
      from += Math.max(1, length);
    }
  }
  return [...found.values()];
}

type Search = Readonly<{
  index: Index;
  keys: readonly string[];
  from: number;
  isTaken: (token: number) => boolean;
  found: Map<string, TradeWord>;
}>;

/** How many tokens the longest term from here has; it is put among those found. */
function longestAt(draft: ReadDraft, { index, keys, from, isTaken, found }: Search): number {
  let key = '';
  let length = 0;
  let best: string | undefined;
  for (let until = from; until < Math.min(keys.length, from + WORDS_PER_TERM_MAX); until += 1) {
    if (isTaken(until) || (until > from && isCutBefore(draft, until))) break;
    key = until === from ? (keys[until] ?? '') : `${key} ${keys[until]}`;
    const exact = until === from ? `=${draft.words[from] ?? ''}` : key;
    if (index.has(exact)) best = exact;
    // « plus » is no plural of a trade's abbreviation
    else if (
      index.has(key) &&
      (until > from || !isSmallWord(draft.words[from] ?? '')) &&
      !(until === from && isCapitalWithin(draft, from))
    )
      best = key;
    else continue;
    length = until - from + 1;
  }
  const weights = best === undefined ? undefined : index.get(best);
  if (best !== undefined && weights !== undefined && !found.has(best)) {
    const [start, end] = [draft.starts[from] ?? 0, draft.ends[from + length - 1] ?? 0];
    found.set(best, {
      ...{ key: best, start, end, isPhrase: /\s/.test(draft.text.slice(start, end)) },
      weights: scaleWeights(weights, toVoiceRatio(draft, from)),
    });
  }
  return length;
}

/** « Cartes, cadeaux » are no « cartes cadeaux ». */
function isCutBefore(draft: ReadDraft, token: number): boolean {
  return draft.breaks[token] === true || /[,:()/]/.test(draft.text.slice(draft.ends[token - 1], draft.starts[token]));
}

/** « Berlin » is no « berline »: names within a sentence are not inflected. */
function isCapitalWithin(draft: ReadDraft, token: number): boolean {
  if (draft.letterCase !== 'mixed' || draft.breaks[token] === true) return false;
  return /^\p{Lu}\p{Ll}/u.test(draft.text.slice(draft.starts[token], draft.ends[token]));
}

function isSmallWord(word: string): boolean {
  return isFunctionWord(word, 'fr') || isFunctionWord(word, 'en');
}

/** « Plus drôle qu’un musée », « comme un sprint », « auprès des avocats », what customers say: hardly what one deals in. */
const BEFORE_COMPARED = new Set('comme que qu aupres sans like unlike than'.split(' '));
const BEFORE_COMPARED_SKIPPED = new Set('un une des le la les l d de du a aux au an the'.split(' '));
const ASIDE_RATIO = 0.4;

function toVoiceRatio(draft: ReadDraft, from: number): number {
  if (draft.isQuoted[from] === true) return ASIDE_RATIO;
  let before = from;
  while (
    before > 0 &&
    from - before < 2 &&
    draft.breaks[before] !== true &&
    BEFORE_COMPARED_SKIPPED.has(draft.words[before - 1] ?? '')
  ) {
    before -= 1;
  }
  if (before === 0 || draft.breaks[before] === true || before === from) return 1;
  return BEFORE_COMPARED.has(draft.words[before - 1] ?? '') ? ASIDE_RATIO : 1;
}

function scaleWeights(weights: ReadonlyMap<Trade, number>, ratio: number): ReadonlyMap<Trade, number> {
  return ratio === 1 ? weights : new Map([...weights].map(([trade, weight]) => [trade, weight * ratio]));
}

/** What a word weighs for whoever has the share of each trade; it counts by the trade that it fits best. */
function weigh(weights: ReadonlyMap<Trade, number>, toShare: (trade: Trade) => number): number {
  let best = 0;
  for (const [trade, weight] of weights) best = Math.max(best, weight * toShare(trade));
  return best;
}

/** How well the words fit somebody of these trades; neighbouring ones tell less. */
export function scoreOther(words: readonly TradeWord[], trades: readonly Trade[]): number {
  return words.reduce((sum, { weights }) => sum + weigh(weights, (trade) => otherShare(trades, trade)), 0);
}

/** What tells less is no word of the other's. */
const TELLING_MIN = 0.5;

/**
 * How much better the words fit another than the account, how well they fit the account, and how many tell of the other: a phrase
 * counts as two, because it is hardly ever a figure of speech.
 */
export function compareTrades(
  words: readonly TradeWord[],
  trades: Readonly<{ own: readonly Trade[]; other: readonly Trade[] }>,
): Readonly<{ lead: number; own: number; count: number; most: number }> {
  let lead = 0;
  let ofAccount = 0;
  let count = 0;
  let most = 0;
  const hasOwnWords = words.some(({ weights }) => trades.own.some((trade) => (weights.get(trade) ?? 0) >= 1));
  for (const { isPhrase, weights } of words) {
    const other = weigh(weights, (trade) => otherShare(trades.other, trade));
    const own = weigh(weights, (trade) => ownShare(trades.own, trade, { hasOwnWords }));
    const loose = weigh(weights, (trade) => otherShare(trades.other, trade) * looseShare(trades.own, trade));
    const more = other - Math.max(own, loose);
    lead += more;
    most = Math.max(most, more);
    if (more >= TELLING_MIN) count += isPhrase ? 2 : 1;
    ofAccount += own;
  }
  return { lead, own: ofAccount, count, most };
}
