/** One stream for all brands: of all that everybody says, only what some brand's query finds is stored. */
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { startLocalStream } from '../support/local-stream.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

test('two agencies hear of their own brands through one connection, and nothing else is kept', async () => {
  const world = await makeTestWorld();
  const now = world.clock.now();
  const texts = ['Ondelia est en panne', 'Il fait beau', 'Merci Morvanel', 'Bonsoir à tous'];
  const messages = texts.map((text, index) => {
    const at = addMs(now, (index - texts.length + 1) * MINUTE_MS);
    const record = { text, createdAt: at.toISOString() };
    const commit = { operation: 'create', collection: 'app.bsky.feed.post', rkey: `r${index}`, record };
    return JSON.stringify({ did: 'did:plc:abc', time_us: at.getTime() * 1_000, kind: 'commit', commit });
  });
  await using stream = await startLocalStream(() => ({ messages, ending: 'stay' }));
  const url = `${stream.origin}/subscribe`;
  for (const [agencyName, name] of [
    ['Agence du Quai', 'Ondelia'],
    ['Agence des Docks', 'Morvanel'],
  ] as const) {
    const agency = await makeAgency(world, agencyName);
    await addBrand(world, agency.id, { name, kind: 'client', query: name });
    await addSubscription(world, agency.id, { url, kind: 'search', reader: 'bluesky-stream', brandId: null });
  }
  await drainPipeline(world);
  expect(stream.asked).toHaveLength(1);
  const documents = await world.db.selectFrom('documents').select('text').orderBy('published_at').execute();
  expect(documents.map(({ text }) => text)).toEqual(['Ondelia est en panne', 'Merci Morvanel']);
  const mentions = await world.db.selectFrom('mentions').select('excerpt').orderBy('published_at').execute();
  expect(mentions.map(({ excerpt }) => excerpt)).toEqual(['Ondelia est en panne', 'Merci Morvanel']);
});
