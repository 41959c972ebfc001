/** When a plugged-in model is left alone, and when it is tried again. */
import { describe, expect, test } from 'vitest';
import { makeManualClock, SECOND_MS } from '../../src/base/clock.ts';
import { type JudgeAnswer, type JudgeRefusal, REQUESTS_AT_ONCE_MAX, refuse } from '../../src/judges/judge.ts';
import { plugIn } from '../../src/judges/plugged-judge.ts';

const JUDGED: JudgeAnswer = { kind: 'judged', verdict: { label: 'neutral', score: 0, confidence: 1 } };
const REQUEST = { brandName: 'Ondelia', language: 'fr', text: 'panne' };

/** One asking after the other, each with the answers that it is told to get. */
function setUp() {
  const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));
  let next: readonly JudgeAnswer[] = [];
  const judge = plugIn(
    { clock },
    {
      start: () => Promise.resolve(),
      judge: () => Promise.resolve(next),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    { timeoutMs: 1_000, dailyBudgetCount: null },
  );
  const get = async (...answers: readonly JudgeAnswer[]): Promise<number> => {
    next = answers;
    await judge.judge(
      answers.map(() => REQUEST),
      { timeoutMs: 1_000 },
    );
    return judge.readyCount();
  };
  return { clock, judge, get };
}

function fail(reason: JudgeRefusal, retryAfterSeconds: number | null = null): JudgeAnswer {
  return refuse(reason, 'It failed.', retryAfterSeconds);
}

describe('a plugged-in model', () => {
  test('that fails three times in a row is left alone for a minute, then tried with one text', async () => {
    const { clock, judge, get } = setUp();
    expect(await get(fail('timed-out'), fail('busy'))).toBe(REQUESTS_AT_ONCE_MAX);
    expect(await get(fail('unreachable'))).toBe(0);
    clock.advanceMs(59 * SECOND_MS);
    expect(judge.readyCount()).toBe(0);
    clock.advanceMs(SECOND_MS);
    expect(judge.readyCount()).toBe(1);
    expect(await get(fail('timed-out'))).toBe(0);
    clock.advanceMs(60 * SECOND_MS);
    expect(await get(JUDGED)).toBe(REQUESTS_AT_ONCE_MAX);
  });

  test('that fails now and then is asked on', async () => {
    const { get } = setUp();
    for (let time = 0; time < 5; time += 1) {
      expect(await get(fail('busy'), fail('busy'), JUDGED)).toBe(REQUESTS_AT_ONCE_MAX);
    }
  });

  test('that says nonsense of texts is alive, however many were written to make it', async () => {
    const { get } = setUp();
    expect(await get(...Array<JudgeAnswer>(4).fill(fail('off-label')))).toBe(REQUESTS_AT_ONCE_MAX);
  });

  test('that names a time is left alone until then, and within the hour', async () => {
    const { clock, judge, get } = setUp();
    expect(await get(fail('busy', 300), JUDGED)).toBe(0);
    clock.advanceMs(299 * SECOND_MS);
    expect(judge.readyCount()).toBe(0);
    clock.advanceMs(SECOND_MS);
    expect(judge.readyCount()).toBe(REQUESTS_AT_ONCE_MAX);
    expect(await get(fail('busy', 31_536_000))).toBe(0);
    clock.advanceMs(3_600 * SECOND_MS);
    expect(judge.readyCount()).toBe(REQUESTS_AT_ONCE_MAX);
  });
});
