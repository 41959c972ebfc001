/**
 * The words of a text by their places, in one pass: what every look at a text rests on.
 *
 * Regular expressions with Unicode classes cost a microsecond a word; a table of the 65,536 characters of the basic
 * plane, made once from those very classes, costs a tenth of it.
 */

import { endianness } from 'node:os';
import { addLetter, endHash, FOLDED_LETTERS, HASH_START, hashWord, NO_HASH, NOT_PLAIN, NOT_SEEN } from './word-hash.ts';

/** Several tokens that are one more term together: `#OrangeBank`, `@orange_fr`, `Coca-Cola`. */
export type Compound = Readonly<{
  kind: 'hashtag' | 'handle' | 'hyphenated';
  /** Tokens, end exclusive. */
  from: number;
  until: number;
  /** Characters, end exclusive, the sign included. */
  start: number;
  end: number;
}>;

/** Tokens by number: characters starts[i] to ends[i], end exclusive. */
export type ScannedText<Numbers = readonly number[]> = Readonly<{
  starts: Numbers;
  ends: Numbers;
  /** Numbers of the tokens that are emoji, rising; all others are words. */
  emoji: readonly number[];
  /** By rising end. */
  compounds: readonly Compound[];
}>;

/** The same, and of each word what hashWord says of it; NO_HASH for emoji. Valid until the next text is scanned. */
export type PassingScan = ScannedText<Int32Array> & Readonly<{ hashes: Int32Array }>;

/** A "word" that is longer is an address or a key: it is no part of a longer one. */
const COMPOUND_CHARS_MAX = 128;

const OTHER = 0;
const WORD = 1;
/** Belongs to the word before it: accents, soft hyphens. */
const MARK = 2;
/** A word by itself: scripts that are written without spaces. */
const LONE = 3;
const EMOJI = 4;
const SURROGATE = 5;
const HASH = 6;
const AT = 7;
const HYPHEN = 8;
const UNDERSCORE = 9;

const WORD_PATTERN = /[\p{L}\p{N}]/u;
const MARK_PATTERN = /\p{M}/u;
// Soft hyphens, zero-width characters and byte order marks are not seen by any reader.
const UNSEEN_PATTERN = /[\u00ad\u200b-\u200d\u2060\ufeff]/u;
// Korean writes spaces, but glues its particles to the name before them.
const LONE_PATTERN =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
// "Orange®" is no word and a picture.
const EMOJI_PATTERN = /[[\p{Extended_Pictographic}\p{Regional_Indicator}]--[©®™‼⁉]]/v;

const NONE = -1;
/** Enough for a post; they grow. */
const TOKEN_COUNT_FIRST = 64;
const CODE_COUNT_FIRST = 1_024;
/** So many may be looked at behind the text. */
const END_CODE_COUNT = 4;
const IS_LITTLE_ENDIAN = endianness() === 'LE';

const KINDS = makeKinds();
/** What a word's letter is and what it is folded to, in one number. */
const KIND_BITS = 8;
const KIND_MASK = (1 << KIND_BITS) - 1;
const CHARACTERS = Int32Array.from(KINDS, (kind, code) => kind | ((FOLDED_LETTERS[code] as number) << KIND_BITS));
const kindsOfPairs = new Map<number, number>();

const ZERO_WIDTH_JOINER = 0x200d;

/**
 * Reads a text into words and emoji.
 *
 * A word is a run of letters, digits and their accents; apostrophes, hyphens and all other signs end it, so that
 * « l’Orange » holds "Orange" without a rule for elisions. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese are
 * read character by character. A hashtag is cut where its capitals say so. A sequence of emoji that shows one picture is
 * one token.
 *
 * Shape:   any string, also with unpaired surrogates. Time and memory grow with its length.
 * Errors:  none: total.
 * Source:  word characters by UAX #29 (letters, digits, marks), without its exceptions for signs between letters, which
 *          would glue an elided article to its noun; emoji by UTS #51.
 *
 * @example scanText('#OrangeBank !')
 *          // { starts: [1, 7], ends: [7, 11], emoji: [], compounds: [{ kind: 'hashtag', from: 0, until: 2, start: 0, end: 11 }] }
 */
