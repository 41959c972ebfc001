/** An agency with a key and one of everything, and a client that calls the API as that agency. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../../src/api/app.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { hashPassword } from '../../src/base/secrets.ts';
import type { AlertContent } from '../../src/domain/alert.ts';
import type { BrandDigestContent } from '../../src/domain/digest.ts';
import { addAlertRule } from '../../src/intents/alert-rules.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addCampaign } from '../../src/intents/campaigns.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { addCrisisTerm } from '../../src/intents/crisis-terms.ts';
import { inTransaction } from '../../src/intents/deps.ts';
import { setChain } from '../../src/intents/escalation-chains.ts';
import { reportMissedBuzz } from '../../src/intents/missed-buzzes.ts';
import { createAgencyWithOwner, issueApiKey } from '../../src/intents/people.ts';
import { addPriority } from '../../src/intents/priorities.ts';
import { addSavedQuery } from '../../src/intents/queries.ts';
import { addRota, addRotaOverride } from '../../src/intents/rotas.ts';
import { addSearch } from '../../src/intents/searches.ts';
import { addSilence } from '../../src/intents/silences.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { addTheme } from '../../src/intents/themes.ts';
import { recordAlert } from '../../src/store/alerts.ts';
import { openBuzz } from '../../src/store/buzzes.ts';
import { toNewDelivery } from '../../src/store/deliveries.ts';
import { recordDigest } from '../../src/store/digests.ts';
import { recordEntry } from '../../src/store/logbook.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import type { TestWorld } from '../support/test-world.ts';

export type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
) => Promise<LightMyRequestResponse>;

export type SampleAgency = Readonly<{ agencyId: string; apiKeyId: string; key: string; call: Call }>;

/** The whole app on the world, without pages. */
export async function makeApi(world: TestWorld): Promise<FastifyInstance> {
  return await buildApp(world, { pages: null });
}

/** An agency of this name with nothing but a key. */
export async function addAgency(world: TestWorld, app: FastifyInstance, name: string): Promise<SampleAgency> {
  const passwordHash = await hashPassword(world.random, 'un mot de passe assez long');
  const { agency } = await inTransaction(world, (db, writeDeps) =>
    createAgencyWithOwner(db, writeDeps, {
      agency: { name, language: 'fr', timeZone: 'Europe/Paris' },
      owner: { name: 'Marie Lopez', email: `marie@${name.toLowerCase()}.example` },
      passwordHash,
    }),
  );
  const { apiKey, key } = await issueApiKey(world, agency.id, 'test');
  return { agencyId: agency.id, apiKeyId: apiKey.id, key, call: makeCall(app, key) };
}

/** Calls with this key; a body that is given goes as JSON. */
export function makeCall(app: FastifyInstance, key: string): Call {
  return (method, url, body) =>
    app.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
}

export type Everything = Readonly<
  Record<
    | 'apiKeyId'
    | 'brandId'
    | 'searchId'
    | 'subscriptionId'
    | 'sourceId'
    | 'contactId'
    | 'rotaId'
    | 'overrideId'
    | 'silenceId'
    | 'channelId'
    | 'mentionId'
    | 'savedQueryId'
    | 'crisisTermId'
    | 'themeId'
    | 'campaignId'
    | 'entryId'
    | 'priorityId'
    | 'buzzId'
    | 'alertRuleId'
    | 'missedBuzzId'
    | 'alertId'
    | 'digestId'
    | 'deliveryId',
    string
  >
>;

