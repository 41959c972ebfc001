/** A second opinion: what a widely used parser reads of well-formed feeds, ours reads as well. */
import RssParser from 'rss-parser';
import { expect, test } from 'vitest';
import { parseFeed } from '../../../src/crawlers/feeds/parse-feed.ts';
import { readPairs } from '../fixture-pairs.ts';

const WELL_FORMED = ['rdf-10.xml', 'rss-20.xml', 'podcast.xml'];

test.each(readPairs('feeds').filter(({ name }) => WELL_FORMED.includes(name)))(
  '$name has the same entries, titles, links and days as rss-parser finds',
  async ({ body }) => {
    const theirs = await new RssParser().parseString(new TextDecoder().decode(body));
    const ours = await parseFeed({ body, contentType: null, url: 'https://host.example/feed.xml' });
    if (ours.kind !== 'parsed') throw new Error(ours.message);
    expect(ours.source.title).toBe(theirs.title?.trim());
    expect(ours.documents).toHaveLength(theirs.items.length);
    for (const [index, item] of theirs.items.entries()) {
      const document = ours.documents[index];
      if (item.title !== undefined && !/[<&]/.test(item.title)) expect(document?.title).toBe(item.title.trim());
      if (/^https?:/.test(item.link ?? '')) expect(document?.url).toBe(item.link);
      if (item.isoDate !== undefined) expect(document?.publishedAt?.toISOString()).toBe(item.isoDate);
    }
  },
);
