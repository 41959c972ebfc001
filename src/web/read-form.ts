/** Reads what a form or an address sent: nothing in it is trusted to be there, to be one, or to be short. */
import { AppError } from '../base/errors.ts';
import { isUuid } from '../base/ids.ts';

export type Form = Readonly<{
  /** Without white space around it; empty where it was not sent. */
  text: (name: string) => string;
  /** As it was typed: passwords. */
  raw: (name: string) => string;
  /** Every value of the name that is not empty. */
  all: (name: string) => readonly string[];
  /** The lines of a text area that hold something. */
  lines: (name: string) => readonly string[];
  isChecked: (name: string) => boolean;
  /** The value where it is one of these. */
  oneOf: <Value extends string>(name: string, values: readonly Value[]) => Value | undefined;
}>;

/** Nothing that people type is longer; lists of addresses are. */
const TEXT_CHARS_MAX = 100_000;

/** Shape: source is what a parser of forms or addresses made: a record of strings and lists of them, or nothing. */
export function readForm(source: unknown): Form {
  const read = (name: string): readonly string[] => {
    if (typeof source !== 'object' || source === null) return [];
    const found: unknown = Object.getOwnPropertyDescriptor(source, name)?.value;
    const values: readonly unknown[] = Array.isArray(found) ? found : [found];
    return values.filter((value) => typeof value === 'string').map((value) => toStorable(value));
  };
  const raw = (name: string): string => read(name)[0] ?? '';
  return {
    raw,
    text: (name) => raw(name).trim(),
    all: (name) =>
      read(name)
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    lines: (name) =>
      raw(name)
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    isChecked: (name) => read(name).length > 0,
    oneOf: (name, values) => values.find((value) => value === raw(name)),
  };
}

/** An id out of the address. Errors: NOT_FOUND for what cannot be one. */
export function readId(params: unknown, name: string): string {
  const id = readForm(params).text(name).toLowerCase();
  if (!isUuid(id)) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
  return id;
}

/** A way back within the dashboard; anything else leads home, so that no link of ours sends people elsewhere. */
export function toLocalPath(path: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) ? path : '/';
}

/** PostgreSQL stores no NUL. */
function toStorable(value: string): string {
  return value.slice(0, TEXT_CHARS_MAX).replaceAll('\u0000', '');
}
