/** `vigie discover`: what can be listened to behind the address of a page. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { discoverCommand } from '../../src/commands/discover.ts';
import { makeCommandIo } from '../support/command-io.ts';
import { startLocalSite } from '../support/local-site.ts';

const allowed = process.env.FETCH_ALLOWED_RANGES;
beforeEach(() => {
  process.env.FETCH_ALLOWED_RANGES = '127.0.0.0/8';
});
afterEach(() => {
  if (allowed === undefined) delete process.env.FETCH_ALLOWED_RANGES;
  else process.env.FETCH_ALLOWED_RANGES = allowed;
});

async function run(...args: readonly string[]): Promise<Readonly<{ code: number; lines: readonly unknown[] }>> {
  const io = makeCommandIo();
  const code = await discoverCommand.run(args, io);
  return { code, lines: io.written.map((line): unknown => JSON.parse(line)) };
}

test('a page’s feeds are read before they are told, and what leads nowhere is not among them', async () => {
  await using site = await startLocalSite();
  const link = (href: string) => `<link rel="alternate" type="application/rss+xml" title="Fil" href="${href}">`;
  site.serve('/', (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!doctype html>${link('/fil.xml')}${link('/gone.xml')}`);
  });
  site.serveFeed('/fil.xml', [
    { slug: 'a', title: 'Ondelia', text: 'Bonjour', author: 'Anne', publishedAt: new Date('2026-06-01T08:00:00Z') },
  ]);
  const { code, lines } = await run(`${site.url}/`);
  expect(code).toBe(0);
  expect(lines).toMatchObject([
    {
      url: `${site.url}/`,
      feeds: [{ url: `${site.url}/fil.xml`, documentCount: 1, newestAt: '2026-06-01T08:00:00.000Z' }],
    },
  ]);
});

test('a page with nothing behind it is told so, the others are tried all the same, and the exit says it', async () => {
  await using site = await startLocalSite();
  site.serveFeed('/fil.xml', []);
  const { code, lines } = await run(`${site.url}/nowhere`, `${site.url}/fil.xml`);
  expect(code).toBe(1);
  expect(lines).toMatchObject([{ error: { code: 'not-found' } }, { feeds: [{ url: `${site.url}/fil.xml` }] }]);
});

test('what is no address is refused in one sentence before anything is asked', async () => {
  await expect(run('blog.example')).rejects.toMatchObject({ code: 'USAGE_WRONG' });
  await expect(run()).rejects.toMatchObject({ code: 'USAGE_WRONG' });
});
