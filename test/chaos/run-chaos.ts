/**
 * Kills the service at seeded instants and counts what became of every alert: `npm run test:chaos -- [KILLS] [SEED]`.
 *
 * A fifth of the kills hits one process on an embedded database, the others two at once on one PostgreSQL server; where there
 * is none, all hit the one. The mail server goes and comes back, providers refuse for the moment, answer late, cut the
 * connection after acceptance or never answer, and clocks jump an hour to and fro. What is planned for a life follows
 * from the seed; how the processes then run is the machine's. It ends with 1 where something was lost, or doubled
 * without a reason (judge-chaos.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeSeededRandom } from '../../src/base/random.ts';
import { toSmsEnvironment } from '../support/local-provider.ts';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';
import { type Heard, type Life, startLife } from './chaos-life.ts';
import { type Death, planLife } from './chaos-plan.ts';
import {
  type Acceptance,
  type Mood,
  SMS_BY_TEMPLATE_PATH,
  startChaosProviders,
  type Way,
  WEBHOOK_PATH,
} from './chaos-providers.ts';
import { CAUSES, type ClockJump, judgeChaos, type Verdict, type WayCounts } from './judge-chaos.ts';

const KILLS_DEFAULT = 200;
const KILLS_MAX = 2_000;
const EMBEDDED_RATIO = 0.2;
const KILLS_PER_LINE = 25;
/** Processes at once on the server. */
const WORKERS_AT_ONCE = 2;
/** Up to which chance a provider does what; beyond the last it answers well. */
const MOOD_UNTIL: readonly (readonly [Mood, number])[] = [
  ['refused', 0.06],
  ['late', 0.12],
  ['cut', 0.17],
  ['never', 0.19],
];
/** Of a fault of the service, in the report. */
const FAULT_CHARS_MAX = 300;

/** What a provider offers against doubling. */
const IDEMPOTENCY: Readonly<{ [way in Way]: string }> = {
  email: 'SMTP offers no idempotency: the second mail has the same Message-ID, by which mailboxes may know it',
  'sms by Twilio': 'Twilio offers no idempotency: the telephone rings twice',
  'sms by HTTP template': 'each under the same Idempotency-Key: once for a provider that heeds it',
  webhook: 'each under the same webhook-id: once for a receiver that heeds it',
};

type Stage = Readonly<{
  name: string;
  /** The number of its first life. */
  firstLife: number;
  killCount: number;
  workersAtOnce: number;
  smsWay: Way;
  environment: Readonly<{ [name: string]: string }>;
}>;

type StageResult = Readonly<{ verdict: Verdict; events: Events; jumpCount: number; faults: readonly string[] }>;

type Events = {
  deaths: { [kind in Death['kind']]: number };
  mailServerGoneCount: number;
  lostAnswerCount: number;
  timeOutCount: number;
};

