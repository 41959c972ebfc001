/** export: an agency's feeds for another feed reader, or back into Vigie. */
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { type OpmlFeed, writeOpml } from '../crawlers/write-opml.ts';
import type { ReaderName } from '../domain/source.ts';
import { getBrandByName } from '../intents/import-feeds.ts';
import { getAgencyByName } from '../store/agencies.ts';
import type { Db } from '../store/database.ts';
import { type HeardSource, listHeardSources, toSourcePosition } from '../store/sources.ts';
import { openWorld } from '../world.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

/** What any feed reader can follow. */
const FEED_READERS: ReadonlySet<ReaderName> = new Set(['feed', 'alert-feed', 'google-news']);
const SOURCES_PER_PAGE = 1_000;

export const exportCommand: Command = {
  name: 'export',
  summary: "an agency's feeds, for another feed reader (OPML)",
  help: `vigie export [--format opml] --agency NAME [--brand NAME] > FEEDS.opml

Writes the feeds that the agency listens to as OPML, with their tags as folders. Feeds that a search for a brand brought
are left out, because they follow the brand's query; so is what no feed reader can follow (forums, other services), and
every key.

  --format opml  the one format (opml)
  --agency NAME  whose feeds
  --brand NAME   those that are listened to for this brand only (all of the agency's)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('export', args, {
      format: { type: 'string', default: 'opml' },
      agency: { type: 'string' },
      brand: { type: 'string' },
    });
    refusePositionals('export', positionals);
    if (values.format !== 'opml') {
      throw new AppError('USAGE_WRONG', `"${values.format}" is no format of an export: leave it out, or say opml.`);
    }
    if (values.agency === undefined) {
      throw new AppError('USAGE_WRONG', 'Feeds are exported of an agency: name it by --agency NAME.');
    }
    await using world = await openWorld(readConfig(), { schedule: 'left' });
    const feeds = await listFeeds(world.db, { agencyName: values.agency, brandName: values.brand ?? null });
    io.write(writeOpml({ title: values.agency, feeds }).trimEnd());
    return 0;
  },
};

/** Errors: NOT_FOUND for an agency or brand that is not there. */
export async function listFeeds(
  db: Db,
  input: Readonly<{ agencyName: string; brandName: string | null }>,
): Promise<readonly OpmlFeed[]> {
  const agency = await getAgencyByName(db, input.agencyName);
  const brand = input.brandName === null ? null : await getBrandByName(db, agency.id, input.brandName);
  const feeds: OpmlFeed[] = [];
  let after: string | null = null;
  do {
    const sources: readonly HeardSource[] = await listHeardSources(db, agency.id, { after, limit: SOURCES_PER_PAGE });
    feeds.push(...sources.flatMap((source) => toFeed(source, brand?.id ?? null) ?? []));
    const last = sources.at(-1);
    after = last === undefined ? null : toSourcePosition(last);
  } while (after !== null);
  return feeds;
}

function toFeed(source: HeardSource, brandId: string | null): OpmlFeed | null {
  const subscriptions = source.subscriptions.filter(
    (each) => each.searchId === null && (brandId === null || each.brandId === brandId),
  );
  if (subscriptions.length === 0 || !FEED_READERS.has(source.reader)) return null;
  const { url, title, siteUrl } = source;
  // before the first visit it has no name; many feed readers show the text and nothing else
  return {
    url,
    title: title ?? new URL(url).host,
    siteUrl,
    tags: [...new Set(subscriptions.flatMap(({ tags }) => tags))],
  };
}
