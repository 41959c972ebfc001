/** A brand's query as search services are asked for it: the words as they are written, without the grammar. */
import type { SearchExpression } from '../../domain/search-expression.ts';
import type { Query } from './query.ts';

/**
 * What a query comes to for a service that knows words, phrases, AND, OR and NOT.
 *
 * Shape:   expression: null where nothing of it can be asked for. isExact: false where more is asked for than the query
 *          says; less never is, because every answer is matched again here.
 */
export type AskedExpression = Readonly<{ expression: SearchExpression | null; isExact: boolean }>;

/**
 * What a query asks for, with its words as its author wrote them, in lower case.
 *
 * A parsed query holds folded words, which is right for our own matching and wrong for a service that tells
 * "societe" from "société" or "H&M" from "h m". So the words are taken from the text that they were parsed from. Case
 * alone goes: no service minds it, and two agencies that write "Orange" and "ORANGE" share a source.
 *
 * NEAR becomes AND; what a service has no word for (fields, languages, patterns, emoji) is left out, and with it every
 * alternative that it stands for: a part that is widened under NOT would narrow, and is left out too.
 *
 * Shape:   query: what `parseQuery(text)` returned. Parts of one kind within each other become one list, the same part
 *          twice is there once, a list of one is its part, and NOT of NOT is gone. A word is of letters and digits
 *          alone; whatever has a blank or a sign within is a phrase.
 * Errors:  none: total.
 *
 * @example toSearchExpression({ query: parseQuery(text), text }).expression  // text: 'Orange OR "Orange Bank"'
 *          // { kind: 'any', parts: [{ kind: 'word', text: 'orange' }, { kind: 'phrase', text: 'orange bank' }] }
 */
export function toSearchExpression(input: Readonly<{ query: Query; text: string }>): AskedExpression {
  return convert(input.query, input.text);
}

const UNASKABLE: AskedExpression = { expression: null, isExact: false };

function convert(query: Query, text: string): AskedExpression {
  switch (query.kind) {
    case 'term':
      return query.term.kind === 'word' || query.term.kind === 'sign'
        ? { expression: toTerm(text.slice(query.start, query.end)), isExact: query.term.kind === 'word' }
        : UNASKABLE;
    case 'phrase':
      return query.terms.every(({ kind }) => kind === 'word')
        ? { expression: toTerm(text.slice(query.start, query.end)), isExact: true }
        : UNASKABLE;
    case 'hyphenated':
      return { expression: toTerm(text.slice(query.start, query.end)), isExact: true };
    case 'raw':
      return { expression: toTerm(text.slice(query.start, query.end).replace(/^raw:/iu, '')), isExact: false };
    case 'near': {
      const sides = [convert(query.left, text), convert(query.right, text)];
      return { ...join('all', sides), isExact: false };
    }
    case 'within':
      // the author and the address are no words that a service looks for
      if (query.field === 'author' || query.field === 'url') return UNASKABLE;
      return { ...convert(query.part, text), isExact: false };
    case 'site':
    case 'fact':
      return UNASKABLE;
    case 'saved':
      return convert(query.part, query.text);
    case 'not': {
      const part = convert(query.part, text);
      if (part.expression === null || !part.isExact) return UNASKABLE;
      const { expression } = part;
      return {
        expression: expression.kind === 'not' ? expression.part : { kind: 'not', part: expression },
        isExact: true,
      };
    }
    case 'all':
    case 'any':
      return join(
        query.kind,
        query.parts.map((part) => convert(part, text)),
      );
  }
}

function join(kind: 'all' | 'any', asked: readonly AskedExpression[]): AskedExpression {
  const isExact = asked.every((part) => part.isExact);
  const expressions = asked.flatMap(({ expression }) => (expression === null ? [] : [expression]));
  // one alternative that cannot be asked for could be anything
  if (expressions.length === 0 || (kind === 'any' && expressions.length < asked.length)) return UNASKABLE;
  const byText = new Map<string, SearchExpression>();
  for (const part of expressions.flatMap((each) => (each.kind === kind ? each.parts : [each]))) {
    byText.set(JSON.stringify(part), part);
  }
  const [first, ...others] = byText.values();
  return {
    expression: first !== undefined && others.length === 0 ? first : { kind, parts: [...byText.values()] },
    isExact,
  };
}

/** As written, from its first letter to its last: without quotes around it and signs at its ends. */
function toTerm(written: string): SearchExpression {
  const text = written
    .toLowerCase()
    .replace(/["“”„«»`\p{C}]/gu, ' ') // a phrase may hold quotation marks of another kind
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu, '')
    .replace(/\s+/g, ' ');
  return { kind: /^[\p{L}\p{M}\p{N}]+$/u.test(text) ? 'word' : 'phrase', text };
}
