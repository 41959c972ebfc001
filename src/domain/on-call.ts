/** Whose turn it is, and who sleeps: rotas and quiet hours by the wall clock of each. */
import { firstDayOnOrAfter, nextWallMinute, nextWeeklySlot, wallMinuteOf, weeksBetween } from '../base/zoned-time.ts';
import type { QuietHours, Rota, RotaOverride } from './escalation.ts';

/** What the turns are reckoned from. */
export type RotaTurns = Pick<Rota, 'contactIds' | 'timeZone' | 'handOverWeekday' | 'handOverHour' | 'startsOn'>;

/** When somebody stands in. */
export type StandIn = Pick<RotaOverride, 'contactId' | 'startsAt' | 'endsAt' | 'createdAt'>;

/** From this instant on somebody else is on call; null: nobody. */
export type HandOver = Readonly<{ at: Date; contactId: string | null }>;

/** Who does not hand over within a year is on call until somebody changes the rota. */
const HAND_OVER_WEEKS_MAX = 53;

/**
 * Who is on call at an instant; null where the rota is empty.
 *
 * An override that is on goes before the weekly turn; of several the one that was made last. Before the first hand-over
 * the first contact has it.
 *
 * Shape:   overrides: of this rota, in any order.
 */
export function findOnCall(rota: RotaTurns, overrides: readonly StandIn[], at: Date): string | null {
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
 * The next instants at which somebody else is on call than just before, the first first.
 *
 * A week whose turn comes to the same person is none, and neither is one in which somebody stands in all along.
 *
 * Shape:   overrides: of this rota, in any order; those that are over do not matter. Returns at most countMax; empty
 *          where one person is on call for a year.
 */
export function nextHandOvers(
  rota: RotaTurns,
  overrides: readonly StandIn[],
  { after, countMax }: Readonly<{ after: Date; countMax: number }>,
): readonly HandOver[] {
  const handOvers: HandOver[] = [];
  let before = findOnCall(rota, overrides, after);
  for (const at of listTurningPoints(rota, overrides, after)) {
    const contactId = findOnCall(rota, overrides, at);
    if (contactId !== before) handOvers.push({ at, contactId });
    if (handOvers.length >= countMax) break;
    before = contactId;
  }
  return handOvers;
}

/** Every instant after this one at which it may be somebody else's turn, the first first. */
function listTurningPoints(rota: RotaTurns, overrides: readonly StandIn[], after: Date): readonly Date[] {
  const { timeZone, handOverWeekday: weekday, handOverHour: hour } = rota;
  const points = overrides.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).filter((at) => at > after);
  let slot = after;
  for (let week = 0; week < HAND_OVER_WEEKS_MAX; week += 1) {
    slot = nextWeeklySlot({ after: slot, timeZone, weekday, hour });
    points.push(slot);
  }
  return points.toSorted((one, other) => one.getTime() - other.getTime());
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
