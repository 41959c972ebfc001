/** A long text in parts of a few sentences, each short enough to be judged as what people write in one breath. */
import { cutClauses } from './cut-clauses.ts';
import type { Place } from './find-names.ts';

/** Up to this length a text is one passage: a post, a comment, a headline. */
const PASSAGE_WORD_COUNT_MAX = 60;
/** Sentences of a longer text are joined up to this length. */
const JOINED_WORD_COUNT_MAX = 25;
/** A "word" without end is cut into sentences of its own. */
const SENTENCE_CHARACTER_COUNT_MAX = 2_000;

/** The passages of a text, in order: all of it in one where it is short; empty where nothing is said. */
export function cutPassages(text: string): readonly Place[] {
  if (!/[^\p{Z}\p{C}]/u.test(text)) return [];
  return isOnePassage(text) ? [{ start: 0, end: text.length }] : joinSentences(text, cutSentences(text));
}

export function isOnePassage(text: string): boolean {
  return countWords(text) <= PASSAGE_WORD_COUNT_MAX;
}

/** The sentences of a text, in order. */
export function cutSentences(text: string): readonly Place[] {
  const sentences: { start: number; end: number }[] = [];
  for (const { start, end, joint } of cutClauses(text)) {
    const last = sentences.at(-1);
    if (last === undefined || joint === 'sentence' || end - last.start > SENTENCE_CHARACTER_COUNT_MAX)
      sentences.push({ start, end });
    else last.end = end;
  }
  return sentences;
}

/** Sentences that follow each other are joined while they stay short together. */
function joinSentences(text: string, sentences: readonly Place[]): readonly Place[] {
  const passages: { start: number; end: number; wordCount: number }[] = [];
  for (const sentence of sentences) {
    const wordCount = countWords(text.slice(sentence.start, sentence.end));
    const last = passages.at(-1);
    if (last === undefined || last.wordCount + wordCount > JOINED_WORD_COUNT_MAX)
      passages.push({ ...sentence, wordCount });
    else {
      last.end = sentence.end;
      last.wordCount += wordCount;
    }
  }
  return passages.map(({ start, end }) => ({ start, end }));
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
