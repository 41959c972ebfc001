/**
 * Questions of a Stack Exchange site: a search, or what is asked under a tag.
 *
 * Source: api.stackexchange.com/docs, also /throttle (backoff, the day's quota) and /error-handling.
 */
import { DAY_MS, SECOND_MS } from '../../base/clock.ts';
import type { ParsedDocument } from '../../domain/document.ts';
import type { ExplainRefusal } from '../ask-json.ts';
import { dateAt, flagAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { makeAsk, refuseAddress, refuseAnswer, withParameters } from './api-request.ts';
import { type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { type ApiPage, readPages } from './read-pages.ts';

const FORMS =
  'https://api.stackexchange.com/2.3/search/advanced?q=WORDS&site=SITE or https://api.stackexchange.com/2.3/questions?tagged=TAG&site=SITE';
const QUESTIONS_PER_PAGE = 100;
const THROTTLED_SECONDS_MAX = DAY_MS / SECOND_MS;

export const stackExchangeReader: Reader = {
  name: 'stack-exchange',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const url = URL.parse(source.url);
    const site = url?.searchParams.get('site') ?? '';
    if (!/\/(?:search\/advanced|search|questions|answers)\/?$/.test(url?.pathname ?? '') || site === '') {
      return refuseAddress(source.url, FORMS);
    }
    const words = url?.searchParams.get('q') ?? url?.searchParams.get('tagged') ?? '';
    return await readPages(deps, source, {
      url: withParameters(source.url, {
        sort: 'creation',
        order: 'desc',
        filter: 'withbody',
        pagesize: QUESTIONS_PER_PAGE,
        key: source.secret?.key?.trim() || null,
        ...(source.readUntil === null ? {} : { fromdate: toDayBefore(source.readUntil) }),
      }),
      ask: makeAsk(deps, source, { explain }),
      described: { ...NO_DESCRIPTION, title: readTitle(`${site}: ${words}`) },
      parse: (page) => parseQuestions(page, deps.clock.now()),
    });
  },
};

/** Wide of the last visit, so that the answer is short and yet holds what was indexed late. */
function toDayBefore(readUntil: Date): number {
  return Math.max(0, Math.floor((readUntil.getTime() - DAY_MS) / SECOND_MS));
}

function parseQuestions(page: JsonPage, now: Date): ApiPage {
  if (!Array.isArray(valueAt(page.json, 'items'))) return refuseAnswer(page.url, 'questions of a Stack Exchange site');
  const pageNumber = Number(URL.parse(page.url)?.searchParams.get('page') ?? 1);
  const hasMore = flagAt(page.json, 'has_more') && Number.isInteger(pageNumber);
  return {
    kind: 'page',
    documents: listAt(page.json, 'items').flatMap((item) => toDocument(item) ?? []),
    nextUrl: hasMore ? withParameters(page.url, { page: pageNumber + 1 }) : null,
    pauseSeconds: toQuotaPause(page.json, now),
  };
}

/** `backoff` forbids the same method for so long; a quota used up begins anew at midnight UTC. */
function toQuotaPause(json: unknown, now: Date): number | null {
  if (numberAt(json, 'quota_remaining') === 0) {
    return Math.ceil((DAY_MS - (now.getTime() % DAY_MS)) / SECOND_MS);
  }
  const backoff = numberAt(json, 'backoff');
  return backoff === null || backoff <= 0 ? null : Math.min(Math.ceil(backoff), THROTTLED_SECONDS_MAX);
}

/** A quota that is used up is told with status 400, and when it begins anew in a sentence. */
const explain: ExplainRefusal = (refusal) => {
  const name =
    textAt(refusal.json, 'error_name')
      ?.replace(/[^a-z_]/g, '')
      .slice(0, 60) ?? '';
  if (name === 'throttle_violation') {
    const said = /available in (\d{1,9}) seconds/.exec(textAt(refusal.json, 'error_message') ?? '')?.[1];
    return {
      reason: 'rate-limited',
      message: `${refusal.host} has answered as often as it does in one day: add a key to the source, which gives it 10,000 requests a day.`,
      ...(said === undefined ? {} : { retryAfterSeconds: Math.min(Number(said), THROTTLED_SECONDS_MAX) }),
    };
  }
  if (name === '' || refusal.status >= 500) return null;
  return {
    message: `${refusal.host} refused the request (${name}): check the site, the tags and the key of the source.`,
  };
};

function toDocument(item: unknown): ParsedDocument | null {
  const question = textAt(item, 'question_id');
  const answer = textAt(item, 'answer_id');
  const id = answer ?? question;
  const url = toWebUrl(textAt(item, 'link'), null);
  if (id === null) return null;
  const { text, html } = readMarkup(textAt(item, 'body') ?? '', url);
  return {
    guid: url ?? `Stack Exchange:${answer === null ? 'question' : 'answer'}:${id}`,
    url,
    title: readTitle(textAt(item, 'title') ?? '') || null,
    text,
    html,
    author: readTitle(textAt(item, 'owner.display_name') ?? '') || null,
    publishedAt: dateAt(item, 'creation_date'),
    updatedAt: dateAt(item, 'last_edit_date'),
    type: answer === null ? 'post' : 'comment',
  };
}
