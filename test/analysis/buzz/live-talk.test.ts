/** The last day of a brand's talk: whatever comes late and in whatever order, what is learned is what the counts say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMention,
  advanceTo,
  countPositives,
  type LiveTalk,
  makeLiveTalk,
  mentionsPerHour,
  rowOf,
  settleUpTo,
} from '../../../src/analysis/buzz/live-talk.ts';
import {
  foldTalk,
  makeTalkState,
  sundayLike,
  type TalkRow,
  type TalkState,
  toStoredTalk,
} from '../../../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY as DAY } from '../../../src/analysis/buzz/volume-model.ts';
import type { TalkFact } from '../../../src/domain/talk-fact.ts';
import { BUCKET_MS } from '../../../src/domain/volume.ts';
import { foldRows, makeFact, makeUsualRows, TALK_START_BUCKET as START } from '../../support/talk-facts.ts';

const isHoliday = (bucket: number): boolean => Math.floor(bucket / DAY) % 3 === 0;
const likeBucket = (bucket: number): number => (isHoliday(bucket) ? sundayLike(bucket) : bucket);

/** A mention so many buckets after the start, heard so many later. */
type Rolled = Readonly<{ at: number; late: number; label: TalkFact['label']; isNewcomer: boolean }>;

const mentions = (lateMax: number) =>
  fc.array(
    fc.record({
      at: fc.integer({ min: -20, max: 4 * DAY }),
      late: fc.oneof(fc.nat(3), fc.nat(30), fc.nat(lateMax)),
      label: fc.constantFrom<TalkFact['label']>('negative', 'neutral', 'positive'),
      isNewcomer: fc.boolean(),
    }),
    { maxLength: 60 },
  );

function toFact({ at, label, isNewcomer }: Rolled, number: number): TalkFact {
  return makeFact({ publishedAt: (START + at) * BUCKET_MS + (number % 300) * 1_000, label, isNewcomer }, number);
}

/** Every bucket of the time, as it is in the end. */
function toFinalRows(rolled: readonly Rolled[], until: number): readonly TalkRow[] {
  return Array.from({ length: Math.max(0, until) }, (_, at) => {
    const here = rolled.filter((each) => each.at === at);
    return {
      bucket: START + at,
      mentionCount: here.length,
      negativeCount: here.filter(({ label }) => label === 'negative').length,
      positiveCount: here.filter(({ label }) => label === 'positive').length,
      newcomerCount: here.filter((each) => each.isNewcomer).length,
      likeBucket: likeBucket(START + at),
    };
  });
}

function foldFinal(rolled: readonly Rolled[], until: number): TalkState {
  return foldRows(toFinalRows(rolled, until));
}

/** Hears them one after the other; judged are the buckets at which somebody is heard, and those of `looks`. */
function hear(live: LiveTalk, rolled: readonly Rolled[], looks: readonly number[] = []): number {
  const heard = [
    ...rolled.map((each, number) => ({ at: Math.max(0, each.at) + each.late, fact: toFact(each, number) })),
    ...looks.map((at) => ({ at, fact: null })),
  ].sort((one, other) => one.at - other.at);
  for (const { at, fact } of heard) {
    if (fact !== null) addMention(live, fact);
    advanceTo(live, START + at);
  }
  return heard.at(-1)?.at ?? 0;
}

const bytesOf = (state: TalkState): string => toStoredTalk(state).toString('base64');

