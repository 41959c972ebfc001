/**
 * The one place that speaks HTTP to the outside: crawls, webhooks and SMS providers all go through it, so that none
 * of them can be led to a private address, a bomb or an endless body.
 */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, request as undiciRequest, WebSocket } from 'undici';
import { type AllowedAddresses, makeAllowedAddresses } from './allowed-addresses.ts';
import { toErrorMessage } from './errors.ts';
import { ACCEPTED_ENCODINGS, inflateBody } from './inflate-body.ts';
import { makePermits, type Permits } from './permits.ts';

/** Why there is no answer. A status of 404 or 503 is an answer. */
export type HttpFailureReason =
  | 'address-refused' // a private or otherwise forbidden address, scheme or port, also behind a redirect
  | 'host-unknown' // the name does not resolve
  | 'connection-failed' // refused, reset, TLS, malformed answer
  | 'timed-out'
  | 'too-large' // over the byte limit, on the wire or inflated
  | 'encoding-unreadable' // an unknown, stacked or broken Content-Encoding
  | 'too-many-redirects';

export type HttpRequest = Readonly<{
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** For the whole exchange, redirects and body included. */
  timeoutMs: number;
  /** Of the body, both as sent and inflated. */
  bodyBytesMax: number;
  /**
   * Only its status counts: a body that is too long, late or broken takes nothing from the answer. 'ignored': it is not
   * read; 'if-whole': it is read, and empty where it does not come whole.
   */
  answerBody?: 'ignored' | 'if-whole';
  /** Asked before each redirect is followed; false ends the exchange as 'address-refused'. */
  mayFollow?: (url: string) => Promise<boolean>;
  /** 0 for a POST: a provider that moves is an answer to look at, not to follow. */
  redirectCountMax: number;
}>;

export type HttpOutcome =
  | Readonly<{
      kind: 'answered';
      status: number;
      /** Names in lower case; repeated ones joined by ", ". */
      headers: Readonly<Record<string, string>>;
      /** Inflated. */
      body: Uint8Array;
      /** Where the answer came from, after redirects. */
      url: string;
      /** The last URL reached through permanent redirects (301, 308) alone; null where the first hop was not one. */
      movedTo: string | null;
    }>
  | Readonly<{ kind: 'failed'; reason: HttpFailureReason; message: string }>;

export type ListenRequest = Readonly<{
  /** ws: or wss:. */
  url: string;
  /** When listening ends at the latest. */
  timeoutMs: number;
  /** Called for each text message in turn; 'enough' ends the listening. */
  onMessage: (text: string) => 'go-on' | 'enough';
}>;

/** Whether it was ended by 'enough', by the time, or by the other side. */
export type ListenOutcome =
  | Readonly<{ kind: 'listened'; ending: 'enough' | 'time' | 'closed' }>
  | Readonly<{ kind: 'failed'; reason: HttpFailureReason; message: string }>;

export type Http = Readonly<{
  /** Listens to a WebSocket behind the same guard of addresses. Never rejects for what the other side does. */
  listen: (request: ListenRequest) => Promise<ListenOutcome>;
  /** Never rejects for what the other side does; the outcome says it. */
  request: (request: HttpRequest) => Promise<HttpOutcome>;
  close: () => Promise<void>;
}>;

const CONNECTIONS_PER_HOST_MAX = 2;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_MAX_MS = 30_000;
const HEADER_BYTES_MAX = 32_768;
const REDIRECT_BODY_BYTES_MAX = 16_384;
const CONNECTORS_MAX = 64;
/** Hundreds of hosts are asked at once: what goes beyond an ordinary feed is read a few at a time. */
const LARGE_BODY_BYTES_MIN = 524_288;
const LARGE_BODIES_AT_ONCE = 8;
/** What a large body must bring in any two ticks, so that nobody keeps its place by trickling. */
const LARGE_BODY_TICK_BYTES_MIN = 65_536;
const LARGE_BODY_TICK_MS = 1_000;

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PERMANENT_STATUSES: ReadonlySet<number> = new Set([301, 308]);

/** What another origin may know of us after a redirect: never a key, a cookie or a header we do not know. */
const HEADERS_FOR_ANY_ORIGIN: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'if-modified-since',
  'if-none-match',
]);

class AddressRefused extends Error {}

class BodyTooLarge extends Error {}

class BodyTooSlow extends Error {}

