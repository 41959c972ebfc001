/**
 * A mail server, an SMS provider and a webhook of our own on 127.0.0.1, which keep what they accepted and answer well, refuse
 * for the moment, answer late, cut the connection after acceptance, or never answer.
 *
 * Which life sent a message stands in what it says of itself: the envelope's sender, or the address of the service.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** By what a message goes: channels that tell a second try by different means are told apart. */
export type Way = 'email' | 'sms by Twilio' | 'sms by HTTP template' | 'webhook';

/** begun: its first bytes came. accepted: it is taken, and nothing answered. answered: the answer is written. */
export type Moment = 'begun' | 'accepted' | 'answered';

export type Mood = 'well' | 'refused' | 'late' | 'cut' | 'never';

export type Acceptance = {
  readonly way: Way;
  readonly deliveryId: string;
  /** The number of the life that sent it. */
  readonly life: number;
  /** In milliseconds of the machine. */
  readonly atMs: number;
  /** By the sender's clock. */
  readonly senderAtMs: number;
  readonly mood: Mood;
  /** Of what it says, whichever life says it; null where a second try may differ (a mail's boundaries). */
  readonly digest: string | null;
  /** Whether its answer was handed to the sender's connection. */
  isAnswered: boolean;
};

export type ChaosProviders = AsyncDisposable &
  Readonly<{
    smtpUrl: string;
    httpUrl: string;
    acceptances: readonly Acceptance[];
    setMailServerGone: (state: 'gone' | 'back') => Promise<void>;
  }>;

type Asked = Readonly<{
  drawMood: (message: Readonly<{ life: number; way: Way }>) => Mood;
  aheadMsOf: (life: number) => number;
  notice: (life: number, moment: Moment) => void;
}>;

/** The paths under which the HTTP half plays its parts. */
export const SMS_BY_TEMPLATE_PATH = '/template';
export const WEBHOOK_PATH = '/hook';

const LATE_MS = 700;
const LIFE_PATTERN = /life-(\d+)/;
const REFUSAL = Object.assign(new Error('Try again later'), { responseCode: 451 });
const CUT_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

export async function startChaosProviders(asked: Asked): Promise<ChaosProviders> {
  const acceptances: Acceptance[] = [];
  const http = createServer((request, response) => {
    void answerHttp({ ...asked, acceptances }, request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  let mail = await startMailServer({ ...asked, acceptances }, 0);
  const { port } = mail;
  let isGone = false;
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    httpUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    acceptances,
    setMailServerGone: async (state) => {
      if (isGone === (state === 'gone')) return;
      isGone = !isGone;
      if (isGone) await mail.close();
      else mail = await startMailServer({ ...asked, acceptances }, port);
    },
    [Symbol.asyncDispose]: async () => {
      if (!isGone) await mail.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

type Book = Asked & Readonly<{ acceptances: Acceptance[] }>;

/** Writes a message down as accepted, as a provider does before it answers. */
function accept(
  book: Book,
  message: Readonly<{ way: Way; deliveryId: string; life: number; mood: Mood; digest: string | null }>,
): Acceptance {
  const atMs = Date.now();
  const acceptance = { ...message, atMs, senderAtMs: atMs + book.aheadMsOf(message.life), isAnswered: false };
  book.acceptances.push(acceptance);
  book.notice(message.life, 'accepted');
  return acceptance;
}

async function answerHttp(book: Book, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const life = toLife(request.headers['user-agent']);
  book.notice(life, 'begun');
  const chunks: Buffer[] = [];
  request.on('error', () => undefined); // killed in the middle of it: it is not accepted
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!(await isWhole(request))) return;
  const body = Buffer.concat(chunks).toString('utf8');
  const { way, deliveryId } = toMessage(request, body);
  const mood = book.drawMood({ life, way });
  if (mood === 'refused') {
    response.writeHead(503).end();
    return;
  }
  const digest = createHash('sha256')
    .update(body.replaceAll(/life-\d+/g, 'life'))
    .digest('hex');
  const acceptance = accept(book, { way, deliveryId, life, mood, digest });
  if (mood === 'never') return;
  if (mood === 'cut') {
    request.socket.destroy();
    return;
  }
  if (mood === 'late') await delay(LATE_MS);
  if (request.socket.destroyed) return;
  acceptance.isAnswered = true;
  response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"SM1"}');
  book.notice(life, 'answered');
}

function isWhole(request: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    request.once('end', () => resolve(true));
    request.once('close', () => resolve(false));
  });
}

function toMessage({ url, headers }: IncomingMessage, body: string): Readonly<{ way: Way; deliveryId: string }> {
  if (url === WEBHOOK_PATH) return { way: 'webhook', deliveryId: String(headers['webhook-id']) };
  if (url === SMS_BY_TEMPLATE_PATH)
    return { way: 'sms by HTTP template', deliveryId: String(headers['idempotency-key']) };
  // Twilio has no place for our id but the address of the receipt
  const receiptUrl = new URL(new URLSearchParams(body).get('StatusCallback') ?? 'http://none');
  return { way: 'sms by Twilio', deliveryId: [...receiptUrl.searchParams.values()][0] ?? '' };
}

async function startMailServer(book: Book, port: number) {
  const sockets = new Map<number | undefined, Socket>();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    closeTimeout: 1, // ms: who is connected is cut, as by a machine that goes down
    onData: (stream, session, done) => {
      const { mailFrom } = session.envelope;
      const life = toLife(mailFrom === false ? '' : mailFrom.address);
      book.notice(life, 'begun');
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mood = book.drawMood({ life, way: 'email' });
        if (mood === 'refused') return done(REFUSAL);
        const [, deliveryId = ''] = /^message-id:\s*<([^@>]+)@/im.exec(Buffer.concat(chunks).toString('utf8')) ?? [];
        const acceptance = accept(book, { way: 'email', deliveryId, life, mood, digest: null });
        const socket = sockets.get(session.remotePort);
        if (mood === 'never') return;
        if (mood === 'cut') return void socket?.destroy();
        const answer = (): void => {
          if (socket?.destroyed !== false) return;
          acceptance.isAnswered = true;
          done();
          book.notice(life, 'answered');
        };
        if (mood === 'late') void delay(LATE_MS).then(answer);
        else answer();
      });
    },
  });
  // a killed client resets its connection, which ends nobody but itself
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (!CUT_CODES.has(error.code ?? '')) throw error;
  });
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function toLife(text: string | undefined): number {
  return Number(LIFE_PATTERN.exec(text ?? '')?.[1] ?? 0);
}
