/**
 * The language in which a brand's query is written, read into a tree. Whatever is ambiguous is refused with a way
 * out: a query that is understood otherwise than meant loses mentions in silence.
 */
import { AppError } from '../../base/errors.ts';
import { tokenize } from './tokens.ts';

/**
 * What documents must say. A phrase holds one word or several that follow each other; `all` and `any` hold two parts
 * or more. A parsed query always needs at least one word to be present, so that it can be found by an index.
 */
export type Query =
  | Readonly<{ kind: 'phrase'; words: readonly string[] }>
  | Readonly<{ kind: 'all'; parts: readonly Query[] }>
  | Readonly<{ kind: 'any'; parts: readonly Query[] }>
  | Readonly<{ kind: 'not'; part: Query }>;

export const QUERY_CHARACTER_COUNT_MAX = 4_096;
/** Words and phrases in one query. */
export const QUERY_CLAUSE_COUNT_MAX = 512;
/** Parentheses within parentheses. */
export const QUERY_DEPTH_MAX = 50;
/** Longer ones match nothing in practice, and each word is work for every document that begins like it. */
export const PHRASE_WORD_COUNT_MAX = 64;

/**
 * The tree of a query.
 *
 * Words side by side must all occur. AND beside OR without parentheses is refused, words side by side counted as AND:
 * search engines read it in two ways, and nobody remembers which one this is.
 *
 *     either = part (OR part)* | part (AND? part)*
 *     part   = (NOT | "-")* (word | "phrase" | "(" either ")")
 *
 * Operators are upper case; « guillemets » and “curly quotes” quote like straight ones. A word with punctuation inside
 * (H&M, Coca-Cola, l’Oréal) is the phrase of its parts. Case and accents never matter.
 *
 * Shape:   at most 4,096 characters, 512 words and phrases, 50 parentheses deep.
 * Errors:  QUERY_INVALID with details { position }: the character, counted from 1, where the trouble is; the message
 *          is a sentence that names it.
 *
 * @example parseQuery('"Orange Bank" -fruit')
 *          // { kind: 'all', parts: [{ kind: 'phrase', words: ['orange', 'bank'] },
 *          //                        { kind: 'not', part: { kind: 'phrase', words: ['fruit'] } }] }
 */
export function parseQuery(text: string): Query {
  if (text.length > QUERY_CHARACTER_COUNT_MAX) {
    throw refuse(
      QUERY_CHARACTER_COUNT_MAX,
      `the query is longer than ${QUERY_CHARACTER_COUNT_MAX} characters: split it over several brands`,
    );
  }
  const lexemes = readLexemes(text);
  const state: State = { text, lexemes, next: 0 };
  const query = parseEither(state, 0);
  const rest = state.lexemes[state.next];
  if (rest !== undefined) {
    throw refuse(rest.start, 'a closing parenthesis has no opening one: remove it or add "(" before it');
  }
  if (isMatchedByNothingAtAll(query)) {
    throw refuse(
      0,
      'the query only says what must be absent and would match nearly every document: add a word that must be present, as in orange -fruit',
    );
  }
  return query;
}

type Lexeme = Readonly<{
  kind: 'words' | 'and' | 'or' | 'not' | 'open' | 'close';
  /** As written, quotes included. */
  text: string;
  words: readonly string[];
  start: number;
  end: number;
}>;

type State = { readonly text: string; readonly lexemes: readonly Lexeme[]; next: number };

