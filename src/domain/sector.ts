/** What a brand deals in: each sector has words of its own that mean trouble there. */
export const SECTORS = [
  'telecom',
  'food',
  'bank',
  'insurance',
  'energy',
  'transport',
  'retail',
  'cosmetics',
  'health',
  'technology',
  'media',
  'public',
  'other',
] as const;

export type Sector = (typeof SECTORS)[number];
