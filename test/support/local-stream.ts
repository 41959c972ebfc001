/** A WebSocket server on 127.0.0.1 that says what a test gives it: RFC 6455, text frames only. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Section 1.3: what every server answers a key with. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CLOSE_FRAME = Buffer.from([0x88, 0x02, 0x03, 0xe8]);

export type LocalStream = AsyncDisposable &
  Readonly<{
    origin: string;
    /** The paths and parameters that were listened at, oldest first. */
    asked: string[];
  }>;

/** say: the messages to whoever listens, by the parameters asked for; 'close' ends the connection after them. */
export async function startLocalStream(
  say: (asked: URLSearchParams) => Readonly<{ messages: readonly string[]; ending: 'close' | 'stay' }>,
): Promise<LocalStream> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const url = request.url ?? '/';
    asked.push(url);
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${HANDSHAKE_GUID}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const { messages, ending } = say(new URL(url, 'http://stream').searchParams);
    for (const message of messages) socket.write(toTextFrame(message));
    if (ending === 'close') socket.end(CLOSE_FRAME);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function toTextFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const header = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (payload.length >= 126) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
