/** When a source speaks, learnt from simulated visits over weeks: its own nights and week-ends are no silence, its end is. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import { learnRhythm, UNKNOWN_RHYTHM } from '../../src/crawlers/learn-rhythm.ts';
import type { SourceRhythm } from '../../src/domain/source.ts';

/** A Monday. */
const START = new Date('2026-06-01T08:00:00Z');
const DAY_SECONDS = DAY_MS / 1_000;
const HOUR_SECONDS = HOUR_MS / 1_000;

type Simulation = Readonly<{
  /** When it speaks, in any order. */
  posts: readonly Date[];
  /** How many of its newest a visit shows. */
  shownCount: number;
  visitEveryMs: number;
  from: Date;
  until: Date;
}>;

type Told = Readonly<{ rhythm: SourceRhythm; firstSilentAt: Date | null; silentVisitCount: number }>;

/** Visits the source as a crawler does and notes when it would have been called silent. */
function simulate(input: Simulation): Told {
  const posts = input.posts.toSorted((one, other) => one.getTime() - other.getTime());
  let rhythm = UNKNOWN_RHYTHM;
  let lastDocumentAt: Date | null = null;
  let knownCount = 0;
  let firstSilentAt: Date | null = null;
  let silentVisitCount = 0;
  for (let visitedAt = input.from; visitedAt <= input.until; visitedAt = addMs(visitedAt, input.visitEveryMs)) {
    // what a person would have seen just before this visit
    if (rhythm.silentAfter !== null && rhythm.silentAfter < visitedAt) {
      firstSilentAt ??= rhythm.silentAfter;
      silentVisitCount += 1;
    }
    let toldCount = knownCount;
    while ((posts[toldCount]?.getTime() ?? Number.POSITIVE_INFINITY) <= visitedAt.getTime()) toldCount += 1;
    const publishedAts = posts.slice(Math.max(knownCount, toldCount - input.shownCount), toldCount);
    knownCount = toldCount;
    if (publishedAts.length === 0) continue;
    rhythm = learnRhythm({ rhythm, lastDocumentAt, visitedAt, publishedAts });
    lastDocumentAt = visitedAt;
  }
  return { rhythm, firstSilentAt, silentVisitCount };
}

/** One post at each hour given, on each day that is wanted. */
function postDaily(days: readonly number[], hours: readonly number[], wanted: (weekday: number) => boolean): Date[] {
  return days.flatMap((day) =>
    hours
      .map((hour) => addMs(new Date('2026-06-01T00:00:00Z'), day * DAY_MS + hour * HOUR_MS))
      .filter((at) => wanted(at.getUTCDay())),
  );
}

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}

const everyDay = (): boolean => true;
const isWorkday = (weekday: number): boolean => weekday !== 0 && weekday !== 6;

/** A board that is never quiet by day and always by night: every few minutes from 7 to 23 o'clock. */
function postOnBoard(from: number, until: number): Date[] {
  const random = makeSeededRandom(4);
  return range(from, until).flatMap((day) =>
    range(0, 16 * 12).map((index) =>
      addMs(new Date('2026-06-01T07:00:00Z'), day * DAY_MS + index * 5 * MINUTE_MS + random.next() * 4 * MINUTE_MS),
    ),
  );
}

describe('a daily blog that rests at week-ends', () => {
  const posts = postDaily(range(-21, 60), [9], isWorkday);

  test('is never called silent in two months of week-ends', () => {
    const told = simulate({
      posts,
      shownCount: 10,
      visitEveryMs: HOUR_MS,
      from: START,
      until: addMs(START, 58 * DAY_MS),
    });
    expect(told.firstSilentAt).toBeNull();
    expect(told.rhythm.gapSeconds).toBeGreaterThan(0.8 * DAY_SECONDS);
    expect(told.rhythm.gapSeconds).toBeLessThan(2.5 * DAY_SECONDS);
  });

  test('is called silent when it ends: after its week-end has passed twice, and within two weeks', () => {
    const ended = posts.filter((at) => at < addMs(START, 30 * DAY_MS));
    const last = ended.at(-1) ?? START;
    const told = simulate({
      posts: ended,
      shownCount: 10,
      visitEveryMs: HOUR_MS,
      from: START,
      until: addMs(START, 60 * DAY_MS),
    });
    expect(told.firstSilentAt?.getTime()).toBeGreaterThan(addMs(last, 3 * DAY_MS).getTime());
    expect(told.firstSilentAt?.getTime()).toBeLessThan(addMs(last, 14 * DAY_MS).getTime());
  });
});

