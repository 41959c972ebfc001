/** An address on an instance that somebody runs, wherever on its site it lives. */
import { toWebUrl } from '../web-url.ts';

/**
 * The address below an instance's own; null where that is none.
 *
 * @example toInstanceUrl('https://search.example/searxng', 'search?q=a')  // 'https://search.example/searxng/search?q=a'
 */
export function toInstanceUrl(instanceUrl: string | null, path: string): string | null {
  const base = URL.parse(toWebUrl(instanceUrl, null) ?? '');
  if (base === null) return null;
  base.search = '';
  base.hash = '';
  return toWebUrl(`${base.href.replace(/\/*$/, '')}/${path}`, null);
}
