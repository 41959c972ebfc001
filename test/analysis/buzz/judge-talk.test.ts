/** What level a brand's talk amounts to, and what it lacks for the next one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  judgeKind,
  judgePraise,
  judgeSilence,
  judgeTalk,
  scanTalk,
  type TalkContext,
  type TalkScan,
  withRules,
} from '../../../src/analysis/buzz/judge-talk.ts';
import { replayTalk } from '../../../src/analysis/buzz/replay-talk.ts';
import {
  foldTalk,
  makeTalkState,
  silentRow,
  type TalkRow,
  type TalkState,
  toTalkPrior,
} from '../../../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY } from '../../../src/analysis/buzz/volume-model.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/base/clock.ts';
import { makeSeededRandom } from '../../../src/base/random.ts';
import type { BuzzCondition, BuzzFigures, BuzzVerdict } from '../../../src/domain/buzz.ts';
import type { TalkFact } from '../../../src/domain/talk-fact.ts';
import {
  foldRows,
  makeFact,
  makeFacts,
  makeUsualRows,
  scanFacts,
  TALK_START,
  TALK_START_BUCKET,
} from '../../support/talk-facts.ts';

/** A Monday afternoon after four weeks. */
const NOW = TALK_START + 28 * DAY_MS + 15 * HOUR_MS;
const LAST_HOUR = { until: NOW, withinMs: HOUR_MS };

/** Mentions a day: three a week, one an hour, three thousand an hour. */
const RATES = [3 / 7, 30, 100, 72_000] as const;
type Rate = (typeof RATES)[number];
const KNOWN = new Map<Rate, TalkState>();

function knownState(perDay: Rate): TalkState {
  const known = KNOWN.get(perDay) ?? foldRows(makeUsualRows({ perDay, dayCount: 28 }));
  KNOWN.set(perDay, known);
  return known;
}

const USUAL = new Map<Rate, readonly TalkFact[]>();

/** What is said on the day in question before anything happens: by people who are known, each with his story. */
function usualFacts(perDay: Rate): readonly TalkFact[] {
  const known = USUAL.get(perDay);
  if (known !== undefined) return known;
  const since = (TALK_START + 28 * DAY_MS) / (5 * MINUTE_MS);
  const rows = makeUsualRows({ perDay, dayCount: 1, since, seed: 5 }).slice(0, 15 * 12);
  const facts = rows.flatMap((row) =>
    makeFacts(
      row.mentionCount,
      { until: (row.bucket + 1) * 5 * MINUTE_MS, withinMs: 5 * MINUTE_MS, isNewcomer: false },
      (index) => ({
        author: `usual ${row.bucket} ${index}`,
        storyId: `usual ${row.bucket} ${index}`,
        label:
          index < row.negativeCount
            ? 'negative'
            : index < row.negativeCount + row.positiveCount
              ? 'positive'
              : 'neutral',
      }),
    ),
  );
  USUAL.set(perDay, facts);
  return facts;
}

type Judged = Readonly<{ verdict: BuzzVerdict; scan: TalkScan; missing: readonly BuzzCondition[] }>;

function judge(perDay: Rate, facts: readonly TalkFact[], context: Partial<TalkContext> = {}): Judged {
  const heard = [...usualFacts(perDay), ...facts];
  const { scan, negatives } = scanFacts({ settled: knownState(perDay), facts: heard, now: NOW, context });
  const verdict = judgeTalk(scan, negatives);
  return { verdict, scan, missing: verdict.figures.nextLevel?.missing.map(({ condition }) => condition) ?? [] };
}

/** A brand that began so long ago, with nothing said before these. */
function judgeNew(facts: readonly TalkFact[], agoMs: number, state = makeTalkState()): Judged {
  const since = Math.floor((NOW - agoMs) / (5 * MINUTE_MS));
  const { scan, negatives } = scanFacts({ settled: state, since, facts, now: NOW });
  const verdict = judgeTalk(scan, negatives);
  return { verdict, scan, missing: verdict.figures.nextLevel?.missing.map(({ condition }) => condition) ?? [] };
}

const customers = (count: number, given: Partial<TalkFact> = {}): readonly TalkFact[] =>
  makeFacts(count, { ...LAST_HOUR, ...given });
const troll = (count: number): readonly TalkFact[] =>
  makeFacts(count, { ...LAST_HOUR, author: 'forum.example troll', crisisWeight: 3 }, (index) => ({
    storyId: `troll ${index}`,
  }));
