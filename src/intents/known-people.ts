/** Whether whoever is named is there to be told, told by the id that is wrong. */
import { AppError } from '../base/errors.ts';
import { listContacts } from '../store/contacts.ts';
import type { Db } from '../store/database.ts';
import { listRotas } from '../store/rotas.ts';

/** Errors: NOT_FOUND for the first that is nobody of the agency. */
export async function checkContacts(db: Db, agencyId: string, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const known = new Set((await listContacts(db, agencyId)).map(({ id }) => id));
  const unknown = contactIds.find((id) => !known.has(id.toLowerCase()));
  if (unknown === undefined) return;
  throw new AppError('NOT_FOUND', `There is no contact ${unknown} in this agency: list them at /v1/contacts.`);
}

/** Errors: NOT_FOUND for the first that is no rota of the agency. */
export async function checkRotas(db: Db, agencyId: string, rotaIds: readonly string[]): Promise<void> {
  if (rotaIds.length === 0) return;
  const known = new Set((await listRotas(db, agencyId)).map(({ id }) => id));
  const unknown = rotaIds.find((id) => !known.has(id.toLowerCase()));
  if (unknown === undefined) return;
  throw new AppError('NOT_FOUND', `There is no rota ${unknown} in this agency: list them at /v1/rotas.`);
}
