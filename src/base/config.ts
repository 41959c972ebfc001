/**
 * The one place that reads the environment. All that is wrong is told at once, each problem in a sentence with its
 * way out, before anything is opened.
 */
import { readFileSync, statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { AppError } from './errors.ts';
import { readSms, SMS_PROVIDERS, type SmsConfig, type SmsProvider } from './sms-config.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export type Config = Readonly<{
  port: number;
  host: string;
  /** Where people's browsers reach the service: the base of every link in mails and SMS. No trailing slash. */
  publicUrl: string;
  dataDir: string;
  /** Null: the embedded database under dataDir. */
  databaseUrl: string | null;
  /** Null: mails are not sent, and each delivery says so. */
  smtpUrl: string | null;
  mailFrom: string;
  /** Where readers' answers to mails go, one address; null: to the sender, and no mail asks for a note. */
  mailRepliesAddress: string | null;
  /** Null: SMS are not sent, and each delivery says so. */
  sms: SmsConfig | null;
  /** Who brings what readers write back to an SMS; null: nobody does, and no SMS asks for an answer. */
  smsReplies: SmsProvider | null;
  /** Null: the model that comes with Vigie judges alone. */
  sentimentModel: SentimentModel | null;
  /** Null: no drafts of summaries are proposed. */
  summaryModel: SummaryModel | null;
  /** Null: generated into dataDir at the first start. */
  secretKey: Uint8Array | null;
  /** The keys that were used before, the newest first: what they sealed and signed still holds. */
  secretKeyPrevious: readonly Uint8Array[];
  /** CIDR ranges of private addresses that crawls and webhooks may reach; the operator's to open, never an agency's. */
  fetchAllowedRanges: readonly string[];
  /** CIDR ranges of reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** Whole months that documents and mentions are kept after the month of their arrival. */
  retentionMonths: number;
  logLevel: LogLevel;
}>;

type SentimentLimits = Readonly<{
  /** For one asking. */
  timeoutMs: number;
  /** Texts in a day (UTC), of all processes together; null: as many as there are. */
  dailyBudgetCount: number | null;
}>;

/** A folder in Hugging Face layout on this machine. */
export type OnnxModel = SentimentLimits & Readonly<{ kind: 'onnx'; directory: string }>;

/** An API that speaks the chat completions protocol. apiKey: null for a server that asks for none. */
export type ChatApi = Readonly<{ url: string; name: string; apiKey: string | null }>;

export type ChatModel = SentimentLimits & ChatApi & Readonly<{ kind: 'openai' }>;

/** Writes drafts of summaries. timeoutMs: of one. */
export type SummaryModel = ChatApi & Readonly<{ timeoutMs: number }>;

export type SentimentModel = OnnxModel | ChatModel;

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
export const SECRET_KEY_BYTES = 32;
/** Shorter than a pass of the analysis, which waits no longer whatever is set. */
const SENTIMENT_TIMEOUT_SECONDS = { default: 20, min: 1, max: 30 };
/** Where each text costs money, it is bounded unless somebody says otherwise. */
const CHAT_DAILY_BUDGET_COUNT = 5_000;
const SUMMARY_TIMEOUT_SECONDS = { default: 60, min: 1, max: 600 };
const DAILY_BUDGET_COUNT_MAX = 100_000_000;

