/**
 * The language in which a brand's query is written, read into a tree. Whatever is ambiguous is refused with a way
 * out: a query that is understood otherwise than meant loses mentions in silence.
 */
import { AppError } from '../../base/errors.ts';
import { type FieldName, type Lexeme, lexQuery, QUERY_CLAUSE_COUNT_MAX } from './lex-query.ts';
import { makeLeaf, type WordsLexeme } from './make-leaf.ts';
import { isSelective, partsOf, type Query } from './query.ts';
import { quoteEnd, quoteStart, refuse } from './refuse-query.ts';

/** The text of the agency's saved query of that name, without the @ and in any case; null where there is none. */
export type FindSavedQuery = (name: string) => string | null;

export const QUERY_CHARACTER_COUNT_MAX = 4_096;
/** Parentheses within parentheses. */
export const QUERY_DEPTH_MAX = 50;
/** Saved queries within saved queries. */
export const SAVED_DEPTH_MAX = 5;

const NO_SAVED_QUERIES: FindSavedQuery = () => null;

/**
 * The tree of a query; docs/query-language.md says the whole language, grammar and examples.
 *
 * Words side by side must all occur. AND beside OR without parentheses is refused, words side by side counted as AND:
 * search engines read it in two ways, and nobody remembers which one this is. So is NEAR beside OR.
 *
 * Shape:   at most 4,096 characters, 512 words and phrases, 50 parentheses deep. A parsed query always needs at least
 *          one word (or site) to be present, so that it can be found by an index.
 * Errors:  QUERY_INVALID with details { position }: the character, counted from 1, where the trouble is; the message
 *          is a sentence that names it.
 *
 * @example parseQuery('"Orange Bank" -fruit').kind  // 'all'
 */
export function parseQuery(text: string, findSaved: FindSavedQuery = NO_SAVED_QUERIES): Query {
  const query = parseText(text, { findSaved, trail: [], clauses: { count: 0 } });
  const absence = findAbsence(query);
  if (absence !== null) throw refuse(0, absence);
  return query;
}

type Context = Readonly<{
  findSaved: FindSavedQuery;
  /** The saved queries that are being read, outermost first. */
  trail: readonly string[];
  /** Words and phrases so far, of all the texts that are read for one query. */
  clauses: { count: number };
}>;

function parseText(text: string, context: Context): Query {
  if (text.length > QUERY_CHARACTER_COUNT_MAX) {
    throw refuse(
      QUERY_CHARACTER_COUNT_MAX,
      `the query is longer than ${QUERY_CHARACTER_COUNT_MAX} characters: split it over several brands`,
    );
  }
  const lexemes = lexQuery(text);
  const state: State = { text, context, lexemes, next: 0, field: null, grouped: new Set() };
  const query = parseEither(state, 0);
  const rest = state.lexemes[state.next];
  if (rest !== undefined) {
    throw refuse(rest.start, 'a closing parenthesis has no opening one: remove it or add "(" before it');
  }
  return query;
}

type FieldLexeme = Extract<Lexeme, { kind: 'field' }>;

type State = {
  readonly text: string;
  readonly context: Context;
  readonly lexemes: readonly Lexeme[];
  next: number;
  /** What the words that are being read are looked for in; null: in title and text. */
  field: FieldName | null;
  /** Parts that stand in parentheses. */
  readonly grouped: Set<Query>;
};

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
  if (joint === 'or') refuseNearBesideOr(state, parts);
  const last = parts.at(-1) ?? first;
  return { kind: joint === 'or' ? 'any' : 'all', parts, start: first.start, end: last.end };
}

function parsePart(state: State, depth: number): Query {
  let isNegated = false;
  let lexeme = state.lexemes[state.next];
  const start = lexeme?.start ?? 0;
  while (lexeme?.kind === 'not') {
    isNegated = !isNegated;
    state.next += 1;
    lexeme = state.lexemes[state.next];
  }
  const part = parseNear(state, depth);
  return isNegated ? { kind: 'not', part, start, end: part.end } : part;
}