export function scanText(text: string): ScannedText {
  const { starts, ends, emoji, compounds } = scanInPassing(text);
  return { starts: [...starts], ends: [...ends], emoji, compounds };
}

const scanInPassing = makeScanner();

/** Reads one text after the other, as scanText does, in the same memory. */
export function makeScanner(): (text: string) => PassingScan {
  const scan: Scan = {
    text: '',
    codes: new Uint16Array(CODE_COUNT_FIRST),
    count: 0,
    starts: new Int32Array(TOKEN_COUNT_FIRST),
    ends: new Int32Array(TOKEN_COUNT_FIRST),
    hashes: new Int32Array(TOKEN_COUNT_FIRST),
    emoji: [],
    compounds: [],
  };
  return (text) => {
    open(scan, text);
    scanAll(scan);
    const { count, starts, ends, hashes, emoji, compounds } = scan;
    return {
      starts: starts.subarray(0, count),
      ends: ends.subarray(0, count),
      hashes: hashes.subarray(0, count),
      emoji,
      compounds,
    };
  };
}

/** A text that is being read, and what was found so far. */
type Scan = {
  text: string;
  /** Its UTF-16 code units, and END_CODE_COUNT zeros behind them; a string is several times slower to ask. */
  codes: Uint16Array<ArrayBuffer>;
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  hashes: Int32Array;
  emoji: number[];
  compounds: Compound[];
};

function open(scan: Scan, text: string): void {
  if (scan.codes.length < text.length + END_CODE_COUNT) scan.codes = new Uint16Array(2 * text.length + END_CODE_COUNT);
  const bytes = Buffer.from(scan.codes.buffer, 0, 2 * text.length);
  bytes.write(text, 'utf16le');
  if (!IS_LITTLE_ENDIAN) bytes.swap16();
  scan.codes.fill(0, text.length, text.length + END_CODE_COUNT);
  scan.text = text;
  scan.count = 0;
  scan.emoji = [];
  scan.compounds = [];
}

function push(scan: Scan, start: number, end: number, hash: number): void {
  const { count } = scan;
  if (count === scan.starts.length) {
    scan.starts = double(scan.starts);
    scan.ends = double(scan.ends);
    scan.hashes = double(scan.hashes);
  }
  scan.starts[count] = start;
  scan.ends[count] = end;
  scan.hashes[count] = hash;
  scan.count = count + 1;
}

function double(numbers: Int32Array): Int32Array {
  const doubled = new Int32Array(2 * numbers.length);
  doubled.set(numbers);
  return doubled;
}

function scanAll(scan: Scan): void {
  const { codes } = scan;
  const { length } = scan.text;
  /** The first token of the hyphenated word in hand. */
  let hyphenatedFrom = NONE;
  /** Where the token before this one ends. */
  let endBefore = NONE;

  let at = 0;
  while (at < length) {
    const kind = kindAt(codes, at);
    if (kind === OTHER || kind === MARK || kind === UNDERSCORE || kind === HYPHEN) {
      at += 1;
      continue;
    }
    if (kind === WORD) {
      const isHyphenated = at > 1 && endBefore === at - 1 && KINDS[codes[endBefore] as number] === HYPHEN;
      if (!isHyphenated) hyphenatedFrom = closeHyphenated(scan, hyphenatedFrom);
      else if (hyphenatedFrom === NONE) hyphenatedFrom = scan.count - 1;
      at = scanWord(scan, at);
      endBefore = at;
      continue;
    }
    const isSign = (kind === HASH || kind === AT) && isSignAt(codes, at);
    if (isSign || kind === LONE || kind === EMOJI) {
      hyphenatedFrom = closeHyphenated(scan, hyphenatedFrom);
      if (kind === HASH) at = scanHashtag(scan, at);
      else if (kind === AT) at = scanHandle(scan, at);
      else at = kind === LONE ? scanLone(scan, at) : scanEmoji(scan, at);
      endBefore = at;
    } else {
      at += 1;
    }
  }
  closeHyphenated(scan, hyphenatedFrom);
}

