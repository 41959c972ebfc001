/** A brand's talk played again from its mentions, by the rule that the service judges by: what it would have told, and when. */
import type { Sensitivity } from '../../domain/brand.ts';
import { BUZZ_KINDS, type BuzzKind } from '../../domain/buzz.ts';
import type { TalkFact } from '../../domain/talk-fact.ts';
import { BUCKET_MS } from '../../domain/volume.ts';
import { calmMsOf, phaseOf, SILENCE_STEP_MS } from './follow-buzz.ts';
import { judgeKind, scanTalk } from './judge-talk.ts';
import { addMention, advanceTo, countPositives, makeLiveTalk, mentionsPerHour, rowOf } from './live-talk.ts';
import { makeReplayLife, type ToldBuzz, toLevelVerdict } from './replay-life.ts';
import type { TalkPrior } from './talk-state.ts';
import { BUCKETS_PER_DAY } from './volume-model.ts';

/** Its instants in milliseconds since the epoch. */
export type ReplayedCampaign = Readonly<{ from: number; until: number; name?: string }>;

/** Instants in milliseconds since the epoch. */
export type ReplayInput = Readonly<{
  /** In the order in which they were heard. */
  facts: Iterable<TalkFact>;
  from: number;
  until: number;
  /** What was said since then is learned, and nothing told of it; by default from. */
  learnFrom?: number;
  /** Those that are judged; by default all. */
  kinds?: readonly BuzzKind[];
  sensitivity: Sensitivity;
  /** Those that were declared. */
  campaigns: readonly ReplayedCampaign[];
  prior?: TalkPrior | null;
  likeBucket?: (bucket: number) => number;
}>;

export type ReplayedBuzz = Omit<ToldBuzz, 'windowMinutes'>;

export type ReplayTalk = (input: ReplayInput) => readonly ReplayedBuzz[];

/**
 * What the rule would have told.
 *
 * Judged at the end of every five minutes in which somebody spoke, and while a buzz is open; a silence every six hours.
 * A mention is judged when it was heard and counts when it was published.
 *
 * Shape:   the oldest first. from, until: rounded to five minutes.
 * Errors:  none: total.
 */
export function replayTalk(input: ReplayInput): readonly ReplayedBuzz[] {
  const from = Math.floor(input.from / BUCKET_MS);
  const since = Math.min(from, Math.floor((input.learnFrom ?? input.from) / BUCKET_MS));
  const until = Math.ceil(input.until / BUCKET_MS);
  const live = makeLiveTalk({
    since,
    prior: input.prior ?? null,
    ...(input.likeBucket && { likeBucket: input.likeBucket }),
  });
  const negatives = makeRecentFacts();
  const lives = (input.kinds ?? BUZZ_KINDS).map((kind) => makeReplayLife(kind));
  const bad = lives.find(({ kind }) => kind === 'negative');
  const silence = lives.find(({ kind }) => kind === 'silence');
  const facts = input.facts[Symbol.iterator]();
  let next = facts.next();
  for (let bucket = since; bucket < until; bucket += 1) {
    const endsAt = (bucket + 1) * BUCKET_MS;
    let heardCount = 0;
    for (; !next.done && next.value.heardAt < endsAt; next = facts.next()) {
      const fact = next.value;
      addMention(live, fact);
      if (fact.label === 'negative') negatives.add(fact);
      heardCount += 1;
    }
    if (bucket < from) continue;
    const isOpen = lives.some(({ open }) => open !== null);
    if (heardCount === 0 && !isOpen && bucket % SILENCE_STEP_BUCKETS !== 0) continue;
    advanceTo(live, bucket);
    const scan = scanTalk({
      state: live.current,
      row: rowOf(live, bucket),
      positiveCount: countPositives(live, bucket),
      context: {
        sensitivity: input.sensitivity,
        campaignName: campaignNameAt(input.campaigns, bucket),
        phase:
          bad === undefined
            ? 'calm'
            : phaseOf({ isOpen: bad.open !== null, endedAt: bad.endedAt, now: new Date(endsAt) }),
        toldLevel: bad?.open?.level ?? 0,
        isSilenceOpen: silence !== undefined && silence.open !== null,
      },
    });
    const recent = scan.needsFacts ? negatives.since(endsAt - BUCKETS_PER_DAY * BUCKET_MS) : [];
    const at = { now: new Date(endsAt), calmMs: calmMsOf(mentionsPerHour(live)) };
    for (const life of lives) life.follow(toLevelVerdict(judgeKind(life.kind, scan, recent)), at);
  }
  return lives.flatMap(({ told }) => told).sort((one, other) => one.openedAt - other.openedAt);
}

/** A brand of which nobody speaks is judged this often. */
export const SILENCE_STEP_BUCKETS = SILENCE_STEP_MS / BUCKET_MS;

/** The campaign that is on in the bucket; null: none. */
export function campaignNameAt(campaigns: readonly ReplayedCampaign[], bucket: number): string | null {
  const campaign = campaigns.find(({ from, until }) => from < (bucket + 1) * BUCKET_MS && until > bucket * BUCKET_MS);
  return campaign === undefined ? null : (campaign.name ?? '');
}

/** Negative mentions by publication, as far back as anybody asks. */
function makeRecentFacts() {
  let facts: TalkFact[] = [];
  return {
    add: (fact: TalkFact) => {
      let place = facts.length;
      while (place > 0 && (facts[place - 1]?.publishedAt ?? 0) > fact.publishedAt) place -= 1;
      facts.splice(place, 0, fact);
    },
    since: (from: number): readonly TalkFact[] => {
      const first = facts.findIndex(({ publishedAt }) => publishedAt >= from);
      facts = first < 0 ? [] : facts.slice(first);
      return facts;
    },
  };
}
