/**
 * What mail servers and providers report of mails that came back or were called spam, read into one form. Their bodies
 * come from outside: whatever has no form that is known here is "unknown", and nothing is ever thrown.
 */
import { isUuid } from '../base/ids.ts';

/** One recipient for whom a mail came back for good, or who called it spam. */
export type MailReport = Readonly<{
  kind: 'bounce' | 'complaint';
  /** Null where the report hides it, as those of some mailboxes do. */
  address: string | null;
  /** As the report has it; null where it has none. */
  messageId: string | null;
}>;

export type MailReports =
  /** Empty where the body is well known and speaks of nothing that is for good: a delivery, a full mailbox, a delay. */
  | Readonly<{ kind: 'reports'; reports: readonly MailReport[] }>
  /** Amazon SNS asks whether it may write here: a person opens this address. */
  | Readonly<{ kind: 'confirmation'; url: string }>
  | Readonly<{ kind: 'unknown'; problem: string }>;

const ADDRESS_CHARS_MAX = 320;
const URL_CHARS_MAX = 2_048;
const UNKNOWN: MailReports = {
  kind: 'unknown',
  problem:
    'This is no report of a bounce or a complaint that Vigie knows: send an event of Amazon SES (by SNS), Brevo, Postmark or Mailgun, a delivery status (RFC 3464), or {"kind":"bounce","address":"marie@example.org","permanent":true}.',
};
const NOTHING: MailReports = { kind: 'reports', reports: [] };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a body by what is in it, whatever content type it came with: SNS sends JSON as text/plain, and whoever pipes
 * mails into curl sends what curl makes of it.
 *
 * A bounce is reported where the address itself is at fault. A full mailbox, a refused content or a sender on a black
 * list speaks of something else, and would take alerts from somebody who can be reached tomorrow.
 *
 * Errors:  none: total.
 * Source:  RFC 3464 section 2.3, RFC 3463 section 3; Amazon SES "Notification contents", Brevo "Transactional webhooks",
 *          Postmark "Bounce webhook", Mailgun "Event structure".
 */
export function parseMailReports(body: string): MailReports {
  const text = body.replace(/^\ufeff/, '').trim();
  if (!text.startsWith('{')) return parseDeliveryStatus(text);
  const fields = parseFields(text);
  return fields === null
    ? { kind: 'unknown', problem: 'The body begins like JSON and is none: send it whole.' }
    : parseEvent(fields);
}

/** The delivery whose Message-ID this is; null for one that we did not make. Shape: as makeMailer writes them. */
export function toDeliveryId(messageId: string): string | null {
  const [left = ''] = messageId.trim().replace(/^</, '').toLowerCase().split('@');
  return isUuid(left) ? left : null;
}

/**
 * Whether an enhanced status code says that there is no such mailbox or domain.
 *
 * Source:  RFC 3463 section 3.2 (X.1.Y, X.2.1), RFC 7505 section 4 (X.1.10).
 */
export function isAddressGoneStatus(status: string): boolean {
  return /^5\.(1\.(0|1|2|3|6|10)|2\.1|4\.4)$/.test(status);
}

function parseEvent(fields: Fields): MailReports {
  if (typeof fields.Type === 'string' && typeof fields.Message === 'string') return parseSns(fields);
  if (isFields(fields.mail) && typeof (fields.notificationType ?? fields.eventType) === 'string')
    return parseSes(fields);
  if (typeof fields.RecordType === 'string') return parsePostmark(fields);
  if (isFields(fields['event-data'])) return parseMailgun(fields['event-data']);
  if (typeof fields.event === 'string' && typeof fields.email === 'string') return parseBrevo(fields);
  return fields.kind === 'bounce' || fields.kind === 'complaint' ? parsePlain(fields, fields.kind) : UNKNOWN;
}

function parseSns(fields: Fields): MailReports {
  if (fields.Type === 'Notification') {
    const message = parseFields(String(fields.Message));
    // SES says in plain words that it has found the topic
    return message === null ? NOTHING : parseEvent(withoutType(message));
  }
  const url = fields.SubscribeURL;
  const isConfirmation = fields.Type === 'SubscriptionConfirmation' || fields.Type === 'UnsubscribeConfirmation';
  if (!isConfirmation || typeof url !== 'string') return UNKNOWN;
  const isUrl = url.length <= URL_CHARS_MAX && URL.parse(url)?.protocol === 'https:';
  return isUrl ? { kind: 'confirmation', url } : UNKNOWN;
}

/** An envelope within an envelope would be read without end. */
function withoutType(message: Fields): Fields {
  const { Type: _, ...rest } = message;
  return rest;
}

function parseSes(fields: Fields): MailReports {
  const mail = toFields(fields.mail);
  const messageId = findSesMessageId(mail);
  const kind = fields.notificationType ?? fields.eventType;
  if (kind === 'Bounce') {
    const bounce = toFields(fields.bounce);
    if (bounce.bounceType !== 'Permanent') return NOTHING;
    return toReports('bounce', toAddresses(bounce.bouncedRecipients), messageId);
  }
  if (kind !== 'Complaint') return NOTHING;
  return toReports('complaint', toAddresses(toFields(fields.complaint).complainedRecipients), messageId);
}