const dispatch = (count: number): readonly TalkFact[] =>
  makeFacts(count, LAST_HOUR, (index) => ({
    ...{ author: `site${index}.example `, site: `site${index}.example`, sourceKind: 'feed' as const },
    ...{ storyId: 'dispatch', outletWeight: 3 as const, crisisWeight: 3 as const },
  }));
const others = (count: number, label: TalkFact['label'] = 'neutral'): readonly TalkFact[] =>
  makeFacts(count, { ...LAST_HOUR, label }, (index) => ({ author: `other ${index}`, storyId: `other ${index}` }));

function walkNumbers(value: unknown, path = ''): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => walkNumbers(inner, `${path}.${key}`));
}

function expectSound(verdict: BuzzVerdict): void {
  const { figures } = verdict;
  for (const [path, value] of walkNumbers(figures)) expect(Number.isFinite(value), `${path} ${value}`).toBe(true);
  expect(JSON.parse(JSON.stringify(figures))).toEqual(withoutMinusZero(figures));
  for (const ratio of ['negativeRatio', 'negativeRatioMin', 'usualNegativeRatio', 'probability'] as const) {
    expect(figures[ratio]).toBeGreaterThanOrEqual(0);
    expect(figures[ratio]).toBeLessThanOrEqual(1);
  }
  for (const { have, need } of figures.nextLevel?.missing ?? []) expect(have).toBeLessThan(need);
  expect(verdict.reasons.length > 0).toBe(verdict.level > 0);
  expect(new Set(verdict.reasons).size).toBe(verdict.reasons.length);
}

function withoutMinusZero(figures: BuzzFigures): unknown {
  return JSON.parse(JSON.stringify(figures), (_key, value: unknown) => (value === 0 ? 0 : value));
}

