/**
 * Many queries against one document at a time: an inverted index over the queries, so that a document's cost follows
 * its own length and not the number of brands.
 */
import type { Span } from '../../domain/mention.ts';
import type { Condition } from './conditions.ts';
import { collectSpans, evaluate } from './evaluate-node.ts';
import { isSelective, type Query } from './query.ts';
import { type Node, toNode } from './query-node.ts';
import { type MatchableDocument, makeDocumentReader, makeLexicons } from './read-document.ts';
import { fileUnder, type TermEntry, unfile } from './vocabulary.ts';

/**
 * A query that matched.
 *
 * Shape:   spans: where its words stand, title first, by rising start, never overlapping; at most 50. condition: what
 *          must be so besides, where the document came without its facts; null: it matches as it is.
 */
export type QueryMatch<Key> = Readonly<{ key: Key; spans: readonly Span[]; condition: Condition | null }>;

/** One query of a matcher; `id` names it for good, `key` is whatever its matches are to say. */
export type MatcherEntry<Key> = Readonly<{ id: string; key: Key; query: Query }>;

export type Matcher<Key> = Readonly<{
  /** The queries that match, in the order in which they were first given. */
  match: (document: MatchableDocument) => readonly QueryMatch<Key>[];
  /** Adds the query, or takes it in the place of what had its id; the others are not touched. */
  set: (entry: MatcherEntry<Key>) => void;
  /** Nothing happens where there is no such query. */
  delete: (id: string) => void;
  queryCount: () => number;
}>;

/**
 * Compiles a set of queries for many documents.
 *
 * Every query that can match needs certain terms: each of its alternatives is filed under one of them, the one that
 * the fewest queries use (between equals, the longest). A document looks up its own words and evaluates only what is
 * filed there: 10,000 queries cost little more than ten, where one RegExp per brand costs hundreds of times as much.
 *
 * Shape:   words of a phrase must follow each other within the title or within the text. AND, OR and NOT look at both
 *          together.
 * Errors:  Error when a query would match a document without words, which parseQuery refuses.
 *
 * @example compileMatcher([{ id: 'b1', key: 'b1', query: parseQuery('orange -fruit') }])
 *            .match({ title: null, text: 'L’Orange' })
 *          // [{ key: 'b1', spans: [{ field: 'text', start: 2, end: 8 }], condition: null }]
 */
export function compileMatcher<Key>(entries: readonly MatcherEntry<Key>[]): Matcher<Key> {
  const lexicons = makeLexicons();
  const read = makeDocumentReader(lexicons);
  const slots: (Slot<Key> | undefined)[] = [];
  const slotById = new Map<string, number>();

  const retain = (query: Query): Node => toNode(query, lexicons, (lexicon, term) => lexicon.retain(term));

  /** A query's terms are found by reading it once more: what was retained in one walk is released in the same walk. */
  const release = (query: Query): void => {
    toNode(query, lexicons, (lexicon, term) => lexicon.release(term));
  };

  const file = (number: number, entry: MatcherEntry<Key>, node: Node): void => {
    const requirements = requirementsOf(node);
    const anchor = cheapest(requirements);
    if (anchor === null) throw new Error('a query that needs no word at all cannot be filed under one');
    const { terms } = anchor;
    const required = toRequired(requirements.filter((requirement) => requirement !== anchor));
    slots[number] = { entry, node, terms, required };
    for (const term of terms) fileUnder(term, number);
  };

  const clear = (number: number): void => {
    const slot = slots[number];
    if (slot === undefined) return;
    slots[number] = undefined;
    for (const term of slot.terms) unfile(term, number);
    release(slot.entry.query);
  };

  const nodes = entries.map((entry) => retain(entry.query)); // all uses are counted before the first anchor is chosen
  for (const [index, entry] of entries.entries()) {
    const number = slots.length;
    slotById.set(entry.id, number);
    file(number, entry, nodes[index] as Node);
  }

  return {
    match: (document) => {
      const reading = read(document);
      const matches: QueryMatch<Key>[] = [];
      for (const number of reading.filed()) {
        const slot = slots[number];
        if (slot === undefined || !isMet(slot.required, reading.has)) continue;
        const outcome = evaluate(slot.node, reading);
        if (outcome === false) continue;
        const condition = outcome === true ? null : outcome;
        matches.push({ key: slot.entry.key, spans: collectSpans(slot.node, reading), condition });
      }
      return matches;
    },
    set: (entry) => {
      const number = slotById.get(entry.id) ?? slots.length;
      const node = retain(entry.query); // before the old one goes: terms that stay keep their numbers
      clear(number);
      slotById.set(entry.id, number);
      file(number, entry, node);
    },
    delete: (id) => {
      const number = slotById.get(id);
      if (number === undefined) return;
      slotById.delete(id);
      clear(number);
    },
    queryCount: () => slotById.size,
  };
}

