/** The brands of an agency as the guard is given them. */

export type PortfolioBrand = Readonly<{
  brand: string;
  /** Null where the caller has none; it is handed back with the reasons. */
  id: string | null;
  /** What else the brand is called: the names that its query looks for. */
  names: readonly string[];
  products: readonly string[];
  /** With or without @. */
  handles: readonly string[];
  /** With or without #. */
  hashtags: readonly string[];
  competitors: readonly string[];
  /** A sector of the closed list or anybody's words; null: not known. */
  sector: string | null;
  /** « tutoiement », "formal"… in anybody's words; null: not known. */
  register: string | null;
  /** ISO 639-1, several with commas; null: not known. */
  language: string | null;
}>;

/** A brand of which nothing but the name is known. */
export function toNamedBrand(brand: string): PortfolioBrand {
  return {
    brand,
    id: null,
    names: [],
    products: [],
    handles: [],
    hashtags: [],
    competitors: [],
    sector: null,
    register: null,
    language: null,
  };
}