/** SES writes a Message-ID of its own; ours is among the headers as they were handed over. */
function findSesMessageId(mail: Fields): string | null {
  const headers: readonly unknown[] = Array.isArray(mail.headers) ? mail.headers : [];
  const own = headers.map(toFields).find(({ name }) => typeof name === 'string' && /^message-id$/i.test(name));
  return toText(own?.value) ?? toText(toFields(mail.commonHeaders).messageId);
}

function toAddresses(recipients: unknown): readonly (string | null)[] {
  if (!Array.isArray(recipients)) return [];
  return recipients.map((recipient: unknown) => toText(toFields(recipient).emailAddress));
}

/** Postmark's MessageID is its own name for the message, not the header. */
function parsePostmark(fields: Fields): MailReports {
  const address = toText(fields.Email);
  const type = fields.RecordType === 'Bounce' ? fields.Type : fields.RecordType;
  if (type === 'SpamComplaint') return toReports('complaint', [address], null);
  return type === 'HardBounce' || type === 'BadEmailAddress' ? toReports('bounce', [address], null) : NOTHING;
}

function parseMailgun(event: Fields): MailReports {
  const address = toText(event.recipient);
  const messageId = toText(toFields(toFields(event.message).headers)['message-id']);
  if (event.event === 'complained') return toReports('complaint', [address], messageId);
  // "permanent" is also said of mails that a server blocked, or that were tried for too long
  const isOfAddress = event.reason !== 'espblock' && event.reason !== 'old';
  const isBounce = event.event === 'failed' && event.severity === 'permanent' && isOfAddress;
  return isBounce ? toReports('bounce', [address], messageId) : NOTHING;
}

const BREVO_KINDS: Readonly<Record<string, MailReport['kind']>> = {
  hard_bounce: 'bounce',
  invalid_email: 'bounce',
  spam: 'complaint',
  complaint: 'complaint',
};

function parseBrevo(fields: Fields): MailReports {
  const name = String(fields.event);
  const kind = Object.hasOwn(BREVO_KINDS, name) ? BREVO_KINDS[name] : undefined;
  return kind === undefined ? NOTHING : toReports(kind, [toText(fields.email)], toText(fields['message-id']));
}

function parsePlain(fields: Fields, kind: MailReport['kind']): MailReports {
  const address = toText(fields.address);
  const messageId = toText(fields.messageId);
  if (fields.messageId !== undefined && messageId === null) return unknown('"messageId" is a text, or is left out');
  if (address === null || !isAddress(address)) return unknown('"address" must be an e-mail address');
  if (kind === 'bounce' && typeof fields.permanent !== 'boolean') return unknown('"permanent" must be true or false');
  return kind === 'bounce' && fields.permanent === false ? NOTHING : toReports(kind, [address], messageId);
}

function unknown(rule: string): MailReports {
  return { kind: 'unknown', problem: `The report cannot be read: ${rule}.` };
}

/**
 * A mail that says what became of another: its delivery-status part, alone or within the whole mail with what it
 * returns below.
 *
 * Its parts need not be told apart. A group of fields that names a recipient and an action is a recipient's, and the
 * first Message-ID below the last of them is that of the returned mail: the report's own stands above.
 */
function parseDeliveryStatus(text: string): MailReports {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n[ \t]*\n/)
    .map(readHeaderFields);
  const isRecipient = (group: HeaderFields): boolean => group.has('final-recipient') && group.has('action');
  const last = groups.findLastIndex(isRecipient);
  if (last === -1) return UNKNOWN;
  const returned = groups.slice(last + 1).find((group) => group.has('message-id'));
  const gone = groups.filter((group) => isRecipient(group) && isGone(group));
  const addresses = gone.map((group) => toRecipient(group.get('original-recipient') ?? group.get('final-recipient')));
  return toReports('bounce', addresses, toText(returned?.get('message-id')));
}

type HeaderFields = ReadonlyMap<string, string>;

/** The first of each name, in lower case. */
function readHeaderFields(group: string): HeaderFields {
  const fields = new Map<string, string>();
  for (const line of group.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1 || /\s/.test(line.slice(0, colon))) continue;
    const name = line.slice(0, colon).toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** 5.0.0 is what servers say that know nothing finer. */
function isGone(group: HeaderFields): boolean {
  const status = /^\S*/.exec(group.get('status') ?? '')?.[0] ?? '';
  return /^failed\b/i.test(group.get('action') ?? '') && (status === '5.0.0' || isAddressGoneStatus(status));
}

/** `rfc822; marie@example.org`, with or without angle brackets. */
function toRecipient(value: string | undefined): string | null {
  const [, address = ''] = (value ?? '').split(';');
  return toText(address.trim().replace(/^<|>$/g, ''));
}

/** A recipient who is not named and no message's name say nothing. */
function toReports(
  kind: MailReport['kind'],
  addresses: readonly (string | null)[],
  messageId: string | null,
): MailReports {
  const reports = addresses
    .map((address) => ({ kind, address: address !== null && isAddress(address) ? address : null, messageId }))
    .filter((report) => report.address !== null || report.messageId !== null);
  return { kind: 'reports', reports };
}

function isAddress(text: string): boolean {
  return text.length <= ADDRESS_CHARS_MAX && /^[^\s@<>]+@[^\s@<>]+$/.test(text);
}

/** The fields of a JSON object; null where the text is something else. */
function parseFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null; // half a body, or none of ours
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** PostgreSQL's text holds no zero character. */
function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && !value.includes('\u0000') ? value : null;
}
