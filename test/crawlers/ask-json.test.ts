/** Asking for JSON: what comes is read, mended or told. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { askJson, type ExplainRefusal, parseJson } from '../../src/crawlers/ask-json.ts';
import { type LocalPage, startLocalSite } from './local-site.ts';

const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2025-06-02T10:00:00Z'));

afterAll(() => http.close());

async function ask(page: LocalPage, explain?: ExplainRefusal) {
  await using site = await startLocalSite();
  site.pages.set('/api?key=hidden', page);
  return await askJson(
    { http, clock },
    { url: `${site.origin}/api?key=hidden`, etag: '"v1"', lastModified: null },
    explain,
  );
}

describe('an answer', () => {
  test('is its value, with what to ask with next time', async () => {
    const asked = await ask({ headers: { etag: '"v2"' }, body: '{"a": [1, "é"]}' });
    expect(asked).toMatchObject({ kind: 'answered', json: { a: [1, 'é'] }, etag: '"v2"' });
  });

  test('304 is unchanged', async () => {
    expect(await ask({ status: 304 })).toMatchObject({ kind: 'unchanged', etag: '"v1"' });
  });

  test.each([
    ['<html><body>Log in</body></html>', /web page.*log-in/],
    ['', /nothing/],
    ['hello', /no JSON/],
    ['{"a": ', /no JSON/],
  ])('%j with status 200 is no data, in a sentence without the address', async (body, message) => {
    const asked = await ask({ body });
    expect(asked).toMatchObject({ kind: 'failed', reason: 'not-a-feed' });
    expect(asked.kind === 'failed' && asked.message).toMatch(message);
    expect(JSON.stringify(asked)).not.toContain('hidden');
  });

  test('a service’s own words for a refusal go before the general ones, and see what it said', async () => {
    const explain: ExplainRefusal = ({ status, json, host }) =>
      status === 400 ? { reason: 'not-authorised', message: `${host}: ${JSON.stringify(json)}.` } : null;
    const page = { status: 400, body: '{"error": "ExpiredToken"}' };
    expect(await ask(page)).toMatchObject({ kind: 'failed', reason: 'client-error' });
    const explained = await ask(page, explain);
    expect(explained).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
    expect(explained.kind === 'failed' && explained.message).toContain('ExpiredToken');
  });

  test('Retry-After is the server’s, whatever the explanation', async () => {
    const explain: ExplainRefusal = () => ({ message: 'Wait.', retryAfterSeconds: 5 });
    expect(await ask({ status: 429, headers: { 'retry-after': '60' } }, explain)).toMatchObject({
      retryAfterSeconds: 60,
    });
    expect(await ask({ status: 429 }, explain)).toMatchObject({ retryAfterSeconds: 5 });
  });
});

describe('JSON', () => {
  test.each([
    ['{"t": "C:\\new \\d"}', { t: 'C:\new \\d' }],
    ['{"t": "a\tb\nc"}', { t: 'a b c' }],
    ['{"t": "quoted \\" and \\\\ and \\u00e9"}', { t: 'quoted " and \\ and é' }],
  ])('%s is read although it may be broken', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test('brackets within texts do not count as depth, those outside do', () => {
    expect(parseJson(JSON.stringify({ t: '['.repeat(1_000) }))).toBeDefined();
    expect(parseJson(`${'['.repeat(200)}${']'.repeat(200)}`)).toBeDefined();
    expect(parseJson(`${'['.repeat(201)}${']'.repeat(201)}`)).toBeUndefined();
  });

  test('a long text that is none is refused', () => {
    expect(parseJson(`{"a": "${'\\'.repeat(1_000_001)}`)).toBeUndefined();
  });
});
