/** Links to what others published: text of strangers in an attribute. */
import { type Html, type HtmlValue, html } from '../base/html.ts';

/** A link that opens elsewhere and tells nothing; the label alone where the URL is not of the web (`javascript:`). */
export function webLink(url: string | null, label: HtmlValue, className = ''): Html {
  if (url === null || !isWebUrl(url)) return html`<span class="${className}">${label}</span>`;
  return html`<a class="${className}" href="${url}" rel="noopener noreferrer" target="_blank">${label}</a>`;
}

export function isWebUrl(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
