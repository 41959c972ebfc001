/** discover: what can be listened to behind the address of a page. */
import { systemClock } from '../base/clock.ts';
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { type Http, makeHttp } from '../base/http.ts';
import { askSource } from '../crawlers/ask-source.ts';
import { discoverFeeds } from '../crawlers/feeds/discover-feeds.ts';
import { proposeSources } from '../crawlers/propose-sources.ts';
import { makeRobots } from '../crawlers/robots.ts';
import { withRobots } from '../crawlers/with-robots.ts';
import { type Command, readArguments } from './command.ts';

const GAP_MS = 500;
const USER_AGENT = 'Vigie/0.1 (discover)';

export const discoverCommand: Command = {
  name: 'discover',
  summary: 'the feeds and forum ways behind a page',
  help: `vigie discover URL…

Asks for each page, politely, and writes one line of JSON for it, in order:
  {"url","feeds":[{"url","title","documentCount","newestAt"}],"proposals":[{"url","reader","title"}]}
  {"url","error":{"code","message"}}
"feeds" were read and work; "proposals" are what the page or its forum's engine names, to be tried by subscribing. Exits 1
if nothing was found behind one of them, after all were tried.`,
  run: async (args, io) => {
    const { positionals } = readArguments('discover', args, {});
    if (positionals.length === 0) throw new AppError('USAGE_WRONG', 'No page is named: give its address.');
    const wrong = positionals.find((url) => !/^https?:\/\//i.test(url) || !URL.canParse(url));
    if (wrong !== undefined) {
      throw new AppError('USAGE_WRONG', `"${wrong}" is no web address: give one that begins with https:// or http://.`);
    }
    const http = makeHttp({ allowedRanges: readConfig().fetchAllowedRanges, userAgent: USER_AGENT });
    try {
      let emptyCount = 0;
      for (const url of positionals) {
        const found = await discover(http, url);
        if ('error' in found) emptyCount += 1;
        io.write(JSON.stringify({ url, ...found }));
      }
      return emptyCount === 0 ? 0 : 1;
    } finally {
      await http.close();
    }
  },
};

async function discover(http: Http, url: string) {
  const robots = makeRobots({ http, clock: systemClock, userAgent: USER_AGENT });
  const deps = { http, robots, clock: systemClock, waitGap: () => systemClock.sleepMs(GAP_MS) };
  const page = await withRobots(deps, url, (through) =>
    askSource({ http: through, clock: systemClock }, { url, accept: '*/*', etag: null, lastModified: null }),
  );
  const proposals = page.kind === 'answered' ? proposeSources(page.answer) : [];
  await deps.waitGap();
  const feeds = await discoverFeeds(deps, url);
  if (feeds.kind === 'found') return { feeds: feeds.feeds, proposals };
  if (proposals.length > 0) return { feeds: [], proposals };
  return { error: { code: feeds.reason, message: feeds.message } };
}
