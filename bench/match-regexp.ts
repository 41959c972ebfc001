/**
 * The first peer of bench/match.ts: one regular expression for each brand, over a document that was folded once.
 *
 * As quick as they could be made here. What a query needs first (the brand's name, as people write queries) is what is
 * searched; what else it says is a second expression, tried where the first was found. So a document without the name
 * costs one search for a literal, without backtracking. All in one expression of lookaheads (^(?=[^]*…)(?=…)) took 1.1
 * to 1.6 times as long over the mix, an alternation of both orders for NEAR six times.
 */
import { pluralForms } from '../src/analysis/query/plural-forms.ts';
import type { Query, Term, TextField } from '../src/analysis/query/query.ts';
import { CUT, type FoldedDocument, foldEmoji } from './match-fold.ts';

/** Whether the document fulfils the query. */
export type Test = (folded: FoldedDocument) => boolean;

export function toRegExpTest(query: Query): Test {
  if (isWordsOnly(query)) return testWords(query);
  switch (query.kind) {
    case 'all':
      return testAll(query.parts);
    case 'any': {
      const tests = query.parts.map(toRegExpTest);
      return (folded) => tests.some((test) => test(folded));
    }
    case 'not': {
      const test = toRegExpTest(query.part);
      return (folded) => !test(folded);
    }
    case 'saved':
      return toRegExpTest(query.part);
    case 'raw':
      return testRaw(query, null);
    case 'within':
      return testWithin(query.field, query.part);
    case 'site': {
      const expression = new RegExp(`(?:^|\\.)${escapeSigns(query.host)}$`);
      return ({ document }) => expression.test(document.site ?? '');
    }
    case 'fact':
      return testFact(query);
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'near':
      throw new Error(`a ${query.kind} is made of words alone`);
  }
}

/** The words first, in one RegExp: what else there is needs to be asked for few documents. */
function testAll(parts: readonly Query[]): Test {
  const wordy = parts.filter(isWordsOnly);
  const [first] = wordy;
  const place = { start: 0, end: 0 };
  const joined: readonly Query[] =
    first !== undefined && wordy.length > 1 ? [{ kind: 'all', parts: wordy, ...place }] : wordy;
  const tests = [...joined, ...parts.filter((part) => !isWordsOnly(part))].map(toRegExpTest);
  return (folded) => tests.every((test) => test(folded));
}

/** Whether the folded words of title and text tell all of it. */
function isWordsOnly(query: Query): boolean {
  switch (query.kind) {
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'near':
      return true;
    case 'raw':
    case 'site':
    case 'fact':
      return false;
    case 'within':
      return (query.field === 'title' || query.field === 'text') && isWordsOnly(query.part);
    case 'not':
    case 'saved':
      return isWordsOnly(query.part);
    case 'all':
    case 'any':
      return query.parts.every(isWordsOnly);
  }
}

function testFact(query: Extract<Query, { kind: 'fact' }>): Test {
  const { field, value } = query;
  if (field === 'lang') return ({ document }) => document.language === value;
  const name = ({ country: 'countries', source: 'sources', type: 'types', engine: 'engines', tag: 'tags' } as const)[
    field
  ];
  return ({ document }) => document.facts?.[name].some((each) => each === value) ?? false;
}

function testWithin(field: TextField, part: Query): Test {
  if (field === 'title' || field === 'text') {
    if (part.kind === 'raw') return testRaw(part, field);
    throw new Error('such a query is not part of the mix');
  }
  const expression = new RegExp(writeSearch(part, null));
  return ({ lineOf }) => expression.test(lineOf(field));
}

// ---------------------------------------------------------------------------------------------------------- as written

