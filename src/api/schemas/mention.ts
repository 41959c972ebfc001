/** Mentions on the wire. */
import { type Static, Type } from 'typebox';
import {
  MENTION_STATUSES,
  type Mention,
  SENTIMENT_JUDGES,
  SENTIMENT_LABELS,
  SET_ASIDE_BY,
  type SetAsideBy,
} from '../../domain/mention.ts';
import { THEMES } from '../../domain/theme.ts';
import { changesObject, Id, IdInput, Instant, InstantInput, NullableText, named, oneOf, pageQuery } from './fields.ts';

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
      confidence: Type.Number({ description: '0 (nobody judged) to 1, how likely the label is right' }),
      judgedBy: oneOf(SENTIMENT_JUDGES, { description: 'nobody: the language is none of those that are read' }),
    }),
    passages: Type.Array(Type.Object({ text: Type.String(), label: oneOf(SENTIMENT_LABELS), score: Type.Number() }), {
      description: 'what the sentiment was told from: the most telling passages about the brand',
    }),
    themes: Type.Array(oneOf(THEMES), { description: 'what those passages are about' }),
    spans: Type.Array(Type.Object({ field: oneOf(['title', 'text']), start: Type.Integer(), end: Type.Integer() }), {
      description: "where the brand's query matched: characters of the document, the end excluded",
    }),
    status: oneOf(MENTION_STATUSES),
    relevance: Type.Unsafe<number | null>({
      type: ['number', 'null'],
      description: '0 to 1, how likely it is about the brand; null until ten mentions of the brand were marked',
    }),
    setAsideBy: Type.Unsafe<SetAsideBy | null>({
      type: ['string', 'null'],
      enum: [...SET_ASIDE_BY, null],
      description: 'who found that it is not about the brand; null unless the status is irrelevant',
    }),
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
  theme: Type.Optional(oneOf(THEMES)),
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export const MentionChanges = changesObject({
  status: oneOf(MENTION_STATUSES),
  isAbout: Type.Boolean({
    description: "whether it speaks of the brand: a mark, from which the brand's relevance is learned",
  }),
});

export function presentMention(mention: Mention): Static<typeof MentionWire> {
  const { agencyId: _, ...shown } = mention;
  return {
    ...shown,
    arrivedAt: mention.arrivedAt.toISOString(),
    publishedAt: mention.publishedAt.toISOString(),
    passages: mention.passages.map((passage) => ({ ...passage })),
    themes: [...mention.themes],
    spans: mention.spans.map((span) => ({ ...span })),
  };
}
