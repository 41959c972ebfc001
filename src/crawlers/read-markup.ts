/** Markup to plain text and to markup that is safe to show: one walk for both. */
import { Parser } from 'htmlparser2';
import { escapeHtml } from '../base/html.ts';
import { toWebUrl } from './web-url.ts';

export type Markup = Readonly<{
  /** No tags, entities decoded, white space folded, blocks on lines of their own. */
  text: string;
  /** Only harmless tags and attributes, links absolute; null where there was no markup. */
  html: string | null;
}>;

export const TEXT_CHARS_MAX = 100_000;
export const TITLE_CHARS_MAX = 1_000;
/** What is read of one piece of markup. */
export const MARKUP_CHARS_MAX = 1_000_000;
/** Beyond it the parser's own stack makes each tag dearer than the last. */
const DEPTH_MAX = 2_000;

/** What lies in an iframe or object is said to those who cannot see it: text of its author, and kept. */
const DROPPED_WITH_CONTENT = toSet('script style template applet noframes svg head title');

const BLOCKS = toSet(
  'address article aside blockquote br center dd details dialog div dl dt fieldset figcaption figure footer form h1 ' +
    'h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul',
);
const CELLS = toSet('td th');

const KEPT = toSet(
  'a abbr article aside b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure footer ' +
    'h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strong sub summary ' +
    'sup table tbody td tfoot th thead time tr u ul var',
);
const VOID_TAGS = toSet('br hr img');
const URL_ATTRIBUTES = toSet('href src cite');
const KEPT_ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  a: toSet('href title'),
  abbr: toSet('title'),
  blockquote: toSet('cite'),
  img: toSet('src alt title'),
  q: toSet('cite'),
  td: toSet('colspan rowspan'),
  th: toSet('colspan rowspan'),
  time: toSet('datetime'),
};

/**
 * Text and safe markup of what a source calls its content.
 *
 * The markup is written anew from a list of what may stay, because a list of what must go is never complete. Text that
 * never had markup comes out as itself, entities decoded once.
 *
 * Shape:   markup: HTML, XHTML or plain text; only its first million characters are read, its text ends after
 *          100,000. baseUrl: what relative links are relative to; null drops them.
 * Errors:  none: total. Unclosed and badly nested tags are closed as a browser would.
 *
 * @example readMarkup('<p>R&amp;D</p><script>x()</script>', null)  // { text: 'R&D', html: '<p>R&amp;D</p>' }
 */
export function readMarkup(markup: string, baseUrl: string | null): Markup {
  if (!/[<&]/.test(markup)) return { text: foldText(markup), html: null };
  const openTags: string[] = [];
  let text = '';
  let html = '';
  let hasMarkup = false;
  let depth = 0;
  /** Depth of the dropped element we are inside of; 0 outside. */
  let droppedFrom = 0;

  const parser = new Parser(
    {
      onopentag: (rawName, attributes) => {
        depth += 1;
        if (depth > DEPTH_MAX) parser.pause(); // what was read so far is the answer
        if (droppedFrom > 0) return;
        const name = toLocalName(rawName);
        if (DROPPED_WITH_CONTENT.has(name)) {
          droppedFrom = depth;
          return;
        }
        text += toSeparator(name);
        if (!KEPT.has(name)) return;
        hasMarkup = true;
        html += `<${name}${toAttributes(name, attributes, baseUrl)}>`;
        if (!VOID_TAGS.has(name)) openTags.push(name);
      },
      onclosetag: (rawName) => {
        const isDropped = droppedFrom > 0;
        if (droppedFrom === depth) droppedFrom = 0;
        depth -= 1;
        if (isDropped) return;
        const name = toLocalName(rawName);
        text += toSeparator(name);
        if (KEPT.has(name) && !VOID_TAGS.has(name) && openTags.at(-1) === name) {
          openTags.pop();
          html += `</${name}>`;
        }
      },
      ontext: (part) => {
        if (droppedFrom > 0) return;
        text += part;
        html += escapeHtml(part);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeCDATA: true, recognizeSelfClosing: true },
  );
  parser.end(closeComment(markup.slice(0, MARKUP_CHARS_MAX)));

  html += openTags.reverse().reduce((closers, name) => `${closers}</${name}>`, '');
  return { text: foldText(text), html: hasMarkup ? toStorable(html) : null };
}

/**
 * Text that is said to be plain: what looks like a tag in it is a word.
 *
 * @example readText('The <b> tag')  // { text: 'The <b> tag', html: null }
 */
export function readText(text: string): Markup {
  return { text: foldText(text.slice(0, MARKUP_CHARS_MAX)), html: null };
}

/** A comment that is never closed would take all the rest with it: it ends where a tag would. */
function closeComment(markup: string): string {
  const lastAt = markup.lastIndexOf('<!--');
  if (lastAt < 0 || markup.includes('-->', lastAt)) return markup;
  return `${markup.slice(0, lastAt)}<!${markup.slice(lastAt + 4)}`;
}

/**
 * A title, name or other short text on one line.
 *
 * Many publishers escape their titles twice ("R&amp;amp;D"), so entities that are still there after the first decoding
 * are decoded once more; nobody writes them in a title on purpose.
 */
export function readTitle(markup: string): string {
  const once = readMarkup(markup, null).text;
  const twice = /&(?:#\d+|#x[0-9a-f]+|[a-z]{2,31});/i.test(once) ? readMarkup(once, null).text : once;
  return twice.replaceAll('\n', ' ').slice(0, TITLE_CHARS_MAX).toWellFormed();
}

/** Without what a database refuses or a person cannot see: control characters and halves of characters. */
export function toStorable(text: string): string {
  return (UNSTORABLE.test(text) ? text.replace(ALL_UNSTORABLE, '') : text).toWellFormed();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/;
const ALL_UNSTORABLE = new RegExp(UNSTORABLE.source, 'g');

/** Stands between blocks while the text is gathered, so that the line breaks of the markup itself stay white space. */
const BLOCK_END = '\u0001';

/** Blocks on lines of their own, white space folded: runs of it, and what is none of the plain blanks. */
function foldText(text: string): string {
  const lines = text.split(BLOCK_END).map((line) => line.replace(/\s{2,}|[^\S ]/g, ' ').trim());
  const folded = lines.length === 1 ? (lines[0] ?? '') : lines.filter((line) => line !== '').join('\n');
  return toStorable(folded).slice(0, TEXT_CHARS_MAX).toWellFormed();
}

function toAttributes(name: string, attributes: Readonly<Record<string, string>>, baseUrl: string | null): string {
  const kept = KEPT_ATTRIBUTES[name];
  if (kept === undefined) return '';
  let written = '';
  for (const attribute of kept) {
    const raw = attributes[attribute];
    const value = raw !== undefined && URL_ATTRIBUTES.has(attribute) ? toWebUrl(raw, baseUrl) : raw;
    if (value !== undefined && value !== null) written += ` ${attribute}="${escapeHtml(value)}"`;
  }
  return written;
}

function toSeparator(name: string): string {
  if (BLOCKS.has(name)) return BLOCK_END;
  return CELLS.has(name) ? ' ' : '';
}

/** `xhtml:p` is `p`. */
function toLocalName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
