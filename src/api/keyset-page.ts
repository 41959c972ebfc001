/**
 * Pages by position instead of by number: the cursor says where the page before ended, so that rows which arrive
 * meanwhile neither shift the next page nor come twice.
 */
import { AppError } from '../base/errors.ts';
import { isUuid } from '../base/ids.ts';
import { isDay } from '../base/zoned-time.ts';

/** What a page's query string says. */
export type PageQuery = Readonly<{ cursor?: string; limit?: number }>;

/** What the store is asked for. */
export type PageRequest<Position> = Readonly<{ after: Position | null; limit: number }>;

/** What is answered; nextCursor is null on the last page. */
export type PageAnswer<Item> = { items: Item[]; nextCursor: string | null };

/** How the positions of one list are written into its cursors and read back. */
export type Cursors<Position> = Readonly<{
  write: (position: Position) => string;
  /** Null for the first page. Errors: CURSOR_INVALID. */
  read: (text: string | undefined) => Position | null;
}>;

export type InstantPosition = Readonly<{ at: Date; id: string }>;

/** Days are ISO dates. */
export type DayPosition = Readonly<{ day: string; id: string }>;

export const PAGE_ITEMS_MAX = 100;
export const PAGE_ITEMS_DEFAULT = 50;
/** A URL of 2,048 characters in JSON and base64, with room to spare. */
export const CURSOR_CHARS_MAX = 8_192;

/**
 * Reads one page: one row more than is shown is asked for, which tells whether there is a next page.
 *
 * Errors:  CURSOR_INVALID.
 */
export async function readPage<Position, Row, Item>(
  query: PageQuery,
  source: Readonly<{
    cursors: Cursors<Position>;
    list: (page: PageRequest<Position>) => Promise<readonly Row[]>;
    toPosition: (row: Row) => Position;
    present: (row: Row) => Item;
  }>,
): Promise<PageAnswer<Item>> {
  const limit = query.limit ?? PAGE_ITEMS_DEFAULT;
  const rows = await source.list({ after: source.cursors.read(query.cursor), limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map((row) => source.present(row)),
    nextCursor: isMore ? source.cursors.write(source.toPosition(last)) : null,
  };
}

/** For lists in the order of an instant, ids deciding between equal ones. `list` keeps one list's cursors from another. */
export function instantCursors(list: string): Cursors<InstantPosition> {
  return makeCursors<InstantPosition>(list, {
    toParts: ({ at, id }) => [at.toISOString(), id],
    fromParts: ([instant, id]) => {
      const at = new Date(instant ?? '');
      const isRight = ISO_INSTANT.test(instant ?? '') && !Number.isNaN(at.getTime()) && isUuid(id ?? '');
      return isRight ? { at, id: id ?? '' } : undefined;
    },
  });
}

/** For lists in the order of a day, ids deciding between those of one. */
export function dayCursors(list: string): Cursors<DayPosition> {
  return makeCursors<DayPosition>(list, {
    toParts: ({ day, id }) => [day, id],
    fromParts: ([day, id]) => (isDay(day ?? '') && isUuid(id ?? '') ? { day: day ?? '', id: id ?? '' } : undefined),
  });
}

/** For lists in the order of their ids, which is that of their making. */
export function idCursors(list: string): Cursors<string> {
  return makeCursors<string>(list, {
    toParts: (id) => [id],
    fromParts: ([id]) => (isUuid(id ?? '') ? id : undefined),
  });
}

/** For lists in the order of a text that is unique in them. */
export function textCursors(list: string): Cursors<string> {
  return makeCursors<string>(list, {
    toParts: (text) => [text],
    // PostgreSQL's text holds no zero character
    fromParts: ([text]) => (text?.includes('\0') === false ? text : undefined),
  });
}

/** As Date.toISOString writes it, within the four-digit years. */
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function makeCursors<Position>(
  list: string,
  codec: Readonly<{
    toParts: (position: Position) => readonly string[];
    fromParts: (parts: readonly string[]) => Position | undefined;
  }>,
): Cursors<Position> {
  return {
    write: (position) => Buffer.from(JSON.stringify([list, ...codec.toParts(position)])).toString('base64url'),
    read: (text) => {
      if (text === undefined) return null;
      const [owner, ...parts] = parseParts(text);
      const position = owner === list ? codec.fromParts(parts) : undefined;
      if (position !== undefined) return position;
      throw new AppError(
        'CURSOR_INVALID',
        'The cursor is not one of this list: give "nextCursor" of the page before as it was, or none for the first page.',
      );
    },
  };
}

/** The texts in the cursor; none where it is garbage. */
function parseParts(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parsed) && parsed.every((part) => typeof part === 'string') ? parsed : [];
  } catch {
    return []; // anybody may send anything: what is no JSON is no cursor
  }
}
