/** Turns the database's refusals into sentences: the name of the broken constraint says what the user did. */
import { AppError, type ErrorCode } from '../base/errors.ts';

const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  agencies_name_key: ['AGENCY_NAME_TAKEN', 'An agency of this name exists already: choose another name.'],
  brands_name_key: ['BRAND_NAME_TAKEN', 'A brand of this name exists already in this agency: choose another name.'],
  members_email_key: ['EMAIL_TAKEN', 'A member with this e-mail address exists already: sign in, or use another.'],
  subscriptions_source_brand_key: [
    'SUBSCRIPTION_EXISTS',
    'The agency already listens to this source for this brand: nothing was changed.',
  ],
  subscriptions_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  searches_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  searches_brand_service_key: [
    'SEARCH_EXISTS',
    'The brand is already searched for there, in this language and country: nothing was changed.',
  ],
  campaigns_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  campaigns_ends_at_check: [
    'INPUT_INVALID',
    'A campaign ends after it starts: give an "endsAt" later than "startsAt".',
  ],
  logbook_entries_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  priorities_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  alert_rules_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  missed_buzzes_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  escalation_chains_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  escalation_targets_contact_fkey: ['NOT_FOUND', 'There is no such contact in this agency: list them at /v1/contacts.'],
  escalation_targets_rota_fkey: ['NOT_FOUND', 'There is no such rota in this agency: list them at /v1/rotas.'],
  rotas_name_key: [
    'ROTA_NAME_TAKEN',
    'A rota of this name exists already in this agency: choose another name, or change that one.',
  ],
  rota_members_contact_fkey: ['NOT_FOUND', 'There is no such contact in this agency: list them at /v1/contacts.'],
  rota_overrides_contact_fkey: ['NOT_FOUND', 'There is no such contact in this agency: list them at /v1/contacts.'],
  rota_overrides_rota_fkey: ['NOT_FOUND', 'There is no such rota in this agency: list them at /v1/rotas.'],
  silences_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  contact_brands_brand_fkey: ['NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.'],
  saved_queries_name_key: [
    'SAVED_QUERY_NAME_TAKEN',
    'A saved query of this name exists already in this agency: choose another name, or change that one.',
  ],
  themes_name_key_key: [
    'THEME_NAME_TAKEN',
    'A theme of this name exists already in this agency: choose another name, or change that one.',
  ],
  channels_contact_address_key: ['INPUT_INVALID', 'This contact has the same channel twice: give each address once.'],
};

/** PostgreSQL's SQLSTATE. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** Runs the write; a broken constraint that users can cause becomes an AppError, everything else passes. */
export async function withConstraintCodes<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const known = CODES[toConstraintName(error)];
    if (known === undefined) throw error;
    throw new AppError(known[0], known[1], { cause: error });
  }
}

/** Runs what makes tables; where the database's user may not, says so and what to do. Errors: DATABASE_UNREACHABLE. */
export async function withRightsExplained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE)) throw error;
    throw new AppError(
      'DATABASE_UNREACHABLE',
      `The user of DATABASE_URL may not set up its database (${error.message}): make it the owner of that database.`,
      { cause: error },
    );
  }
}

function toConstraintName(error: unknown): string {
  if (error instanceof Error && 'constraint' in error && typeof error.constraint === 'string') return error.constraint;
  return '';
}
