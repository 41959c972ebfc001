/** How a source fares, in a few words. */
import { type Html, html } from '../base/html.ts';
import { type Source, toSourceState } from '../domain/source.ts';
import type { Words } from './words.ts';

export function renderHealth(words: Words, source: Source, now: Date): Html {
  const messages = words.messages.sources;
  const { state, blindSince } = toSourceState(source, now);
  if (state === 'waiting') return html`<span class="soft">${messages.waiting}</span>`;
  if (blindSince === null) return html`<span class="good">${messages.well}</span>`;
  if (state === 'silent') {
    return html`<strong class="bad">${messages.silent}</strong> ${messages.silentSince(blindSince)}`;
  }
  const word = state === 'gone' ? messages.gone : messages.failing;
  const reason = source.lastErrorReason === null ? null : words.messages.fetchFailures[source.lastErrorReason];
  return html`<strong class="bad">${word}</strong> ${messages.failingSince(blindSince)}${reason === null ? null : html`<br>${reason}`}`;
}
