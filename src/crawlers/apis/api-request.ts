/** Asking an API: headers that hold a secret, parameters, and pages that stay where the first one was. */
import { askJson, type ExplainRefusal } from '../ask-json.ts';
import { fail, toHost } from '../ask-source.ts';
import type { ReaderDeps, SourceFailure, SourceToRead } from '../reader.ts';
import type { Ask } from './harvest.ts';

const HEADER_CHARS_MAX = 8_192;

/**
 * Asks with the source's secret where it is the source's own host that is asked, and without it anywhere else.
 *
 * An answer may lead to any address in its links; a key given for one forum is for that forum.
 *
 * Shape:   secretHeaders: names to values; an empty or absent value is not sent.
 * Errors:  none for what the other side does. 'settings-invalid' where a value could not be sent in a header.
 */
export function makeAsk(
  deps: Pick<ReaderDeps, 'http' | 'clock'>,
  source: Pick<SourceToRead, 'url'>,
  how: Readonly<{ secretHeaders?: Readonly<Record<string, string | undefined>>; explain?: ExplainRefusal }> = {},
): Ask {
  const secretHeaders = toSendable(how.secretHeaders ?? {});
  return async (request) => {
    const unsendable = findUnsendable(secretHeaders, source.url);
    if (unsendable !== null) return unsendable;
    const headers = isSameOrigin(request.url, source.url) ? secretHeaders : {};
    return await askJson(deps, { ...request, headers }, how.explain);
  };
}

/** The URL with these parameters set; null takes one out. What is no URL stays as it is. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | number | null>>): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) parsed.searchParams.delete(name);
    else parsed.searchParams.set(name, String(value));
  }
  return parsed.href;
}

/** As withParameters, for those that the URL does not have yet: what a person wrote into it stays. */
export function withDefaults(url: string, parameters: Readonly<Record<string, string | number>>): string {
  const { searchParams } = new URL(url);
  const missing = Object.entries(parameters).filter(([name]) => !searchParams.has(name));
  return withParameters(url, Object.fromEntries(missing));
}

/** A link of an answer, absolute, as long as it stays on the host that gave it; else null. */
export function toOwnUrl(link: string | null, pageUrl: string): string | null {
  const url = link === null ? null : URL.parse(link, pageUrl);
  return url !== null && isSameOrigin(url.href, pageUrl) ? url.href : null;
}

export function isSameOrigin(one: string, other: string): boolean {
  const origin = URL.parse(one)?.origin;
  return origin !== undefined && origin === URL.parse(other)?.origin;
}

/** For an address that is not one of the reader's: says which ones are. */
export function refuseAddress(url: string, forms: string): SourceFailure {
  return fail('settings-invalid', `The address at ${toHost(url)} is not one that can be read this way: use ${forms}.`);
}

export function refuseAnswer(url: string, what: string): SourceFailure {
  return fail(
    'not-a-feed',
    `${toHost(url)} answered with data that holds no ${what}: check that the address is the one of its API.`,
  );
}

function toSendable(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function findUnsendable(headers: Readonly<Record<string, string>>, url: string): SourceFailure | null {
  const isSendable = Object.values(headers).every(
    (value) => /^[\x20-\x7e]+$/.test(value) && value.length <= HEADER_CHARS_MAX,
  );
  if (isSendable) return null;
  return fail(
    'settings-invalid',
    `The key for ${toHost(url)} holds characters that no key has (a line break, an accent): paste it again.`,
  );
}
