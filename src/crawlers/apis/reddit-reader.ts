/**
 * Reddit through its API: a search, or the newest posts or comments of a community.
 *
 * Source: reddit.com/dev/api; github.com/reddit-archive/reddit/wiki/OAuth2 (application only); its rate limit headers.
 */
import type { ParsedDocument } from '../../domain/document.ts';
import { type AskedJson, askJson, type ExplainRefusal } from '../ask-json.ts';
import { type AskedRequest, fail, toHost } from '../ask-source.ts';
import { dateAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader, ReaderDeps, SourceFailure, SourceToRead } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { isSameOrigin, refuseAddress, refuseAnswer, withParameters } from './api-request.ts';
import { type Ask, type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { isBlockquote, readPost } from './post-markup.ts';
import { type ApiPage, readPages } from './read-pages.ts';
import { makeSecretCache, type SecretCache } from './secret-cache.ts';

const FORMS = 'https://oauth.reddit.com/search?q=WORDS or https://oauth.reddit.com/r/COMMUNITY/new';
const SITE = 'https://www.reddit.com';
/** The one service whose tokens come from another host than its data. */
const TOKEN_ORIGINS: Readonly<Record<string, string>> = { 'https://oauth.reddit.com': SITE };
const POSTS_PER_PAGE = 100;
/** A token is given up a little before it expires. */
const TOKEN_MARGIN_MS = 60_000;
const TOKEN_SECONDS_MAX = 86_400;
const RESET_SECONDS_MAX = 3_600;
const GONE = /^\[(?:removed|deleted)[^\]]*\]$/;

type Token = Readonly<{ value: string; expiresAt: Date }>;

export const redditReader: Reader = makeRedditReader();

/** A reader with its own tokens: each is asked for once and used until it expires. */
export function makeRedditReader(): Reader {
  const tokens = makeSecretCache<Token>();
  return {
    name: 'reddit',
    kind: 'search',
    isRobotsAsked: false,
    gapMs: null,
    // clientId and clientSecret, which it asks for itself: there is a way without them, and the sentence tells it
    secretNames: [],
    read: async (deps, source) => {
      const path = URL.parse(source.url)?.pathname ?? '';
      if (!/\/(?:search|new|comments)\/?$/.test(path)) return refuseAddress(source.url, FORMS);
      const client = findClient(source);
      if (client === null) {
        return fail(
          'secret-missing',
          `${toHost(source.url)} wants a key ("clientId" and "clientSecret" of an app of type "script"): add it to the source, or follow the same search as a feed at https://www.reddit.com/search.rss, which may be read about once a minute.`,
        );
      }
      const words = URL.parse(source.url)?.searchParams.get('q') ?? path.replace(/\/[a-z]+\/?$/, '').slice(1);
      return await readPages(deps, source, {
        url: withParameters(source.url, {
          limit: POSTS_PER_PAGE,
          raw_json: 1,
          ...(path.includes('/search') ? { sort: 'new' } : {}),
        }),
        ask: makeRedditAsk({ deps, source, client, tokens }),
        described: { ...NO_DESCRIPTION, title: readTitle(`Reddit: ${words}`) },
        parse: parseListing,
      });
    },
  };
}

type Client = Readonly<{ id: string; secret: string }>;
type Session = Readonly<{ deps: ReaderDeps; source: SourceToRead; client: Client; tokens: SecretCache<Token> }>;

function findClient(source: SourceToRead): Client | null {
  const id = source.secret?.clientId?.trim() ?? '';
  const secret = source.secret?.clientSecret?.trim() ?? '';
  return id === '' || secret === '' ? null : { id, secret };
}

function makeRedditAsk(session: Session): Ask {
  return async (request) => {
    const first = await askWithToken(session, request);
    if (!first.isTokenRefused) return first.asked;
    return (await askWithToken(session, request)).asked;
  };
}

