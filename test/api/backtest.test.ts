/** POST /v1/brands/{brandId}/backtest: a stored past through other rules, beside what was recorded of it. */
import { expect, test } from 'vitest';
import { makeHolidayCalendar } from '../../src/analysis/buzz/holidays.ts';
import { replayTalk } from '../../src/analysis/buzz/replay-talk.ts';
import { sundayLike } from '../../src/analysis/buzz/talk-state.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { SENSITIVITIES } from '../../src/domain/brand.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import { BUCKET_MS } from '../../src/domain/volume.ts';
import { openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { BUZZ_AT_MS, PAST_DAYS, readFacts, storePast, TROLL_AT_MS } from '../support/stored-past.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

type Buzz = Readonly<{
  openedAt: string;
  toldAt: string | null;
  peakAt: string;
  highestLevel: number;
  recorded: unknown[];
}>;

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call, agencyId } = await addAgency(world, app, 'Agence');
  const { id: brandId } = (
    await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'ondelia' })
  ).json();
  const key = { agencyId, brandId };
  const path = `/v1/brands/${brandId}/backtest`;
  const record = async (at: Date, level: BuzzLevel, mark: 'false-alarm' | 'confirmed' | null): Promise<string> => {
    const judgement = { level, reasons: ['negative-volume'] as const, figures: makeFigures(), evidence: null };
    const buzz = await openBuzz(world.db, { newId: world.newId, now: at }, { ...key, kind: 'negative' }, judgement);
    if (buzz === undefined) throw new Error('a buzz is on already');
    await resolveBuzz(world.db, { newId: world.newId, now: addMs(at, HOUR_MS) }, buzz);
    if (mark !== null) await call('PUT', `/v1/buzzes/${buzz.id}/mark`, { mark });
    return buzz.id;
  };
  return { world, call, key, path, record, backtest: async (body: unknown) => await call('POST', path, body) };
}

const at = (ms: number): Date => addMs(TEST_START, ms);

test('each sensitivity tells what it would have told mention by mention', async () => {
  const { world, key, backtest } = await start();
  await storePast(world, key);
  const facts = await readFacts(world.db, key.brandId);
  const from = at(10 * DAY_MS);
  const isHoliday = makeHolidayCalendar({ country: 'FR', timeZone: 'Europe/Paris' });
  for (const sensitivity of SENSITIVITIES) {
    const answer = await backtest({ from: from.toISOString(), sensitivity });
    expect(answer.statusCode).toBe(200);
    const slow = replayTalk({
      ...{ facts, sensitivity, learnFrom: TEST_START.getTime(), from: from.getTime() },
      ...{ until: world.clock.now().getTime(), campaigns: [], kinds: ['negative'] },
      likeBucket: (bucket) => (isHoliday(new Date(bucket * BUCKET_MS)) ? sundayLike(bucket) : bucket),
    });
    const { tried, recorded, missed } = answer.json();
    expect(tried.buzzes).toMatchObject(
      slow.map(({ openedAt, resolvedAt, steps, highestLevel }) => ({
        openedAt: new Date(openedAt).toISOString(),
        resolvedAt: resolvedAt === null ? null : new Date(resolvedAt).toISOString(),
        steps: steps.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
        highestLevel,
      })),
    );
    expect({ recorded, missed }).toEqual({ recorded: [], missed: [] });
  }
});

test('a bad buzz is told before its peak, and one troll wakes nobody', async () => {
  const { world, key, backtest } = await start();
  await storePast(world, key);
  const { present, tried, from, until, mentionCount, negativeCount, heardAfterMinutes } = (await backtest({})).json();
  expect({ from, until, tried }).toEqual({
    from: TEST_START.toISOString(),
    until: at(PAST_DAYS * DAY_MS).toISOString(),
    tried: null,
  });
  expect(mentionCount).toBe(PAST_DAYS * 30 + 40 + 90);
  expect(negativeCount).toBeGreaterThan(40 + 90);
  expect(heardAfterMinutes).toBe(0);
  expect(present.sensitivity).toBe('balanced');
  const told: readonly Buzz[] = present.buzzes.filter(({ toldAt }: Buzz) => toldAt !== null);
  expect(told).toHaveLength(1);
  const [buzz] = told;
  const openedAfterMs = new Date(buzz?.openedAt ?? '').getTime() - at(BUZZ_AT_MS).getTime();
  expect(openedAfterMs).toBeGreaterThan(0);
  expect(openedAfterMs).toBeLessThan(HOUR_MS);
  expect(buzz).toMatchObject({ highestLevel: 3, recorded: [] });
});

