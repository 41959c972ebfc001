/** Which posts of a thread's page open it, and which answer in it. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { DocumentType } from '../../domain/document-facts.ts';
import type { ThreadPlace } from './find-next-page.ts';
import { toUncertaintyMs } from './follow-pages.ts';

export type PostToTell = Readonly<{
  /** Null where the post said nothing of its own: it still has its place. */
  document: ParsedDocument | null;
  /** What the engine's own marks say it is; null where there are none. */
  marked: DocumentType | null;
}>;

/**
 * The posts that say something, each with its type where it can be told.
 *
 * Few engines mark a thread's first message; in the others it is the first of the first page. So the first of a page
 * that may be any page stays without a type, and so do the first and last of a page whose newest post comes first, where
 * the thread may begin at either end. All others answer.
 *
 * Shape:   posts: in the order of the page, with those that say nothing, so that nobody moves up to their place.
 * Errors:  none: total.
 */
export function tellTypes(posts: readonly PostToTell[], place: ThreadPlace): readonly ParsedDocument[] {
  const isReversed = isNewestFirst(posts);
  return posts.flatMap(({ document, marked }, at) => {
    if (document === null) return [];
    const isAtEnd = at === 0 || (isReversed && at === posts.length - 1);
    const type = marked ?? (isAtEnd ? toTypeAtEnd(place, isReversed) : 'comment');
    return [type === null ? document : { ...document, type }];
  });
}

function toTypeAtEnd(place: ThreadPlace, isReversed: boolean): DocumentType | null {
  if (isReversed || place === 'unknown') return null;
  return place === 'first' ? 'post' : 'comment';
}

function isNewestFirst(posts: readonly PostToTell[]): boolean {
  const dates = posts.flatMap(({ document }) => document?.publishedAt?.getTime() ?? []);
  const [first = 0] = dates;
  const last = dates.at(-1) ?? first;
  const [ofFirst, ofLast] = [toUncertaintyMs(first), toUncertaintyMs(last)];
  // dates that are equally vague can be compared; a day and an instant only where they lie further apart
  return first - last > (ofFirst === ofLast ? 0 : Math.max(ofFirst, ofLast));
}
