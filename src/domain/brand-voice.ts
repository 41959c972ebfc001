/** What a brand is known by and how it speaks: what the guard of drafts compares, besides its name and query. */

export type BrandVoice = Readonly<{
  products: readonly string[];
  /** With or without @. */
  handles: readonly string[];
  /** With or without #. */
  hashtags: readonly string[];
  /** Names. */
  competitors: readonly string[];
  /** « tutoiement », "formal"…, in anybody's words; null: not known. */
  register: string | null;
  /** ISO 639-1, several with commas; null: not known. */
  language: string | null;
}>;

export const VOICE_LISTS = [
  'products',
  'handles',
  'hashtags',
  'competitors',
] as const satisfies readonly (keyof BrandVoice)[];

export const VOICE_ITEMS_MAX = 200;
export const VOICE_ITEM_CHARS_MAX = 100;

export const NO_VOICE: BrandVoice = {
  products: [],
  handles: [],
  hashtags: [],
  competitors: [],
  register: null,
  language: null,
};
