/** How agencies' digests look; an agency without a row looks as Vigie does. */
import type { Selectable } from 'kysely';
import { type AgencyLook, type Logo, PLAIN_LOOK } from '../domain/agency-look.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export async function readLook(db: Db, agencyId: string): Promise<AgencyLook> {
  const row = await db.selectFrom('agency_looks').selectAll().where('agency_id', '=', agencyId).executeTakeFirst();
  return row === undefined ? PLAIN_LOOK : toLook(row);
}

/** Changes what is given; logo: null takes it away. */
export async function updateLook(
  db: Db,
  agencyId: string,
  deps: Readonly<{ now: Date }>,
  changes: Partial<AgencyLook>,
): Promise<AgencyLook> {
  const { logo } = changes;
  const columns = {
    ...(changes.color === undefined ? {} : { color: changes.color }),
    ...(changes.senderName === undefined ? {} : { sender_name: changes.senderName }),
    ...(changes.replyTo === undefined ? {} : { reply_to: changes.replyTo }),
    ...(logo === undefined ? {} : toLogoColumns(logo)),
    updated_at: deps.now,
  };
  const row = await db
    .insertInto('agency_looks')
    .values({ agency_id: agencyId, ...columns })
    .onConflict((conflict) => conflict.constraint('agency_looks_pkey').doUpdateSet(columns))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toLook(row);
}

function toLogoColumns(logo: Logo | null) {
  return {
    logo_png: logo?.png ?? null,
    logo_width_px: logo?.widthPx ?? null,
    logo_height_px: logo?.heightPx ?? null,
  };
}

function toLook(row: Selectable<Tables['agency_looks']>): AgencyLook {
  const { logo_png: png, logo_width_px: widthPx, logo_height_px: heightPx } = row;
  return {
    color: row.color,
    senderName: row.sender_name,
    replyTo: row.reply_to,
    logo: png === null || widthPx === null || heightPx === null ? null : { png, widthPx, heightPx },
  };
}
