/** Messages of Bluesky's stream. */
import { expect, test } from 'vitest';
import { readStreamEvent, toStreamUrl } from '../../../src/crawlers/apis/bluesky-events.ts';

const CURSOR = 1_748_858_400_000_000; // 2025-06-02T10:00:00Z

function toEvent(record: unknown, commit: object = {}, event: object = {}): string {
  const whole = { rev: 'r', operation: 'create', collection: 'app.bsky.feed.post', rkey: '3kabc', record, cid: 'c' };
  return JSON.stringify({
    did: 'did:plc:abc',
    time_us: CURSOR,
    kind: 'commit',
    commit: { ...whole, ...commit },
    ...event,
  });
}

const RECORD = { $type: 'app.bsky.feed.post', text: 'Acme is down\n& out <3', createdAt: '2025-06-02T09:59:00Z' };

test('a post is a document, and says where to go on after a break', () => {
  expect(readStreamEvent(toEvent(RECORD))).toEqual({
    kind: 'posted',
    cursor: CURSOR,
    document: {
      guid: 'at://did:plc:abc/app.bsky.feed.post/3kabc',
      url: 'https://bsky.app/profile/did:plc:abc/post/3kabc',
      title: null,
      text: 'Acme is down\n& out <3',
      html: null,
      author: 'did:plc:abc',
      publishedAt: new Date('2025-06-02T09:59:00Z'),
      updatedAt: null,
      type: 'post',
    },
  });
});

test('a post that answers another is a comment', () => {
  const reply = { root: { uri: 'at://did:plc:x/app.bsky.feed.post/1' }, parent: {} };
  const event = readStreamEvent(toEvent({ ...RECORD, reply }));
  expect(event).toMatchObject({ kind: 'posted', document: { type: 'comment' } });
});

test('a date later than the post was seen is not believed', () => {
  const event = readStreamEvent(toEvent({ ...RECORD, createdAt: '2030-01-01T00:00:00Z' }));
  expect(event.kind === 'posted' && event.document.publishedAt).toEqual(new Date('2025-06-02T10:00:00Z'));
});

test('an edited post comes again under its name', () => {
  const event = readStreamEvent(toEvent(RECORD, { operation: 'update' }));
  expect(event.kind === 'posted' && event.document.updatedAt).toEqual(new Date('2025-06-02T10:00:00Z'));
});

test.each([
  ['a deletion', toEvent(undefined, { operation: 'delete' })],
  ['a like', toEvent({}, { collection: 'app.bsky.feed.like' })],
  ['an account', JSON.stringify({ did: 'did:plc:abc', time_us: CURSOR, kind: 'identity', identity: {} })],
  ['a post of pictures alone', toEvent({ ...RECORD, text: '' })],
  ['a text of a wrong type', toEvent({ ...RECORD, text: { a: 1 } })],
  ['a name that is none', toEvent(RECORD, { rkey: '../x' })],
  ['an author who is none', toEvent(RECORD, {}, { did: 'javascript:x' })],
])('%s moves the cursor and says nothing', (_what, text) => {
  expect(readStreamEvent(text)).toEqual({ kind: 'other', cursor: CURSOR });
});

test.each(['', 'null', '{', '[]', '{"time_us":"soon"}', '{"time_us":-1}', '['.repeat(90_000), 'x'.repeat(200_000)])(
  '%.20j is unreadable and throws nothing',
  (text) => {
    expect(readStreamEvent(text)).toEqual({ kind: 'unreadable' });
  },
);

test('the stream is taken up where it was left', () => {
  const url = new URL(toStreamUrl({ origin: 'wss://stream.example', cursor: CURSOR }));
  expect(url.searchParams.get('wantedCollections')).toBe('app.bsky.feed.post');
  expect(url.searchParams.get('cursor')).toBe(String(CURSOR));
});
