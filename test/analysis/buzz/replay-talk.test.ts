/** Talk played again: a buzz opens once, rises, falls, ends and comes back, and nothing depends on what came later. */
import { describe, expect, test } from 'vitest';
import { type ReplayedBuzz, type ReplayInput, replayTalk } from '../../../src/analysis/buzz/replay-talk.ts';
import { sundayLike } from '../../../src/analysis/buzz/talk-state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/base/clock.ts';
import { makeSeededRandom } from '../../../src/base/random.ts';
import type { TalkFact } from '../../../src/domain/talk-fact.ts';
import { makeFact, makeFacts, TALK_START } from '../../support/talk-facts.ts';

const DAYS = 30;
const UNTIL = TALK_START + DAYS * DAY_MS;
/** An afternoon after three weeks. */
const NOON = TALK_START + 21 * DAY_MS + 13 * HOUR_MS;

/** Four weeks of thirty mentions a day, by day, a fifth of them negative, from people who are known. */
function makeUsual(until = UNTIL): readonly TalkFact[] {
  const random = makeSeededRandom(11);
  const facts = Array.from({ length: (until - TALK_START) / DAY_MS }, (_, day) => day).flatMap((day) =>
    Array.from({ length: 30 }, (_unused, index) => {
      const publishedAt = Math.floor(TALK_START + day * DAY_MS + 7 * HOUR_MS + random.next() * 15 * HOUR_MS);
      return makeFact(
        {
          publishedAt,
          label: index % 5 === 0 ? 'negative' : index % 3 === 0 ? 'positive' : 'neutral',
          isNewcomer: index % 4 === 0,
          author: `usual ${index}`,
          storyId: `usual ${day} ${index}`,
        },
        index,
      );
    }),
  );
  return facts;
}

const USUAL = makeUsual();

const angry = (count: number, until: number, withinMs: number, given: Partial<TalkFact> = {}): readonly TalkFact[] =>
  makeFacts(count, { until, withinMs, ...given }, (index) => ({
    author: `angry ${until} ${index}`,
    storyId: `angry ${until} ${index}`,
  }));

function play(facts: readonly TalkFact[], given: Partial<ReplayInput> = {}): readonly ReplayedBuzz[] {
  const heard = [...facts].sort((one, other) => one.heardAt - other.heardAt);
  return replayTalk({ facts: heard, from: TALK_START, until: UNTIL, sensitivity: 'balanced', campaigns: [], ...given });
}

const bad = (told: readonly ReplayedBuzz[]): readonly ReplayedBuzz[] =>
  told.filter(({ kind, highestLevel }) => kind === 'negative' && highestLevel >= 2);

const levelsOf = (buzz: ReplayedBuzz | undefined): readonly number[] => (buzz?.steps ?? []).map(({ level }) => level);

