/** E-mail over SMTP: a small pool of connections, and every answer of the mail server as an outcome. */
import { createTransport } from 'nodemailer';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { isAddressGoneStatus } from '../../domain/mail-report.ts';
import { stripControls } from '../one-line.ts';
import type { MailPicture } from '../templates/mail-layout.ts';

export type EmailMessage = Readonly<{
  /** Becomes the Message-ID: the same on every try, so that mail systems know a second one for the same. */
  deliveryId: string;
  to: Readonly<{ name: string; address: string }>;
  /** Messages with the same thread (a buzz's id) stand together in the reader's mailbox; null stands alone. */
  threadId: string | null;
  /** Where the reader says that he wants no more; null: he is not offered to. */
  unsubscribeUrl: string | null;
  /** Named in place of the service; missing or null: as it is set up. */
  senderName?: string | null;
  /** Where an answer goes; null: to the sender. */
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  /** Shown by its HTML as `cid:` and their id; missing: none. */
  pictures?: readonly MailPicture[];
}>;

export type Mailer = AsyncDisposable &
  Readonly<{
    send: (message: EmailMessage) => Promise<DeliveryOutcome>;
    /** Lets the messages in hand finish, then hangs up. */
    close: () => Promise<void>;
  }>;

const CONNECTION_COUNT_MAX = 5;
const CONNECTION_TIMEOUT_MS = 15_000;
const GREETING_TIMEOUT_MS = 15_000;
const SOCKET_TIMEOUT_MS = 60_000;
/** For one message, waiting for a free connection included: a server that trickles its replies ends here. */
const MESSAGE_TIMEOUT_MS = 120_000;

