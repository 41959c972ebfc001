/** A digest of any period that is over, made now and kept nowhere: for whoever asks before the slot or long after it. */

import { AppError } from '../base/errors.ts';
import { isDay, localDayOf, periodBefore, readWallTime } from '../base/zoned-time.ts';
import type { Agency } from '../domain/agency.ts';
import type { Brand } from '../domain/brand.ts';
import type { DigestContent, DigestPeriod } from '../domain/digest.ts';
import type { Db } from '../store/database.ts';
import { listAgencyBrands, readAgencyDigest, readBrandDigest, readDigestTalk } from './digest-figures.ts';

/**
 * As it would be made on the morning of the day, of what is stored by now.
 *
 * Shape:   brand: null for the agency. on: an ISO date of the agency's calendar; null: today. now: the present.
 * Errors:  INPUT_INVALID for what is no day, and for one that has not come.
 */
export async function previewDigest(
  db: Db,
  input: Readonly<{ agency: Agency; brand: Brand | null; period: DigestPeriod; on: string | null; now: Date }>,
): Promise<DigestContent> {
  const { agency, brand, period, now } = input;
  const { timeZone } = agency;
  const today = localDayOf(now, timeZone).date;
  const on = input.on ?? today;
  const morning = isDay(on) ? readWallTime(`${on}T12:00`, timeZone) : null;
  if (morning === null) {
    throw new AppError('INPUT_INVALID', `"${on}" is no day: give one such as ${today}.`, { details: { field: 'on' } });
  }
  if (on > today) {
    throw new AppError(
      'INPUT_INVALID',
      `${on} has not come yet: a digest tells what is over. Give ${today} or a day before it.`,
      {
        details: { field: 'on' },
      },
    );
  }
  const brands = await listAgencyBrands(db, agency.id);
  const talk = await readDigestTalk(db, {
    ...{ agency, brands, rhythm: { period, timeZone } },
    period: periodBefore(morning, timeZone, period),
  });
  return brand === null ? await readAgencyDigest(db, talk) : await readBrandDigest(db, talk, brand);
}
