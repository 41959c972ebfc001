/** A text as numbers: what a model weighs. Features have no names, only hashes: a model holds no word of anybody. */
import { addLetter, endHash } from '../query/word-hash.ts';

/** Features of one kind: which, and how much; of length one together. */
export type FeatureGroup = Readonly<{ buckets: Int32Array; values: Float32Array }>;

export type Features = Readonly<{
  /** What is said: words, with what negates them. */
  words: FeatureGroup;
  /** How it is built: letters in a row within a word, or names and opinions in a row. */
  patterns: FeatureGroup;
  /** Numbers of -1 to 1, the first of them 1; as many for every text of a model. */
  figures: Float32Array;
}>;

const BUCKET_COUNT = 1 << 17;

/** Where the hashes of each kind of feature begin, so that they do not meet. */
export const KIND = { stem: 1, negated: 2, form: 3, pair: 4, letters: 5 } as const;

/** Where FNV-1a begins. Source: draft-eastlake-fnv, section 5. */
const HASH_START = 0x811c9dc5 | 0;

/** 2^32 divided by the golden ratio. */
const GOLDEN_RATIO = 0x9e3779b1;

/** Kinds differ in bits that no letter has: else a word of one kind would be one of another with another first letter. */
export function startOf(kind: number): number {
  return HASH_START ^ Math.imul(kind, GOLDEN_RATIO);
}

/** The same in every process: it is what a model's weights are kept by. */
export function hashText(text: string, kind: number): number {
  let hash = startOf(kind);
  for (let index = 0; index < text.length; index += 1) hash = addLetter(hash, text.charCodeAt(index));
  return hash;
}

export function joinHashes(first: number, second: number): number {
  return addLetter(addLetter(startOf(KIND.pair), first), second);
}

function toBucket(hash: number): number {
  return endHash(hash) & (BUCKET_COUNT - 1);
}

/** By bucket; all zero between two texts. */
const countsByBucket = new Float32Array(BUCKET_COUNT);

/** Counts features of one kind of one text; the text of another one must not be begun before it is finished. */
export function takeCounts() {
  const touched: number[] = [];
  return {
    add: (hash: number, count: number): void => {
      const bucket = toBucket(hash);
      const before = countsByBucket[bucket] as number;
      if (before === 0) touched.push(bucket);
      countsByBucket[bucket] = before + count;
    },
    /** Weighs what is said often less than its count. */
    finish: (): FeatureGroup => {
      const buckets = new Int32Array(touched.length);
      const values = new Float32Array(touched.length);
      for (let index = 0; index < touched.length; index += 1) {
        const bucket = touched[index] as number;
        const count = countsByBucket[bucket] as number;
        countsByBucket[bucket] = 0;
        buckets[index] = bucket;
        values[index] = count <= 1 ? count : 1 + Math.log(count);
      }
      return { buckets, values };
    },
  };
}
