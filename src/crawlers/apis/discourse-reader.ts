/**
 * A Discourse forum through its API: all new posts, the changed topics of one board or tag, one topic, or a search.
 *
 * Source: docs.discourse.org; the forum's own controllers for what `before` and a post number in a topic's address do.
 */
import type { ParsedDocument } from '../../domain/document.ts';
import type { ExplainRefusal } from '../ask-json.ts';
import { dateAt, flagAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader, ReaderDeps, SourceReading, SourceToRead } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { makeAsk, refuseAddress, refuseAnswer, withParameters } from './api-request.ts';
import { type Ask, type JsonPage, NO_DESCRIPTION, toKnownUntil } from './harvest.ts';
import { type IsQuote, readPost } from './post-markup.ts';
import { type ApiPage, readPages } from './read-pages.ts';
import { readTopics, type TopicList, type TopicPosts } from './read-topics.ts';

const BOARD_FORMS = 'https://HOST/posts.json, https://HOST/latest.json or https://HOST/c/BOARD/NUMBER.json';
const SEARCH_FORM = 'https://HOST/search.json?q=WORDS';
/** A topic's address with a post number shows five posts before it and fourteen after it. */
const POSTS_AROUND = 15;
const GUID_PREFIX = 'Discourse:';
/** Posts of a search that are asked for one by one. */
const WHOLE_POSTS_MAX = 20;
const SMALL_ACTION = 3; // "closed this topic": nobody's words

type Secrets = Readonly<Record<string, string | undefined>>;

export const discourseReader: Reader = {
  name: 'discourse',
  kind: 'forum',
  // these addresses are the forum's own pages in another dress: whom robots.txt keeps out of them it means to keep out
  isRobotsAsked: true,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const path = URL.parse(source.url)?.pathname ?? '';
    const ask = makeDiscourseAsk(deps, source);
    if (/\/posts\.json$/.test(path)) {
      return await readPages(deps, source, {
        url: source.url,
        ask,
        described: { ...NO_DESCRIPTION, link: toBaseUrl(source.url) },
        parse: parseLatestPosts,
      });
    }
    if (/\/t\/(?:[^/]+\/)?\d+(?:\/\d+)?\.json$/.test(path)) return await readOneTopic(deps, source, ask);
    if (!path.endsWith('.json') || path.endsWith('/search.json')) return refuseAddress(source.url, BOARD_FORMS);
    return await readTopics(deps, source, { url: source.url, ask, parseTopics, parsePosts });
  },
};

export const discourseSearchReader: Reader = {
  name: 'discourse-search',
  kind: 'search',
  // robots.txt of every Discourse keeps wanderers out of the endless pages of its search; this is one known question,
  // through the documented API and within the limits that it answers 429 for
  isRobotsAsked: false,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const query = URL.parse(source.url)?.searchParams.get('q') ?? '';
    if (!/\/search\.json$/.test(URL.parse(source.url)?.pathname ?? '') || query.trim() === '') {
      return refuseAddress(source.url, SEARCH_FORM);
    }
    const newestFirst = /(?:^|\s)(?:order:|l(?:\s|$))/.test(query) ? query : `${query} order:latest`;
    const ask = makeDiscourseAsk(deps, source);
    const reading = await readPages(deps, source, {
      url: withParameters(source.url, { q: newestFirst }),
      ask,
      described: { ...NO_DESCRIPTION, title: readTitle(query), link: toBaseUrl(source.url) },
      parse: parseSearch,
    });
    if (reading.kind !== 'read') return reading;
    return { ...reading, documents: await readWhole({ ...deps, ask }, source, reading.documents) };
  },
};

/**
 * The documents with the whole of each new post in place of the line that the search shows of it.
 *
 * A line is enough to match a brand and too little to judge a mood. Where the forum does not give a post, or is tired of
 * being asked, the line stays.
 */
