/** Volumes under several workers at once: exact whatever they do at the same moment. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import type { Db } from '../../src/store/database.ts';
import { listMentions, type NewMention, recordMentions, rescoreMentions } from '../../src/store/mentions.ts';
import { readKeptVolumes, recountVolumes } from '../support/recount-volumes.ts';
import { makeAgency } from '../support/story.ts';
import { makeDice, makeNewMention, rollTold, toSentiment } from '../support/talk.ts';
import { makeSecondWorker, makeTestWorld } from '../support/test-world.ts';

const WAITING_TRIES_MAX = 200;

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.id, brandId: brand.id };
  const now = world.clock.now();
  const record = (db: Db, mentions: readonly NewMention[]) => recordMentions(db, { newId: world.newId, now }, mentions);
  return { world, key, now, record };
}

test('what is distinct is counted after the other worker’s commit, not before it', async () => {
  const { world, key, now, record } = await setUp();
  const tell = (storyId: string) =>
    makeNewMention({ ...key, documentId: world.newId(), arrivedAt: now, publishedAt: now, storyId });
  await record(world.db, [tell('zero')]);
  const first = await world.db.startTransaction().execute();
  await record(first, [tell('one')]);
  const second = await world.db.startTransaction().execute();
  const recording = record(second, [tell('two')]);
  await waitUntilSomebodyWaits(world.db);
  // the control: who counts now sees neither of the two
  expect((await recountVolumes(world.db)).volumes).toMatchObject([{ mention_count: 1, story_count: 1 }]);
  await first.commit().execute();
  await recording;
  await second.commit().execute();
  expect((await readKeptVolumes(world.db)).volumes).toMatchObject([{ mention_count: 3, story_count: 3 }]);
  expect(await readKeptVolumes(world.db)).toEqual(await recountVolumes(world.db));
});

test('three workers and a reader who record, set aside, correct and score the same mentions at once lose none', async () => {
  const { world, key, now } = await setUp();
  const workers = [world, makeSecondWorker(world)];
  const dice = makeDice(5);
  for (let round = 0; round < 12; round += 1) {
    const talk = Array.from({ length: 60 }, (_, number) =>
      makeNewMention({
        ...{ ...key, documentId: world.newId(), arrivedAt: now, publishedAt: addMs(now, -dice.roll(20) * MINUTE_MS) },
        ...rollTold(dice, `${round} ${number}`),
        author: dice.pick([null, 'ludivine', 'paul']),
        site: dice.pick(['un.example', 'deux.example']),
        sourceKind: dice.pick(['feed', 'forum'] as const),
      }),
    );
    const edited = talk.map((mention, number) => ({ ...mention, ...rollTold(dice, `${round} ${number} bis`) }));
    const known = await listMentions(world.db, { ...key, since: addMs(now, -60 * MINUTE_MS) }, FIRST_PAGE);
    const one = known.length === 0 ? null : dice.pick(known);
    const other = known.length === 0 ? null : dice.pick(known);
    await Promise.all([
      ...[talk, edited.toReversed(), dice.some(talk, 0.5)].map((mentions, index) =>
        world.db
          .transaction()
          .execute((db) => recordMentions(db, { newId: workers[index % 2]?.newId ?? world.newId, now }, mentions)),
      ),
      one && changeMention(world, toKey(one), { status: dice.pick(['irrelevant', 'new']) }),
      other && changeMention(world, toKey(other), { correction: { label: 'negative', by: 'Claire' } }),
      world.db.transaction().execute((db) =>
        rescoreMentions(db, key, {
          ...{ since: addMs(now, -60 * MINUTE_MS), after: null, limit: 40, now },
          rate: () => ({ relevance: 0.5, isSetAside: dice.roll(3) === 0 }),
          moveSentiment: (_, judged) =>
            dice.roll(2) === 0 ? judged : { ...toSentiment('positive'), judgedBy: 'learned' },
        }),
      ),
    ]);
    expect(await readKeptVolumes(world.db), `round ${round}`).toEqual(await recountVolumes(world.db));
  }
});

const FIRST_PAGE = { after: null, limit: 500 };

function toKey({ agencyId, id }: Readonly<{ agencyId: string; id: string }>) {
  return { agencyId, mentionId: id };
}

async function waitUntilSomebodyWaits(db: Db): Promise<void> {
  for (let tries = 0; tries < WAITING_TRIES_MAX; tries += 1) {
    const { rows } = await sql`
      select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')`.execute(db);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nobody waits for anybody');
}
