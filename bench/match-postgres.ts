/**
 * The second peer of bench/match.ts: a table with a tsquery for each brand, scanned with `document @@ query`.
 *
 * The tsvector is what to_tsvector would say of the folded words, written out: PostgreSQL's parser would cut them
 * otherwise, and reading it costs less. Title and text are weights A and B, the words of author and address have a letter
 * before them. What a tsquery cannot say (patterns with a
 * middle, words as written, facts) is asked for more widely, and the RegExp looks at what comes back.
 */
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { foldWord } from '../src/analysis/query/fold-word.ts';
import { pluralForms } from '../src/analysis/query/plural-forms.ts';
import type { Query, Term, TextField } from '../src/analysis/query/query.ts';
import { type FoldedDocument, type FoldedField, foldEmoji, foldField, toAddress } from './match-fold.ts';
import type { Test } from './match-regexp.ts';

export type QueryTable = Readonly<{
  /** The numbers of the queries that match, rising. */
  match: (folded: FoldedDocument) => Promise<readonly number[]>;
  /** CPU time of the server's process so far. */
  readCpuMs: () => Promise<number>;
  [Symbol.asyncDispose]: () => Promise<void>;
}>;

export type QuerySource = Readonly<{ query: Query; test: Test }>;

/** Further apart than any NEAR of the mix reaches. */
const FIELD_GAP = 128;
const INSERT_ROW_COUNT = 5_000;

