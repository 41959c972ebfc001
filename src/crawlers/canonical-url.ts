/** One page, one URL: what two sources write differently for the same page comes out the same. */
import { isTracking } from './tracking-parameters.ts';
import { unwrapUrl } from './unwrap-url.ts';

/**
 * The URL under which a page is known here, or null for what is no http or https URL.
 *
 * Lower-case host without final dot, no default port, no credentials, no fragment, no parameter that only says where
 * the reader came from; what stands behind a redirector or an AMP cache instead of it. The other parameters keep their
 * order and spelling: servers may mind either.
 *
 * Shape:   url: absolute. The result is for comparing and for opening: it still leads to the page.
 * Errors:  none: total.
 *
 * @example canonicalUrl('HTTPS://Example.org:443/a?utm_source=rss&id=7#c2')  // 'https://example.org/a?id=7'
 */
export function canonicalUrl(url: string): string | null {
  const parsed = toUntrackedUrl(url);
  if (parsed === null) return null;
  parsed.hash = '';
  return parsed.href;
}

/** As canonicalUrl, but with its fragment: the permalink of one post on a page of many. */
export function permalinkUrl(url: string): string | null {
  return toUntrackedUrl(url)?.href ?? null;
}

/**
 * What is equal for two URLs of one page: only for comparing, it need not open anything.
 *
 * On top of canonicalUrl: scheme, `www.`, a slash or `index.html` at the end, doubled slashes, the spelling of escapes
 * and the order of parameters make no difference, and the AMP and mobile twins of an article are the article. A twin is
 * believed only where the path looks like an article's (a number, or a title of several words), because `/wiki/amp` is no
 * twin of `/wiki`, nor `mobile.example.org/` of `example.org/`.
 *
 * Errors:  none: total; null for what is no http or https URL.
 *
 * @example toPageIdentity('http://amp.example.org/2026/06/panne-reseau/?amp=1')  // 'example.org/2026/06/panne-reseau'
 */
export function toPageIdentity(url: string): string | null {
  const parsed = toUntrackedUrl(url);
  if (parsed === null) return null;
  const path = toPlainPath(parsed.pathname);
  const twinlessPath = withoutAmp(path);
  const isArticle = looksLikeArticle(twinlessPath);
  const host = toPlainHost(parsed, isArticle);
  const search = toPlainSearch(parsed, isArticle);
  const isIndex = search === '' && parsed.search === '';
  const finalPath = (isArticle ? twinlessPath : path).replace(isIndex ? /\/(?:index\.(?:html?|php))?$/ : /\/$/, '');
  // a fragment that is a path is a page of its own in an application that runs in the browser
  const route = /^#!?\//.test(parsed.hash) || parsed.hash.startsWith('#!') ? parsed.hash : '';
  return `${host}${finalPath === '' ? '/' : finalPath}${search}${route}`;
}

/**
 * The site that a URL belongs to: its host without `www.`, empty for what is no URL.
 *
 * @example toSite('https://www.example.org/a')  // 'example.org'
 */
export function toSite(url: string): string {
  const host = URL.parse(url)?.hostname ?? '';
  return host.replace(/\.$/, '').replace(/^www\./, '');
}

function toUntrackedUrl(url: string): URL | null {
  const parsed = URL.parse(unwrapUrl(url));
  if (parsed === null || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return null;
  // each assignment parses the whole URL again
  if (parsed.username !== '') parsed.username = '';
  if (parsed.password !== '') parsed.password = '';
  if (parsed.hostname.endsWith('.')) parsed.hostname = parsed.hostname.slice(0, -1);
  if (parsed.search !== '' || parsed.href.includes('?')) {
    const kept = parsed.search
      .slice(1)
      .split('&')
      .filter((parameter) => parameter !== '' && !isTracking(parameter));
    parsed.search = kept.join('&');
  }
  return parsed;
}

const ARTICLE_PATH_CHARS_MIN = 10;
/** Hosts under which a registry, not a publisher, hands out names: `m.co.uk` is a site. */
const SHORT_SUFFIX = /^[a-z]{2,3}\.[a-z]{2}$/;
const TWIN_LABEL = /^(?:amp|m|mobile)\./;
/** As Wikipedia and its kin do it: `fr.m.wikipedia.org`. */
const INNER_TWIN_LABEL = /^([a-z]{2,3})\.m\./;
const AMP_PARAMETER = /^(?:_?amp(?:=(?:1|true|)?)?|output(?:type)?=amp)$/i;

/** Escapes in one spelling (RFC 3986 section 6.2.2), no doubled slashes unless they belong to a URL in the path. */
function toPlainPath(path: string): string {
  const spelt = path.replace(/%[0-9a-f]{2}/gi, (triple) => {
    const character = String.fromCharCode(Number.parseInt(triple.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : triple.toUpperCase();
  });
  return spelt.includes(':/') ? spelt : spelt.replace(/\/{2,}/g, '/');
}

function withoutAmp(path: string): string {
  return path
    .replace(/^\/amp(?=\/)/, '')
    .replace(/\/amp\/?$/, '')
    .replace(/\.amp(?=\.html?$)|\.amp$/, '');
}

/** A number or a title of three words in one of its parts. */
function looksLikeArticle(path: string): boolean {
  return path.length >= ARTICLE_PATH_CHARS_MIN && /\d|[^/]-[^/]+-[^/]/.test(path);
}

function toPlainHost(url: URL, isArticle: boolean): string {
  const host = url.host.replace(/^www\./, '');
  if (!isArticle) return host;
  const twin = host
    .replace(TWIN_LABEL, '')
    .replace(INNER_TWIN_LABEL, '$1.')
    .replace(/^www\./, '');
  return twin.includes('.') && !SHORT_SUFFIX.test(twin) ? twin : host;
}

function toPlainSearch(url: URL, isArticle: boolean): string {
  const isBlogger = /\.blogspot\.[a-z.]+$/.test(url.hostname);
  const parameters = url.search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '')
    .filter((parameter) => !(isArticle && AMP_PARAMETER.test(parameter)))
    .filter((parameter) => !(isBlogger && /^m=[01]$/.test(parameter)));
  if (parameters.length === 0) return '';
  // by name only: what is given twice keeps its order
  const nameOf = (parameter: string): string => parameter.split('=', 1)[0] ?? '';
  return `?${parameters.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0)).join('&')}`;
}
