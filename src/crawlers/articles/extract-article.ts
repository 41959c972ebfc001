/** An article's page to its text: what a person would read, without what stands around it. */
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import { decodeBody } from '../decode-body.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { readMarkup, TEXT_CHARS_MAX, toStorable } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { readLines, type TreeNode } from './article-lines.ts';
import { type ArticleMetadata, readMetadata, toAuthor } from './article-metadata.ts';
import { chooseLines } from './choose-lines.ts';
import { type TrimmedPage, trimPage } from './trim-page.ts';

/** The page's own data replace what was found only where that is less than this part of them. */
const FOUND_SHARE_MIN = 0.5;
const BODY_CHARS_MIN = 200;

/**
 * The article of a page as one document, or why there is none.
 *
 * The page is first written anew within limits, so that its cost is known before a tree is built. Readability finds the
 * element that holds the article; what it leaves in (captions, dates, calls to subscribe, links to other articles) goes
 * line by line. Where nothing is found, the page's own data (JSON-LD articleBody, then the description) stand in.
 *
 * Shape:   one document; its url is the canonical one that the page names, else where it came from. guid: null.
 *          text: paragraphs on lines of their own.
 * Errors:  none for bad input: total. Refused: what is no HTML, and a page that says nothing.
 */
export function extractArticle(input: FetchedBody): PageParse {
  const text = decodeBody(input);
  const host = URL.parse(input.url)?.host ?? 'The address';
  if (!isHtml(text)) {
    const message = `${host} answered with something else where an article was expected: open the address in a browser and use the one that shows the text.`;
    return { kind: 'refused', reason: 'not-a-feed', message };
  }
  const page = trimPage(text);
  const metadata = readMetadata(page, input.url);
  const found = findArticle(page, metadata, toWebUrl(page.baseHref, input.url) ?? input.url);
  const body = chooseBody(found, metadata);
  if (body.text === '') {
    const message = `No text of an article was found on the page of ${host}: it may need a log-in or be drawn by a script.`;
    return { kind: 'refused', reason: 'unreadable', message };
  }
  return {
    kind: 'parsed',
    source: {
      title: metadata.siteName,
      link: URL.parse(input.url)?.origin ?? null,
      description: null,
      author: null,
      updatedAt: null,
    },
    documents: [toDocument({ metadata, body, byline: found.byline })],
    wishes: NO_WISHES,
    nextUrl: null,
  };
}

type Body = Readonly<{ text: string; html: string | null }>;
type Found = Body & Readonly<{ byline: string | null }>;

const NOTHING: Found = { text: '', html: null, byline: null };

function isHtml(text: string): boolean {
  const start = text.slice(0, 2_000).trimStart();
  return /<(?:!doctype html|html|head|body|meta|title|div|p|article|main|section|h1)[\s>/]/i.test(start);
}

function findArticle(page: TrimmedPage, metadata: ArticleMetadata, baseUrl: string): Found {
  const article = runReadability(page);
  if (article === null) return NOTHING;
  const { root, byline } = article;
  const lines = readLines(root);
  const kept = chooseLines(lines, metadata.title);
  const keptSet = new Set(kept);
  for (const line of lines) if (!keptSet.has(line)) for (const node of line.nodes) node.remove();
  const text = toStorable(kept.map((line) => line.text).join('\n'));
  return {
    text: text.slice(0, TEXT_CHARS_MAX).toWellFormed(),
    html: readMarkup(root.innerHTML ?? '', baseUrl).html,
    byline,
  };
}

type ArticleRoot = TreeNode & { readonly innerHTML?: string };

function runReadability(page: TrimmedPage): Readonly<{ root: ArticleRoot; byline: string | null }> | null {
  try {
    const { document } = parseHTML(page.html);
    const parsed = new Readability<ArticleRoot>(document, {
      keepClasses: true,
      disableJSONLD: true,
      serializer: (node: unknown) => node as ArticleRoot,
    }).parse();
    if (parsed?.content == null) return null;
    return { root: parsed.content, byline: parsed.byline ?? null };
  } catch {
    return null; // a tree that the library cannot stand; the page's own data are left
  }
}

function chooseBody(found: Found, metadata: ArticleMetadata): Body {
  const { body, description } = metadata;
  if (body !== null && body.length >= BODY_CHARS_MIN && found.text.length < body.length * FOUND_SHARE_MIN) {
    return { text: body, html: null };
  }
  if (found.text !== '') return found;
  return { text: description ?? '', html: null };
}

function toDocument(
  article: Readonly<{ metadata: ArticleMetadata; body: Body; byline: string | null }>,
): ParsedDocument {
  const { metadata, body } = article;
  return {
    guid: null,
    url: metadata.url,
    title: metadata.title,
    text: body.text,
    html: body.html,
    author: metadata.author ?? toAuthor(article.byline),
    publishedAt: metadata.publishedAt,
    updatedAt: metadata.updatedAt,
  };
}
