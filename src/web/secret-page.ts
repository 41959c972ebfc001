/** A secret, shown once: in the answer to the form that made it, never at an address of its own. */
import { html } from '../base/html.ts';
import { type Place, renderPage, renderTitle } from './layout.ts';
import { type Answer, type RoomVisit, showPage } from './visits.ts';

export function renderSecret(
  visit: RoomVisit,
  shown: Readonly<{
    title: string;
    text: string;
    secret: string;
    done: Readonly<{ label: string; path: string }>;
    place: Place;
  }>,
): Answer {
  const body = html`<div class="narrow card">${renderTitle(shown.title)}
<p>${shown.text}</p><p class="secret"><code>${shown.secret}</code></p>
<p><a class="button" href="${shown.done.path}">${shown.done.label}</a></p></div>`;
  return showPage(renderPage(visit, { title: shown.title, body, place: shown.place }));
}
