/** The settings: read from the environment, every problem told in one sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/base/config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vigie-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CHAT = { SENTIMENT_MODEL: 'openai:https://api.example/v1', SENTIMENT_MODEL_NAME: 'small-1' };

function problemsOf(environment: Readonly<Record<string, string>>): unknown {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as { details: { problems: unknown } }).details.problems;
  }
}

test.each([
  [{ PORT: 'eighty' }, /^PORT is "eighty"/],
  [{ DATABASE_URL: 'mysql://me:secret@x' }, /^DATABASE_URL is no URL that begins with postgres:\/\//],
  [{ FETCH_ALLOWED_RANGES: '10.0.0.0/99' }, /^FETCH_ALLOWED_RANGES holds "10\.0\.0\.0\/99"/],
  [{ SECRET_KEY: 'short' }, /^SECRET_KEY must be 32 bytes in base64/],
  [{ TWILIO_FROM: '+33700000000' }, /^TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM go together/],
])('%o is one problem, told without a password', (wrong, problem) => {
  expect(problemsOf(wrong)).toEqual([expect.stringMatching(problem)]);
  expect(JSON.stringify(problemsOf(wrong))).not.toContain('secret');
});

describe('SENTIMENT_MODEL', () => {
  test('unset is the model that comes with Vigie', () => {
    expect(readConfig({}).sentimentModel).toBeNull();
    expect(readConfig({ SENTIMENT_MODEL: '' }).sentimentModel).toBeNull();
  });

  test('names a folder, which may be asked without end unless a budget is set', () => {
    const model = { kind: 'onnx', directory: folder, timeoutMs: 20_000 };
    const environment = { SENTIMENT_MODEL: `onnx:${folder}` };
    expect(readConfig(environment).sentimentModel).toEqual({ ...model, dailyBudgetCount: null });
    expect(readConfig({ ...environment, SENTIMENT_DAILY_BUDGET: '0' }).sentimentModel).toEqual({
      ...model,
      dailyBudgetCount: 0,
    });
  });

  test('names a server, with a budget whether or not it is set, and a key that may stand in a file', () => {
    const model = { kind: 'openai', url: 'https://api.example/v1', name: 'small-1', timeoutMs: 20_000 };
    expect(readConfig(CHAT).sentimentModel).toEqual({ ...model, apiKey: null, dailyBudgetCount: 5_000 });
    const file = path.join(folder, 'key');
    writeFileSync(file, 'sk-1\n');
    const all = {
      ...CHAT,
      ...{ SENTIMENT_API_KEY_FILE: file, SENTIMENT_DAILY_BUDGET: '200', SENTIMENT_TIMEOUT_SECONDS: '5' },
    };
    expect(readConfig(all).sentimentModel).toEqual({
      ...model,
      ...{ apiKey: 'sk-1', dailyBudgetCount: 200, timeoutMs: 5_000 },
    });
  });

  test.each([
    ['xlm-t', {}, /^SENTIMENT_MODEL is neither onnx:DIR nor openai:URL/],
    ['onnx:', {}, /^SENTIMENT_MODEL is neither/],
    ['onnx:/not/there', {}, /^SENTIMENT_MODEL names the folder \/not\/there, which is not there/],
    ['openai:ftp://a.example', CHAT, /^SENTIMENT_MODEL names no http/],
    ['openai:https://me:secret@a.example/v1', CHAT, /^SENTIMENT_MODEL names no http:\/\/ or https:\/\/ address/],
    ['openai:https://a.example/v1', {}, /^SENTIMENT_MODEL_NAME is not set/],
    ['openai:https://a.example/v1', { ...CHAT, SENTIMENT_API_KEY: 'a\nb' }, /^SENTIMENT_API_KEY holds characters/],
    ['openai:https://a.example/v1', { ...CHAT, SENTIMENT_TIMEOUT_SECONDS: '31' }, /^SENTIMENT_TIMEOUT_SECONDS is "31"/],
    ['openai:https://a.example/v1', { ...CHAT, SENTIMENT_DAILY_BUDGET: '-1' }, /^SENTIMENT_DAILY_BUDGET is "-1"/],
  ])('%s with %j is one problem, told in a sentence', (model, others, problem) => {
    expect(problemsOf({ ...others, SENTIMENT_MODEL: model })).toEqual([expect.stringMatching(problem)]);
    expect(JSON.stringify(problemsOf({ ...others, SENTIMENT_MODEL: model }))).not.toContain('secret');
  });
});

describe('SUMMARY_MODEL', () => {
  const SUMMARY = { SUMMARY_MODEL: 'openai:http://127.0.0.1:11434/v1', SUMMARY_MODEL_NAME: 'small-1' };

  test('is none unless it is set, and waits a minute unless it is said', () => {
    expect(readConfig({}).summaryModel).toBeNull();
    expect(readConfig({ ...SUMMARY, SUMMARY_API_KEY: 'sk-1' }).summaryModel).toEqual({
      ...{ url: 'http://127.0.0.1:11434/v1', name: 'small-1', apiKey: 'sk-1', timeoutMs: 60_000 },
    });
  });

  test.each([
    [{ SUMMARY_MODEL: 'onnx:./x' }, /^SUMMARY_MODEL is not openai:URL/],
    [{ SUMMARY_MODEL_NAME: '' }, /^SUMMARY_MODEL_NAME is not set/],
    [{ SUMMARY_MODEL: 'openai:ftp://a.example' }, /^SUMMARY_MODEL names no http/],
    [{ SUMMARY_TIMEOUT_SECONDS: '0' }, /^SUMMARY_TIMEOUT_SECONDS is "0"/],
  ])('%j is told', (changes, problem) => {
    expect(problemsOf({ ...SUMMARY, ...changes })).toEqual([expect.stringMatching(problem)]);
  });
});
