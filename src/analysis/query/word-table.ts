/**
 * Folded words, looked up by the hash of a spelling.
 *
 * Nearly every word of a document is sought by no query. Cutting it out, folding it and asking a map for it costs more
 * than all that is done with the others afterwards; here the answer is, for nearly all, one byte that is not there.
 */
import {
  addLetter,
  endHash,
  FOLDED_LETTERS,
  HASH_START,
  hashFolded,
  isSpelling,
  NO_HASH,
  NOT_SEEN,
} from './word-hash.ts';

/** What is kept of each: `text` is the folded word. */
export type Kept = Readonly<{ text: string }>;

export type WordTable<Value extends Kept> = Readonly<{
  /**
   * What is kept of the word text.slice(start, end), folded; hash: of the word. undefined: nothing. null: to be told by
   * findFolded, because its letters do not tell how it is folded, or because it begins as words do that are looked at.
   */
  find: (hash: number, text: string, start: number, end: number) => Value | undefined | null;
  findFolded: (folded: string) => Value | undefined;
  /** Keeps a word that is not kept yet. */
  add: (value: Value) => void;
  /** Words that begin so (30 letters at most) and are not kept are to be looked at; the empty beginning says so of all. */
  addBeginning: (folded: string) => void;
  /** Forgets all other words and beginnings. */
  keepOnly: (isKept: (value: Value) => boolean, beginnings: Iterable<string>) => void;
  /** Whether there are more beginnings than there is room for: keepOnly makes room. */
  isCrowded: () => boolean;
}>;

/** Of a place that holds nothing; no word has it. */
const NO_TAG = 0;
const PLACE_COUNT_FIRST = 1_024;
const BEGINNING_BITS_FIRST = 1 << 13;
/** Two are set for each: of a thousand others, four are taken for one when it is full. */
const BITS_PER_BEGINNING = 32;

/**
 * An open-addressed table. It has at least twice as many places as words, so that runs stay short; it begins small and
 * doubles, because most are made for one query or for a few documents.
 */
export function makeWordTable<Value extends Kept>(): WordTable<Value> {
  /** Eight bits of the hash of what stands at each place: small enough to stay in a cache. */
  let tags = new Uint8Array(PLACE_COUNT_FIRST);
  let values = makePlaces<Value>(PLACE_COUNT_FIRST);
  let count = 0;
  let beginnings = new Int32Array(BEGINNING_BITS_FIRST / 32);
  let beginningCount = 0;
  /** Bit by bit: whether a beginning has so many letters. */
  let beginningLengths = 0;

  const put = (value: Value): void => {
    const hash = hashFolded(value.text);
    const mask = tags.length - 1;
    let place = hash & mask;
    while (tags[place] !== NO_TAG) place = (place + 1) & mask;
    tags[place] = toTag(hash);
    values[place] = value;
    count += 1;
  };

  const make = (placeCount: number, isKept: (value: Value) => boolean): void => {
    const kept = values;
    tags = new Uint8Array(placeCount);
    values = makePlaces(placeCount);
    count = 0;
    for (const value of kept) if (value !== undefined && isKept(value)) put(value);
  };

  const setBit = (bit: number): void => {
    const place = (bit >>> 5) & (beginnings.length - 1);
    beginnings[place] = (beginnings[place] as number) | (1 << bit);
  };

  const isSet = (bit: number): boolean =>
    ((beginnings[(bit >>> 5) & (beginnings.length - 1)] as number) & (1 << bit)) !== 0;

  const addBeginning = (folded: string): void => {
    const hash = hashFolded(folded);
    setBit(hash);
    setBit(endHash(hash));
    beginningLengths |= 1 << folded.length;
    beginningCount += 1;
  };

  const isBeginning = (letters: number): boolean => {
    const hash = endHash(letters);
    return isSet(hash) && isSet(endHash(hash));
  };

  const isBegun = (text: string, start: number, end: number): boolean => {
    let hash = HASH_START;
    /** Shifted by one with each letter: those that are left. */
    let lengths = beginningLengths;
    if ((lengths & 1) !== 0) return true;
    for (let index = start; index < end && lengths > 1; index += 1) {
      const letter = FOLDED_LETTERS[text.charCodeAt(index)] as number;
      if (letter === NOT_SEEN) continue;
      hash = addLetter(hash, letter);
      lengths >>= 1;
      if ((lengths & 1) !== 0 && isBeginning(hash)) return true;
    }
    return false;
  };

  return {
    find: (hash, text, start, end) => {
      if (hash === NO_HASH) return null;
      const tag = toTag(hash);
      const mask = tags.length - 1;
      for (let place = hash & mask; tags[place] !== NO_TAG; place = (place + 1) & mask) {
        if (tags[place] !== tag) continue;
        const value = values[place] as Value;
        if (isSpelling(value.text, text, start, end)) return value;
      }
      return isBegun(text, start, end) ? null : undefined;
    },
    findFolded: (folded) => {
      const hash = hashFolded(folded);
      const tag = toTag(hash);
      const mask = tags.length - 1;
      for (let place = hash & mask; tags[place] !== NO_TAG; place = (place + 1) & mask) {
        if (tags[place] === tag && values[place]?.text === folded) return values[place];
      }
      return undefined;
    },
    add: (value) => {
      if (2 * (count + 1) > tags.length) make(2 * tags.length, () => true);
      put(value);
    },
    addBeginning,
    keepOnly: (isKept, kept) => {
      make(tags.length, isKept);
      const letters = [...kept];
      const bitCount = 2 ** Math.ceil(Math.log2(2 * letters.length * BITS_PER_BEGINNING + 1));
      beginnings = new Int32Array(Math.max(bitCount, BEGINNING_BITS_FIRST) / 32);
      beginningCount = 0;
      beginningLengths = 0;
      for (const each of letters) addBeginning(each);
    },
    isCrowded: () => beginningCount * BITS_PER_BEGINNING > beginnings.length * 32,
  };
}

function makePlaces<Value>(count: number): (Value | undefined)[] {
  return new Array<Value | undefined>(count).fill(undefined);
}

function toTag(hash: number): number {
  return hash >>> 24 || 1;
}
