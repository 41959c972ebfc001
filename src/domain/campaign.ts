/** A planned operation, which raises the bar for volume but never for negative share. */
import { daysLater } from '../base/zoned-time.ts';

export type Campaign = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  name: string;
  startsAt: Date;
  /** No part of it any more. */
  endsAt: Date;
  /** A member's or an API key's name, as it was then. */
  createdBy: string;
  createdAt: Date;
}>;

/** A quarter: what lasts longer is what is usual, and is learned. */
export const CAMPAIGN_DAYS_MAX = 92;

/** Why it cannot be a campaign's time. */
export type CampaignTimeProblem = 'no-such-year' | 'ends-before-start' | 'too-long';

/** A year of two digits, typed into a form, is one of antiquity. */
export const CAMPAIGN_YEAR_MIN = 2000;
export const CAMPAIGN_YEAR_MAX = 2100;

/** Days are those of the agency's calendar: from 1 August to 1 November is not too long because an hour came twice. */
export function findTimeProblem(
  time: Pick<Campaign, 'startsAt' | 'endsAt'>,
  timeZone: string,
): CampaignTimeProblem | null {
  const year = time.startsAt.getUTCFullYear();
  if (year < CAMPAIGN_YEAR_MIN || year > CAMPAIGN_YEAR_MAX) return 'no-such-year';
  if (time.endsAt <= time.startsAt) return 'ends-before-start';
  return time.endsAt > daysLater(time.startsAt, timeZone, CAMPAIGN_DAYS_MAX) ? 'too-long' : null;
}
