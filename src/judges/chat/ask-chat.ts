/**
 * One question to any server that speaks the chat completions protocol: a provider's, or one's own (Ollama, llama.cpp, vLLM).
 *
 * Source: https://platform.openai.com/docs/api-reference/chat/create (request, response_format, finish_reason).
 */
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../../base/clock.ts';
import type { ChatApi } from '../../base/config.ts';
import { assertNever } from '../../base/errors.ts';
import { type Http, type HttpFailureReason, type HttpOutcome, makeHttp } from '../../base/http.ts';
import { parseRetryAfterSeconds } from '../../base/retry-after.ts';
import { type JudgeAnswer, type JudgeRefusal, refuse } from '../judge.ts';

export type ChatDeps = Readonly<{ http: Http; clock: Clock }>;

/** Whose model it is: how it is called in a sentence, and what its environment variables begin with. */
export type ChatOwner = Readonly<{ name: string; variable: 'SENTIMENT' | 'SUMMARY' }>;

/** content: what the model said, read as JSON; undefined where it is none. */
export type ChatAnswer = Readonly<{ kind: 'answered'; content: unknown }> | Extract<JudgeAnswer, { kind: 'refused' }>;

/** A few sentences fit a hundred times; a server that sends more is none that was meant. */
const ANSWER_BYTES_MAX = 256 * 1024;
/**
 * The address is the operator's, from the environment, and often on this machine: everything is open to it. So it has a
 * client of its own: whatever crawls may reach stays as narrow as it is.
 */
const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];
/** The path of the resource, where the setting names only the API. */
const RESOURCE = '/chat/completions';

export function makeChatHttp(userAgent: string, connectionsPerHostMax: number): Http {
  return makeHttp({ allowedRanges: ANY_ADDRESS, userAgent, connectionsPerHostMax });
}

/** Where the model is asked. Shape: url: of the API (`https://api.example/v1`) or of the resource itself. */
export function toCompletionsUrl(url: string): string {
  const asked = new URL(url);
  const path = asked.pathname.replace(/\/+$/, '');
  asked.pathname = path.endsWith(RESOURCE) ? path : `${path}${RESOURCE}`;
  return asked.href;
}

/**
 * What the model said, read as JSON.
 *
 * Shape:   body: the request as the protocol has it.
 * Errors:  none for what the server does; every answer is one of the kinds.
 */
export async function askChat(
  deps: ChatDeps,
  api: ChatApi,
  asked: Readonly<{ owner: ChatOwner; body: object; timeoutMs: number }>,
): Promise<ChatAnswer> {
  const { owner } = asked;
  const outcome = await deps.http.request({
    url: toCompletionsUrl(api.url),
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(api.apiKey === null ? {} : { authorization: `Bearer ${api.apiKey}` }),
    },
    body: JSON.stringify(asked.body),
    timeoutMs: asked.timeoutMs,
    bodyBytesMax: ANSWER_BYTES_MAX,
    redirectCountMax: 0,
  });
  if (outcome.kind === 'failed') return refuse(toRefusal(outcome.reason), `The ${owner.name}: ${outcome.message}`);
  if (outcome.status !== 200) {
    return readRefusal(outcome, { owner, host: new URL(api.url).host, now: deps.clock.now() });
  }
  return readEnvelope(outcome.body, owner);
}

/** The envelope: only what is read of it. */
const Completion = Type.Object({
  choices: Type.Array(Type.Object({ message: Type.Object({ content: Type.Union([Type.String(), Type.Null()]) }) }), {
    minItems: 1,
  }),
});

function readEnvelope(body: Uint8Array, { name, variable }: ChatOwner): ChatAnswer {
  const envelope = parse(new TextDecoder().decode(body));
  if (!Value.Check(Completion, envelope)) {
    return refuse(
      'unreadable',
      `The ${name} answered with something that is no chat completion: check ${variable}_MODEL.`,
    );
  }
  return { kind: 'answered', content: parse(envelope.choices[0]?.message.content ?? '') };
}

/** Undefined where it is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the schema says what that means
  }
}

function toRefusal(reason: HttpFailureReason): JudgeRefusal {
  switch (reason) {
    case 'timed-out':
      return 'timed-out';
    case 'host-unknown':
    case 'connection-failed':
    case 'address-refused':
      return 'unreachable';
    case 'too-large':
    case 'encoding-unreadable':
    case 'too-many-redirects':
      return 'unreadable';
    default:
      return assertNever(reason);
  }
}

/** What the body says of it stays out of the log: it may quote the text, or the key. */
function readRefusal(
  answer: Extract<HttpOutcome, { kind: 'answered' }>,
  at: Readonly<{ owner: ChatOwner; host: string; now: Date }>,
): ChatAnswer {
  const { status, headers } = answer;
  const { name, variable } = at.owner;
  if (status === 408 || status === 429 || status >= 500) {
    const message = `The ${name} at ${at.host} answered ${status}: it is asked again later.`;
    return refuse('busy', message, parseRetryAfterSeconds(headers['retry-after'], at.now));
  }
  return refuse(
    'denied',
    `The ${name} at ${at.host} answered ${status}: check ${variable}_MODEL, ${variable}_MODEL_NAME and ${variable}_API_KEY.`,
  );
}
