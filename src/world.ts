/**
 * The composition root: the only place where everything is built. Every function elsewhere asks for the slice of the
 * World that it uses.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Clock, systemClock } from './base/clock.ts';
import { type Config, parseSecretKey, SECRET_KEY_BYTES } from './base/config.ts';
import { AppError } from './base/errors.ts';
import { type Http, makeHttp } from './base/http.ts';
import { makeNewId, type NewId } from './base/ids.ts';
import { type Log, makeLog } from './base/log.ts';
import { type Metrics, makeMetrics } from './base/metrics.ts';
import { type Random, systemRandom } from './base/random.ts';
import type { SecretKey } from './base/secrets.ts';
import { READER_FACTS } from './crawlers/reader-facts.ts';
import { makeRobots, type Robots } from './crawlers/robots.ts';
import { SEARCH_SERVICES } from './crawlers/searches/search-services.ts';
import type { DigestWriter } from './domain/digest-report.ts';
import { isReachableByHubs } from './domain/hub-subscription.ts';
import type { ReaderFacts, SearchServices } from './domain/search-service.ts';
import { makeCallUrl } from './domain/sms-call.ts';
import { type Guard, makeGuard } from './intents/guard.ts';
import { makeSummaryWriter, type SummaryWriter } from './judges/chat/summary-writer.ts';
import { makePluggedJudge, type PluggedJudge } from './judges/plugged-judge.ts';
import { toSvg } from './notify/digest/draw-chart.ts';
import { toDigestReport } from './notify/digest/to-digest-report.ts';
import { writeDigestPdf } from './notify/digest/write-digest-pdf.ts';
import { type Mailer, makeMailer, makeUnconfiguredMailer } from './notify/email/make-mailer.ts';
import { makeSms } from './notify/sms/make-sms.ts';
import type { SmsSender } from './notify/sms/sms-sender.ts';
import { type BrandMatcher, makeBrandMatcher } from './pipeline/brand-matcher.ts';
import { makeOwnRules, type OwnRules } from './pipeline/own-rules.ts';
import { type Database, openEmbeddedDatabase, openServerDatabase } from './store/database.ts';
import { type Jobs, openJobs } from './store/jobs.ts';
import { releaseAllLeases } from './store/maintenance.ts';
import { migrate } from './store/migrate.ts';

export type World = Readonly<{
  config: Config;
  clock: Clock;
  random: Random;
  newId: NewId;
  log: Log;
  metrics: Metrics;
  secretKey: SecretKey;
  database: Database;
  db: Database['db'];
  jobs: Jobs;
  http: Http;
  robots: Robots;
  readers: ReaderFacts;
  searchServices: SearchServices;
  digestWriter: DigestWriter;
  brandMatcher: BrandMatcher;
  ownRules: OwnRules;
  /** The agencies' brands as drafts are held against them. */
  guard: Guard;
  /** Null: the model that comes with Vigie judges alone. It begins at its `start`. */
  pluggedJudge: PluggedJudge | null;
  /** Null: no drafts of summaries are proposed. */
  summaryWriter: SummaryWriter | null;
  mailer: Mailer;
  sms: SmsSender;
}> &
  AsyncDisposable;

/** What a test or the demo brings itself: its clock, its chance, a database in memory. */
export type WorldParts = Readonly<{
  config: Config;
  clock: Clock;
  random: Random;
  log: Log;
  secretKey: SecretKey;
  database: Database;
  jobs: Jobs;
}>;

/** Disposing closes what was opened here (HTTP, mail, the plugged-in model), not the database and the queue that were brought. */
export function makeWorld(parts: WorldParts): World {
  const { config, clock, random, log } = parts;
  // names the service and where a site's owner can learn what it is (RFC 9309 section 2.2.1)
  const userAgent = `Vigie/0.1 (+${config.publicUrl})`;
  const http = makeHttp({ allowedRanges: config.fetchAllowedRanges, userAgent });
  const pluggedJudge =
    config.sentimentModel === null ? null : makePluggedJudge({ clock, log, userAgent }, config.sentimentModel);
  const summaryWriter =
    config.summaryModel === null ? null : makeSummaryWriter({ clock, userAgent }, config.summaryModel);
  const mailer =
    config.smtpUrl === null ? makeUnconfiguredMailer() : makeMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom });
  return {
    ...parts,
    db: parts.database.db,
    newId: makeNewId({ clock, random }),
    metrics: makeMetrics(),
    http,
    robots: makeRobots({ http, clock, userAgent }),
    readers: READER_FACTS,
    searchServices: SEARCH_SERVICES,
    digestWriter: { toReport: toDigestReport, toSvg, toPdf: writeDigestPdf },
    brandMatcher: makeBrandMatcher(parts),
    ownRules: makeOwnRules(parts),
    guard: makeGuard(parts),
    pluggedJudge,
    summaryWriter,
    mailer,
    sms: makeSms({ http, clock, receiptUrl: toReceiptUrl(parts) }, config.sms),
    [Symbol.asyncDispose]: async () => {
      await pluggedJudge?.[Symbol.asyncDispose]();
      await summaryWriter?.[Symbol.asyncDispose]();
      await mailer[Symbol.asyncDispose]();
      await http.close();
    },
  };
}

