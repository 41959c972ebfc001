/** What one word or quotation of a query means: terms that follow each other, or a fact of the document. */
import { DOCUMENT_TYPES, SOURCE_LABELS } from '../../domain/document-facts.ts';
import { READER_NAMES } from '../../domain/source.ts';
import { composeWord, foldEmoji, foldWord } from './fold-word.ts';
import type { FieldName, Lexeme } from './lex-query.ts';
import type { FactField, Query, Term } from './query.ts';
import { quoteStart, refuse } from './refuse-query.ts';
import { type Compound, scanText } from './scan-text.ts';

/** Longer ones match nothing in practice, and each word is work for every document that begins like it. */
export const PHRASE_WORD_COUNT_MAX = 64;
/** Before a star: with fewer, half the words of a language would match. */
export const STAR_LETTER_COUNT_MIN = 3;

/** The pieces of a query that stand for something that a document says or is. */
export type WordsLexeme = Extract<Lexeme, { content: string }>;

/** Errors: QUERY_INVALID. */
export function makeLeaf(lexeme: WordsLexeme, field: FieldName | null): Query {
  const place = { start: lexeme.start, end: lexeme.end };
  if (lexeme.kind === 'raw' || field === 'raw') {
    if (field === 'site' || (field !== null && isFact(field)))
      throw refuse(lexeme.start, `${field}: knows no raw: write its value alone`);
    return { ...toRaw(lexeme), ...place };
  }
  switch (field) {
    case 'site':
      return { kind: 'site', host: toHost(lexeme), ...place };
    case 'lang':
    case 'country':
    case 'source':
    case 'type':
    case 'engine':
    case 'tag':
      return { kind: 'fact', field, value: toFactValue(lexeme, field), ...place };
    case 'url':
      return toTerms(lexeme, {
        content: lexeme.content.replace(SCHEME_PATTERN, '').replace(/^www\./iu, ''),
        isWild: false,
      });
    case 'title':
    case 'text':
    case 'author':
    case null:
      if (lexeme.kind === 'bare' && SCHEME_PATTERN.test(lexeme.content)) {
        throw refuse(
          lexeme.start,
          `${quoteStart(lexeme.content)} is an address: write url: before it for documents at that address, site: and its host for those of that site, or quote it`,
        );
      }
      return toTerms(lexeme, { content: lexeme.content, isWild: true });
  }
}

const SCHEME_PATTERN = /^[a-z][a-z0-9+.-]*:\/\//iu;

function isFact(field: FieldName): field is FactField {
  return Object.hasOwn(FACT_VALUES, field);
}

function toTerms(lexeme: WordsLexeme, words: Readonly<{ content: string; isWild: boolean }>): Query {
  const place = { start: lexeme.start, end: lexeme.end };
  const { content } = words;
  const signed = findSign(content);
  if (signed !== null) {
    return { kind: 'term', term: { kind: 'sign', text: foldWord(content.slice(signed.start, signed.end)) }, ...place };
  }
  const hasStars = content.includes('*') || (words.isWild && content.includes('?'));
  const terms = hasStars ? toWildTerms(lexeme, words) : toPlainTerms(content);
  const [first] = terms;
  if (first === undefined) {
    throw refuse(
      lexeme.start,
      `${quoteStart(lexeme.text)} holds no letter and no digit: remove it or add a word to it`,
    );
  }
  if (terms.length > PHRASE_WORD_COUNT_MAX) {
    throw refuse(
      lexeme.start,
      `the phrase has more than ${PHRASE_WORD_COUNT_MAX} words: quote its most telling part only`,
    );
  }
  if (terms.length === 1) return { kind: 'term', term: first, ...place };
  const { compounds, starts } = scanText(content);
  const [whole] = compounds;
  const isHyphenated =
    !hasStars &&
    whole?.kind === 'hyphenated' &&
    compounds.length === 1 &&
    whole.from === 0 &&
    whole.until === starts.length;
  if (isHyphenated) return { kind: 'hyphenated', terms, joined: terms.map(({ text }) => text).join(''), ...place };
  return { kind: 'phrase', terms, ...place };
}

/** The hashtag or handle that is all there is, but for signs behind it. */
function findSign(content: string): Compound | null {
  const { compounds, starts } = scanText(content);
  const sign = compounds.findLast(
    ({ kind, from, until }) => kind !== 'hyphenated' && from === 0 && until === starts.length,
  );
  return sign !== undefined && content.slice(0, sign.start).trim() === '' ? sign : null;
}

function toPlainTerms(content: string): readonly Term[] {
  const { starts, ends, emoji } = scanText(content);
  const isEmoji = new Set(emoji);
  return starts.map((start, index): Term => {
    const written = content.slice(start, ends[index]);
    return isEmoji.has(index) ? { kind: 'emoji', text: foldEmoji(written) } : { kind: 'word', text: foldWord(written) };
  });
}

const WILD_PATTERN = /[\p{L}\p{N}\p{M}*?]+/gu;
const ONLY_WILD_PATTERN = /^[*?]+$/;