describe('a busy board that sleeps at night', () => {
  const board = (until: Date, posts = postOnBoard(-2, 40)) =>
    simulate({ posts, shownCount: 30, visitEveryMs: 5 * MINUTE_MS, from: addMs(START, 6 * HOUR_MS), until });

  test('is not called silent by its first night, though its first page spans two hours', () => {
    expect(board(addMs(START, DAY_MS)).firstSilentAt).toBeNull();
  });

  test('is not called silent by any later night, for three weeks', () => {
    const twoDays = board(addMs(START, 2 * DAY_MS));
    expect(board(addMs(START, 21 * DAY_MS)).silentVisitCount - twoDays.silentVisitCount).toBe(0);
  });

  test('is called silent when it ends, within two days', () => {
    const endedAt = addMs(START, 20 * DAY_MS);
    const told = board(
      addMs(START, 30 * DAY_MS),
      postOnBoard(-2, 40).filter((at) => at < endedAt),
    );
    const silentAfter = told.rhythm.silentAfter?.getTime() ?? 0;
    expect(silentAfter).toBeGreaterThan(addMs(endedAt, 8 * HOUR_MS).getTime());
    expect(silentAfter).toBeLessThan(addMs(endedAt, 2 * DAY_MS).getTime());
    expect(told.silentVisitCount).toBeGreaterThan(0);
  });
});

describe('an office that speaks ten times a day', () => {
  test('is not called silent by its first week-end, though its feed shows two days', () => {
    const posts = postDaily(range(-14, 30), range(8, 18), isWorkday);
    const told = simulate({
      posts,
      shownCount: 20,
      visitEveryMs: 30 * MINUTE_MS,
      from: addMs(START, 2 * DAY_MS),
      until: addMs(START, 28 * DAY_MS),
    });
    expect(told.firstSilentAt).toBeNull();
  });
});

describe('a blog that speaks once a month', () => {
  const posts = range(-12, 12).map((month) => addMs(START, month * 30 * DAY_MS));
  const visits = { shownCount: 10, visitEveryMs: 6 * HOUR_MS, from: addMs(START, HOUR_MS) };

  test('is never called silent while it does, for a year', () => {
    const told = simulate({ posts, ...visits, until: addMs(START, 330 * DAY_MS) });
    expect(told.firstSilentAt).toBeNull();
    expect(told.rhythm.gapSeconds).toBeGreaterThan(25 * DAY_SECONDS);
  });

  test('is called silent when it ends: not before two months, and within five', () => {
    const told = simulate({ posts: posts.filter((at) => at <= START), ...visits, until: addMs(START, 330 * DAY_MS) });
    expect(told.firstSilentAt?.getTime()).toBeGreaterThan(addMs(START, 60 * DAY_MS).getTime());
    expect(told.firstSilentAt?.getTime()).toBeLessThan(addMs(START, 150 * DAY_MS).getTime());
  });
});

describe('a burst', () => {
  test('of sixty posts in an hour does not make the usual day afterwards a silence', () => {
    const crisisAt = addMs(START, 20 * DAY_MS);
    const posts = [
      ...postDaily(range(-21, 60), [9], everyDay),
      ...range(0, 60).map((minute) => addMs(crisisAt, minute * MINUTE_MS)),
    ];
    const told = simulate({
      posts,
      shownCount: 20,
      visitEveryMs: 5 * MINUTE_MS,
      from: START,
      until: addMs(START, 50 * DAY_MS),
    });
    expect(told.firstSilentAt).toBeNull();
  });

  test('that is all the first visit shows says too little of the days to come', () => {
    const posts = [
      ...range(0, 40).map((minute) => addMs(START, -minute * MINUTE_MS)),
      ...postDaily(range(1, 20), [9], everyDay),
    ];
    const told = simulate({
      posts,
      shownCount: 20,
      visitEveryMs: HOUR_MS,
      from: START,
      until: addMs(START, 18 * DAY_MS),
    });
    expect(told.firstSilentAt).toBeNull();
  });

  test('of posts that all carry one instant counts as one', () => {
    const publishedAts = range(0, 30).map(() => addMs(START, -DAY_MS));
    const rhythm = learnRhythm({ rhythm: UNKNOWN_RHYTHM, lastDocumentAt: null, visitedAt: START, publishedAts });
    expect(rhythm).toMatchObject({ gapSeconds: null, longestGapSeconds: null, arrivalCount: 1, silentAfter: null });
  });
});

