/** One page, one URL: what two sources write differently for the same page comes out the same. */

const TRACKING_NAMES: ReadonlySet<string> = new Set(
  (
    '_ga _gl _hsenc _hsmi __twitter_impression cmpid dclid fb_action_ids fb_action_types fb_source fbclid gbraid gclid ' +
    'gclsrc igsh igshid mkt_tok msclkid ns_campaign ns_fee ns_linkname ns_mchannel ns_source phpsessid ref_src s_cid ' +
    'srsltid ttclid twclid vero_id wbraid wickedid wt_mc wt_zmc xtor yclid'
  ).split(' '),
);
/** Google Analytics, Mailchimp, Matomo and Piwik, HubSpot, AT Internet (French press), Omeda. */
const TRACKING_PREFIXES = ['utm_', 'mc_', 'mtm_', 'pk_', 'piwik_', 'hsa_', 'at_', 'oly_'] as const;
/** Forums put a visitor's session into every link; a parameter of this name that is no session stays. */
const SESSION_NAMES: ReadonlySet<string> = new Set(['sid', 's']);
const SESSION_VALUE = /^(?:[a-z](?::|%3a))?[0-9a-f]{32}$/i;

/**
 * The URL under which a page is known here, or null for what is no http or https URL.
 *
 * Lower-case host without final dot, no default port, no credentials, no fragment, no parameter that only says where
 * the reader came from. The other parameters keep their order and spelling: servers may mind either.
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
 * The site that a URL belongs to: its host without `www.`, empty for what is no URL.
 *
 * @example toSite('https://www.example.org/a')  // 'example.org'
 */
export function toSite(url: string): string {
  const host = URL.parse(url)?.hostname ?? '';
  return host.replace(/\.$/, '').replace(/^www\./, '');
}

function toUntrackedUrl(url: string): URL | null {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return null;
  parsed.username = '';
  parsed.password = '';
  parsed.hostname = parsed.hostname.replace(/\.$/, '');
  const kept = parsed.search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && !isTracking(parameter));
  parsed.search = kept.join('&');
  return parsed;
}

function isTracking(parameter: string): boolean {
  const [rawName = '', value = ''] = parameter.split('=');
  const name = rawName.toLowerCase();
  if (TRACKING_NAMES.has(name) || TRACKING_PREFIXES.some((prefix) => name.startsWith(prefix))) return true;
  return SESSION_NAMES.has(name) && SESSION_VALUE.test(value);
}