/** Asks with the token that is there or a new one; one that is refused is forgotten. */
async function askWithToken(
  session: Session,
  request: Pick<AskedRequest, 'url' | 'etag' | 'lastModified'>,
): Promise<Readonly<{ asked: AskedJson; isTokenRefused: boolean }>> {
  const { deps, source, client, tokens } = session;
  const key = [URL.parse(source.url)?.origin ?? '', client.id, client.secret];
  const known = tokens.get(key);
  const token = known !== undefined && known.expiresAt > deps.clock.now() ? known : await askForToken(session);
  if ('kind' in token) return { asked: token, isTokenRefused: false };
  tokens.set(key, token);

  let status = 200;
  const headers: Record<string, string> = isSameOrigin(request.url, source.url)
    ? { authorization: `Bearer ${token.value}` }
    : {};
  const asked = await askJson(deps, { ...request, headers }, (refusal) => {
    status = refusal.status;
    return explain(refusal);
  });
  if (status !== 401) return { asked, isTokenRefused: false };
  tokens.delete(key);
  return { asked, isTokenRefused: token === known };
}

async function askForToken({ deps, source, client }: Session): Promise<Token | SourceFailure> {
  const { origin } = new URL(source.url);
  const asked = await askJson(
    deps,
    {
      url: `${TOKEN_ORIGINS[origin] ?? origin}/api/v1/access_token`,
      etag: null,
      lastModified: null,
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    },
    (refusal) =>
      refusal.status === 401 || refusal.status === 400
        ? { reason: 'not-authorised', message: toClientMessage(refusal.host) }
        : explain(refusal),
  );
  if (asked.kind === 'failed') return asked;
  const value = asked.kind === 'answered' ? textAt(asked.json, 'access_token') : null;
  if (asked.kind !== 'answered' || value === null || !/^[\x21-\x7e]{1,4000}$/.test(value)) {
    return fail('not-authorised', toClientMessage(toHost(source.url)));
  }
  const lifeSeconds = Math.min(numberAt(asked.json, 'expires_in') ?? 0, TOKEN_SECONDS_MAX);
  const expiresAt = new Date(deps.clock.now().getTime() + lifeSeconds * 1_000 - TOKEN_MARGIN_MS);
  return { value, expiresAt };
}

function toClientMessage(host: string): string {
  return `${host} does not know the key: copy clientId and clientSecret again from https://www.reddit.com/prefs/apps.`;
}

const explain: ExplainRefusal = (refusal) => {
  if (refusal.status === 429) {
    const retryAfterSeconds = toResetSeconds(refusal.headers) ?? undefined;
    const message = `${refusal.host} was asked too often and is left alone for a while.`;
    return { message, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
  if (refusal.status === 403) {
    const message = `${refusal.host} refused: the community is private, or the app lost its permission to use the API.`;
    return { message };
  }
  return null;
};

function parseListing(page: JsonPage): ApiPage {
  if (!Array.isArray(valueAt(page.json, 'data.children'))) return refuseAnswer(page.url, 'listing of Reddit');
  const after = textAt(page.json, 'data.after');
  const requestsLeft = numberAt(page.headers, 'x-ratelimit-remaining');
  return {
    kind: 'page',
    documents: listAt(page.json, 'data.children').flatMap((child) => toDocument(child) ?? []),
    nextUrl: after === null ? null : withParameters(page.url, { after }),
    pauseSeconds: requestsLeft !== null && requestsLeft < 1 ? toResetSeconds(page.headers) : null,
  };
}

function toResetSeconds(headers: Readonly<Record<string, string>>): number | null {
  const seconds = numberAt(headers, 'x-ratelimit-reset');
  return seconds === null ? null : Math.min(Math.max(Math.ceil(seconds), 1), RESET_SECONDS_MAX);
}

/** A post (t3) or a comment (t1); one that was removed says nothing. */
function toDocument(child: unknown): ParsedDocument | null {
  const isComment = textAt(child, 'kind') === 't1';
  const data = valueAt(child, 'data');
  const url = toWebUrl(textAt(data, 'permalink'), SITE);
  const plain = textAt(data, isComment ? 'body' : 'selftext')?.trim() ?? '';
  if (url === null || (isComment && GONE.test(plain))) return null;
  const markup = GONE.test(plain) ? null : textAt(data, isComment ? 'body_html' : 'selftext_html');
  const { text, html } = readPost(markup, { baseUrl: SITE, isQuote: isBlockquote });
  const author = textAt(data, 'author');
  return {
    guid: textAt(data, 'name') ?? url,
    url,
    title: readTitle(textAt(data, isComment ? 'link_title' : 'title') ?? '') || null,
    text,
    html,
    author: author === null || GONE.test(author) ? null : author,
    publishedAt: dateAt(data, 'created_utc'),
    updatedAt: dateAt(data, 'edited'),
    type: isComment ? 'comment' : 'post',
  };
}
