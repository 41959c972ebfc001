/** What a person tells of a page that no engine wrote: where its items stand, and where in an item each field. */
import { type CheerioAPI, load } from 'cheerio';
import type { ReaderSettings } from '../../domain/source.ts';
import type { DateOrder } from './read-post-date.ts';

/** Fields of an item; next is looked for in the whole page. */
export const FIELD_NAMES = ['link', 'author', 'date', 'title', 'body', 'next'] as const;
const NAMES = ['item', ...FIELD_NAMES, 'dateFormat'] as const;
const DATE_FORMATS = ['day-first', 'month-first'] as const;
const SELECTOR_CHARS_MAX = 300;
/** Each looks through everything below every element: two in one selector, through everything twice. */
const HAS_MAX = 1;
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
  else if (item === null) problems.push(toProblem('item'));

  const fields: Partial<Record<FieldName, FieldSelector>> = {};
  for (const name of FIELD_NAMES) {
    if (given[name] === undefined) continue;
    const field = readField($, given[name]);
    if (field === null) problems.push(toProblem(name));
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

function toProblem(name: string): string {
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
  if (selector.split(/:has\(/i).length - 1 > HAS_MAX || /^<|@/.test(selector)) return null;
  try {
    $('i').is(selector);
    $(selector);
    return selector;
  } catch {
    return null; // the library says by an exception that it is no selector
  }
}
