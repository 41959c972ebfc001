/** The entries of a period as a file, whether a page, the API or a command asks for it. */
import { AppError } from '../base/errors.ts';
import { localDayOf } from '../base/zoned-time.ts';
import type { Agency, Language } from '../domain/agency.ts';
import { type LogbookFormat, toLogbookCsv, toLogbookLines } from '../domain/logbook-export.ts';
import { makeLogbookWords } from '../domain/logbook-words.ts';
import { getBrand, readBrands } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { listEntriesInOrder } from '../store/logbook.ts';
import { readDayRange } from './logbook.ts';

export type ExportRequest = Readonly<{
  /** Null: of all brands. */
  brandId: string | null;
  from?: string | undefined;
  to?: string | undefined;
  format: LogbookFormat;
  language: Language;
}>;

export type ExportFile = Readonly<{ name: string; text: string; entryCount: number }>;

/** A thousand brands with a full day; what is larger is asked for in parts. */
const EXPORT_ENTRIES_MAX = 50_000;

/**
 * In the order in which they were made.
 *
 * Errors:  NOT_FOUND for another agency's brand, INPUT_INVALID as readDayRange, LIMIT_REACHED.
 */
export async function exportLogbook(db: Db, agency: Agency, request: ExportRequest, now: Date): Promise<ExportFile> {
  const { brandId, format, language } = request;
  const range = readDayRange(request, localDayOf(now, agency.timeZone).date);
  const agencyId = agency.id;
  if (brandId !== null) await getBrand(db, { agencyId, brandId });
  const filter = { agencyId, ...range, ...(brandId === null ? {} : { brandId }) };
  const entries = await listEntriesInOrder(db, filter, EXPORT_ENTRIES_MAX + 1);
  if (entries.length > EXPORT_ENTRIES_MAX) {
    throw new AppError(
      'LIMIT_REACHED',
      `There are more than ${EXPORT_ENTRIES_MAX} entries in these days: give a shorter period, or one brand.`,
      { details: { of: 'entries' } },
    );
  }
  const keys = new Set(entries.flatMap((entry) => entry.brandId ?? []));
  const brands = await readBrands(
    db,
    [...keys].map((id) => ({ agencyId, brandId: id })),
  );
  const exported = entries.map((entry) => ({ entry, brandName: brands.get(entry.brandId ?? '')?.name ?? null }));
  const words = makeLogbookWords({ language, timeZone: agency.timeZone });
  const text = format === 'csv' ? toLogbookCsv(exported, words) : toLogbookLines(exported, words);
  const extension = format === 'csv' ? 'csv' : 'ndjson';
  return { name: `vigie-logbook-${range.from}-${range.to}.${extension}`, text, entryCount: entries.length };
}