/** `a NEAR/3 b ONEAR/2 c`, from left to right. */
function parseNear(state: State, depth: number): Query {
  let left = parseOperand(state, depth);
  for (;;) {
    const lexeme = state.lexemes[state.next];
    if (lexeme?.kind !== 'near') return left;
    state.next += 1;
    const after = state.lexemes[state.next];
    if (after?.kind === 'not')
      throw refuse(
        after.start,
        `${lexeme.text} needs a word on its right that is to be there: remove ${after.text}, or write -(a ${lexeme.text} b) for words that must not stand close together`,
      );
    const right = parseOperand(state, depth);
    checkNear(state, lexeme, [left, right]);
    const { isOrdered, wordCountMax } = lexeme;
    left = { kind: 'near', isOrdered, wordCountMax, left, right, start: left.start, end: right.end };
  }
}

/** What stands on the sides of NEAR has places in the text: words, phrases, and OR or NEAR of them. */
function checkNear(state: State, near: Lexeme, sides: readonly Query[]): void {
  const visit = (query: Query): void => {
    if (query.kind === 'all') {
      const [one, other] = query.parts.map((part) => quoteStart(state.text.slice(part.start, part.end)));
      throw refuse(
        query.start,
        `words that must all be there cannot stand on one side of ${near.text}, which can be read in two ways: write either (${one} ${near.text} …) AND (${other} ${near.text} …), or else (${one} ${near.text} …) AND ${other}`,
      );
    }
    if (query.kind === 'not') {
      throw refuse(query.start, `what must be absent cannot stand on a side of ${near.text}: move it behind an AND`);
    }
    if (query.kind === 'site' || query.kind === 'fact' || query.kind === 'within') {
      throw refuse(
        query.start,
        `${near.text} joins words of the title and the text alone: join this by AND, or write title:(a ${near.text} b)`,
      );
    }
    for (const part of partsOf(query)) visit(part);
  };
  for (const side of sides) visit(side);
}

function parseOperand(state: State, depth: number): Query {
  const lexeme = state.lexemes[state.next];
  const before = state.lexemes[state.next - 1];
  if (lexeme === undefined) {
    if (before === undefined) throw refuse(0, 'the query is empty: write at least one word');
    if (before.kind === 'open') throw refuseOpen(before);
    throw refuse(before.start, `nothing follows ${quoteStart(before.text)}: add a word after it or remove it`);
  }
  state.next += 1;
  switch (lexeme.kind) {
    case 'bare':
    case 'quoted':
    case 'raw':
      if (state.field === 'raw' && lexeme.text.startsWith('raw:')) throw refuseFieldWithin(state.field, lexeme);
      return findSavedPart(state, lexeme) ?? countLeaf(state, makeLeaf(lexeme, state.field));
    case 'field':
      return parseField(state, lexeme, depth);
    case 'open':
      return parseGroup(state, lexeme, depth);
    case 'close':
      if (before?.kind === 'open')
        throw refuse(before.start, 'the parentheses hold nothing: remove them or write a word inside');
      if (before === undefined)
        throw refuse(lexeme.start, 'a closing parenthesis has no opening one: remove it or add "(" before it');
      throw refuse(before.start, `nothing follows ${quoteStart(before.text)}: add a word after it or remove it`);
    case 'and':
    case 'or':
    case 'not':
    case 'near':
      throw refuse(
        lexeme.start,
        `${lexeme.text} has no word before it that it could join: add one, or quote "${lexeme.text}" if it is meant as a word`,
      );
  }
}

/** Errors: QUERY_INVALID for one more than a query may hold. */
function countLeaf({ context }: State, leaf: Query): Query {
  context.clauses.count += 1;
  if (context.clauses.count <= QUERY_CLAUSE_COUNT_MAX) return leaf;
  throw refuse(
    leaf.start,
    `the query holds more than ${QUERY_CLAUSE_COUNT_MAX} words and phrases together with its saved queries: split it over several brands`,
  );
}

