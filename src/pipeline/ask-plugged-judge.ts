/** Mentions that are about to be recorded → the same with the sentiment that the plugged-in model told. */
import { addMs } from '../base/clock.ts';
import type { Brand } from '../domain/brand.ts';
import { passagesTextOf } from '../domain/mention.ts';
import { JUDGED_CHARS_MAX, type JudgeAnswer, type JudgeRefusal, type JudgeRequest, refuse } from '../judges/judge.ts';
import type { PluggedJudge } from '../judges/plugged-judge.ts';
import { listUnchangedMentions, type NewMention, toMentionKey } from '../store/mentions.ts';
import { takeFromSentimentBudget } from '../store/sentiment-budget.ts';
import type { StepDeps } from './step.ts';

export type AskDeps = StepDeps & Readonly<{ pluggedJudge: PluggedJudge | null }>;

/** brands: by their ids. */
export type Asking = Readonly<{
  judge: (
    mentions: readonly NewMention[],
    brands: ReadonlyMap<string, Pick<Brand, 'name'>>,
  ) => Promise<readonly NewMention[]>;
}>;

/**
 * What a pass waits for the model, whatever there is to judge: an alert must not come later for it, the lease of the
 * documents lasts twenty times as long, and a service that is told to stop ends within its grace.
 */
const ASKING_MS_MAX = 30_000;

/**
 * One pass's asking. It remembers what it asked: agencies that watch the same brand ask once, and a batch that is analysed
 * again, one document at a time, asks nothing twice and has no more time than the batch had.
 *
 * Not asked: mentions that are stored already and read the same, and those that are set aside. News come before what was
 * there before its source was listened to. What is not judged keeps the default's sentiment and says so.
 *
 * Errors:  none for what the model does; of the database as ever.
 */
export function startAsking(deps: AskDeps): Asking {
  const { pluggedJudge } = deps;
  if (pluggedJudge === null) return { judge: (mentions) => Promise.resolve(mentions) };
  const until = addMs(deps.clock.now(), ASKING_MS_MAX);
  const told = new Map<string, JudgeAnswer>();
  return {
    judge: async (mentions, brands) => {
      const unchanged = await listUnchangedMentions(deps.db, mentions);
      const asked = mentions.filter((mention) => !mention.isSetAside && !unchanged.has(toMentionKey(mention)));
      const requests = new Map(asked.map((mention) => [mention, toRequest(mention, brands)]));
      const news = asked.toSorted((one, other) => Number(one.isBacklog) - Number(other.isBacklog));
      const waiting = new Map<string, JudgeRequest>();
      for (const mention of news) {
        const request = requests.get(mention);
        if (request !== undefined && !told.has(toKey(request))) waiting.set(toKey(request), request);
      }
      const refused = await askAll({ ...deps, pluggedJudge }, { waiting: [...waiting.values()], until, told });
      if (refused.length > 0) deps.log.warn('judge.refused', summarise(refused));
      return mentions.map((mention) => {
        const request = requests.get(mention);
        const answer = request === undefined ? undefined : told.get(toKey(request));
        return answer === undefined ? mention : withAnswer(mention, answer);
      });
    },
  };
}

type Refused = Extract<JudgeAnswer, { kind: 'refused' }>;

/** Asks until nothing is left, nobody may be asked, or the time is over; returns the refusals. */
async function askAll(
  deps: StepDeps & Readonly<{ pluggedJudge: PluggedJudge }>,
  input: Readonly<{ waiting: readonly JudgeRequest[]; until: Date; told: Map<string, JudgeAnswer> }>,
): Promise<readonly Refused[]> {
  const { waiting, until, told } = input;
  const refused: Refused[] = [];
  const note = (requests: readonly JudgeRequest[], answers: readonly JudgeAnswer[]): void => {
    for (const [index, request] of requests.entries()) {
      const answer = answers[index] ?? refuse('unreadable', 'The sentiment model left texts out.');
      told.set(toKey(request), answer);
      deps.metrics.sentimentAsks.inc({ outcome: answer.kind === 'judged' ? 'judged' : answer.reason });
      if (answer.kind === 'refused') refused.push(answer);
    }
  };
  const noteAll = (requests: readonly JudgeRequest[], reason: JudgeRefusal, message: string): void =>
    note(
      requests,
      requests.map(() => refuse(reason, message)),
    );

  let doneCount = 0;
  while (doneCount < waiting.length) {
    const rest = waiting.slice(doneCount);
    const leftMs = until.getTime() - deps.clock.now().getTime();
    if (leftMs <= 0) {
      noteAll(rest, 'out-of-time', 'The sentiment model had no time for all texts: a smaller one keeps up.');
      break;
    }
    const part = rest.slice(0, deps.pluggedJudge.readyCount());
    if (part.length === 0) {
      noteAll(rest, 'standing-back', 'The sentiment model failed before: it is asked again within the hour.');
      break;
    }
    const granted = part.slice(0, await takeFromBudget(deps, part.length));
    if (granted.length === 0) {
      noteAll(rest, 'out-of-budget', 'The sentiment model is asked no more today (UTC): raise SENTIMENT_DAILY_BUDGET.');
      break;
    }
    const timeoutMs = Math.min(deps.pluggedJudge.timeoutMs, leftMs);
    note(granted, await deps.pluggedJudge.judge(granted, { timeoutMs }));
    doneCount += granted.length;
  }
  return refused;
}

async function takeFromBudget(
  deps: StepDeps & Readonly<{ pluggedJudge: PluggedJudge }>,
  wantedCount: number,
): Promise<number> {
  const { dailyBudgetCount: budgetCount } = deps.pluggedJudge;
  if (budgetCount === null) return wantedCount;
  return await takeFromSentimentBudget(deps.db, { now: deps.clock.now(), wantedCount, budgetCount });
}

function toRequest(mention: NewMention, brands: ReadonlyMap<string, Pick<Brand, 'name'>>): JudgeRequest {
  const text = passagesTextOf(mention).trim().slice(0, JUDGED_CHARS_MAX).toWellFormed();
  return { brandName: brands.get(mention.brandId)?.name ?? '', language: mention.language, text };
}

function toKey({ brandName, language, text }: JudgeRequest): string {
  return JSON.stringify([brandName, language, text]);
}

/** Where the default did not judge either, nobody did. */
function withAnswer(mention: NewMention, answer: JudgeAnswer): NewMention {
  if (answer.kind === 'judged') return { ...mention, sentiment: { ...answer.verdict, judgedBy: 'plugin' } };
  if (mention.sentiment.judgedBy !== 'model') return mention;
  return { ...mention, sentiment: { ...mention.sentiment, judgedBy: 'stand-in' } };
}

/** How many of each reason, and the first one's sentence. */
function summarise(refused: readonly Refused[]): Readonly<Record<string, unknown>> {
  const counts: Partial<Record<JudgeRefusal, number>> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return { counts, message: refused[0]?.message };
}