/** Errors: CONFIG_INVALID with one line for each problem. */
export function readConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const read = makeReader(environment, problems);
  const port = read.integer('PORT', 3000, { min: 0, max: 65_535 });
  const host = read.text('HOST') ?? '127.0.0.1';
  const config: Config = {
    port,
    host,
    publicUrl: read.url('PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, '') ?? `http://${toLinkHost(host)}:${port}`,
    dataDir: read.text('DATA_DIR') ?? './data',
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    smtpUrl: read.url('SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: read.mailbox('MAIL_FROM') ?? 'Vigie <vigie@localhost>',
    mailRepliesAddress: read.mailbox('MAIL_REPLIES_ADDRESS'),
    sms: readSms(read, problems),
    smsReplies: read.oneOf('SMS_REPLIES', SMS_PROVIDERS),
    sentimentModel: readSentimentModel(read, problems),
    summaryModel: readSummaryModel(read, problems),
    secretKey: read.secretKey('SECRET_KEY'),
    secretKeyPrevious: read.secretKeys('SECRET_KEY_PREVIOUS'),
    fetchAllowedRanges: read.ranges('FETCH_ALLOWED_RANGES'),
    trustedProxies: read.ranges('TRUSTED_PROXIES'),
    retentionMonths: read.integer('RETENTION_MONTHS', 13, { min: 1, max: 1_200 }),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
  };
  if (config.smsReplies !== null && config.sms === null) {
    problems.push('SMS_REPLIES is set, but no SMS is sent: set the variables of an SMS provider too, or unset it.');
  }
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', problems.join('\n'), { details: { problems } });
  return config;
}

type Reader = ReturnType<typeof makeReader>;

function makeReader(environment: Environment, problems: string[]) {
  /** Secrets may stand in a file instead: NAME_FILE holds its path. Empty counts as unset. */
  const text = (name: string): string | null => {
    const file = environment[`${name}_FILE`];
    if (file === undefined || file === '') return environment[name]?.trim() || null;
    try {
      return readFileSync(file, 'utf8').trim() || null;
    } catch {
      problems.push(`${name}_FILE names ${file}, which cannot be read: correct the path, or set ${name} itself.`);
      return null;
    }
  };
  return {
    text,
    integer: (name: string, fallback: number, bounds: Readonly<{ min: number; max: number }>): number => {
      const value = text(name);
      if (value === null) return fallback;
      const number = Number(value);
      if (Number.isInteger(number) && number >= bounds.min && number <= bounds.max) return number;
      problems.push(
        `${name} is "${value}": give a whole number from ${bounds.min} to ${bounds.max}, or unset it for ${fallback}.`,
      );
      return fallback;
    },
    url: (name: string, schemes: readonly string[]): string | null => {
      const value = text(name);
      if (value === null) return null;
      if (URL.canParse(value) && schemes.includes(new URL(value).protocol)) return value;
      problems.push(`${name} is no URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`);
      return null;
    },
    mailbox: (name: string): string | null => {
      const value = text(name);
      if (value === null || /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(value)) return value;
      problems.push(`${name} is "${value}": give an address such as Vigie <vigie@example.org>.`);
      return null;
    },
    secretKey: (name: string): Uint8Array | null => {
      const value = text(name);
      if (value === null) return null;
      const key = parseSecretKey(value);
      if (key !== null) return key;
      problems.push(`${name} must be ${SECRET_KEY_BYTES} bytes in base64: make one with "openssl rand -base64 32".`);
      return null;
    },
    /** Keys between commas; which of them is wrong is told by its place, never by itself. */
    secretKeys: (name: string): readonly Uint8Array[] => {
      const values = (text(name) ?? '').split(/[,\s]+/).filter((value) => value !== '');
      return values.flatMap((value, index) => {
        const key = parseSecretKey(value);
        if (key !== null) return [key];
        problems.push(
          `${name} holds as its key number ${index + 1} something that is not ${SECRET_KEY_BYTES} bytes in base64: write each key whole, with a comma between two.`,
        );
        return [];
      });
    },
    ranges: (name: string): readonly string[] => {
      const ranges = (text(name) ?? '').split(',').map((range) => range.trim());
      const wrong = ranges.filter((range) => range !== '' && !isRange(range));
      if (wrong.length > 0) {
        problems.push(`${name} holds "${wrong.join(', ')}": give ranges such as 10.0.0.0/8,fd00::/8.`);
      }
      return ranges.filter((range) => range !== '');
    },
    oneOf: <Value extends string>(name: string, values: readonly Value[]): Value | null => {
      const value = text(name);
      if (value === null) return null;
      const found = values.find((each) => each === value);
      if (found === undefined) problems.push(`${name} is "${value}": give one of ${values.join(', ')}.`);
      return found ?? null;
    },
  };
}

/** A key as people write it; null for what is none. */
export function parseSecretKey(text: string): Uint8Array | null {
  const key = Buffer.from(text, 'base64');
  return key.length === SECRET_KEY_BYTES ? key : null;
}

function readSentimentModel(read: Reader, problems: string[]): SentimentModel | null {
  const value = read.text('SENTIMENT_MODEL');
  const { default: timeoutSeconds, ...bounds } = SENTIMENT_TIMEOUT_SECONDS;
  const timeoutMs = read.integer('SENTIMENT_TIMEOUT_SECONDS', timeoutSeconds, bounds) * 1_000;
  const budgetCount = read.integer('SENTIMENT_DAILY_BUDGET', CHAT_DAILY_BUDGET_COUNT, {
    min: 0,
    max: DAILY_BUDGET_COUNT_MAX,
  });
  if (value === null) return null;
  const [, kind, place = ''] = /^(onnx|openai):(.+)$/.exec(value) ?? [];
  if (kind === 'onnx') {
    if (!isDirectory(place)) problems.push(`SENTIMENT_MODEL names the folder ${place}, which is not there.`);
    const isBudgetSet = read.text('SENTIMENT_DAILY_BUDGET') !== null;
    return { kind, directory: place, timeoutMs, dailyBudgetCount: isBudgetSet ? budgetCount : null };
  }
  if (kind !== 'openai') {
    problems.push('SENTIMENT_MODEL is neither onnx:DIR nor openai:URL: docs/plugged-models.md has examples of both.');
    return null;
  }
  return {
    kind,
    ...readChatApi(read, problems, { variable: 'SENTIMENT', url: place }),
    timeoutMs,
    dailyBudgetCount: budgetCount,
  };
}

function readSummaryModel(read: Reader, problems: string[]): SummaryModel | null {
  const value = read.text('SUMMARY_MODEL');
  const { default: timeoutSeconds, ...bounds } = SUMMARY_TIMEOUT_SECONDS;
  const timeoutMs = read.integer('SUMMARY_TIMEOUT_SECONDS', timeoutSeconds, bounds) * 1_000;
  if (value === null) return null;
  const [, url] = /^openai:(.+)$/.exec(value) ?? [];
  if (url === undefined) {
    problems.push('SUMMARY_MODEL is not openai:URL: write it as in openai:http://127.0.0.1:11434/v1.');
    return null;
  }
  return { ...readChatApi(read, problems, { variable: 'SUMMARY', url }), timeoutMs };
}

function readChatApi(
  read: Reader,
  problems: string[],
  { variable, url: place }: Readonly<{ variable: string; url: string }>,
): ChatApi {
  const name = read.text(`${variable}_MODEL_NAME`);
  const apiKey = read.text(`${variable}_API_KEY`);
  const url = URL.parse(place);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    problems.push(
      `${variable}_MODEL names no http:// or https:// address without a password: write it as in openai:http://127.0.0.1:11434/v1, and the key into ${variable}_API_KEY.`,
    );
  }
  if (name === null) {
    problems.push(`${variable}_MODEL_NAME is not set: name the model that the server of ${variable}_MODEL is to run.`);
  }
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    problems.push(`${variable}_API_KEY holds characters that no HTTP header may: copy it again.`);
  }
  return { url: place, name: name ?? '', apiKey };
}

function isDirectory(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isRange(range: string): boolean {
  const [address = '', prefix = '', ...rest] = range.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false; // the prefix is longer than the address
  }
}

/** A service that listens everywhere is still linked to by a name that a browser on this machine can open. */
function toLinkHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
