/**
 * A mail server that accepts everything and keeps nothing but how much it was, in a process of its own so that it does not weigh on what is
 * measured: `node bench/serve-mail.ts`. Prints its port on 127.0.0.1, and behind each mail its bytes; ends with its input, which
 * is when whoever measures ends, even where that one is killed.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, done) => {
    let byteCount = 0;
    stream.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
    });
    stream.on('end', () => {
      process.stdout.write(`${byteCount}\n`);
      done(null);
    });
  },
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