describe('the life of a replayed buzz', () => {
  test('four weeks in which nothing happens tell nothing', () => {
    expect(play(USUAL)).toEqual([]);
    expect(play([])).toEqual([]);
  });

  test('forty posts within an hour open one buzz within the hour, and it ends the same day', () => {
    const told = play([...USUAL, ...angry(40, NOON + HOUR_MS, HOUR_MS)]);
    expect(bad(told)).toHaveLength(1);
    const [buzz] = bad(told);
    expect(buzz?.openedAt).toBeGreaterThan(NOON);
    expect(buzz?.openedAt).toBeLessThanOrEqual(NOON + HOUR_MS);
    expect(buzz?.highestLevel).toBe(3);
    expect(buzz?.resolvedAt ?? UNTIL).toBeLessThan(NOON + DAY_MS);
    expect(buzz?.resolvedAt).toBeGreaterThan(NOON + 3 * HOUR_MS);
  });

  test('it rises as it is relayed, and the steps tell when', () => {
    const facts = [
      ...angry(7, NOON + HOUR_MS, HOUR_MS),
      ...angry(60, NOON + 2 * HOUR_MS, HOUR_MS),
      ...angry(3, NOON + 2.5 * HOUR_MS, HOUR_MS / 2, { outletWeight: 3, site: 'lemonde.example', sourceKind: 'feed' }),
    ];
    const [buzz] = bad(play([...USUAL, ...facts]));
    const levels = levelsOf(buzz);
    expect(levels.slice(0, levels.indexOf(4) + 1)).toEqual([...new Set(levels.slice(0, levels.indexOf(4) + 1))].sort());
    expect(buzz?.highestLevel).toBe(4);
    const times = buzz?.steps.map(({ at }) => at) ?? [];
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times[0]).toBe(buzz?.openedAt);
  });

  test('it falls before it ends, and what people were told stays', () => {
    const [buzz] = bad(
      play([...USUAL, ...angry(60, NOON + HOUR_MS, HOUR_MS), ...angry(14, NOON + 8 * HOUR_MS, 7 * HOUR_MS)]),
    );
    const levels = levelsOf(buzz);
    const top = levels.indexOf(Math.max(...levels));
    expect(levels.slice(top + 1).length).toBeGreaterThan(0);
    expect(levels.at(-1) ?? 9).toBeLessThan(buzz?.highestLevel ?? 0);
    expect(buzz?.resolvedAt).not.toBeNull();
  });

  test('what comes back within a day is the same buzz, and later another', () => {
    const twice = (laterMs: number) =>
      bad(play([...USUAL, ...angry(40, NOON + HOUR_MS, HOUR_MS), ...angry(60, NOON + HOUR_MS + laterMs, HOUR_MS)]));
    const [back, ...others] = twice(22 * HOUR_MS);
    expect(others).toEqual([]);
    expect(back?.steps.some(({ at }) => at > NOON + 20 * HOUR_MS)).toBe(true);
    expect(back?.resolvedAt).toBeGreaterThan(NOON + 22 * HOUR_MS);
    expect(twice(4 * DAY_MS)).toHaveLength(2);
  });

  test('one that goes on at the end has no end yet', () => {
    const [buzz] = bad(play([...USUAL, ...angry(40, NOON + HOUR_MS, HOUR_MS)], { until: NOON + 90 * MINUTE_MS }));
    expect(buzz?.resolvedAt).toBeNull();
  });

  test('a troll, and a dispatch on forty sites, tell nobody', () => {
    const troll = angry(40, NOON + HOUR_MS, HOUR_MS).map((fact) => ({ ...fact, author: 'troll' }));
    const dispatch = angry(40, NOON + HOUR_MS, HOUR_MS).map((fact, index) => ({
      ...{ ...fact, storyId: 'dispatch', site: `site${index}.example`, sourceKind: 'feed' as const },
      outletWeight: 3 as const,
    }));
    for (const facts of [troll, dispatch, [...troll, ...dispatch]]) expect(bad(play([...USUAL, ...facts]))).toEqual([]);
  });

  test('praise and silence are told apart from bad buzz', () => {
    const praise = angry(150, NOON + 4 * HOUR_MS, 4 * HOUR_MS, { label: 'positive' });
    const kinds = play([...USUAL, ...praise]).map(({ kind }) => kind);
    expect(kinds).toContain('positive');
    expect(kinds).not.toContain('negative');
    const silent = play(USUAL.filter(({ publishedAt }) => publishedAt < NOON));
    expect(silent.map(({ kind, resolvedAt }) => [kind, resolvedAt])).toEqual([['silence', null]]);
    expect((silent[0]?.openedAt ?? 0) - NOON).toBeGreaterThan(6 * HOUR_MS);
  });

  test('a silence lasts for weeks until one word ends it', () => {
    const word = makeFact({ publishedAt: NOON + 7 * DAY_MS, label: 'neutral' }, 1);
    const [silence] = play([...USUAL.filter(({ publishedAt }) => publishedAt < NOON), word]);
    expect(silence?.kind).toBe('silence');
    expect((silence?.resolvedAt ?? 0) - word.heardAt).toBeGreaterThan(0);
    expect((silence?.resolvedAt ?? 0) - word.heardAt).toBeLessThanOrEqual(5 * MINUTE_MS);
  });

  test('both at once are two buzzes, each with its own life', () => {
    const praise = angry(150, NOON, 4 * HOUR_MS, { label: 'positive' });
    const told = play([...USUAL, ...praise, ...angry(40, NOON + 2 * HOUR_MS, HOUR_MS / 2)]);
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(['negative', 'positive']);
  });

  test('a brand’s first day is judged already', () => {
    const facts = angry(40, TALK_START + 5 * HOUR_MS, HOUR_MS);
    const [buzz] = bad(play(facts, { until: TALK_START + DAY_MS }));
    expect(buzz?.openedAt).toBeLessThanOrEqual(TALK_START + 5 * HOUR_MS);
    expect(buzz?.highestLevel).toBe(3);
  });

  test('a campaign raises the bar for what it explains while it is on', () => {
    const talk = [
      ...angry(9, NOON + HOUR_MS, HOUR_MS),
      ...angry(14, NOON + HOUR_MS, HOUR_MS, { label: 'neutral' }).map((fact) => ({
        ...fact,
        author: `n ${fact.author}`,
        storyId: `n ${fact.storyId}`,
      })),
    ];
    const during = (from: number): number =>
      bad(play([...USUAL, ...talk], { campaigns: [{ from, until: from + 6 * HOUR_MS, name: 'Soldes' }] })).length;
    expect([during(NOON - HOUR_MS), during(NOON - 2 * DAY_MS)]).toEqual([0, 1]);
  });
});

