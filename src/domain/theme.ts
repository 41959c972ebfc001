/** What a mention is about: the general themes, which every agency has, and those that an agency adds. */
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

/** A theme of an agency's own. Mentions hold its id, so that a new name shows at once. */
export type OwnTheme = Readonly<{
  agencyId: string;
  id: string;
  /** Unique in the agency, in any case, and none of THEMES. */
  name: string;
  /** In Vigie's query language; it is looked for in the passages about the brand. */
  query: string;
  createdAt: Date;
  updatedAt: Date;
}>;
