/** Mentions on the wire. */
import { type Static, Type } from 'typebox';
import { CRISIS_WEIGHTS } from '../../domain/crisis.ts';
import {
  MENTION_STATUSES,
  type Mention,
  SENTIMENT_JUDGES,
  SENTIMENT_LABELS,
  SET_ASIDE_BY,
  type SentimentLabel,
  type SetAsideBy,
} from '../../domain/mention.ts';
import { OUTLET_WEIGHTS } from '../../domain/outlet.ts';
import { THEMES } from '../../domain/theme.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  InstantInput,
  integerInput,
  NameInput,
  NullableText,
  named,
  oneOf,
  pageQuery,
  ref,
  textInput,
} from './fields.ts';

export const SentimentWire = named(
  'Sentiment',
  Type.Object({
    label: oneOf(SENTIMENT_LABELS),
    score: Type.Number({ description: '-1 (worst) to 1 (best), towards the brand' }),
    confidence: Type.Number({ description: '0 (nobody judged) to 1, how likely the label is right' }),
    judgedBy: oneOf(SENTIMENT_JUDGES, {
      description:
        'model: the built-in one; plugin: the model of SENTIMENT_MODEL; stand-in: the built-in model, because that one did not answer; learned: any of them as corrections moved it; reader: she said so; lists: an earlier version; nobody: the language is none of those that are read',
    }),
  }),
);

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
    sentiment: ref(SentimentWire),
    modelSentiment: Type.Unsafe<Static<typeof SentimentWire> | null>({
      anyOf: [ref(SentimentWire), { type: 'null' }],
      description: 'what the model alone said, where a reader or what readers taught says otherwise; else null',
    }),
    correction: Type.Unsafe<{ by: string; at: string } | null>({
      anyOf: [Type.Object({ by: Type.String(), at: Instant }), { type: 'null' }],
      description: 'who said what its sentiment is, of it or of one that tells the same, and when; null: nobody',
    }),
    passages: Type.Array(Type.Object({ text: Type.String(), label: oneOf(SENTIMENT_LABELS), score: Type.Number() }), {
      description:
        'what the sentiment was told from: the most telling passages about the brand, each labelled by the built-in model',
    }),
    themes: Type.Array(oneOf(THEMES), { description: 'what those passages are about' }),
    ownThemes: Type.Array(Type.Object({ id: Id, name: Type.String() }), {
      description: "the agency's own themes among them, under their present names",
    }),
    crisis: Type.Object(
      {
        weight: oneOf([0, ...CRISIS_WEIGHTS], {
          description: '0 none, 1 anger, 2 an accusation or a call to act, 3 harm or the law',
        }),
        terms: Type.Array(Type.String(), { description: 'as they were written, the gravest first; at most five' }),
      },
      { description: 'words of crisis in those passages' },
    ),
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
    isNewcomer: Type.Boolean({ description: 'its author had never spoken of the brand before' }),
    outletWeight: oneOf(OUTLET_WEIGHTS, {
      description: '3 national press, television or agency, 2 regional or trade press, 1 any other site, 0 people',
    }),
    storyId: Type.String({ description: 'mentions with the same one tell the same thing' }),
  }),
);

/** A name, which is shorter, or an id. */
const THEME_CHARS_MAX = 200;

export const MentionQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  sentiment: Type.Optional(oneOf(SENTIMENT_LABELS)),
  status: Type.Optional(oneOf(MENTION_STATUSES)),
  theme: Type.Optional(
    textInput(THEME_CHARS_MAX, 'a general theme, or the name or id of one of your own: list them at /v1/themes'),
  ),
  minCrisisWeight: Type.Optional(integerInput(1, 3)),
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export const MentionChanges = changesObject({
  status: oneOf(MENTION_STATUSES),
  isAbout: Type.Boolean({
    description: "whether it speaks of the brand: a mark, from which the brand's relevance is learned",
  }),
  correction: Type.Unsafe<{ label: SentimentLabel; by?: string } | null>({
    type: ['object', 'null'],
    properties: { label: oneOf(SENTIMENT_LABELS), by: NameInput },
    required: ['label'],
    additionalProperties: false,
    description:
      'what its sentiment is towards the brand; by: who says so, else the name of the API key. null takes back what was said. It holds at once for all mentions of the story, and is learned from',
  }),
});

/** Shape: themeNames: by id, of the agency's own themes. */
export function presentMention(mention: Mention, themeNames: ReadonlyMap<string, string>): Static<typeof MentionWire> {
  const { agencyId: _, ownThemeIds, ...shown } = mention;
  return {
    ...shown,
    arrivedAt: mention.arrivedAt.toISOString(),
    publishedAt: mention.publishedAt.toISOString(),
    correction: mention.correction && { by: mention.correction.by, at: mention.correction.at.toISOString() },
    passages: mention.passages.map((passage) => ({ ...passage })),
    themes: [...mention.themes],
    ownThemes: ownThemeIds.flatMap((id) => {
      const name = themeNames.get(id);
      return name === undefined ? [] : [{ id, name }];
    }),
    crisis: { ...mention.crisis, terms: [...mention.crisis.terms] },
    spans: mention.spans.map((span) => ({ ...span })),
  };
}
