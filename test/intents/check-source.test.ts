/** "Check now" on a source that several agencies share. */
import { expect, test } from 'vitest';
import { addSeconds } from '../../src/base/clock.ts';
import { checkSource } from '../../src/intents/check-source.ts';
import { recordSourceVisit, type SourceVisit } from '../../src/store/sources.ts';
import { addAgency, addEverything, makeApi } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';

type Ending = Pick<SourceVisit & { kind: 'failed' }, 'kind' | 'reason' | 'message'>;

async function openVisited(ending: Ending) {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Quai');
  const { sourceId } = await addEverything(world, agency);
  const visitedAt = world.clock.now();
  const nextCheckAt = addSeconds(visitedAt, 3_600);
  await recordSourceVisit(world.db, {
    sourceId,
    visitedAt,
    nextCheckAt,
    intervalSeconds: 900,
    nextCheckIfUrgentAt: nextCheckAt,
    askedAt: visitedAt,
    isPolled: true,
    proposals: [],
    ...ending,
  });
  return { world, visitedAt, nextCheckAt, key: { agencyId: agency.agencyId, sourceId } };
}

test('a source is due at once when its last visit is a while ago', async () => {
  const { world, key } = await openVisited({ kind: 'failed', reason: 'server-error', message: 'x' });
  world.clock.advanceMs(61_000);
  expect((await checkSource(world, key)).nextCheckAt).toEqual(world.clock.now());
});

test('a site is asked once a minute, however often the button is pressed', async () => {
  const { world, key, visitedAt } = await openVisited({ kind: 'failed', reason: 'server-error', message: 'x' });
  for (let index = 0; index < 3; index += 1) {
    world.clock.advanceMs(1_000);
    expect((await checkSource(world, key)).nextCheckAt).toEqual(addSeconds(visitedAt, 60));
  }
});

test('a site that asked to be left alone is left alone', async () => {
  const { world, key, nextCheckAt } = await openVisited({ kind: 'failed', reason: 'rate-limited', message: 'x' });
  world.clock.advanceMs(600_000);
  expect((await checkSource(world, key)).nextCheckAt).toEqual(nextCheckAt);
});
