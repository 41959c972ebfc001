/** What stands encrypted in the tables, wherever it is: read in pages and written anew when the key is changed. */
import { sql } from 'kysely';
import type { ChannelKind } from '../domain/alert.ts';
import type { Db } from './database.ts';

export const SEALED_TABLES = ['channels', 'sources', 'searches'] as const;

export type SealedTable = (typeof SEALED_TABLES)[number];

export type SealedSecret = Readonly<{
  table: SealedTable;
  id: string;
  /** Of a channel. */
  kind: ChannelKind | null;
  /** Which it is, for a person: `slack hooks.slack.com/…/aB3x`, the address of a source, the service of a search. */
  name: string;
  sealed: Buffer;
}>;

/** The next secrets of the table by id, taken so that nobody changes them until the transaction ends. */
export async function lockSealedPage(
  db: Db,
  table: SealedTable,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly SealedSecret[]> {
  const { kind, name } = COLUMNS[table];
  const { rows } = await sql<{ id: string; kind: ChannelKind | null; name: string; sealed: Buffer }>`
    select id, ${sql.raw(kind)} as kind, ${sql.raw(name)} as name, secret_encrypted as sealed from ${sql.table(table)}
    where secret_encrypted is not null and (${page.after}::uuid is null or id > ${page.after}::uuid)
    order by id limit ${page.limit} for no key update`.execute(db);
  return rows.map((row) => ({ table, ...row }));
}

/** Columns of each table, as SQL of our own. */
const COLUMNS: Readonly<Record<SealedTable, Readonly<{ kind: string; name: string }>>> = {
  channels: { kind: 'kind', name: "kind || ' ' || address" },
  sources: { kind: 'null', name: 'url' },
  searches: { kind: 'null', name: 'service' },
};

export async function replaceSealed(db: Db, secret: Pick<SealedSecret, 'table' | 'id'>, sealed: Buffer): Promise<void> {
  await sql`update ${sql.table(secret.table)} set secret_encrypted = ${sealed} where id = ${secret.id}`.execute(db);
}

/**
 * The channel is known by its new fingerprint. Where its contact was given the same address again since the key was
 * changed, that channel has it already, and this one keeps its own.
 */
export async function replaceFingerprint(db: Db, channelId: string, fingerprint: string): Promise<void> {
  await sql`
    update channels set secret_fingerprint = ${fingerprint}
    where id = ${channelId} and not exists (
      select from channels as other
      where other.agency_id = channels.agency_id and other.contact_id = channels.contact_id
        and other.kind = channels.kind and other.address = channels.address
        and other.secret_fingerprint = ${fingerprint}
    )`.execute(db);
}
