/** A brand's talk replayed from counts: the same answers as mention by mention, and what a table of counts can tell. */
import { describe, expect, test } from 'vitest';
import {
  type CountedTalk,
  type ReplayRule,
  replayCounts,
  runReplay,
} from '../../../src/analysis/buzz/replay-counts.ts';
import { replayTalk } from '../../../src/analysis/buzz/replay-talk.ts';
import { silentRow, sundayLike, type TalkRow, withFact } from '../../../src/analysis/buzz/talk-state.ts';
import { DAY_MS, HOUR_MS } from '../../../src/base/clock.ts';
import { makeSeededRandom, type Random } from '../../../src/base/random.ts';
import type { Sensitivity } from '../../../src/domain/brand.ts';
import type { TalkFact } from '../../../src/domain/talk-fact.ts';
import { BUCKET_MS } from '../../../src/domain/volume.ts';

const START = Date.UTC(2026, 5, 1);
const SENSITIVITIES = ['fewer', 'balanced', 'more'] as const satisfies readonly Sensitivity[];

const toRule = (sensitivity: Sensitivity | null): ReplayRule => ({ sensitivity, thresholds: [] });

/** Ordinary talk of so many mentions a day, heard at once, and three outbreaks of anger of different breadth. */
function tellTalk(seed: number, { perDay, days }: Readonly<{ perDay: number; days: number }>): readonly TalkFact[] {
  const random = makeSeededRandom(seed);
  const outbreaks = [0.35, 0.6, 0.85].map((place, index) => ({
    from: START + place * days * DAY_MS,
    until: START + place * days * DAY_MS + (2 + 8 * random.next()) * HOUR_MS,
    perDay: perDay * (3 + 10 * random.next()) + 150,
    authorCount: [2, 12, 400][index] ?? 1,
    isPress: index === 2,
  }));
  const facts: TalkFact[] = [];
  for (let at = START; at < START + days * DAY_MS; at += drawGap(random, perDay, at)) {
    facts.push(makeFact(random, at, { negativeRatio: 0.15, authorCount: 300, newcomerRatio: 0.3, isPress: false }));
  }
  for (const outbreak of outbreaks) {
    for (let at = outbreak.from; at < outbreak.until; at += drawGap(random, outbreak.perDay, at)) {
      facts.push(makeFact(random, at, { ...outbreak, negativeRatio: 0.8, newcomerRatio: 0.7 }));
    }
  }
  return facts.sort((one, other) => one.publishedAt - other.publishedAt);
}

/** Two days of loud talk, as much of it negative as ever. */
function tellCampaign(seed: number, { from, perDay }: Readonly<{ from: number; perDay: number }>): readonly TalkFact[] {
  const random = makeSeededRandom(seed + 1_000);
  const facts: TalkFact[] = [];
  for (let at = from; at < from + 2 * DAY_MS; at += drawGap(random, perDay, at)) {
    facts.push(makeFact(random, at, { negativeRatio: 0.15, authorCount: 300, newcomerRatio: 0.3, isPress: false }));
  }
  return facts;
}

/** Nights are quieter. */
function drawGap(random: Random, perDay: number, at: number): number {
  const hour = (at % DAY_MS) / HOUR_MS;
  const rate = perDay * (hour < 7 ? 0.3 : 1.3);
  return (-Math.log(1 - random.next()) / rate) * DAY_MS;
}

function makeFact(
  random: Random,
  at: number,
  kind: Readonly<{ negativeRatio: number; authorCount: number; newcomerRatio: number; isPress: boolean }>,
): TalkFact {
  const publishedAt = Math.floor(at);
  const author = `author ${Math.floor(random.next() * kind.authorCount)}`;
  const isNegative = random.next() < kind.negativeRatio;
  return {
    publishedAt,
    heardAt: publishedAt,
    isNewcomer: random.next() < kind.newcomerRatio,
    label: isNegative ? 'negative' : random.next() < 0.3 ? 'positive' : 'neutral',
    author,
    site: `site ${Math.floor(random.next() * 4)}`,
    sourceKind: random.next() < 0.5 ? 'forum' : 'feed',
    storyId: `story ${Math.floor(random.next() * 500)}`,
    crisisWeight: random.next() < 0.1 ? 2 : 0,
    outletWeight: kind.isPress && random.next() < 0.05 ? 3 : 0,
  };
}

