/** What people suddenly speak of: the terms of a period against those of the weeks before it. */
import type { EmergingTerm, EmergingTerms, TalkText } from '../../domain/emerging-term.ts';
import { makeTextReader, type ReadText, stemsOf, type Term, type TextReader, termsOf } from './cut-terms.ts';
import { criticalRatio, logLikelihoodRatio, riseRatio } from './log-likelihood.ts';
import { ownWordsOf } from './own-words.ts';

export type TalkToCompare = Readonly<{
  /** Of the period, the newest first. */
  now: readonly TalkText[];
  /** Of the weeks before it. */
  before: readonly TalkText[];
  brand: Readonly<{ name: string; query: string }>;
}>;

/** Fewer stories are no talk, whatever the numbers say. */
const STORY_COUNT_MIN = 3;
const TERM_COUNT_MAX = 10;
const TEXT_CHARS_MAX = 2_000;
/** Copies of one story say the same: the first ones are read. */
const TEXTS_PER_STORY_MAX = 5;
const MENTION_IDS_MAX = 5;
/** A term that stands within longer ones in so many of its stories gives way to them. */
const COVERED_RATIO_MIN = 0.75;
/** A longer term that is in a smaller part of the stories of a shorter one is a turn of phrase. */
const WORTH_RATIO_MIN = 0.25;

/**
 * The terms that the stories of the period hold significantly more often than those of the weeks before.
 *
 * A term is counted once per story, so that forty copies of a dispatch, or one angry author who repeats himself, count
 * once. TF-IDF, which ranks the words of one document, knows no chance; Dunning's ratio does, and its bound grows with the number of
 * terms that are tried (see criticalRatio). A shorter term gives way to longer ones where it stands almost only within them,
 * or is nothing new outside of them: « panne box », not « box », of which people speak every week.
 *
 * Shape:   at most ten terms, by falling ratio; none where the weeks before are empty, because then nothing can be
 *          compared. Time and memory grow with the texts, of each of which 2,000 characters are read.
 * Errors:  none: total.
 * Source:  docs/adr/0016-terms-and-crisis.md
 */
export function findEmergingTerms({ now, before, brand }: TalkToCompare): EmergingTerms {
  const read = makeTextReader(ownWordsOf(brand));
  const nowStories = readStories(now, read);
  const beforeStories = readStories(before, read);
  const totals = { now: nowStories.length, before: beforeStories.length };
  const candidates = findCandidates(nowStories);
  countBefore(candidates, beforeStories);
  const critical = criticalRatio(countTerms(nowStories));
  const risen = [...candidates.values()].filter(
    ({ now: inNow, before: inBefore }) => riseOf(inNow.size, inBefore.size, totals) > critical,
  );
  const ranked = keepTelling(risen, { totals, critical })
    .map((candidate) => ({ candidate, term: toEmergingTerm(candidate, totals) }))
    .sort((one, other) => other.term.llr - one.term.llr || (one.term.term < other.term.term ? -1 : 1));
  const told: typeof ranked = [];
  for (const each of ranked) {
    if (told.length === TERM_COUNT_MAX) break;
    if (!told.some(({ candidate }) => isEcho(each.candidate, candidate))) told.push(each);
  }
  const terms = told.map(({ term }) => term);
  return { terms, storyCount: totals.now, referenceStoryCount: totals.before };
}

type StoryTexts = readonly Readonly<{ mentionId: string; read: ReadText }>[];

/** Stories in the order of their first texts. */
function readStories(texts: readonly TalkText[], read: TextReader): readonly StoryTexts[] {
  const language = mostFrequent(texts.flatMap((text) => text.language ?? [])) ?? null;
  const stories = [...Map.groupBy(texts, ({ storyId }) => storyId).values()];
  return stories.map((story) =>
    story.slice(0, TEXTS_PER_STORY_MAX).map((text) => {
      const whole = [text.title ?? '', text.excerpt, ...text.passages.map((passage) => passage.text)].join('\n');
      // what is too short to be told is written as the others are
      return { mentionId: text.id, read: read(whole.slice(0, TEXT_CHARS_MAX), text.language ?? language) };
    }),
  );
}

type Candidate = Readonly<{
  key: string;
  stems: readonly string[];
  /** How often it is written in which way. */
  forms: Map<string, number>;
  mentionIds: string[];
  /** Numbers of the stories that hold it. */
  now: Set<number>;
  before: Set<number>;
}>;

/**
 * The terms that enough stories of the period hold. A term cannot be in more stories than the rarest of its words: words
 * are counted first, and terms of rare ones are never made.
 */
function findCandidates(stories: readonly StoryTexts[]): ReadonlyMap<string, Candidate> {
  const storyCounts = new Map<string, number>();
  for (const story of stories) {
    const stems = new Set(story.flatMap(({ read }) => [...stemsOf(read)]));
    for (const stem of stems) storyCounts.set(stem, (storyCounts.get(stem) ?? 0) + 1);
  }
  const isFrequent = (stem: string): boolean => (storyCounts.get(stem) ?? 0) >= STORY_COUNT_MIN;
  const found = new Map<string, Candidate>();
  for (const [story, texts] of stories.entries()) {
    for (const { mentionId, read } of texts) {
      for (const term of termsOf(read, isFrequent)) note(found, term, { story, mentionId, text: read.text });
    }
  }
  return new Map([...found].filter(([, { now }]) => now.size >= STORY_COUNT_MIN));
}

