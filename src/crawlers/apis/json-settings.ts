/** What a person tells of a JSON source: where in the answer its items stand, and where in an item each field. */
import type { ReaderSettings } from '../../domain/source.ts';
import { findAtPath, type JsonPath, parseJsonPath } from './json-path.ts';

const FIELD_NAMES = ['title', 'text', 'url', 'author', 'date', 'id'] as const;
const NAMES = ['items', ...FIELD_NAMES, 'nextUrl'] as const;
const SETTING_CHARS_MAX = 1_000;
const PLACEHOLDER = /\{([^{}]*)\}/g;

export type JsonField = (typeof FIELD_NAMES)[number];

/** Gives the URL of an item. */
export type ToItemUrl = (item: unknown) => string | null;

export type JsonSettings = Readonly<{
  items: JsonPath;
  fields: Readonly<Partial<Record<Exclude<JsonField, 'url'>, JsonPath>>>;
  toItemUrl: ToItemUrl | null;
  nextUrl: JsonPath | null;
}>;

export type JsonSettingsCheck =
  | Readonly<{ kind: 'valid'; settings: JsonSettings }>
  /** One sentence a problem. */
  | Readonly<{ kind: 'invalid'; problems: readonly string[] }>;

/**
 * The settings of a JSON source, understood, or what is wrong with them, all at once.
 *
 * Shape:   {"items": "$.data[*]", "title": "title", "text": …, "url": …, "author": …, "date": …, "id": …,
 *          "nextUrl": "$.links.next"}. The fields are paths within an item, nextUrl one in the whole answer. url may
 *          also be an address with paths in braces. items and one of title, text and url are needed.
 * Errors:  none: total.
 *
 * @example checkJsonSettings({ items: '$.hits[*]', title: 'name', url: 'https://a.example/p/{id}' })
 */
export function checkJsonSettings(settings: ReaderSettings | null): JsonSettingsCheck {
  const given = settings ?? {};
  const problems: string[] = Object.keys(given)
    .filter((name) => !NAMES.some((known) => known === name))
    .map((name) => `"${name.slice(0, 60)}" is no setting of a JSON source: the settings are ${NAMES.join(', ')}.`);
  const read = (name: string): JsonPath | null => {
    if (given[name] === undefined) return null;
    const path = readPath(given[name]);
    if (path === null) problems.push(`"${name}" is no path that can be read: write it like "$.data[*].name".`);
    return path;
  };

  const items = read('items');
  if (given.items === undefined) problems.push('"items" is missing: say where the list stands, like "$.data[*]".');
  const fields: Partial<Record<Exclude<JsonField, 'url'>, JsonPath>> = {};
  for (const name of FIELD_NAMES) {
    const path = name === 'url' ? null : read(name);
    if (name !== 'url' && path !== null) fields[name] = path;
  }
  const toItemUrl = readUrl(given.url);
  if (toItemUrl === null && given.url !== undefined) {
    problems.push('"url" is no path and no address with paths in braces: write "link" or "https://HOST/post/{id}".');
  }
  if (given.title === undefined && given.text === undefined && given.url === undefined) {
    problems.push('An item needs one of "title", "text" and "url": say where one of them stands.');
  }
  const nextUrl = read('nextUrl');
  if (problems.length > 0 || items === null) return { kind: 'invalid', problems };
  return { kind: 'valid', settings: { items, fields, toItemUrl, nextUrl } };
}

/** The first text or number at the path; null where there is none. */
export function findText(value: unknown, path: JsonPath | undefined): string | null {
  const [found] = path === undefined ? [] : findAtPath(value, path, 1);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found : null;
}

function readUrl(setting: unknown): ToItemUrl | null {
  if (typeof setting !== 'string' || !/^https?:\/\//i.test(setting)) {
    const path = setting === undefined ? null : readPath(setting);
    return path === null ? null : (item) => findText(item, path);
  }
  const paths = new Map<string, JsonPath>();
  for (const [, text = ''] of setting.slice(0, SETTING_CHARS_MAX).matchAll(PLACEHOLDER)) {
    const path = parseJsonPath(text);
    if (path === null) return null;
    paths.set(text, path);
  }
  // without a place to fill, all items would have one address and be one document
  if (paths.size === 0 || setting.length > SETTING_CHARS_MAX) return null;
  return (item) => {
    const values = new Map([...paths].map(([text, path]) => [text, findText(item, path)]));
    if ([...values.values()].includes(null)) return null;
    return setting.replace(PLACEHOLDER, (_whole, text: string) => encodeURIComponent(values.get(text) ?? ''));
  };
}

function readPath(setting: unknown): JsonPath | null {
  return typeof setting === 'string' ? parseJsonPath(setting) : null;
}
