/** Two workers that hear the same people at the same moment: each is new once. */
import { expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { recordMentions } from '../../src/store/mentions.ts';
import { readKeptVolumes, recountVolumes } from '../support/recount-volumes.ts';
import { makeAgency } from '../support/story.ts';
import { makeNewMention } from '../support/talk.ts';
import { makeSecondWorker, makeTestWorld } from '../support/test-world.ts';

const AUTHOR_COUNT = 60;
const WORKER_COUNT = 4;

test('of what several workers record at once each author is new with one mention, and nobody waits in a circle', async () => {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brands = [
    await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' }),
    await addBrand(world, agency.id, { name: 'Altéo', kind: 'competitor', query: 'Altéo' }),
  ];
  const now = world.clock.now();
  const other = makeSecondWorker(world);
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      Array.from({ length: WORKER_COUNT }, (_, worker) => {
        const { newId } = worker % 2 === 0 ? world : other;
        const mentions = Array.from({ length: AUTHOR_COUNT }, (_unused, index) =>
          makeNewMention({
            ...{ agencyId: agency.id, brandId: brands[index % 2]?.id ?? '', documentId: newId(), arrivedAt: now },
            publishedAt: addMs(now, -HOUR_MS - (index % 7) * 60_000),
            author: `auteur ${round} ${Math.floor(index / 2)}`,
          }),
        );
        const turned = worker % 2 === 0 ? mentions : mentions.toReversed();
        return world.db.transaction().execute((db) => recordMentions(db, { newId, now }, turned));
      }),
    );
  }
  const rows = await world.db.selectFrom('mentions').select(['brand_id', 'author', 'is_newcomer']).execute();
  expect(rows).toHaveLength(5 * WORKER_COUNT * AUTHOR_COUNT);
  const newcomers = rows.filter((row) => row.is_newcomer).map((row) => `${row.brand_id} ${row.author}`);
  expect(newcomers).toHaveLength(5 * AUTHOR_COUNT);
  expect(new Set(newcomers).size).toBe(newcomers.length);
  expect(await readKeptVolumes(world.db)).toEqual(await recountVolumes(world.db));
});
