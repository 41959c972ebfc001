/**
 * An agency at work, for the pictures: two clients, a competitor, four weeks of talk, and a bad buzz that is on. The
 * talk is the demo's, stored as if the pipeline had read it.
 */
import { analyseDocument } from '../../src/analysis/analyse-document.ts';
import { findCrisis } from '../../src/analysis/crisis/find-crisis.ts';
import { cutExcerpt } from '../../src/analysis/cut-excerpt.ts';
import { compileMatcher } from '../../src/analysis/query/compile-matcher.ts';
import { parseQuery } from '../../src/analysis/query/parse-query.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { AGENCY, BRANDS, OWNER, TALK_SEED } from '../../src/demo/cast.ts';
import { makeTalk } from '../../src/demo/make-talk.ts';
import type { SiteId } from '../../src/demo/post.ts';
import { makeAcknowledgeToken } from '../../src/domain/acknowledge-link.ts';
import type { Language } from '../../src/domain/agency.ts';
import type { Contact } from '../../src/domain/alert.ts';
import type { Brand } from '../../src/domain/brand.ts';
import type { BuzzFigures, BuzzReason } from '../../src/domain/buzz.ts';
import type { BuzzEvidence } from '../../src/domain/buzz-evidence.ts';
import type { OutletWeight } from '../../src/domain/outlet.ts';
import type { QuotedMention } from '../../src/domain/quoted-mention.ts';
import type { SourceKind } from '../../src/domain/source.ts';
import { makeUnsubscribeToken } from '../../src/domain/unsubscribe-link.ts';
import { addAlertRule } from '../../src/intents/alert-rules.ts';
import { addCampaign } from '../../src/intents/campaigns.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { inTransaction } from '../../src/intents/deps.ts';
import { setChain } from '../../src/intents/escalation-chains.ts';
import { logMessage } from '../../src/intents/log-messages.ts';
import { addNote } from '../../src/intents/logbook.ts';
import { markBuzzByName } from '../../src/intents/mark-buzz.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { reportMissedBuzz } from '../../src/intents/missed-buzzes.ts';
import { issueApiKey, issueSetupLink, setUpAgency } from '../../src/intents/people.ts';
import { addPriority, changePriority } from '../../src/intents/priorities.ts';
import { addRota, addRotaOverride } from '../../src/intents/rotas.ts';
import { addSearch } from '../../src/intents/searches.ts';
import { addSilence } from '../../src/intents/silences.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { addTheme } from '../../src/intents/themes.ts';
import { watchBrand } from '../../src/intents/watch-brand.ts';
import { readEvidence } from '../../src/pipeline/buzz-evidence.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { recordAlert } from '../../src/store/alerts.ts';
import { escalateBuzz, openBuzz, recordBuzzEvent, resolveBuzz } from '../../src/store/buzzes.ts';
import { markUnreachable, recordProof } from '../../src/store/channel-proofs.ts';
import { listBuzzDeliveries, recordAttempt, toNewDelivery } from '../../src/store/deliveries.ts';
import { listDigests } from '../../src/store/digests.ts';
import {
  countWindow,
  listExtremeMentions,
  listMentions,
  type NewMention,
  recordMentions,
} from '../../src/store/mentions.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { recordSourceVisit } from '../../src/store/sources.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeFailedVisit, makeReadVisit } from '../support/visits.ts';

/** The Tuesday evening of the buzz, 19:40 in Paris. */
const NOW = new Date('2026-11-10T18:40:00Z');
const OPENED_AT = addMs(NOW, -55 * MINUTE_MS);
const ESCALATED_AT = addMs(NOW, -20 * MINUTE_MS);

const SOURCES: readonly Readonly<{
  url: string;
  kind: SourceKind;
  title: string | null;
  failingDays?: number;
}>[] = [
  { url: 'https://courrier-des-deux-rives.example/rss.xml', kind: 'feed', title: 'Le Courrier des deux rives' },
  { url: 'https://la-prise-murale.example/feed/', kind: 'feed', title: 'La prise murale' },
  { url: 'https://garonne-letter.example/atom.xml', kind: 'feed', title: 'The Garonne Letter' },
  { url: 'https://entraide-connectee.example/viewforum.php?f=12', kind: 'forum', title: 'Entraide connectée' },
  { url: 'https://www.google.example/alerts/feeds/0417/8812', kind: 'search', title: 'Alerte : Morvanel' },
  { url: 'https://forum-des-abonnes.example/index.php?board=4.0', kind: 'forum', title: null, failingDays: 2 },
  { url: 'https://tests-a-domicile.example/flux', kind: 'feed', title: 'Tests à domicile', failingDays: 9 },
];

