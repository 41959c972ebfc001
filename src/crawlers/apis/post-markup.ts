/** A post's own words: without what it quotes, whatever it is written in. */
import { Parser } from 'htmlparser2';
import { escapeHtml } from '../../base/html.ts';
import { MARKUP_CHARS_MAX, type Markup, readMarkup, TEXT_CHARS_MAX } from '../read-markup.ts';

/** Beyond it the parser's own stack makes each tag dearer than the last. */
const DEPTH_MAX = 2_000;

export type IsQuote = (name: string, attributes: Readonly<Record<string, string>>) => boolean;

/** What forums that have no markup of their own for quotes quote with. */
export const isBlockquote: IsQuote = (name) => name === 'blockquote';

/**
 * Text and safe markup of a post, without its quotes.
 *
 * What a post quotes was said by somebody else, and is a document of its own already.
 *
 * Shape:   as readMarkup. baseUrl: what relative links are relative to.
 * Errors:  none: total.
 *
 * @example readPost('<blockquote>Broken!</blockquote><p>Not mine.</p>', { baseUrl: null, isQuote: isBlockquote })
 *          // { text: 'Not mine.', html: '<p>Not mine.</p>' }
 */
export function readPost(markup: string | null, how: Readonly<{ baseUrl: string | null; isQuote: IsQuote }>): Markup {
  return readMarkup(cutQuotes(markup ?? '', how.isQuote), how.baseUrl);
}

/** Plain text that may hold any character, on lines: `<` is a smaller-than and not a tag. */
export function readPlainText(text: string | null): string {
  const lines = (text ?? '').slice(0, TEXT_CHARS_MAX).split('\n');
  return readMarkup(lines.map((line) => `<p>${escapeHtml(line)}</p>`).join(''), null).text;
}

/**
 * Markdown as a person reads it: links and pictures by their names, no quotes, no marks of emphasis.
 *
 * Not a Markdown parser: what it leaves of the syntax disturbs nobody who looks for a name or a mood.
 *
 * @example readMarkdown('> old\n\n**New** [phone](https://a.example)')  // 'New phone'
 */
export function readMarkdown(markdown: string | null): string {
  const own = (markdown ?? '')
    .slice(0, TEXT_CHARS_MAX)
    .split('\n')
    .filter((line) => !/^ {0,3}>/.test(line))
    .map((line) => line.replace(/^ {0,3}(?:#{1,6}|[*+-]) +/, ''))
    .join('\n');
  return readPlainText(own.replace(/!?\[([^[\]\n]*)\]\([^()\n]*\)/g, '$1').replace(/\*\*|__|~~|`+/g, ''));
}

function cutQuotes(markup: string, isQuote: IsQuote): string {
  const source = markup.slice(0, MARKUP_CHARS_MAX);
  let own = '';
  let ownFrom = 0;
  let depth = 0;
  /** Depth of the quote we are inside of; 0 outside. */
  let quoteDepth = 0;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      depth += 1;
      if (depth > DEPTH_MAX) parser.pause(); // what was read so far is the answer
      if (quoteDepth > 0 || !isQuote(name, attributes)) return;
      own += source.slice(ownFrom, parser.startIndex);
      if (own !== '' && !own.endsWith('>')) own += ' '; // the words around a quote are two
      quoteDepth = depth;
    },
    onclosetag: (_name, isImplied) => {
      if (quoteDepth === depth) {
        ownFrom = isImplied ? parser.startIndex : parser.endIndex + 1;
        quoteDepth = 0;
      }
      depth -= 1;
    },
  });
  parser.end(source);
  return quoteDepth > 0 ? own : own + source.slice(ownFrom);
}
