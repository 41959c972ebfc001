/** Bluesky's stream, taken up at each visit where the last one ended. */
import { afterAll, describe, expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS, makeManualClock, SECOND_MS } from '../../../src/base/clock.ts';
import { makeHttp } from '../../../src/base/http.ts';
import { startLocalStream } from '../../support/local-stream.ts';
import { visit } from '../visit.ts';

const NOW = new Date('2026-06-01T08:00:00Z');
const open = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const strict = makeHttp({ allowedRanges: [], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(NOW);
const reader = 'bluesky-stream';

afterAll(() => Promise.all([open.close(), strict.close()]));

function say(text: string, at: Date): string {
  const record = { text, createdAt: at.toISOString() };
  const commit = { operation: 'create', collection: 'app.bsky.feed.post', rkey: `r${at.getTime()}`, record };
  return JSON.stringify({ did: 'did:plc:abc', time_us: at.getTime() * 1_000, kind: 'commit', commit });
}

describe('a visit to the stream', () => {
  test('hears from where the last one ended to the present, and then hangs up', async () => {
    await using stream = await startLocalStream(() => ({
      messages: [say('Ondelia en panne', addMs(NOW, -MINUTE_MS)), '{"kind":"identity"}', say('Bonsoir', NOW)],
      ending: 'stay',
    }));
    const url = `${stream.origin}/subscribe`;
    const readUntil = addMs(NOW, -HOUR_MS);
    const reading = await visit({ http: open, clock }, { url, reader, readUntil });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(reading.kind === 'read' && reading.documents.map(({ text }) => text)).toEqual([
      'Ondelia en panne',
      'Bonsoir',
    ]);
    const asked = new URL(stream.asked[0] ?? '', 'http://stream').searchParams;
    expect(asked.get('wantedCollections')).toBe('app.bsky.feed.post');
    expect(Number(asked.get('cursor')) / 1_000).toBe(readUntil.getTime() - 30 * SECOND_MS);
  });

  test('that ended before the present says that something may be missing, so that the next takes it up there', async () => {
    await using stream = await startLocalStream(() => ({
      messages: [say('Ondelia', addMs(NOW, -HOUR_MS))],
      ending: 'close',
    }));
    const url = `${stream.origin}/subscribe`;
    expect(await visit({ http: open, clock }, { url, reader, readUntil: addMs(NOW, -2 * HOUR_MS) })).toMatchObject({
      kind: 'read',
      isWhole: false,
      documents: [{ text: 'Ondelia' }],
    });
  });

  test('a private address is not listened to, nor one that is no stream, and each is told', async () => {
    await using stream = await startLocalStream(() => ({ messages: [say('Ondelia', NOW)], ending: 'stay' }));
    const url = `${stream.origin}/subscribe`;
    const refused = await visit({ http: strict, clock }, { url, reader });
    expect(refused.kind).toBe('failed');
    expect(stream.asked).toEqual([]);
    expect(await visit({ http: open, clock }, { url: `${stream.origin}/other`, reader })).toMatchObject({
      kind: 'failed',
      reason: 'settings-invalid',
    });
    await using silent = await startLocalStream(() => ({ messages: [], ending: 'close' }));
    expect(await visit({ http: open, clock }, { url: `${silent.origin}/subscribe`, reader })).toMatchObject({
      kind: 'failed',
      reason: 'server-error',
    });
  });
});