describe('replayTalk', () => {
  const STORY = [
    ...USUAL,
    ...angry(40, NOON + HOUR_MS, HOUR_MS),
    ...angry(60, NOON + 23 * HOUR_MS, HOUR_MS),
    ...angry(150, NOON + 5 * DAY_MS, 4 * HOUR_MS, { label: 'positive' }),
  ];

  test('says the same twice', () => {
    expect(play(STORY)).toEqual(play(STORY));
    expect(play(STORY).length).toBeGreaterThanOrEqual(2);
  });

  test('says the same whatever the order of what was heard at the same instant', () => {
    const atOnce = STORY.map((fact) => ({ ...fact, heardAt: Math.ceil(fact.heardAt / HOUR_MS) * HOUR_MS }));
    const published = atOnce.map((fact) => ({
      ...fact,
      publishedAt: Math.floor(fact.publishedAt / HOUR_MS) * HOUR_MS,
    }));
    for (const facts of [atOnce, published]) expect(play(facts.toReversed())).toEqual(play(facts));
  });

  test('what it told until an instant depends on nothing later', () => {
    const until = NOON + 2 * HOUR_MS;
    const whole = play(STORY);
    const part = play(
      STORY.filter(({ heardAt }) => heardAt < until),
      { until },
    );
    const told = (all: readonly ReplayedBuzz[]) =>
      all.flatMap(({ kind, steps }) => steps.filter(({ at }) => at <= until).map((step) => ({ kind, ...step })));
    expect(told(part)).toEqual(told(whole));
    expect(told(part).length).toBeGreaterThan(0);
  });

  test('what is heard hours late counts when it was published, and is judged when it was heard', () => {
    const late = angry(40, NOON + HOUR_MS, HOUR_MS).map((fact) => ({ ...fact, heardAt: fact.heardAt + 5 * HOUR_MS }));
    const [buzz] = bad(play([...USUAL, ...late]));
    expect(buzz?.openedAt).toBeGreaterThan(NOON + 5 * HOUR_MS);
    expect(buzz?.openedAt).toBeLessThanOrEqual(NOON + 6 * HOUR_MS);
    const days = angry(40, NOON + HOUR_MS, HOUR_MS).map((fact) => ({ ...fact, heardAt: fact.heardAt + 3 * DAY_MS }));
    expect(bad(play([...USUAL, ...days]))).toEqual([]);
  });

  test('a span that is empty or turned round is told of nothing', () => {
    expect(play(USUAL, { from: NOON, until: NOON })).toEqual([]);
    expect(play(USUAL, { from: NOON, until: TALK_START })).toEqual([]);
  });

  test('what was heard before it begins is no part of it', () => {
    const early = angry(40, NOON - MINUTE_MS, HOUR_MS);
    expect(bad(play([...USUAL, ...early], { from: NOON, until: NOON + 2 * HOUR_MS }))).toEqual([]);
  });

  test('a holiday that is told to be like a Sunday is judged by Sundays', () => {
    // a brand that is silent on Sundays; on a Wednesday as loud as others forty mentions are nothing, on a holiday they are
    const weekly = makeUsual().filter(({ publishedAt }) => new Date(publishedAt).getUTCDay() !== 0);
    const dayOf = (bucket: number): number => Math.floor(bucket / 288);
    const holiday = Math.floor(NOON / DAY_MS) + 2;
    const levels = [undefined, (bucket: number) => (dayOf(bucket) === holiday ? sundayLike(bucket) : bucket)].map(
      (likeBucket) => {
        const facts = [...weekly, ...angry(30, NOON + 2 * DAY_MS + 6 * HOUR_MS, 9 * HOUR_MS, { label: 'positive' })];
        return play(facts, likeBucket === undefined ? {} : { likeBucket }).filter(({ kind }) => kind === 'positive')
          .length;
      },
    );
    expect(levels[1]).toBeGreaterThanOrEqual(levels[0] ?? 0);
  });
});
