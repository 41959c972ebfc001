/** buzz detected → alert decided, with all its deliveries, before anything is sent. */
import { addMs, MINUTE_MS } from '../base/clock.ts';
import type { AlertContent, AlertReason, QuietReason } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import { findOnCall, findQuietUntil } from '../domain/on-call.ts';
import { toReliability } from '../domain/reliability.ts';
import {
  type AlertDecision,
  type AlertOccasion,
  type AlertProgress,
  type AlertQuestion,
  type AlertRecipient,
  type PlannedStep,
  planAlert,
} from '../notify/policy.ts';
import { getAgency } from '../store/agencies.ts';
import { listToldAlerts, recordAlert } from '../store/alerts.ts';
import { getBrand } from '../store/brands.ts';
import { claimPendingChanges, findLatestEvidence, recordBuzzEvent, recordChangeDecided } from '../store/buzzes.ts';
import { listContacts } from '../store/contacts.ts';
import { readReliability } from '../store/corrections.ts';
import { listBlindSources } from '../store/coverage.ts';
import type { Db } from '../store/database.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import { readSteps } from '../store/escalation-chains.ts';
import { claimDueEscalations, readProgress, saveProgress } from '../store/escalations.ts';
import { listExtremeMentions } from '../store/mentions.ts';
import { listRotasAt } from '../store/rotas.ts';
import { findSilencedUntil } from '../store/silences.ts';
import { readEmergingTerms, toBlindSources, toQuotedMention } from './quote.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const CHANGES_PER_CLAIM = 50;
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

/** One pass: decides who is told of what happened to each buzz, and of what nobody answered. Returns how many were claimed. */
export async function decideAlerts(deps: StepDeps): Promise<number> {
  const changes = await claimPendingChanges(deps.db, claimNow(deps.clock, CHANGES_PER_CLAIM));
  const due = await claimDueEscalations(deps.db, claimNow(deps.clock, CHANGES_PER_CLAIM));
  const occasions: readonly Occasion[] = [
    ...changes.map(({ buzz, change }) => ({ buzz, occasion: change })),
    ...due.map((buzz) => ({ buzz, occasion: 'due' as const })),
  ];
  const each = { atOnceMax: 1, nameOf: ({ buzz }: Occasion) => `buzz ${buzz.id}` };
  await workOffEach(occasions, each, (occasion) => decideOne(deps, occasion));
  return occasions.length;
}

async function decideOne(deps: StepDeps, occasion: Occasion): Promise<void> {
  const { buzz } = occasion;
  const now = deps.clock.now();
  const progress = await readProgress(deps.db, toKey(buzz));
  const decision = planAlert(await readQuestion(deps, occasion, { progress, now }));
  deps.metrics.alerts.inc({ reason: decision.reason });
  const fields = { agencyId: buzz.agencyId, buzzId: buzz.id, level: buzz.level, reason: decision.reason };
  if (decision.kind === 'tell') {
    await recordTelling(deps, occasion, decision, now);
    deps.log.info('alert.decided', { ...fields, recipientCount: decision.recipients.length });
    return;
  }
  await deps.db.transaction().execute(async (transaction) => {
    const isNews = SHOWN_REASONS.includes(decision.reason) && decision.reason !== progress.withheldReason;
    if (isNews) {
      const event = { kind: 'withheld', by: null, judgement: null, withheldReason: decision.reason } as const;
      await recordBuzzEvent(transaction, { newId: deps.newId, now }, buzz, event);
    }
    await recordDecided(transaction, occasion, decision);
  });
  deps.log.info('alert.withheld', fields);
}

async function readQuestion(
  deps: StepDeps,
  { buzz, occasion }: Occasion,
  { progress, now }: Readonly<{ progress: AlertProgress; now: Date }>,
): Promise<AlertQuestion> {
  const { agencyId, brandId } = buzz;
  const { timeZone } = await getAgency(deps.db, agencyId);
  return {
    buzz,
    hasCampaign: buzz.figures.campaignName !== null,
    previous: await listToldAlerts(deps.db, { agencyId, buzzId: buzz.id }),
    ...{ progress, occasion, brandId, now },
    contacts: await listContacts(deps.db, agencyId),
    steps: await readPlannedSteps(deps.db, buzz, now),
    silencedUntil: await findSilencedUntil(deps.db, { agencyId, brandId }, now),
    quietUntilOf: (contact) => findQuietUntil(contact.quietHours, contact.timeZone ?? timeZone, now),
  };
}

