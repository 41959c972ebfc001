/** Where the terms of a portfolio stand in a draft, however they are cut, joined or misspelt. */
import { isCommonPart } from './common-words.ts';
import {
  BEGINNING_CHARS,
  type CompiledPortfolio,
  halvesOf,
  SLIP_CHARS_MIN,
  TERM_WORDS_MAX,
  type Term,
} from './compile-portfolio.ts';
import type { ReadDraft } from './read-draft.ts';
import { tokensOf } from './tokens-of.ts';

export type HitForm = 'plain' | 'slip' | 'hashtag' | 'handle' | 'in-hashtag' | 'in-handle';

export type Hit = Readonly<{
  term: Term;
  form: HitForm;
  /** Tokens, end exclusive. */
  from: number;
  until: number;
  /** Characters, end exclusive, with the sign of a hashtag or handle. */
  start: number;
  end: number;
}>;

/** What may stand between the words of a term. */
const GAP_PATTERN = /^[^\p{L}\p{N}\n\r!?;,…]{0,6}$/u;
const HYPHEN_PATTERN = /^[-‐‑]?$/u;
const SPACE_PATTERN = /^[ \u00a0]$/u;
/** « Live box »: a word that is cut in two keeps so many letters on each side. */
const CUT_CHARS_MIN = 3;
/** Below, letters alone are in too many words: the signs between them must be there (C&A, not « ça »). */
const JOINED_CHARS_MIN = 5;
/** Slips are looked for in a post, not in a book. */
const SLIP_TOKENS_MAX = 600;
const SLIP_WORDS_MAX = 3;
/** Parts of a long hashtag that has no capitals. */
const GLUED_CHARS_MIN = 5;

/** Hits by their place, none over another: the longest at each place. */
export function findHits(compiled: CompiledPortfolio, draft: ReadDraft): readonly Hit[] {
  const found: Hit[] = [...findTags(compiled, draft)];
  for (let from = 0; from < draft.words.length; from += 1) {
    if (!draft.isTag.has(from)) found.push(...findAt(compiled, draft, from));
  }
  return dropCovered(found);
}

function dropCovered(found: readonly Hit[]): readonly Hit[] {
  const taken = new Set<number>();
  const kept: Hit[] = [];
  const order = (hit: Hit): number =>
    (hit.until - hit.from) * 100 + (hit.form === 'slip' ? 0 : 50) + (hit.end - hit.start) / 100;
  for (const hit of [...found].sort((one, other) => order(other) - order(one))) {
    const tokens = tokensOf(hit);
    if (tokens.some((token) => taken.has(token))) continue;
    for (const token of tokens) taken.add(token);
    kept.push(hit);
  }
  return kept.sort((one, other) => one.start - other.start);
}

function* findTags(compiled: CompiledPortfolio, draft: ReadDraft): Generator<Hit> {
  for (const { kind, from, until, start, end } of draft.compounds) {
    if (kind === 'hyphenated') continue;
    const key = draft.words.slice(from, until).join('');
    const whole = lookUp(compiled, key);
    if (whole !== undefined) {
      yield { term: whole, form: kind, from, until, start, end };
      continue;
    }
    const term = findWithin(compiled, draft, { from, until, key, kind });
    if (term !== undefined)
      yield { term, form: kind === 'hashtag' ? 'in-hashtag' : 'in-handle', from, until, start, end };
  }
}

type Tag = Readonly<{ from: number; until: number; key: string; kind: 'hashtag' | 'handle' }>;

/** The longest term that a hashtag holds (#TeamOrange), or that a handle begins with (@samsung_aide). */
function findWithin(compiled: CompiledPortfolio, draft: ReadDraft, { from, until, key, kind }: Tag): Term | undefined {
  const keys: string[] = [];
  for (let first = from; first < (kind === 'handle' ? from + 1 : until); first += 1) {
    for (let last = first; last < until; last += 1) keys.push(draft.words.slice(first, last + 1).join(''));
  }
  for (let length = key.length - 1; length >= GLUED_CHARS_MIN; length -= 1) {
    keys.push(key.slice(0, length));
    if (kind === 'hashtag') keys.push(key.slice(-length));
  }
  return keys
    .flatMap((each) => compiled.terms.get(each) ?? [])
    .filter((term) => [...term.owners.values()].some(({ isPart }) => !isPart))
    .toSorted((one, other) => other.key.length - one.key.length)[0];
}

