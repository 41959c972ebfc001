/** Words of texts looked up where they stand: a map from ways of writing that needs no string of its own to be asked. */

/** What is kept of each: `written` is the key. */
export type Kept = Readonly<{ written: string }>;

export type WordTable<Value extends Kept> = Readonly<{
  /** What is kept of the word text.slice(start, end). */
  find: (text: string, start: number, end: number) => Value | undefined;
  /** Keeps a word that is not kept yet. */
  add: (value: Value) => void;
  clear: () => void;
  count: () => number;
}>;

/** FNV-1a, 32 bits. Source: draft-eastlake-fnv, section 5. */
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
/** Words that are made to be filed at one place are not kept beyond this: they are read anew each time. */
const RUN_MAX = 64;
/** Of a place that holds nothing; no word has it. */
const NO_HASH = 0;

/**
 * An open-addressed table. Cutting a word out of its text and hashing the piece costs more than all that is done with it
 * afterwards; here its letters are hashed and compared in place.
 *
 * Shape:   countMax: how many words may be kept. The table has at least twice as many places as words, so that runs stay
 *          short; it begins small and doubles, because most are made for one query or for a few documents.
 * Errors:  Error when one more than countMax is added.
 */
export function makeWordTable<Value extends Kept>(countMax: number): WordTable<Value> {
  let hashes = new Int32Array(PLACE_COUNT_FIRST);
  let values: (Value | undefined)[] = makePlaces(PLACE_COUNT_FIRST);
  let count = 0;

  const put = (value: Value, hash: number): void => {
    const mask = hashes.length - 1;
    let place = hash & mask;
    for (let run = 1; hashes[place] !== NO_HASH; place = (place + 1) & mask, run += 1) if (run >= RUN_MAX) return;
    hashes[place] = hash;
    values[place] = value;
    count += 1;
  };

  const double = (): void => {
    const kept = values;
    const keptHashes = hashes;
    hashes = new Int32Array(2 * keptHashes.length);
    values = makePlaces(hashes.length);
    count = 0;
    for (const [place, value] of kept.entries()) if (value !== undefined) put(value, keptHashes[place] ?? NO_HASH);
  };

  return {
    find: (text, start, end) => {
      const hash = hashWord(text, start, end);
      const mask = hashes.length - 1;
      for (let place = hash & mask, run = 0; run < RUN_MAX; place = (place + 1) & mask, run += 1) {
        const found = hashes[place];
        if (found === NO_HASH) return undefined;
        if (found !== hash) continue;
        const value = values[place];
        if (value !== undefined && isWritten(value.written, text, start, end)) return value;
      }
      return undefined;
    },
    add: (value) => {
      if (count >= countMax) throw new Error(`the table is full: it holds ${count} words`);
      if (2 * (count + 1) > hashes.length) double();
      put(value, hashWord(value.written, 0, value.written.length));
    },
    clear: () => {
      if (count === 0) return;
      hashes.fill(NO_HASH);
      values = makePlaces(hashes.length);
      count = 0;
    },
    count: () => count,
  };
}

const PLACE_COUNT_FIRST = 1_024;

function makePlaces<Value>(count: number): (Value | undefined)[] {
  return new Array<Value | undefined>(count).fill(undefined);
}

function hashWord(text: string, start: number, end: number): number {
  let hash = HASH_START | 0;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), HASH_PRIME);
  return hash ^ (hash >>> 15) || 1;
}

function isWritten(written: string, text: string, start: number, end: number): boolean {
  if (written.length !== end - start) return false;
  for (let index = 0; index < written.length; index += 1) {
    if (written.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
  }
  return true;
}
