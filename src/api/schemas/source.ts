/** Sources, as an agency hears them, and its subscriptions on the wire. */
import { type Static, Type } from 'typebox';
import { FETCH_FAILURE_REASONS, SOURCE_KINDS, type Subscription } from '../../domain/source.ts';
import type { HeardSource } from '../../store/sources.ts';
import {
  Id,
  IdInput,
  Instant,
  inputObject,
  NullableId,
  NullableInstant,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  textInput,
} from './fields.ts';

const URL_CHARS_MAX = 2_048;

export const SubscriptionWire = named(
  'Subscription',
  Type.Object({
    id: Id,
    sourceId: Id,
    brandId: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'uuid',
      description: 'null: listened to for every brand of the agency',
    }),
    createdAt: Instant,
  }),
);

export const SubscriptionInput = inputObject({
  url: textInput(URL_CHARS_MAX, 'the http(s) address of a feed, a forum page or a search'),
  kind: oneOf(SOURCE_KINDS),
  brandId: Type.Optional(
    Type.Unsafe<string | null>({
      ...IdInput,
      type: ['string', 'null'],
      description: 'an id: a UUID, or null for every brand',
    }),
  ),
});

export const SourceWire = named(
  'Source',
  Type.Object({
    id: Id,
    url: Type.String(),
    kind: oneOf(SOURCE_KINDS),
    title: NullableText,
    siteUrl: NullableText,
    intervalSeconds: Type.Integer({ description: 'its present pace: the time between two visits' }),
    nextCheckAt: Instant,
    lastCheckedAt: NullableInstant,
    lastSuccessAt: NullableInstant,
    lastDocumentAt: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'when it last brought something new',
    }),
    lastErrorAt: NullableInstant,
    lastErrorReason: nullableEnum(FETCH_FAILURE_REASONS),
    lastErrorMessage: NullableText,
    failureCount: Type.Integer({ description: 'failures in a row; 0 after a success' }),
    blindSince: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'since when nothing could be read from it; null while it can be',
    }),
    subscriptions: Type.Array(Type.Object({ id: Id, brandId: NullableId })),
  }),
);

export function presentSubscription(subscription: Subscription): Static<typeof SubscriptionWire> {
  const { id, sourceId, brandId } = subscription;
  return { id, sourceId, brandId, createdAt: subscription.createdAt.toISOString() };
}

export function presentSource(source: HeardSource): Static<typeof SourceWire> {
  const { id, url, kind, title, siteUrl, intervalSeconds, lastErrorReason, lastErrorMessage, failureCount } = source;
  return {
    id,
    url,
    kind,
    title,
    siteUrl,
    intervalSeconds,
    nextCheckAt: source.nextCheckAt.toISOString(),
    lastCheckedAt: source.lastCheckedAt?.toISOString() ?? null,
    lastSuccessAt: source.lastSuccessAt?.toISOString() ?? null,
    lastDocumentAt: source.lastDocumentAt?.toISOString() ?? null,
    lastErrorAt: source.lastErrorAt?.toISOString() ?? null,
    lastErrorReason,
    lastErrorMessage,
    failureCount,
    blindSince: source.failingSince?.toISOString() ?? null,
    subscriptions: source.subscriptions.map((subscription) => ({ ...subscription })),
  };
}
