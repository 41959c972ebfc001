/** A text as numbers: what the model weighs. Features have no names, only hashes: a model holds no word of anybody. */
import { addLetter, endHash } from '../query/word-hash.ts';
import {
  EMOJI_POLARITIES,
  findGroupAt,
  findOwnLexicon,
  INTENSIFIER_FACTOR,
  NEGATION_FACTOR,
  type OwnEntry,
  type OwnLexicon,
} from './own-lexicons.ts';
import { type Piece, readUtterance, type Utterance } from './read-utterance.ts';

/** Features of one kind: which, and how much; of length one together. */
export type FeatureGroup = Readonly<{ buckets: Int32Array; values: Float32Array }>;

export type Features = Readonly<{
  /** Stems with and without negation, pairs of stems, forms. */
  words: FeatureGroup;
  /** Two to five letters in a row within a word. */
  letters: FeatureGroup;
  /** What word lists say and how the text is written: FIGURE_COUNT numbers of -1 to 1, the first of them 1. */
  figures: Float32Array;
}>;

/** The opinions of several word lists in one word, -1 to 1 each, 0 where a list lacks it; null where all do. */
export type FindOpinions = (text: string, stem: string) => ArrayLike<number> | null;

export const BUCKET_COUNT = 1 << 17;
/** More lists are told apart by nothing. */
export const LIST_COUNT_MAX = 4;
const FIGURES_PER_LIST = 10;
const FIGURES_OF_SHAPE = 15;
export const FIGURE_COUNT = 1 + (LIST_COUNT_MAX + 1) * FIGURES_PER_LIST + FIGURES_OF_SHAPE;

const LETTER_COUNT_MIN = 2;
const LETTER_COUNT_MAX = 5;

/** Where the hashes of each kind of feature begin, so that they do not meet. */
const KIND = { stem: 1, negated: 2, form: 3, pair: 4, letters: 5 } as const;

/**
 * The features of a text.
 *
 * Errors:  none: total. Time grows with the text.
 */
export function extractFeatures(text: string, language: string, findOpinions: FindOpinions): Features {
  const utterance = readUtterance(text, language);
  return {
    words: gatherWords(utterance),
    letters: gatherLetters(utterance),
    figures: gatherFigures(utterance, language, findOpinions),
  };
}

function gatherWords({ pieces }: Utterance): FeatureGroup {
  const counts = takeCounts();
  let before = 0;
  for (const { kind, text, stem, isNegated } of pieces) {
    const hash = hashText(stem, KIND.stem);
    if (isNegated) counts.add(hashText(stem, KIND.negated), 1);
    counts.add(hash, isNegated ? 0.5 : 1);
    if (kind === 'word' && text !== stem) counts.add(hashText(text, KIND.form), 0.5);
    counts.add(joinHashes(before, hash), 1);
    before = hash;
  }
  return counts.finish();
}

function gatherLetters({ pieces }: Utterance): FeatureGroup {
  const counts = takeCounts();
  for (const { text } of pieces) {
    const padded = ` ${text} `;
    for (let start = 0; start <= padded.length - LETTER_COUNT_MIN; start += 1) {
      let hash = startOf(KIND.letters);
      const end = Math.min(padded.length, start + LETTER_COUNT_MAX);
      for (let index = start; index < end; index += 1) {
        hash = addLetter(hash, padded.charCodeAt(index));
        if (index > start) counts.add(hash, 1);
      }
    }
  }
  return counts.finish();
}

type Tally = {
  positive: number;
  negative: number;
  best: number;
  worst: number;
  count: number;
  last: number;
  turned: number;
};