/** One of everything that has an id, by the name that the paths give the id. */
export async function addEverything(world: TestWorld, agency: SampleAgency): Promise<Everything> {
  const { agencyId } = agency;
  const brand = await addBrand(world, agencyId, { name: 'Orange', kind: 'client', query: 'orange' });
  const key = { agencyId, brandId: brand.id };
  const { subscription, source } = await addSubscription(world, agencyId, {
    url: `https://forum.example/${agencyId}`,
    kind: 'forum',
    brandId: null,
    secret: { cookie: 'session=un' },
  });
  const search = await addSearch(world, key, { service: 'bing-news' });
  const { contact } = await addContact(world, agencyId, {
    name: 'Paul Martin',
    language: 'fr',
    isDigestReader: true,
    brandIds: [],
    channels: [{ kind: 'email', address: 'paul@agence.example' }],
  });
  const rota = await addRota(world, agencyId, { name: 'Nuits', contactIds: [contact.id] });
  const override = await addRotaOverride(world, agencyId, {
    ...{ rotaId: rota.id, contactId: contact.id, createdBy: 'Marie Lopez' },
    startsAt: addMs(world.clock.now(), DAY_MS),
    endsAt: addMs(world.clock.now(), 2 * DAY_MS),
  });
  await setChain(world, key, [{ waitMinutes: 0, minLevel: 1, targets: [{ kind: 'everybody' }] }]);
  const entry = await recordEntry(
    world.db,
    { newId: world.newId, now: world.clock.now() },
    {
      ...{ ...key, onDate: '2026-06-01', kind: 'note', via: 'sms', text: 'Répondu sur le forum' },
      author: { kind: 'contact', id: null, name: 'Paul Martin' },
      ...{ facts: {}, buzzId: null, sourceKey: 'sms sample' },
    },
  );
  const writer = { id: contact.id, name: 'Marie Lopez', via: 'dashboard' } as const;
  const wish = { brandId: brand.id, text: 'Rappeler le journal', forDate: null, externalId: null };
  const priority = await addPriority(world, agencyId, wish, writer);
  // to come, so that alerts are told meanwhile
  const silence = await addSilence(world, agencyId, {
    ...{ brandId: brand.id, reason: 'Maintenance', createdBy: 'Marie Lopez' },
    startsAt: addMs(world.clock.now(), 30 * DAY_MS),
    endsAt: addMs(world.clock.now(), 31 * DAY_MS),
  });
  const savedQuery = await addSavedQuery(world, agencyId, { name: 'crise', query: 'panne OR coupure' });
  const crisisTerm = await addCrisisTerm(world, agencyId, { query: 'orangegate', weight: 3, sector: null });
  const theme = await addTheme(world, agencyId, { name: 'Fibre', query: 'fibre OR raccordement' });
  const campaign = await addCampaign(world, agencyId, {
    ...{ brandId: brand.id, name: 'Soldes d’été', createdBy: 'Marie Lopez' },
    startsAt: addMs(world.clock.now(), -DAY_MS),
    endsAt: addMs(world.clock.now(), DAY_MS),
  });
  const [mention] = await addMentions(world, key, 1);
  const writeDeps = { newId: world.newId, now: world.clock.now() };
  const buzz = await openBuzz(
    world.db,
    writeDeps,
    { ...key, kind: 'negative' },
    { level: 3, reasons: ['negative-volume'], figures: FIGURES, evidence: null },
  );
  const alertRule = await addAlertRule(world, agencyId, {
    ...{ brandId: null, name: 'Pannes', counts: 'negatives', query: 'panne' },
    ...{ countMin: 5, windowMinutes: 60, level: 2 },
  });
  const missedBuzz = await reportMissedBuzz(world, agencyId, {
    ...{ brandId: brand.id, startedAt: addMs(world.clock.now(), -DAY_MS) },
    ...{ note: 'Une vidéo', reportedBy: 'Marie Lopez' },
  });
  const channel = contact.channels[0];
  if (mention === undefined || buzz === undefined || channel === undefined) throw new Error('the sample is not whole');
  const recipients = [toNewDelivery(contact, channel)];
  const told = {
    ...key,
    buzzId: buzz.id,
    reason: 'first-notice',
    level: 3,
    round: 0,
    sequence: 0,
    content: toAlertContent(world),
  } as const;
  await recordAlert(world.db, writeDeps, told, recipients);
  const digest = {
    ...key,
    period: 'week',
    timeZone: 'Europe/Paris',
    periodStartsOn: '2026-05-25',
    content: toDigestContent(world),
  } as const;
  await recordDigest(world.db, writeDeps, digest, recipients);
  const { id: alertId } = await world.db
    .selectFrom('alerts')
    .select('id')
    .where('agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  const { id: digestId } = await world.db
    .selectFrom('digests')
    .select('id')
    .where('agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  const { id: deliveryId } = await world.db
    .selectFrom('deliveries')
    .select('id')
    .where('alert_id', '=', alertId)
    .executeTakeFirstOrThrow();
  return {
    apiKeyId: agency.apiKeyId,
    brandId: brand.id,
    searchId: search.id,
    subscriptionId: subscription.id,
    sourceId: source.id,
    contactId: contact.id,
    rotaId: rota.id,
    overrideId: override.id,
    silenceId: silence.id,
    channelId: channel.id,
    mentionId: mention.id,
    savedQueryId: savedQuery.id,
    crisisTermId: crisisTerm.id,
    themeId: theme.id,
    campaignId: campaign.id,
    entryId: entry.id,
    priorityId: priority.id,
    buzzId: buzz.id,
    alertRuleId: alertRule.id,
    missedBuzzId: missedBuzz.id,
    alertId,
    digestId,
    deliveryId,
  };
}

/** Mentions that arrive now; three at a time were published in the same minute. */
export async function addMentions(
  world: TestWorld,
  key: Readonly<{ agencyId: string; brandId: string }>,
  count: number,
) {
  const now = world.clock.now();
  const mentions = Array.from({ length: count }, (_, index): NewMention => {
    const documentId = world.newId();
    return {
      ...key,
      documentId,
      arrivedAt: now,
      publishedAt: addMs(now, -HOUR_MS - Math.floor(index / 3) * MINUTE_MS),
      language: 'fr',
      sentiment: {
        label: index % 2 === 0 ? 'negative' : 'neutral',
        score: index % 2 === 0 ? -0.5 : 0,
        confidence: 0.75,
        judgedBy: 'model',
      },
      passages: [{ text: 'Orange en panne dans mon quartier', label: 'negative', score: -0.5 }],
      themes: index % 2 === 0 ? ['outage'] : [],
      spans: [{ field: 'text', start: 0, end: 6 }],
      title: null,
      excerpt: `Orange en panne dans mon quartier, message ${index}.`,
      url: `https://forum.example/sujet/${documentId}`,
      author: 'ludivine',
      site: 'forum.example',
      storyId: documentId,
      sourceKind: 'forum',
      isBacklog: false,
    };
  });
  return await world.db
    .transaction()
    .execute((transaction) => recordMentions(transaction, { newId: world.newId, now }, mentions));
}

const FIGURES = makeFigures({
  windowMinutes: 60,
  mentionCount: 50,
  negativeCount: 40,
  expectedMentionCount: 6.5,
  expectedNegativeCount: 1.5,
  negativeRatio: 0.8,
  usualNegativeRatio: 0.2,
  authorCount: 30,
  siteCount: 4,
  sourceKindCount: 2,
  storyCount: 12,
  score: 9.5,
  baselineWeekCount: 4,
});

function toAlertContent(world: TestWorld): AlertContent {
  const at = world.clock.now().toISOString();
  return {
    agencyName: 'Agence',
    brandName: 'Orange',
    level: 3,
    reason: 'first-notice',
    reasons: ['negative-volume'],
    figures: FIGURES,
    since: at,
    resolvedAt: null,
    acknowledgedBy: null,
    worstMentions: [
      {
        title: null,
        excerpt: 'Rien ne marche',
        url: null,
        author: null,
        site: 'forum.example',
        publishedAt: at,
        score: -1,
      },
    ],
    blindSources: [{ title: 'Forum', url: 'https://forum.example/', since: at }],
    toldNames: ['Paul Martin'],
  };
}

function toDigestContent(world: TestWorld): BrandDigestContent {
  const counts = { mentionCount: 9, negativeCount: 3, positiveCount: 2 };
  const at = world.clock.now();
  return {
    kind: 'brand',
    agencyName: 'Agence',
    brandName: 'Orange',
    sector: 'telecom',
    timeZone: 'Europe/Paris',
    period: 'week',
    periodFrom: addMs(at, -7 * DAY_MS).toISOString(),
    periodUntil: at.toISOString(),
    counts,
    countsBefore: counts,
    medians: null,
    days: [{ date: '2026-05-25', ...counts }],
    competitors: [{ name: 'Free', ...counts }],
    buzzes: [],
    done: [],
    doneCount: 0,
    priorities: [],
    emergingTerms: [],
    bestMentions: [],
    worstMentions: [],
    sites: [{ site: 'forum.example', mentionCount: 9 }],
    newSites: [],
    newAuthors: { count: 0, loudest: [] },
    blindSources: [],
    reliability: null,
  };
}
