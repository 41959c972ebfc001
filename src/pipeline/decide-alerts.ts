/** buzz detected → alert decided, with all its deliveries, before anything is sent. */

import { addMs, MINUTE_MS } from '../base/clock.ts';
import type { AlertContent, AlertReason } from '../domain/alert.ts';
import { type Buzz, toBuzzEnd } from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import { findQuietUntil } from '../domain/on-call.ts';
import type { QuietReason } from '../domain/quiet-reason.ts';
import {
  type AlertDecision,
  type AlertOccasion,
  type AlertQuestion,
  type AlertRecipient,
  planAlert,
} from '../notify/policy.ts';
import { type DecidedAlert, recordAlerts } from '../store/alerts.ts';
import { claimPendingChanges, recordBuzzEvents, recordChangesDecided } from '../store/buzzes.ts';
import { listBlindSources } from '../store/coverage.ts';
import { type NewDelivery, toNewDelivery } from '../store/deliveries.ts';
import { claimDueEscalations, type SavedProgress, saveProgress } from '../store/escalations.ts';
import { listExtremeMentions } from '../store/mentions.ts';
import { type AlertCase, readCases } from './alert-cases.ts';
import { makeGroupCommit } from './group-commit.ts';
import { readEmergingTerms, toBlindSources, toQuotedMention } from './quote.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const CHANGES_PER_CLAIM = 200;
/** Whoever decides too late writes nothing twice, and what a killed worker held is decided a minute later. */
const LEASE_MS = MINUTE_MS;
const WORST_MENTIONS_MAX = 5;
const BLIND_SOURCES_MAX = 10;

/** Reasons that are a line of the timeline: each says why somebody who might have been told was not. */
const SHOWN_REASONS: readonly QuietReason[] = [
  'campaign',
  'silence',
  'quiet-hours',
  'enough-reminders',
  'nobody-to-tell',
];

type Occasion = Readonly<{ buzz: Buzz; occasion: AlertOccasion }>;
type Known = Readonly<{ found: AlertCase; now: Date }>;
type Telling = Extract<AlertDecision, Readonly<{ kind: 'tell' }>>;

/** A decision that is not written yet. told: what is sent, where somebody is told. */
type Decided = Occasion & Known & Readonly<{ decision: AlertDecision; told: DecidedAlert | null }>;

/** One pass: decides who is told of what happened to each buzz, and of what nobody answered. Returns how many were claimed. */
export async function decideAlerts(deps: StepDeps): Promise<number> {
  const changes = await claimPendingChanges(deps.db, claimNow(deps.clock, CHANGES_PER_CLAIM, LEASE_MS));
  await decideEach(
    deps,
    changes.map(({ buzz, change }) => ({ buzz, occasion: change })),
  );
  // claimed after the changes are decided: what was due of a buzz that got worse is by then put off
  const due = await claimDueEscalations(deps.db, claimNow(deps.clock, CHANGES_PER_CLAIM, LEASE_MS));
  await decideEach(
    deps,
    due.map((buzz) => ({ buzz, occasion: 'due' })),
  );
  return changes.length + due.length;
}

async function decideEach(deps: StepDeps, occasions: readonly Occasion[]): Promise<void> {
  if (occasions.length === 0) return;
  const now = deps.clock.now();
  const caseOf = await readCases(
    deps.db,
    occasions.map(({ buzz }) => buzz),
    now,
  );
  // one transaction for all: a scare that opens a thousand is written in a second
  const record = makeGroupCommit<Decided, null>({
    countNext: (waiting) => waiting.length,
    atOnceMax: 1,
    write: (decided) => recordAll(deps, decided, now),
  });
  const each = { atOnceMax: CHANGES_PER_CLAIM, nameOf: ({ buzz }: Occasion) => `buzz ${buzz.id}` };
  await workOffEach(occasions, each, async (occasion) => {
    const decided = await decideOne(deps, occasion, { found: caseOf(occasion.buzz), now });
    await record(decided);
    report(deps, decided);
  });
}

async function decideOne(deps: StepDeps, occasion: Occasion, { found, now }: Known): Promise<Decided> {
  const decision = planAlert(toQuestion(occasion, found, now));
  const told = decision.kind === 'tell' ? await toAlert(deps, occasion, decision, { found, now }) : null;
  return { ...occasion, found, now, decision, told };
}

/** Writes what was decided of each, and ticks off what was claimed, with when it goes on. */
async function recordAll(deps: StepDeps, decided: readonly Decided[], now: Date): Promise<readonly null[]> {
  const writeDeps = { newId: deps.newId, now };
  await deps.db.transaction().execute(async (transaction) => {
    const isNew = new Set(
      await recordAlerts(
        transaction,
        writeDeps,
        decided.flatMap(({ told }) => told ?? []),
      ),
    );
    await recordBuzzEvents(
      transaction,
      writeDeps,
      decided.flatMap((each) => {
        const event = each.told === null ? toWithheldEvent(each) : isNew.has(each.told) ? toToldEvent(each.told) : null;
        return event === null ? [] : [{ buzz: each.buzz, event }];
      }),
    );
    // the buzz before its progress, as everybody takes them who answers
    await recordChangesDecided(
      transaction,
      decided.flatMap(({ buzz, occasion }) => (occasion === 'due' ? [] : [{ buzz, change: occasion }])),
    );
    await saveProgress(transaction, decided.flatMap(toSavedProgress));
  });
  return decided.map(() => null);
}

