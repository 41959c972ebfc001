/** The part of JSONPath that names a place: no filters, no scripts, nothing that could run or run away. */

const PATH_CHARS_MAX = 300;
const STEPS_MAX = 30;
const INDEX_MAX = 100_000;

type Step =
  | Readonly<{ kind: 'name'; name: string }>
  | Readonly<{ kind: 'index'; index: number }>
  | Readonly<{ kind: 'all' }>;

export type JsonPath = readonly Step[];

const STEP = /\.?([\p{L}_@$-][\p{L}\p{N}_@$:-]*)|\[(\d{1,6}|\*|'[^'\\]*'|"[^"\\]*")\]/uy;

/**
 * The steps of a path, or null where it is none that is read here.
 *
 * Shape:   text: `$` for the whole, then `.name`, `['any name']`, `[0]` and `[*]` in any order; `$.` may be left out.
 * Errors:  none: null for `..`, filters, slices, negative places, and for more than 300 characters or 30 steps.
 * Source:  the grammar of RFC 9535, of which this is the part without descendants, slices and filters.
 *
 * @example parseJsonPath('$.data[*].title')  // data, every one, title
 */
export function parseJsonPath(text: string): JsonPath | null {
  const path = text.trim();
  if (path === '$') return [];
  if (path === '' || path.length > PATH_CHARS_MAX) return null;
  const steps: Step[] = [];
  STEP.lastIndex = /^\$[.[]/.test(path) ? 1 : 0;
  if (path[STEP.lastIndex] === '.' && STEP.lastIndex === 0) return null;
  while (STEP.lastIndex < path.length) {
    const isFirst = steps.length === 0;
    const at = STEP.lastIndex;
    const [, name, bracket] = STEP.exec(path) ?? [];
    // a name needs its dot, or "a[0]b" would be read as a path
    if (name !== undefined && !isFirst && path[at] !== '.') return null;
    const step = name === undefined ? toBracketStep(bracket) : { kind: 'name' as const, name };
    if (step === null || steps.length >= STEPS_MAX) return null;
    steps.push(step);
  }
  return steps;
}

/**
 * What stands at the path, at most so many; empty where any step of it is missing.
 *
 * Only own fields are seen, and `[*]` opens lists alone.
 */
export function findAtPath(value: unknown, path: JsonPath, countMax: number): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const step of path) {
    const next: unknown[] = [];
    for (const each of found) {
      if (next.length >= countMax) break;
      next.push(...take(each, step, countMax - next.length));
    }
    found = next;
  }
  return found;
}

function take(value: unknown, step: Step, countMax: number): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step.kind === 'all') return Array.isArray(value) ? value.slice(0, countMax) : [];
  if (step.kind === 'index') return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
  return Object.hasOwn(value, step.name) ? [(value as Readonly<Record<string, unknown>>)[step.name]] : [];
}

function toBracketStep(bracket: string | undefined): Step | null {
  if (bracket === undefined) return null;
  if (bracket === '*') return { kind: 'all' };
  if (/^\d/.test(bracket)) return Number(bracket) <= INDEX_MAX ? { kind: 'index', index: Number(bracket) } : null;
  return { kind: 'name', name: bracket.slice(1, -1) };
}
