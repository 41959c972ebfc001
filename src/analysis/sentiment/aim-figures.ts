/** What is said of a brand and of others beside it, as figures: how the parts of a text are judged, and in which order. */
import { findJoint, type JointKind } from './joints.ts';
import type { OpinionModel } from './opinion-model.ts';
import {
  BRAND_MARK,
  isName,
  type Mark,
  OTHER_MARK,
  type Owner,
  type ReadClause,
  sideOf,
  type Tail,
} from './own-clauses.ts';

/** The figures are the best that is known here: they weigh more than in a model of whole texts. */
const FIGURE_SCALE = 2.5;

const OWNERS = ['brand', 'other', 'both'] as const satisfies readonly Owner[];
const TAILS = ['then-brand', 'then-other'] as const satisfies readonly Tail[];
const SIDES = ['bo', 'ob', '-b', '-o', 'b-', 'o-'] as const;

/**
 * The figures of a text's clauses, -FIGURE_SCALE to FIGURE_SCALE, the first of them 1; as many for every text.
 *
 * What a clause says of a brand hangs on how the names are set against each other: after “than” the opinion is the other's.
 * Sums cannot say that, so every leaning stands there once more under each circumstance.
 *
 * Errors:  none: total. Time grows with the text.
 */
export function gatherFigures(clauses: readonly ReadClause[], judge: OpinionModel['judge']): Float32Array {
  const { behind, before } = cutAtNames(clauses);
  const parts = [
    ...cutByOwner(clauses),
    ...[behind[BRAND_MARK], behind[OTHER_MARK], before[BRAND_MARK], before[OTHER_MARK]],
  ];
  const scores = [...parts, joinTexts(clauses)].map((text) => (text === '' ? UNSAID : judge(text)));
  const leanings = scores.map(([negative = 0, , positive = 0]) => positive - negative);
  const [brand = 0, other = 0, , , , afterBrand = 0, afterOther = 0, , , whole = 0] = leanings;
  const figures = [
    ...scores.flatMap((score) => score.map((each) => each - EVEN)),
    ...leanings,
    ...[brand - other, brand - whole, afterBrand - afterOther],
    ...parts.map((text) => Number(text === '')),
    ...sumBySide(clauses),
    ...findCircumstances(clauses).flatMap((circumstance) => [
      circumstance,
      ...leanings.map((leaning) => circumstance * leaning),
    ]),
  ];
  return Float32Array.from([1, ...figures.map((figure) => figure * FIGURE_SCALE)]);
}

const EVEN = 1 / 3;
const UNSAID: readonly number[] = [EVEN, EVEN, EVEN];

function joinTexts(clauses: readonly ReadClause[]): string {
  return clauses.map(({ text }) => text).join(' ');
}

/** What is said in the clauses of each. */
function cutByOwner(clauses: readonly ReadClause[]): readonly string[] {
  return [...OWNERS, ...TAILS].map((whose) =>
    joinTexts(clauses.filter(({ owner, tail }) => owner === whose || tail === whose)),
  );
}

/** By the mark of a name: what stands behind it up to the next name, and before it within its clause. */
export function cutAtNames(
  clauses: readonly Pick<ReadClause, 'text'>[],
): Readonly<Record<'behind' | 'before', Readonly<Record<Mark, string>>>> {
  const behind: Record<Mark, string> = { [BRAND_MARK]: '', [OTHER_MARK]: '' };
  const before: Record<Mark, string> = { [BRAND_MARK]: '', [OTHER_MARK]: '' };
  let last: Mark | undefined;
  for (const { text } of clauses) {
    const pieces = text.split(MARK_PATTERN);
    for (const [index, piece] of pieces.entries()) {
      if (isName(piece)) {
        last = piece;
        before[piece] += ` ${pieces[index - 1] ?? ''}`;
      } else if (last !== undefined) behind[last] += ` ${piece}`;
    }
  }
  for (const texts of [behind, before])
    for (const mark of [BRAND_MARK, OTHER_MARK] as const) if (!/\p{L}/u.test(texts[mark])) texts[mark] = '';
  return { behind, before };
}

/** A group, so that the marks stay among what is split. */
const MARK_PATTERN = /([\ue000\ue001])/;

/** The opinions of the words, by whose clause they stand in, or between which names. */
function sumBySide(clauses: readonly ReadClause[]): readonly number[] {
  const sums = new Map<string, number>();
  for (const { pieces, opinions, owner, tail } of clauses) {
    for (const [index, opinion] of opinions.entries()) {
      if (opinion === 0) continue;
      for (const key of owner === 'both' ? [sideOf(pieces, index), tail ?? ''] : [owner])
        sums.set(key, (sums.get(key) ?? 0) + opinion);
    }
  }
  return [...SIDES, ...OWNERS, ...TAILS].map((side) => Math.tanh(sums.get(side) ?? 0));
}

/** Joints that turn an opinion from one name to the other, according to which stands first. */
const TURNING_JOINTS = [
  'better',
  'than',
  'leave',
  'not',
  'same',
  'instead',
  'from',
  'beside',
] as const satisfies readonly JointKind[];

/** -1 to 1 each: which name comes first and last, and with it each joint; and how the text is built. */
function findCircumstances(clauses: readonly ReadClause[]): readonly number[] {
  const marks = clauses.flatMap(({ text }) => [...text].filter(isName));
  const first = marks[0] === BRAND_MARK ? 1 : -1;
  const joints = new Set(
    clauses.flatMap(({ pieces }) => pieces.map(({ kind, text }) => (kind === 'word' ? findJoint(text) : undefined))),
  );
  const lastOwner = clauses.at(-1)?.owner;
  return [
    first,
    marks.at(-1) === BRAND_MARK ? 1 : -1,
    ...TURNING_JOINTS.map((joint) => (joints.has(joint) ? first : 0)),
    ...[lastOwner === 'brand', lastOwner === 'other', joints.has('same'), marks.length > 2, clauses.length > 2].map(
      Number,
    ),
    Number(clauses.some(({ joint }) => joint === 'contrast')),
  ];
}
