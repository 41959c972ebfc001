/** digest: what was said of a brand, or of an agency's brands, in a day, a week or a month, made now and sent to nobody. */
import { writeFile } from 'node:fs/promises';
import { readConfig } from '../base/config.ts';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { type Agency, LANGUAGES, type Language } from '../domain/agency.ts';
import { DIGEST_PERIODS, type DigestContent } from '../domain/digest.ts';
import { getBrandByName } from '../intents/import-feeds.ts';
import { renderDigestEmail } from '../notify/digest/render-digest-email.ts';
import { previewDigest } from '../pipeline/preview-digest.ts';
import { getAgencyByName } from '../store/agencies.ts';
import { readLook } from '../store/agency-looks.ts';
import { openWorld, type World } from '../world.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

const FORMATS = ['text', 'json'] as const;

export const digestCommand: Command = {
  name: 'digest',
  summary: 'a brand’s or an agency’s day, week or month in words, figures or as a PDF',
  help: `vigie digest --agency NAME [--brand NAME] [--period day|week|month] [--on DAY] [--lang fr|en] [--format text|json] [--pdf FILE]

Makes the digest of a period that is over, of what is stored by now: the day before, the seven days before, or the month before.
Nothing is kept of it and nothing is sent; the digests that were sent are at /v1/digests.

  --agency NAME  whose
  --brand NAME   of this brand (of all the agency's side by side)
  --period P     day, week or month (week)
  --on DAY       as it would be made on that morning, such as 2026-06-08 (today, on the agency's calendar)
  --lang LANG    fr or en (the agency's)
  --format F     text, as a mail says it, or json, the figures (text)
  --pdf FILE     writes it there too, in the agency's look

With the embedded database, stop the service first.`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('digest', args, {
      agency: { type: 'string' },
      brand: { type: 'string' },
      period: { type: 'string', default: 'week' },
      on: { type: 'string' },
      lang: { type: 'string' },
      format: { type: 'string', default: 'text' },
      pdf: { type: 'string' },
    });
    refusePositionals('digest', positionals);
    const period = choose('period', values.period, DIGEST_PERIODS);
    const format = choose('format', values.format, FORMATS);
    const said = values.lang === undefined ? null : choose('lang', values.lang, LANGUAGES);
    if (values.agency === undefined) {
      throw new AppError(
        'USAGE_WRONG',
        'A digest is of an agency or one of its brands: name the agency by --agency NAME.',
      );
    }
    await using world = await openWorld(readConfig(), { schedule: 'left' });
    const agency = await getAgencyByName(world.db, values.agency);
    const brand = values.brand === undefined ? null : await getBrandByName(world.db, agency.id, values.brand);
    const now = world.clock.now();
    const content = await previewDigest(world.db, { agency, brand, period, on: values.on ?? null, now });
    const language = said ?? agency.language;
    if (values.pdf !== undefined) await writePdf(world, { agency, content, language, file: values.pdf });
    io.write(
      format === 'json' ? JSON.stringify(content, null, 2) : toText(world, { content, language, brandId: brand?.id }),
    );
    return 0;
  },
};

function choose<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new AppError('USAGE_WRONG', `--${name} is "${text}": say ${values.join(' or ')}.`);
}

function toText(
  { config }: World,
  { content, language, brandId }: Readonly<{ content: DigestContent; language: Language; brandId: string | undefined }>,
): string {
  const brandUrl = brandId === undefined ? config.publicUrl : `${config.publicUrl}/brands/${brandId}`;
  return renderDigestEmail({ content, language, links: { brandUrl } }).text.trimEnd();
}

async function writePdf(
  { db, digestWriter, clock }: World,
  digest: Readonly<{ agency: Agency; content: DigestContent; language: Language; file: string }>,
): Promise<void> {
  const { agency, content, language, file } = digest;
  const look = await readLook(db, agency.id);
  const pdf = await digestWriter.toPdf(digestWriter.toReport(content, language), { madeAt: clock.now(), look });
  try {
    await writeFile(file, pdf);
  } catch (error) {
    throw new AppError('USAGE_WRONG', `${file} cannot be written: ${toErrorMessage(error)}`, { cause: error });
  }
}
