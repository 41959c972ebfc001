/** A feed reader's list of subscriptions: how a newcomer brings her sources along. */
import { Parser } from 'htmlparser2';
import { decodeReferences, NO_ENTITIES } from './feeds/xml-text.ts';
import { readText, TITLE_CHARS_MAX } from './read-markup.ts';
import { toWebUrl } from './web-url.ts';

export type OpmlOutline = Readonly<{
  title: string | null;
  xmlUrl: string;
  htmlUrl: string | null;
  /** The folders it lies in, outermost first, and its own categories; each once. */
  tags: readonly string[];
}>;

export type OpmlParse =
  /** leftOutCount: outlines that name a feed by what is no web address. */
  | Readonly<{ kind: 'parsed'; outlines: readonly OpmlOutline[]; leftOutCount: number }>
  | Readonly<{ kind: 'refused'; message: string }>;

export const OUTLINES_MAX = 20_000;
const DEPTH_MAX = 50;
const TAGS_MAX = 20;

/**
 * The feeds of an OPML file.
 *
 * An outline with an `xmlUrl` is a feed, one without is a folder. A feed that lies in two folders is one outline with
 * both tags. `feed:` addresses become http; what is no web address is left out, and a file where nothing is left is
 * refused.
 *
 * Shape:   text: the decoded file. Outlines in the order of the file.
 * Errors:  none: 'refused' says what is wrong in one sentence: no OPML, too deep, too long, no feed in it.
 * Source:  OPML 2.0 (http://opml.org/spec2.opml), read as leniently as its writers write it.
 */
export function parseOpml(text: string): OpmlParse {
  const found = new Map<string, OpmlOutline>();
  const folders: (string | null)[] = [];
  let hasRoot = false;
  let leftOutCount = 0;
  let problem: string | null = null;

  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (name === 'opml') hasRoot = true;
        if (name !== 'outline') return;
        const title = readLabel(attributes.text || attributes.title || '') || null;
        const xmlUrl = toFeedUrl(attributes.xmlurl ?? '');
        folders.push(xmlUrl === null && !attributes.xmlurl ? title : null);
        if (folders.length > DEPTH_MAX)
          problem = `The OPML file nests its folders more than ${DEPTH_MAX} deep: flatten it.`;
        if (found.size > OUTLINES_MAX) problem = `The OPML file has more than ${OUTLINES_MAX} feeds: split it.`;
        if (problem !== null) parser.pause();
        if (xmlUrl === null) {
          if (attributes.xmlurl) leftOutCount += 1;
          return;
        }
        const tags = [...folders.filter((folder) => folder !== null), ...toCategories(attributes.category ?? '')];
        const before = found.get(xmlUrl);
        found.set(xmlUrl, {
          title: before?.title ?? title,
          xmlUrl,
          htmlUrl: before?.htmlUrl ?? toWebUrl(attributes.htmlurl, null),
          tags: [...new Set([...(before?.tags ?? []), ...tags])].slice(0, TAGS_MAX),
        });
      },
      onclosetag: (name) => {
        if (name === 'outline') folders.pop();
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  parser.end(text);

  if (problem !== null) return { kind: 'refused', message: problem };
  if (!hasRoot)
    return { kind: 'refused', message: 'The file is not OPML: export the subscriptions of the feed reader as OPML.' };
  if (found.size === 0) {
    return {
      kind: 'refused',
      message: 'The OPML file names no feed: its outlines need an xmlUrl with an http or https address.',
    };
  }
  return { kind: 'parsed', outlines: [...found.values()], leftOutCount };
}

function toFeedUrl(address: string): string | null {
  return toWebUrl(
    address
      .trim()
      .replace(/^feed:(?:\/\/)?(?=https?:)/i, '')
      .replace(/^feed:/i, 'http:'),
    null,
  );
}

/** Names are plain text: a "<b>" in one is meant. Entities that were escaped twice are not. */
function readLabel(text: string): string {
  return readText(decodeReferences(text, NO_ENTITIES)).text.slice(0, TITLE_CHARS_MAX).toWellFormed();
}

/** "/Press/Telecom,brand": slashes are paths, and a path's parts are tags. */
function toCategories(category: string): string[] {
  return category
    .split(/[,/]/)
    .map((part) => readLabel(part))
    .filter((part) => part !== '');
}