/** In the text as it is; a hashtag's capitals and a row's ends are where words end. */
function testRaw(raw: Extract<Query, { kind: 'raw' }>, field: 'title' | 'text' | null): Test {
  const gaps = raw.gaps.map((gap) =>
    escapeSigns(gap)
      .replaceAll(' ', '\\s+')
      .replace(/['’‘ʼ]/g, "['’‘ʼ]"),
  );
  const words = raw.words.map(
    (word, index) => `${escapeSigns(word)}${gaps[index + 1] || (index + 1 < raw.words.length ? `${CUT}?` : '')}`,
  );
  const [last = ''] = gaps.slice(-1);
  const body = words.join('');
  const end = last === '' ? '(?![\\p{L}\\p{N}\\p{M}])' : '';
  const start = raw.gaps[0] === '' ? '(?<![\\p{L}\\p{N}\\p{M}])' : gaps[0];
  const expression = new RegExp(`${start}${body}${end}`, 'u');
  return ({ written }) =>
    (field !== 'text' && expression.test(written.title)) || (field !== 'title' && expression.test(written.text));
}

// -------------------------------------------------------------------------------------------------------- folded words

/** What a word begins and ends with; see writeLine. */
const BEFORE = '(?<= )';
const BEHIND = '(?=[ |])';
/** The marks that may stand behind a word; it may also stop within them. */
const MARKS = '(?:\\|[^ &\\n]*)?';
/** Behind the end of what was found: the field is the title (another line follows), or the text. */
const IN_FIELD = { title: '(?=[^\\n]*\\n[^])', text: '(?![^\\n]*\\n[^])' } as const;

type Field = 'title' | 'text' | null;

function testWords(query: Query): Test {
  if (query.kind !== 'all' || !isPositive(query)) {
    const expression = toSearch(query);
    return ({ stream }) => expression.test(stream);
  }
  const main = query.parts.find(isPositive) ?? query;
  const expression = toSearch(main);
  const others = query.parts.filter((part) => part !== main);
  const conditions = new RegExp(`^${others.map((part) => writeAssertion(part, null)).join('')}`);
  return ({ stream }) => expression.test(stream) && conditions.test(stream);
}

/** A word by itself: where the space behind it is part of what is found, V8 skips furthest. */
function toSearch(query: Query): RegExp {
  const simple = query.kind === 'any' ? dropLonger(query.parts) : [query];
  const [only] = simple;
  if (only?.kind !== 'term' || simple.length > 1) {
    return new RegExp(isPositive(query) ? writeSearch(query, null) : `^${writeAssertion(query, null)}`);
  }
  const { kind, text } = only.term;
  const isStart = kind === 'wildcard' && text.endsWith('*') && !text.includes('?');
  return new RegExp(isStart ? ` ${text.slice(0, -1)}` : ` ${toForms(only.term)}[ |]`);
}

/** name OR "name bank" is name. */
function dropLonger(parts: readonly Query[]): readonly Query[] {
  const alone = new Set(parts.flatMap((part) => (part.kind === 'term' ? [keyOf(part.term)] : [])));
  return parts.filter((part) => part.kind !== 'phrase' || !part.terms.some((term) => alone.has(keyOf(term))));
}

function keyOf({ kind, text }: Term): string {
  return `${kind} ${text}`;
}

/** Whether it holds only where one of its words stands. */
function isPositive(query: Query): boolean {
  switch (query.kind) {
    case 'not':
      return false;
    case 'all':
      return query.parts.some(isPositive);
    case 'any':
      return query.parts.every(isPositive);
    case 'within':
    case 'saved':
      return isPositive(query.part);
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'near':
    case 'raw':
    case 'site':
    case 'fact':
      return true;
  }
}

/** A pattern that is found in the stream wherever the query holds. */
function writeSearch(query: Query, field: Field): string {
  switch (query.kind) {
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'near':
      return writeLeaf(query, field);
    case 'any': {
      const parts = dropLonger(query.parts);
      const areLeaves = parts.every(({ kind }) => kind === 'term' || kind === 'phrase' || kind === 'hyphenated');
      // what all alternatives begin and end with stands once, before and behind them
      if (areLeaves) return `${BEFORE}(?:${parts.map(toWords).join('|')})${BEHIND}${inField(field)}`;
      return `(?:${parts.map((part) => writeSearch(part, field)).join('|')})`;
    }
    case 'all': {
      const main = query.parts.find(isPositive) ?? query;
      const others = query.parts.filter((part) => part !== main);
      const assertions = others.map((part) => writeAssertion(part, field)).join('');
      return `${writeSearch(main, field)}(?<=^${assertions}[^]*)`;
    }
    case 'within':
      return writeSearch(query.part, toBodyField(query.field));
    case 'saved':
      return writeSearch(query.part, field);
    case 'not':
    case 'raw':
    case 'site':
    case 'fact':
      throw new Error(`no words are to be found for a ${query.kind}`);
  }
}

/** A pattern that takes no room and holds at the beginning of the stream if the query holds. */
function writeAssertion(query: Query, field: Field): string {
  switch (query.kind) {
    case 'all':
      return query.parts.map((part) => writeAssertion(part, field)).join('');
    case 'any':
      if (query.parts.every(isPositive)) return `(?=[^]*?${writeSearch(query, field)})`;
      return `(?:${query.parts.map((part) => writeAssertion(part, field)).join('|')})`;
    case 'not':
      return `(?!${writeAssertion(query.part, field)})`;
    case 'within':
      return writeAssertion(query.part, toBodyField(query.field));
    case 'saved':
      return writeAssertion(query.part, field);
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'near':
    case 'raw':
    case 'site':
    case 'fact':
      return `(?=[^]*?${writeSearch(query, field)})`;
  }
}

function writeLeaf(query: Query, field: Field): string {
  if (query.kind === 'near') return `${writeNear(query)}${inField(field)}`;
  return `${BEFORE}${toWords(query)}${BEHIND}${inField(field)}`;
}

function inField(field: Field): string {
  return field === null ? '' : IN_FIELD[field];
}

/** The author's name and the address are searched as a text is, each in a stream of its own. */
function toBodyField(field: TextField): Field {
  return field === 'title' || field === 'text' ? field : null;
}

/** From behind the space of the first word to the end of the last. */
function toWords(query: Query): string {
  if (query.kind === 'term') return toForms(query.term);
  if (query.kind !== 'phrase' && query.kind !== 'hyphenated') throw new Error(`a ${query.kind} is no row of words`);
  const row = query.terms.map(toForms).join(`${MARKS} `);
  return query.kind === 'phrase' ? row : `(?:${row}|${toForms({ kind: 'word', text: query.joined })})`;
}

/**
 * The left one and at most so many words and the right one; else, back from the left one, the other way round. Searching
 * for the left one alone is what makes it quick.
 */
function writeNear(near: Extract<Query, { kind: 'near' }>): string {
  const left = writeSide(near.left);
  const right = writeSide(near.right);
  const gap = writeGap(near.wordCountMax);
  if (near.isOrdered) return `${left}${gap}${right}`;
  return `${left}(?:${gap}${right}|(?<=${right}${gap}${left}))`;
}

/** What may stand between the two sides of a NEAR. */
function writeGap(wordCountMax: number): string {
  return `${MARKS}(?: [^ |]+${MARKS}){0,${wordCountMax}} ?`;
}

/** One side of NEAR: from the space of its first word, or the mark where a compound begins, to its end. */
function writeSide(query: Query): string {
  switch (query.kind) {
    case 'any':
      return `(?:${query.parts.map(writeSide).join('|')})`;
    case 'near': {
      const sides = { left: writeSide(query.left), right: writeSide(query.right) };
      const gap = writeGap(query.wordCountMax);
      const inOrder = `${sides.left}${gap}${sides.right}`;
      return query.isOrdered ? inOrder : `(?:${inOrder}|${sides.right}${gap}${sides.left})`;
    }
    case 'saved':
      return writeSide(query.part);
    case 'term':
    case 'hyphenated': {
      const joined = query.kind === 'term' ? toForms(query.term) : toForms({ kind: 'word', text: query.joined });
      // a compound: from its first mark over its words to its last mark
      return `(?:${BEFORE}${toWords(query)}|(?<=<)${joined}(?=[ |])[^&\\n]*?>${joined})${BEHIND}`;
    }
    case 'phrase':
      return `${BEFORE}${toWords(query)}${BEHIND}`;
    case 'raw':
    case 'all':
    case 'not':
    case 'within':
    case 'site':
    case 'fact':
      throw new Error(`a ${query.kind} on a side of NEAR is not part of the mix`);
  }
}

/** The word in all forms that its plural rules allow, with what they begin with written once. */
function toForms(term: Term): string {
  switch (term.kind) {
    case 'word':
      return joinForms(pluralForms(term.text));
    case 'wildcard':
      return escapeSigns(term.text).replaceAll('\\*', '[a-z0-9]*').replaceAll('\\?', '[a-z0-9]');
    case 'sign':
      return escapeSigns(term.text);
    case 'emoji':
      return foldEmoji(term.text);
  }
}

function joinForms(forms: readonly string[]): string {
  const [first = ''] = forms;
  let length = first.length;
  while (!forms.every((form) => form.startsWith(first.slice(0, length)))) length -= 1;
  const endings = forms.map((form) => form.slice(length)).filter((ending) => ending !== '');
  if (endings.length === 0) return first;
  const isOptional = endings.length < forms.length;
  const [ending = ''] = endings;
  const all = endings.length === 1 && ending.length === 1 ? ending : `(?:${endings.join('|')})`;
  return `${first.slice(0, length)}${all}${isOptional ? '?' : ''}`;
}

function escapeSigns(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