async function readWhole(
  deps: Pick<ReaderDeps, 'waitGap'> & Readonly<{ ask: Ask }>,
  source: SourceToRead,
  documents: readonly ParsedDocument[],
): Promise<readonly ParsedDocument[]> {
  const knownUntil = toKnownUntil(source);
  const isNew = ({ publishedAt }: ParsedDocument): boolean =>
    knownUntil === null || (publishedAt !== null && publishedAt > knownUntil);
  const wholeByGuid = new Map<string, ParsedDocument>();
  for (const document of documents.filter(isNew).slice(0, WHOLE_POSTS_MAX)) {
    const id = document.guid?.slice(GUID_PREFIX.length) ?? '';
    await deps.waitGap();
    const url = `${toBaseUrl(source.url)}/posts/${encodeURIComponent(id)}.json`;
    const asked = await deps.ask({ url, etag: null, lastModified: null });
    if (asked.kind === 'failed' && asked.reason !== 'not-found' && asked.reason !== 'not-authorised') break;
    const place = { pageUrl: url, title: document.title };
    const whole = asked.kind === 'answered' ? toDocument(asked.json, place) : null;
    if (document.guid !== null && whole?.guid === document.guid && whole.text !== '') {
      wholeByGuid.set(document.guid, { ...document, text: whole.text, html: whole.html, updatedAt: whole.updatedAt });
    }
  }
  return documents.map((document) => wholeByGuid.get(document.guid ?? '') ?? document);
}

function makeDiscourseAsk(deps: ReaderDeps, source: SourceToRead): Ask {
  const secret: Secrets = source.secret ?? {};
  const secretHeaders = { 'api-key': secret.apiKey, 'api-username': secret.apiUser };
  return makeAsk(deps, source, { secretHeaders, explain });
}

const explain: ExplainRefusal = (refusal) => {
  const kind = textAt(refusal.json, 'error_type');
  if (refusal.status === 429) {
    const seconds = numberAt(refusal.json, 'extras.wait_seconds');
    const message = `${refusal.host} was asked too often and is left alone for a while.`;
    return { message, ...(seconds === null ? {} : { retryAfterSeconds: Math.max(0, Math.ceil(seconds)) }) };
  }
  if (refusal.status === 403 && (kind === 'not_logged_in' || kind === 'invalid_access')) {
    const message = `${refusal.host} shows this only to its members: add an API key of the forum (apiKey, apiUser) to the source.`;
    return { reason: 'not-authorised', message };
  }
  return null;
};

async function readOneTopic(deps: ReaderDeps, source: SourceToRead, ask: Ask): Promise<SourceReading> {
  return await readTopics(deps, source, {
    url: source.url,
    ask,
    parseTopics: (page) => {
      const topic = toTopic(page.json, page.url);
      if (topic === null) return refuseAnswer(page.url, 'topic');
      const described = { ...NO_DESCRIPTION, title: toTitle(page.json), link: source.url.replace(/\.json.*$/, '') };
      return { kind: 'topics', topics: [topic], hasMore: false, described };
    },
    parsePosts,
  });
}

function parseLatestPosts(page: JsonPage): ApiPage {
  const posts = listAt(page.json, 'latest_posts');
  if (!Array.isArray(valueAt(page.json, 'latest_posts'))) return refuseAnswer(page.url, 'posts of a Discourse forum');
  const ids = posts.map((post) => numberAt(post, 'id')).filter((id) => id !== null);
  // older versions count `before` in and newer ones out: the smallest number is right for both, and comes once
  const nextUrl = ids.length === 0 ? null : withParameters(page.url, { before: Math.min(...ids) });
  return { kind: 'page', documents: toDocuments(posts, { pageUrl: page.url, title: null }), nextUrl };
}

function parseSearch(page: JsonPage): ApiPage {
  const result = valueAt(page.json, 'grouped_search_result');
  if (result === undefined) return refuseAnswer(page.url, 'results of a Discourse search');
  const topics = new Map(listAt(page.json, 'topics').map((topic) => [textAt(topic, 'id'), topic]));
  const documents = listAt(page.json, 'posts').flatMap((post) => {
    const topic = topics.get(textAt(post, 'topic_id'));
    return toDocument(post, { pageUrl: page.url, title: toTitle(topic), slug: textAt(topic, 'slug') }) ?? [];
  });
  const pageNumber = Number(URL.parse(page.url)?.searchParams.get('page') ?? 1);
  const hasMore = flagAt(result, 'more_full_page_results') && Number.isInteger(pageNumber);
  return { kind: 'page', documents, nextUrl: hasMore ? withParameters(page.url, { page: pageNumber + 1 }) : null };
}

