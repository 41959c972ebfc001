/** A visit to a forum's API that lists topics: those that changed are read, from their newest post backwards. */
import type { ParsedDocument, ParsedSource } from '../../domain/document.ts';
import type { FetchFailureReason } from '../../domain/source.ts';
import type { ReaderDeps, SourceFailure, SourceReading, SourceToRead } from '../reader.ts';
import {
  type Ask,
  isMet,
  type JsonPage,
  makeHarvest,
  NO_DESCRIPTION,
  toKnownUntil,
  toPauseSeconds,
  toReading,
} from './harvest.ts';
import { toPage } from './read-pages.ts';

/** Requests of one visit besides the list. */
const REQUESTS_MAX = 25;
const FIRST_VISIT_REQUESTS_MAX = 10;
/** A thread of a crisis grows by hundreds of posts between two visits; even so the other threads get their turn. */
const REQUESTS_PER_TOPIC_MAX = 8;

/** What one topic answers with is no trouble of the list's: it was deleted or closed to us meanwhile. */
const TOPIC_REASONS: ReadonlySet<FetchFailureReason> = new Set(['not-found', 'gone', 'not-authorised', 'not-a-feed']);

export type Topic = Readonly<{
  /** Where its newest posts are. */
  url: string;
  /** Of its newest post; null where it is not told, which counts as changed. */
  changedAt: Date | null;
}>;

export type TopicList =
  | Readonly<{ kind: 'topics'; topics: readonly Topic[]; hasMore: boolean; described?: ParsedSource }>
  | SourceFailure;

export type TopicPosts =
  | Readonly<{
      kind: 'posts';
      /** Newest first. */
      documents: readonly ParsedDocument[];
      /** Where the posts before them are; null at the topic's beginning. */
      olderUrl: string | null;
    }>
  | SourceFailure;

/**
 * Reads the list, then the posts of each topic that changed since the last visit.
 *
 * A list of topics says that something was said and not what. The newest posts of a changed topic are asked for, and
 * those before them until what was known comes.
 *
 * Shape:   at most 25 requests besides the list (10 at the first visit, one a topic), 8 a topic, 1,000 documents.
 *          isWhole is false where a limit left changed topics or posts unread.
 * Errors:  none for what the other side does. A topic that was closed meanwhile is passed over.
 */
export async function readTopics(
  deps: Pick<ReaderDeps, 'waitGap'>,
  source: SourceToRead,
  how: Readonly<{
    url: string;
    ask: Ask;
    parseTopics: (page: JsonPage) => TopicList;
    parsePosts: (page: JsonPage) => TopicPosts;
  }>,
): Promise<SourceReading> {
  const first = await how.ask({ url: how.url, etag: source.etag, lastModified: source.lastModified });
  if (first.kind !== 'answered') return first;
  const list = how.parseTopics(toPage(first));
  if (list.kind === 'failed') return list;

  const knownUntil = toKnownUntil(source);
  const changed = list.topics.filter((topic) => isChanged(topic, knownUntil)).toSorted(byChange);
  const walk = await walkTopics(deps, { ...how, changed, knownUntil });
  // a list that is news to its last line goes on with news
  const isListCut = list.hasMore && changed.length === list.topics.length;
  return toReading({
    source,
    described: list.described ?? NO_DESCRIPTION,
    documents: walk.documents,
    first,
    isWhole: !walk.isBroken && (knownUntil === null || (!walk.isCut && !isListCut)),
    pauseSeconds: walk.pauseSeconds,
  });
}

type Walk = Readonly<{
  documents: readonly ParsedDocument[];
  /** A limit left something unread. */
  isCut: boolean;
  /** The service stopped answering. */
  isBroken: boolean;
  pauseSeconds: number | null;
}>;

async function walkTopics(
  deps: Pick<ReaderDeps, 'waitGap'>,
  how: Readonly<{
    ask: Ask;
    parsePosts: (page: JsonPage) => TopicPosts;
    changed: readonly Topic[];
    knownUntil: Date | null;
  }>,
): Promise<Walk> {
  const harvest = makeHarvest();
  const { knownUntil } = how;
  let requestsLeft = knownUntil === null ? FIRST_VISIT_REQUESTS_MAX : REQUESTS_MAX;
  let isCut = false;
  for (const topic of how.changed) {
    let url: string | null = topic.url;
    for (let count = 0; url !== null; count += 1) {
      if (requestsLeft === 0 || harvest.isFull() || count >= (knownUntil === null ? 1 : REQUESTS_PER_TOPIC_MAX)) {
        isCut = true;
        break;
      }
      requestsLeft -= 1;
      await deps.waitGap();
      const asked = await how.ask({ url, etag: null, lastModified: null });
      const posts = asked.kind === 'answered' ? how.parsePosts(toPage(asked)) : asked;
      if (posts.kind === 'failed' && TOPIC_REASONS.has(posts.reason)) break;
      if (posts.kind !== 'posts') {
        return { documents: harvest.documents, isCut, isBroken: true, pauseSeconds: toPauseSeconds(posts) };
      }
      const newCount = harvest.add(posts.documents);
      url = newCount === 0 || isMet(posts.documents, knownUntil) ? null : posts.olderUrl;
    }
  }
  return { documents: harvest.documents, isCut, isBroken: false, pauseSeconds: null };
}

function isChanged(topic: Topic, knownUntil: Date | null): boolean {
  return knownUntil === null || topic.changedAt === null || topic.changedAt > knownUntil;
}

function byChange(one: Topic, other: Topic): number {
  return (other.changedAt?.getTime() ?? 0) - (one.changedAt?.getTime() ?? 0);
}
