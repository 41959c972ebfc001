/** Weekly digests on the wire. */
import { type Static, Type } from 'typebox';
import type { Digest } from '../../domain/digest.ts';
import { EmergingTermWire, presentEmergingTerm } from './brand.ts';
import { Level } from './buzz.ts';
import { Id, IdInput, Instant, NullableInstant, named, pageQuery, ref } from './fields.ts';
import { BlindSourceWire, presentBlindSource, QuotedMentionWire } from './quoted.ts';
import { presentReliability, ReliabilityWire } from './reliability.ts';

const PeriodCounts = { mentionCount: Type.Integer(), negativeCount: Type.Integer(), positiveCount: Type.Integer() };

export const DigestWire = named(
  'Digest',
  Type.Object({
    id: Id,
    brandId: Id,
    periodStartsOn: Type.String({ description: 'the Monday on which the week starts, an ISO date' }),
    content: Type.Object(
      {
        agencyName: Type.String(),
        brandName: Type.String(),
        timeZone: Type.String(),
        periodFrom: Instant,
        periodUntil: Type.String({ format: 'date-time', description: 'excluded' }),
        week: Type.Object(PeriodCounts),
        weekBefore: Type.Object(PeriodCounts),
        medianMentionCount: Type.Unsafe<number | null>({
          type: ['number', 'null'],
          description: 'of the four weeks before; null where the brand is younger',
        }),
        days: Type.Array(Type.Object({ date: Type.String(), ...PeriodCounts }), { description: 'oldest first' }),
        competitors: Type.Array(Type.Object({ name: Type.String(), ...PeriodCounts })),
        buzzes: Type.Array(
          Type.Object({
            id: Id,
            level: Level,
            openedAt: Instant,
            acknowledgedAt: NullableInstant,
            resolvedAt: NullableInstant,
            negativeCount: Type.Integer(),
          }),
        ),
        emergingTerms: Type.Array(ref(EmergingTermWire), {
          description: 'what was spoken of more than in the four weeks before',
        }),
        bestMentions: Type.Array(ref(QuotedMentionWire)),
        worstMentions: Type.Array(ref(QuotedMentionWire)),
        sites: Type.Array(Type.Object({ site: Type.String(), mentionCount: Type.Integer() })),
        blindSources: Type.Array(ref(BlindSourceWire)),
        reliability: Type.Optional(ref(ReliabilityWire)),
      },
      { description: 'the figures, frozen when the digest was made' },
    ),
    createdAt: Instant,
  }),
);

export const DigestQuery = pageQuery({ brandId: Type.Optional(IdInput) });

export function presentDigest(digest: Digest): Static<typeof DigestWire> {
  const { id, brandId, periodStartsOn } = digest;
  const { reliability, ...content } = digest.content;
  return {
    id,
    brandId,
    periodStartsOn,
    content: {
      ...content,
      days: [...content.days],
      competitors: [...content.competitors],
      buzzes: [...content.buzzes],
      emergingTerms: (content.emergingTerms ?? []).map(presentEmergingTerm),
      bestMentions: [...content.bestMentions],
      worstMentions: [...content.worstMentions],
      sites: [...content.sites],
      blindSources: content.blindSources.map(presentBlindSource),
      ...(reliability === undefined ? {} : { reliability: presentReliability(reliability) }),
    },
    createdAt: digest.createdAt.toISOString(),
  };
}