describe('the levels', () => {
  test.each(RATES)('an ordinary afternoon of %d a day is nothing, and says what a level 2 would take', (perDay) => {
    const { verdict } = judge(perDay, []);
    expect(verdict).toMatchObject({ level: 0, reasons: [], isGrowing: false, figures: { nextLevel: { level: 2 } } });
    expect(verdict.figures.nextLevel?.missing.length).toBeGreaterThan(0);
  });

  test.each([
    [3 / 7, 40],
    [30, 40],
    [100, 40],
    [72_000, 2_000],
  ] as const)('a bad buzz of a brand of %d a day is one, in an hour', (perDay, count) => {
    const { verdict, missing } = judge(perDay, customers(count));
    expect(verdict.level).toBe(3);
    expect(verdict.reasons).toEqual(expect.arrayContaining(['negative-share', 'newcomers', 'many-authors']));
    expect(missing).toEqual(['national-press']);
    expect(verdict.figures.newcomerCount).toBeGreaterThanOrEqual(count);
    expectSound(verdict);
  });

  test('forty angry people are no news for a brand of three thousand mentions an hour', () => {
    expect(judge(72_000, customers(40)).verdict.level).toBe(0);
  });

  test('a brand of three mentions a week is told of six people, and not of five', () => {
    expect(judge(3 / 7, customers(5)).verdict.figures.nextLevel).toEqual({
      level: 2,
      missing: [{ condition: 'negative-count', have: 5, need: 6 }],
    });
    expect(judge(3 / 7, customers(6)).verdict.level).toBe(2);
  });

  const lacks: readonly (readonly [string, readonly TalkFact[], 0 | 1 | 2 | 3, readonly BuzzCondition[]])[] = [
    ['too few mentions', customers(5), 0, ['negative-count']],
    ['as large a part of the talk as ever', [...customers(40), ...others(160)], 1, ['share-surprise']],
    [
      'three people',
      makeFacts(12, LAST_HOUR, (index) => ({ author: `a${index % 3}`, crisisWeight: 2 })),
      1,
      ['voices'],
    ],
    [
      'two people',
      makeFacts(12, LAST_HOUR, (index) => ({ author: `a${index % 2}` })),
      1,
      ['negative-count', 'joint-surprise', 'voices', 'authors'],
    ],
    [
      'two stories',
      makeFacts(12, LAST_HOUR, (index) => ({ storyId: `s${index % 2}` })),
      1,
      ['negative-count', 'joint-surprise', 'voices', 'stories'],
    ],
    ['for level 3 nine mentions', customers(9), 2, ['negative-count']],
    [
      'for level 3 seven people',
      makeFacts(12, LAST_HOUR, (index) => ({ author: `a${index % 7}` })),
      2,
      ['voices', 'spread'],
    ],
    ['for level 4 the national press', customers(40), 3, ['national-press']],
  ];

  test.each(lacks)('what is missing is named: %s', (_name, facts, level, missing) => {
    const judged = judge(3 / 7, facts);
    expect([judged.verdict.level, judged.missing]).toEqual([level, missing]);
    expectSound(judged.verdict);
  });

  test('people who always complain weigh less than as many who never spoke of the brand', () => {
    const levels = (isNewcomer: boolean) =>
      Array.from({ length: 30 }, (_, count) => judge(100, customers(count, { isNewcomer })).verdict.level);
    const [regulars, newcomers] = [levels(false), levels(true)];
    for (const [count, level] of regulars.entries()) expect(level).toBeLessThanOrEqual(newcomers[count] ?? 0);
    expect(regulars.findIndex((level) => level >= 2)).toBeGreaterThan(newcomers.findIndex((level) => level >= 2));
    expect(judge(100, customers(8, { isNewcomer: false })).missing).toEqual(expect.arrayContaining(['joint-surprise']));
  });

  test('few people are as telling with a second kind of source, the press, or words of crisis', () => {
    // at this sensitivity six people are voices enough, and eight would be many
    const seven = (given: (index: number) => Partial<TalkFact>) =>
      judge(3 / 7, makeFacts(7, LAST_HOUR, given), { sensitivity: 'more' });
    expect([seven(() => ({})).verdict.level, seven(() => ({})).missing]).toEqual([2, ['spread']]);
    expect(seven((index) => ({ sourceKind: index === 0 ? 'feed' : 'forum' })).verdict.level).toBe(3);
    expect(seven((index) => ({ outletWeight: index === 0 ? 2 : 1 })).verdict.level).toBe(3);
    expect(seven((index) => ({ crisisWeight: index < 3 ? 2 : 0 })).verdict.level).toBe(3);
    expect(seven((index) => ({ crisisWeight: index < 2 ? 3 : 1 })).missing).toEqual(['spread']);
  });

  test('the national press makes a crisis of a bad buzz, and of nothing else', () => {
    const article = makeFacts(1, LAST_HOUR, () => ({
      author: 'lemonde.example ',
      outletWeight: 3,
      storyId: 'article',
    }));
    expect(judge(30, [...customers(40), ...article]).verdict).toMatchObject({ level: 4, figures: { nextLevel: null } });
    expect(judge(30, [...customers(40), ...article]).verdict.reasons).toContain('national-press');
    expect(judge(30, article).verdict.level).toBe(0);
    const regional = article.map((fact) => ({ ...fact, outletWeight: 2 as const }));
    const { verdict } = judge(30, [...customers(40), ...regional]);
    expect([verdict.level, verdict.reasons.includes('press')]).toEqual([3, true]);
  });

  test.each(RATES)(
    'nobody is woken by one troll, nor by one dispatch on forty sites, nor by both (%d a day)',
    (perDay) => {
      for (const facts of [troll(40), dispatch(40), [...troll(40), ...dispatch(40)], troll(400)]) {
        const { verdict } = judge(perDay, facts);
        expect(verdict.level).toBeLessThanOrEqual(1);
        expectSound(verdict);
      }
    },
  );

  test('the posts of a troll, and the copies of a dispatch, do not make the numbers up for three people who grumble', () => {
    for (const facts of [troll(40), dispatch(40)]) {
      for (const perDay of [3 / 7, 30] as const) {
        expect(judge(perDay, [...customers(perDay === 30 ? 2 : 3), ...facts]).verdict.level).toBeLessThanOrEqual(1);
      }
    }
    expect(judge(3 / 7, [...customers(3), ...troll(40)]).missing).toEqual(expect.arrayContaining(['negative-count']));
  });

  test('a troll hides nothing of forty customers', () => {
    expect(judge(30, [...troll(40), ...customers(40)]).verdict.level).toBe(3);
  });

  test('a slow burn of a day is seen though no hour of it is remarkable', () => {
    const slow = makeFacts(24, { until: NOW, withinMs: 20 * HOUR_MS });
    const { verdict } = judge(30, slow);
    expect(verdict.level).toBeGreaterThanOrEqual(2);
    expect(verdict.figures.windowMinutes).toBeGreaterThanOrEqual(360);
  });

  test('it is growing where the last hour is clearly louder than the one before', () => {
    const before = makeFacts(20, { until: NOW - HOUR_MS, withinMs: HOUR_MS }, (index) => ({ author: `b${index}` }));
    expect(judge(30, [...before, ...customers(20)]).verdict.isGrowing).toBe(false);
    expect(judge(30, [...before, ...customers(60)]).verdict.isGrowing).toBe(true);
    expect(judge(30, customers(60)).verdict.figures.hourlyNegativeCounts.at(-1)).toBeGreaterThanOrEqual(60);
  });

  test('while a buzz is open its beginning has no say any more once six hours tell enough', () => {
    const morning = makeFacts(300, { until: NOW - 7 * HOUR_MS, withinMs: HOUR_MS });
    expect(judge(72_000, morning).verdict.figures.windowMinutes).toBeLessThanOrEqual(1_440);
    expect(judge(100, morning).verdict.level).toBeGreaterThanOrEqual(2);
    expect(judge(100, morning, { phase: 'buzz', toldLevel: 3 }).verdict.level).toBe(0);
  });
});

