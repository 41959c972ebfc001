/** A query's text cut into words, quotations, signs and operators. */
import { quoteStart, refuse } from './refuse-query.ts';

/** One piece of a query; `text` is as written, quotes and signs included. */
export type Lexeme = Readonly<{ text: string; start: number; end: number }> &
  (
    | Readonly<{ kind: 'and' | 'or' | 'not' | 'open' | 'close' }>
    | Readonly<{ kind: 'near'; isOrdered: boolean; wordCountMax: number }>
    /** `title:`, right before what it is about. */
    | Readonly<{ kind: 'field'; name: FieldName }>
    /** content: what stands within the quotes; a bare word as it is. */
    | Readonly<{ kind: 'bare' | 'quoted' | 'raw'; content: string }>
  );

export const FIELD_NAMES = [
  'title',
  'text',
  'url',
  'site',
  'author',
  'lang',
  'country',
  'source',
  'type',
  'engine',
  'tag',
  'raw',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];

/** Words and phrases in one query, those of the saved queries that it inserts included. */
export const QUERY_CLAUSE_COUNT_MAX = 512;
/** Further apart two words say nothing about each other. */
export const NEAR_WORD_COUNT_MAX = 100;

// In this order at each place: white space, a quotation mark, a parenthesis, minus signs, a bare word. A minus sign
// inside a word belongs to it, and ‘ and ’ there are apostrophes.
const LEXEME_PATTERN = /(\s+)|["“”„«»‹›‘`]|([()])|([-−–—]+)|([^\s()"“”„«»‹›`]+)/uy;
const CLOSING_QUOTES: Readonly<Record<string, RegExp>> = {
  '"': /"/g,
  '“': /[”"]/g,
  '„': /[“”"]/g,
  '«': /»/g,
  '‹': /›/g,
  '‘': /’(?=[\s)]|$)/gu,
  '`': /`/g,
};
const OPERATORS: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not' };
/** What people write who think of operators in French: taken as a word, it would wait for ever for texts that hold it. */
const FOREIGN_OPERATORS: Readonly<Record<string, string>> = {
  ET: 'AND',
  OU: 'OR',
  SAUF: 'NOT',
  NON: 'NOT',
};
const FOREIGN_FIELDS: Readonly<Record<string, FieldName>> = {
  titre: 'title',
  intitle: 'title',
  texte: 'text',
  inurl: 'url',
  domain: 'site',
  auteur: 'author',
  from: 'author',
  langue: 'lang',
  language: 'lang',
  pays: 'country',
  moteur: 'engine',
};

const NEAR_PATTERN = /^(O?NEAR)(?:\/(.*))?$/isu;
/** A name and a colon; not `16:9`, not the `http:` of an address, which is told apart by its slashes. */
const FIELD_PATTERN = /^(\p{L}+):(?!\/\/)/u;

/** Errors: QUERY_INVALID. */
export function lexQuery(text: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = [];
  let clauseCount = 0;
  let at = 0;
  while (at < text.length) {
    LEXEME_PATTERN.lastIndex = at;
    const match = LEXEME_PATTERN.exec(text);
    if (match === null) throw refuse(at, 'this character cannot be read: remove it');
    if (match[1] !== undefined) {
      at += match[0].length;
      continue;
    }
    const lexeme = toLexeme(text, {
      start: at,
      end: at + match[0].length,
      parenthesis: match[2],
      minus: match[3],
      word: match[4],
    });
    if (lexeme.kind === 'bare' || lexeme.kind === 'quoted' || lexeme.kind === 'raw') clauseCount += 1;
    if (clauseCount > QUERY_CLAUSE_COUNT_MAX) {
      throw refuse(
        at,
        `the query has more than ${QUERY_CLAUSE_COUNT_MAX} words and phrases: split it over several brands`,
      );
    }
    lexemes.push(lexeme);
    at = lexeme.end;
  }
  return lexemes;
}

type Found = Readonly<{
  start: number;
  end: number;
  parenthesis: string | undefined;
  minus: string | undefined;
  word: string | undefined;
}>;

function toLexeme(text: string, found: Found): Lexeme {
  const { start, end } = found;
  const written = text.slice(start, end);
  if (found.parenthesis !== undefined) return { kind: written === '(' ? 'open' : 'close', text: written, start, end };
  if (found.minus !== undefined) {
    if (written.length > 1 || /^(?:\s|\)|$)/u.test(text.slice(end, end + 1))) {
      throw refuse(
        start,
        'a minus sign must stand right before the word or phrase that is to be absent, as in -fruit: move it, quote it or remove it',
      );
    }
    return { kind: 'not', text: written, start, end };
  }
  return found.word === undefined ? toQuoted(text, start) : toBare(text, { written, start, end });
}

