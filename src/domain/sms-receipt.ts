/**
 * What an SMS provider tells afterwards: that the telephone got the message, or that it never will.
 *
 * Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status,
 *         https://developers.brevo.com/docs/transactional-webhooks (SMS events),
 *         OVHcloud calls the account's "callBack" with id, ptt, dlr, date, description in its query: dlr as Kannel has it
 *         (1 delivered, 2 failed, 4 buffered, 8 at the operator, 16 refused by the operator); what each ptt means is told
 *         by GET /sms/ptts (4 delivered; 5 not, 8 too late, 20 and more why not).
 */
import { isUuid } from '../base/ids.ts';
import type { SmsProvider } from '../base/sms-config.ts';
import { type PostedCall, parseJson } from './sms-call.ts';

export type ReceiptState = 'delivered' | 'undelivered';

export const RECEIPT_STATES = ['delivered', 'undelivered'] as const satisfies readonly ReceiptState[];

/** How a provider calls each end. */
type Words = Readonly<Record<ReceiptState, readonly string[]>>;

/** One message and its end. At least one of the ids is there. */
export type SmsReceipt = Readonly<{
  /** What the provider calls the message. */
  providerId: string | null;
  /** Ours, where the provider was given it to carry. */
  deliveryId: string | null;
  state: ReceiptState;
}>;

const DELIVERY_PARAMETER = 'delivery';
const ID_CHARS_MAX = 200;
/** Of one call; a body of so many is longer than is read. */
const RECEIPTS_MAX = 1_000;

/** The same address for one message: a receipt that comes before the provider's id is written down finds it, too. */
export function addDelivery(receiptUrl: string, deliveryId: string): string {
  return `${receiptUrl}?${DELIVERY_PARAMETER}=${deliveryId}`;
}

/**
 * The receipts that a call brings: those alone that say how it ended; that a message is queued or sent is no end.
 *
 * Shape:   empty for what is no end; null for what the provider would never send.
 */
export function readReceipts(provider: SmsProvider, posted: PostedCall): readonly SmsReceipt[] | null {
  const carried = posted.query.get(DELIVERY_PARAMETER) ?? '';
  const deliveryId = isUuid(carried) ? carried : null;
  const told = READERS[provider](posted);
  if (told === null) return null;
  return told.slice(0, RECEIPTS_MAX).flatMap(({ id, state }): readonly SmsReceipt[] => {
    if (state === null) return [];
    const receipt = { providerId: id, deliveryId, state };
    // a generic provider knows our id as well as its own, and may answer with either
    return provider === 'generic' && isUuid(id) ? [{ ...receipt, deliveryId: id }] : [receipt];
  });
}

const DLRS: Words = { delivered: ['1'], undelivered: ['2', '16'] };
const PTTS: Words = {
  delivered: ['4'],
  undelivered: ['5', '8', '20', '21', '22', '23', '24', '25', '26', '27', '28', '29'],
};

type Told = Readonly<{ id: string; state: ReceiptState | null }>;

type ReadPosted = (posted: PostedCall) => readonly Told[] | null;

const READERS: Readonly<Record<SmsProvider, ReadPosted>> = {
  twilio: ({ body }) => {
    const form = new URLSearchParams(body);
    return toTold(form.get('MessageSid') ?? form.get('SmsSid'), form.get('MessageStatus') ?? form.get('SmsStatus'), {
      delivered: ['delivered', 'read'],
      undelivered: ['undelivered', 'failed', 'canceled'],
    });
  },
  ovh: ({ query, body }) => {
    const form = new URLSearchParams(body);
    const find = (name: string): string | null => query.get(name) ?? form.get(name);
    const dlr = find('dlr');
    return dlr === null ? toTold(find('id'), find('ptt'), PTTS) : toTold(find('id'), dlr, DLRS);
  },
  brevo: ({ body }) =>
    readObjects(body, ({ messageId, msg_status: status, event }) =>
      toTold(messageId, status ?? event, {
        delivered: ['delivered'],
        undelivered: ['hard_bounce', 'soft_bounce', 'rejected', 'blocked', 'skip', 'skipped', 'blacklisted'],
      }),
    ),
  generic: ({ body }) =>
    readObjects(body, ({ id, status }) =>
      toTold(id, status, {
        delivered: ['delivered'],
        undelivered: ['undelivered', 'failed', 'rejected', 'expired'],
      }),
    ),
};

function toTold(id: unknown, status: unknown, words: Words): readonly Told[] | null {
  const idText = typeof id === 'number' ? String(id) : id;
  if (typeof idText !== 'string' || idText === '' || idText.length > ID_CHARS_MAX || idText.includes('\0')) return null;
  if (typeof status !== 'string' && typeof status !== 'number') return null;
  const word = String(status).toLowerCase();
  return [{ id: idText, state: RECEIPT_STATES.find((state) => words[state].includes(word)) ?? null }];
}

/** One object, or several in an array. */
function readObjects(
  body: string,
  read: (fields: Readonly<Record<string, unknown>>) => readonly Told[] | null,
): readonly Told[] | null {
  const value = parseJson(body);
  const objects: readonly unknown[] = Array.isArray(value) ? value : [value];
  const told: Told[] = [];
  for (const object of objects) {
    const one = typeof object === 'object' && object !== null ? read({ ...object }) : null;
    if (one === null) return null;
    told.push(...one);
  }
  return told;
}
