/** Mastodon, and what speaks like it: posts under hashtags, and the search of an instance for who has an account there. */
import type { ParsedDocument } from '../../domain/document.ts';
import { makeAsk, toOwnUrl, withParameters } from '../apis/api-request.ts';
import { type ApiPage, readPages } from '../apis/read-pages.ts';
import { askJson, type ExplainRefusal } from '../ask-json.ts';
import { fail, toHost } from '../ask-source.ts';
import { dateAt, flagAt, textAt, valueAt } from '../json-fields.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import type { Reader, ReaderDeps, SourceReading, SourceToRead } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { describeSearch } from './describe-search.ts';

const STATUS_COUNT = 40;
const PAGE_COUNT_MAX = 10;
/** Posts of other instances arrive late and stand where they were written. */
const OVERLAP_MS = 3_600_000;
/** Three hundred requests in five minutes are its limit. */
const GAP_MS = 1_000;
const SEARCH_PATH = /\/api\/v2\/search$/;

export const mastodonReader: Reader = {
  name: 'mastodon',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: GAP_MS,
  secretNames: [],
  read: async (deps, source) => {
    const token = source.secret?.token?.trim() ?? '';
    const isSearch = SEARCH_PATH.test(URL.parse(source.url)?.pathname ?? '');
    if (isSearch && token === '') {
      return fail(
        'secret-missing',
        `${toHost(source.url)} searches posts only for who has an account there: add its access token ("token", with read:search) to the source.`,
      );
    }
    const known = { hasToken: token !== '' };
    const secretHeaders = { authorization: token === '' ? '' : `Bearer ${token}` };
    const seen = new Set<string>();
    const reading = await readPages(deps, source, {
      url: withParameters(source.url, { limit: STATUS_COUNT }),
      ask: makeAsk(deps, source, { secretHeaders, explain: explainWith(known) }),
      parse: ({ json, headers }, askedUrl) => parseMastodon(json, { url: askedUrl, link: headers.link, seen }),
      overlapMs: OVERLAP_MS,
      pagesMax: { first: 2, later: PAGE_COUNT_MAX },
    });
    const isEmpty = reading.kind === 'read' && seen.size === 0;
    return isEmpty && !isSearch ? ((await findClosedTimeline(deps, source, known)) ?? reading) : reading;
  },
};

/**
 * The posts of a timeline or of a search, newest first.
 *
 * Boosts are somebody else's post, and sensitive ones are hidden by their authors' own wish: both are left out, as is
 * whatever is not public. The next page is where the Link header says, on the same site; without one, below the oldest
 * post's id.
 *
 * Shape:   seen: ids of earlier pages; a page of which all are there is the last.
 * Errors:  none: total.
 */
export function parseMastodon(
  json: unknown,
  page: Readonly<{ url: string; link: string | undefined; seen: Set<string> }>,
): ApiPage {
  const statuses = Array.isArray(json) ? (json as readonly unknown[]) : valueAt(json, 'statuses');
  if (!Array.isArray(statuses)) {
    return fail(
      'not-a-feed',
      `${toHost(page.url)} did not answer as Mastodon does: use an address /api/v1/timelines/tag/NAME or /api/v2/search.`,
    );
  }
  const posts = (statuses as readonly unknown[]).slice(0, 4 * STATUS_COUNT);
  const ids = posts.map((post) => textAt(post, 'id')).filter((id) => id !== null);
  const newIds = ids.filter((id) => !page.seen.has(id));
  for (const id of newIds) page.seen.add(id);
  const host = URL.parse(page.url)?.host ?? '';
  return {
    kind: 'page',
    described: describeSearch(`Mastodon (${host})`, toAsked(page.url)),
    documents: posts.map((post) => toDocument(post, host)).filter((each) => each !== null),
    nextUrl: newIds.length === 0 ? null : (findNext(page) ?? toOlder(page.url, ids.at(-1))),
  };
}

