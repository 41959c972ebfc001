/**
 * How many weekly digests leave in an hour's slot: `npm run bench:digest -- [BRANDS] [READERS]`. One agency, a thousand brands with five
 * weeks of talk, a reader of all of them (or several), the service's own steps, an embedded database on disk, a mail server in a process
 * of its own; beside it the same number of mails of the same size by nodemailer alone, which is what it cannot be faster than.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { addMs, DAY_MS, HOUR_MS, makeManualClock } from '../src/base/clock.ts';
import { readConfig } from '../src/base/config.ts';
import { makeSeededRandom, type Random } from '../src/base/random.ts';
import { SENTIMENT_LABELS } from '../src/domain/mention.ts';
import { addContact } from '../src/intents/contacts.ts';
import { deliverPending } from '../src/pipeline/deliver-pending.ts';
import { sendDigests } from '../src/pipeline/send-digests.ts';
import { createAgency } from '../src/store/agencies.ts';
import { vacuumEmbedded } from '../src/store/maintenance.ts';
import { type NewMention, recordMentions } from '../src/store/mentions.ts';
import { ensurePartitions } from '../src/store/partitions.ts';
import { openWorld, type World } from '../src/world.ts';
import { readCount, startMailServer } from './mail-server.ts';
import { measurePeerMails } from './peer-mails.ts';

const BRANDS_MAX = 10_000;
const READERS_MAX = 100;
/** What the goal speaks of. */
const GOAL_BRANDS = 1_000;
const MENTIONS_PER_WEEK = 20;
const WEEKS = 5;
const MENTIONS_PER_WRITE = 2_000;
const SLOT = new Date('2026-06-08T06:00:00Z');
const HOUR_S = HOUR_MS / 1_000;
const WORDS =
  'box panne service client facture livraison réseau application mise à jour prix promesse retard merci'.split(' ');

const brandCount = readCount(process.argv[2] ?? String(GOAL_BRANDS), { of: 'brands', countMax: BRANDS_MAX });
const readerCount = readCount(process.argv[3] ?? '1', { of: 'readers', countMax: READERS_MAX });
const write = (line: string): boolean => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(path.join(tmpdir(), 'vigie-bench-digest-'));
try {
  using mailServer = await startMailServer();
  const { smtpUrl, mailBytes } = mailServer;
  const { madeMs, sentMs, digestCount, mailCount } = await measureService(smtpUrl);
  const bytes = Math.round(mailBytes.reduce((sum, each) => sum + each, 0) / Math.max(1, mailBytes.length));
  const peerMs = await measurePeerMails({ smtpUrl, count: mailCount, bytes });
  const perSecond = (count: number, ms: number): string => `${(count / (ms / 1_000)).toFixed(1)} a second`;
  const wholeMs = madeMs + sentMs;
  write(
    `${digestCount} digests of ${brandCount} brands, ${MENTIONS_PER_WEEK} mentions a week each, for ${readerCount === 1 ? 'one reader' : `${readerCount} readers`} of all`,
  );
  write(
    `made: ${perSecond(digestCount, madeMs)}; written, drawn and sent: ${perSecond(mailCount, sentMs)} (${bytes} bytes each)`,
  );
  write(
    `both together: ${(wholeMs / 1_000).toFixed(1)} s, ${((wholeMs / 1_000 / HOUR_S) * 100).toFixed(1)} % of the hour`,
  );
  write(
    `nodemailer alone, as many mails as large: ${(peerMs / 1_000).toFixed(2)} s; sending takes ${(sentMs / peerMs).toFixed(1)} times that`,
  );
  write(`memory at most: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);
  if (brandCount === GOAL_BRANDS) write(`goal: 1,000 in one hour: ${wholeMs < HOUR_MS ? 'met' : 'MISSED'}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureService(smtpUrl: string) {
  const config = readConfig({ DATA_DIR: folder, SMTP_URL: smtpUrl, LOG_LEVEL: 'silent', PORT: '0' });
  const clock = makeManualClock(addMs(SLOT, -DAY_MS));
  await using world = await openWorld(config, { schedule: 'left', clock });
  await addAgency(world);
  await vacuumEmbedded(world.database); // as every night, or the planner knows nothing of how many rows there are
  clock.setTo(SLOT);
  const startedAt = performance.now();
  await sendDigests(world);
  const madeAt = performance.now();
  const mailCount = await deliverPending({ ...world, stopping: new AbortController().signal });
  const sentAt = performance.now();
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from digests`.execute(world.db);
  return { madeMs: madeAt - startedAt, sentMs: sentAt - madeAt, digestCount: rows[0]?.count ?? 0, mailCount };
}

async function addAgency(world: World): Promise<void> {
  const { db, newId } = world;
  const now = world.clock.now();
  const since = addMs(SLOT, -60 * DAY_MS);
  for (let days = 0; days <= 60; days += 15) await ensurePartitions(db, addMs(since, days * DAY_MS));
  const slot = { digestWeekday: 1, digestHour: 8 } as const;
  const agency = await createAgency(
    db,
    { newId, now },
    { name: 'Agence du Quai', language: 'fr', timeZone: 'Europe/Paris', ...slot },
  );
  const ids = Array.from({ length: brandCount }, () => newId());
  await sql`insert into brands (agency_id, id, name, kind, query, created_at, updated_at)
    select ${agency.id}, id, 'Marque ' || number, case when number % 20 = 0 then 'competitor' else 'client' end, 'marque', ${since}, ${since}
    from unnest(${ids}::uuid[]) with ordinality as made (id, number)`.execute(db);
  for (let number = 1; number <= readerCount; number += 1) {
    await addContact(world, agency.id, {
      ...{ name: `Claire ${number}`, language: 'fr', isDigestReader: true, digestScope: 'both', brandIds: [] },
      channels: [{ kind: 'email', address: `claire-${number}@agence.example` }],
    });
  }
  const random = makeSeededRandom(1);
  let waiting: NewMention[] = [];
  const flush = async (): Promise<void> => {
    const mentions = waiting;
    waiting = [];
    await db.transaction().execute((transaction) => recordMentions(transaction, { newId, now }, mentions));
  };
  for (const brandId of ids) {
    for (let count = 0; count < MENTIONS_PER_WEEK * WEEKS; count += 1) {
      waiting.push(makeMention({ agencyId: agency.id, brandId, documentId: newId() }, random));
    }
    if (waiting.length >= MENTIONS_PER_WRITE) await flush();
  }
  await flush();
}

function makeMention(key: Pick<NewMention, 'agencyId' | 'brandId' | 'documentId'>, random: Random): NewMention {
  const publishedAt = addMs(SLOT, -random.next() * WEEKS * 7 * DAY_MS);
  const label = SENTIMENT_LABELS[Math.floor(random.next() * SENTIMENT_LABELS.length)] ?? 'neutral';
  const score = { negative: -0.4, neutral: 0, positive: 0.4 }[label] * (1 + random.next());
  const text = Array.from({ length: 14 }, () => WORDS[Math.floor(random.next() * WORDS.length)]).join(' ');
  const number = Math.floor(random.next() * 200);
  return {
    ...{ ...key, arrivedAt: publishedAt, publishedAt, language: 'fr' },
    sentiment: { label, score, confidence: 0.8, judgedBy: 'model' },
    passages: [{ text, label, score }],
    ...{ themes: [], spans: [], title: null, excerpt: text, isBacklog: false },
    ...{
      url: `https://forum.example/${key.documentId}`,
      author: `lecteur-${number}`,
      site: `site-${number % 9}.example`,
    },
    ...{ storyId: key.documentId, sourceKind: 'forum' },
  };
}