/** The commands whose refusal speaks of this message; before them it speaks of the connection or of our login. */
const MESSAGE_COMMANDS = ['MAIL FROM', 'RCPT TO', 'DATA'];
/** What servers without enhanced status codes say of an address that they do not have. */
const NO_MAILBOX_PATTERN =
  /\b(no such|unknown|invalid) (user|recipient|mailbox|address|account)\b|\b(user|recipient|mailbox|address|account)\b.{0,80}\b(unknown|not found|does not exist|doesn't exist|disabled)\b/i;
/** One mailbox: what would make two of it, or another header, is not an address. */
const ADDRESS_PATTERN = /^[^\s<>,;:"()@\\]+@[^\s<>,;:"()@\\]+$/;

/**
 * A mailer for one SMTP server.
 *
 * 5xx to the message itself is final; 5xx to the greeting or the login (a wrong password, a relay that shut us out)
 * is the server's state and not the message's, so the message waits. Line breaks and other control characters are
 * taken out of everything that becomes a header.
 *
 * Shape:   from: an address, or `Name <address>`; its host is the right side of the Message-IDs. smtpUrl as
 *          nodemailer reads it (`smtps://user:password@host:465`).
 * Errors:  none for what the server does; what is no answer of a server is thrown.
 * Source:  RFC 5321 section 4.2.1 (4yz, 5yz), RFC 5322 section 3.6.4 (threads), RFC 3834
 *          section 5 (Auto-Submitted), RFC 2369 and RFC 8058 (List-Unsubscribe).
 */
export function makeMailer(settings: Readonly<{ smtpUrl: string; from: string }>): Mailer {
  const transport = createTransport({
    pool: true,
    url: settings.smtpUrl,
    maxConnections: CONNECTION_COUNT_MAX,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const from = stripControls(settings.from);
  const fromAddress = /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from;
  const toSender = ({ senderName = null }: EmailMessage) =>
    senderName === null ? from : { name: stripControls(senderName), address: fromAddress };
  const host = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  const inHand = new Set<Promise<DeliveryOutcome>>();
  let isClosed = false;

  const deliver = async (message: EmailMessage): Promise<DeliveryOutcome> => {
    const address = message.to.address.trim();
    if (!ADDRESS_PATTERN.test(address)) {
      return { kind: 'never', reason: 'refused', message: `${JSON.stringify(address)} is not an e-mail address.` };
    }
    const thread = message.threadId === null ? null : `<buzz-${message.threadId}@${host}>`;
    try {
      const info = await transport.sendMail({
        from: toSender(message),
        to: { name: stripControls(message.to.name), address },
        ...(message.replyTo === null ? {} : { replyTo: stripControls(message.replyTo) }),
        subject: stripControls(message.subject),
        text: message.text,
        html: message.html,
        attachments: (message.pictures ?? []).map(toInlinePicture),
        messageId: `<${message.deliveryId}@${host}>`,
        ...(thread === null ? {} : { references: thread, inReplyTo: thread }),
        headers: { 'Auto-Submitted': 'auto-generated', ...toListHeaders(message.unsubscribeUrl) },
        signal: AbortSignal.timeout(MESSAGE_TIMEOUT_MS),
      });
      return { kind: 'accepted', providerId: info.messageId };
    } catch (error) {
      return readSmtpError(error, isClosed);
    }
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    transport.close();
    await Promise.allSettled(inHand);
  };

  return {
    send: async (message) => {
      const sending = deliver(message);
      inHand.add(sending);
      try {
        return await sending;
      } finally {
        inHand.delete(sending);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * A mailer for a service without SMTP_URL: every message waits, so that a server that is configured within the
 * delivery's deadline still gets them.
 */
export function makeUnconfiguredMailer(): Mailer {
  const close = (): Promise<void> => Promise.resolve();
  return {
    send: () =>
      Promise.resolve({
        kind: 'later',
        reason: 'not-configured',
        message: 'No mail server is configured: set SMTP_URL.',
        retryAfterSeconds: null,
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toInlinePicture({ id, png }: MailPicture) {
  const name = id.split('@')[0] ?? id;
  return {
    ...{ cid: id, content: png, contentType: 'image/png', filename: `${name}.png` },
    contentDisposition: 'inline' as const,
  };
}

/** One click (RFC 8058) is offered over HTTPS alone; over HTTP the link still opens a page. */
function toListHeaders(unsubscribeUrl: string | null): Readonly<Record<string, string>> {
  if (unsubscribeUrl === null) return {};
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    ...(unsubscribeUrl.startsWith('https://') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
  };
}

/**
 * Whether the refusal of a recipient says that there is no such mailbox, rather than that we, our mail or the moment
 * did not please: a server that has us on a black list must not make all its addresses unreachable.
 */
function isAddressGone(message: string): boolean {
  const status = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(message)?.[0];
  return status === undefined ? NO_MAILBOX_PATTERN.test(message) : isAddressGoneStatus(status);
}

/** The fields that nodemailer adds to its errors. */
type SmtpError = Error & Readonly<{ code?: unknown; responseCode?: unknown; command?: unknown }>;

function readSmtpError(error: unknown, isClosed: boolean): DeliveryOutcome {
  if (!(error instanceof Error)) throw error;
  const { code, responseCode, command }: SmtpError = error;
  const message = stripControls(error.message);
  if (typeof responseCode === 'number') {
    if (responseCode < 500) return { kind: 'later', reason: 'busy', message, retryAfterSeconds: null };
    if (typeof command === 'string' && MESSAGE_COMMANDS.includes(command)) {
      const isForGood = command === 'RCPT TO' && isAddressGone(message);
      return { kind: 'never', reason: 'refused', message, ...(isForGood ? { isForGood } : {}) };
    }
    return { kind: 'later', reason: 'refused', message, retryAfterSeconds: null };
  }
  switch (code) {
    case 'ETIMEDOUT':
    case 'EABORT':
      return { kind: 'later', reason: 'timed-out', message, retryAfterSeconds: null };
    case 'ECONNECTION':
    case 'ESOCKET':
    case 'EDNS':
    case 'ETLS':
    case 'EPROTOCOL':
    case 'EPROXY':
      return { kind: 'later', reason: 'connection-failed', message, retryAfterSeconds: null };
    case 'EAUTH':
    case 'ENOAUTH':
    case 'EOAUTH2':
      return { kind: 'later', reason: 'refused', message, retryAfterSeconds: null };
    case 'EENVELOPE':
    case 'EMESSAGE': // larger than the server's limit
      return { kind: 'never', reason: 'refused', message };
    default:
      if (isClosed) return { kind: 'later', reason: 'connection-failed', message, retryAfterSeconds: null };
      throw error;
  }
}
