/**
 * The second peer of bench/match.ts: a table with a tsquery for each brand, scanned with `document @@ query`.
 *
 * The tsvector is what to_tsvector would say of the folded words, written out: PostgreSQL's parser would cut them
 * otherwise, and reading it costs less. Title and text are weights A and B. What a tsquery cannot say (patterns with a
 * middle, words as written, facts) is asked for more widely, and the RegExp looks at what comes back.
 */
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { pluralForms } from '../src/analysis/query/plural-forms.ts';
import type { Query, Term } from '../src/analysis/query/query.ts';
import { foldWord } from '../src/analysis/query/tokens.ts';
import { type FoldedDocument, type FoldedField, foldEmoji } from './match-fold.ts';
import type { Test } from './match-regexp.ts';

export type QueryTable = Readonly<{
  /** The numbers of the queries that match, rising. */
  match: (folded: FoldedDocument) => Promise<readonly number[]>;
  /** CPU time of the server's process so far. */
  readCpuMs: () => Promise<number>;
  /** How many queries the RegExp looks at again. */
  recheckedCount: number;
}>;

export type QuerySource = Readonly<{ query: Query; test: Test }>;

/** Further apart than any NEAR of the mix reaches. */
const FIELD_GAP = 128;
const INSERT_ROW_COUNT = 5_000;

/** One connection that does nothing in parallel: all peers are measured on one core. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set max_parallel_workers_per_gather = 0; set jit = off');
  return client;
}

export async function fillTable(client: pg.Client, sources: readonly QuerySource[]): Promise<QueryTable> {
  await client.query('drop table if exists bench_queries');
  await client.query('create unlogged table bench_queries (id integer primary key, query tsquery not null)');
  const rechecked = new Map<number, Test>();
  const rows = sources.map(({ query, test }, id) => {
    const asked = toTsquery(query, null);
    if (asked === null) throw new Error('a query of the mix cannot be asked for as a tsquery at all');
    if (!asked.isExact) rechecked.set(id, test);
    return { id, query: asked.text };
  });
  for (let start = 0; start < rows.length; start += INSERT_ROW_COUNT) {
    const some = rows.slice(start, start + INSERT_ROW_COUNT);
    await client.query('insert into bench_queries select unnest($1::int[]), unnest($2::text[])::tsquery', [
      some.map(({ id }) => id),
      some.map((row) => row.query),
    ]);
  }
  await client.query('vacuum (analyze) bench_queries');
  const { rows: backends } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = backends[0]?.pid ?? 0;
  return {
    match: async (folded) => {
      const { rows: found } = await client.query<{ id: number }>({
        name: `match-${sources.length}`,
        text: 'select id from bench_queries where $1::tsvector @@ query order by id',
        values: [toTsvector(folded)],
      });
      return found.map(({ id }) => id).filter((id) => rechecked.get(id)?.(folded) ?? true);
    },
    readCpuMs: () => readCpuMs(pid),
    recheckedCount: rechecked.size,
  };
}

/** Hundredths of a second of user and system time; proc(5), fields 14 and 15. */
async function readCpuMs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

// ------------------------------------------------------------------------------------------------------------ documents

/** `'orange':1A,130B 'panne':2A`. */
export function toTsvector({ title, text }: FoldedDocument): string {
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
  return [...places].map(([lexeme, at]) => `'${lexeme}':${at.join(',')}`).join(' ');
}

// -------------------------------------------------------------------------------------------------------------- queries

/** isExact: false where it may be true of a document that the query does not match; the other way round never. */
type Asked = Readonly<{ text: string; isExact: boolean }>;

type Field = 'title' | 'text' | null;

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
      return query.field === 'title' || query.field === 'text' ? toTsquery(query.part, query.field) : null;
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

/** Every distance that is allowed, in both orders; a compound on either side is found by being there. */
function toNear(near: Extract<Query, { kind: 'near' }>, field: Field): Asked | null {
  const sides = [near.left, near.right].map(toAlternatives);
  const [left, right] = sides;
  const loose = joinAll([toTsquery(near.left, field), toTsquery(near.right, field)]);
  if (left === undefined || right === undefined || left === null || right === null) {
    return loose === null ? null : { ...loose, isExact: false };
  }
  const close: string[] = [];
  for (const one of left) for (const other of right) close.push(...writeDistances(near, { one, other, field }));
  const compounds = [...left, ...right].flatMap((terms) => (terms.length === 1 ? terms : []));
  const anyCompound = compounds.flatMap((term) => (term.kind === 'word' ? pluralForms(term.text) : []));
  const asCompound = inParentheses(
    anyCompound.map((form) => toLexeme(`=${form}`, field)),
    ' | ',
  );
  const parts = anyCompound.length === 0 ? close : [...close, `(${asCompound} & ${loose?.text ?? ''})`];
  return { text: inParentheses(parts, ' | '), isExact: false };
}

type Pair = Readonly<{ one: readonly Term[]; other: readonly Term[]; field: Field }>;

function writeDistances(near: Extract<Query, { kind: 'near' }>, { one, other, field }: Pair): readonly string[] {
  const [first, second] = [toRow(one, field).text, toRow(other, field).text];
  return Array.from({ length: near.wordCountMax + 1 }, (_, index) => index + 1).flatMap((distance) => {
    const inOrder = `(${first} <${distance}> ${second})`;
    return near.isOrdered ? [inOrder] : [inOrder, `(${second} <${distance}> ${first})`];
  });
}

/** The rows of words of which a side of NEAR is one; null where it is another NEAR, or no word. */
function toAlternatives(query: Query): readonly (readonly Term[])[] | null {
  switch (query.kind) {
    case 'term':
      return query.term.kind === 'word' ? [[query.term]] : null;
    case 'phrase':
      return [query.terms];
    case 'any': {
      const parts = query.parts.map(toAlternatives);
      return parts.every((part) => part !== null) ? parts.flat() : null;
    }
    default:
      return null;
  }
}

function inParentheses(parts: readonly string[], joint: string): string {
  const [first = ''] = parts;
  return parts.length === 1 ? first : `(${parts.join(joint)})`;
}

function toLexeme(text: string, field: Field, star: '' | '*' = ''): string {
  const options = `${star}${field === null ? '' : field === 'title' ? 'A' : 'B'}`;
  return `'${text}'${options === '' ? '' : `:${options}`}`;
}
