/** Whether a document that was read fulfils a query, and where its words stand. */

import { findFirst } from '../../base/find-first.ts';
import type { Span } from '../../domain/mention.ts';
import { combine, hasFact, negate, type Outcome } from './conditions.ts';
import { foldGap } from './make-leaf.ts';
import { findNear, STRETCH_COUNT_MAX } from './near.ts';
import { mergePlaces } from './places.ts';
import { hasFacts, type Node } from './query-node.ts';
import type { Reading } from './read-document.ts';
import type { Interval, TermEntry } from './vocabulary.ts';

/** Places kept of one match; a page that says a name ten thousand times is highlighted ten thousand times by nobody. */
export const SPAN_COUNT_MAX = 50;

/** Only places in it count; null: everywhere. */
type Window = Interval | null;

/** True, false, or what has to be known to tell. */
export function evaluate(node: Node, reading: Reading): Outcome {
  if (!hasFacts(node)) return isTrue(node, reading, null);
  switch (node.kind) {
    case 'fact':
      return reading.document.facts === undefined ? node : hasFact(node, reading.document.facts);
    case 'not':
      return negate(evaluate(node.part, reading));
    case 'all':
    case 'any':
      return combine(node, (part) => evaluate(part, reading));
  }
}

function isTrue(node: Node, reading: Reading, window: Window): boolean {
  switch (node.kind) {
    case 'term':
      return reading.has(node.term) && (window === null || placesOf(node, reading, window).length > 0);
    case 'phrase':
    case 'raw':
      return node.terms.every(reading.has) && placesOf(node, reading, window).length > 0;
    case 'near':
      return nearIn(node, reading, window, 1).length > 0;
    case 'all':
      return node.parts.every((part) => isTrue(part, reading, window));
    case 'any':
      return node.parts.some((part) => isTrue(part, reading, window));
    case 'not':
      return !isTrue(node.part, reading, window);
    case 'within':
      return isTrue(node.part, reading, reading.windowOf(node.field));
    case 'site':
      return reading.has(node.term);
    case 'language':
      return reading.document.language === node.value;
    case 'fact':
      throw new Error('a fact is evaluated by evaluate');
  }
}

type Near = Extract<Node, { kind: 'near' }>;

function nearIn(node: Near, reading: Reading, window: Window, countMax = STRETCH_COUNT_MAX): readonly Interval[] {
  return findNear(placesOf(node.left, reading, window), placesOf(node.right, reading, window), node, countMax);
}

/** Where the node's words stand, by rising start; only what stands in the text has places. */
function placesOf(node: Node, reading: Reading, window: Window): readonly Interval[] {
  switch (node.kind) {
    case 'term':
      return keepWithin(reading.placesOf(node.term), window);
    case 'phrase':
      return keepWithin(findRow(node.terms, reading, 'folded'), window);
    case 'raw':
      return keepWithin(
        findRow(node.terms, reading, 'exact').filter((row) => hasGaps(row, node.gaps, reading)),
        window,
      );
    case 'near':
      return nearIn(node, reading, window);
    case 'within':
      return placesOf(node.part, reading, reading.windowOf(node.field));
    case 'any':
      return mergePlaces(node.parts.map((part) => placesOf(part, reading, window)));
    case 'all':
    case 'not':
    case 'site':
    case 'language':
    case 'fact':
      return [];
  }
}

function keepWithin(places: readonly Interval[], window: Window): readonly Interval[] {
  if (window === null) return places;
  const first = findFirst(places, ({ from }) => from >= window.from);
  const end = findFirst(places, ({ from }) => from >= window.until);
  return first === 0 && end === places.length ? places : places.slice(first, end);
}

