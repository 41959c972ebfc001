/** Subscriptions as OPML: how a user takes her sources along to another feed reader, or brings them back. */
import { escapeHtml } from '../base/html.ts';
import { toStorable } from './read-markup.ts';

export type OpmlFeed = Readonly<{
  url: string;
  title: string | null;
  siteUrl: string | null;
  /** The folders it lies in, outermost first. */
  tags: readonly string[];
}>;

type Folder = Readonly<{ folders: Map<string, Folder>; feeds: OpmlFeed[] }>;

/**
 * An OPML file that any feed reader reads, and parseOpml to the same feeds.
 *
 * Tags become nested folders and not the `category` attribute, because few readers look at that. Feeds of one folder
 * stand together, in the order given.
 *
 * Source:  OPML 2.0 (http://opml.org/spec2.opml), section "Subscription lists".
 */
export function writeOpml(list: Readonly<{ title: string; feeds: readonly OpmlFeed[] }>): string {
  const root: Folder = { folders: new Map(), feeds: [] };
  for (const feed of list.feeds) getFolder(root, feed.tags).feeds.push(feed);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    `  <head><title>${toAttribute(list.title)}</title></head>`,
    '  <body>',
    ...writeFolder(root, '    '),
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function getFolder(root: Folder, path: readonly string[]): Folder {
  return path.reduce((folder, name) => {
    const known = folder.folders.get(name);
    if (known !== undefined) return known;
    const made: Folder = { folders: new Map(), feeds: [] };
    folder.folders.set(name, made);
    return made;
  }, root);
}

function writeFolder(folder: Folder, indent: string): string[] {
  const feeds = folder.feeds.map(({ url, title, siteUrl }) => {
    const name = toAttribute(title ?? '');
    const site = siteUrl === null ? '' : ` htmlUrl="${toAttribute(siteUrl)}"`;
    return `${indent}<outline type="rss" text="${name}" title="${name}" xmlUrl="${toAttribute(url)}"${site}/>`;
  });
  const folders = [...folder.folders].flatMap(([name, inner]) => [
    `${indent}<outline text="${toAttribute(name)}" title="${toAttribute(name)}">`,
    ...writeFolder(inner, `${indent}  `),
    `${indent}</outline>`,
  ]);
  return [...feeds, ...folders];
}

/** Without line breaks, which an XML reader would turn into blanks, and without what XML cannot hold. */
function toAttribute(text: string): string {
  return escapeHtml(toStorable(text).replace(/\s+/g, ' '));
}
