/**
 * Any expression as a few flat questions, which is all that search services understand: these words, one of each of
 * those groups, none of those. A question that a service can't take is split, and where that is not enough, widened.
 */
import type { SearchExpression } from '../../domain/search-expression.ts';

/** A word or a phrase, in lower case. */
export type Term = Readonly<{ text: string; isPhrase: boolean }>;

/** One question: a term of each group, and none that is excluded. */
export type Ask = Readonly<{ groups: readonly (readonly Term[])[]; excluded: readonly Term[] }>;

/** Questions whose answers together are what the expression asks for. The flags: see SearchUrl. */
export type Asks = Readonly<{ asks: readonly Ask[]; isExact: boolean; isWhole: boolean }>;

/** What a service can take. */
export type AskLimits = Readonly<{
  /** False where it knows no OR: each alternative is a question of its own. */
  isOrKnown: boolean;
  isTooLong: (ask: Ask) => boolean;
  /** Whether it looks for such a term at all. */
  isAskable?: (term: Term) => boolean;
  /** How many terms it may exclude; 0 where it knows no NOT. */
  excludedCountMax: number;
}>;

/** Sources that one brand may have at one service. */
export const ASK_COUNT_MAX = 20;
/** Combinations of alternatives; beyond it one side of the AND is left out, which widens. */
const COMBINATIONS_MAX = 32;

/**
 * The questions that a service is asked for an expression, within its limits.
 *
 * Shape:   at most 20, each with one group at least, in an order that does not depend on that of the expression.
 * Errors:  none: total.
 *
 * @example toAsks(expression, limits)  // expression: (orange OR "orange bank") -fruit
 *          // { asks: [{ groups: [[orange, orange bank]], excluded: [fruit] }], isExact: true, isWhole: true }
 */
export function toAsks(expression: SearchExpression, limits: AskLimits): Asks {
  const read = collect(expression, false);
  const fitted = fitAll(read, limits);
  if (fitted.asks.length <= ASK_COUNT_MAX) return fitted;
  // one telling group each, all in one question: wider, but it leaves nothing out
  const wider = fitAll(
    { asks: [{ groups: [read.asks.flatMap(toMostTelling)], excluded: [] }], isExact: false },
    limits,
  );
  if (wider.asks.length <= ASK_COUNT_MAX) return wider;
  return { asks: wider.asks.slice(0, ASK_COUNT_MAX), isExact: false, isWhole: false };
}

/** How a question's terms are counted by services that limit words: those of a phrase count each. */
export function countWords(ask: Ask): number {
  return [...ask.groups.flat(), ...ask.excluded].reduce((sum, term) => sum + toWords(term).length, 0);
}

/** In the syntax that most engines share: `word "a phrase" (a OR b) -c`. */
export function writeAsk(ask: Ask): string {
  const groups = ask.groups.map((group) => {
    const written = group.map(writeTerm).join(' OR ');
    return group.length > 1 ? `(${written})` : written;
  });
  return [...groups, ...ask.excluded.map((term) => `-${writeTerm(term)}`)].join(' ');
}

/** Apostrophes are of one kind: services that tell them apart know the plain one. */
export function toTerm(part: SearchExpression & Readonly<{ kind: 'word' | 'phrase' }>): Term {
  return { text: part.text.replace(/[’‘ʼ]/g, "'"), isPhrase: part.kind === 'phrase' };
}

export function writeTerm(term: Term): string {
  return term.isPhrase ? `"${term.text}"` : term.text;
}

export function toWords(term: Term): readonly string[] {
  return term.text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
}

// ------------------------------------------------------------------------------------------ an expression's questions

type Collected = Readonly<{ asks: readonly Ask[]; isExact: boolean }>;

function collect(expression: SearchExpression, isNegated: boolean): Collected {
  switch (expression.kind) {
    case 'word':
    case 'phrase': {
      const term = toTerm(expression);
      const ask = isNegated ? { groups: [], excluded: [term] } : { groups: [[term]], excluded: [] };
      return { asks: [ask], isExact: true };
    }
    case 'not':
      return collect(expression.part, !isNegated);
    case 'all':
    case 'any': {
      const parts = expression.parts.map((part) => collect(part, isNegated));
      const isEveryNeeded = (expression.kind === 'all') !== isNegated; // De Morgan
      const [first, ...others] = parts;
      if (first === undefined) return { asks: [], isExact: true };
      return isEveryNeeded ? others.reduce(combine, first) : unite(parts);
    }
  }
}