/** Where the words follow each other, looked for from the word that the document says least often. */
function findRow(terms: readonly TermEntry[], reading: Reading, kind: 'folded' | 'exact'): readonly Interval[] {
  let rarest: readonly Interval[] | undefined;
  let rarestIndex = 0;
  for (const [index, term] of terms.entries()) {
    const places = reading.placesOf(term);
    if (places.length === 0) return [];
    if (rarest === undefined || places.length < rarest.length) {
      rarest = places;
      rarestIndex = index;
    }
  }
  const isRowAt = (from: number): boolean => {
    for (let index = 0; index < terms.length; index += 1) {
      if (index !== rarestIndex && !reading.isAt(terms[index] as TermEntry, from + index, kind)) return false;
    }
    return true;
  };
  const found: Interval[] = [];
  for (const place of rarest ?? []) {
    const from = place.from - rarestIndex;
    // what stands over several words is no single word of a row
    if (place.until - place.from !== 1 || from < 0) continue;
    if (isRowAt(from)) found.push({ from, until: from + terms.length });
  }
  return found;
}

/** Whether the signs before, between and behind the words are those of the query. */
function hasGaps(row: Interval, gaps: readonly string[], reading: Reading): boolean {
  for (const [index, gap] of gaps.entries()) {
    const isFirst = index === 0;
    const isLast = index === gaps.length - 1;
    const read = isFirst ? reading.gapBefore(row.from) : reading.gapAfter(row.from + index - 1);
    const folded = foldGap(read);
    const isThere = isFirst ? folded.endsWith(gap) : isLast ? folded.startsWith(gap) : folded === gap;
    if (!isThere) return false;
  }
  return true;
}

/**
 * Where the words stand that made the query match: title first, by rising start, overlapping ones joined. What is under
 * NOT, and what stands in the author's name or the address, gives none.
 */
export function collectSpans(root: Node, reading: Reading): readonly Span[] {
  const found: Interval[] = [];
  const visit = (node: Node, window: Window): void => {
    switch (node.kind) {
      case 'term':
      case 'phrase':
      case 'raw':
        for (const place of placesOf(node, reading, window).slice(0, SPAN_COUNT_MAX)) found.push(place);
        return;
      case 'near':
        visitNear(node, window);
        return;
      case 'all':
      case 'any':
        for (const part of node.parts) visit(part, window);
        return;
      case 'within':
        visit(node.part, reading.windowOf(node.field));
        return;
      case 'not':
      case 'site':
      case 'language':
      case 'fact':
        return;
    }
  };
  /** Of the words on both sides, those that stand in a stretch that makes NEAR true. */
  const visitNear = (node: Near, window: Window): void => {
    const stretches = nearIn(node, reading, window).slice(0, SPAN_COUNT_MAX);
    for (const word of wordsOf(node)) {
      for (const place of keepInside(placesOf(word, reading, window), stretches)) found.push(place);
    }
  };
  visit(root, null);
  return toSpans(found, reading);
}

/** The first places that stand in one of the stretches; as many as can become spans of their own, and as many again. */
function keepInside(places: readonly Interval[], stretches: readonly Interval[]): readonly Interval[] {
  const inside: Interval[] = [];
  let next = 0;
  let until = -1;
  for (const place of places) {
    while (next < stretches.length && (stretches[next] as Interval).from <= place.from) {
      until = Math.max(until, (stretches[next] as Interval).until);
      next += 1;
    }
    if (place.until <= until) inside.push(place);
    const isBehindAll = next === stretches.length && place.from >= until;
    if (isBehindAll || inside.length >= 2 * SPAN_COUNT_MAX) break;
  }
  return inside;
}

/** The words and phrases below a NEAR, which holds nothing else but OR and NEAR. */
function wordsOf(node: Node): readonly Node[] {
  if (node.kind === 'near') return [...wordsOf(node.left), ...wordsOf(node.right)];
  return node.kind === 'any' ? node.parts.flatMap(wordsOf) : [node];
}

function toSpans(found: Interval[], reading: Reading): readonly Span[] {
  const bodyUntil = Math.max(reading.windowOf('title').until, reading.windowOf('text').until);
  found.sort((left, right) => left.from - right.from);
  const merged: { from: number; until: number }[] = [];
  for (const { from, until } of found) {
    if (from >= bodyUntil) break;
    const last = merged.at(-1);
    if (last !== undefined && from < last.until) last.until = Math.max(last.until, until);
    else if (merged.length < SPAN_COUNT_MAX) merged.push({ from, until });
    else break;
  }
  return merged.map(reading.toSpan);
}