function gatherFigures(
  { pieces, shape, turnIndex }: Utterance,
  language: string,
  findOpinions: FindOpinions,
): Float32Array {
  const newTally = (): Tally => ({ positive: 0, negative: 0, best: 0, worst: 0, count: 0, last: 0, turned: 0 });
  const tallies = Array.from({ length: LIST_COUNT_MAX }, newTally);
  let emoji = { positive: 0, negative: 0 };
  const lexicon = findOwnLexicon(language);
  const own = newTally();
  let ownEnd = 0;
  for (const [index, piece] of pieces.entries()) {
    emoji = addTo(emoji, emojiOpinionOf(piece));
    if (index >= ownEnd && piece.kind === 'word') {
      const entry = findGroupAt(pieces, index, lexicon);
      if (entry !== undefined) {
        ownEnd = index + entry.words.length;
        tell(own, ownOpinionAt(pieces, index, { entry, lexicon }), index >= turnIndex);
      }
    }
    const opinions = isOpinionated(piece) ? findOpinions(piece.text, piece.stem) : null;
    if (opinions === null) continue;
    for (const [list, tally] of tallies.entries()) tell(tally, turn(opinions[list] ?? 0, piece), index >= turnIndex);
  }
  const figures = [1];
  for (const { positive, negative, best, worst, count, last, turned } of [own, ...tallies]) {
    const sum = positive - negative;
    figures.push(Math.tanh(positive), Math.tanh(negative), best, worst, Math.tanh(sum), last, Math.tanh(turned));
    figures.push(count === 0 ? 1 : 0, Math.sign(sum), sum / (count + 1));
  }
  const total = tallies.reduce((sum, { positive, negative }) => sum + positive - negative, 0);
  figures.push(
    Math.tanh(total),
    Math.tanh(emoji.positive),
    Math.tanh(emoji.negative),
    Math.tanh(shape.exclamationCount / 2),
    Math.tanh(shape.questionCount / 2),
    Math.tanh(shape.ellipsisCount),
    Math.tanh(shape.capitalCount / 3),
    Math.tanh(shape.stretchedCount),
    Math.tanh(shape.hashtagCount / 3),
    shape.userCount > 0 ? 1 : 0,
    shape.addressCount > 0 ? 1 : 0,
    Math.tanh(shape.wordCount / 20),
    turnIndex > 0 ? 1 : 0,
    shape.exclamationCount > 0 ? 1 : 0,
    shape.questionCount > 0 ? 1 : 0,
  );
  return Float32Array.from(figures);
}

function isOpinionated({ kind }: Piece): boolean {
  return kind === 'word' || kind === 'sign' || kind === 'emoji';
}

function emojiOpinionOf({ kind, text }: Piece): number {
  if (kind === 'smile') return 0.7;
  if (kind === 'frown') return -0.7;
  return kind === 'emoji' ? (EMOJI_POLARITIES.get(text) ?? 0) : 0;
}

/** A group of words holds what negates it: « pas mal ». */
function ownOpinionAt(
  pieces: readonly Piece[],
  index: number,
  { entry, lexicon }: Readonly<{ entry: OwnEntry; lexicon: OwnLexicon }>,
): number {
  const opinion = entry.words.length > 1 ? entry.polarity : turn(entry.polarity, pieces[index] as Piece);
  return lexicon.intensifiers.has(pieces[index - 1]?.text ?? '') ? opinion * INTENSIFIER_FACTOR : opinion;
}

function turn(opinion: number, { isNegated }: Piece): number {
  return isNegated ? opinion * NEGATION_FACTOR : opinion;
}

function addTo(sum: Readonly<{ positive: number; negative: number }>, opinion: number) {
  return opinion > 0
    ? { positive: sum.positive + opinion, negative: sum.negative }
    : { positive: sum.positive, negative: sum.negative - opinion };
}

function tell(tally: Tally, opinion: number, isBehindTurn: boolean): void {
  if (opinion === 0) return;
  tally.count += 1;
  tally.last = opinion;
  if (isBehindTurn) tally.turned += opinion;
  if (opinion > 0) {
    tally.positive += opinion;
    tally.best = Math.max(tally.best, opinion);
  } else {
    tally.negative -= opinion;
    tally.worst = Math.max(tally.worst, -opinion);
  }
}

// ---------------------------------------------------------------------------------------------------------------- hashes

/** Where FNV-1a begins. Source: draft-eastlake-fnv, section 5. */
const HASH_START = 0x811c9dc5 | 0;

/** 2^32 divided by the golden ratio. */
const GOLDEN_RATIO = 0x9e3779b1;

/** Kinds differ in bits that no letter has: else a word of one kind would be one of another with another first letter. */
function startOf(kind: number): number {
  return HASH_START ^ Math.imul(kind, GOLDEN_RATIO);
}

/** The same in every process: it is what a model's weights are kept by. */
export function hashText(text: string, kind: number): number {
  let hash = startOf(kind);
  for (let index = 0; index < text.length; index += 1) hash = addLetter(hash, text.charCodeAt(index));
  return hash;
}

function joinHashes(first: number, second: number): number {
  return addLetter(addLetter(startOf(KIND.pair), first), second);
}

function toBucket(hash: number): number {
  return endHash(hash) & (BUCKET_COUNT - 1);
}

/** By bucket; all zero between two texts. */
const countsByBucket = new Float32Array(BUCKET_COUNT);

/** Counts features of one kind of one text; the text of another one must not be begun before it is finished. */
function takeCounts() {
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
      const buckets = Int32Array.from(touched);
      const values = Float32Array.from(buckets, (bucket) => {
        const count = countsByBucket[bucket] as number;
        countsByBucket[bucket] = 0;
        return count < 1 ? count : 1 + Math.log(count);
      });
      return { buckets, values };
    },
  };
}