function countRows(facts: readonly TalkFact[]): readonly TalkRow[] {
  const rows = new Map<number, TalkRow>();
  for (const fact of facts) {
    const bucket = Math.floor(fact.publishedAt / BUCKET_MS);
    rows.set(bucket, withFact(rows.get(bucket) ?? silentRow(bucket), fact));
  }
  return [...rows.values()].sort((one, other) => one.bucket - other.bucket);
}

/** Answers what is asked for and nothing else; how often it was asked is counted. */
function replayStored(talk: CountedTalk, rules: readonly ReplayRule[], facts: readonly TalkFact[]) {
  const asked: Readonly<{ from: number; until: number }>[] = [];
  const told = runReplay(replayCounts(talk, rules), (spans) => {
    asked.push(...spans);
    return facts.filter(
      ({ publishedAt, label }) =>
        label === 'negative' && spans.some(({ from, until }) => publishedAt >= from && publishedAt < until),
    );
  });
  return { told, asked };
}

describe('from counts, a replay tells what it tells mention by mention', () => {
  test.each([
    { seed: 1, perDay: 0.5, days: 40 },
    { seed: 2, perDay: 5, days: 30 },
    { seed: 3, perDay: 5, days: 30 },
    { seed: 4, perDay: 60, days: 25 },
    { seed: 5, perDay: 60, days: 25 },
    { seed: 6, perDay: 900, days: 18 },
  ])('$perDay mentions a day, seed $seed', ({ seed, perDay, days }) => {
    const facts = tellTalk(seed, { perDay, days });
    const input = {
      ...{ learnFrom: START, from: START + 10.01 * DAY_MS, until: START + days * DAY_MS },
      campaigns: [{ from: START + 0.55 * days * DAY_MS, until: START + 0.7 * days * DAY_MS, name: 'Soldes' }],
      likeBucket: (bucket: number) => (Math.floor(bucket / 288) % 9 === 0 ? sundayLike(bucket) : bucket),
    };
    const slow = SENSITIVITIES.map((sensitivity) => replayTalk({ ...input, facts, sensitivity, kinds: ['negative'] }));
    const talk: CountedTalk = { ...input, kind: 'stored', rows: countRows(facts) };
    expect(replayStored(talk, SENSITIVITIES.map(toRule), facts).told).toEqual(slow);
    for (const [index, sensitivity] of SENSITIVITIES.entries()) {
      expect(replayStored(talk, [toRule(sensitivity)], facts).told).toEqual([slow[index]]);
    }
    expect(Math.max(...slow.flat().map(({ highestLevel }) => highestLevel))).toBeGreaterThan(2);
  });
});