function toToldEvent({ alert }: DecidedAlert) {
  return { kind: 'told', by: alert.content.toldNames.join(', '), judgement: null } as const;
}

/** Null where it says nothing new, or is no reason that is shown. */
function toWithheldEvent({ decision, found }: Decided) {
  if (decision.kind === 'tell') return null;
  const { reason } = decision;
  if (!SHOWN_REASONS.includes(reason) || reason === found.progress.withheldReason) return null;
  return { kind: 'withheld', by: null, judgement: null, withheldReason: reason } as const;
}

function toSavedProgress({ buzz, decision }: Decided): readonly SavedProgress[] {
  if (decision.next === 'as-it-was') return [];
  const withheldReason = decision.kind === 'quiet' ? decision.reason : null;
  return [{ agencyId: buzz.agencyId, buzzId: buzz.id, ...decision.next, withheldReason }];
}

function report(deps: StepDeps, { buzz, decision }: Decided): void {
  deps.metrics.alerts.inc({ reason: decision.reason });
  const fields = { agencyId: buzz.agencyId, buzzId: buzz.id, level: buzz.level, reason: decision.reason };
  if (decision.kind === 'quiet') deps.log.info('alert.withheld', fields);
  else deps.log.info('alert.decided', { ...fields, recipientCount: decision.recipients.length });
}

function toQuestion({ buzz, occasion }: Occasion, found: AlertCase, now: Date): AlertQuestion {
  const { agency, told, progress, contacts, steps, silencedUntil } = found;
  return {
    ...{ buzz, occasion, brandId: buzz.brandId, now },
    hasCampaign: buzz.figures.campaignName !== null,
    previous: told,
    ...{ progress, contacts, steps, silencedUntil },
    quietUntilOf: (contact) => findQuietUntil(contact.quietHours, contact.timeZone ?? agency.timeZone, now),
  };
}

async function toAlert(
  deps: StepDeps,
  { buzz }: Occasion,
  { reason, sequence, unanswered, recipients }: Telling,
  { found, now }: Known,
): Promise<DecidedAlert> {
  const toldNames = [...new Set(recipients.map(({ contact }) => contact.name))];
  const content = {
    ...(await readContent(deps, { buzz, found, reason, toldNames, now })),
    ...(unanswered && { unanswered }),
  };
  const { agencyId, brandId, level, reopenCount: round } = buzz;
  return {
    alert: { agencyId, buzzId: buzz.id, brandId, reason, level, round, sequence, content },
    recipients: recipients.map(toDelivery),
  };
}

type ContentInput = Readonly<{
  buzz: Buzz;
  found: AlertCase;
  reason: AlertReason;
  toldNames: readonly string[];
  now: Date;
}>;

async function readContent(deps: StepDeps, input: ContentInput): Promise<AlertContent> {
  const { buzz, found, reason } = input;
  return {
    agencyName: found.agency.name,
    brandName: found.brand.name,
    level: buzz.level,
    reason,
    reasons: buzz.reasons,
    figures: buzz.figures,
    judgedAt: buzz.levelSince.toISOString(),
    since: buzz.openedAt.toISOString(),
    resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
    ...(reason === 'resolved' ? { end: toBuzzEnd(buzz) } : {}),
    acknowledgedBy: buzz.acknowledgedBy,
    ...(await readSaid(deps, input)),
    reliability: found.reliability,
    toldNames: input.toldNames,
  };
}

type Said = Pick<AlertContent, 'emergingTerms' | 'worstMentions' | 'blindSources'>;

/** What the decision knew; of the end, and of a judgement from before evidence was kept, what is there now. */
async function readSaid(deps: StepDeps, { buzz, found, reason, now }: ContentInput): Promise<Said> {
  const { brand, evidence } = found;
  if (reason !== 'resolved' && evidence !== null) return toSaid(evidence);
  const windowMs = buzz.figures.windowMinutes * MINUTE_MS;
  const from = reason === 'resolved' ? addMs(buzz.openedAt, -windowMs) : addMs(now, -windowMs);
  const key = { agencyId: buzz.agencyId, brandId: buzz.brandId };
  const window = { ...key, from, until: addMs(now, 1) };
  const worst = await listExtremeMentions(deps.db, window, { label: 'negative', limit: WORST_MENTIONS_MAX });
  return {
    emergingTerms: await readEmergingTerms(deps.db, window, brand),
    worstMentions: worst.map(toQuotedMention),
    blindSources: toBlindSources(await listBlindSources(deps.db, key, { now, limit: BLIND_SOURCES_MAX })),
  };
}

/** Of the representative documents the worst. */
function toSaid({ documents, terms, blindSources }: BuzzEvidence): Said {
  const worst = documents.toSorted((one, other) => one.score - other.score).slice(0, WORST_MENTIONS_MAX);
  return {
    emergingTerms: terms,
    worstMentions: worst.map(({ copyCount: _, ...mention }) => mention),
    blindSources,
  };
}

function toDelivery({ contact, channel, notBefore }: AlertRecipient): NewDelivery {
  return { ...toNewDelivery(contact, channel), notBefore };
}