/**
 * The client that everything outside is reached with.
 *
 * The address is checked where the connection is made, not where the URL is read: a name may resolve to a private
 * address, resolve differently a second later, or stand behind a redirect. So the port and a literal host are checked
 * before connecting, every resolved address is checked in the lookup that the socket itself uses, and the peer's
 * address is checked once more when the socket is open. Redirects are followed here and not by undici, so that each
 * hop passes the same checks and loses what only the first origin may see. Bodies are counted as they come and
 * inflated with a cap: undici's own decompression inflates a bomb whole.
 *
 * Shape:   allowedRanges: CIDR, opened by the operator on top of the public internet, on every port.
 *          userAgent: sent with each request. connectionsPerHostMax: 2 unless told otherwise.
 * Errors:  CONFIG_INVALID for a bad range. A request whose header names or values could never be sent is a fault of
 *          the caller and rejects; nothing that the other side does rejects.
 * Source:  the measurements of 14 ways around a guard (reference/stack.md section 4); RFC 9110 section 15.4.
 *
 * @example await makeHttp({ allowedRanges: [], userAgent: 'Vigie/0.1' }).request({ url: 'http://127.0.0.1/', ... })
 *          // { kind: 'failed', reason: 'address-refused', message: '127.0.0.1 is …' }
 */
export function makeHttp(
  options: Readonly<{ allowedRanges: readonly string[]; userAgent: string; connectionsPerHostMax?: number }>,
): Http {
  const agent = new Agent({
    connections: options.connectionsPerHostMax ?? CONNECTIONS_PER_HOST_MAX,
    connect: makeGuardedConnector(makeAllowedAddresses(options.allowedRanges)),
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    maxHeaderSize: HEADER_BYTES_MAX,
  });
  const largeBodies = makePermits(LARGE_BODIES_AT_ONCE);
  return {
    listen: (request) => listen({ agent, userAgent: options.userAgent }, request),
    request: (request) => exchange({ agent, userAgent: options.userAgent, largeBodies }, request),
    close: () => agent.close(),
  };
}

type Exchange = Readonly<{ agent: Agent; userAgent: string; largeBodies: Permits }>;

/** One answer of one server, before anybody decides whether to go on. */
type Hop =
  | Readonly<{ kind: 'redirected'; status: number; location: URL }>
  | Readonly<{ kind: 'ended'; outcome: HttpOutcome }>;

async function exchange(deps: Exchange, request: HttpRequest): Promise<HttpOutcome> {
  const signal = AbortSignal.timeout(request.timeoutMs);
  const headers = new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const first = URL.parse(request.url);
  if (first === null) return failed('address-refused', `"${request.url.slice(0, 200)}" is not a URL: correct it.`);

  let url = first;
  let movedTo: string | null = null;
  let isPermanentSoFar = true;
  for (let redirectCount = 0; ; redirectCount += 1) {
    const hop = await askOnce(deps, { ...request, url, headers, movedTo, signal });
    if (hop.kind === 'ended') return hop.outcome;
    if (redirectCount >= request.redirectCountMax) {
      return failed(
        'too-many-redirects',
        `${first.host} redirected more than ${request.redirectCountMax} times: open the address in a browser and use the one it ends at.`,
      );
    }
    const refusal = findUrlRefusal(hop.location);
    if (refusal !== null) return failed('address-refused', refusal);
    if (request.mayFollow !== undefined && !(await request.mayFollow(hop.location.href))) {
      return failed(
        'address-refused',
        `${first.host} redirects to a page of ${hop.location.host} that must not be read: use another address of the site.`,
      );
    }
    isPermanentSoFar &&= PERMANENT_STATUSES.has(hop.status);
    if (isPermanentSoFar) movedTo = hop.location.href;
    if (hop.location.origin !== url.origin) keepOnly(headers, HEADERS_FOR_ANY_ORIGIN);
    url = hop.location;
  }
}

function listen(deps: Pick<Exchange, 'agent' | 'userAgent'>, request: ListenRequest): Promise<ListenOutcome> {
  const url = URL.parse(request.url);
  if (url === null || !/^wss?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    const message = 'The address to listen at is no ws: or wss: address without a password: correct it.';
    return Promise.resolve({ kind: 'failed', reason: 'address-refused', message });
  }
  return new Promise((resolve) => {
    let isOpen = false;
    const headers = { 'user-agent': deps.userAgent };
    const socket = new WebSocket(url.href, { dispatcher: deps.agent, headers });
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const end = (outcome: ListenOutcome): void => {
      resolve(outcome);
      socket.close();
    };
    timeout.addEventListener('abort', () => {
      end(isOpen ? { kind: 'listened', ending: 'time' } : toSilence(url.host, 'timed-out'));
    });
    socket.addEventListener('open', () => {
      isOpen = true;
    });
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' && request.onMessage(data) === 'enough') end({ kind: 'listened', ending: 'enough' });
    });
    socket.addEventListener('error', ({ error }) => {
      const isRefused =
        error instanceof AddressRefused || (error instanceof Error && error.cause instanceof AddressRefused);
      if (!isOpen) end(toSilence(url.host, isRefused ? 'address-refused' : 'connection-failed'));
    });
    socket.addEventListener('close', () => {
      end(isOpen ? { kind: 'listened', ending: 'closed' } : toSilence(url.host, 'connection-failed'));
    });
  });
}

