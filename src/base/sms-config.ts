/**
 * Which SMS provider the environment names, and what it needs. Which one is chosen follows from whose variables are
 * set; two at once are a problem to be told, because a fallback that nobody asked for sends a second SMS for the first
 * one's late answer.
 */

export type TwilioConfig = Readonly<{
  provider: 'twilio';
  /** https://api.twilio.com, or a local stand-in; without trailing slash, as every baseUrl here. */
  baseUrl: string;
  accountSid: string;
  authToken: string;
  /** A number in E.164, an alphanumeric sender, or the sid of a messaging service (`MG…`). */
  from: string;
}>;

export type OvhConfig = Readonly<{
  provider: 'ovh';
  baseUrl: string;
  applicationKey: string;
  applicationSecret: string;
  consumerKey: string;
  /** The SMS account, as `sms-ab12345-1`. */
  serviceName: string;
  /** A sender that OVHcloud has validated; null: a short number of theirs, which can be answered. */
  from: string | null;
}>;

export type BrevoConfig = Readonly<{
  provider: 'brevo';
  baseUrl: string;
  apiKey: string;
  /** At most 11 letters and digits, or 15 digits. */
  from: string;
}>;

/** Any other provider, by a template of its request: `{to}`, `{text}`, `{from}` and `{id}` stand for the message's own. */
export type GenericSmsConfig = Readonly<{
  provider: 'generic';
  url: string;
  method: 'GET' | 'POST';
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Null with GET. */
  body: Readonly<{ template: string; kind: 'json' | 'form' }> | null;
  from: string;
  /** Where in the answer's JSON the provider's id stands, as `data.0.id`; null where it gives none. */
  idPath: string | null;
}>;

export type SmsConfig = TwilioConfig | OvhConfig | BrevoConfig | GenericSmsConfig;

/** generic: any other, by a template of its request, which calls us with JSON. */
export type SmsProvider = SmsConfig['provider'];

export const SMS_PROVIDERS = ['twilio', 'ovh', 'brevo', 'generic'] as const satisfies readonly SmsProvider[];

type Reader = Readonly<{
  text: (name: string) => string | null;
  url: (name: string, schemes: readonly string[]) => string | null;
  oneOf: <Value extends string>(name: string, values: readonly Value[]) => Value | null;
}>;

type Problems = { push: (problem: string) => unknown };

