/** Which documents tell the same thing, so that one dispatch on forty sites counts as one story. */
import { createHash } from 'node:crypto';
import { type Token, tokenize } from './query/tokens.ts';
import { toShingles } from './story-shingles.ts';
import { countSwaps, type ShingledWords, type WordKind } from './story-swaps.ts';

export type TellingDocument = Readonly<{ title: string | null; text: string }>;

/** What is compared of a document. */
export type Fingerprint = Readonly<{
  /** Equal for the same words: 32 hexadecimal digits. */
  exact: string;
  /** A few numbers that a copy nearly always shares with it, to look candidates up by; none where only exact counts. */
  bands: readonly number[];
  title: ShingledWords;
  body: ShingledWords;
}>;

/** Characters that are read; a dispatch differs from all others long before. */
const TEXT_CHARACTER_COUNT_MAX = 20_000;
/** What is compared with others: about eight hundred words. */
const COMPARED_CHARACTER_COUNT_MAX = 5_000;
/** 128 bits: two different stories of ten million never meet. */
const HEX_DIGIT_COUNT = 32;
/** A site's name behind the title, as in « Panne géante chez Orange - Le Quotidien du Rail », is at most so long… */
const SITE_NAME_WORD_COUNT_MAX = 5;
/** …and what stands before it at least so long: "Orange - LG" is a title, not a title and its site. */
const TITLE_WORD_COUNT_MIN = 3;

/** Shorter texts (posts, cries) say the same in the same words without being copies. */
export const NEAR_WORD_COUNT_MIN = 15;
/** Rows in the table for each story: with 16, 1 % more copies of the test's pairs are found; with 8, 5 % fewer. */
export const BAND_COUNT_MAX = 12;
/** Of the shorter text's shingles, so many are in the longer one. Two reports on one event share quotations, not this. */
const CONTAINED_SHARE_MIN = 0.6;
/**
 * Texts of fewer words (teasers, descriptions) go with many things: under another title they are another's, and inside of
 * a much longer text they may be quoted there, unless the title is the same.
 */
const SHORT_WORD_COUNT = 40;
const SHORT_LENGTH_RATIO_MIN = 0.5;
/** One name or number may be another in so many words: a dispatch is corrected, a template is filled in. */
const WORDS_PER_SWAP = 100;

/**
 * What a document tells, in a form to compare and to look up.
 *
 * `bands` are the smallest of the text's shingle hashes (a bottom-k sketch). A part of a text shares them in proportion
 * to its length and always among its own smallest, so a copy cut to a quarter is still found, which bands of a
 * MinHash signature, made for equal lengths, would miss.
 *
 * Shape:   knownExact: its storyIdOf, where that was told before.
 * Errors:  none: total, for any title and text.
 * Source:  A. Broder (1997), On the resemblance and containment of documents.
 */
export function fingerprintOf(document: TellingDocument, knownExact?: string): Fingerprint {
  const title = readTitle(document);
  const text = readText(document, COMPARED_CHARACTER_COUNT_MAX);
  const isTextEnough = text.tokens.length >= NEAR_WORD_COUNT_MIN;
  const body = shingle(isTextEnough ? text : readWords(`${title.raw}\n${text.raw}`));
  const isNearSought = body.words.length >= NEAR_WORD_COUNT_MIN && !isReply(document);
  const bands = isNearSought ? toSmallest(body.shingles, BAND_COUNT_MAX) : [];
  return { exact: knownExact ?? storyIdOf(document), bands, title: shingle(title), body };
}

/**
 * Whether both tell the same: the same words, or one a copy of the other that was cut, introduced, given another title
 * or set in other type.
 *
 * Not the same: two reports on one event, two fillings of one template (see countSwaps), a reply that quotes.
 *
 * Shape:   symmetric.
 * Errors:  none: total. Time grows with the texts' length.
 */
