/** A bad buzz that Vigie did not tell of: it burned, and nobody was woken. */
export type MissedBuzz = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  /** When it began, as near as the person knows. */
  startedAt: Date;
  note: string | null;
  /** Name of the member or the API key, as it was then. */
  reportedBy: string;
  reportedAt: Date;
}>;
