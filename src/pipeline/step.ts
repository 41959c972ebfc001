/** What every step of the pipeline is: one pass that claims a batch, works it off, records it, and says how much it was. */
import { addMs, type Clock } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import type { Database } from '../store/database.ts';

/**
 * How long a claim holds. Longer than the slowest batch: a lease that runs out while its worker still works costs a
 * second fetch or a second mail.
 */
export const LEASE_MS = 10 * 60_000;

/** What nearly every step asks for. */
export type StepDeps = Readonly<{
  db: Database['db'];
  clock: Clock;
  newId: NewId;
  log: Log;
  metrics: Metrics;
}>;

export type StepName =
  | 'crawl-due-sources'
  | 'renew-hub-subscriptions'
  | 'analyse-new-documents'
  | 'detect-buzz'
  | 'decide-alerts'
  | 'fall-back'
  | 'deliver-pending'
  | 'send-digests'
  | 'prove-channels'
  | 'work-off-jobs';

export type Step = Readonly<{
  name: StepName;
  /** How long to rest after a pass that found nothing. */
  idleMs: number;
  /** The step that has something to do after a pass which found something: it does not rest on. */
  wakes?: StepName;
  /** One pass; returns how many things were claimed: more than 0 means "come again at once". */
  run: () => Promise<number>;
  /** Waits for what a pass left in hand; where it is missing, a pass leaves nothing. */
  settle?: () => Promise<void>;
}>;

/** What is not begun by then is given back: begun later, it might still be in hand when its lease ends. */
export function toStartUntil(claim: Readonly<{ now: Date; leasedUntil: Date }>): Date {
  return new Date((claim.now.getTime() + claim.leasedUntil.getTime()) / 2);
}

/**
 * Works off everything that was claimed, though some of it fails. One row that can never be worked off must not keep
 * its neighbours waiting: it is the longest overdue, so that it would head every batch from then on.
 *
 * Shape:   nameOf: what to call an item where its fault is told. atOnceMax: 1 takes one after the other.
 * Errors:  all faults in one, after everything was tried; what failed comes back when its lease ends.
 */
export async function workOffEach<Item>(
  items: readonly Item[],
  options: Readonly<{ atOnceMax: number; nameOf: (item: Item) => string }>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const faults: Error[] = [];
  await Promise.all(
    Array.from({ length: Math.min(options.atOnceMax, items.length) }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        try {
          await work(item);
        } catch (error) {
          faults.push(new Error(`${options.nameOf(item)}: ${toErrorMessage(error)}`, { cause: error }));
        }
      }
    }),
  );
  const [first] = faults;
  if (first === undefined) return;
  throw new AggregateError(faults, `${faults.length} of ${items.length} failed; ${first.message}`, { cause: first });
}

/** The claim of a batch, now. leaseMs: shorter where what a killed worker held is waited for. */
export function claimNow(
  clock: Clock,
  limit: number,
  leaseMs = LEASE_MS,
): Readonly<{ now: Date; leasedUntil: Date; limit: number }> {
  const now = clock.now();
  return { now, leasedUntil: addMs(now, leaseMs), limit };
}
