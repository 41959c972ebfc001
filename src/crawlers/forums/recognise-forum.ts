/** Which engine a forum runs on, and the ways to read it: those made for programs first. */
import type { ReaderName } from '../../domain/source.ts';
import { toWebUrl } from '../web-url.ts';
import type { ForumEngine } from './forum-engine.ts';
import { FORUM_ENGINES } from './forum-engines.ts';
import { type ForumPage, loadForumPage } from './forum-page.ts';

/** A source to add, as it is to be added. */
export type ForumProposal = Readonly<{
  reader: ReaderName;
  url: string;
  /** What it brings, for a person to choose from. */
  title: string;
  /** One sentence: why it is proposed. */
  why: string;
}>;

export type RecognisedForum = Readonly<{ engine: string | null; proposals: readonly ForumProposal[] }>;

type Input = Readonly<{
  html: string;
  /** Where the page came from, after redirects. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
}>;

const FEEDS_MAX = 10;
const HEADER_CHARS_MAX = 8_000;
const FEED_TYPES = /^application\/(?:rss|atom|rdf|feed|json)\+?(?:xml|json)?$/i;

/** What engines say of themselves in the generator meta. */
const GENERATORS: readonly (readonly [RegExp, string])[] = [
  [/^discourse/i, 'Discourse'],
  [/^xenforo/i, 'XenForo'],
  [/^vbulletin/i, 'vBulletin'],
  [/^(?:smf|simple machines)/i, 'SMF'],
  [/^mybb/i, 'MyBB'],
  [/^phpbb/i, 'phpBB'],
  [/^nodebb/i, 'NodeBB'],
  [/^flarum/i, 'Flarum'],
  [/^(?:invision|ip\.?board)/i, 'Invision'],
  [/^woltlab/i, 'WoltLab'],
  [/^vanilla/i, 'Vanilla'],
  [/^bbpress/i, 'bbPress'],
];
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)reddit\.com$/i, 'Reddit'],
  [/^news\.ycombinator\.com$/i, 'Hacker News'],
  [
    /(?:^|\.)(?:stackexchange|stackoverflow|superuser|serverfault|askubuntu|stackapps|mathoverflow)\.(?:com|net)$/i,
    'Stack Exchange',
  ],
];
/** Names of the cookies that engines set for every guest. */
const COOKIES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[,;\s])_forum_session=/i, 'Discourse'],
  [/(?:^|[,;\s])xf_(?:session|csrf|user)=/i, 'XenForo'],
  [/(?:^|[,;\s])phpbb3?_\w{1,40}_(?:sid|u|k)=/i, 'phpBB'],
  [/(?:^|[,;\s])(?:bb|vb_?)(?:lastvisit|lastactivity|sessionhash)=/i, 'vBulletin'],
  [/(?:^|[,;\s])SMFCookie\d*=/i, 'SMF'],
  [/(?:^|[,;\s])mybb(?:\[\w+\]|%5b\w+%5d|_?\w*)=/i, 'MyBB'],
  [/(?:^|[,;\s])ips4?_\w{1,40}=/i, 'Invision'],
  [/(?:^|[,;\s])flarum_(?:session|remember)=/i, 'Flarum'],
  [/(?:^|[,;\s])express\.sid=/i, 'NodeBB'],
];
/** Marks of engines on pages that show neither posts nor topics: an index of boards, a log-in form. */
const MARKS: readonly (readonly [string, string])[] = [
  ['html[data-app="public"][data-template], html#XF, html#XenForo', 'XenForo'],
  ['body#phpbb, link[href*="prosilver"], a[href*="app.php/"], form[action*="ucp.php"]', 'phpBB'],
  ['#vb_meta_bburl, script[src*="vbulletin"], link[href*="vbulletin"]', 'vBulletin'],
  [
    'script[src*="/Themes/default/scripts/"], link[href*="/Themes/"][href*="index.css"], #smf_list, #fatal_error',
    'SMF',
  ],
  ['script[src*="jscripts/general.js"], a[href*="misc.php?action=syndication"], a[href*="mybb.com"]', 'MyBB'],
  ['body.ipsApp, link[href*="/uploads/css_built_"], [data-ips-hook]', 'Invision'],
  ['#flarum-content, #flarum-loading, #flarum-json-payload', 'Flarum'],
  ['link[href*="/assets/client"][href*="css"] ~ script, [component="navbar"], [component="categories"]', 'NodeBB'],
  ['[data-lemmy], #lemmy, link[href*="lemmy"], meta[content*="lemmy" i], .lemmy-site', 'Lemmy'],
];

