/** A draft read once: its words, where sentences break, what is quoted, and how its case is to be read. */
import { foldEmoji, foldWord } from '../query/fold-word.ts';
import { type Compound, scanText } from '../query/scan-text.ts';
import { tokensOfAll } from './tokens-of.ts';

export type ReadDraft = Readonly<{
  text: string;
  /** Folded words, emoji as they are. */
  words: readonly string[];
  starts: readonly number[];
  ends: readonly number[];
  /** Whether a sentence or a line ends between the token before and this one. */
  breaks: readonly boolean[];
  /** Whether a line ends there. */
  lineBreaks: readonly boolean[];
  isEmoji: ReadonlySet<number>;
  compounds: readonly Compound[];
  /** Tokens of hashtags and handles. */
  isTag: ReadonlySet<number>;
  /** Behind it there is nothing but emoji, hashtags and handles. */
  endsAt: number;
  /** By token: stands within somebody else's words. */
  isQuoted: readonly boolean[];
  /** What case tells here: « upper » and « lower » drafts are written in one case throughout. */
  letterCase: 'mixed' | 'upper' | 'lower';
}>;

const BREAK_PATTERN = /[!?…\n\r;]|\.(?=\s|$)|^\.+$|[–—]\s|[•|]/u;
const LINE_PATTERN = /[\n\r]/;
/** Whole sentences of somebody else; a word or two between quotation marks is a title. */
const QUOTED_WORDS_MIN = 4;

export function readDraft(text: string): ReadDraft {
  const { starts, ends, emoji, compounds } = scanText(text);
  const isEmoji = new Set(emoji);
  const isTag = tokensOfAll(compounds.filter(({ kind }) => kind !== 'hyphenated'));
  const words = starts.map((start, index) => {
    const written = text.slice(start, ends[index] ?? start);
    return isEmoji.has(index) ? foldEmoji(written) : foldWord(written);
  });
  const gaps = starts.map((start, index) => text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0), start));
  return {
    text,
    words,
    starts,
    ends,
    breaks: gaps.map((gap, index) => index === 0 || isEmoji.has(index - 1) || BREAK_PATTERN.test(gap)),
    lineBreaks: gaps.map((gap, index) => index === 0 || LINE_PATTERN.test(gap)),
    isEmoji,
    compounds,
    isTag,
    endsAt: findEnd(words.length, (token) => isTag.has(token) || isEmoji.has(token)),
    isQuoted: markQuoted(text, { starts, ends }),
    letterCase: toLetterCase(text),
  };
}

function findEnd(count: number, isNoWord: (token: number) => boolean): number {
  let end = count;
  while (end > 0 && isNoWord(end - 1)) end -= 1;
  return end;
}

const LETTERS_MIN = 12;
const CASE_CHARS_MAX = 4_000;
const UPPER_RATIO_MIN = 0.7;

function toLetterCase(text: string): ReadDraft['letterCase'] {
  const bare = text.slice(0, CASE_CHARS_MAX).replace(/[#@]\S+/gu, '');
  const upper = bare.match(/\p{Lu}/gu)?.length ?? 0;
  const lower = bare.match(/\p{Ll}/gu)?.length ?? 0;
  if (upper + lower < LETTERS_MIN) return 'mixed';
  if (upper === 0) return 'lower';
  return upper / (upper + lower) >= UPPER_RATIO_MIN ? 'upper' : 'mixed';
}

/** In quotation marks, behind « > », behind « @julie : » or « RT @julie : ». */
const QUOTES_PATTERN = /«([^«»]{1,2000})»|“([^“”]{1,2000})”|"([^"\n]{1,2000})"|^>[^\n]*/gmu;
const REPLIED_PATTERN = /(?:^|\n)[^\S\n]*(?:RT\s+)?@[\p{L}\p{N}_.]+\s?:[^.!?\n]*/gu;

function markQuoted(
  text: string,
  places: Readonly<{ starts: readonly number[]; ends: readonly number[] }>,
): readonly boolean[] {
  const spans = [
    ...[...text.matchAll(QUOTES_PATTERN)].filter(
      ([found]) => (found.match(/\p{L}+/gu)?.length ?? 0) >= QUOTED_WORDS_MIN,
    ),
    ...text.matchAll(REPLIED_PATTERN),
  ].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  if (spans.length === 0) return places.starts.map(() => false);
  return places.starts.map((start, index) =>
    spans.some((span) => start >= span.start && (places.ends[index] ?? start) <= span.end),
  );
}
