/** The leave of robots.txt for a visit of many addresses. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { askSource } from '../../src/crawlers/ask-source.ts';
import { makeRobots } from '../../src/crawlers/robots.ts';
import { withRobots } from '../../src/crawlers/with-robots.ts';
import { startLocalSite } from './local-site.ts';

const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));

afterAll(() => http.close());

test('what a visit goes on to is not asked for where robots.txt refuses it, and the refusal says why', async () => {
  await using site = await startLocalSite();
  site.pages.set('/robots.txt', { body: 'User-agent: *\nDisallow: /private/' });
  site.pages.set('/thread', { body: 'page 1' });
  site.pages.set('/private/thread', { body: 'page 2' });
  const robots = makeRobots({ http, clock, userAgent: 'Vigie/0.1' });
  const ask = (path: string, through = http) =>
    askSource({ http: through, clock }, { url: site.origin + path, accept: '*/*', etag: null, lastModified: null });
  const read = await withRobots({ http, robots }, `${site.origin}/thread`, async (through) => {
    await ask('/thread', through);
    const second = await ask('/private/thread', through);
    return second.kind === 'failed' ? second : { pages: 2 };
  });
  expect(read).toMatchObject({ kind: 'failed', reason: 'robots-refused' });
  expect(site.asked).toEqual(['/robots.txt', '/thread']);
  expect(await ask('/private/thread')).toMatchObject({ kind: 'answered' }); // it was robots.txt and nothing else
});
