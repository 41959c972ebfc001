/** How a source that is a search calls itself. */
import type { ParsedSource } from '../../domain/document.ts';
import { NO_DESCRIPTION } from '../apis/harvest.ts';

const ASKED_CHARS_MAX = 200;

/**
 * The service's name and what it was asked for.
 *
 * @example describeSearch('GDELT', 'orange').title  // 'GDELT: orange'
 */
export function describeSearch(title: string, asked: string | null): ParsedSource {
  const words = asked?.trim().slice(0, ASKED_CHARS_MAX).toWellFormed() ?? '';
  return { ...NO_DESCRIPTION, title: words === '' ? title : `${title}: ${words}` };
}
