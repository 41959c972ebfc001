/** Links as a source writes them: relative, protocol-relative, padded with blanks, or no links at all. */

const URL_CHARS_MAX = 4_096;

/**
 * The absolute http or https URL, or null for anything else: `javascript:`, `mailto:`, a bare word without base, one
 * with a password in it, or one too long to store.
 */
export function toWebUrl(text: string | null | undefined, baseUrl: string | null): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed === '' || trimmed.length > URL_CHARS_MAX) return null;
  const url = URL.parse(trimmed, baseUrl ?? undefined);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return url.username === '' && url.password === '' ? url.href : null;
}