const killCount = readNumber(process.argv[2] ?? String(KILLS_DEFAULT), 'KILLS', KILLS_MAX);
const seed = readNumber(process.argv[3] ?? '1', 'SEED', 1_000_000);
const write = (line: string): boolean => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(path.join(tmpdir(), 'vigie-chaos-'));
const server = await startPostgresServer();
try {
  write(`${killCount} kills, seed ${seed}`);
  const results: StageResult[] = [];
  for (const stage of planStages(server)) results.push(await runStage(stage));
  process.exitCode = report(results) ? 0 : 1;
} finally {
  if (server.kind === 'running') await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

function planStages(postgres: PostgresServer): readonly Stage[] {
  const hasServer = postgres.kind === 'running' && killCount > 1;
  const embeddedCount = hasServer ? Math.ceil(killCount * EMBEDDED_RATIO) : killCount;
  const embedded: Stage = {
    name: 'one process, embedded database',
    firstLife: 1,
    killCount: embeddedCount,
    workersAtOnce: 1,
    // where all kills hit this one, the SMS provider is the kind that can double
    smsWay: hasServer ? 'sms by HTTP template' : 'sms by Twilio',
    environment: { DATA_DIR: path.join(folder, 'data') },
  };
  if (!hasServer) return [embedded];
  const shared: Stage = {
    name: 'two processes at once, PostgreSQL',
    firstLife: embeddedCount + 1,
    killCount: killCount - embeddedCount,
    workersAtOnce: WORKERS_AT_ONCE,
    smsWay: 'sms by Twilio',
    environment: { DATABASE_URL: postgres.url, SECRET_KEY: Buffer.alloc(32, seed).toString('base64') },
  };
  return [embedded, shared];
}

/** Starts and kills lives until the kills are used up, then lets one come to rest and judges. */
async function runStage(stage: Stage): Promise<StageResult> {
  const random = makeSeededRandom(seed);
  const heard: Heard = {
    openedBuzzIds: new Set(),
    writtenDownAtMs: new Map(),
    faults: [],
    timeOutCount: { value: 0 },
  };
  const alive = new Map<number, Life>();
  const ownAheadMs = new Map<number, number>();
  const patience = new Map<number, 'email' | 'http'>();
  const killedLives = new Set<number>();
  const bornAtMs = new Map<number, number>();
  const jumps: ClockJump[] = [];
  const events = makeEvents();
  let machineAheadMs = 0;
  let isCalm = false;
  let startedCount = 0;
  let mailServer = Promise.resolve();

  const aheadMsOf = (life: number): number => machineAheadMs + (ownAheadMs.get(life) ?? 0);
  const drawMood = ({ life, way }: Readonly<{ life: number; way: Way }>): Mood => {
    if (isCalm) return 'well';
    const unanswered = patience.get(life);
    if (unanswered !== undefined && (unanswered === 'email') === (way === 'email')) {
      patience.delete(life); // one is enough: it waits for the answer with all its might
      return 'never';
    }
    const chance = random.next();
    return MOOD_UNTIL.find(([, until]) => chance < until)?.[0] ?? 'well';
  };
  await using providers = await startChaosProviders({
    drawMood,
    aheadMsOf,
    notice: (life, moment) => alive.get(life)?.notice(moment),
  });
  const setMailServerGone = (state: 'gone' | 'back'): void => {
    mailServer = mailServer.then(() => providers.setMailServerGone(state));
  };
  const start = (number: number, words: readonly string[], death: Death | null): Life => {
    const name = `life-${String(number).padStart(4, '0')}`; // as long for each: an SMS is cut to fit its links
    const life = startLife({
      ...{ number, words, death, heard },
      environment: {
        ...stage.environment,
        ...{ SMTP_URL: providers.smtpUrl, LOG_LEVEL: 'info', FETCH_ALLOWED_RANGES: '127.0.0.0/8' },
        ...{ MAIL_FROM: `Vigie <${name}@vigie.example>`, PUBLIC_URL: `https://${name}.vigie.example` },
        ...toSmsSettings(stage.smsWay, providers.httpUrl),
        ...{ CHAOS_WEBHOOK_URL: `${providers.httpUrl}${WEBHOOK_PATH}`, CHAOS_CLOCK_MS: String(aheadMsOf(number)) },
        NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
      },
    });
    alive.set(number, life);
    bornAtMs.set(number, Date.now());
    return life;
  };
  const jump = (number: number, { byMs, whose }: Readonly<{ byMs: number; whose: 'machine' | 'own' }>): void => {
    const wasAheadMs = aheadMsOf(number);
    // to and fro, so that it stays within an hour of the right time
    if (whose === 'machine') machineAheadMs = machineAheadMs === 0 ? byMs : 0;
    else ownAheadMs.set(number, byMs);
    const life = whose === 'machine' ? null : number;
    jumps.push({ atMs: Date.now(), byMs: aheadMsOf(number) - wasAheadMs, life });
    for (const life of alive.values()) life.setClock(aheadMsOf(life.number));
  };
  const liveAndDie = async (number: number): Promise<void> => {
    const plan = planLife(seed, number);
    if (plan.death.kind === 'patient') patience.set(number, plan.death.unanswered);
    if (plan.mailServerGoneMs !== null) {
      events.mailServerGoneCount += 1;
      setMailServerGone('gone');
      setTimeout(() => setMailServerGone('back'), plan.mailServerGoneMs).unref();
    }
    const life = start(number, [String(plan.buzzCount)], plan.death);
    const { jump: planned } = plan;
    const jumping = planned && setTimeout(() => alive.has(number) && jump(number, planned), planned.afterMs);
    if (!(await life.ended)) throw new Error(`a process ended by itself: ${heard.faults.at(-1) ?? 'it said nothing'}`);
    if (jumping !== null) clearTimeout(jumping);
    alive.delete(number);
    killedLives.add(number);
    events.deaths[plan.death.kind] += 1;
    if (killedLives.size % KILLS_PER_LINE === 0) {
      write(`  ${killedLives.size} killed; accepted: ${providers.acceptances.length} messages`);
    }
  };

  write(`${stage.name}: ${stage.killCount} kills`);
  await Promise.all(
    Array.from({ length: stage.workersAtOnce }, async () => {
      while (startedCount < stage.killCount) {
        startedCount += 1;
        await liveAndDie(stage.firstLife + startedCount - 1);
      }
    }),
  );
  isCalm = true;
  setMailServerGone('back');
  await mailServer;
  const told = await start(stage.firstLife + stage.killCount, ['0', 'drain'], null).rested;
  if (told === null) throw new Error(`the service did not come to rest: ${heard.faults.at(-1) ?? 'it said nothing'}`);
  events.lostAnswerCount = countLostAnswers(providers.acceptances);
  events.timeOutCount = heard.timeOutCount.value;
  const verdict = judgeChaos({
    ...{ ...heard, told, killedLives, bornAtMs, jumps },
    ...{ acceptances: providers.acceptances, smsWay: stage.smsWay },
  });
  return { verdict, events, jumpCount: jumps.length, faults: heard.faults };
}

function toSmsSettings(way: Way, httpUrl: string): Readonly<{ [name: string]: string }> {
  if (way === 'sms by Twilio') return toSmsEnvironment({ url: httpUrl });
  return { SMS_HTTP_URL: `${httpUrl}${SMS_BY_TEMPLATE_PATH}` };
}

function countLostAnswers(acceptances: readonly Acceptance[]): number {
  return acceptances.filter(({ mood }) => mood === 'cut' || mood === 'never').length;
}

function makeEvents(): Events {
  return {
    deaths: { starting: 0, opening: 0, sending: 0, later: 0, patient: 0 },
    ...{ mailServerGoneCount: 0, lostAnswerCount: 0, timeOutCount: 0 },
  };
}

/** Prints the counts; returns whether all is well. */
function report(results: readonly StageResult[]): boolean {
  const sum = (of: (result: StageResult) => number): number => results.reduce((total, each) => total + of(each), 0);
  const deaths = (kind: Death['kind']): number => sum(({ events }) => events.deaths[kind]);
  const total = killCount;
  write('');
  write(
    `${total} kills: ${deaths('starting')} while it started, ${deaths('opening')} while buzzes opened, ${deaths('sending')} in the middle of sending, ${deaths('later')} at any other instant, ${deaths('patient')} after it had waited in vain for an answer`,
  );
  write(
    `clocks jumped ${sum(({ jumpCount }) => jumpCount)} times, the mail server was gone ${sum(({ events }) => events.mailServerGoneCount)} times, ${sum(({ events }) => events.lostAnswerCount)} answers were lost after acceptance, ${sum(({ events }) => events.timeOutCount)} tries timed out`,
  );
  if (results.length === 1) write('two processes at once: NOT TRIED, there is no PostgreSQL server here');
  write(
    `${sum(({ verdict }) => verdict.buzzCount)} bad buzzes, ${sum(({ verdict }) => verdict.alertCount)} alerts decided`,
  );
  const ways = [
    ...Map.groupBy(
      results.flatMap(({ verdict }) => verdict.ways),
      ({ way }) => way,
    ).values(),
  ].map(addUp);
  for (const way of ways) {
    const { unexplained } = way.doubled;
    const explained = countExplained(way);
    write(
      `${way.way}: ${way.deliveryCount} deliveries (${way.bundledCount} of them told in the message of another), ${way.acceptedCount} messages accepted, ${way.lostCount} lost, ${explained + unexplained} doubled (${explained} explained, ${unexplained} unexplained)`,
    );
  }
  write('doubled, and why:');
  for (const way of ways) {
    const causes = CAUSES.map((cause) => `${cause} ${way.doubled[cause]}`).join(', ');
    write(`  ${way.way}: ${causes}; ${IDEMPOTENCY[way.way]}`);
  }
  const faults = Map.groupBy(
    results.flatMap((result) => result.faults),
    (fault) => fault.slice(0, FAULT_CHARS_MAX),
  );
  const problems = results.flatMap(({ verdict }) => verdict.problems);
  for (const [fault, { length }] of faults) problems.push(`the service logged a fault ${length} times: ${fault}`);
  for (const problem of problems) write(`PROBLEM: ${problem}`);
  write(problems.length === 0 ? 'nothing lost, nothing doubled without a reason' : `${problems.length} problems`);
  return problems.length === 0;
}

function addUp(counts: readonly WayCounts[]): WayCounts {
  const [first, ...more] = counts;
  if (first === undefined) throw new Error('no counts');
  return more.reduce(
    (total, each) => ({
      way: total.way,
      deliveryCount: total.deliveryCount + each.deliveryCount,
      bundledCount: total.bundledCount + each.bundledCount,
      acceptedCount: total.acceptedCount + each.acceptedCount,
      lostCount: total.lostCount + each.lostCount,
      doubled: Object.fromEntries(
        ([...CAUSES, 'unexplained'] as const).map((cause) => [cause, total.doubled[cause] + each.doubled[cause]]),
      ) as WayCounts['doubled'],
      unexplained: [...total.unexplained, ...each.unexplained],
    }),
    first,
  );
}

function countExplained({ doubled }: WayCounts): number {
  return CAUSES.reduce((total, cause) => total + doubled[cause], 0);
}

function readNumber(text: string, name: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  process.stderr.write(`${name} is "${text}": give a whole number from 1 to ${max}.\n`);
  process.exit(2);
}
