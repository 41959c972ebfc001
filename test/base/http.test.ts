/** A hostile local server against the one HTTP client: nothing private is reached, nothing large is swallowed. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAllowedAddresses } from '../../src/base/allowed-addresses.ts';
import { AppError } from '../../src/base/errors.ts';
import { type Http, type HttpOutcome, type HttpRequest, makeHttp } from '../../src/base/http.ts';

const BOMB_BYTES = 64 * 1024 * 1024;
const REPLY = 'a plain reply';

let server: Server;
let otherServer: Server;
let origin: string;
let otherOrigin: string;
let seen: { url: string; headers: IncomingMessage['headers']; method: string; body: string }[] = [];
let bomb: Buffer;

/** May reach the local server; refuses it where only `strict` is used. */
const open = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'VigieTest/1.0' });
const strict = makeHttp({ allowedRanges: [], userAgent: 'VigieTest/1.0' });

beforeAll(async () => {
  bomb = gzipSync(Buffer.alloc(BOMB_BYTES));
  server = createServer((request, response) => void answer(request, response));
  otherServer = createServer((request, response) => void answer(request, response));
  origin = await listen(server);
  otherOrigin = await listen(otherServer);
});

afterAll(async () => {
  await Promise.all([open.close(), strict.close()]);
  for (const each of [server, otherServer]) {
    each.closeAllConnections();
    await new Promise((resolve) => each.close(resolve));
  }
});

describe('an answer', () => {
  test('comes back with status, headers, body and where it came from', async () => {
    const outcome = await ask(open, { url: `${origin}/plain` });
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, url: `${origin}/plain`, movedTo: null });
    expect(textOf(outcome)).toBe(REPLY);
    expect(seen.at(-1)?.headers['user-agent']).toBe('VigieTest/1.0');
  });

  test('of 404 and of 503 is an answer and not a failure', async () => {
    expect(await ask(open, { url: `${origin}/status/404` })).toMatchObject({ kind: 'answered', status: 404 });
    expect(await ask(open, { url: `${origin}/status/503` })).toMatchObject({ kind: 'answered', status: 503 });
  });

  test.each(['gzip', 'deflate', 'deflate-raw', 'br', 'zstd'])('in %s is inflated', async (encoding) => {
    expect(textOf(await ask(open, { url: `${origin}/encoded/${encoding}` }))).toBe(REPLY);
  });

  test('with repeated headers has them joined by a comma', async () => {
    const outcome = await ask(open, { url: `${origin}/repeated` });
    expect(outcome.kind === 'answered' && outcome.headers['x-part']).toBe('one, two');
  });

  test('to a POST carries the body there and follows no redirect', async () => {
    const outcome = await ask(open, {
      url: `${origin}/redirect/307`,
      method: 'POST',
      body: 'a=1',
      redirectCountMax: 5,
    });
    expect(outcome).toMatchObject({ kind: 'answered', status: 307 });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: 'a=1' });
  });
});

