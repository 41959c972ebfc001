/** What a text is about, by the general taxonomy. */
import { THEMES, type Theme } from '../../domain/theme.ts';
import { compileMatcher, type Matcher } from '../query/compile-matcher.ts';
import { parseQuery } from '../query/parse-query.ts';
import { TAXONOMY } from './taxonomy.ts';

let matcher: Matcher<Theme> | undefined;

/**
 * The themes of a text, in the order of THEMES; empty where it is about none of them.
 *
 * Errors:  none: total. Time grows with the text, not with the taxonomy.
 *
 * @example findThemes('Ma box est en panne et la hotline ne répond pas')  // ['customer-service', 'outage']
 */
export function findThemes(text: string): readonly Theme[] {
  matcher ??= compileMatcher(THEMES.map((theme) => ({ id: theme, key: theme, query: parseQuery(TAXONOMY[theme]) })));
  return matcher.match({ title: null, text }).map(({ key }) => key);
}
