/** What tells a brand from the ordinary word: how the name is written, what stands around it, what the text is about. */
import type { Span } from '../../domain/mention.ts';
import { foldWord } from '../query/fold-word.ts';
import { scanText } from '../query/scan-text.ts';
import { CONTEXT_WORDS } from './context-words.ts';

/** A text in which a brand's name was found. */
export type FoundText = Readonly<{ title: string | null; text: string; spans: readonly Span[] }>;

/** Further words say what the article is about, not what the name means in it. */
const WINDOW_WORD_COUNT = 14;
/** Places of the name that are looked at. */
const PLACE_COUNT_MAX = 4;
/** A stem for the poor: long enough to tell words apart, short enough to join their forms. */
const STEM_CHARS = 6;
/** Words that stand everywhere; right beside the name they are features of their own. */
const FUNCTION_WORDS = new Set(
  `a ai ait au aux avec c ca car ce ces cet cette chez comme contre d dans de des deja donc du elle elles en encore est et
eu eux fait il ils j je l la le les leur leurs lui m ma mais me meme mes mon n ne nos notre nous on ont ou par pas plus pour
qu quand que quel quelle qui s sa sans se ses si son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une
vers via vos votre vous y the a an of to in on at for with and or is are was this that it my your`.split(/\s+/),
);

/** Whether a folded word stands everywhere, in French or English. */
export function isFunctionWord(folded: string): boolean {
  return FUNCTION_WORDS.has(folded);
}

/**
 * The features of a text, each once.
 *
 * Names of features: `form:` how the name is written in its text, `before:` and `after:` its neighbours, `near:` words
 * around it, `about:` how many words of which world stand around it, `sign-…:` and `ending:` signs and the end of the next word.
 *
 * Errors:  none: total. Without spans the whole text is around the name.
 */
export function readFeatures(found: FoundText): readonly string[] {
  const features = new Set<string>(['bias']);
  const fields = [
    { field: 'title', text: found.title ?? '' },
    { field: 'text', text: found.text },
  ] as const;
  const style = toStyle(fields.map(({ text }) => text).join('\n'));
  const around = new Set<string>();
  for (const { field, text } of fields) {
    const spans = found.spans.filter((span) => span.field === field).slice(0, PLACE_COUNT_MAX);
    const { starts, ends } = scanText(text);
    const words = starts.map((start, index) => ({
      start,
      end: ends[index] ?? start,
      folded: foldWord(text.slice(start, ends[index])),
    }));
    if (found.spans.length === 0) for (const { folded } of words) around.add(folded);
    for (const span of spans) {
      const first = words.findIndex(({ end }) => end > span.start);
      const last = words.findLastIndex(({ start }) => start < span.end);
      if (first < 0 || last < first) continue;
      const form = toForm(text, span, style);
      features.add(`form:${form}`);
      features.add(`form:${form}:before:${toNeighbour(words[first - 1]?.folded)}`);
      features.add(`form:${form}:after:${toNeighbour(words[last + 1]?.folded)}`);
      features.add(`ending:${words[last + 1]?.folded.slice(-2) ?? '$'}`);
      features.add(
        `sign-after:${toSign(
          text
            .slice(span.end, span.end + NEIGHBOUR_CHARS)
            .trimStart()
            .charAt(0),
        )}`,
      );
      features.add(`sign-before:${toSign(lastOf(text, span.start))}`);
      const sign = text.charAt(span.start - 1);
      if (sign === '#' || sign === '@') features.add(`form:${sign}`);
      features.add(
        `said:${words
          .slice(first, last + 1)
          .map(({ folded }) => folded)
          .join(' ')}`,
      );
      addNeighbours(features, { before: words[first - 1]?.folded, after: words[last + 1]?.folded });
      for (const { folded } of words.slice(Math.max(0, first - WINDOW_WORD_COUNT), first)) around.add(folded);
      for (const { folded } of words.slice(last + 1, last + 1 + WINDOW_WORD_COUNT)) around.add(folded);
    }
  }
  addAround(features, around);
  return [...features];
}

/** How the whole text is written: a name's capitals say nothing where everything or nothing has them. */
type Style = 'shouted' | 'small' | 'usual';

const SHOUTED_RATIO_MIN = 0.6;

function toStyle(text: string): Style {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitalCount = text.match(/\p{Lu}/gu)?.length ?? 0;
  if (capitalCount === 0) return 'small';
  return capitalCount / letters.length >= SHOUTED_RATIO_MIN ? 'shouted' : 'usual';
}

function toForm(text: string, span: Span, style: Style): string {
  if (style !== 'usual') return style;
  const name = text.slice(span.start, span.end);
  const isCapital = /^\P{L}*\p{Lu}/u.test(name);
  if (!isCapital) return 'lower';
  if (/^\P{Ll}*$/u.test(name) && /\p{Lu}.*\p{Lu}/u.test(name)) return 'capitals';
  return /^(?:|[.!?…:«"“])$/u.test(lastOf(text, span.start)) ? 'capital-first' : 'capital';
}

/** The character before, blanks skipped. */
function lastOf(text: string, at: number): string {
  return text
    .slice(Math.max(0, at - NEIGHBOUR_CHARS), at)
    .trimEnd()
    .slice(-1);
}

/** How far a sign may stand from the name. */
const NEIGHBOUR_CHARS = 8;

/** One sign for all letters, and one for all emoji, of which half a pair may be in hand. */
function toSign(character: string): string {
  return character.replace(/[\p{L}\p{N}\p{M}]/u, 'x').replace(/[\ud800-\udfff\p{Extended_Pictographic}]/u, 'emoji');
}

/** A function word by itself, any other by its kind. */
function toNeighbour(word: string | undefined): string {
  if (word === undefined) return '^';
  if (FUNCTION_WORDS.has(word)) return word;
  if (CONTEXT_WORDS.isCompany(word)) return 'company';
  if (CONTEXT_WORDS.isEveryday(word)) return 'everyday';
  return CONTEXT_WORDS.isEnglish(word) ? 'english' : '*';
}

function addNeighbours(
  features: Set<string>,
  { before, after }: Readonly<{ before: string | undefined; after: string | undefined }>,
): void {
  features.add(`before:${toNeighbour(before)}`);
  features.add(`after:${toNeighbour(after)}`);
  if (before !== undefined && !FUNCTION_WORDS.has(before)) features.add(`before-word:${before.slice(0, STEM_CHARS)}`);
  if (after !== undefined && !FUNCTION_WORDS.has(after)) features.add(`after-word:${after.slice(0, STEM_CHARS)}`);
}

function addAround(features: Set<string>, around: ReadonlySet<string>): void {
  let companyCount = 0;
  let everydayCount = 0;
  for (const word of around) {
    if (FUNCTION_WORDS.has(word)) {
      if (/^(?:je|j|mon|ma|mes|vous|nous|on|ils)$/.test(word)) features.add('about:person');
      continue;
    }
    features.add(`near:${word.slice(0, STEM_CHARS)}`);
    if (CONTEXT_WORDS.isCompany(word)) companyCount += 1;
    if (CONTEXT_WORDS.isEveryday(word)) everydayCount += 1;
  }
  features.add(`about:company:${Math.min(companyCount, 3)}`);
  features.add(`about:everyday:${Math.min(everydayCount, 3)}`);
  features.add(`about:lead:${Math.max(-2, Math.min(2, companyCount - everydayCount))}`);
}
