/** A query that other queries of the agency insert by its name. */

export type SavedQuery = Readonly<{
  agencyId: string;
  id: string;
  /** What stands behind the @, in lower case. */
  name: string;
  query: string;
  createdAt: Date;
  updatedAt: Date;
}>;

/** One of the wordings that a brand's query had. */
export type QueryVersion = Readonly<{
  /** From 1 up. */
  version: number;
  query: string;
  /** Since when it holds. */
  createdAt: Date;
}>;

/** As handles are written, so that it can stand where one could. */
export const SAVED_QUERY_NAME_PATTERN = /^[a-z][a-z0-9_-]{0,49}$/;