describe('a private address is never reached', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST.:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[fd00::1]/',
    'http://[64:ff9b::7f00:1]/',
  ])('spelt %s', async (spelling) => {
    const before = seen.length;
    const outcome = await ask(strict, { url: spelling.replace('PORT', new URL(origin).port) });
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(['address-refused', 'host-unknown']).toContain(outcome.kind === 'failed' && outcome.reason);
    expect(seen.length).toBe(before);
  });

  test('by a name that resolves to it, and the sentence names the host and the way out', async () => {
    const outcome = await ask(strict, { url: `http://localhost:${new URL(origin).port}/` });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'address-refused' });
    expect(outcome.kind === 'failed' && outcome.message).toMatch(/localhost.*FETCH_ALLOWED_RANGES/);
  });

  test('behind a redirect, whether literal, mapped, named or of another scheme', async () => {
    const oneAddress = makeHttp({ allowedRanges: ['127.0.0.1/32'], userAgent: 'VigieTest/1.0' });
    const targets = ['http://127.0.0.2:1/', 'http://[::ffff:127.0.0.2]:1/', 'http://10.0.0.1/', 'file:///etc/passwd'];
    for (const target of targets) {
      const url = `${origin}/redirect-to?${encodeURIComponent(target)}`;
      expect(await ask(oneAddress, { url }), target).toMatchObject({ kind: 'failed', reason: 'address-refused' });
    }
    await oneAddress.close();
  });

  test('and the same request succeeds once its range is opened: the refusals above are the guard\u2019s', async () => {
    expect(await ask(open, { url: `http://localhost:${new URL(origin).port}/plain` })).toMatchObject({ status: 200 });
    expect(await ask(open, { url: `http://2130706433:${new URL(origin).port}/plain` })).toMatchObject({ status: 200 });
  });

  test.each([
    ['8.8.8.8', 443, true],
    ['8.8.8.8', 22, false],
    ['8.8.8.8', 8080, true],
    ['100.64.0.1', 80, false],
    ['198.19.255.255', 80, false],
    ['168.63.129.16', 80, false],
    ['224.0.0.1', 80, false],
    ['2606:4700::1111', 443, true],
    ['2001:db8::1', 443, false],
    ['2002:7f00:1::', 443, false],
    ['::ffff:8.8.8.8', 443, true],
    ['::ffff:10.0.0.1', 443, false],
    ['fe80::1%eth0', 80, false],
    ['::', 80, false],
    ['', 80, false],
    ['example.org', 80, false],
  ])('%s on port %i: %s', (address, port, isAllowed) => {
    expect(makeAllowedAddresses([]).isAllowed(address, port)).toBe(isAllowed);
  });

  test('a range that is no range is refused when the client is made', () => {
    for (const range of ['127.0.0.0', '127.0.0.0/33', 'private', '::1/200', '10.0.0.0/']) {
      expect(() => makeHttp({ allowedRanges: [range], userAgent: 'x' }), range).toThrow(AppError);
    }
  });
});

describe('a URL that is not for us', () => {
  test.each(['ftp://example.org/', 'file:///etc/passwd', 'http://user:secret@127.0.0.1/', 'no url at all', 'http://'])(
    '%s is refused as a value',
    async (url) => {
      const outcome = await ask(open, { url });
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'address-refused' });
      expect(JSON.stringify(outcome)).not.toContain('secret');
    },
  );

  test('a name that does not exist is host-unknown', async () => {
    const outcome = await ask(open, { url: 'http://no-such-host.invalid/' });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'host-unknown' });
  });

  test('a port where nobody listens is connection-failed', async () => {
    const closed = createServer();
    const address = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect(await ask(open, { url: address })).toMatchObject({ kind: 'failed', reason: 'connection-failed' });
  });

  test('a server that hangs up or talks nonsense is connection-failed', async () => {
    expect(await ask(open, { url: `${origin}/hang-up` })).toMatchObject({ reason: 'connection-failed' });
    expect(await ask(open, { url: `${origin}/nonsense` })).toMatchObject({ reason: 'connection-failed' });
    expect(await ask(open, { url: `${origin}/cut-short` })).toMatchObject({ reason: 'connection-failed' });
  });
});

