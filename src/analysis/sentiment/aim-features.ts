/**
 * A passage that names a brand and others, as numbers that tell what it says of this brand: what stands in its own
 * clauses and in the others', and in which order names, opinions and the words that set names against each other come.
 */
import { cutClauses } from './cut-clauses.ts';
import { emojiOpinionOf, type FindOpinions, turn } from './extract-features.ts';
import { type Features, hashText, joinHashes, takeCounts } from './features.ts';
import type { Place } from './find-names.ts';
import { findJoint } from './joints.ts';
import type { OpinionModel } from './opinion-model.ts';
import { findGroupAt, findOwnLexicon, type OwnLexicon } from './own-lexicons.ts';
import { type Piece, readUtterance } from './read-utterance.ts';

/** What stands for the brand, and for any other name: letters that no text uses. */
export const BRAND_MARK = '\ue000';
export const OTHER_MARK = '\ue001';
const MARKS_PATTERN = /[\ue000\ue001]/g;

/** Whose clause: the brand's, another's, of both. */
type Owner = 'brand' | 'other' | 'both';
/** Where a clause without a name goes on after one of both: who was named last. */
type Tail = 'then-brand' | 'then-other';
/** opinions: of each piece, -1 to 1. */
type ReadClause = OwnedClause & Readonly<{ opinions: readonly number[] }>;
type OwnedClause = Readonly<{
  text: string;
  owner: Owner;
  tail: Tail | null;
  joint: string;
  pieces: readonly Piece[];
}>;

/** How a text is judged that names nobody. */
export type Judging = OpinionModel & Readonly<{ language: string }>;

export type NamedText = Readonly<{ text: string; own: readonly Place[]; others: readonly Place[] }>;

const KIND = { word: 21, skeleton: 22 } as const;
/** Names, opinions and joints in a row, from two on. */
const SKELETON_LENGTH_MAX = 5;
/** The figures are the best that is known here: they weigh more than in a model of whole texts. */
const FIGURE_SCALE = 2.5;
/** A word with less of an opinion is none in the skeleton. */
const OPINION_MIN = 0.3;

/** The text with a mark in place of each name. */
export function markNames({ text, own, others }: NamedText): string {
  const places = [
    ...own.map((place) => ({ ...place, mark: BRAND_MARK })),
    ...others.map((place) => ({ ...place, mark: OTHER_MARK })),
  ].sort((one, other) => one.start - other.start);
  let marked = '';
  let end = 0;
  for (const { start, end: placeEnd, mark } of places) {
    if (start < end) continue;
    marked += text.slice(end, start).replace(MARKS_PATTERN, ' ') + mark;
    end = placeEnd;
  }
  return marked + text.slice(end).replace(MARKS_PATTERN, ' ');
}

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

/** A clause without a name goes on about whom the one before spoke of; the first ones, about whom the next speaks of. */
export function ownClauses(marked: string, language: string): readonly OwnedClause[] {
  const cut = cutClauses(marked).map(({ start, end, joint }) => ({ text: marked.slice(start, end), joint }));
  const named = cut.map(({ text }): Owner | null => {
    const [brand, other] = [text.includes(BRAND_MARK), text.includes(OTHER_MARK)];
    if (brand && other) return 'both';
    if (brand) return 'brand';
    return other ? 'other' : null;
  });
  let owner = named.find((each) => each !== null) ?? 'brand';
  let last: Tail | null = null;
  return cut.map((clause, index) => {
    const own = named[index] ?? null;
    owner = own ?? owner;
    if (own !== null)
      last = clause.text.lastIndexOf(BRAND_MARK) > clause.text.lastIndexOf(OTHER_MARK) ? 'then-brand' : 'then-other';
    return {
      ...clause,
      owner,
      tail: own === null && owner === 'both' ? last : null,
      pieces: readUtterance(clause.text, language).pieces,
    };
  });
}

function gatherWords(clauses: readonly OwnedClause[]) {
  const counts = takeCounts();
  for (const { owner, tail, pieces } of clauses) {
    let before = '';
    for (const [index, { kind, text, stem, isNegated }] of pieces.entries()) {
      if (isName(text) || kind === 'user' || kind === 'address') continue;
      const said = isNegated ? `not ${stem}` : stem;
      for (const place of [owner === 'both' ? `${owner}${sideOf(pieces, index)}` : owner, tail ?? '']) {
        if (place === '') continue;
        counts.add(hashText(`${place} ${said}`, KIND.word), 1);
        if (before !== '') counts.add(hashText(`${place} ${before} ${said}`, KIND.word), 1);
      }
      before = stem;
    }
  }
  return counts.finish();
}

/** Between which names a piece stands. */
function sideOf(pieces: readonly Piece[], index: number): string {
  return `${nameOf(pieces, index, -1)}${nameOf(pieces, index, 1)}`;
}

function nameOf(pieces: readonly Piece[], from: number, step: 1 | -1): '-' | 'b' | 'o' {
  for (let index = from + step; index >= 0 && index < pieces.length; index += step) {
    const text = pieces[index]?.text;
    if (text === BRAND_MARK) return 'b';
    if (text === OTHER_MARK) return 'o';
  }
  return '-';
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

function isName(piece: string | undefined): boolean {
  return piece === BRAND_MARK || piece === OTHER_MARK;
}

const OWNERS = ['brand', 'other', 'both'] as const satisfies readonly Owner[];
const TAILS = ['then-brand', 'then-other'] as const satisfies readonly Tail[];
const SIDES = ['bo', 'ob', '-b', '-o', 'b-', 'o-'] as const;

function gatherFigures(clauses: readonly ReadClause[], judge: Judging['judge']): Float32Array {
  const figures = [1];
  const scoreOf = (text: string): readonly number[] => {
    const judged = text === '' ? [1 / 3, 1 / 3, 1 / 3] : judge(text);
    return judged.map((each) => each - 1 / 3);
  };
  const texts = [...OWNERS, ...TAILS].map((whose) =>
    clauses
      .filter(({ owner, tail }) => owner === whose || tail === whose)
      .map(({ text }) => text)
      .join(' '),
  );
  const scores = [...texts, clauses.map(({ text }) => text).join(' ')].map(scoreOf);
  for (const score of scores) figures.push(...score);
  const leanings = scores.map(([negative = 0, , positive = 0]) => positive - negative);
  const [brand = 0, other = 0, both = 0, , , whole = 0] = leanings;
  figures.push(brand, other, both, whole, brand - other, brand - whole);
  for (const text of texts) figures.push(text === '' ? 1 : 0);
  const onSides = new Map<string, number>();
  for (const { pieces, opinions, owner, tail } of clauses) {
    for (const [index, opinion] of opinions.entries()) {
      if (opinion === 0) continue;
      for (const key of owner === 'both' ? [sideOf(pieces, index), tail ?? ''] : [owner])
        onSides.set(key, (onSides.get(key) ?? 0) + opinion);
    }
  }
  for (const side of [...SIDES, ...OWNERS, ...TAILS]) figures.push(Math.tanh(onSides.get(side) ?? 0));
  const order = clauses.flatMap(({ text }) => text.match(MARKS_PATTERN) ?? []);
  figures.push(order[0] === BRAND_MARK ? 1 : 0, order.at(-1) === BRAND_MARK ? 1 : 0);
  figures.push(clauses.at(-1)?.owner === 'brand' ? 1 : 0, clauses.at(-1)?.owner === 'other' ? 1 : 0);
  return Float32Array.from(figures, (figure, index) => (index === 0 ? figure : figure * FIGURE_SCALE));
}
