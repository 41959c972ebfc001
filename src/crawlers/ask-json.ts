/** One request to a service that answers in JSON. */
import type { FetchFailureReason } from '../domain/source.ts';
import { type Answer, type AskedRequest, askSource, fail, toHost } from './ask-source.ts';
import { decodeBody } from './decode-body.ts';
import type { ReaderDeps, SourceFailure, SourceReading } from './reader.ts';

/** Lists and objects within each other. Real services stay below forty; who walks an answer may trust in this. */
export const JSON_DEPTH_MAX = 200;
const ACCEPT = 'application/json, text/json;q=0.9, */*;q=0.1';
const EXCERPT_CHARS_MAX = 2_000;

export type AskedJson =
  | Readonly<{
      kind: 'answered';
      json: unknown;
      answer: Answer;
      etag: string | null;
      lastModified: string | null;
    }>
  | Exclude<SourceReading, Readonly<{ kind: 'read' }>>;

/** An answer that is no data: a status that is a refusal, or a success whose body is no JSON. */
export type Refusal = Readonly<{
  status: number;
  host: string;
  /** The body's JSON; undefined where it is none. */
  json: unknown;
  /** How the body begins. */
  text: string;
  headers: Readonly<Record<string, string>>;
}>;

/** What a refusal means at one service; null where the general sentence says it. */
export type ExplainRefusal = (
  refusal: Refusal,
) => Readonly<{ reason?: FetchFailureReason; message: string; retryAfterSeconds?: number }> | null;

/**
 * Asks, and reads the JSON of a 2xx answer.
 *
 * A page where JSON should be is commonest when a service sends programs to a log-in or a captcha, so the sentence says
 * that; some services write their errors as a sentence with status 200 and know better, which `explain` tells. Backslashes
 * and control characters that JSON forbids are mended first: real services (GDELT) put titles in as they found them.
 *
 * Shape:   JSON at most 200 deep, within the bytes that `askSource` allows.
 * Errors:  none for what the other side does. HTML, garbage and what is nested deeper: 'not-a-feed'.
 *
 * @example await askJson(deps, { url: 'https://a.example/api?q=x', etag: null, lastModified: null })
 *          // { kind: 'answered', json: { hits: [] }, … }
 */
export async function askJson(
  deps: Pick<ReaderDeps, 'http' | 'clock'>,
  request: Omit<AskedRequest, 'accept'>,
  explain: ExplainRefusal = () => null,
): Promise<AskedJson> {
  let last: Answer | null = null;
  const http = {
    ...deps.http,
    request: async (asked: Parameters<typeof deps.http.request>[0]) => {
      const outcome = await deps.http.request(asked);
      if (outcome.kind === 'answered') last = outcome;
      return outcome;
    },
  };
  const asked = await askSource({ ...deps, http }, { ...request, accept: ACCEPT });
  if (asked.kind === 'unchanged') return asked;
  if (asked.kind === 'failed') return last === null ? asked : toExplained(asked, last, explain);

  const json = parseJson(toText(asked.answer));
  if (json === undefined) return toExplained(failNoJson(asked.answer), asked.answer, explain);
  return { ...asked, json };
}

/**
 * The value that a JSON text holds; undefined where it is none, or one that is nested too deep.
 *
 * Errors:  none: total.
 */
export function parseJson(text: string): unknown {
  if (!isShallow(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return parseMended(text); // JSON.parse has no other way to say no
  }
}

function parseMended(text: string): unknown {
  // only what could be JSON but for a stray character is worth a second try
  if (!/^\s*[[{]/.test(text)) return undefined;
  const mended = text
    .replace(/\\(u[0-9a-f]{4}|["\\/bfnrt])?/gi, (match, escaped: string | undefined) => (escaped ? match : '\\\\'))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f]/g, ' ');
  try {
    return JSON.parse(mended) as unknown;
  } catch {
    return undefined;
  }
}

/** One walk over the characters; brackets within texts do not count. */
function isShallow(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) isInText = false;
    } else if (code === 0x22) {
      isInText = true;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) return false;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    }
  }
  return true;
}

/** JSON is UTF-8 (RFC 8259 section 8.1), whatever the header says; only what is not is guessed at. */
function toText(answer: Answer): string {
  const { body } = answer;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return decodeBody({ body, contentType: answer.headers['content-type'] ?? null });
  }
}

function failNoJson(answer: Answer): SourceFailure {
  const host = toHost(answer.url);
  const begin = toText({ ...answer, body: answer.body.subarray(0, EXCERPT_CHARS_MAX) }).trimStart();
  if (begin === '') return fail('not-a-feed', `${host} answered with nothing: try the address again later.`);
  if (begin.startsWith('<')) {
    return fail(
      'not-a-feed',
      `${host} answered with a web page where data was expected: it may want a log-in or keep programs out, so check the address and its key.`,
    );
  }
  return fail(
    'not-a-feed',
    `${host} answered with something that is no JSON: check that the address is one of its API, not of a page.`,
  );
}

function toExplained(failure: SourceFailure, answer: Answer, explain: ExplainRefusal): SourceFailure {
  const text = toText(answer);
  const explained = explain({
    status: answer.status,
    host: toHost(answer.url),
    json: parseJson(text),
    text: text.slice(0, EXCERPT_CHARS_MAX).trim(),
    headers: answer.headers,
  });
  if (explained === null) return failure;
  return {
    ...failure,
    reason: explained.reason ?? failure.reason,
    message: explained.message,
    retryAfterSeconds: failure.retryAfterSeconds ?? explained.retryAfterSeconds ?? null,
  };
}
