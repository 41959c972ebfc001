/** A query made ready to be evaluated: its words as terms that the document in hand tells of. */
import type { FactField, Query, Term } from './query.ts';
import type { Lexicons } from './read-document.ts';
import type { Lexicon, SoughtTerm, TermEntry } from './vocabulary.ts';

export type Node =
  | Readonly<{ kind: 'term'; term: TermEntry }>
  | Readonly<{ kind: 'phrase'; terms: readonly TermEntry[] }>
  | Readonly<{ kind: 'raw'; terms: readonly TermEntry[]; gaps: readonly string[] }>
  | Readonly<{ kind: 'near'; isOrdered: boolean; wordCountMax: number; left: Node; right: Node }>
  | Readonly<{ kind: 'all' | 'any'; parts: readonly Node[]; hasFacts: boolean }>
  | Readonly<{ kind: 'not'; part: Node; hasFacts: boolean }>
  | Readonly<{ kind: 'within'; field: 'title' | 'text'; part: Node }>
  | Readonly<{ kind: 'site'; term: TermEntry }>
  | Readonly<{ kind: 'language'; value: string }>
  | Readonly<{ kind: 'fact'; field: Exclude<FactField, 'lang'>; value: string }>;

/** How a term is counted as used (or no longer): Lexicon.retain or Lexicon.release. */
export type TouchTerm = (lexicon: Lexicon, term: SoughtTerm) => TermEntry;

/** The node of a query. Every term of it is touched once for each time that it stands in the query. */
export function toNode(query: Query, lexicons: Lexicons, touch: TouchTerm): Node {
  return convert(query, { lexicons, touch, lexicon: lexicons.body });
}

type Context = Readonly<{ lexicons: Lexicons; touch: TouchTerm; lexicon: Lexicon }>;

function convert(query: Query, context: Context): Node {
  const { lexicons, touch, lexicon } = context;
  switch (query.kind) {
    case 'term':
      return { kind: 'term', term: touch(lexicon, query.term) };
    case 'phrase':
      return { kind: 'phrase', terms: touchAll(query.terms, context) };
    case 'hyphenated': {
      const parted: Node = { kind: 'phrase', terms: touchAll(query.terms, context) };
      const joined: Node = { kind: 'term', term: touch(lexicon, { kind: 'word', text: query.joined }) };
      return { kind: 'any', parts: [parted, joined], hasFacts: false };
    }
    case 'raw': {
      const terms = query.words.map((text) => touch(lexicon, { kind: 'exact', text }));
      return { kind: 'raw', terms, gaps: query.gaps };
    }
    case 'near': {
      const { isOrdered, wordCountMax } = query;
      return {
        kind: 'near',
        isOrdered,
        wordCountMax,
        left: convert(query.left, context),
        right: convert(query.right, context),
      };
    }
    case 'not': {
      const part = convert(query.part, context);
      return { kind: 'not', part, hasFacts: hasFacts(part) };
    }
    case 'all':
    case 'any': {
      const parts = query.parts.map((part) => convert(part, context));
      return { kind: query.kind, parts, hasFacts: parts.some(hasFacts) };
    }
    case 'saved':
      return convert(query.part, context);
    case 'within':
      if (query.field === 'title' || query.field === 'text') {
        return { kind: 'within', field: query.field, part: convert(query.part, context) };
      }
      return convert(query.part, { ...context, lexicon: lexicons[query.field] });
    case 'site':
      return { kind: 'site', term: touch(lexicons.site, { kind: 'sign', text: query.host }) };
    case 'fact':
      return query.field === 'lang'
        ? { kind: 'language', value: query.value }
        : { kind: 'fact', field: query.field, value: query.value };
  }
}

function touchAll(terms: readonly Term[], { touch, lexicon }: Context): readonly TermEntry[] {
  return terms.map((term) => touch(lexicon, term));
}

/** The kinds of nodes that may need to know how the document was found. */
type NodeOfFacts = Extract<Node, { kind: 'fact' | 'all' | 'any' | 'not' }>;

/** Whether it can be told only by whoever knows how the document was found. */
export function hasFacts(node: Node): node is NodeOfFacts {
  return node.kind === 'fact' || ('hasFacts' in node && node.hasFacts);
}
