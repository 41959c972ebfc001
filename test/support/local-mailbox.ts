/** A mail server of our own on 127.0.0.1: it keeps what it accepts and refuses as it is told. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = Readonly<{ from: string; to: readonly string[]; raw: string; parsed: Email }>;

/** A reply of the server to one command. */
export type Refusal = Readonly<{ command: 'connect' | 'login' | 'recipient' | 'data'; code: number; text: string }>;

export type LocalMailbox = AsyncDisposable &
  Readonly<{
    url: string;
    port: number;
    mails: ReceivedMail[];
    connectionCount: () => number;
    refuseWith: (refusal: Refusal | null) => void;
  }>;

/** A client that is killed in the middle of a message resets its connection: that is its end and not the server's. */
const CUT_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

export async function startLocalMailbox(
  options: Readonly<{ hasLogin?: boolean; port?: number }> = {},
): Promise<LocalMailbox> {
  const mails: ReceivedMail[] = [];
  let refusal: Refusal | null = null;
  let connectionCount = 0;
  const refusalOf = (command: Refusal['command']): Error | null =>
    refusal?.command === command ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null;
  const server = new SMTPServer({
    disabledCommands: options.hasLogin ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: !options.hasLogin,
    allowInsecureAuth: true,
    closeTimeout: 50, // ms: idle connections are cut, as those of a server that goes down
    onConnect: (_session, done) => {
      connectionCount += 1;
      done(refusalOf('connect'));
    },
    onAuth: (auth, _session, done) => {
      const error = refusalOf('login');
      done(error, error === null ? { user: auth.username ?? '' } : undefined);
    },
    onRcptTo: (_address, _session, done) => done(refusalOf('recipient')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = refusalOf('data');
        if (error !== null) return done(error);
        const raw = Buffer.concat(chunks).toString('utf8');
        PostalMime.parse(raw).then(
          (parsed) => {
            const { mailFrom, rcptTo } = session.envelope;
            mails.push({
              from: mailFrom === false ? '' : mailFrom.address,
              to: rcptTo.map((recipient) => recipient.address),
              raw,
              parsed,
            });
            done(null);
          },
          (fault: Error) => done(fault),
        );
      });
    },
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (!CUT_CODES.has(error.code ?? '')) throw error;
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    connectionCount: () => connectionCount,
    refuseWith: (next) => {
      refusal = next;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