// In this order at each place: white space, a quoted phrase, a parenthesis, a minus sign, a bare word. A minus sign
// inside a word belongs to it.
const LEXEME_PATTERN = /(\s+)|["“”„«»]|([()])|([-−–—]+)|([^\s()"“”„«»]+)/uy;
const CLOSING_QUOTES: Readonly<Record<string, RegExp>> = {
  '"': /"/g,
  '“': /[”"]/g,
  '„': /[“”"]/g,
  '«': /»/g,
};
const OPERATORS: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not' };
/** What people write who think of operators in French: taken as a word, it would wait for ever for texts that hold it. */
const FOREIGN_OPERATORS: Readonly<Record<string, string>> = { ET: 'AND', OU: 'OR', SAUF: 'NOT', NON: 'NOT' };

function readLexemes(text: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = [];
  let clauseCount = 0;
  let at = 0;
  while (at < text.length) {
    LEXEME_PATTERN.lastIndex = at;
    const match = LEXEME_PATTERN.exec(text);
    if (match === null) throw refuse(at, 'this character cannot be read: remove it');
    const end = at + match[0].length;
    if (match[1] === undefined) {
      const lexeme = toLexeme(text, { start: at, end, parenthesis: match[2], minus: match[3], word: match[4] });
      if (lexeme.kind === 'words') clauseCount += 1;
      if (clauseCount > QUERY_CLAUSE_COUNT_MAX) {
        throw refuse(
          at,
          `the query has more than ${QUERY_CLAUSE_COUNT_MAX} words and phrases: split it over several brands`,
        );
      }
      lexemes.push(lexeme);
      at = lexeme.end;
    } else {
      at = end;
    }
  }
  return lexemes;
}

function toLexeme(
  text: string,
  found: Readonly<{
    start: number;
    end: number;
    parenthesis: string | undefined;
    minus: string | undefined;
    word: string | undefined;
  }>,
): Lexeme {
  const { start, end } = found;
  const written = text.slice(start, end);
  if (found.parenthesis !== undefined) {
    return { kind: written === '(' ? 'open' : 'close', text: written, words: [], start, end };
  }
  if (found.minus !== undefined) {
    if (written.length > 1 || /^(?:\s|\)|$)/u.test(text.slice(end, end + 1))) {
      throw refuse(
        start,
        'a minus sign must stand right before the word or phrase that is to be absent, as in -fruit: move it, quote it or remove it',
      );
    }
    return { kind: 'not', text: written, words: [], start, end };
  }
  if (found.word !== undefined) {
    const operator = Object.hasOwn(OPERATORS, written) ? OPERATORS[written] : undefined;
    if (operator !== undefined) return { kind: operator, text: written, words: [], start, end };
    const meant = Object.hasOwn(FOREIGN_OPERATORS, written) ? FOREIGN_OPERATORS[written] : undefined;
    if (meant !== undefined) {
      throw refuse(
        start,
        `${written} is not an operator here: write ${meant}, or quote it ("${written}") for the word`,
      );
    }
    if (written.includes('*')) {
      throw refuse(
        start + written.indexOf('*'),
        'the star is not understood: write each form of the word, joined by OR',
      );
    }
    return { kind: 'words', text: written, words: toWords(written, start), start, end };
  }
  return toQuotedLexeme(text, start);
}

function toQuotedLexeme(text: string, start: number): Lexeme {
  const quote = text.charAt(start);
  const closing = CLOSING_QUOTES[quote];
  if (closing === undefined) {
    throw refuse(start, `the closing quotation mark ${quote} has no opening one: remove it or add one before it`);
  }
  closing.lastIndex = start + 1;
  const close = closing.exec(text);
  if (close === null) {
    throw refuse(start, `the quotation mark ${quote} is never closed: close it after the phrase`);
  }
  const end = close.index + 1;
  const written = text.slice(start, end);
  return { kind: 'words', text: written, words: toWords(written, start), start, end };
}

function toWords(written: string, start: number): readonly string[] {
  const words = tokenize(written).map((token) => token.text);
  if (words.length === 0) {
    throw refuse(start, `${written} holds no letter and no digit: remove it or add a word to it`);
  }
  if (words.length > PHRASE_WORD_COUNT_MAX) {
    throw refuse(start, `the phrase has more than ${PHRASE_WORD_COUNT_MAX} words: quote its most telling part only`);
  }
  return words;
}

/** Parts joined all by AND or all by OR, up to a closing parenthesis or the end. */
function parseEither(state: State, depth: number): Query {
  const first = parsePart(state, depth);
  const parts: Query[] = [first];
  const starts: number[] = [];
  let joint: 'and' | 'or' | undefined;
  for (;;) {
    const lexeme = state.lexemes[state.next];
    if (lexeme === undefined || lexeme.kind === 'close') break;
    const found = lexeme.kind === 'or' ? 'or' : 'and';
    if (joint !== undefined && joint !== found) throw refuseMixture(state, lexeme, starts);
    joint = found;
    starts.push(lexeme.start);
    if (lexeme.kind === 'and' || lexeme.kind === 'or') state.next += 1;
    parts.push(parsePart(state, depth));
  }
  if (joint === undefined) return first;
  return joint === 'or' ? { kind: 'any', parts } : { kind: 'all', parts };
}

function parsePart(state: State, depth: number): Query {
  let isNegated = false;
  let lexeme = state.lexemes[state.next];
  while (lexeme?.kind === 'not') {
    isNegated = !isNegated;
    state.next += 1;
    lexeme = state.lexemes[state.next];
  }
  const part = parseOperand(state, depth, lexeme);
  return isNegated ? { kind: 'not', part } : part;
}

function parseOperand(state: State, depth: number, lexeme: Lexeme | undefined): Query {
  const before = state.lexemes[state.next - 1];
  if (lexeme === undefined) {
    if (before === undefined) throw refuse(0, 'the query is empty: write at least one word');
    if (before.kind === 'open') throw refuseOpen(before);
    throw refuse(before.start, `nothing follows ${before.text}: add a word after it or remove it`);
  }
  state.next += 1;
  if (lexeme.kind === 'words') return { kind: 'phrase', words: lexeme.words };
  if (lexeme.kind === 'close') {
    if (before?.kind === 'open')
      throw refuse(before.start, 'the parentheses hold nothing: remove them or write a word inside');
    if (before === undefined)
      throw refuse(lexeme.start, 'a closing parenthesis has no opening one: remove it or add "(" before it');
    throw refuse(before.start, `nothing follows ${before.text}: add a word after it or remove it`);
  }
  if (lexeme.kind !== 'open') {
    throw refuse(
      lexeme.start,
      `${lexeme.text} has no word before it that it could join: add one, or quote "${lexeme.text}" if it is meant as a word`,
    );
  }
  if (depth >= QUERY_DEPTH_MAX) {
    throw refuse(
      lexeme.start,
      `parentheses are nested deeper than ${QUERY_DEPTH_MAX}: remove those that are not needed`,
    );
  }
  const inner = parseEither(state, depth + 1);
  if (state.lexemes[state.next] === undefined) throw refuseOpen(lexeme);
  state.next += 1;
  return inner;
}

function refuseOpen(lexeme: Lexeme): AppError {
  return refuse(lexeme.start, 'an opening parenthesis is never closed: add ")" after the last word that belongs to it');
}

/** Shows both readings of `… A AND B OR C …` or `… A OR B AND C …`, made of what the author wrote. */
function refuseMixture(state: State, lexeme: Lexeme, jointStarts: readonly number[]): AppError {
  const start = levelStart(state, lexeme);
  const last = jointStarts.at(-1) ?? lexeme.start;
  const left = keepEnd(state.text.slice(start, lexeme.start));
  const head = keepEnd(state.text.slice(start, last));
  const middle = keepEnd(state.text.slice(last, lexeme.start).replace(/^(?:AND|OR)(?=[\s("“„«])/u, ''));
  const right = keepStart(writtenAfter(state, lexeme));
  const [outer, inner] = lexeme.kind === 'or' ? ['OR', 'AND'] : ['AND', 'OR'];
  return refuse(
    lexeme.start,
    `AND and OR stand side by side (words next to each other count as AND), which can be read in two ways: write either (${left}) ${outer} ${right}, or else ${head} ${inner} (${middle} ${outer} ${right})`,
  );
}

/** What a message quotes of a long query. */
const QUOTED_CHARACTER_COUNT_MAX = 80;

function keepEnd(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= QUOTED_CHARACTER_COUNT_MAX ? trimmed : `…${trimmed.slice(-QUOTED_CHARACTER_COUNT_MAX)}`;
}

function keepStart(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= QUOTED_CHARACTER_COUNT_MAX ? trimmed : `${trimmed.slice(0, QUOTED_CHARACTER_COUNT_MAX)}…`;
}

/** Where the level of parentheses that the lexeme belongs to begins. */
function levelStart(state: State, lexeme: Lexeme): number {
  let depth = 0;
  for (let index = state.next - 1; index >= 0; index -= 1) {
    const before = state.lexemes[index];
    if (before === undefined || before.start >= lexeme.start) continue;
    if (before.kind === 'close') depth += 1;
    if (before.kind === 'open') {
      if (depth === 0) return before.end;
      depth -= 1;
    }
  }
  return 0;
}

/** The part that follows an operator, as written; what is left of the text where it does not parse. */
function writtenAfter(state: State, lexeme: Lexeme): string {
  let index = state.next + (lexeme.kind === 'and' || lexeme.kind === 'or' ? 1 : 0);
  const start = state.lexemes[index]?.start ?? state.text.length;
  while (state.lexemes[index]?.kind === 'not') index += 1;
  let depth = 0;
  for (; index < state.lexemes.length; index += 1) {
    const after = state.lexemes[index];
    if (after?.kind === 'open') depth += 1;
    if (after?.kind === 'close') depth -= 1;
    if (depth <= 0) return state.text.slice(start, after?.end);
  }
  return state.text.slice(start) || '…';
}

/** True when a document without any word would match: exactly the queries that no word must be present for. */
function isMatchedByNothingAtAll(query: Query): boolean {
  switch (query.kind) {
    case 'phrase':
      return false;
    case 'all':
      return query.parts.every(isMatchedByNothingAtAll);
    case 'any':
      return query.parts.some(isMatchedByNothingAtAll);
    case 'not':
      return !isMatchedByNothingAtAll(query.part);
  }
}

function refuse(offset: number, problem: string): AppError {
  const position = offset + 1;
  return new AppError('QUERY_INVALID', `At character ${position} of the query, ${problem}.`, { details: { position } });
}
