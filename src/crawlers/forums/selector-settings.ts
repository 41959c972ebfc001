/** What a person tells of a page that no engine wrote: where its items stand, and where in an item each field. */
import { type CheerioAPI, load } from 'cheerio';
import type { ReaderSettings } from '../../domain/source.ts';
import type { DateOrder } from './read-post-date.ts';

/** Fields of an item; next is looked for in the whole page. */
export const FIELD_NAMES = ['link', 'author', 'date', 'title', 'body', 'next'] as const;
const NAMES = ['item', ...FIELD_NAMES, 'dateFormat'] as const;
const DATE_FORMATS = ['day-first', 'month-first'] as const;
const SELECTOR_CHARS_MAX = 300;
/** Steps between elements, and alternatives. */
const PARTS_MAX = 12;
/** Each looks through many elements for every element: two in one selector, at so many times so many. */
const SEARCHES_MAX = 1;
const SEARCH = /~(?!=)|:(?:has|i?contains|nth-[\w-]+|[\w-]+-of-type)(?![\w-])/gi;
/** Asked for each child again, unlike what stands before a space. */
const SEARCH_BEFORE_CHILD = /:(?:has|i?contains)\(.*\)[^(]*>/i;
const FUNCTION = /:(?:not|is|where|matches|has)\(/gi;
const FUNCTIONS_MAX = 4;
/** In brackets what was found not to fit is not remembered: each further step tries every ancestor again. */
const STEPS_IN_BRACKETS_MAX = 1;
const NAME_CHARS_MAX = 60;

export type FieldName = (typeof FIELD_NAMES)[number];

export type FieldSelector = Readonly<{
  /** Empty: the item itself. */
  selector: string;
  /** What is read of the element; null reads what the field usually stands in. */
  attribute: string | null;
}>;

export type SelectorSettings = Readonly<{
  item: string;
  fields: Readonly<Partial<Record<FieldName, FieldSelector>>>;
  /** Null leaves it to the page. */
  dateOrder: DateOrder;
}>;

export type SelectorSettingsCheck =
  | Readonly<{ kind: 'valid'; settings: SelectorSettings }>
  /** One sentence a problem. */
  | Readonly<{ kind: 'invalid'; problems: readonly string[] }>;

/**
 * The settings of a page's selectors, understood, or what is wrong with them, all at once.
 *
 * Shape:   {"item": "li.post", "link": "a.permalink", "author": ".name", "date": "time@datetime", "dateFormat":
 *          "day-first", "title": "h3", "body": ".text", "next": "a[rel=next]"}. "selector@attribute" reads an attribute,
 *          "@attribute" one of the item itself. item and one of link, title and body are needed.
 * Errors:  none: total.
 *
 * @example checkSelectorSettings({ item: 'li.post', body: 'p', date: 'span@title' })
 */
export function checkSelectorSettings(settings: ReaderSettings | null): SelectorSettingsCheck {
  const given = settings ?? {};
  const $ = load('<i></i>', { xml: { xmlMode: false } });
  const problems: string[] = Object.keys(given)
    .filter((name) => !NAMES.some((known) => known === name))
    .map((name) => `"${name.slice(0, NAME_CHARS_MAX)}" is no setting of a page: the settings are ${NAMES.join(', ')}.`);

  const item = readSelector($, given.item);
  if (given.item === undefined) problems.push('"item" is missing: give the CSS selector of one post, like "li.post".');
  else if (item === null) problems.push(toProblem('item', given.item));

  const fields: Partial<Record<FieldName, FieldSelector>> = {};
  for (const name of FIELD_NAMES) {
    if (given[name] === undefined) continue;
    const field = readField($, given[name]);
    if (field === null) problems.push(toProblem(name, given[name]));
    else fields[name] = field;
  }
  if (given.link === undefined && given.title === undefined && given.body === undefined) {
    problems.push('None of "link", "title" and "body" is given: say at least where an item\'s text stands.');
  }
  const dateOrder = DATE_FORMATS.find((format) => format === given.dateFormat) ?? null;
  if (given.dateFormat !== undefined && dateOrder === null) {
    problems.push(`"dateFormat" is not known: give "day-first" for 31/12/2025 or "month-first" for 12/31/2025.`);
  }
  if (item === null || problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'valid', settings: { item, fields, dateOrder } };
}

function toProblem(name: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= SELECTOR_CHARS_MAX && isCostly(value)) {
    return `"${name}" would look through the page too many times: write it in fewer steps, with at most one of "~", ":has", ":contains" and ":nth-child".`;
  }
  return `"${name}" is no CSS selector that can be read: write it like ".post > a", or "time@datetime" for an attribute.`;
}

function readField($: CheerioAPI, value: unknown): FieldSelector | null {
  if (typeof value !== 'string') return null;
  const [, before = '', attribute] = /^(.*)@([a-z_][\w:-]{0,60})$/i.exec(value.trim()) ?? [];
  if (attribute === undefined) {
    const selector = readSelector($, value);
    return selector === null ? null : { selector, attribute: null };
  }
  const selector = before.trim() === '' ? '' : readSelector($, before);
  return selector === null ? null : { selector, attribute: attribute.toLowerCase() };
}

/** The selector as it is, or null where it cannot be used. */
function readSelector($: CheerioAPI, value: unknown): string | null {
  const selector = typeof value === 'string' ? value.trim() : '';
  if (selector === '' || selector.length > SELECTOR_CHARS_MAX) return null;
  if (isCostly(selector) || /^<|@/.test(selector)) return null;
  try {
    $('i').is(selector);
    $(selector);
    return selector;
  } catch {
    return null; // the library says by an exception that it is no selector
  }
}

/** Whether the time it takes could grow faster than the page squared; in doubt, yes. */
function isCostly(selector: string): boolean {
  // an escaped character is no sign, and a quote without brackets in it is a value; any other could hide a step
  const bare = selector.replace(/\\[\s\S]/g, '\\').replace(/"[^"()]*"|'[^'()]*'/g, '""');
  const hidesSomething = selector.includes('/*') || /:[\w-]*\\/.test(bare);
  const tight = bare.replace(/\s*([>+~,=])\s*|([([])\s+|\s+(?=[)\]])/g, '$1$2').trim();
  return (
    hidesSomething ||
    countOf(tight, /[\s>+~,]+/g) >= PARTS_MAX ||
    countOf(tight, SEARCH) > SEARCHES_MAX ||
    countOf(tight, FUNCTION) > FUNCTIONS_MAX ||
    countStepsInBrackets(tight) > STEPS_IN_BRACKETS_MAX ||
    SEARCH_BEFORE_CHILD.test(tight)
  );
}

function countStepsInBrackets(tight: string): number {
  let depth = 0;
  let count = 0;
  for (const sign of tight.replace(/:(?:i?contains|nth-[\w-]+)\([^()[\]"']*\)/gi, '')) {
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (depth > 0 && /[\s>+~]/.test(sign)) count += 1;
  }
  return count;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