const SOURCE_KINDS_OF_SITES: Readonly<Record<SiteId, SourceKind>> = {
  press: 'feed',
  blog: 'feed',
  letter: 'feed',
  forum: 'forum',
  search: 'search',
};

const OUTLET_WEIGHTS_OF_SITES: Readonly<Record<SiteId, OutletWeight>> = {
  press: 2,
  blog: 1,
  letter: 1,
  forum: 0,
  search: 0,
};

const REASONS: readonly BuzzReason[] = ['negative-volume', 'negative-share', 'many-authors', 'many-source-kinds'];

export type PictureWorld = Readonly<{
  world: TestWorld;
  brands: readonly Brand[];
  buzzId: string;
  /** A source that is read with a key. */
  privateSourceId: string;
  campaignPath: string;
  digestPath: string;
  agencyDigestPath: string;
  rotaPath: string;
  contactPath: string;
  /** Asks before an unreachable channel is used again. */
  reachPath: string;
  /** Paths of the pages that need no session. */
  acknowledgePath: string;
  unsubscribePath: string;
}>;

export async function makePictureWorld(language: Language): Promise<PictureWorld> {
  const world = await makeTestWorld({ startAt: addMs(NOW, -60 * DAY_MS) });
  const { agency } = await setUpAgency(world, await issueSetupLink(world), {
    agency: { ...AGENCY, language },
    owner: OWNER,
  });
  const brands: Brand[] = [];
  for (const brand of Object.values(BRANDS)) {
    brands.push(await watchBrand(world, agency.id, { brand, sources: [], contact: null }));
  }
  world.clock.setTo(NOW);
  await addTalk(world, brands);
  const [first] = brands;
  if (first === undefined) throw new Error('the demo has no brand');
  await addSources(world, first);
  const contacts = await addContacts(world, first);
  await issueApiKey(world, agency.id, language === 'fr' ? 'Tableau de bord interne' : 'In-house dashboard');
  await addReadersWords(world, first);
  const buzzId = await addBuzzes(world, first, contacts);
  await addJudgedDetection(world, first, buzzId);
  const [delivery] = await listBuzzDeliveries(world.db, { agencyId: agency.id, buzzId });
  if (delivery === undefined) throw new Error('nobody was told');
  const privateSourceId = await addSearches(world, first);
  const campaignPath = await addCampaigns(world, first);
  await addDay(world, first, buzzId);
  const [digestPath, agencyDigestPath] = await addDigests(world, first);
  const rotaPath = await addOnCall(world, first, contacts);
  const contactPath = `/contacts/${contacts[1]?.id}`;
  const acknowledgePath = `/a/${makeAcknowledgeToken(world.secretKey, delivery.id)}`;
  const [own, other] = contacts.map((contact) => ({ contact, channelId: contact.channels[0]?.id ?? '' }));
  if (own === undefined || other === undefined) throw new Error('the agency has two contacts');
  const reachPath = `/contacts/${other.contact.id}/channels/${other.channelId}/reach`;
  const unsubscribePath = `/u/${makeUnsubscribeToken(world.secretKey, { agencyId: agency.id, channelId: own.channelId })}`;
  return {
    ...{ world, brands, buzzId, privateSourceId, campaignPath, rotaPath, contactPath },
    ...{ reachPath, acknowledgePath, unsubscribePath, digestPath, agencyDigestPath },
  };
}

export const ROTA_NAME = 'Nuits et week-ends';

