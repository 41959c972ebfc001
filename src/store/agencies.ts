/** Agencies: the tenants. */
import { type Selectable, sql } from 'kysely';
import { addMs } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import { localDayOf, localDayOn, nextSlot, type Weekday } from '../base/zoned-time.ts';
import { type Agency, type Language, SMS_DAILY_SEGMENTS_DEFAULT } from '../domain/agency.ts';
import { type DigestPeriod, type DigestRhythm, toDigestSlot } from '../domain/digest.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import { type Db, UNLEASED } from './database.ts';
import type { Tables } from './tables.ts';

export type NewAgency = Readonly<{
  name: string;
  language: Language;
  timeZone: string;
  digestWeekday: Weekday;
  digestHour: number;
}>;

export type AgencyChanges = Partial<NewAgency & Pick<Agency, 'smsDailySegmentMax' | 'provesSms'>>;

/** Errors: AGENCY_NAME_TAKEN. */
export async function createAgency(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewAgency,
): Promise<Agency> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('agencies')
      .values({
        id: deps.newId(),
        name: input.name,
        language: input.language,
        time_zone: input.timeZone,
        digest_weekday: input.digestWeekday,
        digest_hour: input.digestHour,
        next_digest_at: nextDigestAt(input, [toOwnRhythm(input)], deps.now),
        created_at: deps.now,
        sms_daily_segment_max: SMS_DAILY_SEGMENTS_DEFAULT,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toAgency(row);
}

/** Errors: NOT_FOUND. */
export async function getAgency(db: Db, agencyId: string): Promise<Agency> {
  const row = await db.selectFrom('agencies').selectAll().where('id', '=', agencyId).executeTakeFirst();
  if (row === undefined) throw agencyNotFound();
  return toAgency(row);
}

/** By id; those that are gone are left out. */
export async function readAgencies(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Agency>> {
  const rows = await db.selectFrom('agencies').selectAll().where('id', '=', sql<string>`any(${ids}::uuid[])`).execute();
  return new Map(rows.map((row) => [row.id, toAgency(row)]));
}

/** Errors: NOT_FOUND. */
export async function getAgencyByName(db: Db, name: string): Promise<Agency> {
  const agency = await findAgencyByName(db, name);
  if (agency !== undefined) return agency;
  throw new AppError('NOT_FOUND', `There is no agency "${name}": name one that was imported or set up.`);
}

export async function findAgencyByName(db: Db, name: string): Promise<Agency | undefined> {
  const row = await db.selectFrom('agencies').selectAll().where('name', '=', name).executeTakeFirst();
  return row === undefined ? undefined : toAgency(row);
}

/** How many agencies there are: 0 before the first-run page was filled in. */
export async function countAgencies(db: Db): Promise<number> {
  const row = await db.selectFrom('agencies').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  return row.count;
}

/**
 * Changes what is given; a new slot or zone moves the next digest, except one that is owed already: it still goes out. One
 * that would have come by the old clock and has gone by on the new one is owed at once: no day or week is lost between them.
 *
 * Run it in a transaction. Errors: AGENCY_NAME_TAKEN, NOT_FOUND.
 */
export async function updateAgency(
  db: Db,
  agencyId: string,
  deps: Readonly<{ now: Date }>,
  changes: AgencyChanges,
): Promise<Agency> {
  const held = await lockAgency(db, agencyId);
  const wanted = { ...held, ...changes };
  const isDigestOwed = held.nextDigestAt <= deps.now;
  const next = isDigestOwed ? held.nextDigestAt : nextDigestAt(wanted, await listDigestRhythms(db, wanted), deps.now);
  const moves = (await listDigestRhythms(db, held)).map((rhythm) => ({
    held: rhythm,
    timeZone: rhythm.timeZone === held.timeZone ? wanted.timeZone : rhythm.timeZone,
  }));
  const row = await withConstraintCodes(() =>
    db
      .updateTable('agencies')
      .set({
        name: wanted.name,
        language: wanted.language,
        time_zone: wanted.timeZone,
        digest_weekday: wanted.digestWeekday,
        digest_hour: wanted.digestHour,
        sms_daily_segment_max: wanted.smsDailySegmentMax,
        proves_sms: wanted.provesSms,
        next_digest_at: earliest([next, ...listUntold(held, wanted, moves)]),
      })
      .where('id', '=', agencyId)
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toAgency(row);
}

/** Leases agencies whose digest slot has come, the longest overdue first. */
export async function claimDueAgencies(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number }>,
): Promise<readonly Agency[]> {
  const rows = await db
    .updateTable('agencies')
    .set({ digest_leased_until: claim.leasedUntil })
    .where('id', 'in', (query) =>
      query
        .selectFrom('agencies')
        .select('id')
        .where('next_digest_at', '<=', claim.now)
        .where('digest_leased_until', '<=', claim.now)
        .orderBy('next_digest_at')
        .limit(claim.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
  return rows.map(toAgency);
}

/**
 * The slots up to an instant are done: the next one is the first after it, so that a week of downtime owes one digest, not
 * several. It is the agency's slot as it is now, which may have been changed since the claim. Run it in a transaction.
 */
export async function recordDigestSlot(db: Db, agencyId: string, doneUntil: Date): Promise<void> {
  const agency = await lockAgency(db, agencyId);
  await db
    .updateTable('agencies')
    .set({
      next_digest_at: nextDigestAt(agency, await listDigestRhythms(db, agency), doneUntil),
      digest_leased_until: UNLEASED,
    })
    .where('id', '=', agencyId)
    .execute();
}

/**
 * How often and on whose clocks the agency's digests come: as its contacts read them, and weekly on its own clock, which is
 * the first.
 */
export async function listDigestRhythms(
  db: Db,
  agency: Pick<Agency, 'id' | 'timeZone'>,
): Promise<readonly DigestRhythm[]> {
  const own = toOwnRhythm(agency);
  const { rows } = await sql<{ period: DigestPeriod; time_zone: string }>`
    select distinct unnest(digest_periods) as period, coalesce(time_zone, ${agency.timeZone}) as time_zone
    from contacts where agency_id = ${agency.id} and is_digest_reader order by 1, 2`.execute(db);
  const read = rows.map((row): DigestRhythm => ({ period: row.period, timeZone: row.time_zone }));
  return [own, ...read.filter(({ period, timeZone }) => period !== own.period || timeZone !== own.timeZone)];
}

/** A reader's digests are told by another clock from now on. */
export type ClockMove = Readonly<{ held: DigestRhythm; timeZone: string }>;

/**
 * Sets the next digest anew after a reader came or reads otherwise, except one that is owed already; what would have come by
 * his old clock and has gone by on his new one is owed at once. Run it in a transaction.
 */
export async function renewDigestSlot(
  db: Db,
  agencyId: string,
  now: Date,
  toMoves: (agency: Agency) => readonly ClockMove[] = () => [],
): Promise<void> {
  const agency = await lockAgency(db, agencyId);
  const next =
    agency.nextDigestAt <= now ? agency.nextDigestAt : nextDigestAt(agency, await listDigestRhythms(db, agency), now);
  const next_digest_at = earliest([next, ...listUntold(agency, agency, toMoves(agency))]);
  await db.updateTable('agencies').set({ next_digest_at }).where('id', '=', agencyId).execute();
}

/** The agency, which nobody else changes until the transaction ends. Errors: NOT_FOUND. */
async function lockAgency(db: Db, agencyId: string): Promise<Agency> {
  const row = await db
    .selectFrom('agencies')
    .selectAll()
    .where('id', '=', agencyId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw agencyNotFound();
  return toAgency(row);
}

function agencyNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such agency.');
}

/** Of all digests that somebody reads, and of the agency's own weekly ones, which are made for the pages and the API too. */
function nextDigestAt(
  agency: Pick<Agency, 'digestWeekday' | 'digestHour'>,
  rhythms: readonly DigestRhythm[],
  after: Date,
): Date {
  return earliest(rhythms.map((rhythm) => nextSlot(after, toDigestSlot(agency, rhythm))));
}

/** When each new clock tells first what the old one has not told yet: from the day on that the old one would tell it. */
function listUntold(held: Agency, wanted: Agency, moves: readonly ClockMove[]): readonly Date[] {
  return moves.map(({ held: rhythm, timeZone }) => {
    const heldAt = nextSlot(addMs(held.nextDigestAt, -1), toDigestSlot(held, rhythm));
    const day = localDayOn(localDayOf(heldAt, rhythm.timeZone).date, timeZone);
    return nextSlot(addMs(day.from, -1), toDigestSlot(wanted, { ...rhythm, timeZone }));
  });
}

function earliest(ats: readonly Date[]): Date {
  return new Date(Math.min(...ats.map((at) => at.getTime())));
}

function toOwnRhythm({ timeZone }: Pick<Agency, 'timeZone'>): DigestRhythm {
  return { period: 'week', timeZone };
}

function toAgency(row: Selectable<Tables['agencies']>): Agency {
  return {
    id: row.id,
    name: row.name,
    language: row.language,
    timeZone: row.time_zone,
    digestWeekday: row.digest_weekday,
    digestHour: row.digest_hour,
    nextDigestAt: row.next_digest_at,
    smsDailySegmentMax: row.sms_daily_segment_max,
    provesSms: row.proves_sms,
    createdAt: row.created_at,
  };
}
