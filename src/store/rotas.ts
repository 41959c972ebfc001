/** Rotas: who is on call week by week, and who stands in. */
import { type Selectable, sql } from 'kysely';
import type { Rota, RotaOverride } from '../domain/escalation.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

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
