/** Rotas: who is on call week by week, and who stands in. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Rota, RotaOverride } from '../domain/escalation.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewRota = Omit<Rota, 'agencyId' | 'id' | 'createdAt'>;

export type NewRotaOverride = Omit<RotaOverride, 'id' | 'createdAt'>;

export type OverrideCursor = Readonly<{ startsAt: Date; id: string }>;

type Key = Readonly<{ agencyId: string; rotaId: string }>;
type WriteDeps = Readonly<{ newId: NewId; now: Date }>;

/** Run it in a transaction. Errors: ROTA_NAME_TAKEN, NOT_FOUND for a contact of nobody's or another agency's. */
export async function createRota(db: Db, agencyId: string, deps: WriteDeps, input: NewRota): Promise<Rota> {
  const rotaId = deps.newId();
  await withConstraintCodes(() =>
    db
      .insertInto('rotas')
      .values({
        ...{ agency_id: agencyId, id: rotaId, name: input.name, time_zone: input.timeZone },
        ...{ hand_over_weekday: input.handOverWeekday, hand_over_hour: input.handOverHour },
        ...{ starts_on: input.startsOn, created_at: deps.now },
      })
      .execute(),
  );
  await insertMembers(db, { agencyId, rotaId }, input.contactIds);
  return await getRota(db, { agencyId, rotaId });
}

/** Run it in a transaction. Errors: NOT_FOUND, ROTA_NAME_TAKEN. */
export async function updateRota(db: Db, key: Key, changes: Partial<NewRota>): Promise<Rota> {
  const row = await selectRotas(db, key.agencyId).where('id', '=', key.rotaId).forUpdate().executeTakeFirst();
  if (row === undefined) throw rotaNotFound();
  await withConstraintCodes(() =>
    db
      .updateTable('rotas')
      .set({
        name: changes.name ?? row.name,
        time_zone: changes.timeZone ?? row.time_zone,
        hand_over_weekday: changes.handOverWeekday ?? row.hand_over_weekday,
        hand_over_hour: changes.handOverHour ?? row.hand_over_hour,
        starts_on: changes.startsOn ?? row.starts_on,
      })
      .where('agency_id', '=', key.agencyId)
      .where('id', '=', key.rotaId)
      .execute(),
  );
  if (changes.contactIds !== undefined) {
    await db
      .deleteFrom('rota_members')
      .where('agency_id', '=', key.agencyId)
      .where('rota_id', '=', key.rotaId)
      .execute();
    await insertMembers(db, key, changes.contactIds);
  }
  return await getRota(db, key);
}

/** Errors: NOT_FOUND. */
export async function deleteRota(db: Db, key: Key): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('rotas')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.rotaId)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw rotaNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getRota(db: Db, key: Key): Promise<Rota> {
  const row = await selectRotas(db, key.agencyId).where('id', '=', key.rotaId).executeTakeFirst();
  const rota = row === undefined ? undefined : (await withMembers(db, key.agencyId, [row]))[0];
  if (rota === undefined) throw rotaNotFound();
  return rota;
}

/** By name: all there can be. */
export async function listRotas(db: Db, agencyId: string): Promise<readonly Rota[]> {
  return await withMembers(db, agencyId, await selectRotas(db, agencyId).orderBy('name').execute());
}

