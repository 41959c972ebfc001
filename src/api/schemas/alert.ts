/** Alerts and deliveries on the wire: what people were told, why, and what became of each message. */
import { type Static, Type } from 'typebox';
import { LANGUAGES } from '../../domain/agency.ts';
import {
  ALERT_REASONS,
  type Alert,
  CHANNEL_KINDS,
  DELIVERY_FAILURE_REASONS,
  DELIVERY_STATUSES,
  type Delivery,
  type ListedDelivery,
  TEST_KINDS,
} from '../../domain/alert.ts';
import { BUZZ_END_KINDS, BUZZ_REASONS } from '../../domain/buzz.ts';
import { RECEIPT_STATES } from '../../domain/sms-receipt.ts';
import { EmergingTermWire, presentEmergingTerm } from './brand.ts';
import { BuzzFiguresWire, Level, presentFigures } from './buzz.ts';
import {
  Id,
  IdInput,
  Instant,
  NullableId,
  NullableInstant,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  pageQuery,
  ref,
} from './fields.ts';
import { BlindSourceWire, presentBlindSource, QuotedMentionWire } from './quoted.ts';
import { presentReliability, ReliabilityWire } from './reliability.ts';

export const AlertWire = named(
  'Alert',
  Type.Object({
    id: Id,
    buzzId: Id,
    brandId: Id,
    reason: oneOf(ALERT_REASONS),
    level: Level,
    sequence: Type.Integer({ description: 'the step of the escalation chain, or the number of the reminder' }),
    content: Type.Object(
      {
        agencyName: Type.String(),
        brandName: Type.String(),
        level: Level,
        reason: oneOf(ALERT_REASONS),
        reasons: Type.Array(oneOf(BUZZ_REASONS)),
        figures: ref(BuzzFiguresWire),
        since: Instant,
        resolvedAt: NullableInstant,
        end: Type.Optional(
          Type.Object(
            { as: oneOf(BUZZ_END_KINDS), by: NullableText },
            { description: 'of the end alone: how it came, and who said so; by is null where it ended by itself' },
          ),
        ),
        acknowledgedBy: NullableText,
        unanswered: Type.Optional(
          Type.Object(
            { names: Type.Array(Type.String()), since: Instant },
            { description: 'who was told before and did not answer' },
          ),
        ),
        emergingTerms: Type.Array(ref(EmergingTermWire), {
          description: 'what is suddenly spoken of, the most telling first; empty where nothing stood out',
        }),
        worstMentions: Type.Array(ref(QuotedMentionWire)),
        blindSources: Type.Array(ref(BlindSourceWire)),
        reliability: Type.Optional(ref(ReliabilityWire)),
        toldNames: Type.Array(Type.String()),
      },
      { description: 'what the messages say, frozen when the alert was decided' },
    ),
    decidedAt: Instant,
  }),
);

export const AlertQuery = pageQuery({ brandId: Type.Optional(IdInput), buzzId: Type.Optional(IdInput) });

export const DeliveryWire = named(
  'Delivery',
  Type.Object({
    id: Id,
    alertId: NullableId,
    buzzId: Type.Unsafe<string | null>({ ...NullableId, description: 'of an alert: the buzz that it tells of' }),
    digestId: NullableId,
    testKind: nullableEnum(TEST_KINDS),
    brandId: Type.Unsafe<string | null>({ ...NullableId, description: 'of an alert or a digest' }),
    contactId: Id,
    contactName: Type.String(),
    language: oneOf(LANGUAGES),
    channelKind: oneOf(CHANNEL_KINDS),
    address: Type.String(),
    status: oneOf(DELIVERY_STATUSES),
    attemptCount: Type.Integer(),
    nextAttemptAt: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'null when there will be none',
    }),
    acceptedAt: NullableInstant,
    replyNumber: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'of an alert by SMS: the number by which its reader names the buzz in an answer',
    }),
    providerId: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'what the provider calls the message',
    }),
    lastErrorReason: nullableEnum(DELIVERY_FAILURE_REASONS),
    lastErrorMessage: NullableText,
    createdAt: Instant,
    segmentCount: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'how many SMS it is billed as; null for another channel, and before it was first let out',
    }),
    receipt: nullableEnum(RECEIPT_STATES),
    receivedAt: NullableInstant,
    insteadOfId: Type.Unsafe<string | null>({
      ...NullableId,
      description: 'the delivery of the same alert, by another channel, that was not accepted in time',
    }),
    resentAt: NullableInstant,
    letOutAt: NullableInstant,
    bundledIntoId: Type.Unsafe<string | null>({
      ...NullableId,
      description: 'the delivery whose message tells of this alert too: several came at once for this reader',
    }),
  }),
);

export const DeliveryQuery = pageQuery({
  alertId: Type.Optional(IdInput),
  contactId: Type.Optional(IdInput),
  status: Type.Optional(oneOf(DELIVERY_STATUSES)),
});

export function presentAlert(alert: Alert): Static<typeof AlertWire> {
  const { id, buzzId, brandId, reason, level, sequence } = alert;
  const { reliability, judgedAt: _, unanswered, ...content } = alert.content;
  return {
    id,
    buzzId,
    brandId,
    reason,
    level,
    sequence,
    content: {
      ...content,
      ...(unanswered && { unanswered: { ...unanswered, names: [...unanswered.names] } }),
      reasons: [...content.reasons],
      figures: presentFigures(content.figures),
      emergingTerms: (content.emergingTerms ?? []).map(presentEmergingTerm),
      worstMentions: [...content.worstMentions],
      blindSources: content.blindSources.map(presentBlindSource),
      ...(reliability === undefined ? {} : { reliability: presentReliability(reliability) }),
      toldNames: [...content.toldNames],
    },
    decidedAt: alert.decidedAt.toISOString(),
  };
}

/** What is not given of its subject is null: a test has none. */
export function presentDelivery(
  delivery: Delivery & Partial<Pick<ListedDelivery, 'buzzId' | 'brandId'>>,
): Static<typeof DeliveryWire> {
  const { id, alertId, digestId, testKind, contactId, contactName, language, channelKind, address } = delivery;
  const { status, attemptCount, replyNumber, providerId, lastErrorReason, lastErrorMessage } = delivery;
  const { segmentCount, receipt, insteadOfId, bundledIntoId } = delivery;
  return {
    ...{ id, alertId, digestId, testKind, contactId, contactName, language, channelKind, address },
    ...{ status, attemptCount, replyNumber, providerId, lastErrorReason, lastErrorMessage },
    ...{ segmentCount, receipt, insteadOfId, bundledIntoId },
    buzzId: delivery.buzzId ?? null,
    brandId: delivery.brandId ?? null,
    nextAttemptAt: status === 'pending' ? delivery.nextAttemptAt.toISOString() : null,
    acceptedAt: delivery.acceptedAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
    receivedAt: delivery.receivedAt?.toISOString() ?? null,
    resentAt: delivery.resentAt?.toISOString() ?? null,
    letOutAt: delivery.letOutAt?.toISOString() ?? null,
  };
}