/**
 * The engine of a forum's page, and the ways to read the forum that this page is of, best first.
 *
 * Proposed are addresses by the engine's own rules: whether this forum left them open is known when they are asked.
 * The page itself is always last: it is read by its markup, which changes when the forum changes its looks.
 *
 * Shape:   headers: of the answer, names in lower case; cookies by "set-cookie". engine: null for one that is not known.
 * Errors:  none: total.
 *
 * @example recogniseForum({ html, url: 'https://forum.example/t/box/12', headers: {} }).proposals[0]?.reader  // 'discourse'
 */
export function recogniseForum(input: Input): RecognisedForum {
  const body = new TextEncoder().encode(input.html);
  const page = loadForumPage({ body, contentType: 'text/html; charset=utf-8', url: input.url });
  const engine = recogniseEngine(input, page);
  const proposals = [
    ...(engine === null ? [] : proposeOfEngine(engine, { input, page })),
    ...(page === null ? [] : proposeLinkedFeeds(page)),
    proposePage(input, engine),
  ];
  const seen = new Set<string>();
  return {
    engine,
    proposals: proposals.filter(({ reader, url }) => !seen.has(`${reader} ${url}`) && seen.add(`${reader} ${url}`)),
  };
}

function recogniseEngine(input: Input, page: ForumPage | null): string | null {
  const host = URL.parse(input.url)?.hostname ?? '';
  const byHost = HOSTS.find(([pattern]) => pattern.test(host))?.[1];
  if (byHost !== undefined) return byHost;
  if (page !== null) {
    const generator = page.$('meta[name="generator" i]').attr('content') ?? '';
    const found =
      GENERATORS.find(([pattern]) => pattern.test(generator.trim()))?.[1] ??
      toFamily(FORUM_ENGINES.find((each) => page.$(each.signs).length > 0)) ??
      MARKS.find(([selector]) => page.$(selector).length > 0)?.[1];
    if (found !== undefined) return found;
  }
  const cookies = (input.headers['set-cookie'] ?? '').slice(0, HEADER_CHARS_MAX);
  return COOKIES.find(([pattern]) => pattern.test(cookies))?.[1] ?? null;
}

/** An old look of an engine is the same engine. */
function toFamily(engine: ForumEngine | undefined): string | undefined {
  return engine?.name.replace(/ subsilver$/, '');
}

type Place = Readonly<{ input: Input; page: ForumPage | null }>;

function proposeOfEngine(engine: string, place: Place): readonly ForumProposal[] {
  const propose = PROPOSERS[engine];
  const url = URL.parse(place.input.url);
  if (propose === undefined || url === null) return [];
  return propose({ url, base: toBase(url, place.page), page: place.page });
}

type Site = Readonly<{
  url: URL;
  /** Where the forum's own addresses begin, without the last slash. */
  base: string;
  page: ForumPage | null;
}>;

