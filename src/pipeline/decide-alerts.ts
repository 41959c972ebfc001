/** buzz detected → alert decided, with all its deliveries, before anything is sent. */
import { addMs, MINUTE_MS } from '../base/clock.ts';
import type { AlertContent, AlertReason } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import { toReliability } from '../domain/reliability.ts';
import { type AlertDecision, type AlertRecipient, planAlert } from '../notify/policy.ts';
import { getAgency } from '../store/agencies.ts';
import { listToldAlerts, recordAlert } from '../store/alerts.ts';
import { getBrand } from '../store/brands.ts';
import {
  type ClaimedChange,
  claimPendingChanges,
  findLatestEvidence,
  recordBuzzEvent,
  recordChangeDecided,
} from '../store/buzzes.ts';
import { listContacts } from '../store/contacts.ts';
import { readReliability } from '../store/corrections.ts';
import { listBlindSources } from '../store/coverage.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import { listExtremeMentions } from '../store/mentions.ts';
import { readEmergingTerms, toBlindSources, toQuotedMention } from './quote.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const CHANGES_PER_CLAIM = 50;
const WORST_MENTIONS_MAX = 5;
const BLIND_SOURCES_MAX = 10;

/** One pass: decides who is told of what happened to each buzz. Returns how many changes were claimed. */
export async function decideAlerts(deps: StepDeps): Promise<number> {
  const changes = await claimPendingChanges(deps.db, claimNow(deps.clock, CHANGES_PER_CLAIM));
  const each = { atOnceMax: 1, nameOf: (change: ClaimedChange) => `buzz ${change.buzz.id}` };
  await workOffEach(changes, each, (change) => decideOne(deps, change));
  return changes.length;
}

async function decideOne(deps: StepDeps, claimed: ClaimedChange): Promise<void> {
  const { buzz, change } = claimed;
  const told = await listToldAlerts(deps.db, { agencyId: buzz.agencyId, buzzId: buzz.id });
  const decision = planAlert({
    buzz,
    previous: told,
    change,
    brandId: buzz.brandId,
    contacts: await listContacts(deps.db, buzz.agencyId),
  });
  deps.metrics.alerts.inc({ reason: decision.reason });
  const now = deps.clock.now();
  const fields = { agencyId: buzz.agencyId, buzzId: buzz.id, level: buzz.level, reason: decision.reason };
  if (decision.kind === 'quiet') {
    await recordChangeDecided(deps.db, claimed);
    deps.log.info('alert.withheld', fields);
    return;
  }
  await recordDecision(deps, claimed, decision, now);
  deps.log.info('alert.decided', { ...fields, recipientCount: decision.recipients.length });
}

async function recordDecision(
  deps: StepDeps,
  claimed: ClaimedChange,
  decision: Extract<AlertDecision, Readonly<{ kind: 'tell' }>>,
  now: Date,
): Promise<void> {
  const { buzz } = claimed;
  const brand = await getBrand(deps.db, buzz);
  const toldNames = [...new Set(decision.recipients.map(({ contact }) => contact.name))];
  const content = await readContent(deps, { buzz, brand, reason: decision.reason, toldNames, now });
  const writeDeps = { newId: deps.newId, now };
  await deps.db.transaction().execute(async (transaction) => {
    const { agencyId, brandId, level, reopenCount: round } = buzz;
    const alert = { agencyId, buzzId: buzz.id, brandId, reason: decision.reason, level, round, content };
    const isNew = await recordAlert(transaction, writeDeps, alert, decision.recipients.map(toDelivery));
    if (isNew) {
      await recordBuzzEvent(transaction, writeDeps, buzz, { kind: 'told', by: toldNames.join(', '), judgement: null });
    }
    await recordChangeDecided(transaction, claimed);
  });
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

function toDelivery({ contact, channel }: AlertRecipient): NewDelivery {
  return {
    contactId: contact.id,
    contactName: contact.name,
    language: contact.language,
    channelId: channel.id,
    channelKind: channel.kind,
    address: channel.address,
  };
}
