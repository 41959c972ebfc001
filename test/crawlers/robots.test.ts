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

describe('the pause that robots.txt asks for', () => {
  const USER_AGENT_OURS = 'User-agent: vigie\n';

  async function askDelay(body: string): Promise<number | null> {
    await using setup = await startRobots({ body });
    return await setup.robots.crawlDelayMs(`${setup.site.origin}/feed`);
  }

  test.each([
    ['User-agent: *\nCrawl-delay: 7', 7_000],
    ['User-agent: *\nCrawl-delay: 0.5', 500],
    ['User-agent: *\r\nCRAWL-DELAY:7 # seconds\r\n', 7_000],
    [`User-agent: *\nCrawl-delay: 60\n\n${USER_AGENT_OURS}Crawl-delay: 2`, 2_000],
    [`${USER_AGENT_OURS}Crawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 60`, 3_000],
  ])('is told in milliseconds, of our own group first: %j', async (body, expected) => {
    expect(await askDelay(body)).toBe(expected);
  });

  test.each([
    ['no group', 'Crawl-delay: 7'],
    ['another’s group', 'User-agent: other\nCrawl-delay: 7'],
    ['our own group without one', `User-agent: *\nCrawl-delay: 7\n\n${USER_AGENT_OURS}Disallow: /x`],
    ['no number', 'User-agent: *\nCrawl-delay: soon'],
    ['a number with a unit', 'User-agent: *\nCrawl-delay: 7s'],
    ['nothing', 'User-agent: *\nCrawl-delay:'],
    ['zero, which leaves the pause to us', 'User-agent: *\nCrawl-delay: 0'],
    ['less than nothing', 'User-agent: *\nCrawl-delay: -7'],
    ['a page', '<!doctype html><html><body>Crawl-delay: 7</body></html>'],
    ['an empty file', ''],
  ])('is none where it says %s', async (_name, body) => {
    expect(await askDelay(body)).toBeNull();
  });

  test.each([404, 403, 503])('is none where the rules answer %i', async (status) => {
    await using setup = await startRobots({ status, body: 'User-agent: *\nCrawl-delay: 7' });
    expect(await setup.robots.crawlDelayMs(`${setup.site.origin}/feed`)).toBeNull();
  });

  test('costs no request of its own once the rules are known, and none for what is no address', async () => {
    await using setup = await startRobots({ body: 'User-agent: *\nCrawl-delay: 7' });
    await setup.robots.isAllowed(`${setup.site.origin}/feed`);
    for (let time = 0; time < 3; time += 1) await setup.robots.crawlDelayMs(`${setup.site.origin}/other`);
    expect(setup.site.asked).toEqual(['/robots.txt']);
    expect(await setup.robots.crawlDelayMs('no address')).toBeNull();
  });
});

describe('a robots.txt that is written to keep us busy', () => {
  test.each([
    ['one rule of half a million stars', `User-agent: *\nDisallow: /${'*'.repeat(500_000)}`],
    ['thousands of rules of a hundred stars', `User-agent: *\n${`Disallow: /${'*a'.repeat(100)}b\n`.repeat(2_400)}`],
  ])('by %s holds everybody up for less than two seconds, also for a long address', async (_name, body) => {
    await using setup = await startRobots({ body });
    const startedAtMs = performance.now();
    await setup.robots.isAllowed(`${setup.site.origin}/${'a'.repeat(2_000)}`);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});