describe('a rhythm', () => {
  const first = (publishedAts: readonly Date[]) =>
    learnRhythm({ rhythm: UNKNOWN_RHYTHM, lastDocumentAt: null, visitedAt: START, publishedAts });

  test('is not told from one entry, nor from none that is dated', () => {
    for (const publishedAts of [[], [addMs(START, -DAY_MS)]]) {
      expect(first(publishedAts)).toMatchObject({ gapSeconds: null, longestGapSeconds: null, silentAfter: null });
    }
  });

  test('of a few entries has a gap and no silence: habits take more', () => {
    const rhythm = first(range(1, 4).map((day) => addMs(START, -day * DAY_MS)));
    expect(rhythm).toMatchObject({ gapSeconds: DAY_SECONDS, longestGapSeconds: DAY_SECONDS, silentAfter: null });
  });

  test('is not moved by dates in the future: they never become its last word', () => {
    const past = range(1, 11).map((day) => addMs(START, -day * DAY_MS));
    const future = [addMs(START, DAY_MS), addMs(START, 400 * DAY_MS), new Date(8_640_000_000_000_000)];
    expect(first([...past, ...future])).toEqual(first(past));
    expect(first(future)).toMatchObject({ gapSeconds: null, silentAfter: null });
  });

  test('does not depend on the order in which a source lists its entries', () => {
    const random = makeSeededRandom(9);
    const publishedAts = range(1, 40).map((index) => addMs(START, -index * index * HOUR_MS));
    expect(first(publishedAts.toSorted(() => random.next() - 0.5))).toEqual(first(publishedAts));
  });

  test('looks at the newest hundred entries of an archive of ten thousand', () => {
    const recent = range(1, 101).map((hour) => addMs(START, -hour * HOUR_MS));
    const old = range(1, 10_000).map((day) => addMs(START, -(10 + day) * DAY_MS));
    expect(first([...old, ...recent])).toMatchObject({ gapSeconds: HOUR_SECONDS, longestGapSeconds: HOUR_SECONDS });
  });

  test('learns the time between publication and arrival, and no negative one from a clock that is ahead', () => {
    const visit = (lagMs: number, rhythm: SourceRhythm) =>
      learnRhythm({
        rhythm,
        lastDocumentAt: addMs(START, -DAY_MS),
        visitedAt: START,
        publishedAts: [addMs(START, -lagMs)],
      });
    let rhythm = first(range(1, 11).map((day) => addMs(START, -day * DAY_MS)));
    expect(rhythm.lagSeconds).toBeNull(); // the age of an archive is no delay
    for (let time = 0; time < 40; time += 1) rhythm = visit(10 * MINUTE_MS, rhythm);
    expect(rhythm.lagSeconds).toBeCloseTo(600, 0);
    for (let time = 0; time < 40; time += 1) rhythm = visit(-HOUR_MS, rhythm);
    expect(rhythm.lagSeconds).toBeGreaterThanOrEqual(0);
  });

  test('survives a clock that is set back: no gap is negative, no number is none', () => {
    const rhythm = learnRhythm({
      rhythm: first(range(1, 11).map((day) => addMs(START, -day * DAY_MS))),
      lastDocumentAt: addMs(START, HOUR_MS),
      visitedAt: START,
      publishedAts: [],
    });
    expect(rhythm.gapSeconds).toBeGreaterThanOrEqual(0);
    expect(Number.isNaN(rhythm.silentAfter?.getTime())).toBe(false);
  });

  test('forgets a long pause: a source that rested for the summer is missed again after a few months of daily posts', () => {
    let rhythm = first(range(1, 20).map((day) => addMs(START, -day * DAY_MS)));
    let lastDocumentAt = addMs(START, -DAY_MS);
    let visitedAt = addMs(START, 60 * DAY_MS);
    const speak = () => {
      rhythm = learnRhythm({ rhythm, lastDocumentAt, visitedAt, publishedAts: [visitedAt] });
      lastDocumentAt = visitedAt;
    };
    speak();
    const patienceDays = () => ((rhythm.silentAfter?.getTime() ?? 0) - visitedAt.getTime()) / DAY_MS;
    expect(patienceDays()).toBeGreaterThan(60);
    for (let day = 0; day < 150; day += 1) {
      visitedAt = addMs(visitedAt, DAY_MS);
      speak();
    }
    expect(patienceDays()).toBeLessThan(10);
    expect(patienceDays()).toBeGreaterThan(1);
  });
});
