/** One thing that was published in the demo's little web, and where. */
import type { DemoBrand } from './cast.ts';
import type { Mood } from './texts-fr.ts';

/** Three feeds (press, blog, letter), the forum, and the pages that the search alert finds. */
export type SiteId = 'press' | 'blog' | 'letter' | 'forum' | 'search';

export type Post = Readonly<{
  /** Rises with time, over all sites. */
  id: number;
  site: SiteId;
  /** The site's name under `.localhost`; several for what the search alert finds. */
  host: string;
  publishedAt: Date;
  author: string | null;
  /** Null in the forum, where the thread has the title. */
  title: string | null;
  text: string;
  /** The brand that it was written about; null for all the other talk of the world. */
  brand: DemoBrand | null;
  /** As its writer meant it. */
  mood: Mood;
  isCrisis: boolean;
}>;