const PROPOSERS: Readonly<Record<string, (site: Site) => readonly ForumProposal[]>> = {
  Discourse: ({ url, base }) => {
    const topic = /\/t\/(?:[^/]+\/)?(\d+)/.exec(url.pathname)?.[1];
    const board = /\/c\/([^?#]+?\/\d+)/.exec(url.pathname)?.[1];
    const why = 'Discourse answers programs in JSON: every post with its author and date.';
    return [
      ...(topic === undefined ? [] : [one('discourse', `${base}/t/${topic}.json`, 'This topic', why)]),
      ...(board === undefined ? [] : [one('discourse', `${base}/c/${board}.json`, 'New posts of this board', why)]),
      one('discourse', `${base}/posts.json`, 'New posts of the whole forum', why),
      one('discourse', `${base}/latest.json`, 'Topics with new posts', why),
      feed(`${base}/posts.rss`, 'New posts as a feed', 'Discourse gives its latest posts as RSS too.'),
    ];
  },
  phpBB: ({ url, base }) => {
    const why = 'phpBB gives its latest posts as an Atom feed where its owner left that on, at one of two addresses.';
    const forum = url.searchParams.get('f');
    const topic = url.searchParams.get('t');
    const paths = [
      ...(isNumber(topic) ? [[`feed/topic/${topic}`, 'This topic'] as const] : []),
      ...(isNumber(forum) && !isNumber(topic) ? [[`feed/forum/${forum}`, 'New posts of this board'] as const] : []),
      ['feed', 'New posts of the whole forum'] as const,
    ];
    return paths.flatMap(([path, title]) => [
      feed(`${base}/${path}`, title, why),
      feed(`${base}/app.php/${path}`, title, why),
    ]);
  },
  XenForo: ({ url, base }) => {
    const board = /(?:^|[/?])forums\/([^/?]+\.\d+)/.exec(`${url.pathname}${url.search}`)?.[1];
    const why = 'XenForo gives new threads as RSS: the first posts, not the answers.';
    return [
      ...(board === undefined ? [] : [feed(`${base}/forums/${board}/index.rss`, 'New threads of this board', why)]),
      feed(`${base}/forums/-/index.rss`, 'New threads of the whole forum', why),
    ];
  },
  vBulletin: ({ url, base }) => {
    const why = 'vBulletin gives threads as RSS; with lastpost=1 those with new answers come first.';
    const forum = url.searchParams.get('f') ?? /forumdisplay\.php\?f?=?(\d+)/.exec(url.href)?.[1] ?? null;
    const address = `${base}/external.php?type=RSS2&lastpost=1`;
    return [
      ...(isNumber(forum) ? [feed(`${address}&forumids=${forum}`, 'Threads of this board', why)] : []),
      feed(address, 'Threads of the whole forum', why),
    ];
  },
  SMF: ({ url, base }) => {
    const why = 'SMF gives its latest posts as RSS.';
    const board = /[?&;]board=(\d+)/.exec(url.search)?.[1];
    const address = `${base}/index.php?action=.xml;type=rss2;sa=recent;limit=50`;
    return [
      ...(board === undefined ? [] : [feed(`${address};board=${board}`, 'New posts of this board', why)]),
      feed(address, 'New posts of the whole forum', why),
    ];
  },
  MyBB: ({ url, base }) => {
    const why = 'MyBB gives new threads as a feed: the first posts, not the answers.';
    const forum = url.searchParams.get('fid') ?? /\/forum-(\d+)/.exec(url.pathname)?.[1] ?? null;
    return [
      ...(isNumber(forum)
        ? [feed(`${base}/syndication.php?fid=${forum}&limit=50`, 'New threads of this board', why)]
        : []),
      feed(`${base}/syndication.php?limit=50`, 'New threads of the whole forum', why),
    ];
  },
  Invision: ({ url }) => {
    const board = /^(.*\/forum\/\d+-[^/]+)\/?$/.exec(url.pathname)?.[1];
    const why = 'Invision gives the new topics of a board as RSS.';
    return board === undefined ? [] : [feed(`${url.origin}${board}.xml/`, 'New topics of this board', why)];
  },
  Flarum: ({ url, base }) => {
    const why = 'Flarum answers programs in JSON: every post with its author and date.';
    const tag = /\/t\/([\w-]+)/.exec(url.pathname)?.[1];
    return [
      ...(tag === undefined
        ? []
        : [one('flarum', `${base}/api/discussions?filter[tag]=${tag}`, 'Discussions of this tag', why)]),
      one('flarum', `${base}/api/posts`, 'New posts of the whole forum', why),
      one('flarum', `${base}/api/discussions`, 'Discussions with new posts', why),
    ];
  },
  NodeBB: ({ url, base }) => {
    const why = 'NodeBB answers programs in JSON: every post with its author and date.';
    const board = /\/category\/(\d+\/[\w-]+)/.exec(url.pathname)?.[1];
    return [
      ...(board === undefined ? [] : [one('nodebb', `${base}/api/category/${board}`, 'New posts of this board', why)]),
      one('nodebb', `${base}/api/recent/posts`, 'New posts of the whole forum', why),
      one('nodebb', `${base}/api/recent`, 'Topics with new posts', why),
      feed(
        `${base}/recent.rss`,
        'Recent topics as a feed',
        'NodeBB gives recent topics as RSS where its owner left that on.',
      ),
    ];
  },
  Reddit: ({ url }) => {
    const community = /\/r\/(\w{2,40})/.exec(url.pathname)?.[1];
    if (community === undefined) return [];
    return [
      one(
        'reddit',
        `https://oauth.reddit.com/r/${community}/new`,
        `New posts of r/${community}`,
        'Reddit answers registered programs: it wants a client id and secret.',
      ),
      one(
        'reddit',
        `https://oauth.reddit.com/r/${community}/comments`,
        `New comments of r/${community}`,
        'Comments come separately from posts.',
      ),
      feed(
        `https://www.reddit.com/r/${community}/new/.rss`,
        `New posts of r/${community} as a feed`,
        'Without a key Reddit gives feeds, about one request a minute.',
      ),
    ];
  },
  Lemmy: ({ url, base }) => {
    const community = /\/c\/([\w@.-]+)/.exec(url.pathname)?.[1];
    const why = 'Lemmy answers programs in JSON: posts and comments with author and date.';
    if (community === undefined)
      return [feed(`${base}/feeds/local.xml?sort=New`, 'New posts of this instance', 'Lemmy gives new posts as RSS.')];
    return [
      one(
        'lemmy',
        `${base}/api/v3/post/list?community_name=${encodeURIComponent(community)}&sort=New`,
        `New posts of ${community}`,
        why,
      ),
      feed(
        `${base}/feeds/c/${community}.xml?sort=New`,
        `New posts of ${community} as a feed`,
        'Lemmy gives new posts as RSS.',
      ),
    ];
  },
  'Stack Exchange': ({ url }) => {
    const tag = /\/questions\/tagged\/([^/?]+)/.exec(url.pathname)?.[1];
    const question = /\/questions\/(\d+)/.exec(url.pathname)?.[1];
    const why = 'The sites of Stack Exchange give their newest questions as a feed.';
    return [
      ...(question === undefined
        ? []
        : [feed(`${url.origin}/feeds/question/${question}`, 'This question and its answers', why)]),
      ...(tag === undefined ? [] : [feed(`${url.origin}/feeds/tag/${tag}`, `New questions tagged ${tag}`, why)]),
      feed(`${url.origin}/feeds`, 'New questions of the whole site', why),
    ];
  },
  'Hacker News': ({ url }) => {
    const why =
      'Hacker News has a feed of its front page; a search alert finds what is said of a brand in all comments.';
    return [feed(`${url.origin}/rss`, 'The front page', why)];
  },
  Vanilla: ({ base }) => [
    feed(
      `${base}/discussions/feed.rss`,
      'New discussions',
      'Vanilla gives new discussions as RSS: the first posts, not the answers.',
    ),
  ],
  bbPress: ({ url }) => [
    feed(
      `${url.origin}${url.pathname.replace(/\/$/, '')}/feed/`,
      'New posts of this page',
      'bbPress gives every board and topic as RSS.',
    ),
  ],
  FluxBB: ({ base, url }) => {
    const topic = /viewtopic\.php/.test(url.pathname) ? url.searchParams.get('id') : null;
    const board = /viewforum\.php/.test(url.pathname) ? url.searchParams.get('id') : null;
    const why = 'FluxBB gives topics as a feed.';
    const address = `${base}/extern.php?action=feed&type=atom`;
    return [
      ...(isNumber(topic) ? [feed(`${address}&tid=${topic}`, 'This topic', why)] : []),
      ...(isNumber(board) ? [feed(`${address}&fid=${board}`, 'Topics of this board', why)] : []),
      feed(address, 'Topics of the whole forum', why),
    ];
  },
};

/** Engines that live in one folder say where by their pages' file or path; the part before it is theirs. */
const OWN_PATH =
  /\/(?:(?:viewtopic|viewforum|index|app|showthread|forumdisplay|forum|member|memberlist|ucp|search|login|posting|syndication|portal)\.php|t\/|c\/|d\/|u\/|tag\/|tags\/|threads\/|forums\/|topic\/|category\/|post\/|thread-|forum-|discussions?\/|latest|categories|recent|members?\/|whats-new).*$/;

function toBase(url: URL, page: ForumPage | null): string {
  const own = toWebUrl(page?.$('base[href]').attr('href'), url.href);
  const isOwn = own !== null && URL.parse(own)?.origin === url.origin;
  const path = (isOwn ? new URL(own).pathname : url.pathname).replace(OWN_PATH, '');
  const folder = isOwn || path !== url.pathname ? path : path.replace(/[^/]*\.\w+$/, '');
  return `${url.origin}${folder.replace(/\/+$/, '')}`;
}

function proposeLinkedFeeds(page: ForumPage): readonly ForumProposal[] {
  const feeds: ForumProposal[] = [];
  for (const node of page.$('link[rel~="alternate"][href]').toArray()) {
    const link = page.$(node);
    const url = toWebUrl(link.attr('href'), page.baseUrl);
    if (url === null || !FEED_TYPES.test((link.attr('type') ?? '').trim())) continue;
    if (feeds.length >= FEEDS_MAX) break;
    feeds.push(
      feed(url, (link.attr('title') ?? '').trim().slice(0, 200) || 'A feed', 'The page itself names this feed.'),
    );
  }
  return feeds;
}

function proposePage(input: Input, engine: string | null): ForumProposal {
  const why =
    engine === null
      ? 'Where there is no feed, the posts are found on the page by what threads have in common.'
      : `Where the forum gives no feed, the posts are read from the page as ${engine} writes it.`;
  return one('forum-page', input.url, 'This page', why);
}

function feed(url: string, title: string, why: string): ForumProposal {
  return one('feed', url, title, why);
}

function one(reader: ReaderName, url: string, title: string, why: string): ForumProposal {
  return { reader, url, title, why };
}

function isNumber(text: string | null): boolean {
  return text !== null && /^\d{1,12}$/.test(text);
}
