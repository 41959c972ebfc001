/** What a query calls its brand: the words that it looks for, without those that it keeps out or asks for besides. */
import { foldWord } from './fold-word.ts';
import type { Query } from './query.ts';
import { tokenize } from './tokens.ts';

const TERMS_MAX = 100;

/**
 * The names in a query, as their author wrote them.
 *
 * Of alternatives each is a name; of what must stand together only one is, and the others are context: in
 * « orange AND (fibre OR box) » nobody is called "box". It is the one that holds a word of the brand's name, else the first.
 *
 * Shape:   query: what `parseQuery(text)` returned. Hashtags and handles with their sign; nothing under NOT, in a field of
 *          the address or the author, nor patterns or emoji; each once, at most 100.
 * Errors:  none: total.
 *
 * @example positiveTerms({ query: parseQuery(text), text, name: 'Orange' })
 *          // text: 'orange AND (box OR fibre) AND NOT jus' gives ['orange']
 */
export function positiveTerms(input: Readonly<{ query: Query; text: string; name: string }>): readonly string[] {
  const name = new Set(tokenize(input.name).map(({ text }) => text));
  const found = new Set<string>();
  collect(input.query, input.text, { name, found });
  return [...found].slice(0, TERMS_MAX);
}

type Search = Readonly<{ name: ReadonlySet<string>; found: Set<string> }>;

function collect(query: Query, text: string, search: Search): void {
  switch (query.kind) {
    case 'term':
      if (query.term.kind === 'word' || query.term.kind === 'sign') add(text.slice(query.start, query.end), search);
      return;
    case 'phrase':
    case 'hyphenated':
      add(text.slice(query.start, query.end), search);
      return;
    case 'raw':
      add(text.slice(query.start, query.end).replace(/^raw:/iu, ''), search);
      return;
    case 'any':
      for (const part of query.parts) collect(part, text, search);
      return;
    case 'all':
      collectOne(query.parts, text, search);
      return;
    case 'near':
      collectOne([query.left, query.right], text, search);
      return;
    case 'within':
      if (query.field === 'title' || query.field === 'text') collect(query.part, text, search);
      return;
    case 'saved':
      collect(query.part, query.text, search);
      return;
    case 'not':
    case 'site':
    case 'fact':
  }
}

/** « "Pomme" OR "Pommes" » is written with quotation marks that are no part of the name. */
function add(written: string, { found }: Search): void {
  const bare = written.replaceAll(/^["“”«»'\s]+|["“”«»'\s]+$/gu, '');
  if (bare !== '') found.add(bare);
}

function collectOne(parts: readonly Query[], text: string, search: Search): void {
  const named = parts.filter(({ kind }) => kind !== 'not' && kind !== 'site' && kind !== 'fact');
  const chosen = named.find((part) => holdsName(part, text, search.name)) ?? named[0];
  if (chosen !== undefined) collect(chosen, text, search);
}

function holdsName(part: Query, text: string, name: ReadonlySet<string>): boolean {
  const found = new Set<string>();
  collect(part, text, { name, found });
  return [...found].some((term) => tokenize(term).some(({ text: word }) => name.has(foldWord(word))));
}