/** Null where a provider could not reach us: one that is given such an address refuses the message. */
function toReceiptUrl({ config, secretKey }: WorldParts): string | null {
  if (config.sms === null || !isReachableByHubs(config.publicUrl)) return null;
  return makeCallUrl(secretKey, config.publicUrl, { purpose: 'receipts', provider: config.sms.provider });
}

/**
 * Opens the real thing: database, migrations, queue and secret key, as the configuration says.
 *
 * Shape:   schedule: 'kept' where this process also does the nightly housekeeping. clock: the system's unless another is brought.
 * Errors:  DATABASE_UNREACHABLE, DATA_DIR_IN_USE, MIGRATION_CHANGED, DATABASE_TOO_NEW, CONFIG_INVALID.
 */
export async function openWorld(
  config: Config,
  options: Readonly<{ schedule: 'kept' | 'left'; clock?: Clock }>,
): Promise<World> {
  const clock = options.clock ?? systemClock;
  const log = makeLog({ clock }, config.logLevel);
  if (config.databaseUrl !== null) readSecretKey(config);
  await using opened = new AsyncDisposableStack();
  const database =
    config.databaseUrl === null
      ? await openEmbeddedDatabase(config.dataDir)
      : await openServerDatabase(config.databaseUrl, (error) =>
          log.warn('database.connection-broken', { message: error.message }),
        );
  opened.use(database);
  const applied = await migrate({ db: database.db, clock });
  if (applied.length > 0) log.info('migrations.applied', { names: applied });
  // the lock file says that nobody else is here: what a killed process had claimed need not wait for its lease to end
  if (database.kind === 'embedded') await releaseAllLeases(database.db, clock.now());
  const jobs = await openJobs(database, {
    schedule: options.schedule,
    onError: (error) => log.error('jobs.failed', { message: error.message }),
  });
  opened.defer(() => jobs.close());
  const secretKey = readSecretKey(config);
  const world = makeWorld({ config, clock, random: systemRandom, log, secretKey, database, jobs });
  opened.use(world);
  const closing = opened.move();
  return { ...world, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/**
 * The key of the configuration, or the one that is kept beside the embedded database; with those that were used before.
 *
 * Errors:  CONFIG_INVALID where a server's database is used without one.
 */
export function readSecretKey(config: Config): SecretKey {
  const { secretKey, secretKeyPrevious } = config;
  if (secretKey !== null) return { present: secretKey, previous: secretKeyPrevious };
  if (config.databaseUrl !== null) throw secretKeyMissing();
  const [present, ...before] = findOrMakeKeys(config.dataDir);
  return { present, previous: [...before, ...secretKeyPrevious] };
}

/**
 * Puts a new key before those of the key file, and returns all of them. Written at once: whoever is killed in it has the
 * keys from before or the new ones.
 *
 * Errors:  CONFIG_INVALID where the key is the configuration's, and so is its change.
 */
export function renewKeyFile(config: Config): SecretKey {
  if (config.secretKey !== null || config.databaseUrl !== null) {
    throw new AppError(
      'CONFIG_INVALID',
      'The key comes from SECRET_KEY: set a new one there (made with "openssl rand -base64 32"), the old one as SECRET_KEY_PREVIOUS, and run rotate-secrets without --new-key.',
    );
  }
  writeKeyFile(config.dataDir, [makeKey(), ...findOrMakeKeys(config.dataDir)]);
  return readSecretKey(config);
}

const SECRET_KEY_FILE = 'secret.key';

/** With a server's database there may be several processes, which must share one key. */
function secretKeyMissing(): AppError {
  return new AppError(
    'CONFIG_INVALID',
    'SECRET_KEY is not set: with DATABASE_URL every process needs the same one. Make it with "openssl rand -base64 32".',
  );
}

/** The keys kept beside the embedded database, the present one first, a line each; the first is made at the first start. */
function findOrMakeKeys(dataDir: string): readonly [Uint8Array, ...Uint8Array[]] {
  const file = path.join(dataDir, SECRET_KEY_FILE);
  if (!existsSync(file)) writeKeyFile(dataDir, [makeKey()]);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const [present, ...previous] = lines.filter((line) => line !== '').map(parseSecretKey);
  const isWhole = (key: Uint8Array | null | undefined): key is Uint8Array => key !== null && key !== undefined;
  if (isWhole(present) && previous.every(isWhole)) return [present, ...previous];
  throw new AppError('CONFIG_INVALID', `${file} holds no key of ${SECRET_KEY_BYTES} bytes: restore it from a backup.`);
}

function makeKey(): Uint8Array {
  return systemRandom.bytes(SECRET_KEY_BYTES);
}

function writeKeyFile(dataDir: string, keys: readonly Uint8Array[]): void {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, SECRET_KEY_FILE);
  const unfinished = `${file}.new`;
  const text = keys.map((key) => `${Buffer.from(key).toString('base64')}\n`).join('');
  writeFileSync(unfinished, text, { mode: 0o600, flush: true });
  renameSync(unfinished, file); // at once: half a key would keep every later start out
}
