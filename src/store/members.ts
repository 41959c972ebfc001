/** The people of an agency, their sessions, and the link that lets the first one in. */
import type { Selectable } from 'kysely';
import type { NewId } from '../base/ids.ts';
import type { Member, MemberRole } from '../domain/agency.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewMember = Readonly<{ name: string; email: string; role: MemberRole; passwordHash: string }>;

/** The address is kept in lower case: nobody remembers how he wrote it. Errors: EMAIL_TAKEN. */
export async function createMember(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewMember,
): Promise<Member> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('members')
      .values({
        agency_id: agencyId,
        id: deps.newId(),
        name: input.name,
        email: input.email.toLowerCase(),
        role: input.role,
        password_hash: input.passwordHash,
        created_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toMember(row);
}

/** For signing in only: the one place where the stored password leaves the table. */
export async function findMemberByEmail(
  db: Db,
  email: string,
): Promise<Readonly<{ member: Member; passwordHash: string }> | undefined> {
  const row = await db.selectFrom('members').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();
  return row === undefined ? undefined : { member: toMember(row), passwordHash: row.password_hash };
}

export async function createSession(
  db: Db,
  member: Member,
  session: Readonly<{ tokenHash: Buffer; now: Date; expiresAt: Date }>,
): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      agency_id: member.agencyId,
      token_hash: session.tokenHash,
      member_id: member.id,
      created_at: session.now,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** Whose session it is; undefined when it was ended or ran out. */
export async function findSessionMember(db: Db, tokenHash: Buffer, now: Date): Promise<Member | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('members', (join) =>
      join.onRef('members.agency_id', '=', 'sessions.agency_id').onRef('members.id', '=', 'sessions.member_id'),
    )
    .selectAll('members')
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.expires_at', '>', now)
    .executeTakeFirst();
  return row === undefined ? undefined : toMember(row);
}

export async function deleteSession(db: Db, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
}

export async function deleteExpiredSessions(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
}

/** Sets the password and ends the member's sessions: whoever knew the old one is out. False for an unknown address. */
export async function replacePassword(db: Db, email: string, passwordHash: string): Promise<boolean> {
  const row = await db
    .updateTable('members')
    .set({ password_hash: passwordHash })
    .where('email', '=', email.toLowerCase())
    .returning(['agency_id', 'id'])
    .executeTakeFirst();
  if (row === undefined) return false;
  await db.deleteFrom('sessions').where('agency_id', '=', row.agency_id).where('member_id', '=', row.id).execute();
  return true;
}

/** Keeps the new link and forgets the ones before it: only the last one printed is good. */
export async function replaceSetupLink(db: Db, tokenHash: Buffer, now: Date): Promise<void> {
  await db.deleteFrom('setup_links').where('used_at', 'is', null).execute();
  await db.insertInto('setup_links').values({ token_hash: tokenHash, created_at: now, used_at: null }).execute();
}

export async function isSetupLinkGood(db: Db, tokenHash: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('setup_links')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** True for exactly one caller, whatever two browsers do at once. */
export async function useSetupLink(db: Db, tokenHash: Buffer, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('setup_links')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function toMember(row: Selectable<Tables['members']>): Member {
  return {
    agencyId: row.agency_id,
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    createdAt: row.created_at,
  };
}
