/** What a mention is about: the general themes, which every agency has. */
export const THEMES = [
  'price',
  'billing',
  'contract',
  'delivery',
  'customer-service',
  'outage',
  'quality',
  'safety',
  'data-leak',
  'ethics',
  'environment',
  'legal',
  'employment',
  'communication',
] as const;

export type Theme = (typeof THEMES)[number];
