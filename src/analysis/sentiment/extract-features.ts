/** The features of a short text: its words, their letters, what word lists say of it and how it is written. */
import { addLetter } from '../query/word-hash.ts';
import { type FeatureGroup, type Features, hashText, joinHashes, KIND, startOf, takeCounts } from './features.ts';
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

/** The opinions of several word lists in one word, -1 to 1 each, 0 where a list lacks it; null where all do. */
export type FindOpinions = (text: string, stem: string) => ArrayLike<number> | null;

/** More lists are told apart by nothing. */
export const LIST_COUNT_MAX = 4;
const FIGURES_PER_LIST = 10;
const FIGURES_OF_SHAPE = 15;
export const FIGURE_COUNT = 1 + (LIST_COUNT_MAX + 1) * FIGURES_PER_LIST + FIGURES_OF_SHAPE;

const LETTER_COUNT_MIN = 2;
const LETTER_COUNT_MAX = 5;

/**
 * The features of a text.
 *
 * Errors:  none: total. Time grows with the text.
 */
export function extractFeatures(text: string, language: string, findOpinions: FindOpinions): Features {
  const utterance = readUtterance(text, language);
  return { ...gatherSaid(utterance), figures: gatherFigures(utterance, language, findOpinions) };
}

/** Those of its words and letters alone, as extractFeatures. */
export function extractSaid(text: string, language: string): Said {
  return gatherSaid(readUtterance(text, language));
}

type Said = Pick<Features, 'words' | 'patterns'>;

function gatherSaid(utterance: Utterance): Said {
  return { words: gatherWords(utterance), patterns: gatherLetters(utterance) };
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

/** Of an emoji or a smiley; 0 of anything else. */
export function emojiOpinionOf({ kind, text }: Piece): number {
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

/** The opinion of a piece as it is meant where the piece is negated. */
export function turn(opinion: number, { isNegated }: Piece): number {
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
