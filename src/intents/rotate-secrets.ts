/** Every stored secret sealed anew, after the key was changed. */
import type { Random } from '../base/random.ts';
import { encryptSecret, type SecretKey, tryToOpen } from '../base/secrets.ts';
import { fingerprintChannel, toChannelPurpose } from '../domain/channel-secret.ts';
import { SOURCE_SECRET_PURPOSE } from '../domain/source-secret.ts';
import type { Db } from '../store/database.ts';
import {
  lockSealedPage,
  replaceFingerprint,
  replaceSealed,
  SEALED_TABLES,
  type SealedSecret,
  type SealedTable,
} from '../store/sealed-secrets.ts';

/** In one transaction: what it has locked waits for it, and what is killed loses no more. */
const PAGE_SECRETS_MAX = 100;

export type RotatedTable = Readonly<{
  table: SealedTable;
  resealedCount: number;
  /** Sealed with the present key before. */
  keptCount: number;
  /** Those that open with none of the keys; left as they are. */
  lost: readonly Pick<SealedSecret, 'id' | 'name'>[];
}>;

type RotationDeps = Readonly<{ db: Db; secretKey: SecretKey; random: Random }>;

/**
 * Seals with the present key whatever a previous one sealed, table by table.
 *
 * It may be killed at any instant and run again: each page is one transaction, and what is sealed with the present key
 * is left alone. The service may go on meanwhile, where it knows all keys too. What opens with no key stops nothing: all
 * the others are sealed anew, and it is named.
 *
 * Errors:  none but the database's.
 */
export async function rotateSecrets(deps: RotationDeps): Promise<readonly RotatedTable[]> {
  const tables: RotatedTable[] = [];
  for (const table of SEALED_TABLES) tables.push(await rotateTable(deps, table));
  return tables;
}

async function rotateTable(deps: RotationDeps, table: SealedTable): Promise<RotatedTable> {
  let rotated: RotatedTable = { table, resealedCount: 0, keptCount: 0, lost: [] };
  let after: string | null = null;
  for (;;) {
    const page: RotatedPage = await rotatePage(deps, table, after);
    rotated = {
      table,
      resealedCount: rotated.resealedCount + page.count('resealed'),
      keptCount: rotated.keptCount + page.count('kept'),
      lost: [...rotated.lost, ...page.lost],
    };
    if (page.last === null) return rotated;
    after = page.last;
  }
}

type Fate = 'resealed' | 'kept' | 'lost';

type RotatedPage = Readonly<{
  count: (fate: Fate) => number;
  lost: RotatedTable['lost'];
  /** The last id; null: there are no more. */
  last: string | null;
}>;

async function rotatePage(deps: RotationDeps, table: SealedTable, after: string | null): Promise<RotatedPage> {
  return await deps.db.transaction().execute(async (db) => {
    const secrets = await lockSealedPage(db, table, { after, limit: PAGE_SECRETS_MAX });
    const fates: { secret: SealedSecret; fate: Fate }[] = [];
    for (const secret of secrets) fates.push({ secret, fate: await rotateOne({ ...deps, db }, secret) });
    return {
      count: (wanted) => fates.filter(({ fate }) => fate === wanted).length,
      lost: fates.flatMap(({ secret: { id, name }, fate }) => (fate === 'lost' ? [{ id, name }] : [])),
      last: secrets.at(-1)?.id ?? null,
    };
  });
}

async function rotateOne(deps: RotationDeps, secret: SealedSecret): Promise<Fate> {
  const { db, secretKey, random } = deps;
  const purpose = secret.kind === null ? SOURCE_SECRET_PURPOSE : toChannelPurpose(secret.kind);
  const opened = tryToOpen(secretKey, purpose, secret.sealed);
  if (opened === null) return 'lost';
  if (opened.sealedBy === 'present') return 'kept';
  await replaceSealed(db, secret, encryptSecret({ key: secretKey, random }, purpose, opened.plain));
  const fingerprint = secret.kind === null ? '' : fingerprintChannel(secretKey, secret.kind, opened.plain);
  if (fingerprint !== '') await replaceFingerprint(db, secret.id, fingerprint);
  return 'resealed';
}
