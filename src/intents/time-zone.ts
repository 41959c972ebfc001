/** The one check of a time zone that somebody typed. */
import { AppError } from '../base/errors.ts';
import { isTimeZone } from '../base/zoned-time.ts';

/** Errors: INPUT_INVALID. */
export function checkTimeZone(timeZone: string): void {
  if (isTimeZone(timeZone)) return;
  throw new AppError('INPUT_INVALID', `"${timeZone}" is no time zone: give an IANA name such as Europe/Paris.`, {
    details: { field: 'timeZone' },
  });
}