/** The term, or that of which it is a plural. */
function lookUp(compiled: CompiledPortfolio, key: string): Term | undefined {
  const exact = compiled.terms.get(key);
  if (exact !== undefined || key.length < 4) return exact;
  if (/[sx]$/.test(key)) {
    const singular =
      compiled.terms.get(key.slice(0, -1)) ?? (key.endsWith('es') ? compiled.terms.get(key.slice(0, -2)) : undefined);
    if (singular !== undefined) return singular;
  }
  return compiled.terms.get(`${key}s`);
}

function findAt(compiled: CompiledPortfolio, draft: ReadDraft, from: number): readonly Hit[] {
  const found: Hit[] = [];
  let key = '';
  for (let until = from + 1; until <= Math.min(draft.words.length, from + TERM_WORDS_MAX); until += 1) {
    const last = until - 1;
    if (draft.isTag.has(last) || draft.isEmoji.has(last)) break;
    if (last > from && (draft.breaks[last] === true || !GAP_PATTERN.test(gapBefore(draft, last)))) break;
    key += draft.words[last];
    const place = { from, until, start: draft.starts[from] ?? 0, end: draft.ends[last] ?? 0 };
    const term = compiled.beginnings.has(key.slice(0, BEGINNING_CHARS)) ? lookUp(compiled, key) : undefined;
    if (term !== undefined && isCutLike(term, draft, place)) found.push({ term, form: 'plain', ...place });
    else if (from < SLIP_TOKENS_MAX && until - from <= SLIP_WORDS_MAX && key.length >= SLIP_CHARS_MIN) {
      const meant = findSlip(compiled, draft, { ...place, key });
      if (meant !== undefined) found.push({ term: meant, form: 'slip', ...place });
    }
  }
  return found;
}

function gapBefore(draft: ReadDraft, token: number): string {
  return draft.text.slice(draft.ends[token - 1], draft.starts[token]);
}

type Place = Readonly<{ from: number; until: number; start: number; end: number }>;

/** Whether the words of the draft are cut as those of a term may be. */
function isCutLike(term: Term, draft: ReadDraft, { from, until, start, end }: Place): boolean {
  const count = until - from;
  if (term.key.length < JOINED_CHARS_MIN && (term.words.length > 1 || count > 1)) {
    return (
      (count === 1 || term.words.length === count) && squeeze(draft.text.slice(start, end)) === squeeze(term.written)
    );
  }
  if (count === 1 || count === term.words.length) return true;
  const cuts = Array.from({ length: count - 1 }, (_, index) => from + 1 + index);
  if (term.words.length > 1) return cuts.every((token) => draft.breaks[token] !== true);
  if (cuts.every((token) => HYPHEN_PATTERN.test(gapBefore(draft, token)))) return true;
  return (
    cuts.every((token) => SPACE_PATTERN.test(gapBefore(draft, token))) &&
    draft.words.slice(from, until).every((word) => word.length >= CUT_CHARS_MIN)
  );
}

function squeeze(written: string): string {
  return written.toLowerCase().replaceAll(/\s/gu, '');
}

function findSlip(
  compiled: CompiledPortfolio,
  draft: ReadDraft,
  { from, until, key }: Place & Readonly<{ key: string }>,
): Term | undefined {
  if (until - from === 1 && isCommonPart(key)) return undefined;
  for (let length = key.length - 1; length <= key.length + 1; length += 1) {
    for (const half of halvesOf(key, length)) {
      for (const term of compiled.halves.get(half) ?? []) {
        if (isOneWordFewer(term, draft, from, until) && isOneSlip(key, term.key)) return term;
      }
    }
  }
  return undefined;
}

/** Word for word: « super u » is no slip of another word. */
function isOneWordFewer(term: Term, draft: ReadDraft, from: number, until: number): boolean {
  if (term.words.length !== until - from) return until - from === 1;
  return term.words.some((word, index) => word === draft.words[from + index]) || term.words.length === 1;
}

/** One letter more, fewer, another, or two that changed places; figures are no slips. */
export function isOneSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let same = 0;
  while (same < Math.min(one.length, other.length) && one[same] === other[same]) same += 1;
  let behind = 0;
  while (
    behind < Math.min(one.length, other.length) - same &&
    one[one.length - 1 - behind] === other[other.length - 1 - behind]
  ) {
    behind += 1;
  }
  const left = one.slice(same, one.length - behind);
  const right = other.slice(same, other.length - behind);
  if (/\p{N}/u.test(left + right)) return false;
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