function toDocument(post: unknown, host: string): ParsedDocument | null {
  const visibility = textAt(post, 'visibility') ?? 'public';
  const isBoost = (valueAt(post, 'reblog') ?? null) !== null;
  if (isBoost || flagAt(post, 'sensitive') || !['public', 'unlisted'].includes(visibility)) return null;
  const url = toWebUrl(textAt(post, 'url') ?? textAt(post, 'uri'), null);
  const { text, html } = readMarkup(textAt(post, 'content') ?? '', url);
  if (url === null) return null;
  return {
    guid: textAt(post, 'uri'),
    url,
    title: readTitle(textAt(post, 'spoiler_text') ?? '') || null,
    text,
    html,
    author: toAuthor(textAt(post, 'account.acct'), host),
    publishedAt: dateAt(post, 'created_at'),
    updatedAt: dateAt(post, 'edited_at'),
    ...toType(valueAt(post, 'in_reply_to_id')),
  };
}

/** Null is the word for "answers nobody"; a server that leaves the field out has not said it. */
function toType(inReplyToId: unknown): Pick<ParsedDocument, 'type'> {
  return inReplyToId === undefined ? {} : { type: inReplyToId === null ? 'post' : 'comment' };
}

/** With the instance for everybody, so that one person is one author wherever she is read. */
function toAuthor(acct: string | null, host: string): string | null {
  const name = readTitle(acct ?? '');
  if (name === '') return null;
  return name.includes('@') ? name : `${name}@${host}`;
}

/** `<https://…?max_id=1>; rel="next"`. It is followed on the same site alone: the token goes along. */
function findNext(page: Readonly<{ url: string; link: string | undefined }>): string | null {
  for (const part of (page.link ?? '').slice(0, 8_000).split(/,\s*(?=<)/)) {
    const target = /^\s*<([^<>]+)>\s*;[^<>]*\brel="?next\b/.exec(part)?.[1];
    const next = toOwnUrl(target ?? null, page.url);
    if (next !== null) return next;
  }
  return null;
}

function toOlder(url: string, oldestId: string | undefined): string | null {
  return oldestId === undefined ? null : withParameters(url, { max_id: oldestId });
}

function toAsked(url: string): string | null {
  const { pathname, searchParams } = new URL(url);
  const tag = /\/timelines\/tag\/([^/]+)$/.exec(pathname)?.[1];
  if (tag === undefined) return searchParams.get('q');
  return [safeDecode(tag), ...searchParams.getAll('any[]')].map((name) => `#${name}`).join(' ');
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is no reason to lose the name
  }
}

/** Since 4.5 an instance may close its hashtags and says so nowhere but in its description: it answers with nothing. */
async function findClosedTimeline(
  deps: ReaderDeps,
  source: SourceToRead,
  known: Readonly<{ hasToken: boolean }>,
): Promise<SourceReading | null> {
  await deps.waitGap();
  const url = new URL('/api/v2/instance', source.url).href;
  const asked = await askJson(deps, { url, etag: null, lastModified: null });
  if (asked.kind !== 'answered') return null;
  const access = ['local', 'remote'].map((name) =>
    textAt(asked.json, `configuration.timelines_access.hashtag_feeds.${name}`),
  );
  const isOpen = access.some((each) => each === null || each === 'public');
  const isOpenToToken = known.hasToken && access.includes('authenticated');
  if (isOpen || isOpenToToken) return null;
  const isTokenWanted = access.includes('authenticated');
  return fail(
    'not-authorised',
    isTokenWanted
      ? `${toHost(source.url)} shows its hashtags only to who has an account there: add its access token ("token") to the source.`
      : `${toHost(source.url)} has closed its hashtags to everybody: follow them on another instance.`,
  );
}

function explainWith(known: Readonly<{ hasToken: boolean }>): ExplainRefusal {
  return ({ status, host }) => {
    if (status !== 401 && status !== 403 && status !== 422) return null;
    const message = known.hasToken
      ? `${host} refuses the access token: it has expired, was revoked or lacks read:search, so make a new one under Preferences, Development.`
      : `${host} answers only who has an account there: add its access token ("token") to the source.`;
    return { reason: 'not-authorised', message };
  };
}
