/** Mentions and counts as the detector is given them, with what a test does not care about filled in. */

import { scanTalk, type TalkContext, type TalkScan } from '../../src/analysis/buzz/judge-talk.ts';
import {
  addMention,
  advanceTo,
  countPositives,
  type LiveTalk,
  makeLiveTalk,
  rowOf,
} from '../../src/analysis/buzz/live-talk.ts';
import {
  foldTalk,
  makeTalkState,
  type TalkPrior,
  type TalkRow,
  type TalkState,
} from '../../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY } from '../../src/analysis/buzz/volume-model.ts';
import { makeSeededRandom, type Random } from '../../src/base/random.ts';
import type { TalkFact } from '../../src/domain/talk-fact.ts';
import { BUCKET_MS } from '../../src/domain/volume.ts';

/** A Monday, 0 h UTC. */
export const TALK_START = Date.UTC(2026, 5, 1);
export const TALK_START_BUCKET = TALK_START / BUCKET_MS;

const CALM: TalkContext = {
  sensitivity: 'balanced',
  campaignName: null,
  phase: 'calm',
  toldLevel: 0,
  isSilenceOpen: false,
};

/** A mention of an author and a story that nobody else has, heard when it was published. */
export function makeFact(given: Pick<TalkFact, 'publishedAt'> & Partial<TalkFact>, number: number): TalkFact {
  return {
    heardAt: given.publishedAt,
    label: 'negative',
    author: `forum.example auteur${number}`,
    isNewcomer: true,
    site: 'forum.example',
    sourceKind: 'forum',
    storyId: `story-${number}`,
    crisisWeight: 0,
    outletWeight: 1,
    ...given,
  };
}

/** So many mentions, evenly within the time that ends with the instant, the oldest first. */
export function makeFacts(
  count: number,
  { until, withinMs, ...given }: Readonly<{ until: number; withinMs: number }> & Partial<TalkFact>,
  vary: (index: number) => Partial<TalkFact> = () => ({}),
): readonly TalkFact[] {
  return Array.from({ length: count }, (_, index) => {
    const publishedAt = until - Math.floor((withinMs * (count - index - 0.5)) / count) - 1;
    return makeFact({ publishedAt, ...given, ...vary(index) }, index);
  });
}

/** Days in which nothing happens: nights at a tenth of noon, a fifth negative, a third positive. */
export function makeUsualRows(
  input: Readonly<{ perDay: number; dayCount: number; seed?: number; since?: number }>,
): readonly TalkRow[] {
  const random = makeSeededRandom(input.seed ?? 1);
  const since = input.since ?? TALK_START_BUCKET;
  return Array.from({ length: input.dayCount * BUCKETS_PER_DAY }, (_, index): TalkRow => {
    const hour = ((since + index) / 12) % 24;
    const rhythm = Math.max(0.1, 1 - Math.cos(((hour - 3) / 24) * 2 * Math.PI));
    const mentionCount = drawPoisson(random, (input.perDay / BUCKETS_PER_DAY) * rhythm);
    const rolls = Array.from({ length: mentionCount }, () => random.next());
    return {
      bucket: since + index,
      mentionCount,
      negativeCount: rolls.filter((roll) => roll < 0.2).length,
      positiveCount: rolls.filter((roll) => roll > 2 / 3).length,
      newcomerCount: rolls.filter((roll) => roll * 7 - Math.floor(roll * 7) < 0.3).length,
    };
  });
}

function drawPoisson(random: Random, mean: number): number {
  let count = -1;
  for (let product = 1; product > Math.exp(-mean); product *= random.next()) count += 1;
  return Math.max(0, count);
}

export function foldRows(rows: readonly TalkRow[], prior: TalkPrior | null = null): TalkState {
  const state = makeTalkState(prior);
  for (const row of rows) foldTalk(state, row);
  return state;
}

/** What a known brand's talk comes to at an instant, with these mentions since. */
export function scanFacts(
  input: Readonly<{
    /** All that was before the mentions; left out: nothing. */
    settled?: TalkState;
    /** The first bucket, where nothing is settled. */
    since?: number;
    facts: readonly TalkFact[];
    now: number;
    context?: Partial<TalkContext>;
  }>,
): Readonly<{ scan: TalkScan; negatives: readonly TalkFact[]; live: LiveTalk }> {
  const { settled = makeTalkState(), facts, now } = input;
  const live = makeLiveTalk({ since: settled.firstBucket ?? input.since ?? TALK_START_BUCKET, settled });
  for (const fact of facts) addMention(live, fact);
  const bucket = Math.floor((now - 1) / BUCKET_MS);
  advanceTo(live, bucket);
  const scan = scanTalk({
    state: live.current,
    row: rowOf(live, bucket),
    positiveCount: countPositives(live, bucket),
    context: { ...CALM, ...input.context },
  });
  const negatives = facts.filter(
    ({ label, publishedAt }) => label === 'negative' && publishedAt > now - 288 * BUCKET_MS,
  );
  return { scan, negatives: negatives.toSorted((one, other) => one.publishedAt - other.publishedAt), live };
}