describe('a sensitivity', () => {
  test('moves the counts that are asked for, rounded up', () => {
    const need = (sensitivity: TalkContext['sensitivity']) =>
      judge(30, [], { sensitivity }).verdict.figures.nextLevel?.missing.find(
        ({ condition }) => condition === 'negative-count',
      )?.need;
    expect([need('more'), need('balanced'), need('fewer')]).toEqual([5, 6, 9]);
  });

  test('never turns what is told with fewer into something that is not told with more', () => {
    for (const perDay of [3 / 7, 30] as const) {
      for (let count = 0; count <= 40; count += 2) {
        const [fewer = 0, balanced = 0, more = 0] = (['fewer', 'balanced', 'more'] as const).map(
          (sensitivity) => judge(perDay, customers(count), { sensitivity }).verdict.level,
        );
        expect(fewer).toBeLessThanOrEqual(balanced);
        expect(balanced).toBeLessThanOrEqual(more);
      }
    }
  });
});

describe('a campaign', () => {
  const loud = [...customers(40), ...others(100)];

  test('explains as many negatives as its talk brings at the usual share, and is named', () => {
    const plain = judge(100, loud);
    const planned = judge(100, loud, { campaignName: 'Soldes d’été' });
    expect(planned.verdict.figures.campaignName).toBe('Soldes d’été');
    expect(plain.verdict.figures.campaignName).toBeNull();
    expect(planned.verdict.figures.expectedNegativeCount).toBeGreaterThan(plain.verdict.figures.expectedNegativeCount);
    expect(planned.verdict.figures.score).toBeLessThan(plain.verdict.figures.score);
  });

  test('keeps levels away that are reached by volume, and none that is reached by the share', () => {
    let withheld = 0;
    for (const perDay of [30, 100] as const) {
      for (let angry = 6; angry <= 24; angry += 2) {
        for (const ratio of [1, 1.5, 2, 2.5, 3]) {
          const talk = [...customers(angry), ...others(Math.round(angry * ratio))];
          const plain = judge(perDay, talk).verdict.level;
          const planned = judge(perDay, talk, { campaignName: 'Soldes' }).verdict.level;
          expect(planned).toBeLessThanOrEqual(plain);
          if (plain >= 2 && planned < 2) withheld += 1;
        }
      }
      for (const campaignName of [null, 'Soldes']) {
        expect(judge(perDay, customers(40), { campaignName }).verdict.level).toBe(3);
      }
    }
    expect(withheld).toBeGreaterThan(0);
  });

  test('keeps a weak signal away that its talk explains, and none that is made of negatives alone', () => {
    const level = (facts: readonly TalkFact[], campaignName: string | null) =>
      judge(30, facts, { campaignName }).verdict.level;
    for (const angry of [12, 20, 30]) {
      const usualShare = [...customers(angry), ...others(4 * angry)];
      expect([level(usualShare, null), level(usualShare, 'Soldes')]).toEqual([1, 0]);
    }
    expect([level(troll(60), null), level(troll(60), 'Soldes')]).toEqual([1, 1]);
  });

  test('lets a buzz end that is open while its talk explains the voices that are left', () => {
    const level = (facts: readonly TalkFact[], campaignName: string | null) =>
      judge(30, facts, { campaignName, phase: 'buzz', toldLevel: 2 }).verdict.level;
    const usualShare = [...customers(8), ...others(60)];
    expect([level(usualShare, null), level(usualShare, 'Soldes')]).toEqual([1, 0]);
    expect([level(troll(1), 'Soldes'), level(customers(40), 'Soldes')]).toEqual([0, 3]);
  });

  test('moves neither the share nor its bar', () => {
    const share = (campaignName: string | null) => {
      const { figures } = judge(3 / 7, [...customers(40), ...others(160)], { campaignName }).verdict;
      const missing = figures.nextLevel?.missing.find(({ condition }) => condition === 'share-surprise');
      return [missing, figures.negativeRatio, figures.negativeRatioMin, figures.usualNegativeRatio];
    };
    expect(share('Soldes')).toEqual(share(null));
  });
});

