/** What a decision on a buzz rested on, as it was then. */
import { type Html, html } from '../base/html.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import type { BlindSource } from '../domain/source.ts';
import { renderEmergingTerms } from './emerging-terms.ts';
import { renderQuoted } from './mention-list.ts';
import type { Words } from './words.ts';

/** How it began, who carried it, what is said, about what, and what could not be read. */
export function renderEvidence(words: Words, evidence: BuzzEvidence): Html {
  const messages = words.messages.buzz;
  const { firstMention, amplifiers, outlets, documents, terms, themes, ownThemes, blindSources } = evidence;
  const when = html` <small>${messages.evidenceWhen(new Date(evidence.until))}</small>`;
  const spokenOf = [
    ...themes.map(({ theme, ...counts }) => ({ name: words.messages.themes[theme], ...counts })),
    ...ownThemes,
  ];
  return html`${
    firstMention === null
      ? null
      : html`<section class="card"><h2>${messages.firstMention}${when}</h2>${renderQuoted(words, [firstMention])}
${renderLines(
  messages.amplifiers,
  amplifiers.map(
    ({ author, site, mentionCount, firstAt }) =>
      html`<b>${author ?? site}</b> <span class="soft">${author === null ? null : html`${site} · `}${messages.outletCounts(mentionCount, new Date(firstAt))}</span>`,
  ),
)}
${renderLines(
  messages.outlets,
  outlets.map(
    ({ site, outletWeight, mentionCount, firstAt }) =>
      html`<b>${site}</b> <span class="badge">${messages.outletWeights[outletWeight]}</span> <span class="soft">${messages.outletCounts(mentionCount, new Date(firstAt))}</span>`,
  ),
)}</section>`
  }
${
  documents.length === 0
    ? null
    : html`<section class="card"><h2>${messages.documents}${when}</h2>${renderQuoted(words, documents)}</section>`
}
${renderEmergingTerms(words, { title: messages.emergingTerms, terms })}
${
  spokenOf.length === 0
    ? null
    : html`<section class="card"><h2>${messages.themes}</h2><ul class="lines">${spokenOf.map(({ name, negativeCount, mentionCount }) => html`<li><b>${name}</b> <span class="soft">${messages.themeCounts(negativeCount, mentionCount)}</span></li>`)}</ul></section>`
}
${blindSources.length === 0 ? null : renderBlindSources(words, blindSources)}`;
}

function renderLines(title: string, lines: readonly Html[]): Html | null {
  if (lines.length === 0) return null;
  return html`<h3>${title}</h3><ul class="lines">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function renderBlindSources(words: Words, sources: readonly BlindSource[]): Html {
  const messages = words.messages.buzz;
  const { sources: states } = words.messages;
  const sayState = ({ state = 'failing', since }: BlindSource): string => {
    const at = new Date(since);
    return state === 'silent'
      ? `${states.silent}, ${states.silentSince(at)}`
      : `${states[state]} ${states.failingSince(at)}`;
  };
  return html`<section class="card"><h2>${messages.blindSources}</h2><p class="soft">${messages.blindSourcesNote}</p>
<ul class="lines">${sources.map((source) => html`<li><b>${source.title}</b> <span class="soft">${sayState(source)}</span></li>`)}</ul></section>`;
}
