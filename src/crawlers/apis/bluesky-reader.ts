/**
 * Bluesky's search, through the server of an account and with a session opened by an app password.
 *
 * Source: lexicons app.bsky.feed.searchPosts, com.atproto.server.createSession and refreshSession; an expired token is
 * answered with 400 and the error "ExpiredToken".
 */
import type { ParsedDocument } from '../../domain/document.ts';
import { type AskedJson, askJson, type ExplainRefusal } from '../ask-json.ts';
import { type AskedRequest, fail, toHost } from '../ask-source.ts';
import { dateAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader, ReaderDeps, SourceFailure, SourceToRead } from '../reader.ts';
import { isSameOrigin, refuseAddress, refuseAnswer, withParameters } from './api-request.ts';
import { toPostType } from './bluesky-events.ts';
import { type Ask, type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { readPlainText } from './post-markup.ts';
import { type ApiPage, readPages } from './read-pages.ts';
import { makeSecretCache, type SecretCache } from './secret-cache.ts';

const FORM = 'https://bsky.social/xrpc/app.bsky.feed.searchPosts?q=WORDS (or the same at the server of the account)';
const POSTS_PER_PAGE = 100;
const LIMIT_SECONDS_MAX = 86_400;
const POST_URI = /^at:\/\/(did:[a-z]+:[\w.:%-]{1,256})\/app\.bsky\.feed\.post\/([\w.~:-]{1,512})$/;
const TOKEN = /^[\x21-\x7e]{1,8000}$/;

type Tokens = Readonly<{ access: string; refresh: string }>;

export const blueskyReader: Reader = makeBlueskyReader();

/** A reader with its own sessions: an account may open few of them a day, so each is refreshed as long as it can be. */
export function makeBlueskyReader(): Reader {
  const sessions = makeSecretCache<Tokens>();
  return {
    name: 'bluesky',
    kind: 'search',
    isRobotsAsked: false,
    gapMs: null,
    secretNames: ['identifier', 'password'],
    read: async (deps, source) => {
      const url = URL.parse(source.url);
      const words = url?.searchParams.get('q')?.trim() ?? '';
      if (url?.pathname !== '/xrpc/app.bsky.feed.searchPosts' || words === '') return refuseAddress(source.url, FORM);
      return await readPages(deps, source, {
        url: withParameters(source.url, { sort: 'latest', limit: POSTS_PER_PAGE }),
        ask: makeBlueskyAsk({ deps, source, sessions }),
        described: { ...NO_DESCRIPTION, title: readTitle(`Bluesky: ${words.replaceAll('<', '&lt;')}`) },
        parse: parsePosts,
      });
    },
  };
}

type Session = Readonly<{ deps: ReaderDeps; source: SourceToRead; sessions: SecretCache<Tokens> }>;

/** A token that expired is refreshed, a session that is over opened anew, each once a request. */
function makeBlueskyAsk(session: Session): Ask {
  const { deps, source, sessions } = session;
  const key = [new URL(source.url).origin, source.secret?.identifier ?? '', source.secret?.password ?? ''];
  const open = async (): Promise<Tokens | SourceFailure> => keep(await createSession(session));
  const renew = async (old: Tokens): Promise<Tokens | SourceFailure> => {
    const refreshed = await refreshSession(session, old);
    return keep('kind' in refreshed && isTokenTrouble(refreshed) ? await createSession(session) : refreshed);
  };
  const keep = (tokens: Tokens | SourceFailure): Tokens | SourceFailure => {
    if ('kind' in tokens) sessions.delete(key);
    else sessions.set(key, tokens);
    return tokens;
  };
  return async (request) => {
    const known = sessions.get(key);
    const tokens = known ?? (await open());
    if ('kind' in tokens) return tokens;
    // a page elsewhere is none of this server's, and its token is not for there
    if (!isSameOrigin(request.url, source.url)) return await askJson(deps, request, explain);
    const first = await askWith(deps, tokens, request);
    if (!first.isTokenRefused || known === undefined) return first.asked;
    const renewed = await renew(tokens);
    return 'kind' in renewed ? renewed : (await askWith(deps, renewed, request)).asked;
  };
}

async function askWith(
  deps: ReaderDeps,
  tokens: Tokens,
  request: Pick<AskedRequest, 'url' | 'etag' | 'lastModified'>,
): Promise<Readonly<{ asked: AskedJson; isTokenRefused: boolean }>> {
  let isTokenRefused = false;
  const headers = { authorization: `Bearer ${tokens.access}` };
  const asked = await askJson(deps, { ...request, headers }, (refusal) => {
    isTokenRefused = refusal.status === 401 || /^(?:Expired|Invalid)Token$/.test(textAt(refusal.json, 'error') ?? '');
    return explain(refusal);
  });
  return { asked, isTokenRefused };
}

async function createSession({ deps, source }: Session): Promise<Tokens | SourceFailure> {
  const { identifier = '', password = '' } = source.secret ?? {};
  const body = JSON.stringify({ identifier: identifier.trim().replace(/^@/, ''), password: password.trim() });
  const headers = { 'content-type': 'application/json' };
  return await askForTokens(deps, { url: toMethodUrl(source, 'createSession'), headers, body });
}

async function refreshSession({ deps, source }: Session, old: Tokens): Promise<Tokens | SourceFailure> {
  const headers = { authorization: `Bearer ${old.refresh}` };
  return await askForTokens(deps, { url: toMethodUrl(source, 'refreshSession'), headers });
}

async function askForTokens(
  deps: ReaderDeps,
  request: Pick<AskedRequest, 'url' | 'headers' | 'body'>,
): Promise<Tokens | SourceFailure> {
  const asked = await askJson(deps, { ...request, etag: null, lastModified: null, method: 'POST' }, (refusal) =>
    refusal.json !== undefined && (refusal.status === 400 || refusal.status === 401)
      ? { reason: 'not-authorised', message: toPasswordMessage(refusal.host) }
      : explain(refusal),
  );
  if (asked.kind === 'failed') return asked;
  const json = asked.kind === 'answered' ? asked.json : null;
  const access = textAt(json, 'accessJwt') ?? '';
  const refresh = textAt(json, 'refreshJwt') ?? '';
  if (TOKEN.test(access) && TOKEN.test(refresh)) return { access, refresh };
  return fail('not-authorised', toPasswordMessage(toHost(request.url)));
}

function toMethodUrl(source: SourceToRead, method: string): string {
  return `${new URL(source.url).origin}/xrpc/com.atproto.server.${method}`;
}

function isTokenTrouble(failure: SourceFailure): boolean {
  return failure.reason === 'not-authorised' || failure.reason === 'client-error';
}

function toPasswordMessage(host: string): string {
  return `${host} does not know the account or its password: use the handle and an app password made at https://bsky.app/settings/app-passwords, at the server of that account.`;
}

const explain: ExplainRefusal = (refusal) => {
  if (refusal.status === 429) {
    const message = `${refusal.host} was asked too often and is left alone for a while.`;
    return { message, ...toRetryAfter(refusal.headers) };
  }
  if (refusal.status === 403 && refusal.json === undefined) {
    const message = `${refusal.host} shows programs a page instead of its search: use ${FORM}.`;
    return { reason: 'not-authorised', message };
  }
  if (textAt(refusal.json, 'error') === 'BadQueryString') {
    return {
      reason: 'settings-invalid',
      message: `${refusal.host} cannot read the words of the search: simplify them.`,
    };
  }
  return null;
};

/** The limit's end is told as an instant, and the answer's own date says what the server takes for now. */
function toRetryAfter(headers: Readonly<Record<string, string>>): Readonly<{ retryAfterSeconds?: number }> {
  const resetAt = dateAt(headers, 'ratelimit-reset');
  const now = dateAt(headers, 'date');
  if (resetAt === null || now === null) return {};
  const seconds = Math.ceil((resetAt.getTime() - now.getTime()) / 1_000);
  return { retryAfterSeconds: Math.min(Math.max(seconds, 0), LIMIT_SECONDS_MAX) };
}

function parsePosts(page: JsonPage): ApiPage {
  if (!Array.isArray(valueAt(page.json, 'posts'))) return refuseAnswer(page.url, 'posts of Bluesky');
  const cursor = textAt(page.json, 'cursor');
  const isSpent = numberAt(page.headers, 'ratelimit-remaining') === 0;
  return {
    kind: 'page',
    documents: listAt(page.json, 'posts').flatMap((post) => toDocument(post) ?? []),
    nextUrl: cursor === null ? null : withParameters(page.url, { cursor }),
    pauseSeconds: isSpent ? (toRetryAfter(page.headers).retryAfterSeconds ?? null) : null,
  };
}

function toDocument(post: unknown): ParsedDocument | null {
  const uri = textAt(post, 'uri') ?? '';
  const [, did, recordKey] = POST_URI.exec(uri) ?? [];
  if (did === undefined || recordKey === undefined) return null;
  const handle = textAt(post, 'author.handle');
  const isHandleKnown = handle !== null && handle !== 'handle.invalid' && /^[\w.-]{1,253}$/.test(handle);
  return {
    guid: uri,
    // by the lasting name, as the stream tells it: handles change, and one post must not be two
    url: `https://bsky.app/profile/${did}/post/${recordKey}`,
    title: null,
    text: readPlainText(textAt(post, 'record.text')),
    html: null,
    author: isHandleKnown ? handle : did,
    publishedAt: toPublishedAt(dateAt(post, 'record.createdAt'), dateAt(post, 'indexedAt')),
    updatedAt: null,
    type: toPostType(valueAt(post, 'record')),
  };
}

/** The author's program says when a post was made and may say anything; later than it was indexed it was not made. */
function toPublishedAt(createdAt: Date | null, indexedAt: Date | null): Date | null {
  if (createdAt === null || indexedAt === null) return createdAt ?? indexedAt;
  return createdAt < indexedAt ? createdAt : indexedAt;
}