function parseGroup(state: State, open: Lexeme, depth: number): Query {
  if (depth >= QUERY_DEPTH_MAX) {
    throw refuse(open.start, `parentheses are nested deeper than ${QUERY_DEPTH_MAX}: remove those that are not needed`);
  }
  const inner = parseEither(state, depth + 1);
  const close = state.lexemes[state.next];
  if (close === undefined) throw refuseOpen(open);
  state.next += 1;
  const group = { ...inner, start: open.start, end: close.end };
  state.grouped.add(group);
  return group;
}

function parseField(state: State, lexeme: FieldLexeme, depth: number): Query {
  if (state.field !== null && !(lexeme.name === 'raw' && isTextField(state.field))) {
    throw refuseFieldWithin(state.field, lexeme);
  }
  const outer = state.field;
  const value = state.lexemes[state.next];
  if (
    value?.kind !== 'bare' &&
    value?.kind !== 'quoted' &&
    value?.kind !== 'raw' &&
    value?.kind !== 'open' &&
    !(value?.kind === 'field' && value.name === 'raw')
  ) {
    throw refuse(
      lexeme.start,
      `nothing that ${lexeme.text} could hold stands right behind it: write a word, a phrase or parentheses`,
    );
  }
  state.field = lexeme.name;
  const part = parseOperand(state, depth);
  state.field = outer;
  const place = { start: lexeme.start, end: part.end };
  switch (lexeme.name) {
    case 'title':
    case 'text':
    case 'author':
    case 'url':
      return { kind: 'within', field: lexeme.name, part, ...place };
    case 'site':
    case 'lang':
    case 'country':
    case 'source':
    case 'type':
    case 'engine':
    case 'tag':
    case 'raw':
      return { ...part, ...place };
  }
}

function isTextField(field: FieldName): boolean {
  return field === 'title' || field === 'text' || field === 'author' || field === 'url';
}

function refuseFieldWithin(outer: FieldName, lexeme: Lexeme): AppError {
  return refuse(
    lexeme.start,
    `${quoteStart(lexeme.text)} stands within ${outer}: and no field holds another: close the parentheses before it`,
  );
}

/** The saved query that a bare `@name` inserts; undefined where it is a handle. */
function findSavedPart(state: State, lexeme: WordsLexeme): Query | undefined {
  if (lexeme.kind !== 'bare' || state.field !== null || !/^@./u.test(lexeme.content)) return undefined;
  const name = lexeme.content.slice(1).toLowerCase();
  const { findSaved, trail } = state.context;
  const text = findSaved(name);
  if (text === null) return undefined;
  if (trail.includes(name)) {
    const circle = [...trail.slice(trail.indexOf(name)), name].map((each) => `@${each}`).join(' → ');
    throw refuse(lexeme.start, `the saved query @${name} would insert itself (${circle}): take it out of one of them`);
  }
  if (trail.length >= SAVED_DEPTH_MAX) {
    throw refuse(
      lexeme.start,
      `saved queries stand within each other deeper than ${SAVED_DEPTH_MAX}: write out one of them`,
    );
  }
  const part = parseSaved(state, lexeme, { name, text });
  return { kind: 'saved', name, text, part, start: lexeme.start, end: lexeme.end };
}

/** What is wrong within a saved query is told where its name stands. */
function parseSaved(state: State, lexeme: WordsLexeme, saved: Readonly<{ name: string; text: string }>): Query {
  const { context } = state;
  try {
    return parseText(saved.text, { ...context, trail: [...context.trail, saved.name] });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'QUERY_INVALID') throw error;
    throw refuse(lexeme.start, `the saved query @${saved.name} cannot be taken: ${error.message.replace(/\.$/, '')}`);
  }
}

function refuseOpen(lexeme: Lexeme): Error {
  return refuse(lexeme.start, 'an opening parenthesis is never closed: add ")" after the last word that belongs to it');
}