/** The chain with whoever is on call by now. */
async function readPlannedSteps(db: Db, { agencyId, brandId }: Buzz, now: Date): Promise<readonly PlannedStep[]> {
  const steps = await readSteps(db, { agencyId, brandId });
  const rotaIds = steps.flatMap(({ targets }) =>
    targets.flatMap((target) => (target.kind === 'rota' ? [target.rotaId] : [])),
  );
  const rotas = await listRotasAt(db, { agencyId, rotaIds }, now);
  const onCall = new Map(rotas.map(({ rota, overrides }) => [rota.id, findOnCall(rota, overrides, now)]));
  return steps.map(({ waitMinutes, minLevel, targets }) => ({
    waitMinutes,
    minLevel,
    contactIds: targets.some(({ kind }) => kind === 'everybody')
      ? null
      : targets.flatMap((target) => {
          const id = target.kind === 'contact' ? target.contactId : target.kind === 'rota' && onCall.get(target.rotaId);
          return typeof id === 'string' ? [id] : [];
        }),
  }));
}

async function recordTelling(
  deps: StepDeps,
  occasion: Occasion,
  decision: Extract<AlertDecision, Readonly<{ kind: 'tell' }>>,
  now: Date,
): Promise<void> {
  const { buzz } = occasion;
  const brand = await getBrand(deps.db, buzz);
  const { reason, sequence, unanswered } = decision;
  const toldNames = [...new Set(decision.recipients.map(({ contact }) => contact.name))];
  const content = {
    ...(await readContent(deps, { buzz, brand, reason, toldNames, now })),
    ...(unanswered && { unanswered }),
  };
  const writeDeps = { newId: deps.newId, now };
  await deps.db.transaction().execute(async (transaction) => {
    const { agencyId, brandId, level, reopenCount: round } = buzz;
    const alert = { agencyId, buzzId: buzz.id, brandId, reason, level, round, sequence, content };
    const isNew = await recordAlert(transaction, writeDeps, alert, decision.recipients.map(toDelivery));
    if (isNew) {
      await recordBuzzEvent(transaction, writeDeps, buzz, { kind: 'told', by: toldNames.join(', '), judgement: null });
    }
    await recordDecided(transaction, occasion, decision);
  });
}

/** Ticks off what was claimed, with when it goes on. */
async function recordDecided(db: Db, { buzz, occasion }: Occasion, decision: AlertDecision): Promise<void> {
  const withheldReason = decision.kind === 'quiet' ? decision.reason : null;
  if (decision.next !== 'as-it-was') await saveProgress(db, toKey(buzz), { ...decision.next, withheldReason });
  if (occasion !== 'due') await recordChangeDecided(db, { buzz, change: occasion });
}

function toKey(buzz: Buzz) {
  return { agencyId: buzz.agencyId, buzzId: buzz.id };
}

async function readContent(
  deps: StepDeps,
  input: Readonly<{ buzz: Buzz; brand: Brand; reason: AlertReason; toldNames: readonly string[]; now: Date }>,
): Promise<AlertContent> {
  const { buzz, brand, reason, now } = input;
  const key = { agencyId: buzz.agencyId, brandId: buzz.brandId };
  return {
    agencyName: (await getAgency(deps.db, buzz.agencyId)).name,
    brandName: brand.name,
    level: buzz.level,
    reason,
    reasons: buzz.reasons,
    figures: buzz.figures,
    judgedAt: buzz.levelSince.toISOString(),
    since: buzz.openedAt.toISOString(),
    resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
    acknowledgedBy: buzz.acknowledgedBy,
    ...(await readSaid(deps, { buzz, brand, reason, now })),
    reliability: toReliability(await readReliability(deps.db, key, now)),
    toldNames: input.toldNames,
  };
}

type Said = Pick<AlertContent, 'emergingTerms' | 'worstMentions' | 'blindSources'>;

/** What the decision knew; of the end, and of a judgement from before evidence was kept, what is there now. */
async function readSaid(
  deps: StepDeps,
  input: Readonly<{ buzz: Buzz; brand: Brand; reason: AlertReason; now: Date }>,
): Promise<Said> {
  const { buzz, brand, reason, now } = input;
  const evidence = await findLatestEvidence(deps.db, { agencyId: buzz.agencyId, buzzId: buzz.id });
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
  return {
    notBefore,
    contactId: contact.id,
    contactName: contact.name,
    language: contact.language,
    channelId: channel.id,
    channelKind: channel.kind,
    address: channel.address,
  };
}
