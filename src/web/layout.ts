/** The frame of every page: what is around the room that somebody is in. */
import { type Html, type HtmlValue, html } from '../base/html.ts';
import { LANGUAGES, type Language } from '../domain/agency.ts';
import type { Messages } from './messages-fr.ts';
import { readForm, toLocalPath } from './read-form.ts';
import { MANIFEST_PATH } from './scripts.ts';
import { STYLESHEET_PATH } from './stylesheet.ts';
import type { Room, Visit } from './visits.ts';
import type { Words } from './words.ts';

export type Place = keyof Omit<Messages['nav'], 'label'>;

/** A look-out's eye over a horizon; a picture in the address, so that no request is made for it. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#14324a"/><path d="M4 17c6-10 18-10 24 0-6 9-18 9-24 0z" fill="#fff"/><circle cx="16" cy="16.5" r="5" fill="#d9480f"/></svg>',
)}`;

const PLACES: readonly (readonly [Place, string])[] = [
  ['brands', '/'],
  ['logbook', '/logbook'],
  ['sources', '/sources'],
  ['contacts', '/contacts'],
  ['settings', '/settings'],
];

export type PageContent = Readonly<{
  /** What the browser's tab says. */
  title: string;
  body: Html;
  /** Which entry of the navigation is marked. */
  place?: Place;
  /** Reloads by itself. */
  refreshSeconds?: number;
  /** The accent of the room's brand. */
  accent?: string;
}>;

export function renderPage(visit: Pick<Visit, 'words' | 'room' | 'path'>, content: PageContent): Html {
  const { words, room } = visit;
  const { messages } = words;
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
${content.refreshSeconds === undefined ? null : html`<meta http-equiv="refresh" content="${content.refreshSeconds}">`}
<title>${content.title} – Vigie</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${STYLESHEET_PATH}">
<link rel="manifest" href="${MANIFEST_PATH}">
</head>
<body class="${content.accent ?? ''}">
<a class="skip" href="#content">${messages.skip}</a>
${room === null ? renderGuestHeader(visit) : renderHeader(words, room, content.place)}
<main id="content" class="${content.accent === undefined ? 'page' : 'page room'}">
${room === null ? null : renderNotice(visit)}
${content.body}
</main>
</body>
</html>
`;
}

/** A title with what may be done beside it. */
export function renderTitle(title: HtmlValue, actions: HtmlValue = null): Html {
  return html`<div class="title"><h1>${title}</h1>${actions}</div>`;
}

function renderHeader(words: Words, room: Room, place: Place | undefined): Html {
  const { messages } = words;
  return html`<header class="top">
<a class="logo" href="/">Vigie</a>
<nav aria-label="${messages.nav.label}"><ul>${PLACES.map(
    ([name, path]) =>
      html`<li><a href="${path}"${name === place ? html` aria-current="page"` : null}>${messages.nav[name]}</a></li>`,
  )}</ul></nav>
<form method="post" action="/sign-out" class="who"><span>${room.agency.name}</span><button class="quiet">${messages.signOut}</button></form>
</header>`;
}

function renderGuestHeader(visit: Pick<Visit, 'words' | 'path'>): Html {
  const { words, path } = visit;
  return html`<header class="top guest">
<span class="logo">Vigie</span><span class="tagline">${words.messages.tagline}</span>
<ul class="languages">${LANGUAGES.map((language) => renderLanguage(language, words, path))}</ul>
</header>`;
}

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { fr: 'Français', en: 'English' };

function renderLanguage(language: Language, words: Words, path: string): Html {
  if (language === words.language) return html`<li aria-current="true">${LANGUAGE_NAMES[language]}</li>`;
  const [place = '/', query = ''] = path.split('?');
  const wanted = new URLSearchParams(query);
  wanted.set('lang', language);
  // asked for as //elsewhere.example, the path would be a link to there
  return html`<li><a href="${toLocalPath(place)}?${wanted.toString()}" hreflang="${language}" lang="${language}">${LANGUAGE_NAMES[language]}</a></li>`;
}

/** What the last form did, as `?done=`; only what we have a sentence for. */
function renderNotice(visit: Pick<Visit, 'words' | 'path'>): Html | null {
  const { done } = visit.words.messages;
  const query = Object.fromEntries(new URLSearchParams(visit.path.split('?')[1] ?? ''));
  const key = readForm(query).oneOf('done', Object.keys(done) as (keyof Messages['done'])[]);
  return key === undefined ? null : html`<p class="notice" role="status">${done[key]}</p>`;
}

export { LANGUAGE_NAMES };