/** Of one connection that does nothing in parallel: all peers are measured on one core. */
export async function openQueryTable(url: string, sources: readonly QuerySource[]): Promise<QueryTable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set max_parallel_workers_per_gather = 0; set jit = off');
  const rechecked = await fillTable(client, sources);
  const { rows: backends } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return {
    match: async (folded) => {
      const { rows: found } = await client.query<{ id: number }>({
        name: 'match',
        text: 'select id from bench_queries where $1::tsvector @@ query order by id',
        values: [toTsvector(folded)],
      });
      return found.map(({ id }) => id).filter((id) => rechecked.get(id)?.(folded) ?? true);
    },
    readCpuMs: () => readCpuMs(backends[0]?.pid ?? 0),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Returns what looks again at the answers for the queries that a tsquery says too widely, by their numbers. */
async function fillTable(client: pg.Client, sources: readonly QuerySource[]): Promise<ReadonlyMap<number, Test>> {
  await client.query('drop table if exists bench_queries');
  await client.query('create unlogged table bench_queries (id integer primary key, query tsquery not null)');
  const rechecked = new Map<number, Test>();
  const tsqueries = sources.map(({ query, test }, number) => {
    const asked = toTsquery(query, null);
    if (asked === null) throw new Error('a query of the mix cannot be asked for as a tsquery at all');
    if (!asked.isExact) rechecked.set(number, test);
    return asked.text;
  });
  const numbers = [...tsqueries.keys()];
  for (let start = 0; start < tsqueries.length; start += INSERT_ROW_COUNT) {
    const end = start + INSERT_ROW_COUNT;
    await client.query('insert into bench_queries select unnest($1::int[]), unnest($2::text[])::tsquery', [
      numbers.slice(start, end),
      tsqueries.slice(start, end),
    ]);
  }
  await client.query('vacuum (analyze) bench_queries');
  return rechecked;
}

/** Hundredths of a second of user and system time; proc(5), fields 14 and 15. */
async function readCpuMs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

// ------------------------------------------------------------------------------------------------------------ documents

/** `'orange':1A,130B 'panne':2A`. */
export function toTsvector({ document, title, text }: FoldedDocument): string {
  const places = new Map<string, string[]>();
  const add = (lexeme: string, place: string): void => {
    const known = places.get(lexeme);
    if (known === undefined) places.set(lexeme, [place]);
    else known.push(place);
  };
  let next = 1;
  const addField = ({ words, compounds }: FoldedField, weight: 'A' | 'B'): void => {
    for (const [index, word] of words.entries()) add(word, `${next + index}${weight}`);
    next += words.length + FIELD_GAP;
    // by themselves, so that they take no part in a phrase; and once more with a sign that NEAR asks for
    for (const compound of compounds) {
      add(compound.text, `${next}${weight}`);
      add(`=${compound.text}`, `${next}${weight}`);
      next += FIELD_GAP;
    }
  };
  addField(title, 'A');
  addField(text, 'B');
  for (const [index, word] of foldField(document.author ?? '').words.entries())
    add(`author=${word}`, `${next + index}`);
  for (const [index, word] of foldField(toAddress(document.url ?? '')).words.entries())
    add(`url=${word}`, `${next + index}`);
  return [...places].map(([lexeme, at]) => `'${lexeme}':${at.join(',')}`).join(' ');
}

// -------------------------------------------------------------------------------------------------------------- queries

/** isExact: false where it may be true of a document that the query does not match; the other way round never. */
type Asked = Readonly<{ text: string; isExact: boolean }>;

/** Null: title and text. */
type Field = TextField | null;

/** Null where nothing of it can be asked for. */
function toTsquery(query: Query, field: Field): Asked | null {
  switch (query.kind) {
    case 'term':
      return toTerm(query.term, field);
    case 'phrase':
      return toRow(query.terms, field);
    case 'hyphenated':
      return joinAny([toRow(query.terms, field), toTerm({ kind: 'word', text: query.joined }, field)]);
    case 'raw':
      // the words in any case, and no plurals
      return {
        text: inParentheses(
          query.words.map((word) => toLexeme(foldWord(word), field)),
          ' <-> ',
        ),
        isExact: false,
      };
    case 'near':
      return toNear(query, field);
    case 'all':
      return joinAll(query.parts.map((part) => toTsquery(part, field)));
    case 'any':
      return joinAny(query.parts.map((part) => toTsquery(part, field)));
    case 'not': {
      const part = toTsquery(query.part, field);
      return part?.isExact ? { text: `!${part.text}`, isExact: true } : null; // more under NOT would be less
    }
    case 'within':
      return toTsquery(query.part, query.field);
    case 'saved':
      return toTsquery(query.part, field);
    case 'site':
    case 'fact':
      return null;
  }
}

function joinAll(parts: readonly (Asked | null)[]): Asked | null {
  const asked = parts.filter((part) => part !== null);
  if (asked.length === 0) return null;
  const isExact = asked.length === parts.length && asked.every((part) => part.isExact);
  return {
    text: inParentheses(
      asked.map(({ text }) => text),
      ' & ',
    ),
    isExact,
  };
}

function joinAny(parts: readonly (Asked | null)[]): Asked | null {
  const asked = parts.filter((part) => part !== null);
  if (asked.length < parts.length) return null;
  return {
    text: inParentheses(
      asked.map(({ text }) => text),
      ' | ',
    ),
    isExact: asked.every((part) => part.isExact),
  };
}

function toRow(terms: readonly Term[], field: Field): Asked {
  const asked = terms.map((term) => toTerm(term, field));
  return {
    text: inParentheses(
      asked.map(({ text }) => text),
      ' <-> ',
    ),
    isExact: asked.every((part) => part.isExact),
  };
}

function toTerm(term: Term, field: Field): Asked {
  switch (term.kind) {
    case 'word':
      return {
        text: inParentheses(
          pluralForms(term.text).map((form) => toLexeme(form, field)),
          ' | ',
        ),
        isExact: true,
      };
    case 'sign':
      return { text: toLexeme(term.text, field), isExact: true };
    case 'emoji':
      return { text: toLexeme(foldEmoji(term.text), field), isExact: true };
    case 'wildcard': {
      const start = term.text.search(/[*?]/);
      const isExact = start === term.text.length - 1 && term.text.endsWith('*');
      return { text: toLexeme(term.text.slice(0, start), field, '*'), isExact };
    }
  }
}

/**
 * Words: every distance that is allowed, in both orders. A phrase on a side, a compound (which has no place among the
 * words) or another NEAR: by being there, because a tsquery of all distances would not fit in a row.
 */
function toNear(near: Extract<Query, { kind: 'near' }>, field: Field): Asked | null {
  const loose = joinAll([toTsquery(near.left, field), toTsquery(near.right, field)]);
  if (loose === null) return null;
  const [left, right] = [toForms(near.left), toForms(near.right)];
  if (left === null || right === null) return { ...loose, isExact: false };
  const asCompound = inParentheses(
    [...left, ...right].map((form) => toLexeme(`=${form}`, field)),
    ' | ',
  );
  const [first = '', second = ''] = [left, right].map((forms) =>
    inParentheses(
      forms.map((form) => toLexeme(form, field)),
      ' | ',
    ),
  );
  const close = Array.from({ length: near.wordCountMax + 1 }, (_, index) => index + 1).flatMap((distance) => {
    const inOrder = `(${first} <${distance}> ${second})`;
    return near.isOrdered ? [inOrder] : [inOrder, `(${second} <${distance}> ${first})`];
  });
  return { text: inParentheses([...close, `(${asCompound} & ${loose.text})`], ' | '), isExact: false };
}

/** The words of which a side of NEAR is one, in all their forms; null where it is no word. */
function toForms(query: Query): readonly string[] | null {
  if (query.kind === 'term' && query.term.kind === 'word') return pluralForms(query.term.text);
  if (query.kind !== 'any') return null;
  const parts = query.parts.map(toForms);
  return parts.every((part) => part !== null) ? parts.flat() : null;
}

function inParentheses(parts: readonly string[], joint: string): string {
  const [first = ''] = parts;
  return parts.length === 1 ? first : `(${parts.join(joint)})`;
}

function toLexeme(text: string, field: Field, star: '' | '*' = ''): string {
  const prefix = field === 'author' || field === 'url' ? `${field}=` : '';
  const options = `${star}${field === 'title' ? 'A' : field === 'text' ? 'B' : ''}`;
  return `'${prefix}${text}'${options === '' ? '' : `:${options}`}`;
}