describe('under campaigns, a replay from counts tells what it tells mention by mention', () => {
  const days = 25;
  const at = (place: number): number => START + place * days * DAY_MS;
  /** Before, across, within and after the outbreaks at 0.35, 0.6 and 0.85, and one that lasts the whole time. */
  const CAMPAIGNS = {
    'one that begins amid a buzz': [{ from: at(0.36), until: at(0.5), name: 'Soldes' }],
    'one that ends amid a buzz': [{ from: at(0.55), until: at(0.605), name: 'Soldes' }],
    'several, one without a name': [
      { from: at(0.34), until: at(0.4) },
      { from: at(0.45), until: at(0.7), name: 'Soldes' },
      { from: at(0.65), until: at(0.9), name: 'Rentrée' },
    ],
    'one that never ends': [{ from: START, until: at(2), name: 'Soldes' }],
  };

  const makeTalk = (seed: number, perDay: number): readonly TalkFact[] =>
    [...tellTalk(seed, { perDay, days }), ...tellCampaign(seed, { from: at(0.46), perDay: 6 * perDay })].sort(
      (one, other) => one.publishedAt - other.publishedAt,
    );
  const span = { learnFrom: START, from: START + 8 * DAY_MS, until: at(1) };

  test.each(
    Object.entries(CAMPAIGNS).flatMap(([name, campaigns], index) =>
      [5, 60].map((perDay) => ({ name, campaigns, perDay, seed: 11 + index })),
    ),
  )('$name, $perDay mentions a day', ({ campaigns, perDay, seed }) => {
    const facts = makeTalk(seed, perDay);
    const slow = SENSITIVITIES.map((sensitivity) =>
      replayTalk({ ...span, campaigns, facts, sensitivity, kinds: ['negative'] }),
    );
    const talk: CountedTalk = { ...span, campaigns, kind: 'stored', rows: countRows(facts) };
    expect(replayStored(talk, SENSITIVITIES.map(toRule), facts).told).toEqual(slow);
  });

  test('which is less than without them: a weak signal that they explain is none', () => {
    const facts = makeTalk(12, 60);
    const talk = { ...span, kind: 'stored', rows: countRows(facts) } as const;
    const signalsUnder = (campaigns: CountedTalk['campaigns']): number => {
      const [told = []] = replayStored({ ...talk, campaigns }, [toRule('balanced')], facts).told;
      return told.filter(({ highestLevel }) => highestLevel === 1).length;
    };
    expect(signalsUnder(CAMPAIGNS['one that never ends'])).toBeLessThan(signalsUnder([]));
  });
});

test('who spoke is asked of those days only of which counts could tell something', () => {
  const facts = tellTalk(7, { perDay: 200, days: 30 });
  const { asked } = replayStored(
    { ...SPAN, kind: 'stored', rows: countRows(facts), until: START + 30 * DAY_MS },
    [toRule('balanced')],
    facts,
  );
  const askedDays = asked.reduce((sum, { from, until }) => sum + (until - from) / DAY_MS, 0);
  expect(askedDays).toBeGreaterThan(0);
  expect(askedDays).toBeLessThan(15);
});

const SPAN = { learnFrom: START, from: START, until: START + 10 * DAY_MS, campaigns: [] };

type TableRow = Readonly<{ hour: number; mentionCount: number; negativeCount?: number }>;

function toTable(kind: 'table' | 'volumes', rows: readonly TableRow[]): CountedTalk {
  return {
    ...SPAN,
    kind,
    rows: rows.map(({ hour, mentionCount, negativeCount = 0 }) => ({
      ...{
        bucket: START / BUCKET_MS + hour * 12,
        mentionCount,
        negativeCount,
        positiveCount: 0,
        newcomerCount: mentionCount,
      },
    })),
  };
}

function tellOf(talk: CountedTalk, rule: ReplayRule) {
  const replay = replayCounts(talk, [rule]);
  const [told = []] = runReplay(replay, () => {
    throw new Error('a table has nobody to ask');
  });
  return told.map(({ openedAt, highestLevel }) => ({ hour: (openedAt - START) / HOUR_MS, highestLevel }));
}

const HOURS = Array.from({ length: 240 }, (_, hour) => hour);
const CALM = HOURS.map((hour) => ({ hour, mentionCount: 20 + (hour % 3), negativeCount: 2 + (hour % 2) }));
const ANGRY = CALM.map((row) => (row.hour === 200 ? { hour: 200, mentionCount: 120, negativeCount: 100 } : row));
const LOUD = CALM.map((row) => (row.hour === 200 ? { hour: 200, mentionCount: 900, negativeCount: 3 } : row));