/** A rota with a stand-in, the agency's order and the brand's own, and a silence that is on. Returns the rota's path. */
async function addOnCall(world: TestWorld, brand: Brand, contacts: readonly Contact[]): Promise<string> {
  const { agencyId, id: brandId } = brand;
  const contactIds = contacts.map(({ id }) => id);
  const [firstId = '', lastId = ''] = contactIds;
  const { id: rotaId } = await addRota(world, agencyId, { name: ROTA_NAME, contactIds });
  await addRotaOverride(world, agencyId, {
    ...{ rotaId, contactId: lastId, createdBy: OWNER.name },
    ...{ startsAt: addMs(NOW, 2 * DAY_MS), endsAt: addMs(NOW, 3 * DAY_MS) },
  });
  const claire = { waitMinutes: 0, minLevel: 1, targets: [{ kind: 'contact', contactId: firstId }] } as const;
  const nights = { waitMinutes: 15, minLevel: 3, targets: [{ kind: 'rota', rotaId }] } as const;
  const all = { waitMinutes: 60, minLevel: 1, targets: [{ kind: 'everybody' }] } as const;
  await setChain(world, { agencyId, brandId: null }, [claire, nights, all]);
  await setChain(world, { agencyId, brandId }, [claire, nights]);
  await addSilence(world, agencyId, {
    ...{ brandId, reason: 'Migration du site, avec l’équipe technique', startsAt: null },
    ...{ endsAt: addMs(NOW, 4 * HOUR_MS), createdBy: OWNER.name },
  });
  return `/rotas/${rotaId}`;
}

export const CAMPAIGN_NAME = 'Dix ans de Morvanel';

/** Last week's, made now. Returns the paths of the brand's and of the agency's. */
async function addDigests(world: TestWorld, { agencyId, id }: Brand): Promise<readonly [string, string]> {
  await sendDigests(world);
  const digests = await listDigests(world.db, { agencyId }, { after: null, limit: 100 });
  const toPath = (brandId: string | null): string =>
    `/digests/${digests.find((digest) => digest.brandId === brandId)?.id}`;
  return [toPath(id), toPath(null)];
}

/** One that is on, two to come, one of them with a long name, and a past one. Returns the path of the first. */
/** What was done until the evening, and what is left to do. */
async function addDay(world: TestWorld, brand: Brand, buzzId: string): Promise<void> {
  const { agencyId, id: brandId } = brand;
  const writer = { id: world.newId(), name: OWNER.name, via: 'dashboard' } as const;
  const note = (text: string) => addNote(world, agencyId, { brandId, text, onDate: null, externalId: null }, writer);
  await note('Répondu à trois clients sur le forum des abonnés');
  const message = { agencyId, brandId, buzzId, authorName: 'Tom Lasserre' } as const;
  const writeDeps = { newId: world.newId, now: world.clock.now() };
  const text = 'Appelé le service client : panne confirmée à Toulouse, retour prévu vers 22 h.\nIls rappellent.';
  await logMessage(world.db, writeDeps, { ...message, via: 'email', text, sourceKey: 'mail picture' });
  await logMessage(world.db, writeDeps, {
    ...message,
    via: 'sms',
    text: 'prévenu la cliente',
    sourceKey: 'sms picture',
  });
  const wish = { brandId, externalId: null };
  const { id } = await addPriority(
    world,
    agencyId,
    { ...wish, text: 'Relire la réponse type', forDate: '2026-11-10' },
    writer,
  );
  await changePriority(world, { agencyId, priorityId: id }, { isDone: true }, writer);
  await addPriority(
    world,
    agencyId,
    { ...wish, text: 'Rappeler Le Courrier des deux rives', forDate: '2026-11-10' },
    writer,
  );
  await addPriority(world, agencyId, { ...wish, text: 'Publier l’excuse du client', forDate: null }, writer);
}

async function addCampaigns(world: TestWorld, brand: Brand): Promise<string> {
  const times: readonly (readonly [string, number, number])[] = [
    [CAMPAIGN_NAME, -2, 5],
    ['Grand jeu-concours « Une box pour toute la famille », avec nos partenaires', 20, 48],
    ['Soldes d’hiver', 57, 85],
    ['Rentrée', -70, -40],
  ];
  const paths: string[] = [];
  for (const [name, from, until] of times) {
    const { id } = await addCampaign(world, brand.agencyId, {
      ...{ brandId: brand.id, name, createdBy: OWNER.name },
      startsAt: addMs(NOW, from * DAY_MS),
      endsAt: addMs(NOW, until * DAY_MS),
    });
    paths.push(`/brands/${brand.id}/campaigns/${id}`);
  }
  return paths[0] ?? '';
}

