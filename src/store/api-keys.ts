/** Keys of the REST API. Only a hash is stored: a stolen backup opens nothing. */
import type { Selectable } from 'kysely';
import { addMs, MINUTE_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { ApiKey } from '../domain/agency.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** `last_used_at` is for a person's eye: written at most this often, so that reads don't become writes. */
const LAST_USED_STEP_MS = 5 * MINUTE_MS;

export async function createApiKey(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: Readonly<{ name: string; keyHash: Buffer; hint: string }>,
): Promise<ApiKey> {
  const row = await db
    .insertInto('api_keys')
    .values({
      agency_id: agencyId,
      id: deps.newId(),
      name: input.name,
      key_hash: input.keyHash,
      hint: input.hint,
      created_at: deps.now,
      last_used_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toApiKey(row);
}

/** Whose key it is, noting that it was used; undefined when nobody's. */
export async function findApiKey(db: Db, keyHash: Buffer, now: Date): Promise<ApiKey | undefined> {
  const row = await db.selectFrom('api_keys').selectAll().where('key_hash', '=', keyHash).executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.last_used_at === null || row.last_used_at <= addMs(now, -LAST_USED_STEP_MS)) {
    await db
      .updateTable('api_keys')
      .set({ last_used_at: now })
      .where('agency_id', '=', row.agency_id)
      .where('id', '=', row.id)
      .execute();
  }
  return toApiKey(row);
}

export async function listApiKeys(db: Db, agencyId: string): Promise<readonly ApiKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toApiKey);
}

/** Oldest first; at most `limit` after the given id. */
export async function listApiKeyPage(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly ApiKey[]> {
  let query = db.selectFrom('api_keys').selectAll().where('agency_id', '=', agencyId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return (await query.orderBy('id').limit(page.limit).execute()).map(toApiKey);
}

/** Errors: NOT_FOUND. */
export async function deleteApiKey(db: Db, agencyId: string, apiKeyId: string): Promise<void> {
  const result = await db
    .deleteFrom('api_keys')
    .where('agency_id', '=', agencyId)
    .where('id', '=', apiKeyId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) {
    throw new AppError('NOT_FOUND', 'There is no such API key in this agency: list them at /v1/api-keys.');
  }
}

function toApiKey(row: Selectable<Tables['api_keys']>): ApiKey {
  return {
    agencyId: row.agency_id,
    id: row.id,
    name: row.name,
    hint: row.hint,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
