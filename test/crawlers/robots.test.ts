/** Asking a site what may be read. */
import { afterAll, describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { makeRobots } from '../../src/crawlers/robots.ts';
import { type LocalPage, startLocalSite } from './local-site.ts';

const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });

afterAll(() => http.close());

async function startRobots(page: LocalPage | null) {
  const site = await startLocalSite();
  if (page !== null) site.pages.set('/robots.txt', page);
  const clock = makeManualClock(new Date('2025-06-02T10:00:00Z'));
  const robots = makeRobots({ http, clock, userAgent: 'Vigie/0.1 (+https://vigie.example)' });
  return { site, clock, robots, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

const RULES =
  'User-agent: *\nDisallow: /private\n\nUser-agent: vigie\nDisallow: /no-vigie\nAllow: /no-vigie/but-this\n';

describe('robots.txt', () => {
  test('is obeyed: our own group first, the longest rule wins', async () => {
    await using setup = await startRobots({ body: RULES });
    const ask = (path: string) => setup.robots.isAllowed(setup.site.origin + path);
    expect(await ask('/feed')).toEqual({ kind: 'allowed' });
    expect(await ask('/private')).toEqual({ kind: 'allowed' });
    expect(await ask('/no-vigie/but-this')).toEqual({ kind: 'allowed' });
    const refusal = await ask('/no-vigie/feed');
    expect(refusal).toMatchObject({ kind: 'refused', reason: 'robots-refused' });
    expect(refusal.kind === 'refused' && refusal.message).toContain('127.0.0.1');
  });

  test('is asked once a day per site, also by questions that come together', async () => {
    await using setup = await startRobots({ body: RULES });
    const ask = () => setup.robots.isAllowed(`${setup.site.origin}/feed`);
    await Promise.all([ask(), ask(), ask()]);
    setup.clock.advanceMs(DAY_MS - MINUTE_MS);
    await ask();
    expect(setup.site.asked).toEqual(['/robots.txt']);
    setup.clock.advanceMs(2 * MINUTE_MS);
    await ask();
    expect(setup.site.asked).toHaveLength(2);
  });

  test.each([404, 401, 403, 410])('that answers %i allows everything', async (status) => {
    await using setup = await startRobots({ status, body: RULES });
    expect(await setup.robots.isAllowed(`${setup.site.origin}/no-vigie`)).toEqual({ kind: 'allowed' });
  });

  test('that cannot be had forbids everything, for ten minutes', async () => {
    await using setup = await startRobots({ status: 503 });
    const ask = () => setup.robots.isAllowed(`${setup.site.origin}/feed`);
    expect(await ask()).toMatchObject({ kind: 'refused', reason: 'server-error' });
    setup.site.pages.set('/robots.txt', { body: RULES });
    expect(await ask()).toMatchObject({ kind: 'refused', reason: 'server-error' });
    setup.clock.advanceMs(11 * MINUTE_MS);
    expect(await ask()).toEqual({ kind: 'allowed' });
  });

  test('of a host that does not answer is refused with the reason of the connection', async () => {
    await using setup = await startRobots(null);
    const { origin } = setup.site;
    await setup.site[Symbol.asyncDispose]();
    expect(await setup.robots.isAllowed(`${origin}/feed`)).toMatchObject({
      kind: 'refused',
      reason: 'connection-failed',
    });
  });

  test('that is an HTML page or empty forbids nothing', async () => {
    for (const body of ['<!doctype html><html><body>Welcome</body></html>', '']) {
      await using setup = await startRobots({ body });
      expect(await setup.robots.isAllowed(`${setup.site.origin}/feed`)).toEqual({ kind: 'allowed' });
    }
  });
});
