/** A client's brand, or a competitor that is watched. */
import type { BrandVoice } from './brand-voice.ts';
import type { Sector } from './sector.ts';

export type BrandKind = 'client' | 'competitor';

export const BRAND_KINDS = ['client', 'competitor'] as const satisfies readonly BrandKind[];

/** How easily talk counts as abnormal: fewer alerts and surer ones, or more and earlier ones. */
export type Sensitivity = 'fewer' | 'balanced' | 'more';

export const SENSITIVITIES = ['fewer', 'balanced', 'more'] as const satisfies readonly Sensitivity[];

export type Brand = Readonly<{
  agencyId: string;
  id: string;
  name: string;
  kind: BrandKind;
  /** The Boolean expression, as its author wrote it; always one that parses. */
  query: string;
  /** Mentions that score less are set aside, once there are marks to score by; 0 to 1. */
  relevanceThreshold: number;
  /** Whose words of crisis count besides the general ones; null: of none. */
  sector: Sector | null;
  sensitivity: Sensitivity;
  /** Whose public holidays are no ordinary days, ISO 3166-1 alpha-2; null: that of the agency's time zone. */
  country: string | null;
  createdAt: Date;
  updatedAt: Date;
}> &
  BrandVoice;
