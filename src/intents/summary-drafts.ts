/** A draft of a digest's summary, wanted by somebody: a worker has it written, the page and the API show it. */
import type { Config } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import type { Language } from '../domain/agency.ts';
import type { Digest } from '../domain/digest.ts';
import { getAgency } from '../store/agencies.ts';
import { getDigest, recordSummaryDraft } from '../store/digests.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/**
 * Asking again while one is being written asks once; asking after one was proposed asks for another.
 *
 * Errors:  NOT_FOUND; SUMMARY_MODEL_MISSING where no model is set up.
 */
export async function wantSummaryDraft(
  deps: IntentDeps & Readonly<{ config: Pick<Config, 'summaryModel'> }>,
  key: Readonly<{ agencyId: string; digestId: string }>,
  language?: Language,
): Promise<Digest> {
  return await inTransaction(deps, async (db, { now }) => {
    const digest = await getDigest(db, key);
    if (deps.config.summaryModel === null) {
      throw new AppError(
        'SUMMARY_MODEL_MISSING',
        'No model that writes summaries is set up: set SUMMARY_MODEL and SUMMARY_MODEL_NAME (README, "Configuration").',
      );
    }
    if (digest.summaryDraft?.state === 'wanted') return digest;
    const wanted = language ?? (await getAgency(db, key.agencyId)).language;
    const summaryDraft = { state: 'wanted', language: wanted, askedAt: now.toISOString() } as const;
    await recordSummaryDraft(db, key, summaryDraft);
    await deps.jobs.sendSummaryDraft(db, key);
    return { ...digest, summaryDraft };
  });
}