describe('limits', () => {
  test.each(['/bomb', '/endless', '/content-length-lie'])('%s is too-large', async (path) => {
    const outcome = await ask(open, { url: `${origin}${path}`, bodyBytesMax: 1_000_000 });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'too-large' });
  });

  test('the bomb is read whole when the limit allows it: the refusal above is the limit\u2019s', async () => {
    const outcome = await ask(open, { url: `${origin}/bomb`, bodyBytesMax: BOMB_BYTES });
    expect(outcome.kind === 'answered' && outcome.body.length).toBe(BOMB_BYTES);
  });

  test.each(['/bomb', '/endless', '/content-length-lie', '/encoded/broken'])(
    '%s is an answer where only its status counts, with what came whole',
    async (path) => {
      const outcome = await ask(open, { url: `${origin}${path}`, answerBody: 'if-whole' });
      expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
      expect(textOf(outcome)).toBe('');
      expect(textOf(await ask(open, { url: `${origin}/plain`, answerBody: 'if-whole' }))).toBe(REPLY);
    },
  );

  test('headers without end are too-large', async () => {
    expect(await ask(open, { url: `${origin}/huge-headers` })).toMatchObject({ kind: 'failed', reason: 'too-large' });
  });

  test('a server that never answers, or drips, or drips behind a redirect, ends as timed-out', async () => {
    for (const path of ['/silent', '/drip', '/drip-redirect']) {
      const outcome = await ask(open, { url: `${origin}${path}`, timeoutMs: 300 });
      expect(outcome, path).toMatchObject({ kind: 'failed', reason: 'timed-out' });
    }
  });

  test('many large answers at once all come, though few are read at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => ask(open, { url: `${origin}/large` })));
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: 'answered' });
      expect(answer.kind === 'answered' && answer.body.length).toBe(2 * 1_048_576);
    }
  });

  test('large bodies that trickle lose their places, and a healthy one comes long before their time is up', async () => {
    const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'VigieTest/1.0', connectionsPerHostMax: 20 });
    const tricklers = Array.from({ length: 8 }, () => ask(http, { url: `${origin}/trickle`, timeoutMs: 60_000 }));
    await expect.poll(() => seen.filter(({ url }) => url === '/trickle').length).toBe(8);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await ask(http, { url: `${origin}/large` })).toMatchObject({ kind: 'answered' });
    for (const outcome of await Promise.all(tricklers)) {
      expect(outcome).toMatchObject({
        kind: 'failed',
        reason: 'timed-out',
        message: expect.stringContaining('too slowly'),
      });
    }
    await http.close();
  }, 20_000);

  test('who waits for a place no longer than its time ends as timed-out', async () => {
    const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'VigieTest/1.0', connectionsPerHostMax: 20 });
    const tricklers = Array.from({ length: 8 }, () => ask(http, { url: `${origin}/trickle`, timeoutMs: 800 }));
    await expect.poll(() => seen.filter(({ url }) => url === '/trickle').length).toBeGreaterThanOrEqual(8);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await ask(http, { url: `${origin}/large`, timeoutMs: 200 })).toMatchObject({ reason: 'timed-out' });
    await Promise.all(tricklers);
    expect(await ask(http, { url: `${origin}/large` })).toMatchObject({ kind: 'answered' });
    await http.close();
  });

  test.each(['stacked', 'unknown', 'broken', 'truncated'])('a %s encoding is encoding-unreadable', async (kind) => {
    const outcome = await ask(open, { url: `${origin}/encoded/${kind}` });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'encoding-unreadable' });
  });
});

describe('redirects', () => {
  test('a loop ends as too-many-redirects', async () => {
    expect(await ask(open, { url: `${origin}/loop` })).toMatchObject({ kind: 'failed', reason: 'too-many-redirects' });
  });

  test('without leave to follow, the redirect itself is the answer', async () => {
    const outcome = await ask(open, { url: `${origin}/redirect/301`, redirectCountMax: 0 });
    expect(outcome).toMatchObject({ kind: 'answered', status: 301 });
  });

  test('movedTo is the end of the permanent part only', async () => {
    const cases: readonly (readonly [string, string | null])[] = [
      ['/redirect/301', '/plain'],
      ['/redirect/308', '/plain'],
      ['/redirect/302', null],
      ['/hops/301,301', '/plain'],
      ['/hops/301,302', '/hops/302'],
      ['/hops/302,301', null],
    ];
    for (const [path, movedTo] of cases) {
      const outcome = await ask(open, { url: `${origin}${path}` });
      expect(outcome, path).toMatchObject({
        status: 200,
        url: `${origin}/plain`,
        movedTo: movedTo === null ? null : `${origin}${movedTo}`,
      });
    }
  });

  test('keys and cookies stay with the origin they were meant for', async () => {
    const headers = { Authorization: 'Bearer k', Cookie: 'c=1', 'X-Api-Key': 'k', Accept: 'text/xml' };
    await ask(open, { url: `${origin}/redirect/302`, headers });
    expect(seen.at(-1)?.headers).toMatchObject({ authorization: 'Bearer k', cookie: 'c=1', 'x-api-key': 'k' });

    await ask(open, { url: `${origin}/redirect-to?${encodeURIComponent(`${otherOrigin}/plain`)}`, headers });
    const there = seen.at(-1)?.headers ?? {};
    expect(there.accept).toBe('text/xml');
    expect(there.authorization ?? there.cookie ?? there['x-api-key']).toBeUndefined();
  });

  test('a redirect that names no place is an answer', async () => {
    expect(await ask(open, { url: `${origin}/status/302` })).toMatchObject({ kind: 'answered', status: 302 });
  });
});

