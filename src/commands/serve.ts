/** serve, api, work, migrate: the service, whole or in parts. */
import { SECOND_MS, systemClock } from '../base/clock.ts';
import { type Config, readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { issueSetupLink } from '../intents/people.ts';
import { runSteps } from '../pipeline/steps.ts';
import { startServer } from '../server.ts';
import { countAgencies } from '../store/agencies.ts';
import { openEmbeddedDatabase, openServerDatabase } from '../store/database.ts';
import { measureClockSkewSeconds } from '../store/maintenance.ts';
import { migrate } from '../store/migrate.ts';
import { openWorld, type World } from '../world.ts';
import { type Command, type CommandIo, readArguments, refusePositionals } from './command.ts';

const CLOCK_SKEW_SECONDS_MAX = 60;
const ENVIRONMENT_HELP = `It is configured by environment variables; the README lists them all. The most used:
  PORT (3000), HOST (127.0.0.1), PUBLIC_URL, DATA_DIR (./data), DATABASE_URL, SMTP_URL, SECRET_KEY`;

export const serveCommand: Command = {
  name: 'serve',
  summary: 'the whole service in one process: API, dashboard and every pipeline step',
  help: `vigie serve

Serves the API and the dashboard and runs every step of the pipeline, on the embedded database under DATA_DIR or on
the PostgreSQL server of DATABASE_URL. Prints one line with the address and, while there is no agency yet, a link that
sets up the first one. Ctrl-C or SIGTERM finishes the work in hand and exits 0.

${ENVIRONMENT_HELP}`,
  run: (args, io) => runService('serve', args, io, { isServing: true, isWorking: true }),
};

export const apiCommand: Command = {
  name: 'api',
  summary: 'the API and the dashboard alone',
  help: `vigie api

Serves the API and the dashboard and leaves the pipeline to "vigie work". Several processes share one database, so
DATABASE_URL and SECRET_KEY must be set.

${ENVIRONMENT_HELP}`,
  run: (args, io) => runService('api', args, io, { isServing: true, isWorking: false }),
};

export const workCommand: Command = {
  name: 'work',
  summary: 'the pipeline alone; start it as often as you like, on as many machines',
  help: `vigie work

Runs every step of the pipeline without serving anything. Any number of them share the PostgreSQL server of
DATABASE_URL; each thing is claimed by one of them, and what a killed one held comes back by itself.

${ENVIRONMENT_HELP}`,
  run: (args, io) => runService('work', args, io, { isServing: false, isWorking: true }),
};

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'brings the database to the newest schema',
  help: `vigie migrate

Applies the migrations of sql/ that are missing, each in one transaction, and prints the name of each. The service
does the same when it starts.`,
  run: async (args, io) => {
    refusePositionals('migrate', readArguments('migrate', args, {}).positionals);
    const config = readConfig();
    await using database =
      config.databaseUrl === null
        ? await openEmbeddedDatabase(config.dataDir)
        : await openServerDatabase(config.databaseUrl, (error) => io.write(error.message));
    const names = await migrate({ db: database.db, clock: systemClock });
    for (const name of names) io.write(name);
    if (names.length === 0) io.write('The database is up to date.');
    return 0;
  },
};

async function runService(
  name: string,
  args: readonly string[],
  io: CommandIo,
  parts: Readonly<{ isServing: boolean; isWorking: boolean }>,
): Promise<number> {
  refusePositionals(name, readArguments(name, args, {}).positionals);
  const config = readConfig();
  if (!(parts.isServing && parts.isWorking)) requireServerDatabase(name, config);
  await using world = await openWorld(config, { schedule: parts.isWorking ? 'kept' : 'left' });
  world.metrics.collectProcess();
  await warnOfClockSkew(world);
  if (parts.isWorking) await world.pluggedJudge?.start();
  const server = parts.isServing ? await startServer(world) : null;
  io.write(await toReadyLine(world, server?.url ?? null));
  world.log.info('service.started', { command: name, url: server?.url ?? null });
  const working = parts.isWorking ? runSteps(world, io.signal) : Promise.resolve();
  await untilAborted(io.signal);
  world.log.info('service.stopping');
  await server?.close();
  await working;
  world.log.info('service.stopped');
  return 0;
}

async function toReadyLine(world: World, url: string | null): Promise<string> {
  if (url === null) return 'Vigie works. Ctrl-C stops it.';
  const base = world.config.port === 0 ? url : world.config.publicUrl;
  if ((await countAgencies(world.db)) > 0) return `Vigie listens on ${base}`;
  return `Vigie listens on ${base} – set it up here, once: ${base}/setup/${await issueSetupLink(world)}`;
}

function requireServerDatabase(name: string, config: Config): void {
  if (config.databaseUrl !== null) return;
  throw new AppError(
    'CONFIG_INVALID',
    `"vigie ${name}" shares its database with other processes, which the embedded one cannot: set DATABASE_URL, or use "vigie serve".`,
  );
}

async function warnOfClockSkew(world: World): Promise<void> {
  const skewSeconds = await measureClockSkewSeconds(world.db, world.clock.now());
  if (Math.abs(skewSeconds) > CLOCK_SKEW_SECONDS_MAX) world.log.warn('clock.skewed', { skewSeconds });
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await systemClock.sleepMs(3_600 * SECOND_MS, signal);
}
