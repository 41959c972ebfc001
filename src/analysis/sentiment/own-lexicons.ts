/**
 * Opinion words that natural's lists lack: the vocabulary of angry customers and of bad buzz, the words and groups of
 * words that negate, and emoji, which say the same in every language. Of our own writing.
 */
import { foldWord } from '../query/fold-word.ts';
import { GERMAN } from './lexicons/de.ts';
import { ENGLISH } from './lexicons/en.ts';
import { SPANISH } from './lexicons/es.ts';
import { FRENCH } from './lexicons/fr.ts';
import { ITALIAN } from './lexicons/it.ts';
import { PORTUGUESE } from './lexicons/pt.ts';

/** What is known of a language beyond natural's list. Everything is folded: lower case, no accents. */
export type OwnLexicon = Readonly<{
  /** Opinion in a word or a group of words, by its first word; longest group first. */
  entriesByFirstWord: ReadonlyMap<string, readonly OwnEntry[]>;
  /** Words that turn the opinions after them round. */
  negators: ReadonlySet<string>;
  /** Words that negate only where one of the others stands shortly before: « on n’en veut plus », but « plus vite ». */
  pairedNegators: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words that make the opinion right after them stronger. */
  intensifiers: ReadonlySet<string>;
  /** After these, what was negated no longer is: « pas cher mais nul ». */
  turns: ReadonlySet<string>;
}>;

/** polarity: -1 to 1; 0 takes the opinion out of a word ("no problem at all" says nothing bad). */
export type OwnEntry = Readonly<{ words: readonly string[]; polarity: number }>;

const EMOJI: Readonly<Record<string, string>> = {
  '-1': '🤬 😡 🤮 🖕 👿 🗑',
  '-0.7':
    '😠 👎 🤢 😤 💩 😾 😒 🙄 😞 😔 😣 😖 😩 😫 😢 😭 💔 😨 😰 😱 🤦 🚨 😥 😓 😪 😿 🥺 ☹ 🙁 😟 😧 😦 😕 🥱 🤕 🤒 🤡 ⛔ 🚫 ❌ 📉 🥲 😵 🤥 😬 🐍',
  '-0.4': '😑 😐 🤨 😏 🤔 ⚠ 😶 😮‍💨',
  '0.4':
    '🙂 😀 😃 😄 😁 😆 😉 😌 🤗 💪 🙌 ✨ 💚 🌞 😅 🤣 😂 😋 😜 😝 😛 😇 🌸 🌹 🌺 🌻 💐 🌟 ⭐ ✅ 📈 🎶 ☀ 🌈 👌 ✌ 🤝 🍀 🥂 🍾 🎁 👀',
  '0.7': '😊 ☺ 👍 👏 🎉 🥳 😎 🙏 😘 💙 💛 💜 🧡 ♥ 💕 🎊 💞 💓 💗 💝 😚 😙 🤩 😻 🏆 🥇 🔥 💋 🫶 🤍 🖤 💟 😽 🎂',
  '1': '❤ 😍 🥰 💯 💖',
};

const NONE: ReadonlySet<string> = new Set();

/** For languages without a list of their own here. */
const EMPTY_OWN_LEXICON: OwnLexicon = {
  entriesByFirstWord: new Map(),
  negators: NONE,
  pairedNegators: new Map(),
  intensifiers: NONE,
  turns: NONE,
};

const FRENCH_NE = new Set(['ne', 'n']);

