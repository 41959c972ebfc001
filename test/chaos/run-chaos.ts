/**
 * Kills the service at seeded instants and counts what became of every alert: `npm run test:chaos -- [KILLS] [SEED]`.
 *
 * A mail server, an SMS provider and a webhook of our own answer well, refuse for the moment, or accept and let the
 * answer get lost. Lost: a delivery that was decided and that no provider accepted, or a buzz of which nobody was told.
 * Doubled: a provider that accepted one delivery twice; mails and webhooks are known by their ids, the SMS provider has
 * none to give. It ends with 1 where something was lost, or doubled beyond recognition where it need not be.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSeededRandom } from '../../src/base/random.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { type ProviderAnswer, startLocalProvider, toSmsEnvironment } from '../support/local-provider.ts';

const KILLS_MAX = 2_000;
/** After the last buzz of its life was opened; most of what it does for an alert takes less. */
const KILL_AFTER_MS_MAX = 1_500;
/** So many lives end while buzzes are still being opened. */
const EARLY_RATIO = 0.2;
const BUZZES_PER_LIFE_MAX = 3;
/** The service starts and drains within this, or the run has failed. */
const LIFE_MS_MAX = 240_000;
const KILLS_PER_LINE = 25;

type Told = Readonly<{
  deliveries: readonly Readonly<{
    id: string;
    channel_kind: string;
    status: string;
    reason: string;
    buzz_id: string;
  }>[];
  buzzes: readonly Readonly<{ id: string; level: number; status: string; pending_change: string | null }>[];
}>;

const killCount = readNumber(process.argv[2] ?? '200', 'KILLS', KILLS_MAX);
const seed = readNumber(process.argv[3] ?? '1', 'SEED', 1_000_000);
const random = makeSeededRandom(seed);
const write = (line: string): boolean => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(path.join(tmpdir(), 'vigie-chaos-'));
let isCalm = false;

await using mailbox = await startLocalMailbox();
await using gateway = await startLocalProvider(() => answer({ status: 201, body: '{"sid":"SM1"}' }));
await using hook = await startLocalProvider(() => answer({ status: 204 }));
try {
  write(`${killCount} kills, seed ${seed}`);
  for (let kill = 1; kill <= killCount; kill += 1) {
    // a mail server that is away for a life or two
    mailbox.refuseWith(random.next() < 0.15 ? { command: 'data', code: 451, text: 'Try again later' } : null);
    await liveAndDie();
    if (kill % KILLS_PER_LINE === 0) write(`  ${kill} killed; accepted: ${sayAccepted()}`);
  }
  isCalm = true;
  mailbox.refuseWith(null);
  const problems = judge(await drain());
  for (const problem of problems) write(`PROBLEM: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Mostly well; now and then a refusal of the moment, or acceptance whose answer never comes. */
function answer(good: NonNullable<ProviderAnswer>): ProviderAnswer {
  const chance = random.next();
  if (isCalm || chance < 0.85) return good;
  return chance < 0.93 ? { status: 503 } : null;
}

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [path.join(import.meta.dirname, 'chaos-worker.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      ...{ DATA_DIR: folder, SMTP_URL: mailbox.url, LOG_LEVEL: 'silent', FETCH_ALLOWED_RANGES: '127.0.0.0/8' },
      ...toSmsEnvironment(gateway),
      CHAOS_WEBHOOK_URL: `${hook.url}/hook`,
    },
  });
}

async function liveAndDie(): Promise<void> {
  const worker = start(String(1 + Math.floor(random.next() * BUZZES_PER_LIFE_MAX)));
  const ended = once(worker, 'exit');
  const limit = AbortSignal.timeout(LIFE_MS_MAX);
  const last = random.next() < EARLY_RATIO ? 'working' : 'opened';
  for await (const [line] of on(createInterface(must(worker.stdout)), 'line', { signal: limit })) {
    if (line === last) break;
  }
  await delay(random.next() * KILL_AFTER_MS_MAX);
  worker.kill('SIGKILL');
  await ended;
}

async function drain(): Promise<Told> {
  const worker = start('0', 'drain');
  const ended = once(worker, 'exit', { signal: AbortSignal.timeout(LIFE_MS_MAX) });
  const lines: string[] = [];
  createInterface(must(worker.stdout)).on('line', (line) => lines.push(line));
  await ended;
  const last = lines.at(-1);
  if (last === undefined || last === 'opened') throw new Error('the service did not come to rest');
  return JSON.parse(last) as Told;
}

/** What is wrong; prints the counts. */
function judge({ deliveries, buzzes }: Told): readonly string[] {
  const received = {
    email: mailbox.mails.map(({ parsed }) => /^<([^@]+)@/.exec(parsed.messageId ?? '')?.[1] ?? ''),
    webhook: hook.received.map(({ headers }) => String(headers['webhook-id'])),
  };
  const problems: string[] = [];
  for (const kind of ['email', 'webhook'] as const) {
    const ids = received[kind];
    const ours = deliveries.filter(({ channel_kind }) => channel_kind === kind);
    const lost = ours.filter(({ id }) => !ids.includes(id));
    const known = new Set(ours.map(({ id }) => id));
    const strange = ids.filter((id) => !known.has(id));
    write(
      `${kind}: ${ours.length} decided, ${new Set(ids).size} accepted, ${lost.length} lost, ${ids.length - new Set(ids).size} accepted twice under the same id`,
    );
    if (lost.length > 0) problems.push(`${lost.length} of ${kind} lost`);
    if (strange.length > 0) problems.push(`${strange.length} of ${kind} that nobody decided`);
  }
  const sms = deliveries.filter(({ channel_kind }) => channel_kind === 'sms');
  const accepted = sms.filter(({ status }) => status === 'accepted').length;
  write(
    `sms: ${sms.length} decided, ${accepted} accepted, ${gateway.received.length} requests; this provider knows no second try`,
  );
  if (accepted < sms.length) problems.push(`${sms.length - accepted} SMS lost`);
  const told = new Set(deliveries.map(({ buzz_id }) => buzz_id));
  const untold = buzzes.filter(({ id, pending_change }) => !told.has(id) || pending_change !== null);
  write(`${buzzes.length} buzzes, ${untold.length} of which nobody was told`);
  if (untold.length > 0) problems.push(`${untold.length} buzzes of which nobody was told`);
  const dead = deliveries.filter(({ status }) => status !== 'accepted');
  if (dead.length > 0) problems.push(`${dead.length} deliveries that did not end in acceptance`);
  const keys = deliveries.map(({ buzz_id, reason, channel_kind }) => `${buzz_id} ${reason} ${channel_kind}`);
  const notices = keys.filter((key) => key.includes('first-notice'));
  if (new Set(notices).size < notices.length) problems.push('a first notice was decided twice');
  return problems;
}

function sayAccepted(): string {
  return `${mailbox.mails.length} mails, ${gateway.received.length} SMS, ${hook.received.length} webhooks`;
}

function must<Value>(value: Value | null): Value {
  if (value === null) throw new Error('the worker has no standard output');
  return value;
}

function readNumber(text: string, name: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  process.stderr.write(`${name} is "${text}": give a whole number from 1 to ${max}.\n`);
  process.exit(2);
}
