/** A brand found in a document, and how the talk of a brand adds up. */
import type { Theme } from './theme.ts';

export type SentimentLabel = 'negative' | 'neutral' | 'positive';

export const SENTIMENT_LABELS = ['negative', 'neutral', 'positive'] as const satisfies readonly SentimentLabel[];

/**
 * Who told a sentiment: the trained model, the model as readers' corrections taught it, a reader, the word lists of earlier
 * versions, or nobody, because the language is none of those that are read.
 */
export type SentimentJudge = 'model' | 'learned' | 'reader' | 'lists' | 'nobody';

export const SENTIMENT_JUDGES = [
  'model',
  'learned',
  'reader',
  'lists',
  'nobody',
] as const satisfies readonly SentimentJudge[];

/** score: -1 (worst) to 1 (best). confidence: 0 (nobody judged) to 1, how likely the label is right. */
export type Sentiment = Readonly<{
  label: SentimentLabel;
  score: number;
  confidence: number;
  judgedBy: SentimentJudge;
}>;

/** A passage about the brand, as it stood in the document: evidence for the sentiment. */
export type Passage = Readonly<{ text: string; label: SentimentLabel; score: number }>;

/**
 * Where a query matched: character offsets, end exclusive, in the title or the text. A mention's spans are those of its
 * own title and (as `text`) its excerpt, so that a page can mark them.
 */
export type Span = Readonly<{ field: 'title' | 'text'; start: number; end: number }>;

export type MentionStatus = 'new' | 'seen' | 'handled' | 'irrelevant';

export const MENTION_STATUSES = ['new', 'seen', 'handled', 'irrelevant'] as const satisfies readonly MentionStatus[];

/**
 * Who found that a mention is not about its brand: a reader, the relevance that readers' marks taught, or the query,
 * which was changed since or no longer finds the brand in the edited text. What a reader said stands.
 */
export type SetAsideBy = 'reader' | 'relevance' | 'query';

export const SET_ASIDE_BY = ['reader', 'relevance', 'query'] as const satisfies readonly SetAsideBy[];

export type Mention = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  documentId: string;
  arrivedAt: Date;
  publishedAt: Date;
  /** ISO 639-1; null when no language could be told. */
  language: string | null;
  sentiment: Sentiment;
  /** What the model alone said, where a reader or what readers taught says otherwise; else null. */
  modelSentiment: Sentiment | null;
  /** Who said what its sentiment is, of it or of one that tells the same, and when; null: nobody. */
  correction: Readonly<{ by: string; at: Date }> | null;
  /** The most telling ones, in the order of the document; empty where nobody judged. */
  passages: readonly Passage[];
  /** What those passages are about, in the order of THEMES. */
  themes: readonly Theme[];
  spans: readonly Span[];
  status: MentionStatus;
  /** 0 to 1, by what readers marked; null while there are too few marks. */
  relevance: number | null;
  /** Null unless the status is irrelevant. */
  setAsideBy: SetAsideBy | null;
  title: string | null;
  excerpt: string;
  url: string | null;
  author: string | null;
  site: string;
  /** Documents with the same story tell the same thing. */
  storyId: string;
  /** As its document's: in no volume, and no reason for a buzz. */
  isBacklog: boolean;
}>;

/** A reader's word has no strength: one that says so much at least. */
const SAID_SCORE = 0.5;

/** What a reader's word makes of what was judged: her label, for certain, as strong as it was judged where it was. */
export function toSaid(judged: Sentiment, label: SentimentLabel): Sentiment {
  const score = {
    negative: Math.min(judged.score, -SAID_SCORE),
    neutral: 0,
    positive: Math.max(judged.score, SAID_SCORE),
  }[label];
  return { label, score, confidence: 1, judgedBy: 'reader' };
}

/** The text that a mention's sentiment is told from. */
export function opinionTextOf({ passages, excerpt }: Pick<Mention, 'passages' | 'excerpt'>): string {
  return passages.length === 0 ? excerpt : passages.map(({ text }) => text).join('\n');
}

/** Volume of a brand in one time bucket. */
export type Volume = Readonly<{
  bucketAt: Date;
  mentionCount: number;
  negativeCount: number;
  positiveCount: number;
}>;
