/**
 * The demo's little web: a newspaper, a blog, a newsletter, a forum and a search alert, each as its kind of software
 * writes it. What is not published yet by the demo's clock is not there.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addMs, type Clock, MINUTE_MS } from '../base/clock.ts';
import { type Html, html } from '../base/html.ts';
import type { SourceKind } from '../domain/source.ts';
import { BRANDS, CRISIS_BRAND, type DemoBrand } from './cast.ts';
import { startLocalServer } from './local-server.ts';
import type { Post, SiteId } from './post.ts';

/** What an agency subscribes to. brand null: for all its brands. */
export type SiteSource = Readonly<{ site: SiteId; url: string; kind: SourceKind; brand: DemoBrand | null }>;

export type Sites = AsyncDisposable & Readonly<{ sources: readonly SiteSource[] }>;

/** As many as a feed or a forum page usually shows. */
export const ENTRY_COUNT_MAX = 40;
/** An alert finds a newspaper's article a little later than the newspaper's own feed tells of it. */
const ALERT_DELAY_MS = 15 * MINUTE_MS;
const TOPIC = { number: 118, title: 'Box et opérateurs : vos retours au quotidien' } as const;

const PATHS: Readonly<Record<SiteId, string>> = {
  press: '/press/rss.xml',
  blog: '/blog/atom.xml',
  letter: '/letter/feed',
  forum: `/forum/viewtopic.php?t=${TOPIC.number}&sd=d`,
  search: '/alerts/feeds/morvanel',
};

const TITLES: Readonly<Record<SiteId, string>> = {
  press: 'Le Courrier des Deux Rives',
  blog: 'La Prise murale',
  letter: 'The Garonne Letter',
  forum: 'Entraide connectée',
  search: `Google Alerte - ${BRANDS[CRISIS_BRAND].name}`,
};

type Answer = Readonly<{ status: number; contentType: string; body: string; etag: string | null }>;

/**
 * Opens the sites on 127.0.0.1.
 *
 * The pages themselves stand under names that end in `.localhost`, which browsers lead back to this machine without
 * asking anybody: so ten sites are ten sites, and every link in the mails opens.
 *
 * Shape:   talk: oldest first. Conditional requests are answered 304 while nothing was published.
 */
