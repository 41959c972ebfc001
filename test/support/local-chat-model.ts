/** A chat model of our own on 127.0.0.1 that speaks the completions protocol, and misbehaves when it is told to. */
import { type ProviderAnswer, type ReceivedRequest, startLocalProvider } from './local-provider.ts';

export type ChatQuestion = Readonly<{ brand: string; language: string | null; text: string }>;

export type LocalChatModel = AsyncDisposable &
  Readonly<{
    /** Of the API, as the setting wants it. */
    url: string;
    received: readonly ReceivedRequest[];
    /** The questions among what was received. */
    questions: () => readonly ChatQuestion[];
    /** From now on; null: the request is never answered. */
    answerWith: (answer: ProviderAnswer | ((question: ChatQuestion) => ProviderAnswer)) => void;
  }>;

/** Tells labels by a word until it is told otherwise. */
export async function startLocalChatModel(): Promise<LocalChatModel> {
  const provider = await startLocalProvider((request) => judgeByWord(toQuestion(request)));
  return {
    url: `${provider.url}/v1`,
    received: provider.received,
    questions: () => provider.received.map(toQuestion),
    answerWith: (answer) =>
      provider.answerWith(typeof answer === 'function' ? (request) => answer(toQuestion(request)) : answer),
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

/** A completion whose content is the text, or the JSON of the object. */
export function complete(content: string | object): ProviderAnswer {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
      usage: { prompt_tokens: 200, completion_tokens: 12, total_tokens: 212 },
    }),
  };
}

export function judgeByWord({ text }: ChatQuestion): ProviderAnswer {
  if (/panne/i.test(text)) return complete({ label: 'negative', confidence: 0.9 });
  if (/merci|świetny/i.test(text)) return complete({ label: 'positive', confidence: 0.8 });
  return complete({ label: 'neutral', confidence: 0.7 });
}

function toQuestion({ body }: ReceivedRequest): ChatQuestion {
  const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
  return JSON.parse(messages.find(({ role }) => role === 'user')?.content ?? '') as ChatQuestion;
}
