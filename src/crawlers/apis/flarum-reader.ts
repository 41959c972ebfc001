/**
 * A Flarum forum through its JSON:API: all new posts, or the discussions of a tag or a search that changed.
 *
 * Source: docs.flarum.org; the forum's own resources for sorts, includes and the shape of a slug.
 */
import type { ParsedDocument } from '../../domain/document.ts';
import { dateAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { makeAsk, refuseAddress, refuseAnswer, toOwnUrl, withDefaults, withParameters } from './api-request.ts';
import { type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { isBlockquote, readPost } from './post-markup.ts';
import { type ApiPage, readPages } from './read-pages.ts';
import { readTopics, type TopicList, type TopicPosts } from './read-topics.ts';

const FORMS = 'https://HOST/api/posts or https://HOST/api/discussions?filter[tag]=TAG';
const POSTS_PER_PAGE = 50;

export const flarumReader: Reader = {
  name: 'flarum',
  kind: 'forum',
  isRobotsAsked: true,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const token = source.secret?.token?.trim() ?? '';
    const ask = makeAsk(deps, source, { secretHeaders: { authorization: token === '' ? '' : `Token ${token}` } });
    const list = /^(.*)\/api\/(posts|discussions)\/?$/.exec(URL.parse(source.url)?.pathname ?? '')?.[2];
    if (list === 'posts') {
      return await readPages(deps, source, {
        url: withParameters(source.url, { sort: '-createdAt', 'page[limit]': POSTS_PER_PAGE }),
        ask,
        described: { ...NO_DESCRIPTION, link: toBaseUrl(source.url) },
        parse: parsePostPage,
      });
    }
    if (list === 'discussions') {
      const url = withDefaults(source.url, { sort: '-lastPostedAt' });
      return await readTopics(deps, source, { url, ask, parseTopics, parsePosts });
    }
    return refuseAddress(source.url, FORMS);
  },
};

function parsePostPage(page: JsonPage): ApiPage {
  const documents = toDocuments(page);
  if (documents === null) return refuseAnswer(page.url, 'posts of a Flarum forum');
  return { kind: 'page', documents, nextUrl: toOwnUrl(textAt(page.json, 'links.next'), page.url) };
}

function parsePosts(page: JsonPage): TopicPosts {
  const documents = toDocuments(page);
  if (documents === null) return refuseAnswer(page.url, 'posts of a Flarum discussion');
  return { kind: 'posts', documents, olderUrl: toOwnUrl(textAt(page.json, 'links.next'), page.url) };
}

function parseTopics(page: JsonPage): TopicList {
  if (!Array.isArray(valueAt(page.json, 'data'))) return refuseAnswer(page.url, 'discussions of a Flarum forum');
  const topics = listAt(page.json, 'data').flatMap((discussion) => {
    const id = numberAt(discussion, 'id');
    if (id === null) return [];
    const parameters = { 'filter[discussion]': id, sort: '-createdAt', 'page[limit]': POSTS_PER_PAGE };
    const changedAt = dateAt(discussion, 'attributes.lastPostedAt') ?? dateAt(discussion, 'attributes.createdAt');
    return [{ url: withParameters(`${toBaseUrl(page.url)}/api/posts`, parameters), changedAt }];
  });
  const hasMore = textAt(page.json, 'links.next') !== null;
  return { kind: 'topics', topics, hasMore, described: { ...NO_DESCRIPTION, link: toBaseUrl(page.url) } };
}

/** Null where the answer is no list. Events ("renamed the discussion") are nobody's words. */
function toDocuments(page: JsonPage): readonly ParsedDocument[] | null {
  if (!Array.isArray(valueAt(page.json, 'data'))) return null;
  const included = new Map(
    listAt(page.json, 'included').map((each) => [`${textAt(each, 'type')}:${textAt(each, 'id')}`, each]),
  );
  const findRelated = (post: unknown, name: string, type: string): unknown =>
    included.get(`${type}:${textAt(post, `relationships.${name}.data.id`)}`);
  return listAt(page.json, 'data').flatMap((post) => {
    const isComment = textAt(post, 'type') === 'posts' && textAt(post, 'attributes.contentType') === 'comment';
    const id = textAt(post, 'id');
    if (!isComment || id === null || valueAt(post, 'attributes.isHidden') === true) return [];
    const user = findRelated(post, 'user', 'users');
    const discussion = findRelated(post, 'discussion', 'discussions');
    const { text, html } = readPost(textAt(post, 'attributes.contentHtml'), {
      baseUrl: page.url,
      isQuote: isBlockquote,
    });
    return [
      {
        guid: `Flarum:${id}`,
        url: toUrl(page.url, { discussion, post }),
        title: readTitle(textAt(discussion, 'attributes.title') ?? '') || null,
        text,
        html,
        author: textAt(user, 'attributes.displayName') ?? textAt(user, 'attributes.username'),
        publishedAt: dateAt(post, 'attributes.createdAt') ?? dateAt(post, 'attributes.time'),
        updatedAt: dateAt(post, 'attributes.editedAt'),
        ...toType(numberAt(post, 'attributes.number')),
      },
    ];
  });
}

/** A discussion counts its posts from 1; all are "comments" to Flarum. No number, no type. */
function toType(number: number | null): Pick<ParsedDocument, 'type'> {
  return number === null ? {} : { type: number === 1 ? 'post' : 'comment' };
}

/** `/d/12-title/3`: the slug holds the number in most versions, and the number alone leads there in all. */
function toUrl(pageUrl: string, of: Readonly<{ discussion: unknown; post: unknown }>): string | null {
  const id = textAt(of.post, 'relationships.discussion.data.id');
  const number = numberAt(of.post, 'attributes.number');
  if (id === null || number === null) return null;
  const slug = textAt(of.discussion, 'attributes.slug');
  const name = slug === null || slug === id ? id : slug.startsWith(`${id}-`) ? slug : `${id}-${slug}`;
  return toWebUrl(`${toBaseUrl(pageUrl)}/d/${encodeURIComponent(name)}/${number}`, null);
}

function toBaseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/api\/[^/]*\/?$/, '');
}
