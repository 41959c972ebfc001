/**
 * How positive or negative a document is towards one brand in it: by what is said of this brand, in its own sentences and
 * clauses, and not by what is said of others beside it.
 */
import type { Passage, Sentiment, Span } from '../../domain/mention.ts';
import { cutExcerpt } from '../cut-excerpt.ts';
import { extractAim } from './aim-features.ts';
import {
  getAimModel,
  getClauseModel,
  getOpinionModel,
  isSentimentLanguage,
  type SentimentLanguage,
} from './find-model.ts';
import { findOtherNames, type Place } from './find-names.ts';
import { combine, type Probabilities, toSentiment, UNREAD } from './judgement.ts';
import { BRAND_MARK, markNames } from './own-clauses.ts';
import { cutPassages, cutSentences, isOnePassage } from './passages.ts';

export type Towards = Readonly<{
  sentiment: Sentiment;
  /** The most telling passages, in the order of the document; empty where the language is not read. */
  passages: readonly Passage[];
}>;

export type NamingDocument = Readonly<{
  title: string | null;
  text: string;
  /** ISO 639-1. */
  language: string | null;
  /** Where it names the brand. */
  spans: readonly Span[];
}>;

/** Sentences that go on about the brand without naming anybody. */
const FOLLOWING_SENTENCE_COUNT_MAX = 2;
/** A title is somebody else's sentence where it stands above a post, and a headline above its own text. */
const TITLE_WEIGHT = 0.4;
/** A brand that is named more often is judged by the first. */
const PASSAGE_COUNT_MAX = 40;
/** Passages that are kept as evidence; each is cut like an excerpt. */
const EVIDENCE_COUNT_MAX = 5;
/** What is read before and after a place in a long text. */
const REACH_CHARACTER_COUNT = 1_500;

/**
 * The sentiment of a document towards the brand that it names at the spans.
 *
 * A short text is one passage. Of a long one, the sentences that name the brand are read, and those after them that
 * name nobody. Where a post does not name the brand, its thread's title does: all of the post is about it.
 *
 * Shape:   as scoreSentiment's.
 * Errors:  none: total. Time grows with the number of places, up to 40 of them, not with the length of the text.
 */
export function scoreTowards(document: NamingDocument): Towards {
  const { language, title, text } = document;
  if (!isSentimentLanguage(language)) return { sentiment: UNREAD, passages: [] };
  const inTitle = document.spans.filter(({ field }) => field === 'title');
  const inText = document.spans.filter(({ field }) => field === 'text');
  const judged = [
    ...judgeTitle(title, inTitle, language),
    ...(inText.length > 0 ? judgeNaming(text, inText, language) : judgeUnnaming(text, inTitle.length > 0, language)),
  ];
  if (judged.length === 0) return { sentiment: UNREAD, passages: [] };
  return {
    sentiment: toSentiment(combine(judged)),
    passages: chooseEvidence(judged.map(({ text: said, probabilities }) => toPassage(said, probabilities))),
  };
}

function toPassage(text: string, probabilities: Probabilities): Passage {
  const { label, score } = toSentiment(probabilities);
  return { text: cutExcerpt({ text: text.trim(), spans: [] }).excerpt, label, score };
}

function chooseEvidence(passages: readonly Passage[]): readonly Passage[] {
  const told = passages.toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score));
  const chosen = new Set(told.slice(0, EVIDENCE_COUNT_MAX));
  return passages.filter((passage) => chosen.has(passage));
}

type Judged = Readonly<{ text: string; probabilities: Probabilities; weight: number }>;

function judgeTitle(title: string | null, spans: readonly Span[], language: SentimentLanguage): readonly Judged[] {
  if (title === null || spans.length === 0) return [];
  const passage = { start: 0, end: Math.min(title.length, REACH_CHARACTER_COUNT) };
  const probabilities = judgePassage(title, passage, { own: spans, language });
  return [{ text: title, probabilities, weight: TITLE_WEIGHT }];
}

/** A text that names the brand. */
function judgeNaming(text: string, spans: readonly Span[], language: SentimentLanguage): readonly Judged[] {
  const passages =
    text.length <= REACH_CHARACTER_COUNT && isOnePassage(text)
      ? [{ start: 0, end: text.length }]
      : findPassages(text, spans, language);
  return judgeAll(text, passages, { own: spans, language });
}

/**
 * A text that only its title ties to the brand: « idem, plus jamais ». Where it names others, « passe chez Free », it
 * answers the title that names the brand.
 */
function judgeUnnaming(text: string, isTitled: boolean, language: SentimentLanguage): readonly Judged[] {
  const read = text.slice(0, REACH_CHARACTER_COUNT);
  return judgeAll(read, cutPassages(read), { own: [], isTitled, language });
}

/** isTitled: the brand is named before the passage begins. */
type Naming = Readonly<{ own: readonly Place[]; isTitled?: boolean; language: SentimentLanguage }>;

function judgeAll(text: string, passages: readonly Place[], naming: Naming): readonly Judged[] {
  return passages.map((passage) => ({
    text: text.slice(passage.start, passage.end),
    probabilities: judgePassage(text, passage, naming),
    weight: 1,
  }));
}

/** The sentences that name the brand, each with those that go on about it, near the first places. */
function findPassages(text: string, spans: readonly Span[], language: SentimentLanguage): readonly Place[] {
  const passages: Place[] = [];
  let read = 0;
  for (const span of spans) {
    if (passages.length >= PASSAGE_COUNT_MAX) break;
    if (span.start < read) continue;
    const from = Math.max(read, span.start - REACH_CHARACTER_COUNT);
    const until = Math.min(text.length, span.end + REACH_CHARACTER_COUNT);
    const sentences = cutSentences(text.slice(from, until)).map(({ start, end }) => ({
      start: from + start,
      end: from + end,
    }));
    const first = sentences.findIndex(({ end }) => end > span.start);
    if (first === -1) continue;
    let last = first;
    while (last + 1 < sentences.length && last - first < FOLLOWING_SENTENCE_COUNT_MAX) {
      const next = sentences[last + 1] as Place;
      if (findOtherNames(text.slice(next.start, next.end), [], language).length > 0) break;
      if (spans.some(({ start, end }) => start < next.end && next.start < end)) break;
      last += 1;
    }
    const passage = { start: (sentences[first] as Place).start, end: (sentences[last] as Place).end };
    passages.push(passage);
    read = passage.end;
  }
  return passages;
}

function judgePassage(text: string, passage: Place, { own, isTitled, language }: Naming): Probabilities {
  const said = text.slice(passage.start, passage.end);
  const places = own
    .filter(({ start, end }) => start < passage.end && passage.start < end)
    .map(({ start, end }) => ({
      start: Math.max(0, start - passage.start),
      end: Math.min(said.length, end - passage.start),
    }));
  const others = findOtherNames(said, places, language);
  const named = markNames({ text: said, own: places, others });
  const marked = isTitled && others.length > 0 ? `${BRAND_MARK} : ${named}` : named;
  if (others.length === 0 || !marked.includes(BRAND_MARK)) return getOpinionModel(language).judge(marked);
  return getAimModel().judge(extractAim(marked, { language, ...getClauseModel(language) }));
}
