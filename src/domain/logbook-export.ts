/** The logbook as files: CSV for spreadsheets, NDJSON for programs. */
import type { LogbookEntry } from './logbook.ts';
import type { LogbookWords } from './logbook-phrases.ts';
import { sayEntry } from './logbook-words.ts';

export type LogbookFormat = 'csv' | 'ndjson';

export const LOGBOOK_FORMATS = ['csv', 'ndjson'] as const satisfies readonly LogbookFormat[];

export const LOGBOOK_MEDIA_TYPES: Readonly<Record<LogbookFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** brandName: null where it is for all brands. */
export type ExportedEntry = Readonly<{ entry: LogbookEntry; brandName: string | null }>;

const COLUMNS = ['day', 'made_at', 'brand', 'kind', 'via', 'author', 'entry', 'count', 'edited_at'] as const;

/**
 * A table with a row for each entry; automatic ones in the words' language.
 *
 * A spreadsheet takes a cell that begins like a formula for one, and what people write about brands comes from anywhere:
 * such a cell begins with an apostrophe. The byte order mark tells spreadsheets that it is UTF-8.
 *
 * Shape:   lines end in CRLF, the first names the columns; begins with U+FEFF.
 * Source:  RFC 4180; OWASP, CSV Injection.
 */
export function toLogbookCsv(entries: readonly ExportedEntry[], words: LogbookWords): string {
  const rows = entries.map(({ entry, brandName }) => [
    entry.onDate,
    entry.madeAt.toISOString(),
    brandName ?? '',
    entry.kind,
    entry.via,
    entry.author.name,
    sayEntry(words, entry),
    String(entry.count),
    entry.editedAt?.toISOString() ?? '',
  ]);
  return `\ufeff${[COLUMNS, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('')}`;
}

/** One object a line, with the columns of the table. */
export function toLogbookLines(entries: readonly ExportedEntry[], words: LogbookWords): string {
  return entries
    .map(({ entry, brandName }) => {
      const { onDate: day, kind, via, count, madeAt, editedAt } = entry;
      const line = {
        ...{ day, madeAt: madeAt.toISOString(), brand: brandName, kind, via, author: entry.author.name },
        ...{ entry: sayEntry(words, entry), count, editedAt: editedAt?.toISOString() ?? null },
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join('');
}

/** Spaces before it do not keep a spreadsheet from it, nor does the full-width form. */
const FORMULA_START = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

function toCell(text: string): string {
  const safe = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