/** OR: questions that differ in one group alone are one question. */
function unite(parts: readonly Collected[]): Collected {
  const merged = new Map<string, Ask>();
  for (const ask of parts.flatMap((part) => part.asks)) {
    const isMergeable = ask.groups.length === 1;
    const key = JSON.stringify([isMergeable ? 1 : ask.groups, ask.excluded]);
    const known = merged.get(key);
    const groups = known !== undefined && isMergeable ? [[...known.groups.flat(), ...ask.groups.flat()]] : ask.groups;
    merged.set(key, tidy({ groups, excluded: ask.excluded }));
  }
  return { asks: [...merged.values()], isExact: parts.every((part) => part.isExact) };
}

/** AND: every question of the one with every question of the other. */
function combine(left: Collected, right: Collected): Collected {
  if (left.asks.length * right.asks.length > COMBINATIONS_MAX) {
    const [kept = left] = [left, right].toSorted((one, other) => costOf(one) - costOf(other));
    return { asks: kept.asks, isExact: false };
  }
  const asks = left.asks.flatMap((one) =>
    right.asks.map((other) =>
      tidy({ groups: [...one.groups, ...other.groups], excluded: [...one.excluded, ...other.excluded] }),
    ),
  );
  return { asks, isExact: left.isExact && right.isExact };
}

/** A side that only says what must be absent can't stand alone, however short it is. */
function costOf(side: Collected): number {
  return side.asks.length + (side.asks.some((ask) => ask.groups.length === 0) ? Number.MAX_SAFE_INTEGER / 2 : 0);
}

/** Each term once, in one order: the same question is the same source for everybody who asks it. */
function tidy(ask: Ask): Ask {
  const groups = new Map(ask.groups.map((group) => sortTerms(group)).map((group) => [JSON.stringify(group), group]));
  return {
    groups: [...groups.entries()].toSorted(([one], [other]) => compare(one, other)).map(([, group]) => group),
    excluded: sortTerms(ask.excluded),
  };
}

function sortTerms(terms: readonly Term[]): readonly Term[] {
  const byText = new Map(terms.map((term) => [term.text, term]));
  return [...byText.values()].toSorted((one, other) => compare(one.text, other.text));
}

/** By code unit: no locale, the same on every machine. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

// -------------------------------------------------------------------------------------------- what a service can take

function fitAll(read: Collected, limits: AskLimits): Asks {
  let { isExact } = read;
  let isWhole = true;
  const fitted = read.asks.flatMap((ask) => {
    const fit = fitOne(ask, limits);
    isExact &&= fit.isExact;
    isWhole &&= fit.isWhole;
    return fit.asks;
  });
  const byText = new Map(fitted.map(tidy).map((ask) => [JSON.stringify(ask), ask]));
  const sorted = [...byText.entries()].toSorted(([one], [other]) => compare(one, other)).map(([, ask]) => ask);
  const asks = limits.isOrKnown ? sorted : withoutAbsorbed(sorted);
  return { asks, isExact, isWhole };
}

function fitOne(ask: Ask, limits: AskLimits): Asks {
  const isAskable = limits.isAskable ?? (() => true);
  const excluded = ask.excluded.filter(isAskable).slice(0, limits.excludedCountMax);
  const wholeGroups = ask.groups.filter((group) => group.every(isAskable));
  // a group of which a part can't be asked for can only be left out, as long as another one is there
  const partGroups = ask.groups.map((group) => group.filter(isAskable)).filter((group) => group.length > 0);
  const groups = wholeGroups.length > 0 ? wholeGroups : partGroups.slice(0, 1);
  const isWhole = wholeGroups.length > 0;
  const isExact = excluded.length === ask.excluded.length && wholeGroups.length === ask.groups.length;
  if (groups.length === 0) return { asks: [], isExact: false, isWhole: false };

  const parts = limits.isOrKnown ? { asks: [{ groups, excluded }], isExact: true } : spread({ groups, excluded });
  const shortened = parts.asks.map((part) => shorten(part, limits));
  return {
    asks: shortened.flatMap((each) => each.asks),
    isExact: isExact && parts.isExact && shortened.every((each) => each.isExact),
    isWhole: isWhole && shortened.every((each) => each.isWhole),
  };
}

/** One question for each choice of terms, for services without OR. */
function spread(ask: Ask): Collected {
  let { groups } = ask;
  const countChoices = (): number => groups.reduce((product, group) => product * group.length, 1);
  while (groups.length > 1 && countChoices() > ASK_COUNT_MAX) {
    const longest = groups.reduce((most, group) => (group.length > most.length ? group : most));
    groups = groups.filter((group) => group !== longest);
  }
  const choices = groups.reduce<readonly (readonly Term[])[]>(
    (begun, group) => begun.flatMap((terms) => group.map((term) => [...terms, term])),
    [[]],
  );
  const asks = choices.map((terms) => ({ groups: terms.map((term) => [term]), excluded: ask.excluded }));
  return { asks, isExact: groups.length === ask.groups.length };
}