/** `a OR b NEAR/3 c`: shows both readings. */
function refuseNearBesideOr(state: State, parts: readonly Query[]): void {
  for (const [index, part] of parts.entries()) {
    const near = part.kind === 'not' ? part.part : part;
    if (near.kind !== 'near' || state.grouped.has(near)) continue;
    const [before, after] = [parts[index - 1], parts[index + 1]];
    const written = (query: Query): string => quoteStart(state.text.slice(query.start, query.end));
    const operator = state.text.slice(near.left.end, near.right.start).trim();
    const readings =
      before === undefined && after !== undefined
        ? [
            `(${written(part)}) OR ${written(after)}`,
            `${written(near.left)} ${operator} (${written(near.right)} OR ${written(after)})`,
          ]
        : [
            `${before === undefined ? '…' : written(before)} OR (${written(part)})`,
            `(${before === undefined ? '…' : written(before)} OR ${written(near.left)}) ${operator} ${written(near.right)}`,
          ];
    throw refuse(
      near.start,
      `OR and ${operator} stand side by side, which can be read in two ways: write either ${readings[0]}, or else ${readings[1]}`,
    );
  }
}

/** Shows both readings of `… A AND B OR C …` or `… A OR B AND C …`, made of what the author wrote. */
function refuseMixture(state: State, lexeme: Lexeme, jointStarts: readonly number[]): Error {
  const start = levelStart(state, lexeme);
  const last = jointStarts.at(-1) ?? lexeme.start;
  const left = quoteEnd(state.text.slice(start, lexeme.start));
  const head = quoteEnd(state.text.slice(start, last));
  const middle = quoteEnd(state.text.slice(last, lexeme.start).replace(/^(?:AND|OR)(?=[\s("“„«`])/u, ''));
  const right = quoteStart(writtenAfter(state, lexeme));
  const [outer, inner] = lexeme.kind === 'or' ? ['OR', 'AND'] : ['AND', 'OR'];
  return refuse(
    lexeme.start,
    `AND and OR stand side by side (words next to each other count as AND), which can be read in two ways: write either (${left}) ${outer} ${right}, or else ${head} ${inner} (${middle} ${outer} ${right})`,
  );
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
  while (state.lexemes[index]?.kind === 'not' || state.lexemes[index]?.kind === 'field') index += 1;
  let depth = 0;
  for (; index < state.lexemes.length; index += 1) {
    const after = state.lexemes[index];
    if (after?.kind === 'open') depth += 1;
    if (after?.kind === 'close') depth -= 1;
    if (depth <= 0) return state.text.slice(start, after?.end);
  }
  return state.text.slice(start) || '…';
}

/** What is wrong with a query that no word and no site must be present for; null where one must. */
function findAbsence(query: Query): string | null {
  if (needsPresence(query, false)) return null;
  const hasNot = (part: Query): boolean => part.kind === 'not' || partsOf(part).some(hasNot);
  const subject = saysWord(query) ? 'one side of OR' : 'the query';
  return hasNot(query)
    ? `${subject} only says what must be absent and would match nearly every document: add a word that must be present, as in orange -fruit`
    : `${subject} says no word and would match nearly every document that it is about: add a word that must be present, as in orange lang:fr`;
}

/** Whether it asks for a word anywhere. */
function saysWord(query: Query): boolean {
  if (query.kind === 'not' || query.kind === 'fact' || query.kind === 'site') return false;
  const parts = partsOf(query);
  return parts.length === 0 || parts.some(saysWord);
}

/** Whether a document must hold a word or come from a site to make the part true (false, under an odd number of NOTs). */
function needsPresence(query: Query, isNegated: boolean): boolean {
  switch (query.kind) {
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'raw':
    case 'near':
      return !isNegated;
    case 'site':
      return !isNegated && isSelective(query.host);
    case 'fact':
      return false;
    case 'not':
      return needsPresence(query.part, !isNegated);
    case 'within':
    case 'saved':
      return needsPresence(query.part, isNegated);
    case 'all':
    case 'any': {
      const needsOne = (query.kind === 'all') !== isNegated; // De Morgan
      const isNeeding = (part: Query): boolean => needsPresence(part, isNegated);
      return needsOne ? query.parts.some(isNeeding) : query.parts.every(isNeeding);
    }
  }
}