/** Two rules, a report, and a word on the buzz that is on. */
async function addJudgedDetection(world: TestWorld, { agencyId, id: brandId }: Brand, buzzId: string): Promise<void> {
  const press = { name: 'Presse nationale', counts: 'mentions', query: 'site:(lemonde.fr OR lefigaro.fr)' } as const;
  await addAlertRule(world, agencyId, { ...press, brandId, countMin: 1, windowMinutes: 360, level: 3 });
  const many = { name: 'Vingt plaintes', counts: 'negatives', query: null, countMin: 20 } as const;
  await addAlertRule(world, agencyId, { ...many, brandId: null, windowMinutes: 60, level: 2 });
  const startedAt = addMs(NOW, -20 * DAY_MS);
  const note = 'Une vidéo sur les factures, reprise par deux comptes suivis.';
  await reportMissedBuzz(world, agencyId, { brandId, startedAt, note, reportedBy: OWNER.name });
  await markBuzzByName(world, { agencyId, buzzId }, { mark: 'confirmed', by: OWNER.name });
}

/** One service with a key, one that understands half of the query and one that cannot be asked for it. */
async function addSearches(world: TestWorld, brand: Brand): Promise<string> {
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const secret = { identifier: 'agence.example', password: 'abcd-efgh-ijkl-mnop' };
  const { sources } = await addSearch(world, key, { service: 'bluesky', secret });
  await addSearch(world, key, { service: 'google-news' });
  await addSearch(world, key, { service: 'searxng', instanceUrl: 'https://recherche.agence.example/' });
  const [source] = sources;
  if (source === undefined) throw new Error('Bluesky is asked for nothing');
  return source.id;
}

async function addTalk(world: TestWorld, brands: readonly Brand[]): Promise<void> {
  const matcher = compileMatcher(brands.map((brand) => ({ id: brand.id, key: brand, query: parseQuery(brand.query) })));
  const posts = makeTalk(TALK_SEED).filter((post) => post.publishedAt <= NOW && post.brand !== null);
  for (const month of new Set(posts.map((post) => post.publishedAt.toISOString().slice(0, 7)))) {
    await ensurePartitions(world.db, new Date(`${month}-15T00:00:00Z`));
  }
  const mentions = posts.flatMap((post): readonly NewMention[] => {
    const documentId = world.newId();
    const { language, storyId, mentions: found } = analyseDocument({ matcher, document: post });
    return found.map(({ key, spans, passages, themes }) => {
      const excerpt = cutExcerpt({ text: post.text, spans });
      const score = { negative: -0.7, neutral: 0, positive: 0.7 }[post.mood];
      return {
        agencyId: key.agencyId,
        brandId: key.id,
        documentId,
        arrivedAt: post.publishedAt,
        publishedAt: post.publishedAt,
        language,
        sentiment: { label: post.mood, score, confidence: 0.8, judgedBy: 'model' },
        ...{ passages, themes },
        ...excerpt,
        crisis: findCrisis({ text: post.text, sector: key.sector, own: [] }),
        title: post.title,
        url: `https://${post.host}.example/${post.id}`,
        author: post.author,
        site: `${post.host}.example`,
        storyId,
        sourceKind: SOURCE_KINDS_OF_SITES[post.site],
        outletWeight: OUTLET_WEIGHTS_OF_SITES[post.site],
        isBacklog: false,
      };
    });
  });
  await inTransaction(world, (db, writeDeps) => recordMentions(db, writeDeps, mentions));
}

/** A theme of the agency's own, and a mention whose sentiment was confirmed. */
async function addReadersWords(world: TestWorld, { agencyId, id: brandId }: Brand): Promise<void> {
  await addTheme(world, agencyId, { name: 'Fibre', query: 'fibre OR débit' });
  const since = addMs(NOW, -DAY_MS);
  const [newest] = await listMentions(world.db, { agencyId, brandId, since }, { after: null, limit: 1 });
  if (newest === undefined) throw new Error('nobody speaks of the brand');
  const correction = { label: newest.sentiment.label, by: OWNER.name };
  await changeMention(world, { agencyId, mentionId: newest.id }, { correction });
}

