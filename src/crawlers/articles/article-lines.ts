/** The lines of an article's tree, each with what tells text from what merely stands beside it. */

/** What is asked of a node of the tree, whoever built it. */
export type TreeNode = {
  readonly nodeType: number;
  readonly localName?: string;
  readonly parentNode: TreeNode | null;
  readonly firstChild: TreeNode | null;
  readonly nextSibling: TreeNode | null;
  textContent: string | null;
  getAttribute?: (name: string) => string | null;
  querySelector?: (selector: string) => TreeNode | null;
  remove: () => void;
};

export type ArticleLine = Readonly<{
  /** White space folded, never empty. */
  text: string;
  /** 0 to 1: how much of it is links. */
  linkRatio: number;
  isHeading: boolean;
  /** In a list, a table, a quotation or preformatted: short lines are normal there. */
  isItem: boolean;
  isInTable: boolean;
  isQuoted: boolean;
  /** A figure's caption, or text of an element whose class says that it is no text of the article. */
  isAside: boolean;
  /** The `article` element that it is in; null outside of any. */
  article: TreeNode | null;
  /** What to remove when the line is left out. */
  nodes: readonly TreeNode[];
}>;

const TEXT_NODE = 3;
const ELEMENT_NODE = 1;

const BLOCKS = toSet(
  'address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 ' +
    'h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul',
);
const HEADINGS = toSet('h1 h2 h3 h4 h5 h6');
const ITEMS = toSet('li dd dt td th pre blockquote');
const TABLES = toSet('td th');
const QUOTES = toSet('blockquote pre');

/** Words of a class or id of what stands beside an article's text; the shorter half only where it is short. */
const ASIDE_WORDS = toSet(
  'ad ads advert advertisement advertising author bio breadcrumb breadcrumbs byline bylines caption captions comment ' +
    'comments copyright credit credits dateline disqus follow followus newsletter newsletters outbrain popover popup ' +
    'promo promos promotion pubdate recirc recommendation recommendations recommended related share sharebar sharedaddy ' +
    'sharing signup slidecount social sponsor sponsored subscribe subscription taboola tags timestamp tooltip trending',
);
/** An element that holds more than this is no aside, whatever its class. */
const ASIDE_CHARS_MAX = 1_500;
const ASIDE_SHARE_MAX = 0.25;
const PICTURE_WORDS = toSet('image img photo photos picture figure gallery slideshow slide thumbnail');
const PICTURE_CHARS_MAX = 600;

/** Errors: none: total. Time grows with the tree's size; it is walked without recursion. */
export function readLines(root: TreeNode): readonly ArticleLine[] {
  const total = root.textContent?.length ?? 0;
  const lines: ArticleLine[] = [];
  let open = startLine();
  const asides: TreeNode[] = [];
  const endLine = (): void => {
    const line = closeLine(open);
    if (line !== null) lines.push(line);
    open = startLine();
  };

  for (const step of walk(root)) {
    const { node } = step;
    const name = node.localName ?? '';
    if (node.nodeType === TEXT_NODE) {
      addText(open, node, { root, isAside: asides.length > 0 });
      continue;
    }
    if (BLOCKS.has(name)) endLine();
    if (step.kind === 'enter' && isAsideElement(node, total)) asides.push(node);
    if (step.kind === 'leave' && asides.at(-1) === node) asides.pop();
    if (name === 'td' || name === 'th') open.text += ' ';
  }
  endLine();
  return lines;
}

type OpenLine = {
  text: string;
  linkChars: number;
  asideChars: number;
  nodes: TreeNode[];
  tags: Set<string>;
  article: TreeNode | null;
};

function startLine(): OpenLine {
  return { text: '', linkChars: 0, asideChars: 0, nodes: [], tags: new Set(), article: null };
}

function addText(line: OpenLine, node: TreeNode, context: Readonly<{ root: TreeNode; isAside: boolean }>): void {
  const text = node.textContent ?? '';
  const chars = text.trim().length;
  line.nodes.push(node);
  if (context.isAside) line.asideChars += chars;
  line.text += text;
  if (chars === 0) return;
  let isLinked = false;
  for (let at = node.parentNode; at !== null && at !== context.root; at = at.parentNode) {
    const name = at.localName ?? '';
    if (name === 'a') isLinked = true;
    line.tags.add(name);
    if (name === 'article') line.article ??= at;
  }
  if (isLinked) line.linkChars += chars;
}

function closeLine(open: OpenLine): ArticleLine | null {
  const text = open.text.replace(/\s+/g, ' ').trim();
  if (text === '') return null;
  const has = (names: ReadonlySet<string>): boolean => [...open.tags].some((tag) => names.has(tag));
  return {
    text,
    linkRatio: Math.min(1, open.linkChars / text.length),
    isHeading: has(HEADINGS),
    isItem: has(ITEMS),
    isInTable: has(TABLES),
    isQuoted: has(QUOTES),
    isAside: open.asideChars > text.length / 2,
    article: open.article,
    nodes: open.nodes,
  };
}

function isAsideElement(node: TreeNode, totalChars: number): boolean {
  if (node.localName === 'figcaption') return true;
  if (node.localName === 'figure') return isPicture(node, totalChars);
  const words = `${node.getAttribute?.('class') ?? ''} ${node.getAttribute?.('id') ?? ''}`;
  if (words === ' ') return false;
  const classWords = toClassWords(words);
  if (classWords.some((word) => PICTURE_WORDS.has(word))) return isPicture(node, totalChars);
  if (!classWords.some((word) => ASIDE_WORDS.has(word))) return false;
  const chars = node.textContent?.length ?? 0;
  return chars <= ASIDE_CHARS_MAX && chars <= totalChars * ASIDE_SHARE_MAX;
}

/** A picture with its caption, and no quotation or table in a figure's clothes. */
function isPicture(node: TreeNode, totalChars: number): boolean {
  const chars = node.textContent?.length ?? 0;
  if (chars > PICTURE_CHARS_MAX || chars > totalChars * ASIDE_SHARE_MAX) return false;
  return node.querySelector?.('img') != null && node.querySelector?.('blockquote,table,pre') == null;
}

/** `photoCredit__text-2` is photo, credit, text. */
function toClassWords(names: string): readonly string[] {
  return names
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

type Step = Readonly<{ kind: 'enter' | 'leave'; node: TreeNode }>;

function* walk(root: TreeNode): Generator<Step> {
  let node: TreeNode | null = root.firstChild;
  while (node !== null) {
    const current: TreeNode = node;
    if (current.nodeType === TEXT_NODE || current.nodeType === ELEMENT_NODE) yield { kind: 'enter', node: current };
    node = current.firstChild;
    let at: TreeNode = current;
    while (node === null) {
      if (at.nodeType === ELEMENT_NODE) yield { kind: 'leave', node: at };
      node = at.nextSibling;
      if (node !== null) break;
      const parent: TreeNode | null = at.parentNode;
      if (parent === null || parent === root) return;
      at = parent;
    }
  }
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
