/** Which words of crisis a text holds that speaks of a brand. */
import { CRISIS_WORDS_MAX, type Crisis, type CrisisWeight, NO_CRISIS } from '../../domain/crisis.ts';
import { SECTORS, type Sector } from '../../domain/sector.ts';
import { compileMatcher, type Matcher, type QueryMatch } from '../query/compile-matcher.ts';
import { foldWord } from '../query/fold-word.ts';
import { parseQuery } from '../query/parse-query.ts';
import { isNegated } from './is-negated.ts';
import { type CrisisEntry, GENERAL_ENTRIES, SECTOR_ENTRIES } from './vocabulary.ts';

/** sector null: for brands of every sector, and of none. */
export type CrisisKey = Readonly<{ weight: CrisisWeight; sector: Sector | null }>;

/** A word or phrase as it was written; longer ones are cut. */
const WORD_CHARS_MAX = 60;

let matcher: Matcher<CrisisKey> | undefined;

/**
 * The words of crisis in the passages about a brand: of the general vocabulary, of the brand's sector, and of what the
 * agency added.
 *
 * « Ce n’est pas un scandale » holds none: a query's NOT looks at the whole text, so that negation is looked for right before
 * each place instead.
 *
 * Shape:   text: the passages, one a line. sector null: of no sector. own: what else is looked for, as found there.
 * Errors:  none: total. Time grows with the text, not with the vocabulary.
 *
 * @example findCrisis({ text: 'Boycott ! C’est une honte.', sector: null, own: [] })
 *          // { weight: 2, terms: ['Boycott', 'honte'] }
 */
export function findCrisis(
  input: Readonly<{ text: string; sector: Sector | null; own: readonly QueryMatch<CrisisKey>[] }>,
): Crisis {
  const { text, sector, own } = input;
  matcher ??= compileVocabulary();
  const found = [...matcher.match({ title: null, text }), ...own]
    .filter(({ key, condition }) => condition === null && (key.sector === null || key.sector === sector))
    .map(({ key, spans }) => {
      const places = spans.filter(({ field, start }) => field === 'text' && !isNegated(text, start));
      return { weight: key.weight, words: places.map(({ start, end }) => text.slice(start, end)) };
    })
    .filter(({ words }) => words.length > 0)
    .sort((one, other) => other.weight - one.weight);
  const [gravest] = found;
  if (gravest === undefined) return NO_CRISIS;
  return { weight: gravest.weight, terms: listOnce(found.flatMap(({ words }) => words)) };
}

function compileVocabulary(): Matcher<CrisisKey> {
  const toEntries = (sector: Sector | null, entries: readonly CrisisEntry[]) =>
    entries.map(({ weight, query }, index) => ({
      id: `${sector ?? 'general'} ${index}`,
      key: { weight, sector },
      query: parseQuery(query),
    }));
  return compileMatcher([
    ...toEntries(null, GENERAL_ENTRIES),
    ...SECTORS.flatMap((sector) => toEntries(sector, SECTOR_ENTRIES[sector])),
  ]);
}

/** The same word in capitals or with an accent less is told once. */
function listOnce(words: readonly string[]): readonly string[] {
  const byFolded = new Map<string, string>();
  for (const word of words) {
    const shown = word.replace(/\s+/g, ' ').slice(0, WORD_CHARS_MAX);
    const folded = foldWord(shown);
    if (!byFolded.has(folded)) byFolded.set(folded, shown);
  }
  return [...byFolded.values()].slice(0, CRISIS_WORDS_MAX);
}
