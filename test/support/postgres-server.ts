/**
 * A real PostgreSQL server for tests: the one of TEST_DATABASE_URL, else one started from this machine's own binaries
 * in a temporary folder, on a free port, under an unprivileged user, and gone when the tests are.
 *
 * Its data is worth nothing, so that it never waits for the disk.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

export type PostgresServer =
  | Readonly<{
      kind: 'running';
      /** A superuser's; its database is only good for creating others. */
      url: string;
      stop: () => Promise<void>;
    }>
  | Readonly<{ kind: 'absent'; reason: string }>;

/** Tests throw their data away; a benchmark pays for the disk like everybody. */
export type Durability = 'none' | 'full';

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 50;
/** A port that was free may be taken before the server binds it. */
const START_TRIES_MAX = 3;
const LOG_CHARACTERS_MAX = 2_000;

/**
 * Comes back when the server accepts connections, or says why there is none.
 *
 * Shape:   stop ends our own server and removes its folder; it does nothing to the server of TEST_DATABASE_URL.
 * Errors:  TEST_DATABASE_URL that cannot be reached throws: whoever sets it wants that server and no silent skip.
 */
export async function startPostgresServer(durability: Durability = 'none'): Promise<PostgresServer> {
  const givenUrl = process.env.TEST_DATABASE_URL;
  if (givenUrl !== undefined && givenUrl !== '') {
    await assertReachable(givenUrl);
    return { kind: 'running', url: givenUrl, stop: () => Promise.resolve() };
  }
  const binaries = await findBinaries(DEBIAN_FOLDER);
  if (binaries === null) return { kind: 'absent', reason: 'no server found' };
  const account = await findUnprivilegedAccount();
  if (account === null)
    return { kind: 'absent', reason: 'PostgreSQL refuses root and no user postgres or nobody exists' };
  return startOwn(binaries, account, durability);
}

async function assertReachable(url: string): Promise<void> {
  const problem = await findConnectionProblem(url);
  if (problem === null) return;
  throw new Error(`The server of TEST_DATABASE_URL does not answer (${problem}): start it, or unset the variable.`);
}

/** The folder of the newest version that has a server in it (a client alone leaves a folder too). */
async function findBinaries(folder: string): Promise<string | null> {
  const versions = await listFolder(folder);
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const binaries = path.join(folder, version, 'bin');
    const names = await listFolder(binaries);
    if (names.includes('initdb') && names.includes('postgres')) return binaries;
  }
  return null;
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** As whom the server runs; empty when that is whoever we are. */
type Account = Readonly<{ uid?: number; gid?: number }>;

async function findUnprivilegedAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return {};
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find(([entry]) => entry === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

async function startOwn(binaries: string, account: Account, durability: Durability): Promise<PostgresServer> {
  // A root user's TMPDIR may be closed to others; /tmp never is.
  const folder = await mkdtemp(path.join(account.uid === undefined ? tmpdir() : '/tmp', 'vigie-postgres-'));
  try {
    if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
    const dataFolder = path.join(folder, 'data');
    await createCluster(binaries, dataFolder, account);
    for (let tryCount = 1; ; tryCount += 1) {
      const started = await tryToStart({ binaries, folder, dataFolder, account, durability });
      if (started.kind === 'running') return started;
      if (tryCount === START_TRIES_MAX) throw new Error(started.reason);
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'absent', reason: `the one in ${binaries} did not start: ${message.trim()}` };
  }
}

async function createCluster(binaries: string, dataFolder: string, account: Account): Promise<void> {
  // C.UTF-8 folds accented letters and sorts by code point, as the embedded database does.
  const choices = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'];
  await promisify(execFile)(path.join(binaries, 'initdb'), [...choices, '--no-sync', '--no-instructions', dataFolder], {
    ...account,
    cwd: '/',
  });
}

async function tryToStart(
  place: Readonly<{ binaries: string; folder: string; dataFolder: string; account: Account; durability: Durability }>,
): Promise<PostgresServer> {
  const port = await findFreePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '', // none: a path in a deep temporary folder would exceed the 107 bytes of a socket's name
    max_connections: 100,
    ...(place.durability === 'full' ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const server = toChild(
    spawn(
      path.join(place.binaries, 'postgres'),
      ['-D', place.dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      // Its own process group: Ctrl-C is ours to hear, and we then stop it in order.
      { ...place.account, cwd: place.folder, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    ),
  );
  const readLog = keepEndOfLog(server.process);
  const watchdog = spawnWatchdog(server.process.pid, place.folder, place.account);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const isReachable = await waitUntilReachable(url, server.process);
  const stop = async (): Promise<void> => {
    await stopServer(server);
    await stopWatchdog(watchdog);
  };
  if (!isReachable) {
    await stop();
    return { kind: 'absent', reason: readLog() };
  }
  return {
    kind: 'running',
    url,
    stop: async () => {
      await stop();
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

/** The last part of what the server says, for the reason when it does not start. */
function keepEndOfLog(server: ChildProcess): () => string {
  let log = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_CHARACTERS_MAX);
  });
  server.on('error', (error) => {
    log += error.message;
  });
  return () => log;
}

/** `ended` resolves when the process has ended or could not begin. */
type Child = Readonly<{ process: ChildProcess; ended: Promise<void> }>;

function toChild(process: ChildProcess): Child {
  const ended = new Promise<void>((resolve) => {
    process.once('exit', () => resolve());
    process.once('error', () => resolve());
  });
  return { process, ended };
}

/**
 * A shell that waits for the end of its input, which comes when we end, however we end: then it stops the server and
 * removes the folder. A handler in this process would not see a SIGKILL.
 */
function spawnWatchdog(serverPid: number | undefined, folder: string, account: Account): Child {
  const script = `
    read -r _
    kill -INT "$1" || exit 0
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" || break; sleep 1; done
    rm -rf "$2"`;
  return toChild(
    spawn('/bin/sh', ['-c', script, 'vigie-postgres-watchdog', String(serverPid), folder], {
      ...account,
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    }),
  );
}

/** Ends it before its input does, so that it never signals a process that took the server's number. */
async function stopWatchdog(watchdog: Child): Promise<void> {
  watchdog.process.kill('SIGKILL');
  await watchdog.ended;
}

async function waitUntilReachable(url: string, server: ChildProcess): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return false;
    if ((await findConnectionProblem(url)) === null) return true;
    await delay(POLL_MS);
  }
  return false;
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are cut off, data is left whole. */
async function stopServer(server: Child): Promise<void> {
  server.process.kill('SIGINT');
  const isStopped = await Promise.race([server.ended.then(() => true), delay(STOP_TIMEOUT_MS, false, { ref: false })]);
  if (isStopped) return;
  server.process.kill('SIGKILL');
  await server.ended;
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no free port');
  return address.port;
}

/** Null when the server answers a query. */
async function findConnectionProblem(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a connection cut off while it is being closed is of no interest
  try {
    await client.connect();
    await client.query('select 1');
    await client.end();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
