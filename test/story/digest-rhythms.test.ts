/** Digests of days, weeks and months, of each brand and of the agency, on the clock of whoever reads them. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addDays, type Weekday } from '../../src/base/zoned-time.ts';
import type { Contact } from '../../src/domain/alert.ts';
import type { DigestPeriod, DigestScope } from '../../src/domain/digest.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact, type ContactInput, changeContact, removeContact } from '../../src/intents/contacts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { type AgencyChanges, updateAgency } from '../../src/store/agencies.ts';
import { listDigests } from '../../src/store/digests.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { makeAgency } from '../support/story.ts';
import { makeDice } from '../support/talk.ts';
import { makeSecondWorker, makeTestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 1_000 };

/** An agency in Paris with the brands Orange and LG, and a way to add readers. */
async function setUp(startAt: string) {
  const mailbox = await startLocalMailbox();
  const world = await makeTestWorld({ startAt: new Date(startAt), environment: { SMTP_URL: mailbox.url } });
  const stack = new AsyncDisposableStack();
  for (const each of [mailbox, world]) stack.use(each);
  const agency = await makeAgency(world, 'Agence du Quai');
  const [orange, lg] = [
    await addBrand(world, agency.id, { name: 'Orange', kind: 'client', query: 'orange' }),
    await addBrand(world, agency.id, { name: 'LG', kind: 'client', query: 'lg' }),
  ];
  const addReader = async (name: string, more: Partial<ContactInput>): Promise<Contact> => {
    const channels = [{ kind: 'email', address: `${name.toLowerCase()}@agence.example` }] as const;
    const plain = { name, language: 'fr', isDigestReader: true, brandIds: [], channels } as const;
    return (await addContact(world, agency.id, { ...plain, ...more })).contact;
  };
  /** Moves the clock in steps; returns each mail with the hour at which it came: `2026-06-08T06:00 claire Orange`. */
  const letPass = async (hours: number): Promise<readonly string[]> => {
    const came: string[] = [];
    for (let hour = 0; hour < hours; hour += 1) {
      world.clock.advanceMs(HOUR_MS);
      await sendDigests(world);
      const before = mailbox.mails.length;
      await deliverPending({ ...world, stopping: new AbortController().signal });
      for (const mail of mailbox.mails.slice(before)) {
        const subject = mail.parsed.subject?.replace(/\u00a0/g, ' ').split(' – ')[0] ?? '';
        came.push(`${world.clock.now().toISOString().slice(0, 16)} ${mail.to[0]?.split('@')[0]} ${subject}`);
      }
    }
    return came.toSorted();
  };
  const list = (filter: Readonly<{ brandId?: string | null; period?: DigestPeriod }> = {}) =>
    listDigests(world.db, { agencyId: agency.id, ...filter }, FIRST_PAGE);
  return {
    mailbox,
    world,
    agency,
    orange,
    lg,
    addReader,
    letPass,
    list,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Sunday 7 June 2026, noon in Paris. */
const SUNDAY = '2026-06-07T10:00:00Z';

describe('who reads what', () => {
  test.each<[DigestScope, readonly string[]]>([
    ['brands', ['LG : semaine du 1er juin', 'Orange : semaine du 1er juin']],
    ['agency', ['Agence du Quai : semaine du 1er juin']],
    ['both', ['Agence du Quai : semaine du 1er juin', 'LG : semaine du 1er juin', 'Orange : semaine du 1er juin']],
  ])('a reader of %s gets these', async (digestScope, subjects) => {
    await using stage = await setUp(SUNDAY);
    await stage.addReader('Claire', { digestScope });
    expect(await stage.letPass(24)).toEqual(subjects.map((subject) => `2026-06-08T06:00 claire ${subject}`));
  });

  test('who hears of one brand cannot read the digest of all, now or later', async () => {
    await using stage = await setUp(SUNDAY);
    const refused = { code: 'INPUT_INVALID', details: { field: 'digestScope' } };
    const brandIds = [stage.orange.id];
    await expect(stage.addReader('Marc', { digestScope: 'both', brandIds })).rejects.toMatchObject(refused);
    const { id: contactId } = await stage.addReader('Ines', { digestScope: 'agency' });
    const key = { agencyId: stage.agency.id, contactId };
    await expect(changeContact(stage.world, key, { brandIds })).rejects.toMatchObject(refused);
    await stage.addReader('Paul', { brandIds });
    expect(await stage.letPass(24)).toEqual([
      '2026-06-08T06:00 ines Agence du Quai : semaine du 1er juin',
      '2026-06-08T06:00 paul Orange : semaine du 1er juin',
    ]);
  });

  test('the weeks of every brand and of the agency are made for the pages though nobody reads them by mail', async () => {
    await using stage = await setUp(SUNDAY);
    expect(await stage.letPass(24)).toEqual([]);
    expect((await stage.list()).map(({ brandId, period }) => [brandId, period])).toEqual(
      expect.arrayContaining([
        [stage.orange.id, 'week'],
        [stage.lg.id, 'week'],
        [null, 'week'],
      ]),
    );
    expect(await stage.list()).toHaveLength(3);
  });
});

describe('days and months', () => {
  test('a day is told the next morning, each once, also on the two days on which the clocks change', async () => {
    // Friday 23 October 2026: summer time ends on Sunday 25, and begins again on 28 March 2027
    await using stage = await setUp('2026-10-23T10:00:00Z');
    await stage.addReader('Claire', { digestPeriods: ['day'], brandIds: [stage.orange.id] });
    const came = await stage.letPass(4 * 24);
    expect(came).toEqual([
      '2026-10-24T06:00 claire Orange : vendredi 23 octobre',
      '2026-10-25T07:00 claire Orange : samedi 24 octobre',
      '2026-10-26T07:00 claire Orange : dimanche 25 octobre',
      '2026-10-27T07:00 claire Orange : lundi 26 octobre',
    ]);
    const [sunday] = (await stage.list({ period: 'day' })).filter(
      ({ periodStartsOn }) => periodStartsOn === '2026-10-25',
    );
    const { periodFrom = '', periodUntil = '' } = sunday?.content ?? {};
    expect(Date.parse(periodUntil) - Date.parse(periodFrom)).toBe(25 * HOUR_MS);
    expect(sunday?.content.days).toHaveLength(7); // a day alone says little
  });

  test('in spring the day of 23 hours is told once too', async () => {
    await using stage = await setUp('2027-03-27T10:00:00Z');
    await stage.addReader('Claire', { digestPeriods: ['day'], digestScope: 'agency' });
    expect(await stage.letPass(3 * 24)).toEqual([
      '2027-03-28T06:00 claire Agence du Quai : samedi 27 mars',
      '2027-03-29T06:00 claire Agence du Quai : dimanche 28 mars',
      '2027-03-30T06:00 claire Agence du Quai : lundi 29 mars',
    ]);
  });

  test('a month is one of the calendar and is told on the first of the next', async () => {
    await using stage = await setUp('2026-06-30T10:00:00Z');
    await stage.addReader('Claire', { digestPeriods: ['month'], brandIds: [stage.lg.id] });
    expect(await stage.letPass(48)).toEqual(['2026-07-01T06:00 claire LG : juin 2026']);
    const [june] = await stage.list({ period: 'month' });
    expect(june?.periodStartsOn).toBe('2026-06-01');
    expect(june?.content.days).toHaveLength(30);
  });
});

describe('clocks of readers', () => {
  test.each([
    ['Pacific/Auckland', '2026-06-07T20:00', '2026-05-31T12:00:00.000Z'],
    ['America/Los_Angeles', '2026-06-08T15:00', '2026-06-01T07:00:00.000Z'],
    ['Asia/Kolkata', '2026-06-08T03:00', '2026-05-31T18:30:00.000Z'], // half past two by the world's clock
  ])('a reader in %s has Monday at eight and the week of that place', async (timeZone, at, from) => {
    await using stage = await setUp(SUNDAY);
    await stage.addReader('Claire', { brandIds: [stage.orange.id] });
    await stage.addReader('Far', { brandIds: [stage.orange.id], timeZone });
    expect(await stage.letPass(36)).toEqual(
      [`2026-06-08T06:00 claire Orange : semaine du 1er juin`, `${at} far Orange : semaine du 1er juin`].toSorted(),
    );
    const digests = await stage.list({ brandId: stage.orange.id });
    expect(digests.map((digest) => [digest.timeZone, digest.content.periodFrom])).toEqual(
      expect.arrayContaining([
        ['Europe/Paris', '2026-05-31T22:00:00.000Z'],
        [timeZone, from],
      ]),
    );
  });

  test('two workers, a restart in the middle and a slot that is claimed anew: each digest once', async () => {
    await using stage = await setUp(SUNDAY);
    const { world, agency } = stage;
    await stage.addReader('Claire', { digestPeriods: ['day', 'week'], digestScope: 'both' });
    await stage.addReader('Far', { digestPeriods: ['week'], timeZone: 'Asia/Tokyo' });
    const second = makeSecondWorker(world);
    world.clock.setTo(new Date('2026-06-08T06:00:00Z'));
    await Promise.all([sendDigests(world), sendDigests(second)]);
    await world.db
      .updateTable('agencies')
      .set({ next_digest_at: new Date('2026-06-07T22:00:00Z') })
      .execute();
    world.clock.advanceMs(20 * MINUTE_MS);
    await Promise.all([sendDigests(world), sendDigests(second)]);
    await deliverPending({ ...world, stopping: new AbortController().signal });
    const digests = await listDigests(world.db, { agencyId: agency.id }, FIRST_PAGE);
    const names = digests.map(({ brandId, period, timeZone, periodStartsOn }) =>
      [brandId, period, timeZone, periodStartsOn].join(' '),
    );
    expect(new Set(names).size).toBe(names.length);
    // a day and a week in Paris of two brands and of all; a week in Tokyo of two brands
    expect(names).toHaveLength(8);
    expect(stage.mailbox.mails.filter(({ to }) => to[0]?.startsWith('claire'))).toHaveLength(6);
    expect(stage.mailbox.mails.filter(({ to }) => to[0]?.startsWith('far'))).toHaveLength(2);
  });

  test('who begins to read today is told from the next slot on, not of what is past', async () => {
    await using stage = await setUp('2026-06-08T10:00:00Z');
    await stage.letPass(1);
    await stage.addReader('Claire', { digestPeriods: ['day', 'week', 'month'], brandIds: [stage.lg.id] });
    expect(await stage.letPass(24)).toEqual(['2026-06-09T06:00 claire LG : lundi 8 juin']);
  });

  test('a slot that is moved while it is owed goes out all the same', async () => {
    await using stage = await setUp(SUNDAY);
    await stage.addReader('Claire', { brandIds: [stage.lg.id] });
    stage.world.clock.setTo(new Date('2026-06-08T06:30:00Z'));
    const now = stage.world.clock.now();
    await updateAgency(stage.world.db, stage.agency.id, { now }, { digestWeekday: 5, digestHour: 9 });
    expect(await stage.letPass(1)).toHaveLength(1);
    expect(await stage.letPass(6 * 24)).toEqual(['2026-06-12T07:30 claire LG : semaine du 5 juin']);
  });

  test('after a stop of a month the newest day, week and month are told, each once', async () => {
    await using stage = await setUp('2026-06-03T10:00:00Z');
    await stage.addReader('Claire', { digestPeriods: ['day', 'week', 'month'], brandIds: [stage.lg.id] });
    stage.world.clock.setTo(new Date(Date.parse('2026-06-03T10:00:00Z') + 31 * DAY_MS));
    expect(await stage.letPass(3)).toEqual([
      '2026-07-04T11:00 claire LG : juin 2026',
      '2026-07-04T11:00 claire LG : semaine du 22 juin',
      '2026-07-04T11:00 claire LG : vendredi 3 juillet',
    ]);
  });

  test('a slot that comes while others are made is not skipped', async () => {
    await using stage = await setUp(SUNDAY);
    const { world } = stage;
    await stage.addReader('Claire', { brandIds: [stage.orange.id] });
    // eight in Bucharest is seven in Paris: a large agency's digests may take until then
    await stage.addReader('Far', { brandIds: [stage.lg.id], timeZone: 'Europe/Bucharest' });
    world.clock.setTo(new Date('2026-06-08T05:59:00Z'));
    const info: typeof world.log.info = (...line) => {
      world.clock.advanceMs(MINUTE_MS);
      world.log.info(...line);
    };
    await sendDigests({ ...world, log: { ...world.log, info } });
    expect(await stage.letPass(1)).toEqual([
      '2026-06-08T07:00 claire Orange : semaine du 1er juin',
      '2026-06-08T07:00 far LG : semaine du 1er juin',
    ]);
  });

  test.each([
    ['an hour that is past already', '2026-06-08T05:30:00Z', { digestHour: 7 }],
    ['a zone in which it is past already', '2026-06-07T21:00:00Z', { timeZone: 'Pacific/Auckland' }],
  ])('a slot that is moved before it came, to %s, is told at once', async (_, at, changes) => {
    await using stage = await setUp(SUNDAY);
    await stage.addReader('Claire', { digestPeriods: ['day', 'week'], brandIds: [stage.lg.id] });
    stage.world.clock.setTo(new Date(at));
    const now = stage.world.clock.now();
    await updateAgency(stage.world.db, stage.agency.id, { now }, changes);
    expect(await stage.letPass(1)).toEqual([
      expect.stringContaining('claire LG : dimanche 7 juin'),
      expect.stringContaining('claire LG : semaine du 1er juin'),
    ]);
    expect(await stage.letPass(20)).toEqual([]);
  });

  test.each([
    ['before it came', '2026-06-08T05:30:00Z'],
    ['while it is owed', '2026-06-08T06:20:00Z'],
  ])('a reader who moves east %s, to where it is past already, is told at once', async (_, at) => {
    await using stage = await setUp(SUNDAY);
    const reads = { digestPeriods: ['day', 'week'], brandIds: [stage.lg.id] } as const;
    const { id: contactId } = await stage.addReader('Claire', reads);
    stage.world.clock.setTo(new Date(at));
    await changeContact(stage.world, { agencyId: stage.agency.id, contactId }, { timeZone: 'Asia/Tokyo' });
    const told = ['claire LG : dimanche 7 juin', 'claire LG : semaine du 1er juin'];
    expect(await stage.letPass(1)).toEqual(told.map((subject) => expect.stringContaining(subject)));
    expect(await stage.letPass(20)).toEqual([`2026-06-08T23:${at.slice(14, 16)} claire LG : lundi 8 juin`]);
  });

  test('an hour that is moved to an earlier one while the day is owed loses no day', async () => {
    await using stage = await setUp('2026-06-08T10:00:00Z');
    await stage.addReader('Claire', { digestPeriods: ['day'], brandIds: [stage.lg.id] });
    stage.world.clock.setTo(new Date('2026-06-09T06:30:00Z'));
    await updateAgency(stage.world.db, stage.agency.id, { now: stage.world.clock.now() }, { digestHour: 7 });
    expect(await stage.letPass(1)).toEqual(['2026-06-09T07:30 claire LG : lundi 8 juin']);
    expect(await stage.letPass(24)).toEqual(['2026-06-10T05:30 claire LG : mardi 9 juin']);
  });

  test('of the week before the agency was there nothing is told, though whoever read its days is gone', async () => {
    await using stage = await setUp('2026-06-10T10:00:00Z');
    await stage.addReader('Claire', { brandIds: [stage.lg.id] });
    const { id: contactId } = await stage.addReader('Paul', { digestPeriods: ['day'] });
    await removeContact(stage.world, { agencyId: stage.agency.id, contactId });
    expect(await stage.letPass(4 * 24)).toEqual([]);
    expect(await stage.letPass(24)).toEqual(['2026-06-15T06:00 claire LG : semaine du 8 juin']);
  });

  test('one digest that cannot be made holds up no other clock', async () => {
    await using stage = await setUp(SUNDAY);
    const { world } = stage;
    await stage.addReader('Claire', { digestPeriods: ['day'], brandIds: [stage.lg.id] });
    await sql`alter table digests add constraint poison check (period <> 'week')`.execute(world.db);
    try {
      world.clock.setTo(new Date('2026-06-08T06:30:00Z'));
      await expect(sendDigests(world)).rejects.toThrow('poison');
    } finally {
      await sql`alter table digests drop constraint poison`.execute(world.db);
    }
    await deliverPending({ ...world, stopping: new AbortController().signal });
    expect(stage.mailbox.mails.map(({ to }) => to[0])).toEqual(['claire@agence.example']);
  });
});

const ZONES = [
  ...['Europe/Paris', 'America/Santiago', 'Asia/Beirut', 'Africa/Cairo', 'Asia/Kolkata', 'Pacific/Apia'],
  ...['America/Los_Angeles', 'Australia/Lord_Howe'],
];

describe('whatever happens to the slot', () => {
  // the clocks of all these places change within one of the two spans
  test.each([
    [1, '2026-03-20T10:00:00Z'],
    [2, '2026-09-01T10:00:00Z'],
    [3, '2026-10-10T10:00:00Z'],
  ])('every reader is told each day of his clock once, and none is left out (seed %i)', async (seed, startAt) => {
    await using stage = await setUp(startAt);
    const { world, agency } = stage;
    const dice = makeDice(seed);
    for (const [index, timeZone] of ZONES.entries()) {
      await stage.addReader(`Reader${index}`, { digestPeriods: ['day'], brandIds: [stage.lg.id], timeZone });
    }
    const changes: readonly (() => AgencyChanges)[] = [
      () => ({ digestHour: dice.roll(24) }),
      () => ({ digestWeekday: (1 + dice.roll(7)) as Weekday }),
      () => ({ timeZone: dice.pick(ZONES) }),
    ];
    for (let step = 0; step < 300; step += 1) {
      const change = dice.roll(3) === 0 ? dice.pick(changes)() : null;
      // two slots that both came before a pass, an old one and a new one, are a stop: the newest day alone is told
      world.clock.advanceMs(dice.roll(change === null ? 300 : 59) * MINUTE_MS);
      if (change !== null) {
        const now = world.clock.now();
        await world.db.transaction().execute((db) => updateAgency(db, agency.id, { now }, change));
      }
      await sendDigests(world);
    }
    const told = await world.db
      .selectFrom('deliveries')
      .innerJoin('digests', 'digests.id', 'deliveries.digest_id')
      .select(['deliveries.contact_name', 'digests.time_zone', 'digests.period_starts_on'])
      .where('digests.period', '=', 'day')
      .orderBy('digests.period_starts_on')
      .execute();
    const days = Map.groupBy(told, ({ contact_name }) => contact_name);
    expect(days.size).toBe(ZONES.length);
    for (const [name, own] of days) {
      const dates = own.map(({ period_starts_on }) => period_starts_on);
      const [first = ''] = dates;
      expect([name, dates]).toEqual([name, dates.map((_, index) => addDays(first, index))]);
      expect(dates.length).toBeGreaterThan(15);
    }
  });
});
