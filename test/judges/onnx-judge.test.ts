/** Sentiment by a model in a folder: looked over before the start, run in a process that may fall and comes back. */
import { describe, expect, test } from 'vitest';
import { makeManualClock, SECOND_MS } from '../../src/base/clock.ts';
import { AppError } from '../../src/base/errors.ts';
import { makeLog } from '../../src/base/log.ts';
import type { Judge } from '../../src/judges/judge.ts';
import { readModelFolder } from '../../src/judges/onnx/model-folder.ts';
import { makeOnnxJudge } from '../../src/judges/onnx/onnx-judge.ts';
import { makeLocalModel } from '../support/model-runner.ts';

const TIME = { timeoutMs: 20_000 };

function setUp(changes: Parameters<typeof makeLocalModel>[0] = {}) {
  const model = makeLocalModel(changes);
  const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));
  const lines: Record<string, unknown>[] = [];
  const log = makeLog({ clock }, 'info', { write: (line: string) => lines.push(JSON.parse(line)) });
  const settings = { kind: 'onnx' as const, directory: model.directory, timeoutMs: 1, dailyBudgetCount: null };
  const judge = makeOnnxJudge({ clock, log }, settings);
  return {
    ...{ model, clock, lines, judge },
    [Symbol.asyncDispose]: async () => {
      await judge[Symbol.asyncDispose]();
      model[Symbol.dispose]();
    },
  };
}

function ask(judge: Judge, text: string, time = TIME) {
  return judge.judge([{ brandName: 'Ondelia', language: 'fr', text }], time);
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => null,
    (error: unknown) => error,
  );
}

const JUDGED = [{ kind: 'judged' }];
const BROKEN = [{ kind: 'refused', reason: 'broken' }];

describe('a model in a folder', () => {
  test('that dies is told of, waits a little, longer each time, and judges again', async () => {
    await using stage = setUp();
    const { judge, clock, lines } = stage;
    await judge.start();
    expect(await ask(judge, '[die]')).toMatchObject(BROKEN);
    expect(lines).toMatchObject([{ event: 'judge.fell', message: expect.stringContaining('ended with code 9') }]);
    expect(await ask(judge, 'panne')).toMatchObject(BROKEN);
    clock.advanceMs(5 * SECOND_MS);
    expect(await ask(judge, '[die]')).toMatchObject(BROKEN);
    clock.advanceMs(5 * SECOND_MS);
    expect(await ask(judge, 'panne')).toMatchObject(BROKEN); // twice as long now
    clock.advanceMs(5 * SECOND_MS);
    expect(await ask(judge, 'panne')).toMatchObject(JUDGED);
    expect(lines).toHaveLength(2);
  });

  test('that dies answers everything that was asked of it', async () => {
    await using stage = setUp();
    await stage.judge.start();
    const answers = await Promise.all([ask(stage.judge, '[die]'), ask(stage.judge, 'panne')]);
    expect(answers).toMatchObject([BROKEN, BROKEN]);
    expect(stage.lines).toHaveLength(1);
  });

  test('that hangs is ended, and the next one judges', async () => {
    await using stage = setUp();
    await stage.judge.start();
    expect(await ask(stage.judge, '[hang]', { timeoutMs: 200 })).toMatchObject([{ reason: 'timed-out' }]);
    stage.clock.advanceMs(5 * SECOND_MS);
    expect(await ask(stage.judge, 'merci')).toMatchObject([{ kind: 'judged', verdict: { label: 'positive' } }]);
  });

  test.each([
    ['fails on a text', '[fail]', 'broken'],
    ['leaves a text out', '[one short]', 'broken'],
    ['gives no numbers', '[odd]', 'unreadable'],
  ])('that %s refuses it and goes on', async (_, text, reason) => {
    await using stage = setUp();
    await stage.judge.start();
    expect(await ask(stage.judge, text)).toMatchObject([{ kind: 'refused', reason }]);
    expect(await ask(stage.judge, 'panne')).toMatchObject(JUDGED);
    expect(stage.lines).toEqual([]);
  });

  test('has at most four askings in hand', async () => {
    await using stage = setUp();
    await stage.judge.start();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(stage.judge, 'panne')));
    const kinds = answers.map(([answer]) => (answer?.kind === 'refused' ? answer.reason : answer?.kind));
    expect(kinds).toEqual([...Array(4).fill('judged'), 'busy', 'busy']);
  });

  test('does not come back after it was disposed of', async () => {
    await using stage = setUp();
    await stage.judge.start();
    await stage.judge[Symbol.asyncDispose]();
    stage.clock.advanceMs(1_000 * SECOND_MS);
    expect(await ask(stage.judge, 'panne')).toMatchObject(BROKEN);
  });
});

describe('a model that cannot judge is refused at the start, in one sentence', () => {
  test('where nobody installed what runs it, with the command that does', async () => {
    await using stage = setUp({ runner: 'absent' });
    const error = await failureOf(stage.judge.start());
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(
        `"npm install --prefix ${stage.model.directory} --ignore-scripts @huggingface/transformers@4"`,
      ),
    });
  });

  test('where its weights are not there', async () => {
    await using stage = setUp({ withoutWeights: true });
    expect(await failureOf(stage.judge.start())).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('lacks onnx/model.onnx'),
    });
  });

  test('where its labels are no sentiment', async () => {
    await using stage = setUp({ id2label: { 0: 'joy', 1: 'anger' } });
    expect(await failureOf(stage.judge.start())).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('tells the labels joy, anger'),
    });
  });
});

describe('labels', () => {
  test.each([
    ['XLM-T’s', ['negative', 'neutral', 'positive'], [0, 1, 2]],
    ['its older export’s', ['LABEL_0', 'LABEL_1', 'LABEL_2'], [0, 1, 2]],
    ['another order', ['POSITIVE', 'NEGATIVE', 'NEUTRAL'], [2, 0, 1]],
    ['stars', ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'], [0, 0, 1, 2, 2]],
  ])('%s are read', (_, labels, places) => {
    using model = makeLocalModel({ id2label: Object.fromEntries(labels.entries()), runner: 'absent' });
    expect(readModelFolder(model.directory).labelPlaces).toEqual(places);
  });

  test.each([[['negative', 'positive']], [['negative', 'negative', 'positive']], [['1 star', '5 stars']], [[]]])(
    '%j are refused',
    (labels) => {
      using model = makeLocalModel({ id2label: Object.fromEntries(labels.entries()), runner: 'absent' });
      expect(() => readModelFolder(model.directory)).toThrow(AppError);
    },
  );
});
