/** A number for each folded word, told from the letters of any of its spellings without folding them in a string. */
import { systemRandom } from '../../base/random.ts';
import { foldWord } from './fold-word.ts';

/** Of words whose letters do not tell how they are folded: fold them, and take hashFolded. */
export const NO_HASH = 0;

/** The letter leaves nothing. */
export const NOT_SEEN = 0;
/** How it is folded hangs on its neighbours, or it leaves more than one letter. */
export const NOT_PLAIN = 0xffff;

/** Halves of pairs; the sigma, which is another one at the end of a word; marks that stay, which are put in order. */
const DEPENDENT_PATTERN = /[\p{Cs}Σ]|[\p{M}--\p{Script=Inherited}]/v;

/**
 * By UTF-16 code unit: the code unit that foldWord leaves of it, NOT_SEEN or NOT_PLAIN. A word without a NOT_PLAIN is
 * folded as its letters are, one after the other.
 */
export const FOLDED_LETTERS = makeFoldedLetters();

/** Another one in each process: nobody can make words that are filed at one place. */
export const HASH_START = Buffer.from(systemRandom.bytes(4)).readInt32LE();

/** FNV-1a, 32 bits. Source: draft-eastlake-fnv, section 5. */
export function addLetter(hash: number, letter: number): number {
  return Math.imul(hash ^ letter, 0x01000193);
}

/** So that every bit hangs on every other: the last step of MurmurHash3, 32 bits. Never NO_HASH. */
export function endHash(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16) || 1;
}

export function hashFolded(folded: string): number {
  let hash = HASH_START;
  for (let index = 0; index < folded.length; index += 1) hash = addLetter(hash, folded.charCodeAt(index));
  return endHash(hash);
}

/** Of the word text.slice(start, end): what hashFolded says of it folded, or NO_HASH. */
export function hashWord(text: string, start: number, end: number): number {
  let hash = HASH_START;
  for (let index = start; index < end; index += 1) {
    const letter = FOLDED_LETTERS[text.charCodeAt(index)] as number;
    if (letter === NOT_PLAIN) return NO_HASH;
    if (letter !== NOT_SEEN) hash = addLetter(hash, letter);
  }
  return endHash(hash);
}

/** Whether the word text.slice(start, end), which has a hash, is this one folded. */
export function isSpelling(folded: string, text: string, start: number, end: number): boolean {
  let at = 0;
  for (let index = start; index < end; index += 1) {
    const letter = FOLDED_LETTERS[text.charCodeAt(index)] as number;
    if (letter === NOT_SEEN) continue;
    if (letter !== folded.charCodeAt(at)) return false;
    at += 1;
  }
  return at === folded.length;
}

function makeFoldedLetters(): Uint16Array {
  const letters = new Uint16Array(0x10000).fill(NOT_PLAIN);
  for (let code = 1; code < NOT_PLAIN; code += 1) {
    const letter = String.fromCharCode(code);
    const folded = foldWord(letter);
    if (folded.length > 1 || DEPENDENT_PATTERN.test(letter.normalize('NFKD'))) continue;
    letters[code] = folded === '' ? NOT_SEEN : folded.charCodeAt(0);
  }
  return letters;
}
