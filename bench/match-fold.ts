/**
 * A document made ready for the peers of bench/match.ts: folded once, by other means than the matcher's own, so that
 * equal answers mean something. It knows Latin letters, digits and emoji, which is what the documents there are made of.
 */
import type { MatchableDocument } from '../src/analysis/query/read-document.ts';

/**
 * Words that are one more word, or a hashtag or handle, together. text: folded, a sign with its # or @. from, until:
 * words by number, end exclusive.
 */
export type Compound = Readonly<{ text: string; from: number; until: number }>;

export type FoldedField = Readonly<{ words: readonly string[]; compounds: readonly Compound[] }>;

export type FoldedDocument = Readonly<{
  document: MatchableDocument;
  title: FoldedField;
  text: FoldedField;
  /**
   * What regular expressions search: a line for the title and one for the text. Behind a space stands a word, behind
   * every word and mark a space or a |; see writeLine. One byte a character, which V8 searches fastest.
   */
  stream: string;
  /** The author's name and the address, each as a line of its own; made when it is first asked for. */
  lineOf: (field: 'author' | 'url') => string;
  /** As written, with a CUT where the capitals of a hashtag begin a word. */
  written: Readonly<{ title: string; text: string }>;
}>;

/** In the private use area: in no document. */
export const CUT = '\ue000';

// A hashtag, a handle with what follows its first part, words joined by hyphens, an emoji.
const PIECE_PATTERN =
  /(?<![A-Za-z0-9])#([A-Za-z0-9_]+)|(?<![A-Za-z0-9])(@[A-Za-z0-9_]+)((?:[.@-][A-Za-z0-9][A-Za-z0-9_]*)*)|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*|\p{RI}{2}|\p{ExtPict}[\ufe0f\u{1f3fb}-\u{1f3ff}]*(?:\u200d\p{ExtPict}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)*/gu;
const CAPITALS_PATTERN = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])/;
const WRITTEN_HASHTAG_PATTERN = /(?<![\p{L}\p{N}])#[\p{L}\p{N}_]+/gu;
const WRITTEN_CAPITALS_PATTERN = /(?<=\p{Ll})(?=\p{Lu})|(?<=[\p{Lu}\p{N}])(?=\p{Lu}\p{Ll})/gu;

export function foldDocument(document: MatchableDocument): FoldedDocument {
  const title = foldField(document.title ?? '');
  const text = foldField(document.text);
  const lines: { author?: string; url?: string } = {};
  return {
    document,
    title,
    text,
    stream: toOneByte(writeLine(title) + writeLine(text)),
    lineOf: (field) => {
      lines[field] ??= writeLine(
        foldField(field === 'author' ? (document.author ?? '') : toAddress(document.url ?? '')),
      );
      return lines[field];
    },
    written: { title: cutHashtags(document.title ?? ''), text: cutHashtags(document.text) },
  };
}

/** Without accents, ligatures in two letters; the case stays. */
function stripAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .replace(/[œæŒÆ]/g, (letter) => ({ œ: 'oe', æ: 'ae', Œ: 'OE', Æ: 'AE' })[letter] ?? letter);
}

export function foldField(text: string): FoldedField {
  const words: string[] = [];
  const compounds: Compound[] = [];
  for (const match of stripAccents(text).matchAll(PIECE_PATTERN)) {
    const [piece, hashtag, handle, others] = match;
    const from = words.length;
    if (hashtag !== undefined) {
      words.push(
        ...splitWords(hashtag, '_')
          .flatMap((part) => part.split(CAPITALS_PATTERN))
          .map(toLower),
      );
      compounds.push({ text: toLower(piece), from, until: words.length });
      if (words.length > from + 1) compounds.push({ text: toLower(hashtag), from, until: words.length });
    } else if (handle !== undefined) {
      words.push(...splitWords(toLower(handle.slice(1)), '_'));
      compounds.push({ text: toLower(handle), from, until: words.length });
      if (others === undefined || others === '') continue;
      words.push(...splitWords(toLower(others), /[.@_-]/));
      compounds.push({ text: toLower(piece), from, until: words.length });
    } else if (/^[A-Za-z0-9]/.test(piece)) {
      words.push(...toLower(piece).split('-'));
      if (piece.includes('-')) compounds.push({ text: toLower(piece).replaceAll('-', ''), from, until: words.length });
    } else {
      words.push(foldEmoji(piece));
    }
  }
  return { words, compounds };
}

/** An address without what all of them have. */
export function toAddress(url: string): string {
  return url.replace(/^https?:\/\/(?:www\.)?/, '');
}

/** ~1f621 for 😡, in any skin tone: letters that a one-byte string has. */
export function foldEmoji(emoji: string): string {
  const characters = [...emoji.replace(/[\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, '')];
  return `~${characters.map((character) => character.codePointAt(0)?.toString(16)).join('~')}`;
}

function splitWords(text: string, separator: string | RegExp): readonly string[] {
  return text.split(separator).filter((part) => part !== '');
}

function toLower(text: string): string {
  return text.toLowerCase();
}

/**
 * One field as one line: ` la|<cocacola coca cola|>cocacola bien|& cocacola|`, and a line feed.
 *
 * Where a compound begins and ends stands as a mark behind the word before, for NEAR; all compounds once more behind
 * the last word, set apart by an &, so that a word is found in one piece or in several by the same short pattern.
 */
function writeLine({ words, compounds }: FoldedField): string {
  const marks = new Map<number, string>();
  const mark = (place: number, text: string): void => {
    marks.set(place, `${marks.get(place) ?? ''}|${text}`);
  };
  for (const { text, until } of compounds) mark(until, `>${text}`);
  for (const { text, from } of compounds) mark(from, `<${text}`);
  let line = marks.get(0) ?? '';
  for (const [index, word] of words.entries()) {
    line += ` ${word}`;
    const marked = marks.size === 0 ? undefined : marks.get(index + 1);
    if (marked !== undefined) line += marked;
  }
  for (const { text } of compounds) line += `|& ${text}`;
  return `${line}|\n`;
}

/** The same characters in a string that V8 keeps in one byte each: a part of a wider string stays wide. */
function toOneByte(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function cutHashtags(text: string): string {
  const composed = text.normalize('NFC');
  if (!composed.includes('#')) return composed;
  return composed.replace(WRITTEN_HASHTAG_PATTERN, (hashtag) => hashtag.replace(WRITTEN_CAPITALS_PATTERN, CUT));
}