describe('a new brand', () => {
  test('is told of its first bad buzz in its first hours, and says that it goes by what brands are like in general', () => {
    for (const agoMs of [HOUR_MS, 6 * HOUR_MS, DAY_MS, 47 * HOUR_MS]) {
      const { verdict } = judgeNew([...customers(40), ...others(10)], agoMs);
      expect(verdict.level).toBe(3);
      expect(verdict.figures).toMatchObject({ basis: 'general', baselineWeekCount: 0 });
      expectSound(verdict);
    }
  });

  test('is not told of ordinary talk, however much of it there is', () => {
    const talk = [...customers(40), ...others(160)];
    expect(judgeNew(talk, HOUR_MS).verdict.level).toBeLessThanOrEqual(1);
    expect(judgeNew([], 0).verdict.level).toBe(0);
  });

  test('says what it lacks in numbers: how unusual newcomers are is not asked where everybody is one', () => {
    const { verdict, missing } = judgeNew(customers(5), HOUR_MS);
    expect(missing).not.toContain('crowd-surprise');
    expect(JSON.parse(JSON.stringify(verdict.figures.nextLevel))).toEqual(verdict.figures.nextLevel);
    expect(verdict.figures.nextLevel?.missing).toContainEqual({ condition: 'negative-count', have: 5, need: 6 });
  });

  test('goes by the agency’s other brands where there are three, and by its own past after two weeks', () => {
    const prior = toTalkPrior([1, 2, 3].map((seed) => foldRows(makeUsualRows({ perDay: 50, dayCount: 20, seed }))));
    expect(judgeNew(customers(5), HOUR_MS, makeTalkState(prior)).verdict.figures.basis).toBe('agency');
    const days = (dayCount: number) => foldRows(makeUsualRows({ perDay: 30, dayCount }), prior);
    const basisAfter = (dayCount: number): unknown => {
      const now = TALK_START + dayCount * DAY_MS + HOUR_MS;
      const { scan, negatives } = scanFacts({ settled: days(dayCount), facts: [], now });
      const { basis, baselineWeekCount } = judgeTalk(scan, negatives).figures;
      return [basis, baselineWeekCount];
    };
    expect([basisAfter(3), basisAfter(13), basisAfter(14), basisAfter(70)]).toEqual([
      ['agency', 0],
      ['agency', 1],
      ['own', 2],
      ['own', 8],
    ]);
  });

  test.each(['troll', 'dispatch'] as const)('is not told of one %s', (kind) => {
    expect(judgeNew(kind === 'troll' ? troll(40) : dispatch(40), HOUR_MS).verdict.level).toBeLessThan(2);
  });
});

describe('praise', () => {
  test('is told where there is more talk than usual and a larger part of it is positive', () => {
    const { scan } = judge(30, others(60, 'positive'));
    expect(judgePraise(scan)).toMatchObject({ level: 1, reasons: ['positive-share', 'mention-volume'] });
    expect(judgeTalk(scan, []).level).toBe(0);
    expectSound(judgePraise(scan));
  });

  test('is none where there is only more talk, only a good day, or hardly anybody', () => {
    expect(judgePraise(judge(30, [...others(20, 'positive'), ...others(40)]).scan).level).toBe(0);
    expect(judgePraise(judge(30, []).scan).level).toBe(0);
    expect(judgePraise(judge(3 / 7, others(7, 'positive')).scan).level).toBe(0);
  });

  test('hides no bad buzz at the same time', () => {
    const praise = makeFacts(100, { until: NOW - 6 * HOUR_MS, withinMs: HOUR_MS, label: 'positive' });
    const { verdict, scan } = judge(30, [...praise, ...customers(20)]);
    expect([judgePraise(scan).level, verdict.level >= 2]).toEqual([1, true]);
  });
});