/** Every term of the period, also those of one story: that they were not in three is chance, and chance is what is bounded. */
function countTerms(stories: readonly StoryTexts[]): number {
  const keys = new Set<string>();
  for (const texts of stories) {
    for (const { read } of texts) for (const { key } of termsOf(read, () => true)) keys.add(key);
  }
  return keys.size;
}

function note(
  found: Map<string, Candidate>,
  { key, stems, start, end }: Term,
  at: Readonly<{ story: number; mentionId: string; text: string }>,
): void {
  const candidate = found.get(key) ?? {
    ...{ key, stems, forms: new Map<string, number>(), mentionIds: [] },
    ...{ now: new Set<number>(), before: new Set<number>() },
  };
  found.set(key, candidate);
  if (!candidate.now.has(at.story) && candidate.mentionIds.length < MENTION_IDS_MAX) {
    candidate.mentionIds.push(at.mentionId);
  }
  candidate.now.add(at.story);
  const form = at.text.slice(start, end).replace(/\s/g, ' ');
  candidate.forms.set(form, (candidate.forms.get(form) ?? 0) + 1);
}

function countBefore(candidates: ReadonlyMap<string, Candidate>, stories: readonly StoryTexts[]): void {
  const stems = new Set([...candidates.values()].flatMap((candidate) => candidate.stems));
  for (const [story, texts] of stories.entries()) {
    for (const { read } of texts) {
      for (const { key } of termsOf(read, (stem) => stems.has(stem))) candidates.get(key)?.before.add(story);
    }
  }
}

type Totals = Readonly<{ now: number; before: number }>;

function riseOf(nowCount: number, beforeCount: number, totals: Totals): number {
  return riseRatio({ count: nowCount, total: totals.now }, { count: beforeCount, total: totals.before });
}

/** The longest terms first, then what they leave to the shorter ones. */
function keepTelling(
  risen: readonly Candidate[],
  { totals, critical }: Readonly<{ totals: Totals; critical: number }>,
): Candidate[] {
  const kept: Candidate[] = [];
  for (const term of risen.toSorted((one, other) => other.stems.length - one.stems.length)) {
    const longer = kept.filter((other) => holds(other, term) && other.now.size >= WORTH_RATIO_MIN * term.now.size);
    if (longer.length === 0) {
      kept.push(term);
      continue;
    }
    const covered = { now: unite(longer, 'now'), before: unite(longer, 'before') };
    const outside = { now: countBeside(term.now, covered.now), before: countBeside(term.before, covered.before) };
    const isWithin = outside.now <= (1 - COVERED_RATIO_MIN) * term.now.size;
    const left = { now: totals.now - covered.now.size, before: totals.before - covered.before.size };
    if (!isWithin && riseOf(outside.now, outside.before, left) > critical) kept.push(term);
  }
  return kept.filter(
    (term) => !kept.some((other) => holds(term, other) && term.now.size < WORTH_RATIO_MIN * other.now.size),
  );
}

function holds(longer: Candidate, shorter: Candidate): boolean {
  return longer.stems.length > shorter.stems.length && shorter.stems.every((stem) => longer.stems.includes(stem));
}

/** Another piece of the same sentence, which many copy: it shares a word, and nearly all of its stories. */
function isEcho(term: Candidate, told: Candidate): boolean {
  const isRelated = term.stems.some((stem) => told.stems.includes(stem));
  return isRelated && countBeside(term.now, told.now) <= (1 - COVERED_RATIO_MIN) * term.now.size;
}

function unite(terms: readonly Candidate[], side: 'now' | 'before'): ReadonlySet<number> {
  return new Set(terms.flatMap((term) => [...term[side]]));
}

function countBeside(stories: ReadonlySet<number>, others: ReadonlySet<number>): number {
  return [...stories].filter((story) => !others.has(story)).length;
}

function toEmergingTerm(candidate: Candidate, totals: Totals): EmergingTerm {
  return {
    term: toUsualForm(candidate.forms),
    storyCount: candidate.now.size,
    expectedCount: (candidate.before.size * totals.now) / totals.before,
    llr: logLikelihoodRatio(
      { count: candidate.now.size, total: totals.now },
      { count: candidate.before.size, total: totals.before },
    ),
    mentionIds: candidate.mentionIds,
  };
}

/** Written small in so many places, a word is no name that begins with a capital. */
const SMALL_RATIO_MIN = 0.2;

/** The way of writing that is seen most often; its capitals are those of most, but for the ones that begin a sentence. */
function toUsualForm(forms: ReadonlyMap<string, number>): string {
  const bySmall = Map.groupBy(forms, ([form]) => form.toLowerCase());
  const [small = '', written = []] =
    [...bySmall].sort(([one, ones], [other, others]) => sum(others) - sum(ones) || compareForms(one, other))[0] ?? [];
  const smallCount = forms.get(small) ?? 0;
  if (smallCount >= SMALL_RATIO_MIN * sum(written)) return small;
  return written.toSorted(([one, ones], [other, others]) => others - ones || compareForms(one, other))[0]?.[0] ?? small;
}

/** The shorter one, then by the alphabet: the same texts give the same answer. */
function compareForms(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}

function sum(forms: readonly (readonly [string, number])[]): number {
  return forms.reduce((total, [, count]) => total + count, 0);
}

function mostFrequent(values: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(values, (value) => value)];
  return groups.sort(([, ones], [, others]) => others.length - ones.length)[0]?.[0];
}
