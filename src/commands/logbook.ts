/** logbook: what was done for an agency's brands in a period, as a file. */
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { LANGUAGES } from '../domain/agency.ts';
import { LOGBOOK_FORMATS } from '../domain/logbook-export.ts';
import { getBrandByName } from '../intents/import-feeds.ts';
import { exportLogbook } from '../intents/logbook-export.ts';
import { getAgencyByName } from '../store/agencies.ts';
import { openWorld } from '../world.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

export const logbookCommand: Command = {
  name: 'logbook',
  summary: 'what was done for brands in a period (CSV, NDJSON)',
  help: `vigie logbook --agency NAME [--brand NAME] [--from DAY] [--to DAY] [--format csv|ndjson] [--lang fr|en] > FILE

Writes the entries of the logbook in the order in which they were made. The CSV is that of RFC 4180, in UTF-8 with a byte
order mark; a cell that a spreadsheet would take for a formula begins with an apostrophe.

  --agency NAME  whose logbook
  --brand NAME   of this brand only (all of the agency's)
  --from DAY     the first day, such as 2026-06-01 (30 days before the last)
  --to DAY       the last day (today, on the agency's calendar); 366 days at most
  --format F     csv or ndjson (csv)
  --lang LANG    of what Vigie noted by itself: fr or en (the agency's)

With the embedded database, stop the service first.`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('logbook', args, {
      agency: { type: 'string' },
      brand: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      format: { type: 'string', default: 'csv' },
      lang: { type: 'string' },
    });
    refusePositionals('logbook', positionals);
    const format = LOGBOOK_FORMATS.find((each) => each === values.format);
    if (format === undefined) {
      throw new AppError('USAGE_WRONG', `"${values.format}" is no format of a logbook: say csv or ndjson.`);
    }
    const language = LANGUAGES.find((each) => each === values.lang);
    if (values.lang !== undefined && language === undefined) {
      throw new AppError('USAGE_WRONG', `"${values.lang}" is no language of Vigie: say fr or en.`);
    }
    if (values.agency === undefined) {
      throw new AppError('USAGE_WRONG', 'A logbook is of an agency: name it by --agency NAME.');
    }
    await using world = await openWorld(readConfig(), { schedule: 'left' });
    const agency = await getAgencyByName(world.db, values.agency);
    const brand = values.brand === undefined ? null : await getBrandByName(world.db, agency.id, values.brand);
    const request = { ...values, brandId: brand?.id ?? null, format, language: language ?? agency.language };
    const { text } = await exportLogbook(world.db, agency, request, world.clock.now());
    // the line's own break comes with what is written
    if (text !== '') io.write(text.replace(/\r?\n$/, ''));
    return 0;
  },
};
