/** The documents of bench/match.ts: they look French, and name none, one or two of the brands in some spelling. */
import type { MatchableDocument } from '../src/analysis/query/read-document.ts';
import type { Random } from '../src/base/random.ts';
import type { DocumentFacts, DocumentType, SourceLabel } from '../src/domain/document-facts.ts';
import type { Brand } from './match-brands.ts';
import { foldPlainly, makeWordSource, pick, words } from './match-words.ts';

/** Words and names of one document, its title included; at least 20. */
export type MakeDocument = (wordCount: number) => MatchableDocument;

type Sources = Readonly<{
  random: Random;
  vocabulary: readonly string[];
  /** Those that can be named. */
  brands: readonly Brand[];
}>;

const ELIDED: Readonly<Record<string, string>> = {
  le: 'l',
  la: 'l',
  de: 'd',
  que: 'qu',
  je: 'j',
  ne: 'n',
  se: 's',
  me: 'm',
};
const EMOJI = ['😡', '🤬', '😂', '👍', '👍🏽', '❤️', '🔥', '🎉', '👩‍💻', '🇫🇷'];
const HYPHENATED = words(
  'rendez-vous peut-être c’est-à-dire week-end e-mail vice-président a-t-il porte-parole au-delà',
);
const HOSTS = words('lemonde.fr blog.lemonde.fr lefigaro.fr jeuxvideo.com reddit.com actu.example forum.example');
const AUTHORS = words('Dupont Martin Leroy Moreau Nguyen Diallo Bernard');
const FIRST_NAMES = words('Jean Marie Léa Karim Zoé Hugo Aïcha');
const SOURCES: readonly SourceLabel[] = ['feed', 'forum', 'search', 'review', 'social', 'news'];
const TYPES: readonly DocumentType[] = ['article', 'post', 'comment', 'review'];

const SENTENCE_WORDS_MIN = 7;
const SENTENCE_WORDS_SPREAD = 16;
/** More frequent words than this are mostly no nouns. */
const NOUN_RANK_MIN = 300;

export function makeDocuments(sources: Sources): MakeDocument {
  const { random, vocabulary } = sources;
  const drawWord = makeWordSource(vocabulary);
  const writer: Writer = { ...sources, draw: () => drawWord(random) };
  return (wordCount) => {
    const hasTitle = wordCount > 50 || random.next() < 0.5;
    const titleWordCount = hasTitle ? 6 + Math.floor(random.next() * 4) : 0;
    const mentions = planMentions(writer);
    const isTitled = hasTitle && random.next() < 0.25;
    const title = hasTitle ? writeSentence(writer, titleWordCount, isTitled ? mentions.slice(0, 1) : []) : null;
    const text = writeText(writer, wordCount - titleWordCount, mentions);
    const site = pick(random, HOSTS);
    const slug = foldPlainly(title ?? 'message').replace(/[^a-z0-9]+/g, '-');
    return {
      title,
      text,
      site,
      url: `https://www.${site}/${pick(random, ['actu', 'promo', 'forum'])}/${slug}-${Math.floor(random.next() * 1e6)}`,
      author: random.next() < 0.2 ? null : `${pick(random, FIRST_NAMES)} ${pick(random, AUTHORS)}`,
      language: random.next() < 0.95 ? 'fr' : 'en',
      facts: makeFacts(random),
    };
  };
}

function makeFacts(random: Random): DocumentFacts {
  return {
    sources: [pick(random, SOURCES)],
    types: [pick(random, TYPES)],
    engines: ['feed'],
    countries: ['fr'],
    tags: [],
  };
}

type Writer = Sources & Readonly<{ /** The rank of a word. */ draw: () => number }>;

/** None in three documents of ten, one in four, two in three. */
function planMentions({ random, brands }: Writer): readonly Brand[] {
  const chance = random.next();
  const count = chance < 0.3 ? 0 : chance < 0.7 ? 1 : 2;
  return Array.from({ length: count }, () => pick(random, brands));
}

function writeText(writer: Writer, wordCount: number, mentions: readonly Brand[]): string {
  const { random } = writer;
  const lengths: number[] = [];
  for (let left = wordCount; left > 0; ) {
    const length = Math.min(left, SENTENCE_WORDS_MIN + Math.floor(random.next() * SENTENCE_WORDS_SPREAD));
    lengths.push(length);
    left -= length;
  }
  const places = mentions.map(() => Math.floor(random.next() * lengths.length));
  let text = '';
  for (const [index, length] of lengths.entries()) {
    const here = mentions.filter((_, mention) => places[mention] === index);
    text += writeSentence(writer, length, here) + endSentence(random);
  }
  return text.trim();
}

function endSentence(random: Random): string {
  const end = pick(random, ['.', '.', '.', '.', '.', '.', ' !', ' ?', '…', '. 😡', ' :']);
  return end + (random.next() < 0.15 ? '\n\n' : ' ');
}

