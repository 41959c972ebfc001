/** The fields that a key or a cookie is typed into. What was typed is never shown again, not even in a refused form. */
import { type Html, html } from '../base/html.ts';
import type { SourceSecret } from '../domain/source.ts';
import type { FieldKit } from './fields.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';
import type { Words } from './words.ts';

const SECRET_CHARS_MAX = 16_384;
const COOKIE = 'cookie';
const KEYS = 'keys';

/** Null: the fields were left empty. 'unreadable': a line of keys without a name. */
export type ReadSecret = SourceSecret | null | 'unreadable';

/** A field for each part that is needed; where none is, one for a cookie and one for keys of any name. */
export function renderSecretFields(words: Words, fields: FieldKit, neededNames: readonly string[]): Html {
  const messages = words.messages.secrets;
  const charsMax = SECRET_CHARS_MAX;
  if (neededNames.length > 0) {
    return html`${neededNames.map((name) =>
      fields.input({
        name: toFieldName(name),
        label: toLabel(messages, name),
        type: 'password',
        autocomplete: 'off',
        charsMax,
      }),
    )}`;
  }
  return html`${fields.input({
    ...{ name: toFieldName(COOKIE), label: messages.cookie, type: 'password', autocomplete: 'off', charsMax },
    ...{ hint: messages.cookieHint, isOptional: true },
  })}
${fields.area({ name: KEYS, label: messages.keys, hint: `${messages.keysHint} apiKey: 0123abcd`, rowCount: 2, isOptional: true })}`;
}

export function readSecret(form: Form, neededNames: readonly string[]): ReadSecret {
  const names = neededNames.length > 0 ? neededNames : [COOKIE];
  const typed = names.map((name): [string, string] => [name, form.text(toFieldName(name))]);
  const lines = neededNames.length > 0 ? [] : form.lines(KEYS).map((line) => /^([\w-]+)\s*[:=]\s*(.+)$/.exec(line));
  if (lines.includes(null)) return 'unreadable';
  const keys = lines.map((line): [string, string] => [line?.[1] ?? '', line?.[2] ?? '']);
  const parts = [...typed, ...keys].filter(([, value]) => value !== '');
  return parts.length === 0 ? null : Object.fromEntries(parts);
}

/** The field at which a refused secret is told. */
export function toSecretField(neededNames: readonly string[], missing: unknown): string {
  const [first] = Array.isArray(missing) ? missing : neededNames;
  return neededNames.length === 0 ? KEYS : toFieldName(typeof first === 'string' ? first : (neededNames[0] ?? ''));
}

function toFieldName(name: string): string {
  return `secret-${name}`;
}

function toLabel(messages: Messages['secrets'], name: string): string {
  const labels: Readonly<Record<string, string>> = messages.names;
  return labels[name] ?? name;
}