async function addSources(world: TestWorld, brand: Brand): Promise<void> {
  for (const [index, { url, kind, title, failingDays }] of SOURCES.entries()) {
    const brandId = kind === 'search' ? brand.id : null;
    const { source } = await addSubscription(world, brand.agencyId, { url, kind, brandId });
    const visit = { sourceId: source.id, intervalSeconds: 900, nextCheckAt: addMs(NOW, (3 + 2 * index) * MINUTE_MS) };
    const failedAt = addMs(NOW, -(failingDays ?? 0) * DAY_MS);
    const visitedAt = failingDays === undefined ? addMs(NOW, -4 * index * MINUTE_MS) : addMs(failedAt, -HOUR_MS);
    if (title !== null) {
      const read = { title, siteUrl: new URL(url).origin, newDocumentCount: 3 };
      await recordSourceVisit(world.db, makeReadVisit({ ...visit, ...read, visitedAt }));
    }
    if (failingDays === undefined) continue;
    const reason = title === null ? 'not-authorised' : 'server-error';
    await recordSourceVisit(world.db, makeFailedVisit({ ...visit, visitedAt: failedAt, reason }));
  }
}

/** With the host that Power Automate gives, the longest of all chats'. */
const TEAMS_URL =
  'https://default4f0e9a6b1c2d4e3f8a7b6c5d4e3f2a1b.19.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/4f0e9a6b1c2d/triggers/manual/paths/invoke?api-version=1&sig=xr7Qm2Kd9Lw4Tz8Vb6Nh1Pc3';

async function addContacts(world: TestWorld, brand: Brand): Promise<readonly Contact[]> {
  const owner = await addContact(world, brand.agencyId, {
    name: OWNER.name,
    language: 'fr',
    isDigestReader: true,
    brandIds: [],
    channels: [
      { kind: 'email', address: OWNER.email },
      { kind: 'sms', address: '+33639980142' },
      { kind: 'slack', address: 'https://hooks.slack.com/services/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' },
      { kind: 'teams', address: TEAMS_URL },
    ],
  });
  const client = await addContact(world, brand.agencyId, {
    name: 'Tom Ashby',
    language: 'en',
    isDigestReader: false,
    quietHours: { fromMinute: 22 * 60, untilMinute: 7 * 60 },
    timeZone: 'Europe/London',
    brandIds: [brand.id],
    channels: [{ kind: 'email', address: 'tom@morvanel.example', minLevel: 3 }],
  });
  await showLives(world, [owner.contact, client.contact]);
  return [owner.contact, client.contact];
}

/** One channel that proved itself, one that fails, one that was unsubscribed. */
async function showLives(world: TestWorld, [owner, client]: readonly Contact[]): Promise<void> {
  const { db } = world;
  if (owner === undefined || client === undefined) throw new Error('somebody is missing');
  const [mail, sms] = owner.channels.map((channel) => ({ agencyId: owner.agencyId, channelId: channel.id }));
  const [other] = client.channels.map((channel) => ({ agencyId: client.agencyId, channelId: channel.id }));
  if (mail === undefined || sms === undefined || other === undefined) throw new Error('somebody lacks a channel');
  await recordProof(db, mail, addMs(NOW, -HOUR_MS));
  await recordProof(db, sms, addMs(NOW, -9 * DAY_MS));
  const failure = {
    last_failed_reason: 'busy',
    last_failed_message: '503',
    last_failed_at: addMs(NOW, -3 * DAY_MS),
  } as const;
  await db.updateTable('channels').set(failure).where('id', '=', sms.channelId).execute();
  await recordProof(db, other, addMs(NOW, -30 * DAY_MS));
  await markUnreachable(db, [other], 'unsubscribed', addMs(NOW, -29 * DAY_MS));
}

/** One that is over, and one that opened, got worse, and was told. */
async function addBuzzes(world: TestWorld, brand: Brand, contacts: readonly Contact[]): Promise<string> {
  const { db, newId } = world;
  const key = { agencyId: brand.agencyId, brandId: brand.id, kind: 'negative' } as const;
  const old = addMs(NOW, -12 * DAY_MS);
  const weak = await toFigures(world, brand, addMs(old, 6 * HOUR_MS), 360);
  const past = await openBuzz(db, { newId, now: old }, key, {
    level: 1,
    reasons: ['negative-volume'],
    figures: weak,
    evidence: null,
  });
  if (past === undefined) throw new Error('a buzz was open already');
  await resolveBuzz(db, { newId, now: addMs(old, 5 * HOUR_MS) }, past);

  const before = await toFigures(world, brand, OPENED_AT, 60);
  const opened = await openBuzz(db, { newId, now: OPENED_AT }, key, {
    level: 2,
    reasons: ['negative-volume', 'negative-share'],
    figures: before,
    evidence: await toEvidence(world, brand, OPENED_AT),
  });
  if (opened === undefined) throw new Error('a buzz was open already');
  const figures = await toFigures(world, brand, ESCALATED_AT, 60);
  const escalated = { newId, now: ESCALATED_AT };
  const evidence = await toEvidence(world, brand, ESCALATED_AT);
  await escalateBuzz(db, escalated, opened, { level: 3, reasons: REASONS, figures, evidence });
  const buzz = { ...opened, level: 3 } as const;
  const by = contacts.map((contact) => contact.name).join(', ');
  await recordBuzzEvent(db, escalated, buzz, { kind: 'told', by, judgement: null });
  await tell(world, brand, { buzzId: buzz.id, figures, contacts });
  return buzz.id;
}

