/** What feeds ask of those who read them. */
import { describe, expect, test } from 'vitest';
import { parseFeed } from '../../../src/crawlers/feeds/parse-feed.ts';
import { NO_WISHES } from '../../../src/domain/source.ts';

const URL_OF_FEED = 'https://host.example/feed.xml';

describe('how often and when', () => {
  test.each([
    ['nothing said', '', NO_WISHES],
    ['minutes', '<ttl>90</ttl>', { intervalSecondsMin: 5_400 }],
    ['minutes before periods', '<ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod>', { intervalSecondsMin: 1_800 }],
    ['no number', '<ttl>soon</ttl>', { intervalSecondsMin: null }],
    ['zero', '<ttl>0</ttl>', { intervalSecondsMin: null }],
    ['years, which nobody means', '<ttl>31536000</ttl>', { intervalSecondsMin: 604_800 }],
    [
      'four times a day',
      '<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/"> Daily </s:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>',
      { intervalSecondsMin: 21_600 },
    ],
    [
      'hours',
      '<skipHours><hour>24</hour><hour>3</hour><hour>3</hour><hour>99</hour></skipHours>',
      { skipHours: [0, 3] },
    ],
    ['days', '<skipDays><day>Sunday</day><day>monday</day><day>Someday</day></skipDays>', { skipDays: [1, 7] }],
  ])('%s', async (_name, elements, wishes) => {
    expect(await readWishes(`<rss><channel>${elements}</channel></rss>`)).toMatchObject(wishes);
  });
});

describe('who tells of news, and under which address', () => {
  const HUB = 'https://hub.example/';
  test.each([
    [
      'RSS with links of Atom',
      `<rss><channel><a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="${HUB}"/><atom:link rel="self" href="/own.xml"/></channel></rss>`,
      'https://host.example/own.xml',
    ],
    ['Atom', `<feed><link rel="hub" href="${HUB}"/><link rel="self" href="${URL_OF_FEED}"/></feed>`, URL_OF_FEED],
    ['a feed that does not name itself', `<feed><link rel="hub" href="${HUB}"/></feed>`, URL_OF_FEED],
    [
      'JSON Feed',
      `{"version":"https://jsonfeed.org/version/1.1","feed_url":"${URL_OF_FEED}","hubs":[{"type":"rssCloud","url":"https://x.example"},{"type":"WebSub","url":"${HUB}"}]}`,
      URL_OF_FEED,
    ],
  ])('%s', async (_name, text, topicUrl) => {
    expect(await readWishes(text)).toMatchObject({ hub: { hubUrl: HUB, topicUrl } });
  });

  test('a hub of an entry, and one that is no address, is none of the feed', async () => {
    const link = '<link rel="hub" href="javascript:x"/>';
    expect(await readWishes(`<feed>${link}<entry><link rel="hub" href="${HUB}"/></entry></feed>`)).toEqual(NO_WISHES);
  });
});

describe('where older entries lie', () => {
  test.each([
    ['Atom', '<feed><link rel="next" href="?page=2"/></feed>', 'https://host.example/feed.xml?page=2'],
    ['JSON Feed', '{"version":"https://jsonfeed.org/version/1","next_url":"/2.json"}', 'https://host.example/2.json'],
    ['nothing said', '<feed/>', null],
    ['a feed that names itself', `<feed><link rel="next" href="${URL_OF_FEED}"/></feed>`, null],
  ])('%s', async (_name, text, nextUrl) => {
    expect(await parse(text)).toMatchObject({ kind: 'parsed', nextUrl });
  });
});

async function parse(text: string) {
  return await parseFeed({ body: new TextEncoder().encode(text), contentType: null, url: URL_OF_FEED });
}

async function readWishes(text: string): Promise<unknown> {
  const parsed = await parse(text);
  return parsed.kind === 'parsed' ? parsed.wishes : parsed;
}
