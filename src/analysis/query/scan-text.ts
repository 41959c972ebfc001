/**
 * The words of a text by their places, in one pass: what every look at a text rests on.
 *
 * Regular expressions with Unicode classes cost a microsecond a word; a table of the 65,536 characters of the basic
 * plane, made once from those very classes, costs a tenth of it.
 */

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
export type ScannedText = Readonly<{
  starts: readonly number[];
  ends: readonly number[];
  /** Numbers of the tokens that are emoji, rising; all others are words. */
  emoji: readonly number[];
  /** By rising end. */
  compounds: readonly Compound[];
}>;

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

const KINDS = makeKinds();
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
  const starts: number[] = [];
  const ends: number[] = [];
  const emoji: number[] = [];
  const compounds: Compound[] = [];
  const length = text.length;
  /** The first token of the hyphenated word in hand; -1 where there is none. */
  let hyphenatedFrom = -1;

  const closeHyphenated = (): void => {
    if (hyphenatedFrom < 0) return;
    const from = hyphenatedFrom;
    hyphenatedFrom = -1;
    const start = starts[from] ?? 0;
    const end = ends.at(-1) ?? 0;
    if (end - start <= COMPOUND_CHARS_MAX)
      compounds.push({ kind: 'hyphenated', from, until: starts.length, start, end });
  };

  let at = 0;
  while (at < length) {
    let kind = KINDS[text.charCodeAt(at)] as number;
    if (kind === OTHER || kind === MARK || kind === UNDERSCORE) {
      at += 1;
      continue;
    }
    if (kind === SURROGATE) {
      kind = kindOfPair(text, at);
      if (kind === OTHER || kind === MARK) {
        at += 1;
        continue;
      }
    }
    if (kind === WORD) {
      const end = endOfWord(text, at);
      if (isAfterHyphen(text, at, ends)) {
        if (hyphenatedFrom < 0) hyphenatedFrom = starts.length - 1;
      } else {
        closeHyphenated();
      }
      starts.push(at);
      ends.push(end);
      at = end;
    } else if (kind === LONE || kind === EMOJI) {
      closeHyphenated();
      const end = kind === LONE ? endOfLone(text, at) : endOfEmoji(text, at);
      if (kind === EMOJI) emoji.push(starts.length);
      starts.push(at);
      ends.push(end);
      at = end;
    } else if (kind === HASH && isSignAt(text, at)) {
      closeHyphenated();
      at = scanHashtag(text, at, { starts, ends, compounds });
    } else if (kind === AT && isSignAt(text, at)) {
      closeHyphenated();
      at = scanHandle(text, at, { starts, ends, compounds });
    } else {
      at += 1;
    }
  }
  closeHyphenated();
  return { starts, ends, emoji, compounds };
}

/** Where a word that begins here ends: behind its letters, digits, accents and what cannot be seen. */
function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    let kind = KINDS[text.charCodeAt(at)] as number;
    if (kind === WORD || kind === MARK) {
      at += 1;
      continue;
    }
    if (kind !== SURROGATE) return at;
    kind = kindOfPair(text, at);
    if (kind !== WORD && kind !== MARK) return at;
    at += 2;
  }
  return at;
}

/** One character with its vowel signs and accents. */
function endOfLone(text: string, start: number): number {
  let at = start + sizeAt(text, start);
  while (at < text.length && KINDS[text.charCodeAt(at)] === MARK) at += 1;
  return at;
}

/** One picture: with its skin tone, joined to others, or a flag's two letters. */
function endOfEmoji(text: string, start: number): number {
  let at = start + sizeAt(text, start);
  if (isRegionalIndicator(text, start)) return isRegionalIndicator(text, at) ? at + 2 : at;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    if (code === ZERO_WIDTH_JOINER) {
      if (kindAt(text, at + 1) !== EMOJI) return at;
      at += 1 + sizeAt(text, at + 1);
    } else if (code === 0xfe0f || code === 0x20e3 || isSkinTone(code) || (code >= 0xe0020 && code <= 0xe007f)) {
      at += sizeAt(text, at);
    } else {
      return at;
    }
  }
  return at;
}