function parseTopics(page: JsonPage): TopicList {
  const list = valueAt(page.json, 'topic_list.topics');
  if (!Array.isArray(list)) return refuseAnswer(page.url, 'topics of a Discourse forum');
  const topics = list.map((topic) => toTopic(topic, page.url)).filter((topic) => topic !== null);
  const hasMore = textAt(page.json, 'topic_list.more_topics_url') !== null;
  return { kind: 'topics', topics, hasMore, described: { ...NO_DESCRIPTION, link: page.url.replace(/\.json.*$/, '') } };
}

function toTopic(topic: unknown, pageUrl: string): Readonly<{ url: string; changedAt: Date | null }> | null {
  const id = numberAt(topic, 'id');
  if (id === null) return null;
  const last = numberAt(topic, 'highest_post_number') ?? 1;
  const changedAt = dateAt(topic, 'last_posted_at') ?? dateAt(topic, 'bumped_at');
  return { url: `${toBaseUrl(pageUrl)}/t/${id}/${last}.json`, changedAt };
}

function parsePosts(page: JsonPage): TopicPosts {
  const posts = valueAt(page.json, 'post_stream.posts');
  if (!Array.isArray(posts)) return refuseAnswer(page.url, 'posts of a Discourse topic');
  const documents = toDocuments(posts, {
    pageUrl: page.url,
    title: toTitle(page.json),
    slug: textAt(page.json, 'slug'),
  });
  const numbers = posts.map((post) => numberAt(post, 'post_number')).filter((number) => number !== null);
  const oldest = Math.min(...numbers);
  const id = numberAt(page.json, 'id');
  const isBeginning = numbers.length === 0 || oldest <= 1 || id === null;
  const olderUrl = isBeginning ? null : `${toBaseUrl(page.url)}/t/${id}/${Math.max(1, oldest - POSTS_AROUND)}.json`;
  return { kind: 'posts', documents: documents.toReversed(), olderUrl };
}

type Place = Readonly<{ pageUrl: string; title: string | null; slug?: string | null }>;

function toDocuments(posts: readonly unknown[], place: Place): ParsedDocument[] {
  return posts.flatMap((post) => toDocument(post, place) ?? []);
}

function toDocument(post: unknown, place: Place): ParsedDocument | null {
  const id = textAt(post, 'id');
  const isSpoken = !flagAt(post, 'hidden') && numberAt(post, 'post_type') !== SMALL_ACTION;
  if (id === null || !isSpoken || valueAt(post, 'deleted_at')) return null;
  const { text, html } = readPost(textAt(post, 'cooked') ?? textAt(post, 'blurb'), {
    baseUrl: place.pageUrl,
    isQuote,
  });
  const title = readTitle(textAt(post, 'topic_title') ?? '') || place.title;
  return {
    guid: GUID_PREFIX + id,
    url: toUrl(post, place),
    title,
    text,
    html,
    author: textAt(post, 'username') ?? textAt(post, 'name'),
    publishedAt: dateAt(post, 'created_at'),
    updatedAt: (numberAt(post, 'version') ?? 1) > 1 ? dateAt(post, 'updated_at') : null,
    ...toType(numberAt(post, 'post_number')),
  };
}

/** A topic counts its posts from 1; no number, no type. */
function toType(postNumber: number | null): Pick<ParsedDocument, 'type'> {
  return postNumber === null ? {} : { type: postNumber === 1 ? 'post' : 'comment' };
}

function toUrl(post: unknown, place: Place): string | null {
  const given = toWebUrl(textAt(post, 'post_url'), place.pageUrl);
  if (given !== null) return given;
  const topicId = numberAt(post, 'topic_id');
  const number = numberAt(post, 'post_number');
  if (topicId === null || number === null) return null;
  const slug = textAt(post, 'topic_slug') ?? place.slug ?? '-';
  return toWebUrl(`${toBaseUrl(place.pageUrl)}/t/${encodeURIComponent(slug)}/${topicId}/${number}`, null);
}

const isQuote: IsQuote = (name, attributes) => name === 'aside' && /\bquote\b/.test(attributes.class ?? '');

function toTitle(topic: unknown): string | null {
  return readTitle(textAt(topic, 'title') ?? '') || null;
}

/** Where the forum begins: some live in a folder of their site. */
function toBaseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  const folder = /^(.*?)\/(?:c|t|tag|tags|l|u|g)\/.*$/.exec(pathname)?.[1] ?? pathname.replace(/\/[^/]*$/, '');
  return origin + folder;
}
