/** Requests to hubs, against a real server. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { askHub } from '../../src/crawlers/ask-hub.ts';
import { startLocalHub } from '../support/local-hub.ts';

const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2025-06-02T10:00:00Z'));

afterAll(() => http.close());

function ask(hubUrl: string, mode: 'subscribe' | 'unsubscribe' = 'subscribe', guarded = http) {
  const request = {
    mode,
    hubUrl,
    topicUrl: 'https://site.example/feed?a=1&b=é',
    callbackUrl: 'https://vigie.example/hubs/x/y',
    secret: 'a secret',
  };
  return askHub({ http: guarded, clock }, request);
}

test('a hub is sent one form with everything that it needs', async () => {
  await using hub = await startLocalHub();
  expect(await ask(hub.url)).toEqual({ kind: 'accepted' });
  expect(hub.requests.map((form) => Object.fromEntries(form))).toEqual([
    {
      'hub.mode': 'subscribe',
      'hub.topic': 'https://site.example/feed?a=1&b=é',
      'hub.callback': 'https://vigie.example/hubs/x/y',
      'hub.lease_seconds': '864000',
      'hub.secret': 'a secret',
    },
  ]);
  await ask(hub.url, 'unsubscribe');
  expect(hub.requests.at(-1)?.get('hub.mode')).toBe('unsubscribe');
});

test('a hub of the first versions, which confirms before it answers 204, has taken the request up too', async () => {
  await using hub = await startLocalHub();
  hub.answer({ status: 204 });
  expect(await ask(hub.url)).toEqual({ kind: 'accepted' });
});

test.each([400, 403, 404, 410, 422, 429, 500, 503, 301, 302])('a hub that answers %i has refused', async (status) => {
  await using hub = await startLocalHub();
  hub.answer({ status, headers: { location: '/elsewhere', 'retry-after': '600' } });
  const answer = await ask(hub.url);
  expect(answer).toMatchObject({ kind: 'failed', reason: 'refused', retryAfterSeconds: 600 });
  expect(answer.kind === 'failed' && answer.message).toContain(`answered ${status}`);
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(hub.requests).toHaveLength(1);
});

test.each([307, 308])(
  'a hub that sends us on with %i is followed, and one that never ends is given up',
  async (status) => {
    await using hub = await startLocalHub();
    hub.answer({ status, headers: { location: '/other' } });
    expect(await ask(hub.url)).toEqual({ kind: 'accepted' });
    expect(hub.requests).toHaveLength(2);
    expect(hub.requests[1]?.get('hub.topic')).toBe('https://site.example/feed?a=1&b=é');
    hub.answer({ status, headers: { location: '/' } }, '/other');
    expect(await ask(hub.url)).toMatchObject({ kind: 'failed', reason: 'refused' });
    expect(hub.requests).toHaveLength(5);
  },
);

test('a private address is not asked, neither at first nor behind a redirect', async () => {
  await using hub = await startLocalHub();
  hub.answer({ status: 307, headers: { location: 'http://10.0.0.1/hub' } });
  expect(await ask(hub.url)).toMatchObject({ kind: 'failed', reason: 'address-refused' });
  const guarded = makeHttp({ allowedRanges: [], userAgent: 'Vigie/0.1' });
  const asked = hub.requests.length;
  expect(await ask(hub.url, 'subscribe', guarded)).toMatchObject({ kind: 'failed', reason: 'address-refused' });
  await guarded.close();
  expect(hub.requests).toHaveLength(asked);
});

test('a hub that is no web address, or is not there, is a reason and no fault', async () => {
  for (const url of ['mailto:hub@site.example', 'no URL', 'http://127.0.0.1:1/']) {
    expect([url, (await ask(url)).kind]).toEqual([url, 'failed']);
  }
});
