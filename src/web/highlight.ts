/** Marks the places in a text where a brand's query matched. */
import { type Html, html } from '../base/html.ts';
import type { Span } from '../domain/mention.ts';

/**
 * The text, escaped, with each match in a <mark>.
 *
 * Spans that lie outside the text or over each other are cut or left out: a wrong mark must never lose text.
 *
 * Shape:   offsets in UTF-16 units, end exclusive; spans of the other field are ignored.
 */
export function highlight(text: string, spans: readonly Span[], field: Span['field']): Html {
  const parts: Html[] = [];
  let shownUntil = 0;
  for (const span of spans.filter((each) => each.field === field).toSorted((one, other) => one.start - other.start)) {
    const start = Math.max(span.start, shownUntil);
    const end = Math.min(span.end, text.length);
    if (start >= end) continue;
    parts.push(html`${text.slice(shownUntil, start)}<mark>${text.slice(start, end)}</mark>`);
    shownUntil = end;
  }
  return html`${parts}${text.slice(shownUntil)}`;
}
