/** Letting people and programs in: the first-run page, signing in, API keys. */
import { addMs, DAY_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { hashPassword, hashToken, isPasswordRight, makeToken } from '../base/secrets.ts';
import type { Agency, ApiKey, Language, Member } from '../domain/agency.ts';
import { type AgencyChanges, createAgency, type NewAgency, updateAgency } from '../store/agencies.ts';
import { createApiKey } from '../store/api-keys.ts';
import { forgetProofSlots } from '../store/channel-proofs.ts';
import type { Db } from '../store/database.ts';
import {
  createMember,
  createSession,
  deleteSession,
  findMemberByEmail,
  isSetupLinkGood,
  replacePassword,
  replaceSetupLink,
  useSetupLink,
} from '../store/members.ts';
import { markHolidaysChanged } from '../store/talk-states.ts';
import { toEmailAddress } from './channel-address.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { checkTimeZone } from './time-zone.ts';

export const SESSION_MS = 30 * DAY_MS;
const API_KEY_PREFIX = 'vigie_key_';
const SETUP_PREFIX = 'vigie_setup_';
const SESSION_PREFIX = 'vigie_session_';
const HINT_CHARS = API_KEY_PREFIX.length + 4;
export const PASSWORD_CHARS_MIN = 10;

/** Monday morning at eight: before the week's first meeting. */
const DEFAULT_DIGEST_SLOT = { digestWeekday: 1, digestHour: 8 } as const;

export type AgencyInput = Readonly<{ name: string; language: Language; timeZone: string }> &
  Partial<Pick<NewAgency, 'digestWeekday' | 'digestHour'>>;

export type OwnerInput = Readonly<{ name: string; email: string; password: string }>;

/** A link's token for the first-run page; those printed before it stop working. */
export async function issueSetupLink(deps: IntentDeps): Promise<string> {
  const token = makeToken(deps.random, SETUP_PREFIX);
  await inTransaction(deps, (db, { now }) => replaceSetupLink(db, hashToken(token), now));
  return token;
}

/** What the first-run page does, once per link. Errors: SETUP_LINK_INVALID, INPUT_INVALID, AGENCY_NAME_TAKEN, EMAIL_TAKEN. */
export async function setUpAgency(
  deps: IntentDeps,
  setupToken: string,
  input: Readonly<{ agency: AgencyInput; owner: OwnerInput }>,
): Promise<Readonly<{ agency: Agency; owner: Member }>> {
  const passwordHash = await hashForLinkHolder(deps, setupToken, input.owner.password);
  return await inTransaction(deps, (db, writeDeps) =>
    createFirstAgency(db, writeDeps, setupToken, { ...input, passwordHash }),
  );
}

/** The same for a program: the agency comes with an API key, or not at all. Errors: as setUpAgency. */
export async function setUpAgencyWithKey(
  deps: IntentDeps,
  setupToken: string,
  input: Readonly<{ agency: AgencyInput; owner: OwnerInput; keyName: string }>,
): Promise<Readonly<{ agency: Agency; owner: Member; apiKey: ApiKey; key: string }>> {
  const passwordHash = await hashForLinkHolder(deps, setupToken, input.owner.password);
  const newKey = makeApiKey(deps, input.keyName);
  return await inTransaction(deps, async (db, writeDeps) => {
    const made = await createFirstAgency(db, writeDeps, setupToken, { ...input, passwordHash });
    return { ...made, apiKey: await createApiKey(db, made.agency.id, writeDeps, newKey.row), key: newKey.key };
  });
}

/** Hashing a password is dear: nobody without a link has it done. */
async function hashForLinkHolder(deps: IntentDeps, setupToken: string, password: string): Promise<string> {
  if (!(await isSetupLinkGood(deps.db, hashToken(setupToken)))) throw setupLinkInvalid();
  return await toPasswordHash(deps, password);
}

async function createFirstAgency(
  db: Db,
  writeDeps: WriteDeps,
  setupToken: string,
  input: Parameters<typeof createAgencyWithOwner>[2],
): Promise<Readonly<{ agency: Agency; owner: Member }>> {
  if (!(await useSetupLink(db, hashToken(setupToken), writeDeps.now))) throw setupLinkInvalid();
  return await createAgencyWithOwner(db, writeDeps, input);
}

function setupLinkInvalid(): AppError {
  return new AppError(
    'SETUP_LINK_INVALID',
    'This set-up link was used already or is not the last one printed: sign in, or, while there is no agency yet, restart Vigie to have a new one printed.',
  );
}

/** The agency and the person who owns it, for the first-run page and for imports. Errors: as setUpAgency. */
export async function createAgencyWithOwner(
  db: Db,
  deps: WriteDeps,
  input: Readonly<{ agency: AgencyInput; owner: Omit<OwnerInput, 'password'>; passwordHash: string }>,
): Promise<Readonly<{ agency: Agency; owner: Member }>> {
  checkTimeZone(input.agency.timeZone);
  const email = toEmailAddress(input.owner.email);
  const agency = await createAgency(db, deps, { ...DEFAULT_DIGEST_SLOT, ...input.agency });
  const owner = await createMember(db, agency.id, deps, {
    name: input.owner.name,
    email,
    role: 'owner',
    passwordHash: input.passwordHash,
  });
  return { agency, owner };
}

/** A new name, language, zone, digest slot, or another rule for SMS. Errors: INPUT_INVALID for a zone that is none, AGENCY_NAME_TAKEN. */
export async function changeAgency(deps: IntentDeps, agencyId: string, changes: AgencyChanges): Promise<Agency> {
  if (changes.timeZone !== undefined) checkTimeZone(changes.timeZone);
  return await inTransaction(deps, async (db, writeDeps) => {
    if (changes.timeZone !== undefined) {
      await markHolidaysChanged(db, { agencyId });
      await forgetProofSlots(db, agencyId);
    }
    return await updateAgency(db, agencyId, writeDeps, changes);
  });
}

/** Errors: INPUT_INVALID for a password that is too short. */
export async function toPasswordHash(deps: IntentDeps, password: string): Promise<string> {
  if (password.length < PASSWORD_CHARS_MIN) {
    throw new AppError('INPUT_INVALID', `The password is too short: give at least ${PASSWORD_CHARS_MIN} characters.`);
  }
  return await hashPassword(deps.random, password);
}

/** A session's token for the right password. Errors: CREDENTIALS_WRONG, never saying which of the two was. */
export async function signIn(
  deps: IntentDeps,
  credentials: Readonly<{ email: string; password: string }>,
): Promise<Readonly<{ member: Member; sessionToken: string }>> {
  const found = await findMemberByEmail(deps.db, credentials.email);
  // the same work for an unknown address, so that time does not tell which addresses exist
  const stored = found?.passwordHash ?? `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  if (!(await isPasswordRight(credentials.password, stored)) || found === undefined) {
    throw new AppError('CREDENTIALS_WRONG', 'The e-mail address or the password is wrong: check both and try again.');
  }
  return { member: found.member, sessionToken: await startSession(deps, found.member) };
}

export async function startSession(deps: IntentDeps, member: Member): Promise<string> {
  const sessionToken = makeToken(deps.random, SESSION_PREFIX);
  const now = deps.clock.now();
  await createSession(deps.db, member, { tokenHash: hashToken(sessionToken), now, expiresAt: addMs(now, SESSION_MS) });
  return sessionToken;
}

/** A new password for a member who forgot hers, shown once; her sessions end. Errors: NOT_FOUND. */
export async function resetPassword(deps: IntentDeps, email: string): Promise<string> {
  const password = makePassword(deps);
  const passwordHash = await hashPassword(deps.random, password);
  await inTransaction(deps, async (db) => {
    if (await replacePassword(db, email, passwordHash)) return;
    throw new AppError('NOT_FOUND', `No member has the address ${email}: check how it is written.`);
  });
  return password;
}

/** 120 random bits, in letters that can be read out. */
export function makePassword(deps: Pick<IntentDeps, 'random'>): string {
  return makeToken(deps.random, '').slice(0, 20);
}

export async function signOut(deps: IntentDeps, sessionToken: string): Promise<void> {
  await deleteSession(deps.db, hashToken(sessionToken));
}

/** A new API key: the key itself is returned here and never again. */
export async function issueApiKey(
  deps: IntentDeps,
  agencyId: string,
  name: string,
): Promise<Readonly<{ apiKey: ApiKey; key: string }>> {
  const { key, row } = makeApiKey(deps, name);
  const apiKey = await inTransaction(deps, (db, writeDeps) => createApiKey(db, agencyId, writeDeps, row));
  return { apiKey, key };
}

function makeApiKey(deps: IntentDeps, name: string) {
  const key = makeToken(deps.random, API_KEY_PREFIX);
  return { key, row: { name, keyHash: hashToken(key), hint: `${key.slice(0, HINT_CHARS)}…` } };
}
