/** Whose clause is whose, in a text whose names are marked. */
import { cutClauses } from './cut-clauses.ts';
import type { Place } from './find-names.ts';
import { type Piece, readUtterance } from './read-utterance.ts';

/** What stands for the brand, and for any other name: letters that no text uses. */
export const BRAND_MARK = '\ue000';
export const OTHER_MARK = '\ue001';
export type Mark = typeof BRAND_MARK | typeof OTHER_MARK;
const MARKS_PATTERN = /[\ue000\ue001]/g;

/** Whose clause: the brand's, another's, of both. */
export type Owner = 'brand' | 'other' | 'both';
/** Where a clause without a name goes on after one of both: who was named last. */
export type Tail = 'then-brand' | 'then-other';
export type OwnedClause = Readonly<{
  text: string;
  owner: Owner;
  tail: Tail | null;
  joint: string;
  pieces: readonly Piece[];
}>;
/** opinions: of each piece, -1 to 1. */
export type ReadClause = OwnedClause & Readonly<{ opinions: readonly number[] }>;

export type NamedText = Readonly<{ text: string; own: readonly Place[]; others: readonly Place[] }>;

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

/** Whether a piece, or a part of a text, is the mark of a name. */
export function isName(piece: string | undefined): piece is Mark {
  return piece === BRAND_MARK || piece === OTHER_MARK;
}

/** Between which names a piece stands. */
export function sideOf(pieces: readonly Piece[], index: number): string {
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
