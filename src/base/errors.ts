/**
 * The one error class and its closed codes. A fault is thrown; an expected outcome (a 404 from a feed, a mailbox that
 * says "later") is a value and never comes here.
 */

export type ErrorCode =
  | 'AGENCY_NAME_TAKEN'
  | 'API_KEY_INVALID'
  | 'BRAND_NAME_TAKEN'
  | 'BUZZ_RESOLVED'
  | 'BUZZ_WAS_TOLD'
  | 'CHANNEL_UNREACHABLE'
  | 'CONFIG_INVALID'
  | 'CREDENTIALS_WRONG'
  | 'CURSOR_INVALID'
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_TOO_NEW'
  | 'DATA_DIR_IN_USE'
  | 'DELIVERY_NOT_RESENDABLE'
  | 'DEMO_FAILED'
  | 'EMAIL_TAKEN'
  | 'IMPORT_INVALID'
  | 'INPUT_INVALID'
  | 'LIMIT_REACHED'
  | 'MIGRATION_CHANGED'
  | 'MISSED_BUZZ_KNOWN'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'PORT_TAKEN'
  | 'QUERY_INVALID'
  | 'ROTA_NAME_TAKEN'
  | 'SAVED_QUERY_IN_USE'
  | 'SAVED_QUERY_NAME_TAKEN'
  | 'SEARCH_EXISTS'
  | 'SETUP_LINK_INVALID'
  | 'SUBSCRIPTION_EXISTS'
  | 'SUBSCRIPTION_OF_SEARCH'
  | 'SUMMARY_MODEL_MISSING'
  | 'THEME_NAME_TAKEN'
  | 'USAGE_WRONG';

/** What each code is on the wire; codes of the command line never reach HTTP and count as a server fault there. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  AGENCY_NAME_TAKEN: 409,
  API_KEY_INVALID: 401,
  BRAND_NAME_TAKEN: 409,
  BUZZ_RESOLVED: 409,
  BUZZ_WAS_TOLD: 409,
  CHANNEL_UNREACHABLE: 409,
  CONFIG_INVALID: 500,
  CREDENTIALS_WRONG: 401,
  CURSOR_INVALID: 400,
  DATABASE_UNREACHABLE: 503,
  DATABASE_TOO_NEW: 500,
  DATA_DIR_IN_USE: 500,
  DELIVERY_NOT_RESENDABLE: 409,
  DEMO_FAILED: 500,
  EMAIL_TAKEN: 409,
  IMPORT_INVALID: 422,
  INPUT_INVALID: 400,
  LIMIT_REACHED: 409,
  MIGRATION_CHANGED: 500,
  MISSED_BUZZ_KNOWN: 409,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  PORT_TAKEN: 500,
  QUERY_INVALID: 422,
  ROTA_NAME_TAKEN: 409,
  SAVED_QUERY_IN_USE: 409,
  SAVED_QUERY_NAME_TAKEN: 409,
  SEARCH_EXISTS: 409,
  SETUP_LINK_INVALID: 403,
  SUBSCRIPTION_EXISTS: 409,
  SUBSCRIPTION_OF_SEARCH: 409,
  SUMMARY_MODEL_MISSING: 409,
  THEME_NAME_TAKEN: 409,
  USAGE_WRONG: 500,
};

/**
 * A fault with a code that programs read and a sentence that people read.
 *
 * Shape:   message names the thing and the way out. details: plain data for programs (never secrets).
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: Readonly<{ cause?: unknown; details?: Readonly<Record<string, unknown>> }> = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Makes the compiler prove that a switch names every variant. */
export function assertNever(value: never): never {
  throw new Error(`a variant was not handled: ${JSON.stringify(value)}`);
}

/** The message of whatever was thrown, for a log line or a stored reason. */
export function toErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