type Slot<Key> = Readonly<{
  entry: MatcherEntry<Key>;
  node: Node;
  /** What it is filed under. */
  terms: readonly TermEntry[];
  /** What must be there besides, see isMet: most that are looked up in vain end here, at one short list. */
  required: readonly (TermEntry | null)[];
}>;

/** Terms of which a document must hold at least one; cost: how many queries seek them. */
type Requirement = Readonly<{ terms: readonly TermEntry[]; cost: number }>;

/**
 * What a document must hold to make the node true (to make it false under an odd number of NOTs): at least one term of
 * each. None where it may hold none.
 */
function requirementsOf(node: Node, isNegated = false): readonly Requirement[] {
  switch (node.kind) {
    case 'term':
      return isNegated ? [] : [toRequirement(node.term)];
    case 'site':
      return isNegated || !isSelective(node.term.text) ? [] : [toRequirement(node.term)];
    case 'phrase':
    case 'raw':
      return isNegated ? [] : node.terms.map(toRequirement);
    case 'near':
      return isNegated ? [] : [...requirementsOf(node.left), ...requirementsOf(node.right)];
    case 'within':
      return requirementsOf(node.part, isNegated);
    case 'not':
      return requirementsOf(node.part, !isNegated);
    case 'language':
    case 'fact':
      return [];
    case 'all':
    case 'any': {
      const parts = node.parts.map((part) => requirementsOf(part, isNegated));
      const needsEveryPart = (node.kind === 'all') !== isNegated; // De Morgan
      if (needsEveryPart) return parts.flat();
      const cheapestOfParts = parts.map(cheapest).filter((found) => found !== null);
      if (cheapestOfParts.length < parts.length) return [];
      const terms = [...new Set(cheapestOfParts.flatMap((found) => found.terms))];
      return [{ terms, cost: cheapestOfParts.reduce((sum, found) => sum + found.cost, 0) }];
    }
  }
}

/** The second term of the cost only decides between equals: a long word is rarer in documents than "la". */
function toRequirement(term: TermEntry): Requirement {
  return { terms: [term], cost: term.useCount + 1 / (1 + term.text.length) };
}

function cheapest(requirements: readonly Requirement[]): Requirement | null {
  return requirements.reduce<Requirement | null>(
    (best, requirement) => (best === null || requirement.cost < best.cost ? requirement : best),
    null,
  );
}

/** The dearest is looked at last: it says least. */
function toRequired(requirements: readonly Requirement[]): readonly (TermEntry | null)[] {
  const ordered = requirements.toSorted((one, other) => one.cost - other.cost).slice(0, REQUIREMENT_COUNT_MAX);
  return ordered.flatMap(({ terms }) => [...terms, null]);
}

/** More than that would cost more to look at than they spare. */
const REQUIREMENT_COUNT_MAX = 8;

/** Whether the document holds one term of each group; null ends a group. */
function isMet(required: readonly (TermEntry | null)[], has: (term: TermEntry) => boolean): boolean {
  let isGroupMet = false;
  for (const term of required) {
    if (term !== null) {
      isGroupMet ||= has(term);
    } else if (isGroupMet) {
      isGroupMet = false;
    } else {
      return false;
    }
  }
  return true;
}
