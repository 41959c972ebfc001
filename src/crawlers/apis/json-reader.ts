/** Any service that answers with a list in JSON, read as its settings say. */
import type { ParsedDocument } from '../../domain/document.ts';
import { fail, toHost } from '../ask-source.ts';
import { dateAt } from '../json-fields.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import type { Reader, SourceToRead } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { makeAsk, toOwnUrl } from './api-request.ts';
import { type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { findAtPath } from './json-path.ts';
import { checkJsonSettings, findText, type JsonSettings } from './json-settings.ts';
import { type ApiPage, readPages } from './read-pages.ts';

const ITEMS_PER_PAGE_MAX = 1_000;
const TEXT_PARTS_MAX = 50;
const HEADER_NAME = /^[a-z0-9-]{1,64}$/i;
/** What HTTP itself is spoken with is not for a key. */
const OWN_HEADERS: ReadonlySet<string> = new Set(
  'accept accept-encoding connection content-length content-type expect host if-modified-since if-none-match keep-alive te trailer transfer-encoding upgrade user-agent'.split(
    ' ',
  ),
);

export const jsonReader: Reader = {
  name: 'json',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const check = checkJsonSettings(source.settings);
    if (check.kind === 'invalid') return fail('settings-invalid', check.problems.join(' '));
    const wrongName = findWrongHeaderName(source);
    if (wrongName !== undefined) {
      const shown = wrongName.replace(/[^\w-]/g, '').slice(0, 40);
      return fail(
        'settings-invalid',
        `The key for ${toHost(source.url)} is called "${shown}", which is no header to send it in: call it "authorization" or "x-api-key", as the service asks.`,
      );
    }
    return await readPages(deps, source, {
      url: source.url,
      ask: makeAsk(deps, source, { secretHeaders: source.secret ?? {} }),
      described: NO_DESCRIPTION,
      parse: (page) => parseItems(page, check.settings),
    });
  },
};

function findWrongHeaderName(source: SourceToRead): string | undefined {
  return Object.keys(source.secret ?? {}).find(
    (name) => !HEADER_NAME.test(name) || OWN_HEADERS.has(name.toLowerCase()),
  );
}

function parseItems(page: JsonPage, settings: JsonSettings): ApiPage {
  const items = findAtPath(page.json, settings.items, ITEMS_PER_PAGE_MAX);
  const list = settings.items.at(-1)?.kind === 'all' ? settings.items.slice(0, -1) : settings.items;
  // an empty list is an answer; one that is not there means that the path or the answer is another
  if (items.length === 0 && findAtPath(page.json, list, 1).length === 0) {
    return fail(
      'not-a-feed',
      `${toHost(page.url)} answered with data that has nothing at "items": look at the answer and correct the path.`,
    );
  }
  const next = settings.nextUrl === null ? null : findText(page.json, settings.nextUrl);
  return {
    kind: 'page',
    documents: items.map((item) => toDocument(item, { settings, pageUrl: page.url })),
    // some services name a next page for ever
    nextUrl: items.length === 0 ? null : toOwnUrl(next, page.url),
  };
}

function toDocument(item: unknown, of: Readonly<{ settings: JsonSettings; pageUrl: string }>): ParsedDocument {
  const { fields, toItemUrl } = of.settings;
  const { text, html } = readMarkup(toText(item, fields), of.pageUrl);
  const [date] = fields.date === undefined ? [] : findAtPath(item, fields.date, 1);
  return {
    guid: findText(item, fields.id),
    url: toWebUrl(toItemUrl?.(item), of.pageUrl),
    title: readTitle(findText(item, fields.title) ?? '') || null,
    text,
    html,
    author: readTitle(findText(item, fields.author) ?? '') || null,
    publishedAt: dateAt(date, ''),
    updatedAt: null,
  };
}

/** A text may come in pieces: `$.blocks[*].text`. */
function toText(item: unknown, fields: JsonSettings['fields']): string {
  const parts = fields.text === undefined ? [] : findAtPath(item, fields.text, TEXT_PARTS_MAX);
  return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join('\n');
}
