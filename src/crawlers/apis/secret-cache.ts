/** What a service gave us for a secret (a token, a session), kept for the next visit and never beyond the process. */
import { createHash } from 'node:crypto';

const ENTRIES_MAX = 1_000;

export type SecretCache<Value> = Readonly<{
  get: (key: readonly string[]) => Value | undefined;
  set: (key: readonly string[], value: Value) => void;
  delete: (key: readonly string[]) => void;
}>;

/**
 * A bounded map whose keys are made of secrets, of which it keeps only a hash.
 *
 * The secret is part of the key, so that two agencies with one source and two keys never share a token, and a new key
 * is used at once. The entry unused for longest goes first.
 */
export function makeSecretCache<Value>(): SecretCache<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => {
      const name = toName(key);
      const value = entries.get(name);
      if (value === undefined) return undefined;
      entries.delete(name);
      entries.set(name, value);
      return value;
    },
    set: (key, value) => {
      const name = toName(key);
      entries.delete(name);
      const oldest = entries.keys().next().value;
      if (entries.size >= ENTRIES_MAX && oldest !== undefined) entries.delete(oldest);
      entries.set(name, value);
    },
    delete: (key) => {
      entries.delete(toName(key));
    },
  };
}

function toName(key: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('base64');
}
