/** Was this request sent by one of our own pages? What changes something is refused otherwise. */

export type OriginHeaders = Readonly<{
  /** Sec-Fetch-Site; browsers send it over https and to this machine. */
  fetchSite: string | undefined;
  origin: string | undefined;
  host: string | undefined;
}>;

/**
 * True where the browser vouches for it: another site can make a browser send our cookie, but not these headers.
 *
 * The origin may be the public one or the one that the browser is connected to, because a service on this machine is
 * opened as localhost as well as 127.0.0.1. A request with neither header is no browser's, and is refused too.
 *
 * Source:  Fetch Metadata Request Headers (W3C); RFC 6454 section 7.
 */
export function isSameOrigin(headers: OriginHeaders, publicUrl: string): boolean {
  if (headers.fetchSite !== undefined) return headers.fetchSite === 'same-origin';
  if (headers.origin === undefined || !URL.canParse(headers.origin)) return false;
  const origin = new URL(headers.origin);
  return origin.origin === new URL(publicUrl).origin || (origin.host !== '' && origin.host === headers.host);
}
