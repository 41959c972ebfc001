/** The tenant and the people in it. */
import type { Weekday } from '../base/zoned-time.ts';

/** The languages that pages, mails and SMS are written in. */
export type Language = 'fr' | 'en';

export const LANGUAGES = ['fr', 'en'] as const satisfies readonly Language[];

/** A freelance or an agency. Owns everything except sources and documents. */
export type Agency = Readonly<{
  id: string;
  name: string;
  language: Language;
  /** IANA name; hours of the week, days and digests are counted on this wall clock. */
  timeZone: string;
  digestWeekday: Weekday;
  digestHour: number;
  nextDigestAt: Date;
  /** Segments of SMS in a day of its time zone; null: as many as there are. */
  smsDailySegmentMax: number | null;
  /** Whether the weekly tests of channels go by SMS too, which costs money. */
  provesSms: boolean;
  createdAt: Date;
}>;

/** What a bad buzz of every brand of ten costs in a day, ten times over; a loop would cost it in a minute. */
export const SMS_DAILY_SEGMENTS_DEFAULT = 100;

export type MemberRole = 'owner' | 'manager' | 'analyst' | 'client';

export type Member = Readonly<{
  agencyId: string;
  id: string;
  name: string;
  email: string;
  role: MemberRole;
  createdAt: Date;
}>;

/** A key for the REST API; the key itself is shown once and only its hash is stored. */
export type ApiKey = Readonly<{
  agencyId: string;
  id: string;
  name: string;
  /** The first characters, so that a person can tell two keys apart. */
  hint: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}>;