export function isSameStory(one: Fingerprint, other: Fingerprint): boolean {
  if (one.exact === other.exact) return true;
  if (one.bands.length === 0 || other.bands.length === 0) return false;
  const [shorter, longer] = compareLengths(one, other) <= 0 ? ([one, other] as const) : ([other, one] as const);
  if (toContainedShare(shorter.body, longer.body) < CONTAINED_SHARE_MIN) return false;
  const shortCount = shorter.body.words.length;
  if (shortCount < SHORT_WORD_COUNT) {
    if (haveOtherTitles(shorter.title, longer.title)) return false;
    const hasSameTitle = shorter.title.words.join(' ') === longer.title.words.join(' ');
    if (!hasSameTitle && shortCount < longer.body.words.length * SHORT_LENGTH_RATIO_MIN) return false;
  }
  const isShort = shortCount < WORDS_PER_SWAP;
  if (isShort && isTitleSwapped(shorter.title, longer.title)) return false;
  const swapCount = countSwaps(shorter.body, longer.body, isShort ? 'with-edges' : 'inner-only');
  return swapCount <= Math.floor(shortCount / WORDS_PER_SWAP);
}

function compareLengths(one: Fingerprint, other: Fingerprint): number {
  return one.body.words.length - other.body.words.length || (one.exact < other.exact ? -1 : 1);
}

/**
 * The exact part of the fingerprint: equal for the same words in title and text.
 *
 * Case, accents, punctuation, spacing, web addresses and a site's name behind the title make no difference, because
 * these are what changes when a dispatch is republished or a post is copied. Documents without any word (only emoji)
 * are told apart by their characters.
 *
 * Shape:   32 hexadecimal digits.
 * Errors:  none: total.
 */
export function storyIdOf(document: TellingDocument): string {
  const [title, text] = [readTitle(document), readText(document, TEXT_CHARACTER_COUNT_MAX)];
  const told =
    title.tokens.length + text.tokens.length > 0
      ? `${joinWords(title.tokens)}\n${joinWords(text.tokens)}`
      : `${document.title?.trim() ?? ''}\n\n${document.text.trim()}`;
  return createHash('sha256').update(told).digest('hex').slice(0, HEX_DIGIT_COUNT);
}

const URL_PATTERN = /https?:\/\/\S+/gu;
/** Who passed it on is no part of what is said. */
const REPOST_PATTERN = /^\s*RT @\w{1,30}\s?:\s?/u;

type ReadWords = Readonly<{ raw: string; tokens: readonly Token[] }>;

function readTitle({ title }: TellingDocument): ReadWords {
  return readWords(withoutSiteName(title ?? ''));
}

function readText({ text }: TellingDocument, characterCountMax: number): ReadWords {
  return readWords(text.slice(0, characterCountMax).replace(REPOST_PATTERN, ''));
}

function readWords(text: string): ReadWords {
  const raw = text.replace(URL_PATTERN, ' ');
  return { raw, tokens: tokenize(raw) };
}

function joinWords(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ');
}

function shingle({ raw, tokens }: ReadWords): ShingledWords {
  const words = tokens.map(({ text }) => text);
  let areCapitalsTelling: boolean | undefined;
  const kindAt = (position: number): WordKind => {
    const token = tokens[position];
    if (token === undefined) return 'word';
    if (/\p{N}/u.test(token.text)) return 'number';
    areCapitalsTelling ??= hasTellingCapitals(raw, tokens);
    if (!areCapitalsTelling || !isCapitalised(raw, token)) return 'word';
    return startsSentence(raw, token.start) ? 'opening' : 'name';
  };
  return { words, shingles: toShingles(words), kindAt };
}

/** Where most words are capitalised (a title in capitals), capitals name nothing; in a few words, all may be names. */
const CAPITALISED_SHARE_MAX = 0.6;
const TELLING_WORD_COUNT_MIN = 6;

function hasTellingCapitals(raw: string, tokens: readonly Token[]): boolean {
  if (tokens.length < TELLING_WORD_COUNT_MIN) return true;
  return tokens.filter((token) => isCapitalised(raw, token)).length <= tokens.length * CAPITALISED_SHARE_MAX;
}