function toSilence(host: string, reason: HttpFailureReason): ListenOutcome {
  const message = `${host} let nobody listen (${reason}): check the address, or try again later.`;
  return { kind: 'failed', reason, message };
}

type HopRequest = Omit<HttpRequest, 'url' | 'headers'> &
  Readonly<{ url: URL; headers: ReadonlyMap<string, string>; movedTo: string | null; signal: AbortSignal }>;

async function askOnce(deps: Exchange, request: HopRequest): Promise<Hop> {
  const { url, signal } = request;
  const { largeBodies } = deps;
  const refusal = findUrlRefusal(url);
  if (refusal !== null) return ended(failed('address-refused', refusal));
  const method = request.method ?? 'GET';
  try {
    const response = await undiciRequest(url, {
      dispatcher: deps.agent,
      method,
      headers: {
        'accept-encoding': ACCEPTED_ENCODINGS,
        ...Object.fromEntries(request.headers),
        'user-agent': deps.userAgent,
      },
      body: request.body ?? null,
      signal,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    });
    const headers = toHeaders(response.headers);
    const location = method === 'GET' && REDIRECT_STATUSES.has(response.statusCode) ? headers.location : undefined;
    const target = location === undefined || request.redirectCountMax === 0 ? null : URL.parse(location, url.href);
    if (target !== null) {
      await response.body.dump({ limit: REDIRECT_BODY_BYTES_MAX, signal });
      return { kind: 'redirected', status: response.statusCode, location: target };
    }
    if (request.answerBody === 'ignored') {
      await response.body.dump({ limit: request.bodyBytesMax, signal }).catch(ignoreLateError);
      return ended(
        await toAnswer({ request, status: response.statusCode, headers, sent: new Uint8Array(), largeBodies }),
      );
    }
    const answer = { request, status: response.statusCode, headers, largeBodies };
    const reading = readBody(response, { headers, bytesMax: request.bodyBytesMax, largeBodies, signal });
    if (request.answerBody !== 'if-whole') return ended(await toAnswer({ ...answer, sent: await reading }));
    const whole = await reading.then((sent) => toAnswer({ ...answer, sent })).catch(() => null);
    if (whole?.kind === 'answered') return ended(whole);
    const { href } = url;
    return ended({
      kind: 'answered',
      status: answer.status,
      headers,
      body: new Uint8Array(),
      url: href,
      movedTo: request.movedTo,
    });
  } catch (error) {
    return ended(toFailure(error, request));
  }
}

async function toAnswer(
  input: Readonly<{
    request: HopRequest;
    status: number;
    headers: Readonly<Record<string, string>>;
    sent: Uint8Array;
    largeBodies: Permits;
  }>,
): Promise<HttpOutcome> {
  const { request, status, headers, sent } = input;
  const contentEncoding = headers['content-encoding'] ?? '';
  const giveBack = contentEncoding === '' ? null : await input.largeBodies.acquire(request.signal);
  const inflating = inflateBody(sent, { contentEncoding, bytesMax: request.bodyBytesMax });
  const inflated = await inflating.finally(() => giveBack?.());
  switch (inflated.kind) {
    case 'inflated':
      return {
        kind: 'answered',
        status,
        headers,
        body: inflated.body,
        url: request.url.href,
        movedTo: request.movedTo,
      };
    case 'too-large':
      return failed('too-large', tooLargeMessage(request));
    case 'unreadable':
      return failed(
        'encoding-unreadable',
        `${request.url.host} sent a body whose compression ("${contentEncoding.slice(0, 60)}") cannot be undone: ask its owner to repair it, or try again later.`,
      );
  }
}

function findUrlRefusal(url: URL): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `${url.protocol}//${url.host} is not a web address: only http and https are asked.`;
  }
  if (url.username !== '' || url.password !== '') {
    return `The address of ${url.host} carries a user name or password: take them out of the URL.`;
  }
  return null;
}

