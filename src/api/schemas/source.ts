/** Sources, as an agency hears them, and its subscriptions on the wire. */
import { type Static, Type } from 'typebox';
import {
  FETCH_FAILURE_REASONS,
  READER_NAMES,
  SOURCE_KINDS,
  SOURCE_STATES,
  type SourceState,
  type Subscription,
  toSourceState,
} from '../../domain/source.ts';
import type { BlindSource, Coverage } from '../../store/coverage.ts';
import type { HeardSource, HeardSubscription } from '../../store/sources.ts';
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
const TAGS_MAX = 20;
const TAG_CHARS_MAX = 200;

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
    searchId: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'uuid',
      description: 'the search that brought it and takes it away again; null: somebody subscribed',
    }),
    tags: Type.Array(Type.String()),
    fullText: Type.Boolean({ description: "the articles behind a feed's teasers are read too" }),
    createdAt: Instant,
  }),
);

/** Write-only: no answer ever holds it. */
export const SecretInput = Type.Unsafe<Readonly<Record<string, string>>>({
  type: 'object',
  writeOnly: true,
  maxProperties: 10,
  additionalProperties: { type: 'string', minLength: 1, maxLength: 20_000, description: 'text' },
  description: 'an object of texts, such as {"cookie": "…"}',
});

export const SourceSecretInput = inputObject({ secret: SecretInput });

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
  reader: Type.Optional(oneOf(READER_NAMES)),
  settings: Type.Optional(
    Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: 'object',
      description: 'an object: what the readers "page-selectors" and "json" are told',
    }),
  ),
  secret: Type.Optional(SecretInput),
  tags: Type.Optional(
    Type.Array(textInput(TAG_CHARS_MAX), { maxItems: TAGS_MAX, description: `a list of at most ${TAGS_MAX} texts` }),
  ),
  fullText: Type.Optional(Type.Boolean({ description: 'true or false' })),
});

const STATE_NOTE = 'waiting: not read yet; silent: quiet for longer than it ever was; gone: closed for good';

export const SourceWire = named(
  'Source',
  Type.Object({
    id: Id,
    url: Type.String(),
    kind: oneOf(SOURCE_KINDS),
    reader: oneOf(READER_NAMES, { description: 'how it is read' }),
    settings: Type.Unsafe<Readonly<Record<string, unknown>> | null>({
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'what the reader was told besides the address',
    }),
    hasSecret: Type.Boolean({ description: 'whether a key or cookie is stored for it; the key itself is never shown' }),
    isShared: Type.Boolean({ description: 'false: read with settings or a key of this agency, and for it alone' }),
    state: oneOf(SOURCE_STATES, { description: STATE_NOTE }),
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
      description: 'since when it fails or is silent beyond its habit; null while it is neither',
    }),
    proposals: Type.Array(Type.Object({ url: Type.String(), reader: oneOf(READER_NAMES), title: Type.String() }), {
      description: 'what could be listened to instead, where a page stood at the address',
    }),
    rhythm: Type.Object(
      {
        gapSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'usual time between two arrivals' }),
        longestGapSeconds: Type.Union([Type.Number(), Type.Null()]),
        silentAfter: NullableInstant,
        lagSeconds: Type.Union([Type.Number(), Type.Null()], {
          description: 'usual time between publication and arrival',
        }),
      },
      { description: 'learnt from its own history; null where there is too little of it' },
    ),
    missedAt: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'when a visit brought nothing that was known, so that something before it may have been missed',
    }),
    urgentUntil: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'read faster until then, because a brand that it speaks of is in trouble',
    }),
    subscriptions: Type.Array(
      Type.Object({
        id: Id,
        brandId: NullableId,
        searchId: NullableId,
        tags: Type.Array(Type.String()),
        fullText: Type.Boolean(),
      }),
    ),
  }),
);

export function presentSubscription(subscription: Subscription): Static<typeof SubscriptionWire> {
  const { sourceId, createdAt } = subscription;
  return { ...presentHeardSubscription(subscription), sourceId, createdAt: createdAt.toISOString() };
}

function presentHeardSubscription(heard: HeardSubscription) {
  const { id, brandId, searchId, tags, wantsFullText } = heard;
  return { id, brandId, searchId, tags: [...tags], fullText: wantsFullText };
}

export function presentSource(source: HeardSource, now: Date): Static<typeof SourceWire> {
  const { state, blindSince } = toSourceState(source, now);
  const { gapSeconds, longestGapSeconds, silentAfter, lagSeconds } = source.rhythm;
  const { id, url, kind, reader, title, siteUrl, intervalSeconds, lastErrorReason, lastErrorMessage, failureCount } =
    source;
  return {
    id,
    url,
    kind,
    reader,
    settings: source.settings,
    hasSecret: source.hasSecret,
    isShared: source.ownerAgencyId === null,
    state,
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
    blindSince: blindSince?.toISOString() ?? null,
    proposals: source.proposals.map((proposal) => ({ ...proposal })),
    rhythm: { gapSeconds, longestGapSeconds, silentAfter: silentAfter?.toISOString() ?? null, lagSeconds },
    missedAt: source.missedAt?.toISOString() ?? null,
    urgentUntil: source.urgentUntil?.toISOString() ?? null,
    subscriptions: source.subscriptions.map(presentHeardSubscription),
  };
}

const Count = Type.Integer();

export const CoverageWire = named(
  'Coverage',
  Type.Object({
    coveragePercent: Type.Union([Type.Number(), Type.Null()], {
      description:
        'of the sources that were read at least once, how many are neither failing, silent nor gone; null: none was read yet',
    }),
    sourceCounts: Type.Object({ waiting: Count, reading: Count, failing: Count, silent: Count, gone: Count }),
    blindSources: Type.Array(
      Type.Object({
        sourceId: Id,
        title: Type.String(),
        url: Type.String(),
        state: oneOf(SOURCE_STATES),
        since: Instant,
      }),
      { description: 'blind the longest first, at most 100' },
    ),
  }),
);

export function presentCoverage(coverage: Coverage, blindSources: readonly BlindSource[]): Static<typeof CoverageWire> {
  const { waiting, reading, failing, silent, gone } = coverage;
  const readCount = reading + failing + silent + gone;
  return {
    coveragePercent: readCount === 0 ? null : Math.round((1_000 * reading) / readCount) / 10,
    sourceCounts: { waiting, reading, failing, silent, gone } satisfies Record<SourceState, number>,
    blindSources: blindSources.map(({ id, since, ...source }) => ({
      sourceId: id,
      ...source,
      since: since.toISOString(),
    })),
  };
}
