/**
 * What the matcher is compared with: one regular expression per brand, and PostgreSQL's tsquery in reverse. Both are
 * given the document as the matcher's own words, so that only the matching is compared.
 */

import { pluralForms } from '../src/analysis/query/plural-forms.ts';
import type { Query, Term } from '../src/analysis/query/query.ts';
import { scanText } from '../src/analysis/query/scan-text.ts';
import { foldEmoji, foldWord } from '../src/analysis/query/tokens.ts';

export type BenchDocument = Readonly<{ title: string | null; text: string }>;

/** One token: what it says, and how it stands: in the title, in the text, or over several words. */
type Token = Readonly<{ folded: string; written: string; field: 'title' | 'text' }>;
type ReadDocument = Readonly<{ tokens: readonly Token[]; signs: readonly string[]; joined: readonly string[] }>;

/** Read once for each document, whatever the number of queries. */
export function readForPeers(document: BenchDocument): ReadDocument {
  const tokens: Token[] = [];
  const signs: string[] = [];
  const joined: string[] = [];
  for (const [field, text] of [['title', document.title ?? ''] as const, ['text', document.text] as const]) {
    const { starts, ends, emoji, compounds } = scanText(text);
    const isEmoji = new Set(emoji);
    for (const [index, start] of starts.entries()) {
      const written = text.slice(start, ends[index]);
      tokens.push({ written, field, folded: isEmoji.has(index) ? foldEmoji(written) : foldWord(written) });
    }
    for (const { kind, start, end, from, until } of compounds) {
      const whole = text.slice(start, end);
      if (kind !== 'hyphenated') signs.push(foldWord(whole));
      if (kind !== 'handle' && until - from > 1) joined.push(foldWord(whole).replace(/^#|[-‐‑]/g, ''));
    }
  }
  return { tokens, signs, joined };
}

// ------------------------------------------------------------------------------------------- one RegExp per brand

/** Words of the title stand between no-break spaces, those of the text between spaces; a line is a field. */
const TITLE = '\u00a0';
const TEXT = ' ';
const JOINED = '\u0002';
const SIGN = '\u0003';
const RAW = '\u0004';

/** The one string that every RegExp is tried on. */
export function toSubject({ tokens, signs, joined }: ReadDocument): string {
  const line = (field: Token['field'], space: string): string =>
    `${space}${tokens.flatMap((token) => (token.field === field ? `${token.folded}${space}` : [])).join('')}`;
  const list = (mark: string, values: readonly string[]): string =>
    `${mark}${values.map((each) => each + mark).join('')}`;
  return [
    line('title', TITLE),
    line('text', TEXT),
    list(JOINED, joined),
    list(SIGN, signs),
    list(
      RAW,
      tokens.map(({ written }) => written),
    ),
  ].join('\n');
}

/** A RegExp that is true of a subject when the query is. */
export function toRegExp(query: Query): RegExp {
  return new RegExp(`^${toCondition(query)}`);
}

/** Something that is true at the beginning of the subject. */
function toCondition(query: Query): string {
  switch (query.kind) {
    case 'all':
      return query.parts.map(toCondition).join('');
    case 'any':
      return `(?:${query.parts.map(toCondition).join('|')})`;
    case 'not':
      return `(?!${toCondition(query.part)})`;
    default:
      return `(?=[^]*${toPattern(query, `[${TITLE}${TEXT}]`)})`;
  }
}

/** space: what words stand between. */
function toPattern(query: Query, space: string): string {
  switch (query.kind) {
    case 'term':
      if (query.term.kind === 'sign') return `${SIGN}${escapePattern(query.term.text)}(?=${SIGN})`;
      return `(?:${space}${toWord(query.term)}(?=${space})|${JOINED}${toWord(query.term)}(?=${JOINED}))`;
    case 'phrase':
      return `${query.terms.map((term) => space + toWord(term)).join('')}(?=${space})`;
    case 'hyphenated': {
      const joined = toWord({ kind: 'word', text: query.joined });
      return `(?:${query.terms.map((term) => space + toWord(term)).join('')}(?=${space})|${space}${joined}(?=${space})|${JOINED}${joined}(?=${JOINED}))`;
    }
    case 'raw':
      return `${RAW}${query.words.map(escapePattern).join(RAW)}(?=${RAW})`;
    case 'near': {
      const between = `(?:${space}[^${TITLE}${TEXT}\n]+){0,${query.wordCountMax}}`;
      const [left, right] = [toPattern(query.left, space), toPattern(query.right, space)];
      const ordered = `${left}${between}${right}`;
      return query.isOrdered ? ordered : `(?:${ordered}|${right}${between}${left})`;
    }
    case 'any':
      return `(?:${query.parts.map((part) => toPattern(part, space)).join('|')})`;
    case 'within':
      return toPattern(query.part, query.field === 'title' ? TITLE : TEXT);
    default:
      throw new Error(`the mix has no ${query.kind} here`);
  }
}

function toWord(term: Term): string {
  if (term.kind === 'word') return `(?:${pluralForms(term.text).map(escapePattern).join('|')})`;
  const any = `[^${TITLE}${TEXT}${JOINED}\n]`;
  return term.text
    .split(/([*?])/)
    .map((part) => (part === '*' ? `${any}*` : part === '?' ? any : escapePattern(part)))
    .join('');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

// ---------------------------------------------------------------------------------------------- tsquery in reverse

/** tsvector keeps no position beyond this (PostgreSQL, "Text Search Limitations"). */
const POSITION_MAX = 16_383;
const FIELD_GAP = 200;

/** The document as PostgreSQL keeps it; title words have weight A, all others D. */
export function toTsvector({ tokens, signs, joined }: ReadDocument): string {
  const lexemes: string[] = [];
  let position = 0;
  let field: Token['field'] | null = null;
  for (const token of tokens) {
    position += field !== null && field !== token.field ? FIELD_GAP : 1;
    field = token.field;
    lexemes.push(
      `${quote(token.folded)}:${position}${field === 'title' ? 'A' : ''}`,
      `${quote(`=${token.written}`)}:${position}`,
    );
  }
  // far from each other and from all words: they are in no phrase
  let apart = POSITION_MAX;
  for (const lexeme of [...joined, ...signs]) {
    lexemes.push(`${quote(lexeme)}:${apart}`);
    apart -= FIELD_GAP;
  }
  return lexemes.join(' ');
}

/**
 * The query in PostgreSQL's language; isExact: false where it finds more (a pattern within a word), so that what it finds
 * is tried again.
 */
export function toTsquery(query: Query): Readonly<{ text: string; isExact: boolean }> {
  let isExact = true;
  const word = (term: Term, weight: string): string => {
    if (term.kind === 'word')
      return `(${pluralForms(term.text)
        .map((form) => quote(form) + weight)
        .join(' | ')})`;
    if (term.kind !== 'wildcard') return quote(term.text);
    const prefix = /^[^*?]*/.exec(term.text)?.[0] ?? '';
    isExact &&= term.text === `${prefix}*`;
    return `${quote(prefix)}:*${weight.slice(1)}`;
  };
  const convert = (part: Query, weight: string): string => {
    switch (part.kind) {
      case 'term':
        return word(part.term, weight);
      case 'phrase':
        return `(${part.terms.map((term) => word(term, weight)).join(' <-> ')})`;
      case 'hyphenated':
        return `((${part.terms.map((term) => word(term, weight)).join(' <-> ')}) | ${word({ kind: 'word', text: part.joined }, weight)})`;
      case 'raw':
        return `(${part.words.map((each) => quote(`=${each}`)).join(' <-> ')})`;
      case 'near': {
        const [left, right] = [convert(part.left, weight), convert(part.right, weight)];
        const orders = part.isOrdered ? [[left, right] as const] : [[left, right] as const, [right, left] as const];
        const distances = Array.from({ length: part.wordCountMax + 1 }, (_, index) => index + 1);
        return `(${orders.flatMap(([first, second]) => distances.map((each) => `(${first} <${each}> ${second})`)).join(' | ')})`;
      }
      case 'all':
        return `(${part.parts.map((each) => convert(each, weight)).join(' & ')})`;
      case 'any':
        return `(${part.parts.map((each) => convert(each, weight)).join(' | ')})`;
      case 'not':
        return `!(${convert(part.part, weight)})`;
      case 'within':
        return convert(part.part, part.field === 'title' ? ':A' : ':D');
      default:
        throw new Error(`the mix has no ${part.kind}`);
    }
  };
  return { text: convert(query, ''), isExact };
}

function quote(lexeme: string): string {
  return `'${lexeme.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
}
