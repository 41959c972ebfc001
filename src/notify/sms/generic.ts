/**
 * SMS through any provider that takes one HTTP request a message, by a template of it (SMS_HTTP_…).
 *
 * Every try has the same Idempotency-Key, the delivery's id. A provider that heeds it sends one SMS however often it is
 * asked; one that does not may send a second when its answer was lost.
 *
 * Source: draft-ietf-httpapi-idempotency-key-header (the header), RFC 8259 section 7 and the URL standard's
 *         application/x-www-form-urlencoded (what is escaped).
 */
import type { GenericSmsConfig } from '../../base/sms-config.ts';
import type { AnswerFields } from '../http-answers.ts';
import { PROVIDER_LIMITS, readProviderAnswer, toIdText, toText } from './provider-answers.ts';
import type { SmsDeps, SmsMessage, SmsSender } from './sms-sender.ts';

type Settings = Omit<GenericSmsConfig, 'provider'>;

type Escape = (text: string) => string;

const ID_CHARS_MAX = 200;
const PLACEHOLDER = /\{(to|text|from|id)\}/g;
const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;
/** Headers that hold no secret. */
const OPEN_HEADERS = ['accept', 'content-type', 'user-agent'];
/** Where an error's sentence stands, in answers of the providers that we know. */
const ERROR_FIELDS = ['message', 'error', 'error_message', 'errorMessage', 'description', 'detail', 'title'];

/**
 * A sender that fills in the template and sends it; a 2xx is an acceptance.
 *
 * Placeholders are filled in at once, each value escaped for where it stands, so that no text can end its field or
 * bring a placeholder of its own.
 *
 * Errors:  none for what the provider answers; every answer is an outcome.
 *
 * @example the body {"to":"{to}","text":"{text}"} sends {"to":"+33612345678","text":"Panne \"box\""}
 */
export function makeGenericSms(deps: SmsDeps, settings: Settings): SmsSender {
  const { body, idPath } = settings;
  const secrets = listSecrets(settings);
  return {
    send: async (message) => {
      const outcome = await deps.http.request({
        url: fillIn(settings.url, message, { from: settings.from, escape: encodeURIComponent }),
        method: settings.method,
        headers: {
          accept: 'application/json',
          ...(body === null ? {} : { 'content-type': CONTENT_TYPES[body.kind] }),
          ...settings.headers,
          'idempotency-key': message.id,
        },
        ...(body === null
          ? {}
          : { body: fillIn(body.template, message, { from: settings.from, escape: ESCAPES[body.kind] }) }),
        ...PROVIDER_LIMITS,
      });
      return readProviderAnswer({
        name: 'The SMS provider',
        outcome,
        now: deps.clock.now(),
        secrets,
        describe: describeError,
        accept: (_fields, value) => (idPath === null ? null : findId(value, idPath)),
      });
    },
  };
}

const ESCAPES: Readonly<Record<'json' | 'form', Escape>> = {
  json: (text) => JSON.stringify(text).slice(1, -1),
  form: encodeURIComponent,
};

function fillIn(
  template: string,
  message: SmsMessage,
  { from, escape: escapeText }: Readonly<{ from: string; escape: Escape }>,
): string {
  const values: Readonly<Record<string, string>> = { to: message.to, text: message.text, id: message.id, from };
  return template.replace(PLACEHOLDER, (_whole, name: string) => escapeText(values[name] ?? ''));
}

function findId(answer: unknown, idPath: string): string | null {
  let value = answer;
  for (const name of idPath.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  const id = toIdText(value);
  return id !== null && id.length <= ID_CHARS_MAX ? id : null;
}

function describeError(fields: AnswerFields): string | null {
  for (const name of ERROR_FIELDS) {
    const value = fields[name];
    const text = toText(value);
    if (text !== null) return text;
    if (typeof value === 'object' && value !== null) {
      const inner = toText((value as AnswerFields).message);
      if (inner !== null) return inner;
    }
  }
  return null;
}

/** Everything that an operator wrote and that may be a key: nobody knows which of it is one. */
function listSecrets({ url, headers, body }: Settings): readonly string[] {
  const fromHeaders = Object.entries(headers)
    .filter(([name]) => !OPEN_HEADERS.includes(name))
    .flatMap(([, value]) => [value, ...value.split(' ')]);
  const written = [new URL(url).searchParams, body?.kind === 'form' ? new URLSearchParams(body.template) : []];
  const values = written.flatMap((pairs) => [...pairs].map(([, value]) => value));
  const texts = body?.kind === 'json' ? [...body.template.matchAll(/"((?:[^"\\]|\\.)*)"\s*[,}\]]/g)] : [];
  const all = [...fromHeaders, ...values, ...texts.map(([, text = '']) => text)].filter((text) => !text.includes('{'));
  return [...all, ...all.map(encodeURIComponent)];
}
