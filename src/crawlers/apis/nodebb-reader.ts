/**
 * A NodeBB forum through its read API: all new posts, or the changed topics of a board.
 *
 * Source: docs.nodebb.org/api/read; the forum's own controllers for what a post's place in a topic's address does.
 */
import type { ParsedDocument } from '../../domain/document.ts';
import { dateAt, flagAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { makeAsk, refuseAddress, refuseAnswer, withParameters } from './api-request.ts';
import { type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { isBlockquote, readPost } from './post-markup.ts';
import { type ApiPage, readPages } from './read-pages.ts';
import { readTopics, type Topic, type TopicList, type TopicPosts } from './read-topics.ts';

const FORMS = 'https://HOST/api/recent/posts, https://HOST/api/recent or https://HOST/api/category/NUMBER/NAME';

export const nodebbReader: Reader = {
  name: 'nodebb',
  kind: 'forum',
  isRobotsAsked: true,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const token = source.secret?.token?.trim() ?? '';
    const ask = makeAsk(deps, source, { secretHeaders: { authorization: token === '' ? '' : `Bearer ${token}` } });
    const path = URL.parse(source.url)?.pathname ?? '';
    if (/\/api\/recent\/posts(?:\/[a-z]+)?\/?$/.test(path)) {
      const described = { ...NO_DESCRIPTION, link: toBaseUrl(source.url) };
      return await readPages(deps, source, { url: source.url, ask, described, parse: parseRecentPosts });
    }
    if (!/\/api\/(?:recent|category|tags|unread|popular)(?:\/|$)/.test(path)) return refuseAddress(source.url, FORMS);
    return await readTopics(deps, source, { url: source.url, ask, parseTopics, parsePosts });
  },
};

function parseRecentPosts(page: JsonPage): ApiPage {
  if (!Array.isArray(page.json)) return refuseAnswer(page.url, 'posts of a NodeBB forum');
  const posts = listAt(page.json, '');
  const pageNumber = Number(URL.parse(page.url)?.searchParams.get('page') ?? 1);
  const hasMore = posts.length > 0 && Number.isInteger(pageNumber);
  return {
    kind: 'page',
    documents: posts.flatMap((post) => toDocument(post, { pageUrl: page.url, title: null }) ?? []),
    nextUrl: hasMore ? withParameters(page.url, { page: pageNumber + 1 }) : null,
  };
}

function parseTopics(page: JsonPage): TopicList {
  if (!Array.isArray(valueAt(page.json, 'topics'))) return refuseAnswer(page.url, 'topics of a NodeBB forum');
  const topics = listAt(page.json, 'topics').flatMap((topic) => toTopic(topic, page.url) ?? []);
  return {
    kind: 'topics',
    topics,
    hasMore: flagAt(page.json, 'pagination.next.active'),
    described: {
      ...NO_DESCRIPTION,
      title: readTitle(textAt(page.json, 'name') ?? '') || null,
      link: page.url.replace('/api/', '/'),
    },
  };
}

function toTopic(topic: unknown, pageUrl: string): Topic | null {
  const slug = textAt(topic, 'slug');
  if (slug === null || flagAt(topic, 'deleted')) return null;
  const last = Math.max(1, numberAt(topic, 'postcount') ?? 1);
  const changedAt = dateAt(topic, 'lastposttimeISO') ?? dateAt(topic, 'lastposttime');
  return { url: toTopicUrl(pageUrl, slug, last), changedAt };
}

function parsePosts(page: JsonPage): TopicPosts {
  if (!Array.isArray(valueAt(page.json, 'posts'))) return refuseAnswer(page.url, 'posts of a NodeBB topic');
  const title = readTitle(textAt(page.json, 'title') ?? '') || null;
  const posts = listAt(page.json, 'posts');
  const documents = posts.flatMap((post) => toDocument(post, { pageUrl: page.url, title }) ?? []);
  // a post's index counts from 0 and its place in an address from 1: the oldest index is the place of the post before
  const places = posts.map((post) => numberAt(post, 'index')).filter((place) => place !== null);
  const before = places.length === 0 ? 0 : Math.min(...places);
  const slug = textAt(page.json, 'slug');
  return {
    kind: 'posts',
    documents: documents.toSorted((one, other) => toTime(other) - toTime(one)),
    olderUrl: before < 1 || slug === null ? null : toTopicUrl(page.url, slug, before),
  };
}

function toDocument(post: unknown, place: Readonly<{ pageUrl: string; title: string | null }>): ParsedDocument | null {
  const id = textAt(post, 'pid');
  if (id === null || flagAt(post, 'deleted')) return null;
  const { text, html } = readPost(textAt(post, 'content'), { baseUrl: place.pageUrl, isQuote: isBlockquote });
  return {
    guid: `NodeBB:${id}`,
    url: toWebUrl(`${toBaseUrl(place.pageUrl)}/post/${encodeURIComponent(id)}`, null),
    title: place.title ?? (readTitle(textAt(post, 'topic.title') ?? '') || null),
    text,
    html,
    author: textAt(post, 'user.displayname') ?? textAt(post, 'user.username'),
    publishedAt: dateAt(post, 'timestampISO') ?? dateAt(post, 'timestamp'),
    updatedAt: dateAt(post, 'editedISO'),
    ...toType(post),
  };
}

/** A topic's posts have their index in it, from 0; those of the whole forum say whether they are their topic's first. */
function toType(post: unknown): Pick<ParsedDocument, 'type'> {
  const index = numberAt(post, 'index');
  if (index !== null) return { type: index === 0 ? 'post' : 'comment' };
  const isMain = valueAt(post, 'isMainPost');
  return typeof isMain === 'boolean' ? { type: isMain ? 'post' : 'comment' } : {};
}

function toTopicUrl(pageUrl: string, slug: string, place: number): string {
  const path = slug.split('/').map(encodeURIComponent).join('/');
  return `${toBaseUrl(pageUrl)}/api/topic/${path}/${place}`;
}

function toBaseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/api\/.*$/, '');
}

function toTime(document: ParsedDocument): number {
  return document.publishedAt?.getTime() ?? 0;
}