function isCapitalised(raw: string, token: Token): boolean {
  return /^\P{L}?\p{Lu}/u.test(raw.slice(token.start, token.start + 2));
}

const LOOK_BACK_CHARS = 6;

/** At the start of the text, or behind the end of a sentence or a line. */
function startsSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LOOK_BACK_CHARS), at);
  return /[.!?:…\n][^\p{L}\p{N}]*$/u.test(before) || (at <= LOOK_BACK_CHARS && !/[\p{L}\p{N}]/u.test(before));
}

function toSmallest(shingles: readonly number[], countMax: number): readonly number[] {
  return [...new Set(Float64Array.from(shingles).sort())].slice(0, countMax);
}

function toContainedShare(one: ShingledWords, other: ShingledWords): number {
  const [ofOne, ofOther] = [new Set(one.shingles), new Set(other.shingles)];
  let sharedCount = 0;
  for (const each of ofOne) if (ofOther.has(each)) sharedCount += 1;
  const smallerCount = Math.min(ofOne.size, ofOther.size);
  return smallerCount === 0 ? 0 : sharedCount / smallerCount;
}

/** Titles are too short for shingles: in two of one wording, a name or number for another is a template filled in. */
function isTitleSwapped(one: ShingledWords, other: ShingledWords): boolean {
  if (one.words.length === 0 || Math.abs(one.words.length - other.words.length) > 1) return false;
  const [onlyOne, onlyOther] = [toDifference(one, other), toDifference(other, one)];
  const isOneWording = onlyOne.length <= one.words.length / 2 && onlyOther.length <= other.words.length / 2;
  return isOneWording && [onlyOne, onlyOther].every((kinds) => kinds.some((kind) => kind !== 'word'));
}

/** The kinds of the words that only the first has. */
function toDifference(one: ShingledWords, other: ShingledWords): readonly WordKind[] {
  const texts = new Set(other.words);
  return one.words.flatMap((word, position) => (texts.has(word) ? [] : [one.kindAt(position)]));
}

/** Whether the titles speak against it: both have one, and they share less than half of the shorter one's words. */
function haveOtherTitles(one: ShingledWords, other: ShingledWords): boolean {
  const [ofOne, ofOther] = [new Set(one.words), new Set(other.words)];
  const sharedCount = [...ofOne].filter((word) => ofOther.has(word)).length;
  return sharedCount < Math.min(ofOne.size, ofOther.size) / 2;
}

const REPLY_TITLE = /^\s*(?:re|aw|sv|tr|fwd?)\s?:/iu;
/** What a forum or mail program writes over a quotation, at the start of a line. */
const QUOTATION =
  /^(?:\s*>|(?:[^\s:]+ ){1,6}(?:a (?:é|e)crit|wrote|schrieb|escribi(?:ó|o)|ha scritto|escreveu)\s?:|(?:[^\s:]+ ){1,3}(?:a dit|said)\s?:$|(?:citation|quote|zitat|cita)\s?(?:de|from|von|:)|(?:envoy(?:é|e) par|originally posted by)\b)/imu;
const REPLY_CHARS_READ = 400;

/** What answers and quotes says something of its own, in the words of another. */
function isReply({ title, text }: TellingDocument): boolean {
  return REPLY_TITLE.test(title ?? '') || QUOTATION.test(text.slice(0, REPLY_CHARS_READ));
}

const SITE_SEPARATOR_PATTERN = /\s[-–—|·•]\s/gu;

function withoutSiteName(title: string): string {
  const last = [...title.slice(0, TEXT_CHARACTER_COUNT_MAX).matchAll(SITE_SEPARATOR_PATTERN)].at(-1);
  if (last === undefined) return title;
  const before = title.slice(0, last.index);
  const after = title.slice(last.index + last[0].length);
  const isSiteName = tokenize(after).length <= SITE_NAME_WORD_COUNT_MAX;
  return isSiteName && tokenize(before).length >= TITLE_WORD_COUNT_MIN ? before : title;
}
