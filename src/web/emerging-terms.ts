/** What people suddenly speak of, in words and numbers. */
import { type Html, html } from '../base/html.ts';
import type { EmergingTerm } from '../domain/emerging-term.ts';
import type { Words } from './words.ts';

/** Nothing where nothing stands out: an empty box every quiet day would be noise. */
export function renderEmergingTerms(
  words: Words,
  { title, terms }: Readonly<{ title: string; terms: readonly EmergingTerm[] }>,
): Html | null {
  if (terms.length === 0) return null;
  const messages = words.messages.terms;
  return html`<section class="card"><h2>${title} <small>${messages.reference}</small></h2>
<ul class="lines">${terms.map(
    ({ term, storyCount, expectedCount }) =>
      html`<li><b>${messages.quoted(term)}</b> <span class="soft">${messages.counts(storyCount, expectedCount)}</span></li>`,
  )}</ul></section>`;
}
