/**
 * Sentiment by any server that speaks the chat completions protocol: a provider's, or one's own (Ollama, llama.cpp, vLLM).
 *
 * One text a request: a text that is written to lead the model astray then spoils its own label and no other's.
 *
 * Source: https://platform.openai.com/docs/api-reference/chat/create (request, response_format, finish_reason).
 */
import type { Clock } from '../../base/clock.ts';
import type { ChatModel } from '../../base/config.ts';
import { assertNever } from '../../base/errors.ts';
import { type Http, type HttpFailureReason, type HttpOutcome, makeHttp } from '../../base/http.ts';
import { parseRetryAfterSeconds } from '../../base/retry-after.ts';
import {
  type Judge,
  type JudgeAnswer,
  type JudgeRefusal,
  type JudgeRequest,
  REQUESTS_AT_ONCE_MAX,
  refuse,
} from '../judge.ts';
import { readCompletion, toCompletionRequest } from './chat-messages.ts';

/** A label and a number fit a thousand times; a server that sends more is none that was meant. */
const ANSWER_BYTES_MAX = 256 * 1024;
/**
 * The address is the operator's, from the environment, and often on this machine: everything is open to it. So it has a
 * client of its own: whatever crawls may reach stays as narrow as it is.
 */
const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];

/** The path of the resource, where the setting names only the API. */
const RESOURCE = '/chat/completions';

/**
 * A judge that asks a chat model; its HTTP connections are its own.
 *
 * Errors:  none for what the server does; every answer is a verdict or a refusal.
 */
export function makeChatJudge(deps: Readonly<{ clock: Clock; userAgent: string }>, model: ChatModel): Judge {
  const http = makeHttp({
    allowedRanges: ANY_ADDRESS,
    userAgent: deps.userAgent,
    connectionsPerHostMax: REQUESTS_AT_ONCE_MAX,
  });
  return {
    start: () => Promise.resolve(),
    judge: (requests, { timeoutMs }) =>
      Promise.all(requests.map((request) => askOne({ ...deps, http }, model, { request, timeoutMs }))),
    [Symbol.asyncDispose]: () => http.close(),
  };
}

/** Where the model is asked. Shape: url: of the API (`https://api.example/v1`) or of the resource itself. */
export function toCompletionsUrl(url: string): string {
  const asked = new URL(url);
  const path = asked.pathname.replace(/\/+$/, '');
  asked.pathname = path.endsWith(RESOURCE) ? path : `${path}${RESOURCE}`;
  return asked.href;
}

async function askOne(
  deps: Readonly<{ http: Http; clock: Clock }>,
  model: ChatModel,
  asked: Readonly<{ request: JudgeRequest; timeoutMs: number }>,
): Promise<JudgeAnswer> {
  const outcome = await deps.http.request({
    url: toCompletionsUrl(model.url),
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(model.apiKey === null ? {} : { authorization: `Bearer ${model.apiKey}` }),
    },
    body: JSON.stringify(toCompletionRequest(model.name, asked.request)),
    timeoutMs: asked.timeoutMs,
    bodyBytesMax: ANSWER_BYTES_MAX,
    redirectCountMax: 0,
  });
  if (outcome.kind === 'failed') return refuse(toRefusal(outcome.reason), `The sentiment model: ${outcome.message}`);
  if (outcome.status !== 200) return readRefusal(outcome, { host: new URL(model.url).host, now: deps.clock.now() });
  return readCompletion(outcome.body);
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
  at: Readonly<{ host: string; now: Date }>,
): JudgeAnswer {
  const { status, headers } = answer;
  if (status === 408 || status === 429 || status >= 500) {
    const message = `The sentiment model at ${at.host} answered ${status}: it is asked again later.`;
    return refuse('busy', message, parseRetryAfterSeconds(headers['retry-after'], at.now));
  }
  return refuse(
    'denied',
    `The sentiment model at ${at.host} answered ${status}: check SENTIMENT_MODEL, SENTIMENT_MODEL_NAME and SENTIMENT_API_KEY.`,
  );
}