describe('silence', () => {
  const silentFor = (state: TalkState, ms: number, context: Partial<TalkContext> = {}): BuzzVerdict => {
    const lastAt = (state.lastSpokenBucket ?? 0) * 5 * MINUTE_MS;
    return judgeSilence(scanFacts({ settled: state, facts: [], now: lastAt + ms, context }).scan);
  };
  const KNOWN_DAYS = foldRows(makeUsualRows({ perDay: 200, dayCount: 20 }));

  function foldSilence(state: TalkState, days: number): void {
    const since = (state.mentions.lastBucket ?? 0) + 1;
    for (const row of makeUsualRows({ perDay: 0, dayCount: days, since })) foldTalk(state, row);
  }

  test('of a brand that is spoken of every hour is told within a day, and for how long it lasts', () => {
    expect(silentFor(KNOWN_DAYS, 2 * HOUR_MS).level).toBe(0);
    const verdict = silentFor(KNOWN_DAYS, DAY_MS);
    expect(verdict).toMatchObject({ level: 1, reasons: ['silence'], isGrowing: false });
    expect(verdict.figures).toMatchObject({ mentionCount: 0, negativeCount: 0, nextLevel: null });
    expect(verdict.figures.windowMinutes).toBeGreaterThan(23 * 60);
    expect(verdict.figures.expectedMentionCount).toBeGreaterThan(100);
    expectSound(verdict);
  });

  test('is over with one mention', () => {
    const now = (KNOWN_DAYS.lastSpokenBucket ?? 0) * 5 * MINUTE_MS + 2 * DAY_MS;
    const fact = makeFact({ publishedAt: now - MINUTE_MS, label: 'neutral' }, 1);
    expect(judgeSilence(scanFacts({ settled: KNOWN_DAYS, facts: [fact], now }).scan).level).toBe(0);
  });

  /** On which days it is told, judged every six hours as the service does. */
  function tellSilences(rows: readonly TalkRow[]): readonly number[] {
    const state = makeTalkState();
    const toldDays: number[] = [];
    let isSilenceOpen = false;
    for (const row of rows) {
      if (row.mentionCount > 0) isSilenceOpen = false;
      else if (row.bucket % (BUCKETS_PER_DAY / 4) === 0) {
        const context = { sensitivity: 'balanced', campaignName: null, phase: 'calm', toldLevel: 0 } as const;
        const scan = scanTalk({ state, row, positiveCount: 0, context: { ...context, isSilenceOpen } });
        const verdict = judgeSilence(scan);
        expect(verdict.figures.score).toBeLessThanOrEqual(verdict.figures.expectedMentionCount + 1e-9);
        if (verdict.level === 1 && !isSilenceOpen) toldDays.push((row.bucket - TALK_START_BUCKET) / BUCKETS_PER_DAY);
        isSilenceOpen = verdict.level === 1;
      }
      foldTalk(state, row);
    }
    return toldDays;
  }

  test.each([
    { perDay: 3 / 7, from: 14, until: 90 },
    { perDay: 1, from: 6, until: 25 },
    { perDay: 3, from: 3, until: 9 },
    { perDay: 10, from: 2, until: 5 },
    { perDay: 30, from: 0.5, until: 4 },
  ])('of a brand of $perDay a day is told once, after days that its talk explains', ({ perDay, from, until }) => {
    for (const seed of [1, 2, 3]) {
      const silent = makeUsualRows({ perDay: 0, dayCount: 200, since: TALK_START_BUCKET + 100 * BUCKETS_PER_DAY });
      const told = tellSilences([...makeUsualRows({ perDay, dayCount: 100, seed }), ...silent]);
      expect(told).toHaveLength(1);
      expect((told[0] ?? 0) - 100).toBeGreaterThanOrEqual(from);
      expect((told[0] ?? 0) - 100).toBeLessThanOrEqual(until);
    }
  });

  test('of a brand that nobody speaks of at weekends is told in the week, and not each weekend', () => {
    const isWeekend = ({ bucket }: TalkRow): boolean => [0, 6].includes(new Date(bucket * 5 * MINUTE_MS).getUTCDay());
    for (const perDay of [10, 100, 300]) {
      const week = makeUsualRows({ perDay, dayCount: 120 }).map((row) =>
        isWeekend(row) || row.bucket >= TALK_START_BUCKET + 107 * BUCKETS_PER_DAY ? silentRow(row.bucket) : row,
      );
      const told = tellSilences(week).filter((day) => day > 28); // it takes weeks to know a week
      expect(told).toHaveLength(1);
      expect(told[0]).toBeGreaterThan(107);
      expect(told[0]).toBeLessThan(114);
    }
  });

  test('of a brand that was heard once, or in one hour alone, is never told', () => {
    for (const spokenCount of [1, 12]) {
      const rows = makeUsualRows({ perDay: 0, dayCount: 420 }).map((row, index) =>
        index >= 3_600 && index < 3_600 + spokenCount ? { ...row, mentionCount: 20 } : row,
      );
      expect(tellSilences(rows)).toEqual([]);
    }
  });

  test('is over with a word, and told again where the brand falls silent again', () => {
    const later = TALK_START_BUCKET + 60 * BUCKETS_PER_DAY;
    const silent = makeUsualRows({ perDay: 0, dayCount: 60, since: later }).map((row) =>
      row.bucket === later + 20 * BUCKETS_PER_DAY ? { ...row, mentionCount: 1 } : row,
    );
    const told = tellSilences([...makeUsualRows({ perDay: 3, dayCount: 60 }), ...silent]);
    expect(told).toHaveLength(2);
    // it is spoken of less often by now
    expect((told[1] ?? 0) - 80).toBeGreaterThan((told[0] ?? 0) - 60);
  });

  test('lasts until somebody speaks, though less and less is to be expected by then', () => {
    const state = foldRows(makeUsualRows({ perDay: 30, dayCount: 20 }));
    for (const days of [2, 8, 30, 400]) {
      foldSilence(state, days);
      const now = ((state.mentions.lastBucket ?? 0) + 2) * 5 * MINUTE_MS;
      const judgeWith = (facts: readonly TalkFact[]): BuzzVerdict =>
        judgeSilence(scanFacts({ settled: state, facts, now, context: { isSilenceOpen: true } }).scan);
      expect(judgeWith([]).level).toBe(1);
      expectSound(judgeWith([]));
      expect(judgeWith([makeFact({ publishedAt: now - MINUTE_MS, label: 'positive' }, 1)]).level).toBe(0);
    }
  });

  test('is not told of a brand that is known for less than a week, nor of one that was never spoken of', () => {
    expect(silentFor(foldRows(makeUsualRows({ perDay: 200, dayCount: 5 })), DAY_MS).level).toBe(0);
    const never = foldRows(makeUsualRows({ perDay: 0, dayCount: 40 }));
    const { scan } = scanFacts({ settled: never, facts: [], now: TALK_START + 41 * DAY_MS });
    expect(judgeSilence(scan)).toMatchObject({ level: 0, reasons: [] });
    expectSound(judgeSilence(scan));
  });

  test('is not told of a brand of office hours each morning', () => {
    const random = makeSeededRandom(7);
    const facts = Array.from({ length: 42 }, (_, day) => day).flatMap((day) =>
      Array.from({ length: 700 + Math.floor(600 * random.next()) }, () => {
        const at = TALK_START + day * DAY_MS + 8 * HOUR_MS + Math.floor(random.next() * 12 * HOUR_MS);
        return makeFact({ publishedAt: at, label: 'neutral', isNewcomer: false }, at);
      }),
    );
    facts.sort((one, other) => one.heardAt - other.heardAt);
    const span = { from: TALK_START, until: TALK_START + 42 * DAY_MS };
    const told = replayTalk({ facts, ...span, sensitivity: 'balanced', campaigns: [] });
    expect(told.filter(({ kind }) => kind === 'silence')).toEqual([]);
  });
});