describe('a table of counts', () => {
  test('an outbreak of negative mentions is told at its row, each of them a voice of its own', () => {
    expect(tellOf(toTable('table', ANGRY), toRule('balanced'))).toEqual([{ hour: 200 + 1 / 12, highestLevel: 3 }]);
  });

  test('loud talk that is no worse than usual tells nobody, and is told where nobody says what is negative', () => {
    expect(tellOf(toTable('table', LOUD), toRule('balanced'))).toEqual([]);
    const [buzz] = tellOf(toTable('volumes', LOUD), toRule('balanced'));
    expect(buzz?.hour).toBe(200 + 1 / 12);
    expect(buzz?.highestLevel).toBeGreaterThan(1);
  });

  test('without a sensitivity and thresholds nothing is told', () => {
    expect(tellOf(toTable('table', ANGRY), toRule(null))).toEqual([]);
  });

  test.each<[string, readonly TableRow[]]>([
    ['nothing', []],
    ['one row', [{ hour: 0, mentionCount: 50, negativeCount: 40 }]],
    ['zeros', HOURS.map((hour) => ({ hour, mentionCount: 0 }))],
    [
      'a billion as the first row',
      CALM.map((row) => (row.hour === 0 ? { hour: 0, mentionCount: 1e9, negativeCount: 1e9 } : row)),
    ],
    [
      'a billion that nobody calls negative',
      CALM.map((row) => (row.hour === 200 ? { ...row, mentionCount: 1e9 } : row)),
    ],
    ['days left out', CALM.filter(({ hour }) => hour < 60 || hour > 160)],
  ])('%s: nobody is told', (_name, rows) => {
    for (const sensitivity of SENSITIVITIES) {
      expect(
        tellOf(toTable('table', rows), toRule(sensitivity)).filter(({ highestLevel }) => highestLevel > 1),
      ).toEqual([]);
    }
  });

  test('a billion negative mentions are an answer, and cost no more than ten thousand', () => {
    const rows = CALM.map((row) => (row.hour === 200 ? { hour: 200, mentionCount: 1e9, negativeCount: 1e9 } : row));
    expect(tellOf(toTable('table', rows), toRule('balanced'))).toMatchObject([{ hour: 200 + 1 / 12, highestLevel: 3 }]);
  });

  test('rows that go back in time are refused', () => {
    expect(() => tellOf(toTable('table', [...CALM.slice(0, 50), ...CALM.slice(40, 60)]), toRule('balanced'))).toThrow(
      RangeError,
    );
  });
});

describe('thresholds', () => {
  const threshold = { level: 2, countMin: 9, windowMinutes: 180, counts: 'negatives' } as const;
  const rows = [
    { hour: 0, mentionCount: 9, negativeCount: 4 },
    { hour: 1, mentionCount: 9, negativeCount: 4 },
    { hour: 4, mentionCount: 9, negativeCount: 4 },
    { hour: 30, mentionCount: 9, negativeCount: 4 },
    { hour: 31, mentionCount: 9, negativeCount: 4 },
    { hour: 32, mentionCount: 9, negativeCount: 1 },
    { hour: 80, mentionCount: 9, negativeCount: 8 },
    { hour: 83, mentionCount: 9, negativeCount: 1 },
  ];

  test('are met by so many within their window, from the first row on, whatever is usual', () => {
    expect(tellOf(toTable('table', rows), { sensitivity: null, thresholds: [threshold] })).toEqual([
      { hour: 32 + 1 / 12, highestLevel: 2 },
    ]);
    const early = { ...threshold, countMin: 8 };
    expect(tellOf(toTable('table', rows), { sensitivity: null, thresholds: [early] }).map(({ hour }) => hour)).toEqual([
      ...[1 + 1 / 12, 31 + 1 / 12, 80 + 1 / 12],
    ]);
  });

  test('count what was found where they count some mentions only', () => {
    const found = new Map([[START / BUCKET_MS + 80 * 12, 9]]);
    const rule = { sensitivity: null, thresholds: [{ ...threshold, found }] };
    expect(tellOf(toTable('table', rows), rule)).toEqual([{ hour: 80 + 1 / 12, highestLevel: 2 }]);
  });

  test('stand beside a sensitivity: the graver holds', () => {
    const rule = (level: 1 | 4): ReplayRule => ({
      sensitivity: 'balanced',
      thresholds: [{ ...threshold, level, countMin: 50, windowMinutes: 60 }],
    });
    expect(tellOf(toTable('table', ANGRY), rule(1))).toEqual([{ hour: 200 + 1 / 12, highestLevel: 3 }]);
    expect(tellOf(toTable('table', ANGRY), rule(4))).toEqual([{ hour: 200 + 1 / 12, highestLevel: 4 }]);
  });
});
