/** What both plugged-in models promise: one contract, kept by each with its own other side. */
import { describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeLog } from '../../src/base/log.ts';
import { makeChatJudge } from '../../src/judges/chat/chat-judge.ts';
import { type Judge, type JudgeRequest, REQUESTS_AT_ONCE_MAX } from '../../src/judges/judge.ts';
import { makeOnnxJudge } from '../../src/judges/onnx/onnx-judge.ts';
import { startLocalChatModel } from '../support/local-chat-model.ts';
import { makeLocalModel } from '../support/model-runner.ts';

/** The judge, and the ways in which its other side may fail. */
type Stage = AsyncDisposable & Readonly<{ judge: Judge; hang: () => void; die: () => Promise<void> }>;

const TIME = { timeoutMs: 20_000 };
const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));
const log = makeLog({ clock }, 'silent');
const limits = { timeoutMs: TIME.timeoutMs, dailyBudgetCount: null };

async function setUpChat(): Promise<Stage> {
  const server = await startLocalChatModel();
  const model = { kind: 'openai' as const, url: server.url, name: 'tiny', apiKey: null, ...limits };
  const judge = makeChatJudge({ clock, userAgent: 'vigie-test' }, model);
  return {
    judge,
    hang: () => server.answerWith(null),
    die: async () => await server[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => {
      await judge[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The runner hangs or dies of a text, which the judge here puts into its questions. */
async function setUpOnnx(): Promise<Stage> {
  const model = makeLocalModel();
  const judge = makeOnnxJudge({ clock, log }, { kind: 'onnx', directory: model.directory, ...limits });
  await judge.start();
  let poison = '';
  return {
    judge: {
      ...judge,
      judge: (requests, time) =>
        judge.judge(
          requests.map((request) => ({ ...request, text: `${request.text}${poison}` })),
          time,
        ),
    },
    hang: () => {
      poison = ' [hang]';
    },
    die: () => {
      poison = ' [die]';
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: async () => {
      await judge[Symbol.asyncDispose]();
      model[Symbol.dispose]();
    },
  };
}

function ask(...texts: readonly string[]): readonly JudgeRequest[] {
  return texts.map((text) => ({ brandName: 'Ondelia', language: 'fr', text }));
}

describe.for([
  ['a chat model', setUpChat],
  ['a model in a folder', setUpOnnx],
] as const)('%s', ([, setUp]) => {
  test('answers each text with its verdict, in order', async () => {
    await using stage = await setUp();
    await stage.judge.start();
    const texts = ['Encore une panne', 'merci Ondelia', 'La facture est là', 'panne'];
    expect(texts).toHaveLength(REQUESTS_AT_ONCE_MAX);
    const answers = await stage.judge.judge(ask(...texts), TIME);
    const told = answers.map((answer) => (answer.kind === 'judged' ? answer.verdict : null));
    expect(told.map((verdict) => verdict?.label)).toEqual(['negative', 'positive', 'neutral', 'negative']);
    expect(told.map((verdict) => Math.sign(verdict?.score ?? Number.NaN))).toEqual([-1, 1, 0, -1]);
    for (const verdict of told) {
      expect(verdict?.confidence).toBeGreaterThan(0.5);
      expect(verdict?.confidence).toBeLessThanOrEqual(1);
    }
  });

  test('that hangs is given up when the time is over, and every text has an answer', async () => {
    await using stage = await setUp();
    await stage.judge.start();
    stage.hang();
    const answers = await stage.judge.judge(ask('panne', 'merci'), { timeoutMs: 300 });
    expect(answers).toMatchObject([
      { kind: 'refused', reason: 'timed-out' },
      { kind: 'refused', reason: 'timed-out' },
    ]);
  });

  test('that is gone refuses with a sentence and does not throw', async () => {
    await using stage = await setUp();
    await stage.judge.start();
    await stage.die();
    const answers = await stage.judge.judge(ask('panne', 'merci'), TIME);
    expect(answers).toHaveLength(2);
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: 'refused', message: expect.stringMatching(/^The sentiment model.+\.$/s) });
      expect(['unreachable', 'broken']).toContain(answer.kind === 'refused' ? answer.reason : '');
    }
  });
});