/** Counts as it reads: Content-Length may lie and chunked bodies have none. */
async function readBody(
  response: Dispatcher.ResponseData,
  limits: Readonly<{
    headers: Readonly<Record<string, string>>;
    bytesMax: number;
    largeBodies: Permits;
    signal: AbortSignal;
  }>,
): Promise<Uint8Array> {
  const { headers, bytesMax } = limits;
  if (Number(headers['content-length'] ?? 0) > bytesMax) {
    response.body.on('error', ignoreLateError);
    response.body.destroy();
    throw new BodyTooLarge();
  }
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  let giveBack: (() => void) | null = null;
  let stopWatching: (() => void) | null = null;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      byteCount += chunk.length;
      if (byteCount > bytesMax) throw new BodyTooLarge(); // leaving the loop destroys the stream and its socket
      chunks.push(chunk);
      if (byteCount < LARGE_BODY_BYTES_MIN || giveBack !== null) continue;
      giveBack = await limits.largeBodies.acquire(limits.signal);
      stopWatching = watchPace(
        () => byteCount,
        () => response.body.destroy(new BodyTooSlow()),
      );
    }
    return Buffer.concat(chunks, byteCount);
  } finally {
    stopWatching?.();
    giveBack?.();
  }
}

/** Looks back over two ticks: one alone may be over before what came in a busy moment of ours has been read. */
function watchPace(countBytes: () => number, onSlow: () => void): () => void {
  let before = -Infinity;
  let last = countBytes();
  const timer = setInterval(() => {
    const now = countBytes();
    if (now - before < LARGE_BODY_TICK_BYTES_MIN) onSlow();
    before = last;
    last = now;
  }, LARGE_BODY_TICK_MS);
  return () => clearInterval(timer);
}

/** The body was given up on purpose; what its socket says afterwards changes nothing. */
function ignoreLateError(): void {}

function makeGuardedConnector(addresses: AllowedAddresses): buildConnector.connector {
  const connectorByPort = new Map<number, buildConnector.connector>();

  const getConnector = (port: number): buildConnector.connector => {
    const known = connectorByPort.get(port);
    if (known !== undefined) return known;
    if (connectorByPort.size >= CONNECTORS_MAX) connectorByPort.clear();
    const connector = buildConnector({
      allowH2: false,
      timeout: CONNECT_TIMEOUT_MS,
      lookup: makeGuardedLookup(addresses, port),
    } as buildConnector.BuildOptions);
    connectorByPort.set(port, connector);
    return connector;
  };

  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    // An IP literal never reaches the lookup: without this line every private address is one spelling away.
    if (isIP(options.hostname) !== 0 && !addresses.isAllowed(options.hostname, port)) {
      callback(new AddressRefused(), null);
      return;
    }
    getConnector(port)(options, (error, socket) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      if (addresses.isAllowed(socket.remoteAddress ?? '', port)) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new AddressRefused(), null);
    });
  };
}

function makeGuardedLookup(addresses: AllowedAddresses, port: number): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = found.filter((candidate) => addresses.isAllowed(candidate.address, port));
      const [best] = allowed;
      if (best === undefined) callback(new AddressRefused(), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, best.address, best.family);
    });
  };
}

const HOST_UNKNOWN_CODES: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA']);
const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

function toFailure(error: unknown, request: HopRequest): HttpOutcome {
  const { host } = request.url;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_INVALID_ARG') throw error;
  if (error instanceof AddressRefused) {
    return failed(
      'address-refused',
      `${host} is a private address or a port that is not for the web: an operator can open its range in FETCH_ALLOWED_RANGES.`,
    );
  }
  if (error instanceof BodyTooLarge) return failed('too-large', tooLargeMessage(request));
  if (error instanceof BodyTooSlow) {
    return failed('timed-out', `${host} sent a large body too slowly to wait for its end: try again later.`);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return failed(
      'too-large',
      `${host} answered with headers over ${HEADER_BYTES_MAX} bytes: ask its owner to repair it.`,
    );
  }
  if (HOST_UNKNOWN_CODES.has(code)) {
    return failed('host-unknown', `The name ${host} is not known to the DNS: check its spelling, or try again later.`);
  }
  if (request.signal.aborted || TIMEOUT_CODES.has(code)) {
    return failed('timed-out', `${host} did not answer in full within ${request.timeoutMs / 1000} s: try again later.`);
  }
  const detail = code === '' ? toErrorMessage(error) : code;
  return failed(
    'connection-failed',
    `The connection to ${host} failed (${detail}): check the address, or try again later.`,
  );
}

function tooLargeMessage(request: HopRequest): string {
  return `${request.url.host} sent more than ${request.bodyBytesMax} bytes: look for a shorter version of the page.`;
}

function toHeaders(raw: Dispatcher.ResponseData['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function keepOnly(headers: Map<string, string>, names: ReadonlySet<string>): void {
  for (const name of headers.keys()) {
    if (!names.has(name)) headers.delete(name);
  }
}

function failed(reason: HttpFailureReason, message: string): HttpOutcome {
  return { kind: 'failed', reason, message };
}

function ended(outcome: HttpOutcome): Hop {
  return { kind: 'ended', outcome };
}
