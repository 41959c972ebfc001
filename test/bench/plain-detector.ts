/**
 * A stand-in for the service's detector, to try the simulator and its scoring on: ten negatives by eight authors within
 * an hour, and five times the mean hour of the four weeks before.
 */
import type { ReplayedBuzz, ReplayInput } from '../../src/analysis/buzz/replay-talk.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { TalkFact } from '../../src/domain/talk-fact.ts';

const BUCKET_MS = 5 * MINUTE_MS;
const NEGATIVE_COUNT_MIN = 10;
const AUTHOR_COUNT_MIN = 8;
const RATIO_MIN = 5;
const HISTORY_MS = 28 * DAY_MS;
const QUIET_MS = 6 * HOUR_MS;

export function replayTalk({ facts, from, until }: ReplayInput): readonly ReplayedBuzz[] {
  const told: { openedAt: number; resolvedAt: number | null }[] = [];
  const hour: TalkFact[] = [];
  const history: number[] = [];
  let lastLoudAt = Number.NEGATIVE_INFINITY;
  let next = from + BUCKET_MS;
  const judge = (now: number): void => {
    while ((hour[0]?.heardAt ?? now) < now - HOUR_MS) hour.shift();
    while ((history[0] ?? now) < now - HISTORY_MS) history.shift();
    const days = Math.max(1, Math.min(now - from, HISTORY_MS) / DAY_MS);
    const usual = history.length / (24 * days);
    const isLoud =
      hour.length >= Math.max(NEGATIVE_COUNT_MIN, RATIO_MIN * usual) &&
      new Set(hour.map(({ author }) => author)).size >= AUTHOR_COUNT_MIN;
    const open = told.find(({ resolvedAt }) => resolvedAt === null);
    if (isLoud) lastLoudAt = now;
    if (isLoud && open === undefined) told.push({ openedAt: now, resolvedAt: null });
    if (open !== undefined && now - lastLoudAt >= QUIET_MS) open.resolvedAt = now;
  };
  for (const fact of facts) {
    for (; next <= fact.heardAt; next += BUCKET_MS) judge(next);
    if (fact.label !== 'negative') continue;
    hour.push(fact);
    history.push(fact.heardAt);
  }
  for (; next <= until; next += BUCKET_MS) judge(next);
  return told.map((buzz) => ({
    kind: 'negative',
    ...buzz,
    steps: [{ at: buzz.openedAt, level: 3 }],
    highestLevel: 3,
  }));
}
