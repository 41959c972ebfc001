/** Runs of words as numbers: what two copies of one text have in common, whatever stands around it. */

/** Long enough that two writers hardly ever choose the same, short enough that an edit costs few of them. */
export const SHINGLE_WORD_COUNT = 4;

/**
 * The shingles of a text by position: the number at i stands for the words i to i + 3.
 *
 * 52 bits, so that a table of a hundred million holds chance meetings in the single digits per look-up of thousands.
 *
 * Shape:   words: folded. Empty for fewer than four words.
 * Errors:  none: total.
 */
export function toShingles(words: readonly string[]): readonly number[] {
  const hashes = words.map(hashWord);
  const shingles: number[] = [];
  for (let start = 0; start + SHINGLE_WORD_COUNT <= hashes.length; start += 1) {
    let [low, high] = [0x9e3779b9, 0x85ebca6b];
    for (let offset = 0; offset < SHINGLE_WORD_COUNT; offset += 1) {
      const hash = hashes[start + offset] ?? 0;
      low = mix(low ^ hash);
      high = mix(high + Math.imul(hash, 0xc2b2ae35));
    }
    shingles.push((high & HIGH_BITS_MASK) * 2 ** 32 + (low >>> 0));
  }
  return shingles;
}

const HIGH_BITS_MASK = 0xfffff;

/** FNV-1a over UTF-16 units: words are short. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** The finaliser of MurmurHash3: every bit in changes half of the bits out. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
