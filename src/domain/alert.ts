/** The decision to tell people about a buzz, whom, and what became of each message. */
import type { Language } from './agency.ts';
import type { BuzzEnd, BuzzFigures, BuzzLevel, BuzzReason } from './buzz.ts';
import type { DigestPeriod, DigestScope } from './digest.ts';
import type { EmergingTerm } from './emerging-term.ts';
import type { QuietHours } from './escalation.ts';
import type { QuotedMention } from './quoted-mention.ts';
import type { Reliability } from './reliability.ts';
import type { ReceiptState } from './sms-receipt.ts';
import type { BlindSource } from './source.ts';

/** The chats that can be written to. */
export type ChatKind = 'slack' | 'teams' | 'discord' | 'mattermost' | 'telegram';

export const CHAT_KINDS = [
  'slack',
  'teams',
  'discord',
  'mattermost',
  'telegram',
] as const satisfies readonly ChatKind[];

/** push: notifications of one browser on one device (Web Push). */
export type ChannelKind = 'email' | 'sms' | 'webhook' | 'push' | ChatKind;

export const CHANNEL_KINDS = [
  'email',
  'sms',
  'webhook',
  'push',
  ...CHAT_KINDS,
] as const satisfies readonly ChannelKind[];

/**
 * One way to reach a contact. address: an e-mail address, an E.164 number, an http(s) URL, a Telegram chat, or what may be
 * seen of the secret address of a chat or a browser, as `hooks.slack.com/…/aB3x`.
 */
export type Channel = Readonly<{
  id: string;
  kind: ChannelKind;
  address: string;
  /** The lowest level of buzz that is told here. */
  minLevel: BuzzLevel;
  /** False once nothing is sent there any more: `life` says since when and why. */
  isReachable: boolean;
  life: ChannelLife;
}>;

/** Why nothing is sent to a channel any more. */
export type UnreachableReason =
  | 'hard-bounce' // a mail came back: the address does not exist
  | 'complaint' // the reader said that it is spam
  | 'refused' // the provider said, when it was handed over, that it will never take anything for this address
  | 'unsubscribed'; // the reader said no by the link in a mail's header

export const UNREACHABLE_REASONS = [
  'hard-bounce',
  'complaint',
  'refused',
  'unsubscribed',
] as const satisfies readonly UnreachableReason[];

/** What a channel's messages came to lately. */
export type ChannelLife = Readonly<{
  /** The last proof of life: a provider accepted a message, of whatever kind. Null: none yet. */
  lastProofAt: Date | null;
  /** Null: no try has failed yet. */
  lastFailure: Readonly<{ at: Date; reason: DeliveryFailureReason; message: string }> | null;
  /** Null: messages are sent to it. */
  unreachable: Readonly<{ since: Date; why: UnreachableReason }> | null;
}>;

/** A person to be told. */
export type Contact = Readonly<{
  agencyId: string;
  id: string;
  name: string;
  language: Language;
  /** Gets digests at each e-mail channel. */
  isDigestReader: boolean;
  /** Of which periods, at least one. */
  digestPeriods: readonly DigestPeriod[];
  /** An agency's digest tells of every brand: he who hears of some brands reads these alone. */
  digestScope: DigestScope;
  /** A client of the agency: told at level 4 alone, and of the end of what he was told. */
  isClient: boolean;
  /** Null: may be told at any hour. A buzz of level 4 does not wait for their end. */
  quietHours: QuietHours | null;
  /** IANA; null: the agency's. */
  timeZone: string | null;
  /** Hears of these brands only; empty means every brand of the agency. */
  brandIds: readonly string[];
  channels: readonly Channel[];
  createdAt: Date;
}>;

/** An agency of a thousand brands tells its own people and a client of each; an alert to all of them is still decided at once. */
export const CONTACTS_PER_AGENCY_MAX = 2_000;
export const CHANNELS_PER_CONTACT_MAX = 20;

/** The contacts with the channels that messages are sent to: who has unsubscribed, or bounced, is told nothing. */
export function withReachableChannels(contacts: readonly Contact[]): readonly Contact[] {
  return contacts.map((contact) => ({
    ...contact,
    channels: contact.channels.filter((channel) => channel.isReachable),
  }));
}

/** Why people are told. */
export type AlertReason =
  | 'first-notice'
  | 'worse'
  | 'reopened'
  | 'unanswered' // nobody who was told before said "I have it": the next in the chain is told
  | 'reminder' // nobody said it yet
  | 'still-on' // somebody has it, and hours later it goes on
  | 'resolved';

export const ALERT_REASONS = [
  'first-notice',
  'worse',
  'reopened',
  'unanswered',
  'reminder',
  'still-on',
  'resolved',
] as const satisfies readonly AlertReason[];

/** Everything a message says, frozen when the alert was decided: a retry an hour later tells the same. */
export type AlertContent = Readonly<{
  agencyName: string;
  brandName: string;
  level: BuzzLevel;
  reason: AlertReason;
  reasons: readonly BuzzReason[];
  figures: BuzzFigures;
  /** When the figures were judged, ISO 8601; alerts of earlier versions lack it. */
  judgedAt?: string;
  /** ISO 8601. */
  since: string;
  resolvedAt: string | null;
  /** Of the end alone: how it came. Alerts from before this was told lack it, and say that all is as usual again. */
  end?: BuzzEnd;
  acknowledgedBy: string | null;
  /** Who was told before and did not answer, and since when, ISO 8601; missing where nobody is waited for. */
  unanswered?: Readonly<{ names: readonly string[]; since: string }>;
  /**
   * What is suddenly spoken of in the window, the most telling first; empty where nothing stands out. Alerts from before
   * this was told have none.
   */
  emergingTerms?: readonly EmergingTerm[];
  /** Worst first, one per story, at most five. */
  worstMentions: readonly QuotedMention[];
  /** The sources of this brand that could not be read when the alert was decided. */
  blindSources: readonly BlindSource[];
  /** How right the brand's sentiment was; alerts of earlier versions lack it. */
  reliability?: Reliability;
  /** Names of everybody who is told by this alert. */
  toldNames: readonly string[];
}>;