/** Ends the hyphenated word in hand, if there is one. */
function closeHyphenated(scan: Scan, from: number): typeof NONE {
  if (from === NONE) return NONE;
  const [start, end] = [scan.starts[from] as number, scan.ends[scan.count - 1] as number];
  pushCompound(scan, { kind: 'hyphenated', from, until: scan.count, start, end });
  return NONE;
}

/** A word with its hash, as hashWord tells it, in one pass; returns where it ends. */
function scanWord(scan: Scan, start: number): number {
  const { codes } = scan;
  let at = start;
  let hash = HASH_START;
  let isPlain = true;
  for (;;) {
    const character = CHARACTERS[codes[at] as number] as number;
    const kind = character & KIND_MASK;
    if (kind === WORD || kind === MARK) {
      const letter = character >>> KIND_BITS;
      if (letter === NOT_PLAIN) isPlain = false;
      else if (letter !== NOT_SEEN) hash = addLetter(hash, letter);
      at += 1;
    } else if (kind === SURROGATE && isPairOfWord(codes, at)) {
      isPlain = false;
      at += 2;
    } else {
      push(scan, start, at, isPlain ? endHash(hash) : NO_HASH);
      return at;
    }
  }
}

/** Where a word that begins here ends: behind its letters, digits, accents and what cannot be seen. */
function endOfWord(codes: Uint16Array, start: number): number {
  let at = start;
  for (;;) {
    const kind = KINDS[codes[at] as number] as number;
    if (kind === WORD || kind === MARK) at += 1;
    else if (kind === SURROGATE && isPairOfWord(codes, at)) at += 2;
    else return at;
  }
}

function isPairOfWord(codes: Uint16Array, at: number): boolean {
  const kind = kindAt(codes, at);
  return kind === WORD || kind === MARK;
}

/** One character with its vowel signs and accents. */
function scanLone(scan: Scan, start: number): number {
  const { codes } = scan;
  let at = start + sizeAt(codes, start);
  while (KINDS[codes[at] as number] === MARK) at += 1;
  push(scan, start, at, hashWord(scan.text, start, at));
  return at;
}

function scanEmoji(scan: Scan, start: number): number {
  const end = endOfEmoji(scan.codes, start);
  scan.emoji.push(scan.count);
  push(scan, start, end, NO_HASH);
  return end;
}

/** One picture: with its skin tone, joined to others, or a flag's two letters. */
function endOfEmoji(codes: Uint16Array, start: number): number {
  let at = start + sizeAt(codes, start);
  if (isRegionalIndicator(codeAt(codes, start))) return isRegionalIndicator(codeAt(codes, at)) ? at + 2 : at;
  for (;;) {
    const code = codeAt(codes, at);
    if (code === ZERO_WIDTH_JOINER) {
      if (kindAt(codes, at + 1) !== EMOJI) return at;
      at += 1 + sizeAt(codes, at + 1);
    } else if (code === 0xfe0f || code === 0x20e3 || isSkinTone(code) || (code >= 0xe0020 && code <= 0xe007f)) {
      at += sizeAt(codes, at);
    } else {
      return at;
    }
  }
}

function isSkinTone(code: number): boolean {
  return code >= 0x1f3fb && code <= 0x1f3ff;
}