/** By ISO 639-1 code; each made at its first use. */
const OWN_LEXICON_MAKERS: Readonly<Record<string, () => OwnLexicon>> = {
  fr: () => ({
    entriesByFirstWord: toEntries(FRENCH),
    negators: toWordSet('pas, jamais, aucun, aucune, sans, ni, guère, nullement, zéro'),
    pairedNegators: new Map([
      ['plus', FRENCH_NE],
      ['rien', FRENCH_NE],
      ['point', FRENCH_NE],
    ]),
    intensifiers: toWordSet(
      'très, trop, vraiment, tellement, complètement, totalement, extrêmement, absolument, si, hyper, super, ultra',
    ),
    turns: toWordSet('mais, cependant, pourtant, sauf'),
  }),
  en: () => ({
    entriesByFirstWord: toEntries(ENGLISH),
    // "don’t" is read as the two words "don" and "t".
    negators: toWordSet(
      'not, never, no, nothing, without, t, dont, doesnt, didnt, isnt, wasnt, cant, cannot, wont, aint, hardly, nobody, neither, nor',
    ),
    pairedNegators: new Map(),
    intensifiers: toWordSet('very, so, really, too, extremely, absolutely, totally, completely, utterly'),
    turns: toWordSet('but, however, although, except'),
  }),
  es: () => ({
    ...EMPTY_OWN_LEXICON,
    entriesByFirstWord: toEntries(SPANISH),
    negators: toWordSet('no, nunca, jamás, sin, ni, tampoco'),
    turns: toWordSet('pero'),
  }),
  it: () => ({
    ...EMPTY_OWN_LEXICON,
    entriesByFirstWord: toEntries(ITALIAN),
    negators: toWordSet('non, mai, senza, né, nessun, nessuna'),
    turns: toWordSet('ma, però'),
  }),
  de: () => ({
    ...EMPTY_OWN_LEXICON,
    entriesByFirstWord: toEntries(GERMAN),
    negators: toWordSet('nicht, kein, keine, keinen, keiner, nie, niemals, ohne'),
    turns: toWordSet('aber'),
  }),
  pt: () => ({
    ...EMPTY_OWN_LEXICON,
    entriesByFirstWord: toEntries(PORTUGUESE),
    negators: toWordSet('não, nunca, jamais, sem, nem'),
    turns: toWordSet('mas, porém'),
  }),
};

const madeLexicons = new Map<string, OwnLexicon>();

/** « Pas bon » is less bad than « mauvais ». */
export const NEGATION_FACTOR = -0.7;
/** « Vraiment nul » is worse than « nul ». */
export const INTENSIFIER_FACTOR = 1.4;
/** A negator reaches this many words on: « ce n’est pas du tout une bonne affaire ». */
export const NEGATION_WORD_COUNT = 4;
/** A paired negator looks back this far for its partner: « on ne les rappellera plus ». */
const PARTNER_WORD_COUNT = 4;

/** What is known of a language; nothing where it has no list here. */
export function findOwnLexicon(language: string): OwnLexicon {
  const known = madeLexicons.get(language);
  if (known !== undefined) return known;
  const make = Object.hasOwn(OWN_LEXICON_MAKERS, language) ? OWN_LEXICON_MAKERS[language] : undefined;
  if (make === undefined) return EMPTY_OWN_LEXICON;
  const made = make();
  madeLexicons.set(language, made);
  return made;
}

type Said = Readonly<{ text: string }>;

/** Whether the word turns the opinions after it round; index: its place in what is said. */
export function negates(word: string, said: readonly Said[], index: number, own: OwnLexicon): boolean {
  if (own.negators.has(word)) return true;
  const partners = own.pairedNegators.get(word);
  if (partners === undefined) return false;
  return said.slice(Math.max(0, index - PARTNER_WORD_COUNT), index).some(({ text }) => partners.has(text));
}

/** The longest word or group of words of the list that begins here. */
export function findGroupAt(said: readonly Said[], index: number, own: OwnLexicon): OwnEntry | undefined {
  const entries = own.entriesByFirstWord.get(said[index]?.text ?? '');
  return entries?.find(({ words }) => words.every((word, shift) => said[index + shift]?.text === word));
}

/** Opinion in an emoji without its skin colour or presentation mark; absent where it says nothing by itself. */
export const EMOJI_POLARITIES: ReadonlyMap<string, number> = new Map(
  Object.entries(EMOJI).flatMap(([polarity, list]) =>
    list.split(' ').map((emoji) => [emoji, Number(polarity)] as const),
  ),
);

function toEntries(listByPolarity: Readonly<Record<string, string>>): ReadonlyMap<string, readonly OwnEntry[]> {
  const byFirstWord = new Map<string, OwnEntry[]>();
  for (const [polarity, list] of Object.entries(listByPolarity)) {
    for (const written of list.split(',')) {
      const words = written
        .trim()
        .split(/[\s'’]+/u)
        .map(foldWord);
      const first = words[0] ?? '';
      byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { words, polarity: Number(polarity) }]);
    }
  }
  for (const entries of byFirstWord.values()) entries.sort((left, right) => right.words.length - left.words.length);
  return byFirstWord;
}

function toWordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(',').map((word) => foldWord(word.trim())));
}
