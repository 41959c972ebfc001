/**
 * Serves made-up feeds over HTTP on many loopback addresses, in a process of its own so that it does not weigh on what
 * is measured: `node bench/serve-feeds.ts FEED_COUNT HOST_COUNT`. Feed N is /N.xml on host N modulo HOST_COUNT; each has
 * 18 entries, about 23 KB, is sent compressed to who accepts that, and answers conditional requests. Prints the port.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const ENTRY_COUNT = 18;
const WORDS_PER_ENTRY = 165;
const WORDS = (
  'la une ligne fibre box service client réseau panne débit attente appel technicien rendez-vous facture offre mobile ' +
  'forfait prix hausse contrat résiliation délai réponse dossier suivi agence boutique conseiller message écran image ' +
  'son câble prise installation mise à jour application compte code accès test mesure région ville quartier immeuble'
).split(' ');
const NEWEST_AT = Date.now() - 3_600_000;
const LAST_MODIFIED = new Date(NEWEST_AT).toUTCString();

const [feedCount = 1, hostCount = 1] = process.argv.slice(2).map(Number);
const feeds = Array.from({ length: feedCount }, (_, number) => makeFeed(number));

const port = await listen('127.0.0.1', 0);
for (let host = 2; host <= hostCount; host += 1) await listen(`127.0.0.${host}`, port);
process.stdout.write(`${port}\n`);

async function listen(address: string, wantedPort: number): Promise<number> {
  const server = createServer({ keepAliveTimeout: 30_000 }, answer);
  await new Promise<void>((resolve) => server.listen(wantedPort, address, resolve));
  return (server.address() as AddressInfo).port;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/robots.txt') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nDisallow: /private/\n');
    return;
  }
  const feed = feeds[Number(request.url?.slice(1, -4))];
  if (feed === undefined) {
    response.writeHead(404).end();
    return;
  }
  const validators = { etag: feed.etag, 'last-modified': LAST_MODIFIED };
  if (request.headers['if-none-match'] === feed.etag) {
    response.writeHead(304, validators).end();
    return;
  }
  const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const headers = { ...validators, 'content-type': 'application/rss+xml; charset=utf-8' };
  response.writeHead(200, isGzip ? { ...headers, 'content-encoding': 'gzip' } : headers);
  response.end(isGzip ? feed.gzipped : feed.body);
}

function makeFeed(number: number) {
  let seed = number * 7_919 + 1;
  const nextWord = (): string => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return WORDS[(seed >>> 8) % WORDS.length] ?? '';
  };
  const nextText = (count: number): string => Array.from({ length: count }, nextWord).join(' ');
  const entries = Array.from({ length: ENTRY_COUNT }, (_, entry) => {
    const publishedAt = new Date(NEWEST_AT - entry * 3_600_000).toUTCString();
    const link = `http://site-${number}.example/articles/${entry}`;
    const html = `<p>${nextText(WORDS_PER_ENTRY / 2)}</p><p>${nextText(WORDS_PER_ENTRY / 2)} &amp; ${number}-${entry}</p>`;
    return `<item><title>${nextText(8)}</title><link>${link}</link><guid>${link}</guid><pubDate>${publishedAt}</pubDate><description><![CDATA[${html}]]></description></item>`;
  });
  const body = Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Site ${number}</title><link>http://site-${number}.example/</link><description>d</description>${entries.join('')}</channel></rss>`,
  );
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  return { body, gzipped: gzipSync(body), etag };
}