async function ask(http: Http, request: Partial<HttpRequest> & Readonly<{ url: string }>): Promise<HttpOutcome> {
  return await http.request({ timeoutMs: 10_000, bodyBytesMax: 5_000_000, redirectCountMax: 5, ...request });
}

function textOf(outcome: HttpOutcome): string | null {
  return outcome.kind === 'answered' ? new TextDecoder().decode(outcome.body) : null;
}

async function listen(each: Server): Promise<string> {
  await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(each.address() as AddressInfo).port}`;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', origin);
  let body = '';
  for await (const chunk of request) body += String(chunk);
  seen = [...seen.slice(-50), { url: url.pathname, headers: request.headers, method: request.method ?? '', body }];
  const [, page = '', detail = ''] = url.pathname.split('/');

  switch (page) {
    case 'status':
      response.writeHead(Number(detail)).end();
      return;
    case 'encoded':
      sendEncoded(response, detail);
      return;
    case 'repeated':
      response.setHeader('X-Part', ['one', 'two']);
      response.end();
      return;
    case 'redirect':
      response.writeHead(Number(detail), { location: '/plain' }).end('moved');
      return;
    case 'redirect-to':
      response.writeHead(302, { location: decodeURIComponent(url.search.slice(1)) }).end();
      return;
    case 'hops': {
      const [status = '', ...rest] = detail.split(',');
      response.writeHead(Number(status), { location: rest.length === 0 ? '/plain' : `/hops/${rest.join(',')}` }).end();
      return;
    }
    case 'loop':
      response.writeHead(301, { location: '/loop' }).end();
      return;
    case 'large':
      response.writeHead(200).end(Buffer.alloc(2 * 1_048_576));
      return;
    case 'trickle':
      response.writeHead(200).write(Buffer.alloc(600_000));
      drip(response);
      return;
    case 'bomb':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      return;
    case 'endless':
      sendEndlessly(response);
      return;
    case 'content-length-lie':
      response.writeHead(200, { 'content-length': '99999999' }).write('short');
      return;
    case 'cut-short':
      response.writeHead(200, { 'content-length': '1000' }).write('short');
      setTimeout(() => response.destroy(), 20);
      return;
    case 'huge-headers':
      request.socket.write(
        `HTTP/1.1 200 OK\r\n${'X-Filler: 0123456789012345678901234567890123456789\r\n'.repeat(2_000)}`,
      );
      return;
    case 'silent':
      return;
    case 'drip':
    case 'drip-redirect':
      response.writeHead(page === 'drip' ? 200 : 302, { location: '/plain', 'content-length': '1000' });
      drip(response);
      return;
    case 'hang-up':
      request.socket.destroy();
      return;
    case 'nonsense':
      request.socket.end('this is not HTTP at all\r\n\r\n');
      return;
    default:
      response.end(REPLY);
  }
}

function sendEncoded(response: ServerResponse, encoding: string): void {
  const bodies: Readonly<Record<string, readonly [string, Buffer]>> = {
    gzip: ['gzip', gzipSync(REPLY)],
    deflate: ['deflate', deflateSync(REPLY)],
    'deflate-raw': ['deflate', deflateRawSync(REPLY)],
    br: ['br', brotliCompressSync(REPLY)],
    zstd: ['zstd', zstdCompressSync(REPLY)],
    stacked: ['gzip, gzip', gzipSync(gzipSync(REPLY))],
    unknown: ['rot13', Buffer.from(REPLY)],
    broken: ['gzip', Buffer.from(REPLY)],
    truncated: ['gzip', gzipSync(REPLY.repeat(50)).subarray(0, 20)],
  };
  const [name, body] = bodies[encoding] ?? ['identity', Buffer.from(REPLY)];
  response.writeHead(200, { 'content-encoding': name }).end(body);
}

function sendEndlessly(response: ServerResponse): void {
  const block = Buffer.alloc(65_536, 'x');
  const push = (): void => {
    while (!response.destroyed && response.write(block)) {}
  };
  response.on('drain', push);
  response.on('error', () => response.destroy());
  push();
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else response.write('.');
  }, 20);
}
