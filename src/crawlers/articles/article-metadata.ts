/** What a page says of itself in its head: JSON-LD first, then Open Graph and the like. */
import { parseDate } from '../parse-date.ts';
import { readMarkup, readTitle, toStorable } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import type { TrimmedPage } from './trim-page.ts';

export type ArticleMetadata = Readonly<{
  title: string | null;
  siteName: string | null;
  author: string | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** Absolute; the page's own address where it names none that can be right. */
  url: string;
  /** The whole text where the page's data hold it, and a summary for people; null where not given. */
  body: string | null;
  description: string | null;
}>;

const AUTHOR_CHARS_MAX = 200;
const AUTHORS_MAX = 5;
const JSON_DEPTH_MAX = 6;
const JSON_NODES_MAX = 2_000;
const ARTICLE_TYPE = /(?:Article|BlogPosting|Posting|Report|Review|NewsStory)$/;
const TITLE_NAMES = ['og:title', 'twitter:title', 'dc.title', 'headline'];
const AUTHOR_NAMES = ['author', 'article:author', 'dc.creator', 'parsely-author', 'byl', 'twitter:creator'];
const PUBLISHED_NAMES = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'parsely-pub-date',
  'dc.date.issued',
  'dcterms.issued',
  'dcterms.created',
  'publish-date',
  'publication_date',
  'pubdate',
  'dc.date',
  'date',
];
const UPDATED_NAMES = ['article:modified_time', 'og:updated_time', 'datemodified', 'dcterms.modified'];
const DESCRIPTION_NAMES = ['og:description', 'description', 'twitter:description'];

/** Errors: none: total, whatever the page's data say. */
export function readMetadata(page: TrimmedPage, pageUrl: string): ArticleMetadata {
  const article = findArticle(page.jsonLds);
  const metas = page.metas;
  const title = textOf(article.headline) ?? firstMeta(metas, TITLE_NAMES) ?? page.title;
  const description = textOf(article.description) ?? firstMeta(metas, DESCRIPTION_NAMES);
  return {
    title: title === null ? null : readTitle(title) || null,
    siteName: firstMeta(metas, ['og:site_name']) ?? nameOf(article.publisher),
    author: toAuthor(article.author) ?? toAuthor(firstMeta(metas, AUTHOR_NAMES)),
    publishedAt: firstDate([textOf(article.datePublished), ...PUBLISHED_NAMES.map((name) => metas.get(name) ?? null)]),
    updatedAt: firstDate([textOf(article.dateModified), ...UPDATED_NAMES.map((name) => metas.get(name) ?? null)]),
    url: toCanonicalUrl(page, pageUrl),
    body: toBody(textOf(article.articleBody)),
    description: description === null ? null : readMarkup(description, null).text || null,
  };
}

/** A name without the words before it, or null for what is no name: a URL, a handle, a sentence. */
export function toAuthor(value: unknown): string | null {
  const names = (Array.isArray(value) ? value.slice(0, AUTHORS_MAX) : [value]).flatMap((each) => {
    const name = readTitle(nameOf(each) ?? '')
      .replace(/^(?:by|par|von|di|de|por)\s+/i, '')
      .trim();
    return name === '' || name.length > AUTHOR_CHARS_MAX || /^@|:\/\//.test(name) ? [] : [name];
  });
  return names.length === 0 ? null : [...new Set(names)].join(', ').slice(0, AUTHOR_CHARS_MAX).toWellFormed();
}

/** A page that calls the home page its canonical address is wrong about itself. */
function toCanonicalUrl(page: TrimmedPage, pageUrl: string): string {
  for (const href of [page.canonicalHref, page.metas.get('og:url')]) {
    const url = toWebUrl(href, pageUrl);
    if (url !== null && (new URL(url).pathname !== '/' || new URL(url).search !== '')) return url;
  }
  return pageUrl;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The first object that calls itself an article; it may hang anywhere in a graph. */
function findArticle(jsonLds: readonly string[]): JsonObject {
  let nodeCount = 0;
  const search = (value: unknown, depth: number): JsonObject | null => {
    nodeCount += 1;
    if (depth > JSON_DEPTH_MAX || nodeCount > JSON_NODES_MAX || typeof value !== 'object' || value === null)
      return null;
    if (!Array.isArray(value) && isArticle(value as JsonObject)) return value as JsonObject;
    for (const child of Object.values(value)) {
      const found = search(child, depth + 1);
      if (found !== null) return found;
    }
    return null;
  };
  for (const text of jsonLds) {
    const found = search(parseJson(text), 0);
    if (found !== null) return found;
  }
  return {};
}

function isArticle(value: JsonObject): boolean {
  const types = Array.isArray(value['@type']) ? value['@type'] : [value['@type']];
  return types.some((type) => typeof type === 'string' && ARTICLE_TYPE.test(type));
}

/** Line breaks inside of strings are common and not allowed. */
function parseJson(text: string): unknown {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON refuses
    return JSON.parse(text.replace(/[\u0000-\u001f]+/g, ' '));
  } catch {
    return null; // what is no JSON says nothing: JSON.parse has no other way to tell
  }
}

function nameOf(value: unknown): string | null {
  if (Array.isArray(value)) return nameOf(value[0]);
  if (typeof value === 'object' && value !== null && 'name' in value) return textOf(value.name);
  return textOf(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function toBody(text: string | null): string | null {
  return text === null ? null : toStorable(readMarkup(text, null).text) || null;
}

function firstMeta(metas: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  for (const name of names) {
    const text = textOf(metas.get(name));
    if (text !== null) return text;
  }
  return null;
}

function firstDate(texts: readonly (string | null)[]): Date | null {
  for (const text of texts) {
    const date = parseDate(text);
    if (date !== null) return date;
  }
  return null;
}
