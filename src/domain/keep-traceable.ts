/** What is kept of a summary that a language model proposed, and why the rest is not. */
import type { DigestReport } from './digest-report.ts';

export const DRAFT_SENTENCES_MAX = 8;
export const DRAFT_SENTENCE_CHARS_MAX = 400;

/**
 * The sentences that may be shown: each cites at least one figure, and every number in it is one of the digest's, written as
 * it is there, whatever space or comma divides its thousands.
 *
 * A model that counts, guesses or remembers writes numbers that are not in the digest; those sentences are what a client must
 * never read.
 *
 * Shape:   sentences as the model wrote them, each one line.
 * Errors:  none: total.
 *
 * @example keepTraceable(['Les mentions montent de 33 %.', 'Tout va bien.'], report).sentences  // ['Les mentions montent de 33 %.']
 */
export function keepTraceable(
  sentences: readonly string[],
  report: DigestReport,
): Readonly<{ sentences: readonly string[]; droppedCount: number }> {
  const said = [report.period, ...report.lead, ...report.sections.flatMap(({ notes }) => notes)];
  const figures = new Set([...said, ...listCells(report)].flatMap(listNumbers));
  const phrases = new Set(said.flatMap(listSmallFigures));
  const kept = sentences
    .map((sentence) => sentence.replace(/[^\S\u00a0\u202f]+/g, ' ').trim())
    .filter((sentence) => sentence !== '' && sentence.length <= DRAFT_SENTENCE_CHARS_MAX)
    .filter((sentence) => {
      const numbers = listNumbers(sentence);
      const small = listSmallFigures(sentence);
      return (
        numbers.length > 0 &&
        numbers.every((number) => figures.has(number)) &&
        small.every((phrase) => phrases.has(phrase))
      );
    })
    .slice(0, DRAFT_SENTENCES_MAX);
  return { sentences: kept, droppedCount: sentences.length - kept.length };
}

/** What the tables hold; not what strangers wrote, whose numbers are nobody's figures. */
function listCells({ sections }: DigestReport): readonly string[] {
  return sections.flatMap(({ body }) => (body.kind === 'figures' ? body.table.rows.flat() : []));
}

/** The beginning of a word is enough: « mention » and « mentions » count the same. */
const STEM_CHARS = 4;

/**
 * Numbers of one digit with what they count, as `2 buzz`: some table has each of the ten digits, so that by themselves they would
 * let "3 millions" pass. Levels such as `3/4` are no counts.
 */
function listSmallFigures(text: string): readonly string[] {
  return [
    ...text.matchAll(/(?<![\d/.,\u00a0\u202f])(\d)(?![\d/]|[,.]\d|[\u00a0\u202f ]\d{3})[\u00a0\u202f ]*([\p{L}%]*)/gu),
  ].map(([, digit = '', word = '']) => `${digit} ${word.toLowerCase().slice(0, STEM_CHARS)}`);
}

/** Without sign and without what divides thousands: `+1 234,5` is `1234.5`. */
function listNumbers(text: string): readonly string[] {
  return (text.match(/\d+(?:[\u00a0\u202f ,.]\d+)*/g) ?? []).map((number) =>
    number
      .replace(/[\u00a0\u202f ](?=\d{3}(?!\d))/g, '')
      .replace(/,(?=\d{3}(?!\d))/g, '')
      .replace(',', '.'),
  );
}
