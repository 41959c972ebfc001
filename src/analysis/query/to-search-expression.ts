/** A brand's query as search services are asked for it: the words as they are written, without the grammar. */
import type { SearchExpression } from '../../domain/search-expression.ts';
import type { Query } from './parse-query.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * What a query asks for, with its words as its author wrote them, in lower case.
 *
 * A parsed query holds folded words, which is right for our own matching and wrong for a service that tells
 * "societe" from "société" or "H&M" from "h m". So the words are looked up again in the text they were parsed from, in
 * their order. Case alone goes: no service minds it, and two agencies that write "Orange" and "ORANGE" share a source.
 *
 * Shape:   query: what `parseQuery(text)` returned. Parts of one kind within each other become one list, the same part
 *          twice is there once, a list of one is its part, and NOT of NOT is gone. A word is of letters and digits
 *          alone; whatever has a blank or a sign within is a phrase.
 * Errors:  none: total. Words that are not found in the text come out folded, joined by blanks.
 *
 * @example toSearchExpression({ query: parseQuery(text), text })  // text: 'Orange OR "Orange Bank"'
 *          // { kind: 'any', parts: [{ kind: 'word', text: 'orange' }, { kind: 'phrase', text: 'orange bank' }] }
 */
export function toSearchExpression(input: Readonly<{ query: Query; text: string }>): SearchExpression {
  return convert(input.query, { text: input.text, tokens: tokenize(input.text), next: 0 });
}

/** Where the words of the next phrase are looked for; a tree's phrases stand in the order of the text. */
type Written = { readonly text: string; readonly tokens: readonly Token[]; next: number };

function convert(query: Query, written: Written): SearchExpression {
  switch (query.kind) {
    case 'phrase':
      return toTerm(query.words, written);
    case 'not': {
      const part = convert(query.part, written);
      return part.kind === 'not' ? part.part : { kind: 'not', part };
    }
    case 'all':
    case 'any':
      return join(
        query.kind,
        query.parts.map((part) => convert(part, written)),
      );
  }
}

function join(kind: 'all' | 'any', parts: readonly SearchExpression[]): SearchExpression {
  const byText = new Map<string, SearchExpression>();
  for (const part of parts.flatMap((each) => (each.kind === kind ? each.parts : [each]))) {
    byText.set(JSON.stringify(part), part);
  }
  const [first, ...others] = byText.values();
  return first !== undefined && others.length === 0 ? first : { kind, parts: [...byText.values()] };
}

function toTerm(words: readonly string[], written: Written): SearchExpression {
  const text = findWritten(words, written) ?? words.join(' ');
  return { kind: /^[\p{L}\p{M}\p{N}]+$/u.test(text) ? 'word' : 'phrase', text };
}

/** The words from their first letter to their last, with what stands between; operators before them are stepped over. */
function findWritten(words: readonly string[], written: Written): string | null {
  const { text, tokens } = written;
  for (let start = written.next; start + words.length <= tokens.length; start += 1) {
    if (!words.every((word, index) => tokens[start + index]?.text === word)) continue;
    written.next = start + words.length;
    const slice = text.slice(tokens[start]?.start, tokens[start + words.length - 1]?.end);
    return slice
      .toLowerCase()
      .replace(/["“”„«»\p{C}]/gu, ' ') // a phrase may hold quotation marks of another kind
      .replace(/\s+/g, ' ');
  }
  return null;
}