/**
 * The question as questions that are short enough. Exclusions go first and whole groups next, both of which widen, until
 * one group is all that has to be cut into pieces, which loses nothing. Two groups in pieces would be a question for
 * each pair of pieces.
 */
function shorten(ask: Ask, limits: AskLimits): Asks {
  if (!limits.isTooLong(ask)) return { asks: [ask], isExact: true, isWhole: true };
  const { excluded } = ask;
  if (isAnyChoiceTooLong(ask, limits)) {
    if (excluded.length > 0) return widened(shorten({ ...ask, excluded: excluded.slice(0, -1) }, limits));
    if (ask.groups.length === 1) return cutTerms(ask, limits);
    const shortest = ask.groups.reduce((least, group) =>
      longestOf(group).text.length < longestOf(least).text.length ? group : least,
    );
    return widened(shorten({ ...ask, groups: ask.groups.filter((group) => group !== shortest) }, limits));
  }
  const largest = ask.groups.reduce((most, group) => (group.length > most.length ? group : most));
  const others = ask.groups.filter((group) => group !== largest);
  const toPart = (piece: readonly Term[]): Ask => ({ groups: [...others, piece], excluded });
  if (largest.some((term) => limits.isTooLong(toPart([term])))) {
    return widened(shorten({ ...ask, groups: others }, limits));
  }
  const pieces: Term[][] = [];
  for (const term of largest) {
    const last = pieces.at(-1);
    if (last === undefined || limits.isTooLong(toPart([...last, term]))) pieces.push([term]);
    else last.push(term);
  }
  return { asks: pieces.map(toPart), isExact: true, isWhole: true };
}

/** Whether a question with one term of each group can still be too long: by characters, or by words. */
function isAnyChoiceTooLong(ask: Ask, limits: AskLimits): boolean {
  return [longestOf, wordiestOf].some((choose) =>
    limits.isTooLong({ groups: ask.groups.map((group) => [choose(group)]), excluded: ask.excluded }),
  );
}

/** A phrase that is too long by itself is asked for by its beginning; a single word that is can't be asked for. */
function cutTerms(ask: Ask, limits: AskLimits): Asks {
  const isTooLong = (term: Term): boolean => limits.isTooLong({ groups: [[term]], excluded: [] });
  const terms = ask.groups.flat().map((term) => {
    let words = toWords(term);
    let cut = term;
    while (isTooLong(cut) && words.length > 1) {
      words = words.slice(0, -1);
      cut = { text: words.join(' '), isPhrase: words.length > 1 };
    }
    return cut;
  });
  const fitting = terms.filter((term) => !isTooLong(term));
  if (fitting.length === 0) return { asks: [], isExact: false, isWhole: false };
  const rest = shorten({ groups: [fitting], excluded: ask.excluded }, limits);
  return { ...rest, isExact: false, isWhole: rest.isWhole && fitting.length === terms.length };
}

function widened(asks: Asks): Asks {
  return { ...asks, isExact: false };
}

function longestOf(group: readonly Term[]): Term {
  return group.reduce((longest, term) => (term.text.length > longest.text.length ? term : longest));
}

function wordiestOf(group: readonly Term[]): Term {
  return group.reduce((most, term) => (toWords(term).length > toWords(most).length ? term : most));
}

/** The group with the longest terms: a brand's name rather than the "bank" beside it. */
function toMostTelling(ask: Ask): readonly Term[] {
  const shortestIn = (group: readonly Term[]): number => Math.min(...group.map((term) => term.text.length));
  return ask.groups.reduce<readonly Term[]>(
    (best, group) => (best.length === 0 || shortestIn(group) > shortestIn(best) ? group : best),
    [],
  );
}

/** Without questions that another one answers too: whoever asks for "orange" need not ask for "orange bank". */
function withoutAbsorbed(asks: readonly Ask[]): readonly Ask[] {
  return asks.filter(
    (ask, index) =>
      !asks.some((other, at) => at !== index && isAbsorbed(ask, other) && (at < index || !isAbsorbed(other, ask))),
  );
}

function isAbsorbed(ask: Ask, other: Ask): boolean {
  const texts = ask.groups.flat().map((term) => ` ${toWords(term).join(' ')} `);
  const excluded = new Set(ask.excluded.map((term) => term.text));
  return (
    other.groups.flat().every((term) => texts.some((text) => text.includes(` ${toWords(term).join(' ')} `))) &&
    other.excluded.every((term) => excluded.has(term.text))
  );
}
