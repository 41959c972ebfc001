/** A mail server on this machine that delivers to nobody: it keeps what arrives, as its readers would see it. */
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '../base/clock.ts';

export type ReceivedMail = Readonly<{
  receivedAt: Date;
  /** Of the envelope. */
  to: string;
  subject: string;
  text: string;
  html: string;
}>;

export type Mailbox = AsyncDisposable & Readonly<{ url: string; mails: readonly ReceivedMail[] }>;

/** Mails stand in the order of their arrival, one for each recipient of the envelope. */
export async function startMailbox(deps: Readonly<{ clock: Clock }>): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        const keep = (email: Email): void => {
          const receivedAt = deps.clock.now();
          const { subject = '', text = '', html = '' } = email;
          mails.push(
            ...session.envelope.rcptTo.map(({ address }) => ({ receivedAt, to: address, subject, text, html })),
          );
          done();
        };
        PostalMime.parse(Buffer.concat(chunks)).then(keep, done);
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the local mail server has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