/** As plain terms, where the words with * or ? in them are patterns. */
function toWildTerms(lexeme: WordsLexeme, words: Readonly<{ content: string; isWild: boolean }>): readonly Term[] {
  const content = words.isWild ? words.content : words.content.replaceAll('?', ' ');
  const offset = lexeme.start + lexeme.text.indexOf(lexeme.content) + lexeme.content.length - words.content.length;
  const terms: Term[] = [];
  let done = 0;
  for (const match of content.matchAll(WILD_PATTERN)) {
    const [written] = match;
    // in a quotation a question mark by itself is one; outside it is a mistake
    if (ONLY_WILD_PATTERN.test(written) && !(lexeme.kind === 'bare' || written.includes('*'))) continue;
    if (!/[*?]/.test(written)) continue;
    terms.push(...toPlainTerms(content.slice(done, match.index)), ...toPattern(written, offset + match.index));
    done = match.index + written.length;
  }
  return [...terms, ...toPlainTerms(content.slice(done))];
}

function toPattern(written: string, offset: number): readonly Term[] {
  const star = written.indexOf('*');
  const literal = written.replace(/[*?]/g, '');
  const characters = toPlainTerms(literal);
  if (characters.length === 0)
    throw refuse(offset, `${quoteStart(written)} holds no letter and no digit: remove it or add a word to it`);
  if (characters.length > 1) {
    // Chinese and its like: every character is a word of its own, so that the beginning of a name finds it
    if (star === written.length - 1 && !written.includes('?')) return characters;
    throw refuse(
      offset,
      `${quoteStart(written)} has a ${star >= 0 ? 'star' : 'question mark'} among characters that are words of their own: remove it`,
    );
  }
  if (star < 0) return [{ kind: 'wildcard', text: foldWord(written) }];
  if (written.slice(0, star).replace(/[?\p{M}]/gu, '').length < STAR_LETTER_COUNT_MIN) {
    throw refuse(
      offset + star,
      `the star stands behind fewer than ${STAR_LETTER_COUNT_MIN} letters and would match too many words: write more of the word before it, or each form of it, joined by OR`,
    );
  }
  if (written.includes('*', star + 1)) {
    throw refuse(
      offset + written.indexOf('*', star + 1),
      'the word has more than one star: keep one, or write two words',
    );
  }
  return [{ kind: 'wildcard', text: foldWord(written) }];
}

function toRaw(lexeme: WordsLexeme): Readonly<{ kind: 'raw'; words: readonly string[]; gaps: readonly string[] }> {
  const content = lexeme.content.trim();
  const { starts, ends } = scanText(content);
  if (starts.length === 0) {
    throw refuse(
      lexeme.start,
      `${quoteStart(lexeme.text)} holds no letter, no digit and no emoji: add the word that the signs stand beside`,
    );
  }
  if (starts.length > PHRASE_WORD_COUNT_MAX) {
    throw refuse(
      lexeme.start,
      `the phrase has more than ${PHRASE_WORD_COUNT_MAX} words: quote its most telling part only`,
    );
  }
  const words = starts.map((start, index) => composeWord(content.slice(start, ends[index])));
  const gaps = [...starts, content.length].map((start, index) =>
    foldGap(content.slice(index === 0 ? 0 : ends[index - 1], start)),
  );
  return { kind: 'raw', words, gaps };
}

/** White space of any length and kind is one space; the apostrophe of the keyboard is the one that is printed. */
export function foldGap(gap: string): string {
  return gap.replace(/\s+/gu, ' ').replace(/[’‘ʼ]/g, "'");
}

function toHost(lexeme: WordsLexeme): string {
  const written = lexeme.content.trim();
  const bare = written
    .replace(SCHEME_PATTERN, '')
    .replace(/\/$/, '')
    .replace(/^(?:\*\.|www\.)/iu, '');
  if (/[/?#]/.test(bare)) {
    throw refuse(
      lexeme.start,
      `site: takes a host, and ${quoteStart(written)} is an address: write site:lemonde.fr, or url: and the address`,
    );
  }
  const host = URL.canParse(`http://${bare}`) ? new URL(`http://${bare}`).hostname : '';
  if (!/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u.test(host) || bare.includes('*')) {
    throw refuse(lexeme.start, `${quoteStart(written)} is no host: write one as in site:lemonde.fr`);
  }
  return host;
}

/** The closed lists, and what stands for a list that is open. */
const FACT_VALUES: Readonly<Record<FactField, readonly string[] | null>> = {
  lang: null,
  country: null,
  source: SOURCE_LABELS,
  type: DOCUMENT_TYPES,
  engine: READER_NAMES,
  tag: null,
};

function toFactValue(lexeme: WordsLexeme, field: FactField): string {
  const value = foldWord(lexeme.content.trim());
  const known = FACT_VALUES[field];
  if (known !== null && !known.includes(value)) {
    throw refuse(lexeme.start, `${field}: knows no "${quoteStart(lexeme.content)}": write one of ${known.join(', ')}`);
  }
  if (field === 'lang' && !/^[a-z]{2}$/.test(value)) {
    throw refuse(
      lexeme.start,
      `lang: takes the two letters of a language (ISO 639-1), as in lang:fr, and not "${quoteStart(lexeme.content)}"`,
    );
  }
  if (field === 'country' && !/^[a-z]{2}$/.test(value)) {
    throw refuse(
      lexeme.start,
      `country: takes the two letters of a country (ISO 3166-1), as in country:fr, and not "${quoteStart(lexeme.content)}"`,
    );
  }
  if (value === '')
    throw refuse(lexeme.start, `${quoteStart(lexeme.text)} holds nothing: write a value, as in tag:presse`);
  return value;
}
