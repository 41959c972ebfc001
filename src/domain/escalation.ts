/** Who is told first, who next when nobody answers, who is on call, and when nobody is to be told. */
import type { Weekday } from '../base/zoned-time.ts';
import type { BuzzLevel } from './buzz.ts';

/** Whom a step tells: one contact, whoever is on call, or everybody who hears of the brand. */
export type EscalationTarget =
  | Readonly<{ kind: 'contact'; contactId: string }>
  | Readonly<{ kind: 'rota'; rotaId: string }>
  | Readonly<{ kind: 'everybody' }>;

export type EscalationStep = Readonly<{
  /** After the step before it; 0 for the first. */
  waitMinutes: number;
  /** A buzz of a lower level is not told any further than the step before. */
  minLevel: BuzzLevel;
  targets: readonly EscalationTarget[];
}>;

/** In which order people are told of a brand's bad buzz. */
export type EscalationChain = Readonly<{
  agencyId: string;
  id: string;
  /** Null: of every brand that has no chain of its own. */
  brandId: string | null;
  steps: readonly EscalationStep[];
  createdAt: Date;
}>;

export const CHAIN_STEPS_MAX = 10;
export const STEP_TARGETS_MAX = 20;
export const STEP_WAIT_MINUTES_MAX = 1_440;

/** Of an agency that made no chain: everybody at once. */
export const DEFAULT_STEPS: readonly EscalationStep[] = [
  { waitMinutes: 0, minLevel: 1, targets: [{ kind: 'everybody' }] },
];

/** Who is on call, week by week, in turn. */
export type Rota = Readonly<{
  agencyId: string;
  id: string;
  name: string;
  /** IANA. */
  timeZone: string;
  handOverWeekday: Weekday;
  /** Of the wall clock, 0..23. */
  handOverHour: number;
  /** ISO date: the first contact's first week begins at the first hand-over on or after it. */
  startsOn: string;
  /** In their turn; may be empty after contacts were deleted. */
  contactIds: readonly string[];
  createdAt: Date;
}>;

export const ROTAS_PER_AGENCY_MAX = 50;
export const ROTA_MEMBERS_MAX = 50;
/** Of one rota, those that are over left out. */
export const ROTA_OVERRIDES_MAX = 200;
/** Whoever is away for longer leaves the rota. */
export const OVERRIDE_DAYS_MAX = 92;

/** Somebody stands in for whoever is on call. */
export type RotaOverride = Readonly<{
  id: string;
  rotaId: string;
  contactId: string;
  startsAt: Date;
  /** No part of it any more. */
  endsAt: Date;
  createdBy: string;
  createdAt: Date;
}>;

/** When nobody is to be told, of one brand or (null) of all: holidays of the team, maintenance. It always ends. */
export type Silence = Readonly<{
  agencyId: string;
  id: string;
  brandId: string | null;
  reason: string;
  startsAt: Date;
  /** No part of it any more. */
  endsAt: Date;
  createdBy: string;
  createdAt: Date;
}>;

/** What is silenced for longer is not watched: delete the contact or its channels instead. */
export const SILENCE_DAYS_MAX = 14;
/** Those that are over left out. */
export const SILENCES_PER_AGENCY_MAX = 100;

/** In minutes since midnight of the contact's wall clock; from > until reaches over midnight. */
export type QuietHours = Readonly<{ fromMinute: number; untilMinute: number }>;
