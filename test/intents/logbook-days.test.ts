/** The logbook's day is the agency's: at both changes of the clock, and on both sides of the world. */
import { expect, test } from 'vitest';
import { addDays, countDays, localDayOn } from '../../src/base/zoned-time.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { readDebrief } from '../../src/intents/debriefs.ts';
import { addNote } from '../../src/intents/logbook.ts';
import { addPriority } from '../../src/intents/priorities.ts';
import { createAgency } from '../../src/store/agencies.ts';
import { listEntriesInOrder } from '../../src/store/logbook.ts';
import { recordMentions } from '../../src/store/mentions.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { makeNewMention } from '../support/talk.ts';
import { makeTestWorld } from '../support/test-world.ts';

const WRITER = { id: '0197a0c0-0000-7000-8000-000000000001', name: 'Claire', via: 'dashboard' } as const;

// the last second of a day and the first of the next, as UTC
const MIDNIGHTS = [
  ['Europe/Paris', '2026-03-29T21:59:59Z', '2026-03-29'], // 23 hours long
  ['Europe/Paris', '2026-03-28T22:59:59Z', '2026-03-28'],
  ['Europe/Paris', '2026-10-25T22:59:59Z', '2026-10-25'], // 25 hours long
  ['Europe/Paris', '2026-10-24T21:59:59Z', '2026-10-24'],
  ['Pacific/Auckland', '2026-06-01T11:59:59Z', '2026-06-01'],
  ['Pacific/Auckland', '2026-04-05T11:59:59Z', '2026-04-05'], // the clock went back in the night before
  ['Pacific/Auckland', '2026-09-27T10:59:59Z', '2026-09-27'], // and forward
  ['America/Los_Angeles', '2026-06-02T06:59:59Z', '2026-06-01'],
  ['America/Los_Angeles', '2026-03-09T06:59:59Z', '2026-03-08'],
] as const;

test.each(MIDNIGHTS)('in %s the second after %s is another day than %s', async (timeZone, before, day) => {
  const world = await makeTestWorld({ startAt: new Date(before) });
  const agency = await createAgency(
    world.db,
    { newId: world.newId, now: world.clock.now() },
    { name: 'Quai', language: 'fr', timeZone, digestWeekday: 1, digestHour: 8 },
  );
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.id, brandId: brand.id };
  const note = async (text: string) =>
    await addNote(world, agency.id, { brandId: brand.id, text, onDate: null, externalId: null }, WRITER);
  const talk = async () => {
    const now = world.clock.now();
    await ensurePartitions(world.db, now);
    const mention = makeNewMention({ ...key, documentId: world.newId(), arrivedAt: now, publishedAt: now });
    await world.db
      .transaction()
      .execute((transaction) => recordMentions(transaction, { newId: world.newId, now }, [mention]));
  };
  await note('avant');
  await talk();
  const wish = { brandId: brand.id, text: 'Pour demain', forDate: null, externalId: null };
  const { forDate } = await addPriority(world, agency.id, wish, WRITER);
  world.clock.advanceMs(1_000);
  await note('après');
  await talk();
  await talk();

  const next = addDays(day, 1);
  expect(forDate).toBe(next);
  const textsOf = async (date: string) =>
    (await listEntriesInOrder(world.db, { ...key, from: date, to: date }, 10)).map(({ text }) => text);
  expect([await textsOf(day), await textsOf(next)]).toEqual([['avant'], ['après']]);
  const countsOf = async (onDate: string) =>
    (await readDebrief(world.db, { ...key, onDate }, 'fr')).figures.mentionCount;
  expect([await countsOf(day), await countsOf(next)]).toEqual([1, 2]);
});

test('days are counted on the calendar, whatever the clock does', () => {
  expect([addDays('2026-03-28', 1), addDays('2026-03-01', -1), countDays('2026-03-28', '2026-03-30')]).toEqual([
    '2026-03-29',
    '2026-02-28',
    2,
  ]);
  const { from, until } = localDayOn('2026-03-29', 'Europe/Paris');
  expect((until.getTime() - from.getTime()) / 3_600_000).toBe(23);
});
