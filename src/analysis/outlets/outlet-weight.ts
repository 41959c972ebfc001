/** How far what a document's outlet says carries. */
import type { DocumentType } from '../../domain/document-facts.ts';
import type { OutletWeight } from '../../domain/outlet.ts';
import type { SourceKind } from '../../domain/source.ts';
import { OUTLETS } from './outlets.ts';

/**
 * The weight of the outlet that published the document; of people, who publish none, 0.
 *
 * A post, comment or review is somebody's word on whatever site: what stands under an article of a national paper is not
 * the paper. A site that no list knows is a blog or a small outlet.
 *
 * Shape:   site: the host, in any case, with or without www. documentType: what the document is, or is taken to be; null or
 *          left out: it is told from the kind of source alone.
 * Errors:  none: total, for any site.
 *
 * @example outletWeightOf({ site: 'amp.lemonde.fr', sourceKind: 'feed', documentType: 'article' })  // 3
 */
export function outletWeightOf(
  document: Readonly<{ site: string; sourceKind: SourceKind; documentType?: DocumentType | null }>,
): OutletWeight {
  const type = document.documentType ?? (document.sourceKind === 'forum' ? 'post' : 'article');
  return type === 'article' ? weightOfSite(document.site.toLowerCase()) : 0;
}

/** Of the nearest domain that a list knows, beginning with the host itself. */
function weightOfSite(host: string): OutletWeight {
  const labels = host.split('.');
  for (let start = 0; start < labels.length - 1; start += 1) {
    const weight = OUTLETS.get(labels.slice(start).join('.'));
    if (weight !== undefined) return weight;
  }
  return 1;
}
