/**
 * Bluesky's stream of all posts (Jetstream), event by event: one connection serves every brand.
 *
 * Source: github.com/bluesky-social/jetstream, version 1 of its messages: one JSON object each, `time_us` being the cursor.
 */
import type { ParsedDocument } from '../../domain/document.ts';
import { parseJson } from '../ask-json.ts';
import { dateAt, numberAt, textAt, valueAt } from '../json-fields.ts';
import { readPlainText } from './post-markup.ts';

/** A post has 300 characters; its links, languages and pictures make it a few thousand. */
export const EVENT_CHARS_MAX = 100_000;
const COLLECTION = 'app.bsky.feed.post';
const DID = /^did:[a-z]+:[\w.:%-]{1,256}$/;
const RECORD_KEY = /^[\w.~:-]{1,512}$/;

export type StreamEvent =
  /** cursor: microseconds since 1970, where to go on after a break. */
  | Readonly<{ kind: 'posted'; document: ParsedDocument; cursor: number }>
  /** An account, a like, a deletion: nothing that says something. */
  | Readonly<{ kind: 'other'; cursor: number }>
  | Readonly<{ kind: 'unreadable' }>;

/**
 * The address of the stream of posts, from a cursor on.
 *
 * @example toStreamUrl({ origin: 'wss://jetstream1.us-east.bsky.network', cursor: 1_748_858_400_000_000 })
 *          // wss://jetstream1.us-east.bsky.network/subscribe?wantedCollections=app.bsky.feed.post&cursor=1748858400000000
 */
export function toStreamUrl(at: Readonly<{ origin: string; cursor: number }>): string {
  const url = new URL(`${at.origin}/subscribe`);
  url.searchParams.set('wantedCollections', COLLECTION);
  url.searchParams.set('cursor', String(at.cursor));
  return url.href;
}

/**
 * What one message of the stream says.
 *
 * The stream names authors by their lasting identifier alone, and bsky.app opens a post by it too.
 *
 * Shape:   text: one message. A post that was edited comes as posted again, with the same guid and URL.
 * Errors:  none: total. What is no event of the stream is 'unreadable', and the next one is read.
 */
export function readStreamEvent(text: string): StreamEvent {
  const event = text.length > EVENT_CHARS_MAX ? undefined : parseJson(text);
  const cursor = numberAt(event, 'time_us');
  if (cursor === null || !Number.isSafeInteger(cursor) || cursor <= 0) return { kind: 'unreadable' };
  const document = toDocument(event, cursor);
  return document === null ? { kind: 'other', cursor } : { kind: 'posted', document, cursor };
}

/**
 * What a post is by its record: one that answers names what it answers.
 *
 * Source: lexicon app.bsky.feed.post, `reply`.
 */
export function toPostType(record: unknown): 'post' | 'comment' {
  return (valueAt(record, 'reply') ?? null) === null ? 'post' : 'comment';
}

function toDocument(event: unknown, cursor: number): ParsedDocument | null {
  const commit = valueAt(event, 'commit');
  const operation = textAt(commit, 'operation');
  const did = textAt(event, 'did') ?? '';
  const recordKey = textAt(commit, 'rkey') ?? '';
  const words = readPlainText(textAt(commit, 'record.text'));
  const isPosted = textAt(commit, 'collection') === COLLECTION && (operation === 'create' || operation === 'update');
  if (!isPosted || words === '' || !DID.test(did) || !RECORD_KEY.test(recordKey)) return null;
  const seenAt = new Date(Math.floor(cursor / 1_000));
  const createdAt = dateAt(commit, 'record.createdAt');
  return {
    guid: `at://${did}/${COLLECTION}/${recordKey}`,
    url: `https://bsky.app/profile/${did}/post/${recordKey}`,
    title: null,
    text: words,
    html: null,
    author: did,
    // the author's program may write any date; later than it was seen a post was not made
    publishedAt: createdAt !== null && createdAt < seenAt ? createdAt : seenAt,
    updatedAt: operation === 'update' ? seenAt : null,
    type: toPostType(valueAt(commit, 'record')),
  };
}