describe('makeLiveTalk', () => {
  test('in whatever order mentions come, up to a day late, what is known is what the final counts say', () => {
    fc.assert(
      fc.property(mentions(DAY - 1), fc.array(fc.nat(5 * DAY), { maxLength: 20 }), (rolled, looks) => {
        const live = makeLiveTalk({ since: START, likeBucket });
        const until = hear(live, rolled, looks);
        expect(bytesOf(live.current)).toBe(bytesOf(foldFinal(rolled, until)));
        // and so is the bucket in hand
        const [now] = toFinalRows(rolled, until + 1).slice(-1);
        expect(rowOf(live, START + until)).toEqual(now);
      }),
    );
  });

  test('the order within one bucket is no matter', () => {
    fc.assert(
      fc.property(mentions(0), fc.nat(), (rolled, turn) => {
        const turned = [...rolled.slice(turn % (rolled.length + 1)), ...rolled.slice(0, turn % (rolled.length + 1))];
        const [one, other] = [rolled, turned].map((order) => {
          const live = makeLiveTalk({ since: START });
          for (const [number, each] of order.entries()) addMention(live, toFact(each, number));
          advanceTo(live, START + 5 * DAY);
          return bytesOf(live.current);
        });
        expect(one).toBe(other);
      }),
      { numRuns: 20 },
    );
  });

  test('what is later than what is settled changes nothing of it, nor the counts', () => {
    fc.assert(
      fc.property(mentions(DAY - 1), fc.array(fc.integer({ min: -1_000, max: 3 * DAY - 1 })), (rolled, tooLate) => {
        const live = makeLiveTalk({ since: START, likeBucket });
        hear(
          live,
          rolled.filter(({ at, late }) => at + late <= 4 * DAY),
          [4 * DAY],
        );
        settleUpTo(live, START + 3 * DAY);
        const before = [bytesOf(live.settled), bytesOf(live.current), JSON.stringify([...live.rows])];
        for (const at of tooLate) addMention(live, toFact({ at, late: 0, label: 'negative', isNewcomer: true }, 1));
        advanceTo(live, START + 4 * DAY);
        expect([bytesOf(live.settled), bytesOf(live.current), JSON.stringify([...live.rows])]).toEqual(before);
      }),
    );
  });

  test('when it is settled changes no answer', () => {
    fc.assert(
      fc.property(mentions(DAY - 1), fc.array(fc.nat(6 * DAY), { maxLength: 8 }), (rolled, settles) => {
        const plain = makeLiveTalk({ since: START, likeBucket });
        const settled = makeLiveTalk({ since: START, likeBucket });
        const until = hear(plain, rolled, [4 * DAY]);
        hear(settled, rolled, [4 * DAY]);
        for (const back of settles.sort((one, other) => other - one)) {
          settleUpTo(settled, START + until - DAY - back);
          advanceTo(settled, START + until);
          expect(bytesOf(settled.current)).toBe(bytesOf(plain.current));
          expect(countPositives(settled, START + until)).toBe(countPositives(plain, START + until));
        }
        settleUpTo(settled, START + until - DAY);
        advanceTo(settled, START + until + 1);
        advanceTo(plain, START + until + 1);
        expect(bytesOf(settled.current)).toBe(bytesOf(plain.current));
      }),
      { numRuns: 50 },
    );
  });

  test('taken up from what was settled and the counts since then, it is as if it had gone on', () => {
    fc.assert(
      fc.property(mentions(DAY - 1), (rolled) => {
        const lived = makeLiveTalk({ since: START, likeBucket });
        const until = hear(lived, rolled, [4 * DAY]);
        const settledUntil = until - DAY;
        const read = makeLiveTalk({
          since: START,
          settled: foldFinal(rolled, settledUntil),
          rows: toFinalRows(rolled, until + 1).filter(
            ({ bucket, mentionCount }) => bucket >= START + settledUntil && mentionCount > 0,
          ),
          likeBucket,
        });
        advanceTo(read, START + until);
        expect(bytesOf(read.current)).toBe(bytesOf(lived.current));
        expect(rowOf(read, START + until)).toEqual(rowOf(lived, START + until));
      }),
      { numRuns: 50 },
    );
  });

  test('what somebody else holds of it is not learned behind his back', () => {
    const settled = foldRows(makeUsualRows({ perDay: 50, dayCount: 3 }));
    const before = bytesOf(settled);
    const live = makeLiveTalk({ since: START, settled });
    advanceTo(live, START + 4 * DAY);
    addMention(live, toFact({ at: 3 * DAY + 5, late: 0, label: 'negative', isNewcomer: true }, 1));
    advanceTo(live, START + 9 * DAY);
    expect(bytesOf(settled)).toBe(before);
    expect(bytesOf(live.current)).not.toBe(before);
  });

  test('keeps two days of counts at the most, and those of a day at the least', () => {
    const live = makeLiveTalk({ since: START });
    for (let at = 0; at < 10 * DAY; at += 7) {
      addMention(live, toFact({ at, late: 0, label: 'positive', isNewcomer: false }, at));
      advanceTo(live, START + at);
      expect(live.rows.size).toBeLessThanOrEqual(Math.ceil((2 * DAY) / 7) + 1);
      expect(countPositives(live, START + at)).toBe(Math.min(Math.floor(at / 7) + 1, Math.ceil(DAY / 7)));
    }
  });

  test('time that goes back folds nothing twice', () => {
    const live = makeLiveTalk({ since: START });
    addMention(live, toFact({ at: 3, late: 0, label: 'negative', isNewcomer: true }, 1));
    advanceTo(live, START + 500);
    const before = bytesOf(live.current);
    advanceTo(live, START + 400);
    settleUpTo(live, START - 5);
    expect(bytesOf(live.current)).toBe(before);
  });

  test('a mention of a later bucket waits until that one is over', () => {
    const live = makeLiveTalk({ since: START });
    addMention(live, toFact({ at: 50, late: 0, label: 'negative', isNewcomer: true }, 1));
    advanceTo(live, START + 40);
    expect(live.current.shares.mentionCount).toBe(0);
    advanceTo(live, START + 51);
    expect(live.current.lastSpokenBucket).toBe(START + 50);
  });

  test('a positive mention counts for a day', () => {
    const live = makeLiveTalk({ since: START });
    addMention(live, toFact({ at: 10, late: 0, label: 'positive', isNewcomer: true }, 1));
    addMention(live, toFact({ at: 11, late: 0, label: 'negative', isNewcomer: true }, 2));
    expect([9, 10, 10 + DAY - 1, 10 + DAY].map((at) => countPositives(live, START + at))).toEqual([0, 1, 1, 0]);
  });

  test.each([24, 240])('says how much the brand is usually spoken of, in its second year too (%d a day)', (perDay) => {
    for (const dayCount of [20, 400]) {
      const live = makeLiveTalk({ since: START, settled: foldRows(makeUsualRows({ perDay, dayCount })) });
      expect(mentionsPerHour(live) / (perDay / 24)).toBeGreaterThan(0.75);
      expect(mentionsPerHour(live) / (perDay / 24)).toBeLessThan(1.25);
    }
    expect(mentionsPerHour(makeLiveTalk({ since: START }))).toBe(0);
  });

  test('a bad count that was stored is refused where it is folded', () => {
    const row = { bucket: START + 2, mentionCount: 1, negativeCount: -1, positiveCount: 0, newcomerCount: 0 };
    const live = makeLiveTalk({ since: START, rows: [row] });
    expect(() => advanceTo(live, START + 5)).toThrow(RangeError);
    expect(() => foldTalk(makeTalkState(), row)).toThrow(RangeError);
  });
});