test('says which recorded buzzes a rule would have kept, avoided or lost, and which missed ones it finds', async () => {
  const { world, key, backtest, record, call } = await start();
  await storePast(world, key);
  const troll = await record(at(TROLL_AT_MS + HOUR_MS), 2, 'false-alarm');
  const nothing = await record(at(30 * DAY_MS), 3, 'confirmed');
  const now = world.clock.now();
  const missedAnswer = await call('POST', '/v1/missed-buzzes', {
    ...{ brandId: key.brandId, startedAt: at(BUZZ_AT_MS + 10 * MINUTE_MS).toISOString() },
  });
  expect(missedAnswer.statusCode).toBe(201);
  const missed: string = missedAnswer.json().id;
  const rule = { counts: 'negatives', countMin: 15, windowMinutes: 60, level: 3 };
  const { present, tried, recorded, missed: reported } = (await backtest({ rule })).json();
  expect(recorded.map(({ id, mark }: { id: string; mark: string }) => [id, mark])).toEqual([
    [troll, 'false-alarm'],
    [nothing, 'confirmed'],
  ]);
  expect(reported.map(({ id }: { id: string }) => id)).toEqual([missed]);
  expect(present).toMatchObject({
    ...{ falseAlarmsAvoided: [troll], falseAlarmsKept: [], confirmedLost: [nothing], missesFound: [missed] },
  });
  // a plain threshold cannot tell a troll from a crowd
  expect(tried).toMatchObject({
    ...{ sensitivity: null, rule: { ...rule, query: null } },
    ...{ falseAlarmsAvoided: [], falseAlarmsKept: [troll], confirmedLost: [nothing], missesFound: [missed] },
  });
  expect(tried.buzzes.map(({ recorded: overlapped }: Buzz) => overlapped)).toEqual([
    [{ id: troll, mark: 'false-alarm' }],
    [],
  ]);
  expect(world.clock.now()).toEqual(now);
});

test('a rule with a query counts what it finds, and a sensitivity keeps the brand’s own rules beside it', async () => {
  const { world, key, backtest, call } = await start();
  await storePast(world, key);
  const rule = { counts: 'mentions', query: 'panne', countMin: 10, windowMinutes: 60, level: 4 };
  const alone = (await backtest({ rule })).json().tried;
  expect(alone.buzzes).toMatchObject([{ openedAt: at(BUZZ_AT_MS + 20 * MINUTE_MS).toISOString(), highestLevel: 4 }]);
  expect((await backtest({ rule: { ...rule, query: 'incendie' } })).json().tried.buzzes).toEqual([]);
  await call('POST', '/v1/alert-rules', { ...rule, name: 'Pannes', brandId: key.brandId });
  const beside = (await backtest({ sensitivity: 'fewer' })).json();
  for (const { buzzes } of [beside.tried, beside.present]) {
    expect(buzzes.map(({ highestLevel }: Buzz) => highestLevel)).toContain(4);
  }
  expect(beside.leftOutRules).toEqual([]);
});

test('a campaign raises the bar for volume in the past too', async () => {
  const { world, key, backtest, call } = await start();
  await storePast(world, key);
  await call('POST', '/v1/campaigns', {
    ...{ brandId: key.brandId, name: 'Soldes', startsAt: at(BUZZ_AT_MS - DAY_MS).toISOString() },
    endsAt: at(BUZZ_AT_MS + DAY_MS).toISOString(),
  });
  // a bad buzz is one whatever is planned
  const { present } = (await backtest({})).json();
  expect(present.buzzes.filter(({ toldAt }: Buzz) => toldAt !== null)).toHaveLength(1);
});

test('a brand of which nobody ever spoke, and one that was just added, are answered', async () => {
  const { world, backtest } = await start();
  for (const _ of ['just added', 'silent for a month']) {
    const answer = (await backtest({ sensitivity: 'more' })).json();
    expect([answer.present.buzzes, answer.tried.buzzes, answer.mentionCount]).toEqual([[], [], 0]);
    world.clock.advanceMs(30 * DAY_MS);
  }
});

test('what is wrong is refused in one sentence', async () => {
  const { backtest } = await start();
  for (const [body, status, sentence] of [
    [{ until: '2026-06-02T00:00:00Z' }, 400, '"until" is to come'],
    [{ from: '2026-06-01T08:00:00Z', until: '2026-06-01T08:00:00Z' }, 400, '"from" must be before "until"'],
    [{ from: '2025-05-01T00:00:00Z' }, 400, 'at most 370 days'],
    [{ from: 'hier' }, 400, 'it must be an instant in ISO 8601'],
    [{ sensitivity: 'high' }, 400, 'it must be one of "fewer", "balanced", "more"'],
    [
      { rule: { counts: 'negatives', countMin: 0, windowMinutes: 60, level: 3 } },
      400,
      'a whole number from 1 to 100000',
    ],
    [{ rule: { counts: 'negatives', countMin: 5, windowMinutes: 60 } }, 400, 'lacks "rule.level"'],
    [{ days: 90 }, 400, '"days"'],
    [
      { rule: { counts: 'mentions', query: 'panne type:review', countMin: 5, windowMinutes: 60, level: 3 } },
      422,
      '"type:review" is not kept of a mention',
    ],
  ] as const) {
    const answer = await backtest(body);
    expect([body, answer.statusCode, answer.json().detail]).toEqual([body, status, expect.stringContaining(sentence)]);
  }
});
