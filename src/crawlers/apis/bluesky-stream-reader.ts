/** Everything that is said on Bluesky (Jetstream), heard since the last visit: one source for all brands of all tenants. */
import { MINUTE_MS, SECOND_MS } from '../../base/clock.ts';
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import { fail } from '../ask-source.ts';
import type { Reader, ReaderDeps, SourceReading, SourceToRead } from '../reader.ts';
import { readStreamEvent, toStreamUrl } from './bluesky-events.ts';
import { DOCUMENTS_PER_VISIT_MAX, NO_DESCRIPTION } from './harvest.ts';

/** A first visit hears the last minutes; the stream itself keeps about three days. */
const FIRST_VISIT_MS = 5 * MINUTE_MS;
/** The stream goes by its server's clock. */
const OVERLAP_MS = 30 * SECOND_MS;
/** Past events come many times faster than they were said; a quiet stream has nothing more to say. */
const LISTEN_MS = 20 * SECOND_MS;
const EVENTS_MAX = 500_000;
const MICROSECONDS_PER_MS = 1_000;

/**
 * The stream is not held open: each visit takes it up where the last one ended, by the stream's own cursor, and listens
 * until it has come to the present. So nothing is lost while Vigie is away, no connection has to be watched, and only
 * posts that some brand's query finds are brought.
 */
export const blueskyStreamReader: Reader = {
  name: 'bluesky-stream',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: null,
  isFirehose: true,
  secretNames: [],
  read: listenSince,
};

async function listenSince(deps: ReaderDeps, source: SourceToRead): Promise<SourceReading> {
  const url = URL.parse(source.url);
  if (url === null || url.pathname !== '/subscribe') {
    return fail(
      'settings-invalid',
      'A stream of Bluesky has an address like https://jetstream1.us-east.bsky.network/subscribe: correct it.',
    );
  }
  const startedAt = deps.clock.now().getTime();
  const sinceMs = (source.readUntil?.getTime() ?? startedAt - FIRST_VISIT_MS) - OVERLAP_MS;
  const documents: ParsedDocument[] = [];
  let eventCount = 0;
  let isCaughtUp = false;
  const outcome = await deps.http.listen({
    url: toStreamUrl({ origin: url.origin.replace(/^http/, 'ws'), cursor: sinceMs * MICROSECONDS_PER_MS }),
    timeoutMs: LISTEN_MS,
    onMessage: (text) => {
      const event = readStreamEvent(text);
      eventCount += 1;
      if (event.kind === 'unreadable') return eventCount < EVENTS_MAX ? 'go-on' : 'enough';
      if (event.kind === 'posted' && (deps.isWanted?.(event.document) ?? true)) documents.push(event.document);
      isCaughtUp = event.cursor >= startedAt * MICROSECONDS_PER_MS;
      const isFull = documents.length >= DOCUMENTS_PER_VISIT_MAX || eventCount >= EVENTS_MAX;
      return isCaughtUp || isFull ? 'enough' : 'go-on';
    },
  });
  if (outcome.kind === 'failed') return fail(outcome.reason, outcome.message);
  if (outcome.ending === 'closed' && eventCount === 0) {
    return fail('server-error', `${url.host} ended the stream before it said anything: it is tried again later.`);
  }
  return {
    kind: 'read',
    source: { ...NO_DESCRIPTION, title: 'Bluesky' },
    documents,
    wishes: NO_WISHES,
    etag: null,
    lastModified: null,
    movedTo: null,
    // a stream that was silent to the end has been heard to the end
    isWhole: isCaughtUp || (outcome.ending === 'time' && eventCount === 0),
  };
}
