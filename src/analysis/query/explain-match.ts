/** Why a document matches a query, or does not: clause by clause, for whoever writes the query. */
import type { Span } from '../../domain/mention.ts';
import { collectSpans, evaluate } from './evaluate-node.ts';
import { type Place, partsOf, type Query } from './query.ts';
import { toNode } from './query-node.ts';
import { type MatchableDocument, makeDocumentReader, makeLexicons } from './read-document.ts';

/** A word, a phrase, a field, a NEAR or a saved query, as it stands in the query. */
export type Clause = Place &
  Readonly<{
    /** Under an odd number of NOTs: the document must not hold it. */
    isExcluded: boolean;
    /** Whether the document holds it, excluded or not. */
    isHeld: boolean;
  }>;

export type Explanation = Readonly<{
  isMatch: boolean;
  /** Whether it holds a word that the query looks for: what it takes to be nearly a match. */
  isNear: boolean;
  clauses: readonly Clause[];
  spans: readonly Span[];
}>;

const CLAUSE_COUNT_MAX = 100;

/**
 * Explains one query for many documents.
 *
 * Shape:   documents with their facts; without them no condition on facts holds. At most 100 clauses, in the order in
 *          which they stand in the query.
 *
 * @example explainer(parseQuery('orange -fruit'))({ title: null, text: 'une orange' })
 *          // { isMatch: true, isNear: true, spans: […], clauses: [
 *          //   { start: 0, end: 6, isExcluded: false, isHeld: true },
 *          //   { start: 8, end: 13, isExcluded: true, isHeld: false }] }
 */
export function makeExplainer(query: Query): (document: MatchableDocument) => Explanation {
  const lexicons = makeLexicons();
  const toReady = (part: Query) => toNode(part, lexicons, (lexicon, term) => lexicon.retain(term));
  const root = toReady(query);
  const clauses = listClauses(query, false)
    .slice(0, CLAUSE_COUNT_MAX)
    .map(({ part, isExcluded }) => ({ start: part.start, end: part.end, isExcluded, node: toReady(part) }));
  const hints = listHints(query).map(toReady);
  const read = makeDocumentReader(lexicons);
  return (document) => {
    const reading = read({ facts: NO_FACTS, ...document });
    const isMatch = evaluate(root, reading) === true;
    const held = clauses.map(({ node, ...clause }) => ({ ...clause, isHeld: evaluate(node, reading) === true }));
    return {
      isMatch,
      isNear: isMatch || hints.some((hint) => evaluate(hint, reading) === true),
      clauses: held,
      spans: collectSpans(root, reading),
    };
  };
}

const NO_FACTS = { sources: [], types: [], engines: [], countries: [], tags: [] };

/** What a person would call one condition: the smallest parts that say something by themselves. */
function listClauses(query: Query, isExcluded: boolean): readonly Readonly<{ part: Query; isExcluded: boolean }>[] {
  if (query.kind === 'not') return listClauses(query.part, !isExcluded);
  if (query.kind === 'all' || query.kind === 'any')
    return partsOf(query).flatMap((part) => listClauses(part, isExcluded));
  return [{ part: query, isExcluded }];
}

/** The words that a document is looked at for, though it may lack the rest: of a phrase, its longest. */
function listHints(query: Query): readonly Query[] {
  const place = { start: query.start, end: query.end };
  switch (query.kind) {
    case 'not':
    case 'site':
    case 'fact':
      return [];
    case 'term':
    case 'raw':
      return [query];
    case 'phrase':
    case 'hyphenated': {
      const longest = query.terms.reduce((best, term) => (term.text.length > best.text.length ? term : best));
      return [{ kind: 'term', term: longest, ...place }];
    }
    case 'within':
      return listHints(query.part).map((part) => ({ kind: 'within', field: query.field, part, ...place }));
    case 'all':
    case 'any':
    case 'near':
    case 'saved':
      return partsOf(query).flatMap(listHints);
  }
}
