/** The logbook's lines and the evening's debrief, told from data in the language of whoever reads them. */
import { localDayOf } from '../base/zoned-time.ts';
import type { Language } from './agency.ts';
import { makeFormats } from './formats.ts';
import type { LogbookEntry } from './logbook.ts';
import type { DebriefFigures, LogbookWords } from './logbook-phrases.ts';
import { makeEnglishLogbookWords } from './logbook-words-en.ts';
import { makeFrenchLogbookWords } from './logbook-words-fr.ts';

type Reader = Readonly<{ language: Language; timeZone: string }>;

/** What a debrief lists of one thing; more is counted. */
const LINES_MAX = 20;
const LINE_CHARS_MAX = 200;

export function makeLogbookWords(reader: Reader): LogbookWords {
  const days = makeFormats({ language: reader.language, timeZone: 'UTC' });
  const kit = {
    formats: makeFormats(reader),
    timeZone: reader.timeZone,
    sayDay: (date: string) => days.day(new Date(`${date}T00:00:00Z`)),
  };
  return reader.language === 'fr' ? makeFrenchLogbookWords(kit) : makeEnglishLogbookWords(kit);
}

/** What an entry says: what somebody wrote, or what Vigie noted in the reader's language. */
export function sayEntry(
  words: LogbookWords,
  entry: Pick<LogbookEntry, 'brandId' | 'kind' | 'text' | 'facts' | 'count'>,
): string {
  if (entry.text !== null) return entry.text;
  const { kind } = entry;
  // what has no text was noted by Vigie, as the database sees to
  return kind === 'note' || kind === 'debrief' ? '' : words.actions[kind](entry);
}

/**
 * The debrief that the day itself proposes: a few sentences that each rest on the figures, then what was done and what is
 * left, a line each. It is text to be edited, so that it knows no markup.
 */
export function sayDebrief(
  reader: Reader,
  day: Readonly<{ date: string; figures: DebriefFigures; entries: readonly LogbookEntry[] }>,
): string {
  const words = makeLogbookWords(reader);
  const { date, figures, entries } = day;
  const formats = makeFormats({ ...reader, timeZone: 'UTC' });
  const weekday = formats.dayName(new Date(`${date}T00:00:00Z`));
  const sayTime = makeSayTime(reader, words, date);
  const done = entries.filter(({ kind }) => kind !== 'debrief');
  const lines = [
    words.mentions(figures, weekday),
    ...figures.buzzes.map((buzz) => words.buzz(buzz, sayTime)),
    ...(figures.unansweredCount === 0 ? [] : [words.unanswered(figures.unansweredCount)]),
    '',
    ...listLines(words, { title: words.doneTitle, none: words.nothingDone }, done, (entry) => {
      const said = cutLine(sayEntry(words, entry));
      return entry.author.kind === 'vigie' ? said : `${said} ${words.by(entry.author.name)}`;
    }),
    '',
    ...listLines(words, { title: words.openTitle, none: words.nothingOpen }, figures.openPriorities, (priority) => {
      const isCarriedOver = priority.forDate < date;
      return isCarriedOver ? `${cutLine(priority.text)} ${words.since(priority.forDate)}` : cutLine(priority.text);
    }),
  ];
  return lines.join('\n');
}

function listLines<Item>(
  words: LogbookWords,
  titles: Readonly<{ title: string; none: string }>,
  items: readonly Item[],
  say: (item: Item) => string,
): readonly string[] {
  if (items.length === 0) return [titles.none];
  const shown = items.slice(0, LINES_MAX).map((item) => `– ${say(item)}`);
  const more = items.length - shown.length;
  return [titles.title, ...shown, ...(more === 0 ? [] : [`– ${words.andMore(more)}`])];
}

function cutLine(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const chars = [...line];
  return chars.length <= LINE_CHARS_MAX ? line : `${chars.slice(0, LINE_CHARS_MAX - 1).join('')}…`;
}

/** The hour of what happened on the day, the day too of what did not. */
function makeSayTime({ timeZone }: Reader, words: LogbookWords, date: string): (instant: string) => string {
  return (text) => {
    const instant = new Date(text);
    return localDayOf(instant, timeZone).date === date ? words.atTime(instant) : words.onDay(instant);
  };
}
