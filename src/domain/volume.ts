/** Volumes: how much a brand is spoken of, in stretches of time. */

import { MINUTE_MS } from '../base/clock.ts';

/** Everything is counted in buckets of this width, from the epoch on. */
export const BUCKET_MS = 5 * MINUTE_MS;

/** Where the bucket begins that the instant falls in. */
export function toBucketStart(at: Date): Date {
  return new Date(Math.floor(at.getTime() / BUCKET_MS) * BUCKET_MS);
}

/** The sums of one stretch. */
export type Volume = Readonly<{
  /** Its start. */
  bucketAt: Date;
  mentionCount: number;
  negativeCount: number;
  positiveCount: number;
}>;

/** A stretch with how many told it. */
export type FullVolume = Volume &
  Readonly<{
    /**
     * Distinct within the stretch, so that those of two stretches cannot be added. An author counts per site; where no
     * name is given the site speaks for itself. Null where mentions of the stretch are no longer kept, so that it cannot be
     * told any more.
     */
    storyCount: number | null;
    authorCount: number | null;
    siteCount: number | null;
    /** The weights of the mentions' outlets, added up. */
    outletWeight: number;
  }>;

/** By what a volume is told apart: the mentions of each kind of source, or about each theme (of which one may have several). */
export type VolumePartKind = 'source-kind' | 'theme' | 'own-theme';

export const VOLUME_PART_KINDS = ['source-kind', 'theme', 'own-theme'] as const satisfies readonly VolumePartKind[];

/** part: a kind of source, a general theme, or the id of an own one. */
export type VolumePart = Volume & Readonly<{ part: string }>;

export type VolumeWidth = 'five-minutes' | 'hour' | 'day';

export const VOLUME_WIDTHS = ['five-minutes', 'hour', 'day'] as const satisfies readonly VolumeWidth[];
