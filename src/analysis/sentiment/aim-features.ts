/**
 * A passage that names a brand and others, as numbers that tell what it says of this brand: what stands in its own
 * clauses and in the others', and in which order names, opinions and the words that set names against each other come.
 */
import { gatherFigures } from './aim-figures.ts';
import { emojiOpinionOf, type FindOpinions, turn } from './extract-features.ts';
import { type Features, hashText, joinHashes, takeCounts } from './features.ts';
import { findJoint } from './joints.ts';
import type { OpinionModel } from './opinion-model.ts';
import { isName, type OwnedClause, ownClauses, type ReadClause, sideOf } from './own-clauses.ts';
import { findGroupAt, findOwnLexicon, type OwnLexicon } from './own-lexicons.ts';
import type { Piece } from './read-utterance.ts';

/** How a text is judged that names nobody. */
export type Judging = OpinionModel & Readonly<{ language: string }>;

const KIND = { word: 21, skeleton: 22, near: 23 } as const;
/** Names, opinions and joints in a row, from two on. */
const SKELETON_LENGTH_MAX = 5;
/** A word with less of an opinion is none in the skeleton. */
const OPINION_MIN = 0.3;

/**
 * The features of a text whose names are marked.
 *
 * Errors:  none: total. Time grows with the text.
 */
export function extractAim(marked: string, judging: Judging): Features {
  const lexicon = findOwnLexicon(judging.language);
  const clauses = ownClauses(marked, judging.language).map((clause): ReadClause => {
    const { pieces } = clause;
    return { ...clause, opinions: pieces.map((_, index) => opinionOf(pieces, index, lexicon, judging.findOpinions)) };
  });
  return {
    words: gatherWords(clauses),
    patterns: gatherSkeleton(clauses),
    figures: gatherFigures(clauses, judging.judge),
  };
}

function gatherWords(clauses: readonly OwnedClause[]) {
  const counts = takeCounts();
  for (const { owner, tail, pieces } of clauses) {
    let before = '';
    for (const [index, piece] of pieces.entries()) {
      const { kind, text, stem } = piece;
      if (isName(text) || kind === 'user' || kind === 'address') continue;
      const said = saidOf(piece);
      for (const place of [owner === 'both' ? `${owner}${sideOf(pieces, index)}` : owner, tail ?? '']) {
        if (place === '') continue;
        counts.add(hashText(`${place} ${said}`, KIND.word), 1);
        if (before !== '') counts.add(hashText(`${place} ${before} ${said}`, KIND.word), 1);
      }
      before = stem;
    }
    addNeighbours(pieces, counts.add);
  }
  return counts.finish();
}

function saidOf({ stem, isNegated }: Piece): string {
  return isNegated ? `not ${stem}` : stem;
}

/** The two words before and behind each name: « chez », “off”, “instead of” tell what part it plays. */
function addNeighbours(pieces: readonly Piece[], add: (hash: number, count: number) => void): void {
  const said = pieces.map(saidOf);
  for (const [index, { text: name }] of pieces.entries()) {
    if (!isName(name)) continue;
    const [beforeLast = '^', before = '^', behind = '^', next = '^'] = [-2, -1, 1, 2].map((step) => said[index + step]);
    for (const near of [
      `1 ${before}`,
      `2 ${beforeLast}`,
      `3 ${behind}`,
      `4 ${next}`,
      `5 ${beforeLast} ${before}`,
      `6 ${behind} ${next}`,
      `7 ${before} ${behind}`,
    ])
      add(hashText(`${name}${near}`, KIND.near), 1);
  }
}

function opinionOf(pieces: readonly Piece[], index: number, lexicon: OwnLexicon, findOpinions: FindOpinions): number {
  const piece = pieces[index] as Piece;
  if (piece.kind !== 'word') return emojiOpinionOf(piece);
  const entry = findGroupAt(pieces, index, lexicon);
  if (entry !== undefined && entry.words.length > 1) return entry.polarity;
  return turn(entry?.polarity ?? meanOf(findOpinions(piece.text, piece.stem)), piece);
}

function meanOf(opinions: ArrayLike<number> | null): number {
  if (opinions === null) return 0;
  const said = Array.from(opinions).filter((opinion) => opinion !== 0);
  return said.reduce((sum, opinion) => sum + opinion, 0) / (said.length || 1);
}

function gatherSkeleton(clauses: readonly ReadClause[]) {
  const bones: string[] = [];
  for (const { joint, pieces, opinions } of clauses) {
    if (bones.length > 0) bones.push(joint);
    for (const [index, { text, kind }] of pieces.entries()) {
      if (isName(text)) bones.push(text);
      else {
        const joined = kind === 'word' ? findJoint(text) : undefined;
        if (joined !== undefined) bones.push(joined);
        const opinion = opinions[index] ?? 0;
        if (Math.abs(opinion) >= OPINION_MIN) bones.push(opinion > 0 ? '+' : '-');
        else if (joined === undefined && kind === 'sign' && text === '?') bones.push('?');
      }
    }
  }
  const counts = takeCounts();
  for (let start = 0; start < bones.length; start += 1) {
    let hash = hashText(bones[start] as string, KIND.skeleton);
    let isNamed = isName(bones[start]);
    for (let length = 2; length <= SKELETON_LENGTH_MAX && start + length <= bones.length; length += 1) {
      const bone = bones[start + length - 1] as string;
      hash = joinHashes(hash, hashText(bone, KIND.skeleton));
      isNamed ||= isName(bone);
      if (isNamed) counts.add(hash, 1);
    }
  }
  return counts.finish();
}