function isSkinTone(code: number): boolean {
  return code >= 0x1f3fb && code <= 0x1f3ff;
}

function isRegionalIndicator(text: string, at: number): boolean {
  const code = text.codePointAt(at) ?? 0;
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

/** A hyphen right before, and right before that the word that was read last. */
function isAfterHyphen(text: string, at: number, ends: readonly number[]): boolean {
  return at >= 2 && ends.at(-1) === at - 1 && KINDS[text.charCodeAt(at - 1)] === HYPHEN;
}

/** Whether the # or @ here begins a hashtag or a handle: not within a word (C#, an e-mail address), and with a word behind. */
function isSignAt(text: string, at: number): boolean {
  if (at > 0 && kindEndingAt(text, at) === WORD) return false;
  const next = kindAt(text, at + 1);
  return next === WORD || next === LONE || next === UNDERSCORE;
}

type Found = Readonly<{ starts: number[]; ends: number[]; compounds: Compound[] }>;

/** Where the capitals of `#OrangeBank` or `#SFRBox` begin a word. */
const CAPITALS_PATTERN = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

function scanHashtag(text: string, start: number, found: Found): number {
  const from = found.starts.length;
  const end = scanRun(text, start + 1, found, (word) => word.split(CAPITALS_PATTERN));
  pushCompound(found, { kind: 'hashtag', from, until: found.starts.length, start, end });
  return end;
}

/** `@orange`, `@orange@mastodon.social`, `@orange.bsky.social`: the whole, and its first part too where there are more. */
function scanHandle(text: string, start: number, found: Found): number {
  const from = found.starts.length;
  let end = scanRun(text, start + 1, found, (word) => [word]);
  pushCompound(found, { kind: 'handle', from, until: found.starts.length, start, end });
  const firstEnd = end;
  while (/[.@-]/.test(text.charAt(end)) && kindAt(text, end + 1) === WORD && end - start <= COMPOUND_CHARS_MAX) {
    end = scanRun(text, end + 1, found, (word) => [word]);
  }
  if (end > firstEnd) pushCompound(found, { kind: 'handle', from, until: found.starts.length, start, end });
  return end;
}

function pushCompound(found: Found, compound: Compound): void {
  if (compound.end - compound.start <= COMPOUND_CHARS_MAX && compound.until > compound.from)
    found.compounds.push(compound);
}

/** Words, lone characters and underscores, up to whatever else comes; returns where that is. */
function scanRun(text: string, start: number, found: Found, cut: (word: string) => readonly string[]): number {
  let at = start;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind === WORD) {
      const end = endOfWord(text, at);
      let piece = at;
      for (const part of cut(text.slice(at, end))) {
        found.starts.push(piece);
        piece += part.length;
        found.ends.push(piece);
      }
      at = end;
    } else if (kind === LONE) {
      const end = endOfLone(text, at);
      found.starts.push(at);
      found.ends.push(end);
      at = end;
    } else if (kind === UNDERSCORE || kind === MARK) {
      at += 1;
    } else {
      return at;
    }
  }
  return at;
}

/** What the character is; of a surrogate pair, what the two are together. */
function kindAt(text: string, at: number): number {
  if (at >= text.length) return OTHER;
  const kind = KINDS[text.charCodeAt(at)] as number;
  return kind === SURROGATE ? kindOfPair(text, at) : kind;
}

/** What the character is that ends here. */
function kindEndingAt(text: string, at: number): number {
  const kind = KINDS[text.charCodeAt(at - 1)] as number;
  if (kind !== SURROGATE) return kind;
  return at >= 2 ? kindOfPair(text, at - 2) : OTHER;
}

/** A half without its other half is nothing. */
function kindOfPair(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0;
  if (code <= 0xffff) return OTHER;
  const known = kindsOfPairs.get(code);
  if (known !== undefined) return known;
  const kind = toKind(String.fromCodePoint(code));
  kindsOfPairs.set(code, kind); // there are a million at most, and a few hundred in use
  return kind;
}

function sizeAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
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
