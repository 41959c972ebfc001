/** What to listen to instead, when the address that was given is a page: a person pastes what stands in the browser. */
import type { SourceProposal } from '../domain/source.ts';
import type { Answer } from './ask-source.ts';
import { decodeBody } from './decode-body.ts';
import { findFeedLinks } from './feeds/find-feed-links.ts';
import { recogniseForum } from './forums/recognise-forum.ts';
import { toStorable } from './read-markup.ts';
import { toAppStoreReviewsUrl } from './searches/app-store.ts';
import { findYoutubeFeed } from './searches/youtube-feed-url.ts';

const PROPOSALS_MAX = 8;
const TITLE_CHARS_MAX = 120;

/**
 * The sources behind a page that could not be read as what it was taken for: the feed of a YouTube channel, the reviews
 * of an app, a forum's own ways for programs, then the feeds that the page names. None for an answer that is no page.
 *
 * Errors:  none: total. What is proposed was not asked for yet: the first visit says whether it is open.
 */
export function proposeSources(answer: Pick<Answer, 'body' | 'headers' | 'url'>): readonly SourceProposal[] {
  const html = decodeBody({ body: answer.body, contentType: answer.headers['content-type'] ?? null });
  if (!/<(?:!doctype html|html|head|body|meta|link)\b/i.test(html.slice(0, 4_000))) return [];
  const { engine, proposals } = recogniseForum({ html, url: answer.url, headers: answer.headers });
  const ofForum = engine === null ? [] : proposals.map(({ reader, url, title }) => ({ reader, url, title }));
  const ofPage = findFeedLinks({ html, url: answer.url }).map(({ url, title }) => ({
    reader: 'feed' as const,
    url,
    title: title ?? url,
  }));
  const seen = new Set<string>();
  return [...ofService(answer.url, html), ...ofForum, ...ofPage]
    .filter(({ url }) => url !== answer.url && !seen.has(url) && seen.add(url))
    .slice(0, PROPOSALS_MAX)
    .map((each) => ({ ...each, title: toStorable(each.title.slice(0, TITLE_CHARS_MAX)) }));
}

/** Pages that people look at, and whose feed no page names. */
function ofService(url: string, html: string): readonly SourceProposal[] {
  const videos = findYoutubeFeed({ url, html });
  const reviews = toAppStoreReviewsUrl(url);
  return [
    ...(videos === null ? [] : [{ reader: 'feed' as const, url: videos, title: 'The videos of this channel' }]),
    ...(reviews === null ? [] : [{ reader: 'app-store' as const, url: reviews, title: 'The reviews of this app' }]),
  ];
}
