/** A brand found in a document. */
import type { Crisis } from './crisis.ts';
import type { OutletWeight } from './outlet.ts';
import type { SourceKind } from './source.ts';
import type { Theme } from './theme.ts';

export type SentimentLabel = 'negative' | 'neutral' | 'positive';

export const SENTIMENT_LABELS = ['negative', 'neutral', 'positive'] as const satisfies readonly SentimentLabel[];

/**
 * Who told a sentiment: the trained model, the model that the operator plugged in, the trained model in the place of that
 * one, which did not answer; any of them as readers' corrections taught it; a reader; the word lists of earlier versions; or
 * nobody, because the language is none of those that are read.
 */
export type SentimentJudge = 'model' | 'plugin' | 'stand-in' | 'learned' | 'reader' | 'lists' | 'nobody';

export const SENTIMENT_JUDGES = [
  'model',
  'plugin',
  'stand-in',
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

/** What was told, whoever told it. */
export type Verdict = Omit<Sentiment, 'judgedBy'>;

/**
 * What a model's probabilities say: the likeliest label, how likely it is, and how much likelier good is than bad.
 *
 * Shape:   probabilities of SENTIMENT_LABELS, which sum to 1; results are rounded to four places.
 *
 * @example toVerdict([0.7, 0.2, 0.1])  // { label: 'negative', score: -0.6, confidence: 0.7 }
 */
export function toVerdict(probabilities: readonly number[]): Verdict {
  const [negative = 0, , positive = 0] = probabilities;
  const confidence = Math.max(...probabilities);
  const label = SENTIMENT_LABELS[probabilities.indexOf(confidence)] ?? 'neutral';
  return { label, score: round(positive - negative), confidence: round(confidence) };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

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
  /** Who said what its sentiment is, of it or of one that tells the same, when, and what stood there; null: nobody. */
  correction: Readonly<{ by: string; at: Date; before: Sentiment }> | null;
  /** The most telling ones, in the order of the document; empty where nobody judged. */
  passages: readonly Passage[];
  /** What those passages are about, in the order of THEMES. */
  themes: readonly Theme[];
  /** The agency's own themes among them, by id; one that was removed since is none. */
  ownThemeIds: readonly string[];
  /** Words of crisis in those passages. */
  crisis: Crisis;
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
  /** How the agency came to hear of it first. */
  sourceKind: SourceKind;
  /** Of its site, as it was when it was recorded. */
  outletWeight: OutletWeight;
  /** Its author had never spoken of the brand before. */
  isNewcomer: boolean;
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

/**
 * What is said of the brand, one passage a line: what sentiment, themes and words of crisis are told from. In a language
 * that nobody reads there are no passages, and what is shown of the document stands for them.
 */
export function passagesTextOf({ passages, title, excerpt }: Pick<Mention, 'passages' | 'title' | 'excerpt'>): string {
  const shown = [...(title === null ? [] : [title]), excerpt];
  return (passages.length > 0 ? passages.map(({ text }) => text) : shown).join('\n');
}
