/** Whose turn it is, and who sleeps: rotas and quiet hours by the wall clock of each. */
import { firstDayOnOrAfter, nextWallMinute, wallMinuteOf, weeksBetween } from '../base/zoned-time.ts';
import type { QuietHours, Rota, RotaOverride } from './escalation.ts';

/**
 * Who is on call at an instant; null where the rota is empty.
 *
 * An override that is on goes before the weekly turn; of several the one that was made last. Before the first hand-over
 * the first contact has it.
 *
 * Shape:   overrides: of this rota, in any order.
 */
export function findOnCall(
  rota: Pick<Rota, 'contactIds' | 'timeZone' | 'handOverWeekday' | 'handOverHour' | 'startsOn'>,
  overrides: readonly Pick<RotaOverride, 'contactId' | 'startsAt' | 'endsAt' | 'createdAt'>[],
  at: Date,
): string | null {
  const [override] = overrides
    .filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
    .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  if (override !== undefined) return override.contactId;
  const { contactIds, timeZone, handOverWeekday: weekday, handOverHour: hour } = rota;
  if (contactIds.length === 0) return null;
  const first = firstDayOnOrAfter(rota.startsOn, weekday);
  const weekCount = Math.max(0, weeksBetween({ date: first, hour }, at, timeZone));
  return contactIds[weekCount % contactIds.length] ?? null;
}

/**
 * The end of the quiet hours that are on; null where none are.
 *
 * Shape:   an end that summer time skips comes an hour later.
 */
export function findQuietUntil(quietHours: QuietHours | null, timeZone: string, at: Date): Date | null {
  if (quietHours === null) return null;
  const { fromMinute, untilMinute } = quietHours;
  const minute = wallMinuteOf(at, timeZone);
  const isQuiet =
    fromMinute < untilMinute
      ? fromMinute <= minute && minute < untilMinute
      : minute >= fromMinute || minute < untilMinute;
  return isQuiet ? nextWallMinute(at, timeZone, untilMinute) : null;
}
