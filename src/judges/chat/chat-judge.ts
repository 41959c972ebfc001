/**
 * Sentiment by a chat model.
 *
 * One text a request: a text that is written to lead the model astray then spoils its own label and no other's.
 */
import type { Clock } from '../../base/clock.ts';
import type { ChatModel } from '../../base/config.ts';
import { type Judge, type JudgeAnswer, type JudgeRequest, REQUESTS_AT_ONCE_MAX } from '../judge.ts';
import { askChat, type ChatDeps, makeChatHttp } from './ask-chat.ts';
import { readAnswer, toCompletionRequest } from './chat-messages.ts';

/**
 * A judge that asks a chat model; its HTTP connections are its own.
 *
 * Errors:  none for what the server does; every answer is a verdict or a refusal.
 */
export function makeChatJudge(deps: Readonly<{ clock: Clock; userAgent: string }>, model: ChatModel): Judge {
  const http = makeChatHttp(deps.userAgent, REQUESTS_AT_ONCE_MAX);
  return {
    start: () => Promise.resolve(),
    judge: (requests, { timeoutMs }) =>
      Promise.all(requests.map((request) => askOne({ ...deps, http }, model, { request, timeoutMs }))),
    [Symbol.asyncDispose]: () => http.close(),
  };
}

async function askOne(
  deps: ChatDeps,
  model: ChatModel,
  { request, timeoutMs }: Readonly<{ request: JudgeRequest; timeoutMs: number }>,
): Promise<JudgeAnswer> {
  const owner = { name: 'sentiment model', variable: 'SENTIMENT' } as const;
  const answer = await askChat(deps, model, { owner, body: toCompletionRequest(model.name, request), timeoutMs });
  return answer.kind === 'refused' ? answer : readAnswer(answer.content);
}
