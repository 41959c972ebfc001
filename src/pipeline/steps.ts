/** All steps in the data's order, run for ever by a worker or until nothing is left by whoever moves the clock. */
import type { Clock } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import { CHANNEL_KINDS } from '../domain/alert.ts';
import { type AnalyseDeps, analyseNewDocuments } from './analyse-new-documents.ts';
import { type Bell, makeBell } from './bell.ts';
import { type CrawlDeps, makeCrawler } from './crawl-due-sources.ts';
import { decideAlerts } from './decide-alerts.ts';
import { type DeliverDeps, makeDeliverer } from './deliver-pending.ts';
import { type DetectDeps, detectBuzz } from './detect-buzz.ts';
import { fallBack } from './fall-back.ts';
import { proveChannels } from './prove-channels.ts';
import { renewHubSubscriptions } from './renew-hub-subscriptions.ts';
import { sendDigests } from './send-digests.ts';
import type { Step, StepName } from './step.ts';
import { type WorkOffDeps, workOffJobs } from './work-off-jobs.ts';

export type PipelineDeps = Omit<CrawlDeps, 'stopping'> &
  AnalyseDeps &
  DetectDeps &
  Omit<DeliverDeps, 'stopping'> &
  WorkOffDeps;

/** A step that fails rests this long: the database may be restarting, and a hot loop would help nobody. */
const FAILURE_REST_MS = 5_000;
/** A drain that needs more passes than this is not draining. */
const DRAIN_PASSES_MAX = 10_000;

/** The way of the data, one step after the other. */
function makeSteps(deps: PipelineDeps, stopping: AbortSignal): readonly Step[] {
  return [
    { name: 'work-off-jobs', idleMs: 5_000, run: () => workOffJobs(deps) },
    { name: 'crawl-due-sources', idleMs: 2_000, ...makeCrawler({ ...deps, stopping }) },
    { name: 'renew-hub-subscriptions', idleMs: 5_000, run: () => renewHubSubscriptions({ ...deps, stopping }) },
    { name: 'analyse-new-documents', idleMs: 1_000, run: () => analyseNewDocuments(deps) },
    { name: 'detect-buzz', idleMs: 1_000, wakes: 'decide-alerts', run: () => detectBuzz(deps) },
    { name: 'decide-alerts', idleMs: 250, wakes: 'deliver-pending', run: () => decideAlerts(deps) },
    { name: 'send-digests', idleMs: 10_000, run: () => sendDigests(deps) },
    { name: 'prove-channels', idleMs: 30_000, run: () => proveChannels(deps) },
    { name: 'fall-back', idleMs: 5_000, wakes: 'deliver-pending', run: () => fallBack(deps) },
    ...CHANNEL_KINDS.map(
      (kind): Step => ({ name: 'deliver-pending', idleMs: 1_000, ...makeDeliverer({ ...deps, stopping }, kind) }),
    ),
  ];
}

/**
 * Runs every step, each in its own loop, until the signal aborts; the passes in hand are finished.
 *
 * A pass that throws is logged and tried again after a rest: what it had claimed comes back when the lease ends.
 */
export async function runSteps(deps: PipelineDeps, signal: AbortSignal): Promise<void> {
  const steps = makeSteps(deps, signal).map((step) => ({ step, bell: makeBell(deps.clock) }));
  const wake = (name: StepName): void => {
    for (const { step, bell } of steps) if (step.name === name) bell.ring();
  };
  await Promise.all(steps.map(({ step, bell }) => runStep({ ...deps, bell, wake }, step, signal)));
}

/** Runs the steps again and again until none has anything left to do at the clock's present time; faults are thrown. */
export async function drainPipeline(deps: PipelineDeps): Promise<void> {
  const steps = makeSteps(deps, new AbortController().signal);
  for (let pass = 0; pass < DRAIN_PASSES_MAX; pass += 1) {
    let count = 0;
    for (const step of steps) {
      count += await step.run();
      await step.settle?.();
    }
    if (count === 0) return;
  }
  throw new Error(`the pipeline is still busy after ${DRAIN_PASSES_MAX} passes`);
}

async function runStep(
  deps: Readonly<{ clock: Clock; log: Log; metrics: Metrics; bell: Bell; wake: (name: StepName) => void }>,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const stopTimer = deps.metrics.stepSeconds.startTimer({ step: step.name });
    try {
      const count = await step.run();
      if (count === 0) await deps.bell.rest(step.idleMs, signal);
      else if (step.wakes !== undefined) deps.wake(step.wakes);
    } catch (error) {
      deps.metrics.stepFailures.inc({ step: step.name });
      deps.log.error('step.failed', { step: step.name, message: toErrorMessage(error), stack: toRootStack(error) });
      await deps.clock.sleepMs(FAILURE_REST_MS, signal);
    } finally {
      stopTimer();
    }
  }
  await step.settle?.().catch((error: unknown) => {
    deps.log.error('step.failed', { step: step.name, message: toErrorMessage(error), stack: toRootStack(error) });
  });
}

/** Where the fault began: what wraps it says only who was at work. */
function toRootStack(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.cause instanceof Error ? toRootStack(error.cause) : error.stack;
}
