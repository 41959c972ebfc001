/** A brand's talk played again from its mentions, by the rule that the service judges by: what it would have told, and when. */
import type { Sensitivity } from '../../domain/brand.ts';
import type { BuzzKind, BuzzLevel, BuzzVerdict } from '../../domain/buzz.ts';
import type { TalkFact } from '../../domain/talk-fact.ts';
import { calmMsOf, followBuzz, type OpenBuzz, phaseOf, toPresent } from './follow-buzz.ts';
import { judgeKind, scanTalk } from './judge-talk.ts';
import { addMention, advanceTo, countPositives, makeLiveTalk, mentionsPerHour, rowOf } from './live-talk.ts';
import type { TalkPrior } from './talk-state.ts';
import { BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_HOUR } from './volume-model.ts';

/** Instants in milliseconds since the epoch. */
export type ReplayInput = Readonly<{
  /** In the order in which they were heard. */
  facts: Iterable<TalkFact>;
  from: number;
  until: number;
  sensitivity: Sensitivity;
  /** Those that were declared. */
  campaigns: readonly Readonly<{ from: number; until: number; name?: string }>[];
  prior?: TalkPrior | null;
  likeBucket?: (bucket: number) => number;
}>;

export type ReplayedBuzz = Readonly<{
  kind: BuzzKind;
  openedAt: number;
  resolvedAt: number | null;
  /** Its openings, rises and falls, the oldest first. */
  steps: readonly Readonly<{ at: number; level: BuzzLevel }>[];
  highestLevel: BuzzLevel;
}>;

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
  const since = Math.floor(input.from / BUCKET_MS);
  const until = Math.ceil(input.until / BUCKET_MS);
  const live = makeLiveTalk({
    since,
    prior: input.prior ?? null,
    ...(input.likeBucket && { likeBucket: input.likeBucket }),
  });
  const negatives = makeRecentFacts();
  const bad = makeLife('negative');
  const silence = makeLife('silence');
  const lives = [bad, makeLife('positive'), silence];
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
    const isOpen = lives.some(({ open }) => open !== null);
    if (heardCount === 0 && !isOpen && bucket % SILENCE_STEP_BUCKETS !== 0) continue;
    advanceTo(live, bucket);
    const campaign = input.campaigns.find((each) => each.from < endsAt && each.until > endsAt - BUCKET_MS);
    const scan = scanTalk({
      state: live.current,
      row: rowOf(live, bucket),
      positiveCount: countPositives(live, bucket),
      context: {
        sensitivity: input.sensitivity,
        campaignName: campaign === undefined ? null : (campaign.name ?? ''),
        phase: phaseOf({ isOpen: bad.open !== null, endedAt: bad.endedAt, now: new Date(endsAt) }),
        toldLevel: bad.open?.level ?? 0,
        isSilenceOpen: silence.open !== null,
      },
    });
    const recent = scan.needsFacts ? negatives.since(endsAt - BUCKETS_PER_DAY * BUCKET_MS) : [];
    const at = { now: new Date(endsAt), calmMs: calmMsOf(mentionsPerHour(live)) };
    for (const life of lives) life.follow(judgeKind(life.kind, scan, recent), at);
  }
  return lives.flatMap(({ told }) => told).sort((one, other) => one.openedAt - other.openedAt);
}

const SILENCE_STEP_BUCKETS = 6 * BUCKETS_PER_HOUR;

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

type Told = { -readonly [Key in keyof ReplayedBuzz]: ReplayedBuzz[Key] } & {
  steps: { at: number; level: BuzzLevel }[];
};

function makeLife(kind: BuzzKind) {
  const told: Told[] = [];
  const life = {
    kind,
    told,
    open: null as OpenBuzz | null,
    endedAt: null as Date | null,
    follow: (verdict: BuzzVerdict, at: Readonly<{ now: Date; calmMs: number }>) => {
      const { now } = at;
      const step = followBuzz({ verdict, open: life.open, endedAt: life.endedAt, ...at });
      switch (step.kind) {
        case 'nothing':
        case 'calm':
          return;
        case 'open':
          told.push({ kind, openedAt: now.getTime(), resolvedAt: null, steps: [], highestLevel: step.level });
          break;
        case 'resolve': {
          const last = told.at(-1);
          if (last) last.resolvedAt = now.getTime();
          life.open = null;
          life.endedAt = now;
          return;
        }
        default:
      }
      const last = told.at(-1);
      if (last === undefined) throw new Error(`a buzz that never opened cannot ${step.kind}`);
      if (step.kind === 'continue') {
        if (life.open) life.open = { ...life.open, lastAbnormalAt: now, ...toPresent(life.open, verdict.level, now) };
        return;
      }
      last.resolvedAt = null;
      last.steps.push({ at: now.getTime(), level: step.level });
      if (step.level > last.highestLevel) last.highestLevel = step.level;
      const isRise = step.kind !== 'fall';
      life.open = {
        openedAt: life.open?.openedAt ?? now,
        level: isRise ? step.level : (life.open?.level ?? step.level),
        levelSince: isRise ? now : (life.open?.levelSince ?? now),
        presentLevel: step.level,
        presentLevelAt: now,
        lastAbnormalAt: now,
      };
    },
  };
  return life;
}
