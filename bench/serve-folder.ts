/**
 * Serves the files of a folder over HTTP on many loopback addresses, in a process of its own so that it does not weigh
 * on what is measured: `node bench/serve-folder.ts FOLDER HOST_COUNT`. Prints the port when it listens.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const [folder = '.', hostCount = '1'] = process.argv.slice(2);
const root = path.resolve(folder);

const first = await listen('127.0.0.1', 0);
const { port } = first.address() as AddressInfo;
for (let host = 2; host <= Number(hostCount); host += 1) await listen(`127.0.0.${host}`, port);
process.stdout.write(`${port}\n`);

function listen(address: string, wantedPort: number): Promise<Server> {
  const server = createServer(answer);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, address, () => resolve(server));
  });
}

/** With an ETag, so that a second visit can be a conditional one. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const file = path.resolve(root, `.${decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)}`);
  if (!file.startsWith(root + path.sep) || !existsSync(file)) {
    response.writeHead(404).end('not here');
    return;
  }
  const body = readFileSync(file);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(200, { 'content-type': toType(file), etag }).end(body);
}

function toType(file: string): string {
  return /\.json$/i.test(file) ? 'application/json' : 'application/xml';
}