const WEB = ['http:', 'https:'];
const PRINTABLE = /^[\x21-\x7e]+$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;
/** What the connection says for itself. */
const OWN_HEADERS = ['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'expect', 'keep-alive'];
const BREVO_SENDER = /^([0-9A-Za-z]{1,11}|\d{1,15})$/;
const GENERIC_BODY = '{"to":"{to}","from":"{from}","text":"{text}","id":"{id}"}';
const ID_PATH = /^[^.\s]+(\.[^.\s]+)*$/;

/** Null where nothing of any provider is set. */
export function readSms(read: Reader, problems: Problems): SmsConfig | null {
  const found = [
    readTwilio(read, problems),
    readOvh(read, problems),
    readBrevo(read, problems),
    readGeneric(read, problems),
  ].filter((config) => config !== null);
  if (found.length > 1) {
    const names = found.map(({ provider }) => VARIABLES[provider]).join(' and ');
    problems.push(`${names} configure more than one SMS provider: keep the settings of one, and unset the others.`);
  }
  return found[0] ?? null;
}

const VARIABLES: Readonly<Record<SmsConfig['provider'], string>> = {
  twilio: 'TWILIO_…',
  ovh: 'OVH_…',
  brevo: 'BREVO_…',
  generic: 'SMS_HTTP_…',
};

function readTwilio(read: Reader, problems: Problems): TwilioConfig | null {
  const names = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'];
  const baseUrl = readBaseUrl(read, 'TWILIO_BASE_URL', 'https://api.twilio.com');
  const [accountSid, authToken, from] = readTogether(read, problems, names, 'all three');
  if (accountSid === undefined || authToken === undefined || from === undefined) return null;
  checkPrintable(problems, { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken });
  return { provider: 'twilio', baseUrl, accountSid, authToken, from };
}

function readOvh(read: Reader, problems: Problems): OvhConfig | null {
  const names = ['OVH_APPLICATION_KEY', 'OVH_APPLICATION_SECRET', 'OVH_CONSUMER_KEY', 'OVH_SMS_SERVICE'];
  const baseUrl = readBaseUrl(read, 'OVH_BASE_URL', 'https://eu.api.ovh.com/1.0');
  const from = read.text('OVH_SMS_FROM');
  const [applicationKey, applicationSecret, consumerKey, serviceName] = readTogether(read, problems, names, 'all four');
  if (applicationKey === undefined || applicationSecret === undefined) return null;
  if (consumerKey === undefined || serviceName === undefined) return null;
  checkPrintable(problems, {
    OVH_APPLICATION_KEY: applicationKey,
    OVH_APPLICATION_SECRET: applicationSecret,
    OVH_CONSUMER_KEY: consumerKey,
  });
  return { provider: 'ovh', baseUrl, applicationKey, applicationSecret, consumerKey, serviceName, from };
}

function readBrevo(read: Reader, problems: Problems): BrevoConfig | null {
  const baseUrl = readBaseUrl(read, 'BREVO_BASE_URL', 'https://api.brevo.com/v3');
  const [apiKey, from] = readTogether(read, problems, ['BREVO_API_KEY', 'BREVO_SMS_FROM'], 'both');
  if (apiKey === undefined || from === undefined) return null;
  checkPrintable(problems, { BREVO_API_KEY: apiKey });
  if (!BREVO_SENDER.test(from)) {
    problems.push(`BREVO_SMS_FROM is "${from}": give at most 11 letters and digits, or 15 digits.`);
  }
  return { provider: 'brevo', baseUrl, apiKey, from };
}

function readGeneric(read: Reader, problems: Problems): GenericSmsConfig | null {
  const url = read.url('SMS_HTTP_URL', WEB);
  const method = read.oneOf('SMS_HTTP_METHOD', ['GET', 'POST'] as const) ?? 'POST';
  const idPath = read.text('SMS_HTTP_ID_PATH');
  const template = read.text('SMS_HTTP_BODY') ?? GENERIC_BODY;
  const headers = readHeaders(read, problems);
  if (url === null) return null;
  const { username, password, host } = new URL(url);
  if (username !== '' || password !== '') {
    problems.push('SMS_HTTP_URL holds a password: write it into SMS_HTTP_HEADERS, as an Authorization.');
  }
  if (/[{}]|%7b/i.test(host)) {
    problems.push('SMS_HTTP_URL has a placeholder in its host: write the host out.');
  }
  const kind = toBodyKind(headers['content-type'] ?? 'application/json');
  if (kind === null) {
    problems.push(
      'SMS_HTTP_HEADERS has a Content-Type that is neither application/json nor application/x-www-form-urlencoded: give one of the two.',
    );
  }
  if (method === 'POST' && kind === 'json' && !isJson(template.replaceAll(/\{(to|text|from|id)\}/g, '+'))) {
    problems.push(
      'SMS_HTTP_BODY is no JSON: put each placeholder between quotes, or give a Content-Type of application/x-www-form-urlencoded in SMS_HTTP_HEADERS.',
    );
  }
  const whole = method === 'POST' ? `${url} ${template}` : url;
  if (!whole.includes('{to}') || !whole.includes('{text}')) {
    problems.push(
      'SMS_HTTP_URL and SMS_HTTP_BODY name no {to} or no {text}: write both where the provider wants them.',
    );
  }
  if (idPath !== null && !ID_PATH.test(idPath)) {
    problems.push(`SMS_HTTP_ID_PATH is "${idPath}": give names and numbers joined by dots, such as data.0.id.`);
  }
  const body = method === 'GET' ? null : { template, kind: kind ?? 'json' };
  return { provider: 'generic', url, method, headers, body, from: read.text('SMS_HTTP_FROM') ?? '', idPath };
}

/** The values, or nothing: what was given in part is a problem. `count`: how many they are, as a word. */
function readTogether(read: Reader, problems: Problems, names: readonly string[], count: string): readonly string[] {
  const values = names.map((name) => read.text(name));
  const given = values.filter((value) => value !== null);
  if (given.length === names.length) return given;
  if (given.length > 0) {
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    problems.push(`${list} go together: set ${count}, or none.`);
  }
  return [];
}

function readBaseUrl(read: Reader, name: string, fallback: string): string {
  return (read.url(name, WEB) ?? fallback).replace(/\/+$/, '');
}

/** A key with a line break in it could not be sent, and would be told in the fault that follows. */
function checkPrintable(problems: Problems, keys: Readonly<Record<string, string>>): void {
  for (const [name, key] of Object.entries(keys)) {
    if (!PRINTABLE.test(key)) problems.push(`${name} holds characters that no HTTP header may: copy it again.`);
  }
}

function readHeaders(read: Reader, problems: Problems): Readonly<Record<string, string>> {
  const text = read.text('SMS_HTTP_HEADERS');
  if (text === null) return {};
  const parsed = isJson(text) ? JSON.parse(text) : null;
  const entries: readonly (readonly [string, unknown])[] =
    typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.entries(parsed) : [];
  const headers: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (HEADER_NAME.test(name) && typeof value === 'string' && HEADER_VALUE.test(value)) {
      headers[name.toLowerCase()] = value;
    }
  }
  // the values are secrets: none of them is told
  if (entries.length === 0 || Object.keys(headers).length < entries.length) {
    problems.push(
      'SMS_HTTP_HEADERS is no JSON object of header names and texts: write it as {"Authorization":"Bearer …"}.',
    );
  }
  const own = OWN_HEADERS.filter((name) => headers[name] !== undefined);
  if (own.length > 0) {
    problems.push(`SMS_HTTP_HEADERS sets ${own.join(', ')}, which the connection sets itself: leave it out.`);
  }
  return headers;
}

function toBodyKind(contentType: string): 'json' | 'form' | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return type === 'application/json' || type.endsWith('+json') ? 'json' : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