async function tell(
  world: TestWorld,
  brand: Brand,
  told: Readonly<{ buzzId: string; figures: BuzzFigures; contacts: readonly Contact[] }>,
): Promise<void> {
  const { db, newId } = world;
  const window = {
    agencyId: brand.agencyId,
    brandId: brand.id,
    from: addMs(ESCALATED_AT, -HOUR_MS),
    until: ESCALATED_AT,
  };
  const worst = await listExtremeMentions(db, window, { label: 'negative', limit: 4 });
  const content = {
    agencyName: AGENCY.name,
    brandName: brand.name,
    level: 3,
    reason: 'worse',
    reasons: REASONS,
    figures: told.figures,
    since: OPENED_AT.toISOString(),
    resolvedAt: null,
    acknowledgedBy: null,
    worstMentions: worst.map(
      (mention): QuotedMention => ({
        ...mention,
        publishedAt: mention.publishedAt.toISOString(),
        score: mention.sentiment.score,
      }),
    ),
    blindSources: [],
    toldNames: told.contacts.map((contact) => contact.name),
  } as const;
  const alert = {
    agencyId: brand.agencyId,
    brandId: brand.id,
    buzzId: told.buzzId,
    reason: 'worse',
    level: 3,
    round: 0,
    sequence: 0,
  } as const;
  const recipients = told.contacts.flatMap((contact) =>
    contact.channels.map((channel) => toNewDelivery(contact, channel)),
  );
  await recordAlert(db, { newId, now: ESCALATED_AT }, { ...alert, content }, recipients);
  for (const delivery of await listBuzzDeliveries(db, { agencyId: brand.agencyId, buzzId: told.buzzId })) {
    const isLate = delivery.contactName === 'Tom Ashby';
    const isLost = delivery.channelKind === 'teams';
    const attempt = isLate
      ? ({ status: 'pending', failure: { reason: 'busy', message: '451' } } as const)
      : isLost
        ? ({
            status: 'dead',
            failure: { reason: 'refused', message: 'Teams answered 404: the workflow is gone.' },
          } as const)
        : ({ status: 'accepted', failure: null } as const);
    const nextAttemptAt = addMs(NOW, 4 * MINUTE_MS);
    await recordAttempt(db, delivery, { ...attempt, nextAttemptAt, providerId: null }, addMs(ESCALATED_AT, MINUTE_MS));
  }
}

async function toEvidence(world: TestWorld, brand: Brand, now: Date): Promise<BuzzEvidence> {
  return await readEvidence(world.db, brand, { kind: 'negative', windowMinutes: 60, now });
}

/** What was counted in the window; what is usual is a fifth of the talk on an ordinary evening. */
async function toFigures(world: TestWorld, brand: Brand, until: Date, windowMinutes: number): Promise<BuzzFigures> {
  const window = { agencyId: brand.agencyId, brandId: brand.id, from: addMs(until, -windowMinutes * MINUTE_MS), until };
  const counts = await countWindow(world.db, window);
  const hourlyNegativeCounts: number[] = [];
  for (const hour of [3, 2, 1]) {
    const from = addMs(until, -hour * HOUR_MS);
    const { negativeCount } = await countWindow(world.db, { ...window, from, until: addMs(from, HOUR_MS) });
    hourlyNegativeCounts.push(negativeCount);
  }
  return makeFigures({
    ...counts,
    ...{ windowMinutes, hourlyNegativeCounts },
    expectedMentionCount: 2.4,
    expectedNegativeCount: 0.6,
    negativeRatio: counts.mentionCount === 0 ? 0 : counts.negativeCount / counts.mentionCount,
    usualNegativeRatio: 0.22,
    score: 7,
    baselineWeekCount: 4,
  });
}