function toBare(text: string, found: Readonly<{ written: string; start: number; end: number }>): Lexeme {
  const { written, start, end } = found;
  const operator = Object.hasOwn(OPERATORS, written) ? OPERATORS[written] : undefined;
  if (operator !== undefined) return { kind: operator, text: written, start, end };
  const meant = Object.hasOwn(FOREIGN_OPERATORS, written) ? FOREIGN_OPERATORS[written] : undefined;
  if (meant !== undefined) {
    throw refuse(start, `${written} is not an operator here: write ${meant}, or quote it ("${written}") for the word`);
  }
  const near = NEAR_PATTERN.exec(written);
  if (near !== null && (near[1] === near[1]?.toUpperCase() || near[2] !== undefined))
    return toNear(near, { written, start, end });
  const field = FIELD_PATTERN.exec(written);
  if (field !== null) return toField(text, { name: field[1] ?? '', written, start });
  return { kind: 'bare', text: written, content: written, start, end };
}

function toNear(near: RegExpExecArray, found: Readonly<{ written: string; start: number; end: number }>): Lexeme {
  const { written, start, end } = found;
  const name = (near[1] ?? '').toUpperCase();
  const number = near[2] ?? '';
  if (near[1] !== name) {
    throw refuse(
      start,
      `operators are written in capitals: write ${name}/${quoteStart(number)}, or quote "${quoteStart(written)}" for the words`,
    );
  }
  if (!/^\d{1,3}$/.test(number) || Number(number) > NEAR_WORD_COUNT_MAX) {
    throw refuse(
      start,
      `${quoteStart(written)} does not say how many words may stand between: write ${name}/5, with a number from 0 to ${NEAR_WORD_COUNT_MAX}, or quote it for the word`,
    );
  }
  return { kind: 'near', isOrdered: name === 'ONEAR', wordCountMax: Number(number), text: written, start, end };
}

function toField(text: string, found: Readonly<{ name: string; written: string; start: number }>): Lexeme {
  const { name, written, start } = found;
  const end = start + name.length + 1;
  const lower = name.toLowerCase();
  const known = FIELD_NAMES.find((each) => each === lower);
  if (known === undefined) {
    const meant = Object.hasOwn(FOREIGN_FIELDS, lower) ? FOREIGN_FIELDS[lower] : undefined;
    const way = meant === undefined ? `the fields are ${FIELD_NAMES.join(', ')}` : `write ${meant}:`;
    throw refuse(start, `there is no field "${quoteStart(name)}": ${way}, or quote the whole for the words`);
  }
  if (/^[\s)]?$/u.test(text.slice(end, end + 1))) {
    throw refuse(
      start,
      `nothing stands right behind ${name}: write what it is to hold without a space, as in ${EXAMPLES[known]}`,
    );
  }
  // all of it is as written, colons too
  const content = written.slice(name.length + 1);
  if (known === 'raw' && content !== '')
    return { kind: 'raw', text: written, content, start, end: start + written.length };
  return { kind: 'field', name: known, text: text.slice(start, end), start, end };
}

/** One for each field, for whoever left it empty. */
const EXAMPLES: Readonly<Record<FieldName, string>> = {
  title: 'title:panne',
  text: 'text:panne',
  url: 'url:promo',
  site: 'site:lemonde.fr',
  author: 'author:dupont',
  lang: 'lang:fr',
  country: 'country:fr',
  source: 'source:forum',
  type: 'type:comment',
  engine: 'engine:discourse',
  tag: 'tag:presse',
  raw: 'raw:LG',
};

function toQuoted(text: string, start: number): Lexeme {
  const quote = text.charAt(start);
  const closing = CLOSING_QUOTES[quote];
  if (closing === undefined) {
    throw refuse(start, `the closing quotation mark ${quote} has no opening one: remove it or add one before it`);
  }
  closing.lastIndex = start + 1;
  const close = closing.exec(text);
  if (close === null) {
    const name = quote === '`' ? 'backtick' : 'quotation mark';
    throw refuse(start, `the ${name} ${quote} is never closed: close it after the phrase`);
  }
  const end = close.index + 1;
  const content = text.slice(start + 1, close.index);
  return { kind: quote === '`' ? 'raw' : 'quoted', text: text.slice(start, end), content, start, end };
}
