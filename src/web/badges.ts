/** Small signs that say the same by shape, by word and by colour. */
import { type Html, html } from '../base/html.ts';
import type { Buzz, BuzzLevel } from '../domain/buzz.ts';
import type { Crisis } from '../domain/crisis.ts';
import type { Sentiment, SentimentJudge, SentimentLabel } from '../domain/mention.ts';
import { toMonogram } from './brand-accent.ts';
import type { Words } from './words.ts';

const SENTIMENT_SIGNS: Readonly<Record<SentimentLabel, string>> = { negative: '▼', neutral: '●', positive: '▲' };

/** A language that nobody reads is no neutral opinion. */
export function renderSentiment(words: Words, { label, judgedBy }: Sentiment): Html {
  if (judgedBy === 'nobody') return html`<span class="badge">${words.messages.sentimentUnread}</span>`;
  return html`<span class="badge ${label}">${renderSentimentSign(label)} ${words.messages.sentiments[label]}</span>${renderStandIn(words, judgedBy)}`;
}

/** Who reckons with a stronger model must see where it was silent; nothing otherwise. */
export function renderStandIn(words: Words, judgedBy: SentimentJudge): Html | null {
  return judgedBy === 'stand-in' ? html` <span class="badge">${words.messages.sentimentStandIn}</span>` : null;
}

export function renderSentimentSign(label: SentimentLabel): Html {
  return html`<span aria-hidden="true">${SENTIMENT_SIGNS[label]}</span>`;
}

/** The words that were found, and how grave they are, in words too; nothing where there are none. */
export function renderCrisis(words: Words, { weight, terms }: Crisis): Html | null {
  if (weight === 0) return null;
  const kind = weight === 1 ? 'crisis' : 'crisis negative';
  return html` <span class="badge ${kind}">${words.messages.crisis[weight](terms)}</span>`;
}

export function renderLevel(words: Words, level: BuzzLevel): Html {
  return html`<span class="level level-${level}">${words.messages.levelOutOfFour(level)}</span>`;
}

export function renderBuzzStatus(words: Words, buzz: Buzz): Html {
  return html`<span class="status ${buzz.status}">${words.messages.buzzStatuses[buzz.status]}</span>`;
}

/** The brand's square: its colour and its letters. */
export function renderMonogram(name: string, accent: string): Html {
  return html`<span class="monogram ${accent}" aria-hidden="true">${toMonogram(name)}</span>`;
}
