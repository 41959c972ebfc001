/** Which members may change what decides who is woken up. */
import { AppError } from '../base/errors.ts';
import type { RoomVisit } from './visits.ts';

/** Owners and managers answer for the agency; whoever reads mentions does not. */
export function isManager(visit: RoomVisit): boolean {
  const { role } = visit.room.member;
  return role === 'owner' || role === 'manager';
}

/** Errors: NOT_ALLOWED. */
export function requireManager(visit: RoomVisit): void {
  if (isManager(visit)) return;
  throw new AppError('NOT_ALLOWED', 'Only owners and managers change the settings of an agency: ask one of them.');
}
