/** Sites that lie, flood and lead astray: each costs bounded time and memory, and leaves its reason on its source. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

type Page = (request: IncomingMessage, response: ServerResponse) => void;

const MEGABYTE = 1_048_576;
const ZEROS = Buffer.alloc(64 * MEGABYTE);
const FEED = (inside: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${inside}</channel></rss>`;
const ENTITIES = Array.from({ length: 12 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`).join(
  '',
);

const send =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = { 'content-type': 'text/xml' }): Page =>
  (_request, response) => {
    response.writeHead(200, headers).end(body);
  };
const redirect =
  (location: string): Page =>
  (_request, response) => {
    response.writeHead(302, { location }).end();
  };

/** What each path answers, and the reason that it must leave; null where what is there can be read all the same. */
const HOSTILE: Readonly<Record<string, readonly [Page, string | null]>> = {
  '/gzip-bomb': [send(gzipSync(ZEROS), { 'content-encoding': 'gzip' }), 'too-large'],
  '/brotli-bomb': [send(brotliCompressSync(ZEROS), { 'content-encoding': 'br' }), 'too-large'],
  '/zstd-bomb': [send(zstdCompressSync(ZEROS), { 'content-encoding': 'zstd' }), 'too-large'],
  '/gzip-in-gzip': [send(gzipSync(gzipSync(ZEROS)), { 'content-encoding': 'gzip, gzip' }), 'encoding-unreadable'],
  '/too-long': [send(ZEROS.subarray(0, 16 * MEGABYTE)), 'too-large'],
  '/loop': [redirect('/loop'), 'too-many-redirects'],
  '/to-metadata': [redirect('http://169.254.169.254/latest/meta-data/'), 'address-refused'],
  '/to-private': [redirect('http://10.0.0.1/feed'), 'address-refused'],
  '/to-cgnat': [redirect('http://100.64.0.1/feed'), 'address-refused'],
  '/to-mapped': [redirect('http://[::ffff:10.0.0.1]/feed'), 'address-refused'],
  '/to-file': [redirect('file:///etc/passwd'), 'address-refused'],
  '/to-mail-port': [redirect('http://93.184.216.34:25/'), 'address-refused'],
  '/to-credentials': [redirect('http://user:secret@127.0.0.1/'), 'address-refused'],
  '/header-flood': [
    (_request, response) => {
      response.writeHead(200, { 'x-flood': 'x'.repeat(60_000) }).end(FEED(''));
    },
    'too-large',
  ],
  '/hangs-up': [(request) => request.socket.destroy(), 'connection-failed'],
  '/html': [
    send('<!doctype html><html><title>Sign in</title><p>Log in</html>', { 'content-type': 'text/html' }),
    'not-a-feed',
  ],
  '/nothing': [send(''), 'not-a-feed'],
  '/entities': [
    send(`<!DOCTYPE rss [<!ENTITY e0 "lol">${ENTITIES}]>${FEED('<item><title>&e12;</title></item>')}`),
    null,
  ],
  '/one-line': [send(FEED(`<item><title>${'a'.repeat(10 * MEGABYTE)}</title></item>`)), null],
  '/deep': [send(FEED(`<item><description>${'<b>'.repeat(200_000)}</description></item>`)), null],
};

test('every hostile answer leaves its reason, nothing of it is stored beyond its limits, and the site beside it is read', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  await using site = await startLocalSite();
  for (const [path, [page]] of Object.entries(HOSTILE)) {
    site.serve(path, page);
    await addSubscription(world, agency.id, { url: site.url + path, kind: 'feed', brandId: null });
  }
  site.serveFeed('/good', [
    { slug: 'a', title: 'Ondelia', text: 'Bonjour', author: 'Anne', publishedAt: world.clock.now() },
  ]);
  await addSubscription(world, agency.id, { url: `${site.url}/good`, kind: 'feed', brandId: null });

  await drainPipeline(world);

  const sources = await listHeardSources(world.db, agency.id, { after: null, limit: 100 });
  const reasons = Object.fromEntries(sources.map((source) => [new URL(source.url).pathname, source.lastErrorReason]));
  const expected = Object.fromEntries(Object.entries(HOSTILE).map(([path, [, reason]]) => [path, reason]));
  expect(reasons).toEqual({ ...expected, '/good': null });
  for (const source of sources.filter(({ lastErrorReason }) => lastErrorReason !== null)) {
    expect(source.lastErrorMessage).toMatch(/^[^:]+.*[:,] .+\.$/);
    expect(source.lastErrorMessage).not.toContain('secret');
    expect(source.failingSince).not.toBeNull();
  }
  const texts = await world.db.selectFrom('documents').select(['title', 'text']).execute();
  for (const { title, text } of texts) expect((title ?? '').length + text.length).toBeLessThan(MEGABYTE);
  expect(texts.map(({ title }) => title)).toContain('Ondelia');
}, 60_000);
