/** A query as a tree: what documents must say, and where it stands in what its author wrote. */

/** Characters of the query as it was written, end exclusive; of a group with its parentheses. */
export type Place = Readonly<{ start: number; end: number }>;

/** One thing that a document can say at one place. All texts are folded. */
export type Term =
  /** In singular or plural. */
  | Readonly<{ kind: 'word'; text: string }>
  /** `*` stands for any characters or none, `?` for exactly one. At most one star. */
  | Readonly<{ kind: 'wildcard'; text: string }>
  /** `#orangebank`, `@orange_fr`: the sign belongs to the text. */
  | Readonly<{ kind: 'sign'; text: string }>
  | Readonly<{ kind: 'emoji'; text: string }>;

/** What words may be looked for in, one by one. Without a field they are looked for in title and text. */
export type TextField = 'title' | 'text' | 'author' | 'url';

/** What is known of a document besides its words. */
export type FactField = 'lang' | 'country' | 'source' | 'type' | 'engine' | 'tag';

export type Query = Place &
  (
    | Readonly<{ kind: 'term'; term: Term }>
    /** Two terms or more that follow each other. */
    | Readonly<{ kind: 'phrase'; terms: readonly Term[] }>
    /** `Coca-Cola`: a phrase, or its parts written as one word. */
    | Readonly<{ kind: 'hyphenated'; terms: readonly Term[]; joined: string }>
    /** As written: the words, and what stands before, between and behind them (one more than the words). */
    | Readonly<{ kind: 'raw'; words: readonly string[]; gaps: readonly string[] }>
    /** At most so many words between the two; the left one first where they are ordered. */
    | Readonly<{ kind: 'near'; isOrdered: boolean; wordCountMax: number; left: Query; right: Query }>
    | Readonly<{ kind: 'all' | 'any'; parts: readonly Query[] }>
    | Readonly<{ kind: 'not'; part: Query }>
    | Readonly<{ kind: 'within'; field: TextField; part: Query }>
    /** The host, or one below it. */
    | Readonly<{ kind: 'site'; host: string }>
    | Readonly<{ kind: 'fact'; field: FactField; value: string }>
    /** `@name`; text: what it stands for, as its author wrote it, which is what the places of its part speak of. */
    | Readonly<{ kind: 'saved'; name: string; text: string; part: Query }>
  );

/** Whether documents of that site are few enough to be looked up by it: "site:fr" is a country's worth of them. */
export function isSelective(host: string): boolean {
  return host.includes('.');
}

/** Parts right below a part, in the order in which they were written. */
export function partsOf(query: Query): readonly Query[] {
  switch (query.kind) {
    case 'all':
    case 'any':
      return query.parts;
    case 'not':
    case 'within':
    case 'saved':
      return [query.part];
    case 'near':
      return [query.left, query.right];
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'raw':
    case 'site':
    case 'fact':
      return [];
  }
}

/** The names of all saved queries that the query inserts, also by way of another, each once. */
export function savedNamesIn(query: Query): readonly string[] {
  const names = new Set<string>();
  const visit = (part: Query): void => {
    if (part.kind === 'saved') names.add(part.name);
    for (const each of partsOf(part)) visit(each);
  };
  visit(query);
  return [...names];
}

/** The handles that the query looks for, as `@orange`: a saved query of that name would take their place. */
export function handlesIn(query: Query): readonly string[] {
  const handles = new Set<string>();
  const visit = (part: Query): void => {
    if (part.kind === 'within') return; // a handle within a field is never a saved query
    if (part.kind === 'term' && part.term.kind === 'sign' && part.term.text.startsWith('@'))
      handles.add(part.term.text);
    for (const each of partsOf(part)) visit(each);
  };
  visit(query);
  return [...handles];
}