/** Words with what stands between them, the brands among them; without the full stop. */
function writeSentence(writer: Writer, wordCount: number, mentions: readonly Brand[]): string {
  const { random } = writer;
  const said: string[] = [];
  const places = mentions.map(() => Math.floor(random.next() * wordCount));
  while (said.length < wordCount) {
    const mention = mentions[places.indexOf(said.length)];
    if (mention !== undefined) {
      places[places.indexOf(said.length)] = -1;
      sayBrand(writer, said, mention);
    } else {
      sayWord(writer, said);
    }
  }
  let sentence = capitalise(said[0] ?? '');
  for (const word of said.slice(1)) sentence += separate(random, sentence) + word;
  return sentence;
}

function separate(random: Random, before: string): string {
  if (/[’']$/.test(before)) return '';
  const chance = random.next();
  if (chance < 0.94) return ' ';
  return chance < 0.985 ? ', ' : pick(random, [' ; ', ' : ', ' (', ') ', ' « ', ' » ', ' / ', ' – ']);
}

function sayWord(writer: Writer, said: string[]): void {
  const { random, vocabulary } = writer;
  const chance = random.next();
  if (chance > 0.035) {
    const rank = writer.draw();
    const word = inflect(random, vocabulary[rank] ?? '', rank);
    elideBefore(random, said, word);
    said.push(word);
  } else if (chance > 0.025) said.push(pick(random, HYPHENATED));
  else if (chance > 0.02) said.push(`${vocabulary[writer.draw()]}-${vocabulary[writer.draw()]}`);
  else if (chance > 0.012) said.push(makeNumber(random));
  else if (chance > 0.009)
    said.push(`#${capitalise(vocabulary[writer.draw()] ?? '')}${capitalise(vocabulary[writer.draw()] ?? '')}`);
  else if (chance > 0.007)
    said.push(`@${foldPlainly(vocabulary[writer.draw()] ?? '')}_${Math.floor(random.next() * 100)}`);
  else if (chance > 0.005) said.push(pick(random, EMOJI));
  else said.push(makeUnheard(random));
}

/** Plural, capitals, or as it is. */
function inflect(random: Random, word: string, rank: number): string {
  const chance = random.next();
  if (chance < 0.02) return capitalise(word);
  if (chance < 0.025) return word.toUpperCase();
  if (chance < 0.15 && rank > NOUN_RANK_MIN && !/[sxz’]$/.test(word))
    return `${word}${word.endsWith('eau') ? 'x' : 's'}`;
  return word;
}

function elideBefore(random: Random, said: string[], word: string): void {
  const before = ELIDED[said.at(-1) ?? ''];
  if (before === undefined || !/^[aeiouyéèêàâîœ]/i.test(word)) return;
  said[said.length - 1] = `${before}${pick(random, ['’', '’', "'"])}`;
}

function makeNumber(random: Random): string {
  const number = Math.floor(random.next() * 2_030);
  return pick(random, [
    `${number}`,
    `${number} €`,
    `${number % 100},${number % 10}`,
    `${number % 24}h${10 + (number % 50)}`,
  ]);
}

/** What no vocabulary has: a reference, a name in another script's spelling, a slip of the pen. */
function makeUnheard(random: Random): string {
  const length = 4 + Math.floor(random.next() * 7);
  return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random.next() * 26))).join('');
}

function sayBrand({ random, vocabulary, draw }: Writer, said: string[], brand: Brand): void {
  const name = spell(random, pick(random, brand.spellings));
  const [first = ''] = brand.contexts;
  const isInContext = brand.contexts.length > 0 && random.next() < 0.65;
  const context = isInContext ? pick(random, brand.contexts) : first;
  const between = Array.from({ length: Math.floor(random.next() * 4) }, () => vocabulary[draw()] ?? '');
  if (!isInContext) said.push(name);
  else if (random.next() < 0.5) said.push(context, ...between, name);
  else said.push(name, ...between, context);
}

/** As people write a name: in capitals, without accents, in plural, behind an article, as a hashtag. */
function spell(random: Random, name: string): string {
  if (/^[#@]|\p{Extended_Pictographic}/u.test(name)) return name;
  const chance = random.next();
  if (chance < 0.1) return name.toUpperCase();
  if (chance < 0.18) return name.toLowerCase();
  if (chance < 0.26 && /\p{L}$/u.test(name)) return `${name}s`;
  if (chance < 0.34) return name.normalize('NFD').replace(/\p{M}/gu, '');
  if (chance < 0.42) return `#${name.split(/[\s-]/).map(capitalise).join('')}`;
  if (chance < 0.6 && /^[aeiouyéèêâ]/i.test(name)) return pick(random, ['l’', 'd’', "d'", 'qu’']) + name;
  return chance > 0.97 ? name.replaceAll(' ', '-') : name;
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
