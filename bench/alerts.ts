/**
 * How long it takes from the detection of a bad buzz until a mail server has accepted the alert, when a thousand brands have
 * one at once: `npm run bench:alerts -- [ALERTS]`. The service's own steps, an embedded database on disk, a mail server in
 * a process of its own; beside it, the same number of mails of the same size by nodemailer alone, which is what it
 * cannot be faster than. The goal is five seconds for nineteen of twenty.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { addMs, HOUR_MS, systemClock } from '../src/base/clock.ts';
import { readConfig } from '../src/base/config.ts';
import type { BuzzFigures } from '../src/domain/buzz.ts';
import type { BuzzEvidence } from '../src/domain/buzz-evidence.ts';
import type { QuotedMention } from '../src/domain/quoted-mention.ts';
import { runSteps } from '../src/pipeline/steps.ts';
import { openWorld, type World } from '../src/world.ts';
import { readCount, startMailServer } from './mail-server.ts';
import { measurePeerMails } from './peer-mails.ts';

const WAIT_MS_MAX = 120_000;
const LOOK_MS = 200;
const ALERTS_MAX = 10_000;
/** What the goal speaks of. */
const GOAL_ALERTS = 1_000;
const DOCUMENT_COUNT = 10;

const FIGURES: BuzzFigures = {
  ...{ windowMinutes: 60, mentionCount: 54, negativeCount: 38, positiveCount: 2 },
  ...{ expectedMentionCount: 25, expectedNegativeCount: 3, usualNegatives: { from: 0, until: 9 } },
  ...{ probability: 1e-9, mentionProbability: 0.002, highestNegativeCount: 9 },
  ...{ negativeRatio: 0.7, negativeRatioMin: 0.5, usualNegativeRatio: 0.12 },
  ...{ authorCount: 24, siteCount: 9, sourceKindCount: 2, storyCount: 11, voiceCount: 11 },
  ...{ newcomerCount: 9, expectedNewcomerCount: 1, crisisVoiceCount: 0, pressSiteCount: 0, nationalPressSiteCount: 0 },
  ...{ hourlyNegativeCounts: [2, 6, 38], score: 8, basis: 'own', baselineWeekCount: 6, campaignName: null },
  ...{ metRules: [], nextLevel: null },
};

const alertCount = readCount(process.argv[2] ?? String(GOAL_ALERTS), { of: 'alerts', countMax: ALERTS_MAX });
const write = (line: string): boolean => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(path.join(tmpdir(), 'vigie-bench-alerts-'));
try {
  using mailServer = await startMailServer();
  const { smtpUrl, mailBytes } = mailServer;
  const latencies = await measureService(smtpUrl);
  const peerMs = await measurePeerMails({ smtpUrl, count: alertCount, bytes: mailBytes[0] ?? 0 });
  const at = (ratio: number): number => latencies[Math.max(0, Math.ceil(ratio * latencies.length) - 1)] ?? Number.NaN;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  write(`${latencies.length} of ${alertCount} alerts at once, from detection to the mail server's acceptance`);
  write(`p50 ${seconds(at(0.5))}   p95 ${seconds(at(0.95))}   p99 ${seconds(at(0.99))}   last ${seconds(at(1))}`);
  write(
    `nodemailer alone, the same number of mails: ${seconds(peerMs)}; the service ${(at(1) / peerMs).toFixed(1)} times that`,
  );
  if (alertCount === GOAL_ALERTS) write(`goal: p95 < 5 s: ${at(0.95) < 5_000 ? 'met' : 'MISSED'}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** In milliseconds, the shortest first. */
async function measureService(smtpUrl: string): Promise<readonly number[]> {
  const config = readConfig({ DATA_DIR: folder, SMTP_URL: smtpUrl, LOG_LEVEL: 'silent', PORT: '0' });
  await using world = await openWorld(config, { schedule: 'left' });
  await addAgencies(world);
  const stopping = new AbortController();
  const running = runSteps(world, stopping.signal);
  const openedAt = systemClock.now();
  await openBuzzes(world, openedAt);
  await waitForAll(world);
  stopping.abort();
  await running;
  const { rows } = await sql<{ at: Date }>`select accepted_at as at from deliveries where status = 'accepted'`.execute(
    world.db,
  );
  return rows.map(({ at }) => at.getTime() - openedAt.getTime()).sort((one, other) => one - other);
}

/** One brand and one person an agency: no two of these alerts are for the same reader. */
async function addAgencies({ db }: World): Promise<void> {
  const now = systemClock.now();
  await sql`insert into agencies (id, name, language, time_zone, digest_weekday, digest_hour, next_digest_at, created_at)
    select id, id::text, 'fr', 'Europe/Paris', 1, 8, 'infinity', ${now}
    from (select gen_random_uuid() as id from generate_series(1, ${alertCount})) as made`.execute(db);
  await sql`insert into brands (agency_id, id, name, kind, query, created_at, updated_at)
    select id, id, 'Ondelia', 'client', 'ondelia', ${now}, ${now} from agencies`.execute(db);
  await sql`insert into contacts (agency_id, id, name, language, is_digest_reader, created_at)
    select id, id, 'Claire Martin', 'fr', false, ${now} from agencies`.execute(db);
  await sql`insert into channels (agency_id, id, contact_id, kind, address, min_level, created_at, next_proof_at)
    select id, id, id, 'email', id || '@agence.example', 2, ${now}, 'infinity' from agencies`.execute(db);
}

/** What detect-buzz writes, for all brands in one instant. */
async function openBuzzes({ db }: World, now: Date): Promise<void> {
  await sql`insert into buzzes (agency_id, id, brand_id, kind, status, level, reasons, figures, opened_at, level_since,
      last_abnormal_at, present_level, present_level_at, pending_change)
    select id, id, id, 'negative', 'open', 3, '["negative-volume"]', ${JSON.stringify(FIGURES)}::jsonb, ${now}, ${now}, ${now}, 3, ${now}, 'opened'
    from agencies`.execute(db);
  await sql`insert into buzz_events (agency_id, id, buzz_id, at, kind, level, reasons, figures, evidence)
    select id, id, id, ${now}, 'opened', 3, '["negative-volume"]', ${JSON.stringify(FIGURES)}::jsonb, ${JSON.stringify(toEvidence(now))}::jsonb
    from agencies`.execute(db);
}

/** As much as a loud window has. */
function toEvidence(now: Date): BuzzEvidence {
  const at = now.toISOString();
  const mention = (number: number): QuotedMention => ({
    title: `La box ne marche plus, message ${number}`,
    excerpt: `Depuis hier soir plus rien chez moi, et personne ne répond au ${number}. Est-ce que quelqu’un a une solution ?`,
    url: `https://forum.example/sujet/${number}`,
    author: `lecteur-${number}`,
    site: 'forum.example',
    publishedAt: at,
    score: -0.9 + number / 20,
  });
  return {
    ...{ from: addMs(now, -HOUR_MS).toISOString(), until: at, firstMention: mention(0) },
    ...{ amplifiers: [], outlets: [], themes: [], ownThemes: [], blindSources: [] },
    documents: Array.from({ length: DOCUMENT_COUNT }, (_, index) => ({ ...mention(index), copyCount: 2 })),
    terms: [],
  };
}

async function waitForAll({ db, clock }: World): Promise<void> {
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX; waitedMs += LOOK_MS) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from deliveries where status = 'accepted'`.execute(db);
    if ((rows[0]?.count ?? 0) >= alertCount) return;
    await clock.sleepMs(LOOK_MS);
  }
}