export async function startSites(deps: Readonly<{ clock: Clock }>, talk: readonly Post[]): Promise<Sites> {
  // set before anybody can ask: the port is only known once the server listens
  const place = { port: 0 };
  const server = await startLocalServer((request, response) => {
    const now = deps.clock.now();
    const published = talk.filter((post) => post.publishedAt <= now);
    send(request, response, answer({ published, now, port: place.port }, request.url ?? '/'));
  });
  place.port = server.port;
  const toSource = (site: SiteId, kind: SourceKind, brand: DemoBrand | null): SiteSource => ({
    site,
    url: `http://127.0.0.1:${server.port}${PATHS[site]}`,
    kind,
    brand,
  });
  return {
    sources: [
      toSource('press', 'feed', null),
      toSource('blog', 'feed', null),
      toSource('letter', 'feed', null),
      toSource('forum', 'forum', null),
      toSource('search', 'search', CRISIS_BRAND),
    ],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

type View = Readonly<{ published: readonly Post[]; now: Date; port: number }>;

function answer(view: View, path: string): Answer {
  const url = new URL(path, 'http://127.0.0.1');
  switch (url.pathname) {
    case '/robots.txt':
      return toAnswer('text/plain', 'User-agent: *\nDisallow: /forum/ucp.php\n');
    case '/press/rss.xml':
      return toFeedAnswer('application/rss+xml', view, 'press', renderRss);
    case '/letter/feed':
      return toFeedAnswer('application/rss+xml', view, 'letter', renderRss);
    case '/blog/atom.xml':
      return toFeedAnswer('application/atom+xml', view, 'blog', renderAtom);
    case '/alerts/feeds/morvanel':
      return toFeedAnswer('application/atom+xml', view, 'search', renderAlertFeed);
    case '/forum/viewtopic.php':
      return toForumAnswer(view, url.searchParams.get('p'));
    default:
      return toPageAnswer(view, url.pathname);
  }
}

function toAnswer(contentType: string, body: string): Answer {
  return { status: 200, contentType: `${contentType}; charset=utf-8`, body, etag: null };
}

type RenderFeed = (view: View, site: SiteId, posts: readonly Post[]) => string;

function toFeedAnswer(contentType: string, view: View, site: SiteId, render: RenderFeed): Answer {
  const posts = listNewest(view, site);
  return { ...toAnswer(contentType, render(view, site, posts)), etag: toEtag(posts) };
}

function toForumAnswer(view: View, postNumber: string | null): Answer {
  const isShown = (post: Post): boolean => postNumber === null || post.id <= Number(postNumber);
  const posts = listNewest({ ...view, published: view.published.filter(isShown) }, 'forum');
  return { ...toAnswer('text/html', renderTopic(view, posts)), etag: toEtag(posts) };
}

function toPageAnswer(view: View, pathname: string): Answer {
  const id = Number(/^\/articles\/(\d+)-/.exec(pathname)?.[1] ?? Number.NaN);
  const post = view.published.find((each) => each.id === id);
  if (post === undefined) {
    return { ...toAnswer('text/plain', 'There is no such page in the demo.\n'), status: 404 };
  }
  return toAnswer('text/html', renderPage(post));
}

/** Newest first. The alert also finds what the newspaper wrote about its brand. */
function listNewest(view: View, site: SiteId): readonly Post[] {
  const alertUntil = addMs(view.now, -ALERT_DELAY_MS);
  const isFound = (post: Post): boolean =>
    post.site === site ||
    (site === 'search' && post.site === 'press' && post.brand === CRISIS_BRAND && post.publishedAt <= alertUntil);
  return view.published.filter(isFound).slice(-ENTRY_COUNT_MAX).reverse();
}

function toEtag(posts: readonly Post[]): string {
  return `"${posts[0]?.id ?? 0}-${posts.length}-${posts.at(-1)?.id ?? 0}"`;
}

function send(request: IncomingMessage, response: ServerResponse, found: Answer): void {
  if (found.etag !== null) response.setHeader('etag', found.etag);
  if (found.etag !== null && request.headers['if-none-match'] === found.etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(found.status, { 'content-type': found.contentType }).end(found.body);
}

// -------------------------------------------------------------------------------------------------------------- feeds

function renderRss(view: View, site: SiteId, posts: readonly Post[]): string {
  const items = posts.map(
    (post) => html`<item>
<title>${post.title}</title>
<link>${toUrl(view, post)}</link>
<guid isPermaLink="true">${toUrl(view, post)}</guid>
<dc:creator>${post.author}</dc:creator>
<pubDate>${post.publishedAt.toUTCString()}</pubDate>
<description>${`<p>${html`${post.text}`.text}</p>`}</description>
</item>
`,
  );
  return html`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>${TITLES[site]}</title>
<link>${toSiteUrl(view, posts[0])}</link>
<description>${TITLES[site]}</description>
<language>${site === 'letter' ? 'en' : 'fr'}</language>
${items}</channel></rss>
`.text;
}

function renderAtom(view: View, site: SiteId, posts: readonly Post[]): string {
  const entries = posts.map(
    (post) => html`<entry>
<id>${toUrl(view, post)}</id>
<title>${post.title}</title>
<link rel="alternate" href="${toUrl(view, post)}"/>
<author><name>${post.author}</name></author>
<published>${post.publishedAt.toISOString()}</published>
<updated>${post.publishedAt.toISOString()}</updated>
<content type="html">${`<p>${html`${post.text}`.text}</p>`}</content>
</entry>
`,
  );
  return wrapAtom({
    id: `tag:la-prise-murale,2026:feed`,
    title: TITLES[site],
    updatedAt: posts[0]?.publishedAt,
    entries,
  });
}

/** As search alerts are written: links through the engine's own door, the words that matched in bold. */
function renderAlertFeed(view: View, site: SiteId, posts: readonly Post[]): string {
  const entries = posts.map(
    (post) => html`<entry>
<id>tag:google.com,2013:googlealerts/feed:${post.id}</id>
<title type="html">${emphasise(post.title ?? '')}</title>
<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=${encodeURIComponent(toUrl(view, post))}&amp;ct=ga&amp;cd=CAIyGg"/>
<published>${post.publishedAt.toISOString()}</published>
<updated>${post.publishedAt.toISOString()}</updated>
<content type="html">${emphasise(post.text)}</content>
<author><name></name></author>
</entry>
`,
  );
  return wrapAtom({
    id: 'tag:google.com,2005:reader/user/demo/state/com.google/alerts/morvanel',
    title: TITLES[site],
    updatedAt: posts[0]?.publishedAt,
    entries,
  });
}

function wrapAtom(
  feed: Readonly<{ id: string; title: string; updatedAt: Date | undefined; entries: readonly Html[] }>,
): string {
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${feed.id}</id>
<title>${feed.title}</title>
<updated>${(feed.updatedAt ?? new Date(0)).toISOString()}</updated>
${feed.entries}</feed>
`.text;
}

function emphasise(text: string): string {
  const name = BRANDS[CRISIS_BRAND].name;
  return html`${text}`.text.replaceAll(name, `<b>${name}</b>`);
}

// -------------------------------------------------------------------------------------------------------------- pages

/** A topic as phpBB's own theme writes it, newest post first. */
function renderTopic(view: View, posts: readonly Post[]): string {
  const items = posts.map(
    (post) => html`<div id="p${post.id}" class="post has-profile bg2"><div class="inner">
<dl class="postprofile"><dt><a href="./memberlist.php?mode=viewprofile" class="username">${post.author}</a></dt></dl>
<div class="postbody"><div id="post_content${post.id}">
<p class="author"><a class="unread" href="./viewtopic.php?p=${post.id}#p${post.id}">#${post.id}</a>
<time datetime="${post.publishedAt.toISOString()}">${post.publishedAt.toUTCString()}</time></p>
<div class="content">${post.text}</div>
</div></div></div></div>
`,
  );
  const base = `${toOrigin(view, 'entraide-connectee')}/forum/`;
  return html`<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>${TOPIC.title}</title>
<base href="${base}"><link rel="canonical" href="${base}viewtopic.php?t=${TOPIC.number}">
</head><body id="phpbb" class="nojs notouch section-viewtopic ltr">
<h1>${TITLES.forum}</h1><h2 class="topic-title">${TOPIC.title}</h2>
${items}</body></html>
`.text;
}

function renderPage(post: Post): string {
  return html`<!DOCTYPE html>
<html lang="${post.site === 'letter' ? 'en' : 'fr'}"><head><meta charset="utf-8"><title>${post.title}</title></head>
<body><h1>${post.title}</h1><p>${post.author}</p>
<time datetime="${post.publishedAt.toISOString()}">${post.publishedAt.toUTCString()}</time>
<p>${post.text}</p></body></html>
`.text;
}

function toUrl(view: View, post: Post): string {
  return `${toOrigin(view, post.host)}/articles/${post.id}-${toSlug(post.title ?? '')}`;
}

function toSiteUrl(view: View, post: Post | undefined): string {
  return post === undefined ? `http://127.0.0.1:${view.port}/` : `${toOrigin(view, post.host)}/`;
}

function toOrigin(view: View, host: string): string {
  return `http://${host}.localhost:${view.port}`;
}

function toSlug(title: string): string {
  const plain = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