export type Alert = Readonly<{
  agencyId: string;
  id: string;
  buzzId: string;
  brandId: string;
  reason: AlertReason;
  level: BuzzLevel;
  /** How often the buzz had come back. */
  round: number;
  /** Tells what is told again of the same level apart: the step of the chain, or the number of the reminder. */
  sequence: number;
  content: AlertContent;
  decidedAt: Date;
}>;

/**
 * How long a delivery of an alert may wait for its acceptance before its contact is told by other channels too.
 *
 * Less than the first reminder of the level (policy.ts), which waits for a delivery that is not out. Long enough that a
 * receiver which is restarted, or asks for patience, costs nobody a second message: after the first try there are two more
 * at level 4, three or four at level 3. At level 4 every channel is told at once; what is left to fall back on is one that
 * takes messages again since.
 */
export const FALL_BACK_MINUTES: Readonly<Record<BuzzLevel, number>> = { 1: 60, 2: 30, 3: 5, 4: 2 };

export type DeliveryStatus = 'pending' | 'accepted' | 'dead';

export const DELIVERY_STATUSES = ['pending', 'accepted', 'dead'] as const satisfies readonly DeliveryStatus[];

/** Why a try did not end in acceptance. */
export type DeliveryFailureReason =
  | 'connection-failed'
  | 'timed-out'
  | 'busy' // the provider says later: SMTP 4xx, HTTP 429 or 5xx
  | 'refused' // the provider says never: SMTP 5xx, HTTP 4xx
  | 'not-configured' // no SMTP_URL, no SMS provider
  | 'unreachable' // bounced, complained of or unsubscribed before it was sent
  | 'gave-up' // tried until the deadline
  | 'over-budget' // the agency's SMS of the day are used up
  | 'undelivered'; // accepted, and told afterwards that it never reached the telephone

export const DELIVERY_FAILURE_REASONS = [
  'connection-failed',
  'timed-out',
  'busy',
  'refused',
  'not-configured',
  'unreachable',
  'gave-up',
  'over-budget',
  'undelivered',
] as const satisfies readonly DeliveryFailureReason[];

/** What a channel answers to one try: expected outcomes, never exceptions. */
export type DeliveryOutcome =
  | Readonly<{ kind: 'accepted'; providerId: string | null }>
  | Readonly<{ kind: 'later'; reason: DeliveryFailureReason; message: string; retryAfterSeconds: number | null }>
  | Readonly<{
      kind: 'never';
      reason: DeliveryFailureReason;
      message: string;
      /** The address takes nothing, whatever is sent: the channel becomes unreachable, not this message alone. */
      isForGood?: true;
    }>;

/** A test of a channel: somebody asked for it, or it is the weekly one of a channel that had nothing else to prove it. */
export type TestKind = 'asked' | 'weekly';

export const TEST_KINDS = ['asked', 'weekly'] as const satisfies readonly TestKind[];

/** One message to one contact through one channel, with all its tries. */
export type Delivery = Readonly<{
  agencyId: string;
  id: string;
  /** Exactly one of alertId, digestId and testKind is set. */
  alertId: string | null;
  digestId: string | null;
  testKind: TestKind | null;
  contactId: string;
  contactName: string;
  language: Language;
  channelId: string;
  channelKind: ChannelKind;
  address: string;
  status: DeliveryStatus;
  /** Since it was sent again, where it was. */
  attemptCount: number;
  nextAttemptAt: Date;
  acceptedAt: Date | null;
  /** By which the reader of an SMS names the buzz in an answer; null for every other message, and for the end. */
  replyNumber: number | null;
  /** What the provider calls it, for looking it up there. */
  providerId: string | null;
  lastErrorReason: DeliveryFailureReason | null;
  lastErrorMessage: string | null;
  createdAt: Date;
  /** How many SMS it is billed as; null for another channel, and before it was first let out. */
  segmentCount: number | null;
  /** What the provider told after it had accepted the SMS; null while it told nothing. */
  receipt: ReceiptState | null;
  /** When it told. */
  receivedAt: Date | null;
  /** The delivery of the same alert that was not accepted in time; null: this was decided with its subject. */
  insteadOfId: string | null;
  /** From when its time is counted anew; null: nobody sent it again. */
  resentAt: Date | null;
  /** When its message was let out for the first time; null: it waits for its turn at the channel, or has none to wait for. */
  letOutAt: Date | null;
  /** The delivery whose message tells of this one too; null: it has a message of its own. */
  bundledIntoId: string | null;
}>;

/** A delivery with what it is about; all null of a test. */
export type ListedDelivery = Delivery &
  Readonly<{
    brandId: string | null;
    brandName: string | null;
    /** These three of an alert alone. */
    buzzId: string | null;
    alertReason: AlertReason | null;
    level: BuzzLevel | null;
  }>;
