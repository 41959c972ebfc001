/** summary draft wanted → digest in words → model asked → what it can cite kept, or why there is none. */
import type { Clock } from '../base/clock.ts';
import type { SummaryDraft } from '../domain/summary-draft.ts';
import type { SummaryAnswer, SummaryWriter } from '../judges/chat/summary-writer.ts';
import { toDigestReport } from '../notify/digest/to-digest-report.ts';
import type { Database } from '../store/database.ts';
import { findDigest, recordSummaryDraft } from '../store/digests.ts';

export type WriteDraftDeps = Readonly<{
  db: Database['db'];
  clock: Clock;
  /** Null: none is set up any more. */
  summaryWriter: SummaryWriter | null;
}>;

/** A person waits for it: what a model does not answer in two tries is told, and asked again when somebody wants it. */
const TRIES_MAX = 2;
const REST_MS = 3_000;

export async function writeSummaryDraft(
  deps: WriteDraftDeps,
  key: Readonly<{ agencyId: string; digestId: string }>,
): Promise<void> {
  const digest = await findDigest(deps.db, key);
  const wanted = digest?.summaryDraft;
  if (digest === undefined || wanted?.state !== 'wanted') return; // removed since, or written by another worker
  const { language, askedAt } = wanted;
  const answer = await ask(deps, () => toDigestReport(digest.content, language));
  const said: SummaryDraft =
    answer.kind === 'refused'
      ? { state: 'failed', language, askedAt, message: answer.message }
      : {
          ...{ state: 'proposed', language, askedAt, madeAt: deps.clock.now().toISOString() },
          ...{ sentences: answer.sentences, droppedCount: answer.droppedCount, model: answer.model },
        };
  await recordSummaryDraft(deps.db, key, said);
}

async function ask(
  { summaryWriter, clock }: WriteDraftDeps,
  toReport: () => ReturnType<typeof toDigestReport>,
): Promise<SummaryAnswer> {
  if (summaryWriter === null) {
    return {
      kind: 'refused',
      message: 'No model that writes summaries is set up any more: set SUMMARY_MODEL.',
      isLater: false,
    };
  }
  const report = toReport();
  for (let tryCount = 1; ; tryCount += 1) {
    const answer = await summaryWriter.propose(report);
    if (answer.kind === 'proposed' || !answer.isLater || tryCount >= TRIES_MAX) return answer;
    await clock.sleepMs(REST_MS);
  }
}
