/** Mentions on the wire. */
import { type Static, Type } from 'typebox';
import { MENTION_STATUSES, type Mention, SENTIMENT_LABELS } from '../../domain/mention.ts';
import { Id, IdInput, Instant, InstantInput, inputObject, NullableText, named, oneOf, pageQuery } from './fields.ts';

export const MentionWire = named(
  'Mention',
  Type.Object({
    id: Id,
    brandId: Id,
    documentId: Id,
    arrivedAt: Instant,
    publishedAt: Instant,
    language: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'ISO 639-1; null when no language could be told',
    }),
    sentiment: Type.Object({
      label: oneOf(SENTIMENT_LABELS),
      score: Type.Number({ description: '-1 (worst) to 1 (best), towards the brand' }),
      confidence: Type.Number({ description: '0 (a guess) to 1' }),
    }),
    spans: Type.Array(Type.Object({ field: oneOf(['title', 'text']), start: Type.Integer(), end: Type.Integer() }), {
      description: "where the brand's query matched: characters of the document, the end excluded",
    }),
    status: oneOf(MENTION_STATUSES),
    title: NullableText,
    excerpt: Type.String(),
    url: NullableText,
    author: NullableText,
    site: Type.String({ description: 'the host, without www' }),
    storyId: Type.String({ description: 'mentions with the same one tell the same thing' }),
  }),
);

export const MentionQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  sentiment: Type.Optional(oneOf(SENTIMENT_LABELS)),
  status: Type.Optional(oneOf(MENTION_STATUSES)),
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export const MentionChanges = inputObject({ status: oneOf(MENTION_STATUSES) });

export function presentMention(mention: Mention): Static<typeof MentionWire> {
  const { agencyId: _, ...shown } = mention;
  return {
    ...shown,
    arrivedAt: mention.arrivedAt.toISOString(),
    publishedAt: mention.publishedAt.toISOString(),
    spans: mention.spans.map((span) => ({ ...span })),
  };
}