test('a loud brand’s morning makes nothing grow: its last hour must be abnormal by itself', () => {
  const morning = makeFacts(700, LAST_HOUR, (index) => ({ author: `m${index}`, isNewcomer: false }));
  const all = [...usualFacts(72_000).filter(({ publishedAt }) => publishedAt < NOW - HOUR_MS), ...morning];
  const { scan, negatives } = scanFacts({ settled: knownState(72_000), facts: all, now: NOW });
  const quieter = negatives.filter(({ publishedAt }, index) => publishedAt >= NOW - HOUR_MS || index % 2 === 0);
  expect(judgeTalk(scan, quieter).figures.hourlyNegativeCounts.at(-1)).toBe(700);
  expect(judgeTalk(scan, quieter).isGrowing).toBe(false);
});

describe('every verdict', () => {
  const rolledFacts = fc.array(
    fc.record({
      agoMinutes: fc.integer({ min: 0, max: 900 }),
      label: fc.constantFrom<TalkFact['label']>('negative', 'negative', 'neutral', 'positive'),
      author: fc.nat(20),
      story: fc.nat(20),
      isNewcomer: fc.boolean(),
      sourceKind: fc.constantFrom<TalkFact['sourceKind']>('feed', 'forum'),
      crisisWeight: fc.constantFrom<TalkFact['crisisWeight']>(0, 1, 2, 3),
      outletWeight: fc.constantFrom<TalkFact['outletWeight']>(1, 2, 3),
    }),
    { maxLength: 60 },
  );
  const contexts = fc.record({
    sensitivity: fc.constantFrom<TalkContext['sensitivity']>('fewer', 'balanced', 'more'),
    campaignName: fc.constantFrom(null, 'Soldes'),
    phase: fc.constantFrom<TalkContext['phase']>('calm', 'buzz'),
  });

  test('is of numbers that JSON can hold, and lacks exactly what it says', () => {
    fc.assert(
      fc.property(rolledFacts, contexts, fc.constantFrom('new' as const, 3 / 7, 30), (rolled, context, brand) => {
        const facts = rolled
          .map(({ agoMinutes, author, story, ...each }, number) =>
            makeFact(
              { ...each, publishedAt: NOW - agoMinutes * MINUTE_MS - 1, author: `a${author}`, storyId: `s${story}` },
              number,
            ),
          )
          .sort((one, other) => one.publishedAt - other.publishedAt);
        const since = Math.floor((NOW - 15.5 * HOUR_MS) / (5 * MINUTE_MS));
        const settled = brand === 'new' ? makeTalkState() : knownState(brand as Rate);
        const { scan, negatives } = scanFacts({ settled, since, facts, now: NOW, context });
        for (const kind of ['negative', 'positive', 'silence'] as const) expectSound(judgeKind(kind, scan, negatives));
        const verdict = judgeTalk(scan, negatives);
        const { figures } = verdict;
        if (verdict.level < 4) expect(figures.nextLevel?.level).toBe(Math.max(2, verdict.level + 1));
        const have: Partial<Record<BuzzCondition, number>> = {
          'joint-surprise': figures.score,
          voices: figures.voiceCount,
          authors: figures.authorCount,
          stories: figures.storyCount,
          spread: figures.authorCount,
          'national-press': figures.nationalPressSiteCount,
        };
        for (const missing of figures.nextLevel?.missing ?? []) {
          if (missing.condition === 'negative-count') expect(missing.have).toBeLessThanOrEqual(figures.negativeCount);
          if (have[missing.condition] !== undefined) expect(missing.have).toBe(have[missing.condition]);
        }
        // what needs no single mention is the same without them
        if (!scan.needsFacts) expect(judgeTalk(scan, []).level).toBe(verdict.level);
      }),
    );
  });

  test('of millions of mentions is one too', () => {
    const row = {
      bucket: 0,
      mentionCount: 2_000_000_000,
      negativeCount: 2_000_000_000,
      positiveCount: 0,
      newcomerCount: 9,
    };
    for (const state of [makeTalkState(), knownState(3 / 7), knownState(72_000)]) {
      const bucket = (state.mentions.lastBucket ?? 5) + 1;
      const { scan } = scanFacts({ settled: state, since: bucket, facts: [], now: (bucket + 1) * 5 * MINUTE_MS });
      const mad = scanTalk({ ...scan, row: { ...row, bucket } });
      for (const kind of ['negative', 'positive', 'silence'] as const) expectSound(judgeKind(kind, mad, []));
    }
  });
});

describe('a rule of the agency’s own', () => {
  const rule = { name: 'Pannes', level: 2, count: 5, countMin: 3, windowMinutes: 60 } as const;

  test('lifts a verdict to its level, names itself, and never lowers one', () => {
    const calm = judge(30, []).verdict;
    expect(withRules(calm, [])).toBe(calm);
    const lifted = withRules(calm, [rule, { ...rule, level: 3 }]);
    expect(lifted).toMatchObject({ level: 3, reasons: ['own-rule'] });
    expect(lifted.figures.metRules).toHaveLength(2);
    const bad = judge(30, customers(40)).verdict;
    expect(withRules(bad, [rule])).toMatchObject({ level: 3, reasons: [...bad.reasons, 'own-rule'] });
  });
});