/** Oldest first; at most `limit` after the given id. */
export async function listRotaPage(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly Rota[]> {
  let query = selectRotas(db, agencyId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return await withMembers(db, agencyId, await query.orderBy('id').limit(page.limit).execute());
}

/** How many the agency has. Whoever adds one waits here for whoever adds another. */
export async function countRotasToAdd(db: Db, agencyId: string): Promise<number> {
  await db.selectFrom('agencies').select('id').where('id', '=', agencyId).forNoKeyUpdate().execute();
  const { count } = await db
    .selectFrom('rotas')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Errors: NOT_FOUND for the rota, or a contact of nobody's or another agency's; INPUT_INVALID. */
export async function createRotaOverride(
  db: Db,
  agencyId: string,
  deps: WriteDeps,
  input: NewRotaOverride,
): Promise<RotaOverride> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('rota_overrides')
      .values({
        ...{ agency_id: agencyId, id: deps.newId(), rota_id: input.rotaId, contact_id: input.contactId },
        ...{ starts_at: input.startsAt, ends_at: input.endsAt, created_by: input.createdBy, created_at: deps.now },
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toOverride(row);
}

/** Errors: NOT_FOUND. */
export async function deleteRotaOverride(db: Db, key: Key & Readonly<{ overrideId: string }>): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('rota_overrides')
    .where('agency_id', '=', key.agencyId)
    .where('rota_id', '=', key.rotaId)
    .where('id', '=', key.overrideId)
    .executeTakeFirst();
  if (numDeletedRows > 0n) return;
  throw new AppError('NOT_FOUND', 'There is no such override of this rota: list them at /v1/rotas/{rotaId}/overrides.');
}

/** Those that are on and to come, the first to start first. */
export async function listRotaOverrides(
  db: Db,
  key: Key,
  page: Readonly<{ now: Date; after: OverrideCursor | null; limit: number }>,
): Promise<readonly RotaOverride[]> {
  const { after } = page;
  let query = db
    .selectFrom('rota_overrides')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('rota_id', '=', key.rotaId)
    .where('ends_at', '>', page.now);
  if (after !== null) query = query.where(sql<boolean>`(starts_at, id) > (${after.startsAt}, ${after.id}::uuid)`);
  const rows = await query.orderBy('starts_at').orderBy('id').limit(page.limit).execute();
  return rows.map(toOverride);
}

async function insertMembers(db: Db, key: Key, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const { agencyId, rotaId } = key;
  await withConstraintCodes(() =>
    db
      .insertInto('rota_members')
      .values(
        contactIds.map((contactId, position) => ({
          ...{ agency_id: agencyId, rota_id: rotaId, position, contact_id: contactId },
        })),
      )
      .execute(),
  );
}

function selectRotas(db: Db, agencyId: string) {
  return db.selectFrom('rotas').selectAll().where('agency_id', '=', agencyId);
}

function rotaNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such rota in this agency: list them at /v1/rotas.');
}

/** The rotas of these ids that there are, each with the overrides that are on at the instant. */
export async function listRotasAt(
  db: Db,
  key: Readonly<{ agencyId: string; rotaIds: readonly string[] }>,
  at: Date,
): Promise<readonly Readonly<{ rota: Rota; overrides: readonly RotaOverride[] }>[]> {
  if (key.rotaIds.length === 0) return [];
  const rows = await db
    .selectFrom('rotas')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', sql<string>`any(${key.rotaIds}::uuid[])`)
    .execute();
  const overrides = await db
    .selectFrom('rota_overrides')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('rota_id', '=', sql<string>`any(${key.rotaIds}::uuid[])`)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .execute();
  return (await withMembers(db, key.agencyId, rows)).map((rota) => ({
    rota,
    overrides: overrides.filter(({ rota_id }) => rota_id === rota.id).map(toOverride),
  }));
}

async function withMembers(
  db: Db,
  agencyId: string,
  rows: readonly Selectable<Tables['rotas']>[],
): Promise<readonly Rota[]> {
  if (rows.length === 0) return [];
  const members = await db
    .selectFrom('rota_members')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('rota_id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    agencyId: row.agency_id,
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    handOverWeekday: row.hand_over_weekday,
    handOverHour: row.hand_over_hour,
    startsOn: row.starts_on,
    contactIds: members.filter(({ rota_id }) => rota_id === row.id).map(({ contact_id }) => contact_id),
    createdAt: row.created_at,
  }));
}

function toOverride(row: Selectable<Tables['rota_overrides']>): RotaOverride {
  return {
    id: row.id,
    rotaId: row.rota_id,
    contactId: row.contact_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
