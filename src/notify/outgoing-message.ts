/** One delivery, ready to be sent: what it is about, to whom, in which language. */
import type { Language } from '../domain/agency.ts';
import type { AgencyLook } from '../domain/agency-look.ts';
import type { AlertContent, ChannelKind, TestKind } from '../domain/alert.ts';
import type { DigestContent } from '../domain/digest.ts';

export type MessageSubject =
  | Readonly<{
      kind: 'alert';
      agencyId: string;
      alertId: string;
      buzzId: string;
      brandId: string;
      decidedAt: Date;
      /** Somebody had it sent again, maybe hours later. */
      isResent?: boolean;
      content: AlertContent;
      /** Works once, without login; null where it cannot be made. */
      acknowledgeUrl: string | null;
      /** By which its reader answers an SMS; null or missing where no answer could come in. */
      replyNumber?: number | null;
      buzzUrl: string;
    }>
  | Readonly<{ kind: 'bundle' } & BundleContent>
  | Readonly<{ kind: 'digest'; content: DigestContent; brandUrl: string; look: AgencyLook }>
  | Readonly<{ kind: 'test' } & TestContent>;

/** Several buzzes in one message. */
export type BundleContent = Readonly<{
  agencyName: string;
  /** At least two, of different buzzes: the worst first, what is over last. */
  alerts: readonly Readonly<{ content: AlertContent; buzzUrl: string }>[];
  /** When the newest was decided, where somebody had them sent again, maybe hours later; null: it is news. */
  toldAt: Date | null;
  /** Works once for all of them, without login; null where all are over. */
  acknowledgeUrl: string | null;
  /** Whether an answer by SMS could come in. */
  canReply: boolean;
  /** Where all of them are found. */
  allUrl: string;
}>;

/** All that a test says; askedAt is when it was asked for, the same on every try. */
export type TestContent = Readonly<{
  agencyId: string;
  agencyName: string;
  testKind: TestKind;
  askedAt: Date;
}>;

export type OutgoingMessage = Readonly<{
  /** The same on every try: a provider or a reader's mailbox knows a second one by it. */
  deliveryId: string;
  channelKind: ChannelKind;
  contactName: string;
  /** As in Channel: of a chat's secret address it is only what may be seen. */
  address: string;
  language: Language;
  /** The agency's, IANA. */
  timeZone: string;
  /** A webhook's `whsec_…`, the whole address of a chat's incoming webhook, a bot's token; null for e-mail and SMS. */
  secret: string | null;
  /** Where the reader of a mail says that he wants no more, without login; channels that have no place for it lack it. */
  unsubscribeUrl?: string;
  /** Where the reader of a mail answers, and what he writes is noted in the logbook; missing where no answer could come in. */
  repliesAddress?: string;
  subject: MessageSubject;
}>;

/** What is told of each buzz; nothing in a digest or a test. */
export function listContents(subject: MessageSubject): readonly AlertContent[] {
  if (subject.kind === 'alert') return [subject.content];
  return subject.kind === 'bundle' ? subject.alerts.map(({ content }) => content) : [];
}