function isRegionalIndicator(code: number): boolean {
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

/** Whether the # or @ here begins a hashtag or a handle: not within a word (C#, an e-mail address), and with a word behind. */
function isSignAt(codes: Uint16Array, at: number): boolean {
  if (at > 0 && kindEndingAt(codes, at) === WORD) return false;
  const next = kindAt(codes, at + 1);
  return next === WORD || next === LONE || next === UNDERSCORE;
}

/** Where the capitals of `#OrangeBank` or `#SFRBox` begin a word. */
const CAPITALS_PATTERN = /(?<=\p{Ll})(?=\p{Lu})|(?<=[\p{Lu}\p{N}])(?=\p{Lu}\p{Ll})/u;

function scanHashtag(scan: Scan, start: number): number {
  const from = scan.count;
  const end = scanRun(scan, start + 1, (word) => word.split(CAPITALS_PATTERN));
  pushCompound(scan, { kind: 'hashtag', from, until: scan.count, start, end });
  return end;
}

/** `@orange`, `@orange@mastodon.social`, `@orange.bsky.social`: the whole, and its first part too where there are more. */
function scanHandle(scan: Scan, start: number): number {
  const from = scan.count;
  let end = scanRun(scan, start + 1, (word) => [word]);
  pushCompound(scan, { kind: 'handle', from, until: scan.count, start, end });
  const firstEnd = end;
  while (
    /[.@-]/.test(scan.text.charAt(end)) &&
    kindAt(scan.codes, end + 1) === WORD &&
    end - start <= COMPOUND_CHARS_MAX
  ) {
    end = scanRun(scan, end + 1, (word) => [word]);
  }
  if (end > firstEnd) pushCompound(scan, { kind: 'handle', from, until: scan.count, start, end });
  return end;
}

function pushCompound(scan: Scan, compound: Compound): void {
  if (compound.end - compound.start <= COMPOUND_CHARS_MAX && compound.until > compound.from)
    scan.compounds.push(compound);
}

/** Words, lone characters and underscores, up to whatever else comes; returns where that is. */
function scanRun(scan: Scan, start: number, cut: (word: string) => readonly string[]): number {
  const { text, codes } = scan;
  let at = start;
  for (;;) {
    const kind = kindAt(codes, at);
    if (kind === WORD) {
      const end = endOfWord(codes, at);
      for (const part of cut(text.slice(at, end))) {
        push(scan, at, at + part.length, hashWord(text, at, at + part.length));
        at += part.length;
      }
    } else if (kind === LONE) {
      at = scanLone(scan, at);
    } else if (kind === UNDERSCORE || kind === MARK) {
      at += 1;
    } else {
      return at;
    }
  }
}

/** What the character is; of a surrogate pair, what the two are together. */
function kindAt(codes: Uint16Array, at: number): number {
  const kind = KINDS[codes[at] as number] as number;
  return kind === SURROGATE ? kindOfPair(codes, at) : kind;
}

/** What the character is that ends here. */
function kindEndingAt(codes: Uint16Array, at: number): number {
  const kind = KINDS[codes[at - 1] as number] as number;
  if (kind !== SURROGATE) return kind;
  return at >= 2 ? kindOfPair(codes, at - 2) : OTHER;
}

/** A half without its other half is nothing. */
function kindOfPair(codes: Uint16Array, at: number): number {
  const code = codeAt(codes, at);
  if (code <= 0xffff) return OTHER;
  const known = kindsOfPairs.get(code);
  if (known !== undefined) return known;
  const kind = toKind(String.fromCodePoint(code));
  kindsOfPairs.set(code, kind); // there are a million at most, and a few hundred in use
  return kind;
}

/** The code point that begins here. */
function codeAt(codes: Uint16Array, at: number): number {
  const first = codes[at] as number;
  const second = codes[at + 1] as number;
  if (first < 0xd800 || first > 0xdbff || second < 0xdc00 || second > 0xdfff) return first;
  return (first - 0xd800) * 0x400 + (second - 0xdc00) + 0x10000;
}

function sizeAt(codes: Uint16Array, at: number): number {
  return codeAt(codes, at) > 0xffff ? 2 : 1;
}

function makeKinds(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  for (let code = 0; code < 0x10000; code += 1) {
    kinds[code] = code >= 0xd800 && code <= 0xdfff ? SURROGATE : toKind(String.fromCharCode(code));
  }
  const signs: readonly (readonly [string, number])[] = [
    ['#＃', HASH],
    ['@＠', AT],
    ['-‐‑', HYPHEN],
    ['_', UNDERSCORE],
  ];
  for (const [characters, kind] of signs) for (const character of characters) kinds[character.charCodeAt(0)] = kind;
  return kinds;
}

function toKind(character: string): number {
  if (WORD_PATTERN.test(character)) return LONE_PATTERN.test(character) ? LONE : WORD;
  if (MARK_PATTERN.test(character) || UNSEEN_PATTERN.test(character)) return MARK;
  return EMOJI_PATTERN.test(character) ? EMOJI : OTHER;
}
