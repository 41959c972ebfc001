/** App Store: what customers of one country say of one app, newest first, without a key. */
import type { ParsedDocument } from '../../domain/document.ts';
import { makeAsk } from '../apis/api-request.ts';
import { type ApiPage, readPages } from '../apis/read-pages.ts';
import type { ExplainRefusal } from '../ask-json.ts';
import { fail, toHost } from '../ask-source.ts';
import { dateAt, listAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { describeSearch } from './describe-search.ts';

/** Fifty reviews each; the service knows no page 11. */
const PAGE_COUNT_MAX = 10;
const REVIEWS_MAX = 200;
const STAR_COUNT_MAX = 5;
/** Reviews are moderated and appear up to a day after the date that they carry. */
const OVERLAP_MS = 86_400_000;
const GAP_MS = 2_000;

const ADDRESS = /^\/([a-z]{2})\/rss\/customerreviews\/(?:page=(\d{1,3})\/)?id=(\d{1,15})\b/i;

/**
 * Where an app's reviews are read.
 *
 * @example makeAppStoreReviewsUrl({ appId: '284882215', country: 'FR' })
 *          // 'https://itunes.apple.com/fr/rss/customerreviews/page=1/id=284882215/sortBy=mostRecent/json'
 */
export function makeAppStoreReviewsUrl(input: Readonly<{ appId: string; country: string }>): string | null {
  const country = input.country.toLowerCase();
  if (!/^\d{1,15}$/.test(input.appId) || !/^[a-z]{2}$/.test(country)) return null;
  return `https://itunes.apple.com/${country}/rss/customerreviews/page=1/id=${input.appId}/sortBy=mostRecent/json`;
}

/**
 * The same from the address of an app's page in the store; null where it is none.
 *
 * @example toAppStoreReviewsUrl('https://apps.apple.com/fr/app/orange-et-moi/id123456789')  // …/fr/…/id=123456789/…
 */
export function toAppStoreReviewsUrl(pageUrl: string): string | null {
  const url = URL.parse(pageUrl);
  if (url === null || !/^(?:apps|itunes)\.apple\.com$/.test(url.hostname)) return null;
  const found = /^\/(?:([a-z]{2})\/)?app\/(?:[^/]+\/)?id(\d{1,15})\/?$/i.exec(url.pathname);
  return found?.[2] === undefined ? null : makeAppStoreReviewsUrl({ appId: found[2], country: found[1] ?? 'us' });
}

export const appStoreReader: Reader = {
  name: 'app-store',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: GAP_MS,
  secretNames: [],
  read: async (deps, source) => {
    if (!ADDRESS.test(URL.parse(source.url)?.pathname ?? '')) {
      return fail(
        'settings-invalid',
        `The address names no app on ${toHost(source.url)}: it should read /COUNTRY/rss/customerreviews/page=1/id=APP/sortBy=mostRecent/json.`,
      );
    }
    return await readPages(deps, source, {
      url: source.url,
      ask: makeAsk(deps, source, { explain }),
      parse: ({ json }, askedUrl) => parseAppStore(json, askedUrl),
      overlapMs: OVERLAP_MS,
      pagesMax: { first: 2, later: PAGE_COUNT_MAX },
    });
  },
};

/**
 * The reviews of a page. All of them link to the same page of the store, so each gets a fragment of its own; the stars
 * stand before the title, where a person sees them first.
 *
 * Shape:   goes on with the next page number, up to 10, as long as there are reviews. The app's own entry, which older
 *          answers begin with, is none.
 * Errors:  none: total.
 */
export function parseAppStore(json: unknown, url: string): ApiPage {
  const feed = valueAt(json, 'feed');
  const address = ADDRESS.exec(URL.parse(url)?.pathname ?? '');
  if (typeof feed !== 'object' || feed === null || address === null) {
    return fail(
      'not-a-feed',
      `${toHost(url)} sent no reviews: ask for /json, and see that the app is sold in that country.`,
    );
  }
  const [, country = '', page = '1', appId = ''] = address;
  const entry = valueAt(feed, 'entry');
  // a single entry comes without its list
  const entries = (Array.isArray(entry) ? listAt(feed, 'entry') : [entry]).slice(0, REVIEWS_MAX);
  const app = { country: country.toLowerCase(), appId };
  const documents = entries.map((each) => toDocument(each, app)).filter((each) => each !== null);
  const next = Number(page) + 1;
  const hasNext = documents.length > 0 && next <= PAGE_COUNT_MAX;
  const appName = entries.map((each) => textAt(each, 'im:name.label')).find((name) => name !== null) ?? `id ${appId}`;
  return {
    kind: 'page',
    described: {
      ...describeSearch('App Store', `${readTitle(appName)} (${country.toUpperCase()})`),
      link: `https://apps.apple.com/${app.country}/app/id${appId}`,
      updatedAt: dateAt(feed, 'updated.label'),
    },
    documents,
    nextUrl: hasNext ? toPage(url, next) : null,
    isPartial: documents.length > 0 && next > PAGE_COUNT_MAX,
  };
}

function toDocument(review: unknown, app: Readonly<{ country: string; appId: string }>): ParsedDocument | null {
  const stars = numberAt(review, 'im:rating.label');
  const id = textAt(review, 'id.label');
  if (stars === null || id === null) return null;
  const title = readTitle(textAt(review, 'title.label') ?? '');
  const content = textAt(review, 'content.label') ?? '';
  const isMarkup = textAt(review, 'content.attributes.type') === 'html';
  const { text, html } = readMarkup(isMarkup ? content : content.replace(/[&<]/g, escapeCharacter), null);
  const updatedAt = dateAt(review, 'updated.label');
  const fragment = /^\d{1,20}$/.test(id) ? `#review-${id}` : null;
  return {
    guid: id,
    url:
      fragment === null ? null : `https://apps.apple.com/${app.country}/app/id${app.appId}?see-all=reviews${fragment}`,
    title: [toStars(stars), title].filter((part) => part !== '').join(' ') || null,
    text,
    html,
    author: readTitle(textAt(review, 'author.name.label') ?? '') || null,
    publishedAt: updatedAt,
    updatedAt,
    type: 'review',
  };
}

/** What is declared as text may hold "<3". */
function escapeCharacter(character: string): string {
  return character === '<' ? '&lt;' : '&amp;';
}

function toStars(stars: number): string {
  const isRating = Number.isInteger(stars) && stars >= 1 && stars <= STAR_COUNT_MAX;
  return isRating ? '★'.repeat(stars) + '☆'.repeat(STAR_COUNT_MAX - stars) : '';
}

/** The answer's own rel=next leads to XML, so the number is counted here. */
function toPage(url: string, page: number): string {
  if (/\/page=\d+\//.test(url)) return url.replace(/\/page=\d+\//, `/page=${page}/`);
  return url.replace('/customerreviews/', `/customerreviews/page=${page}/`);
}

const explain: ExplainRefusal = ({ status, host, text }) => {
  if (status === 400 && /page depth/i.test(text)) {
    return { message: `${host} gives ten pages of reviews and no more: ask for a page from 1 to 10.` };
  }
  if (status === 403 || status === 404) {
    return {
      message: `${host} knows no such app in that country: check the country and the number after id= in the address.`,
    };
  }
  return null;
};
