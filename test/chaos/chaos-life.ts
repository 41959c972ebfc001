/** One life of the service: a process that is started, heard, and killed at an instant that was drawn beforehand. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Death } from './chaos-plan.ts';
import type { Moment } from './chaos-providers.ts';

/** What was decided, as the database has it when everything came to rest. */
export type Told = Readonly<{
  deliveries: readonly Readonly<{
    id: string;
    alertId: string | null;
    channelKind: string;
    status: string;
    /** The delivery whose message tells of it too. */
    bundledIntoId: string | null;
  }>[];
  alerts: readonly Readonly<{ id: string; buzzId: string; reason: string; level: number }>[];
  buzzes: readonly Readonly<{ id: string; level: number }>[];
}>;

/** One line of the process. opened: a bad buzz that is committed, so that somebody must hear of it. */
export type Said =
  | Readonly<{ kind: 'working' }>
  | Readonly<{ kind: 'opened'; buzzId: string }>
  | Readonly<{ kind: 'ready' }>
  | Readonly<{ kind: 'rested'; told: Told }>;

/** What lives leave behind for the judge, over a whole run. */
export type Heard = Readonly<{
  openedBuzzIds: Set<string>;
  /** When each delivery was written down as accepted, in milliseconds of the machine. */
  writtenDownAtMs: Map<string, number>;
  /** What the service logged as a fault of its own. */
  faults: string[];
  /** Times that it waited for an answer until its own patience was over. */
  timeOutCount: { value: number };
}>;

export type Life = Readonly<{
  number: number;
  setClock: (aheadMs: number) => void;
  /** Called by the providers in the middle of a message, before anything more happens to it. */
  notice: (moment: Moment) => void;
  /** Comes back when it is dead; true where it was killed, false where it had ended by itself. */
  ended: Promise<boolean>;
  /** What a life that drains came to; null where it ended before. */
  rested: Promise<Told | null>;
}>;

/** A life in which what its death waits for never comes ends all the same. */
const WAIT_MS_MAX = 4_000;
/** Nothing takes longer to start, or the run has failed. */
const LIFE_MS_MAX = 240_000;

export function startLife(
  options: Readonly<{
    number: number;
    words: readonly string[];
    environment: Readonly<{ [name: string]: string | undefined }>;
    death: Death | null;
    heard: Heard;
  }>,
): Life {
  const { death, heard } = options;
  const worker = spawn(process.execPath, [path.join(import.meta.dirname, 'chaos-worker.ts'), ...options.words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...options.environment },
  });
  const { stdin, stdout, stderr } = getPipes(worker);
  stdin.on('error', () => undefined); // it was killed while it was told the time
  let told: Told | null = null;
  let momentCount = 0;
  const closed = new Promise<boolean>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('close', (_code, signal) => resolve(signal === 'SIGKILL'));
  });
  const kill = (): boolean => worker.kill('SIGKILL');
  const killAfter = (afterMs: number): void => {
    if (afterMs === 0) kill();
    else void delay(afterMs, undefined, { ref: false }).then(kill);
  };
  createInterface(stdout).on('line', (line) => {
    const said = JSON.parse(line) as Said;
    if (said.kind === 'opened') heard.openedBuzzIds.add(said.buzzId);
    if (said.kind === 'rested') told = said.told;
    if (death?.kind === 'opening' && said.kind === 'working') killAfter(death.afterMs);
    if (said.kind !== 'ready' || death === null) return;
    if (death.kind === 'later' || death.kind === 'patient') killAfter(death.afterMs);
    else killAfter(WAIT_MS_MAX);
  });
  createInterface(stderr).on('line', (line) => readLog(heard, line));
  if (death?.kind === 'starting') killAfter(death.afterMs);
  const limit = setTimeout(kill, LIFE_MS_MAX);
  const ended = closed.finally(() => clearTimeout(limit));
  return {
    number: options.number,
    setClock: (aheadMs) => {
      if (worker.exitCode === null && worker.signalCode === null) stdin.write(`clock ${aheadMs}\n`);
    },
    notice: (moment) => {
      if (death?.kind !== 'sending' || moment !== death.moment) return;
      momentCount += 1;
      if (momentCount === death.messageNumber) killAfter(death.afterMs);
    },
    ended,
    rested: ended.then(() => told),
  };
}

function getPipes({ stdin, stdout, stderr }: ChildProcess): Readonly<{
  stdin: NonNullable<ChildProcess['stdin']>;
  stdout: Readable;
  stderr: Readable;
}> {
  if (stdin === null || stdout === null || stderr === null) throw new Error('the process has no pipes');
  return { stdin, stdout, stderr };
}

type LogLine = Readonly<{ event?: string; level?: string; deliveryId?: string; reason?: string; message?: string }>;

function readLog(heard: Heard, line: string): void {
  const logged = parseLine(line);
  if (logged === null) {
    if (!line.startsWith('{')) heard.faults.push(line); // no log of ours: what a process says that breaks
  } else if (logged.event === 'delivery.accepted') {
    const { deliveryId = '' } = logged;
    if (!heard.writtenDownAtMs.has(deliveryId)) heard.writtenDownAtMs.set(deliveryId, Date.now());
  } else if (logged.event === 'delivery.postponed') {
    if (logged.reason === 'timed-out') heard.timeOutCount.value += 1;
  } else if (logged.level === 'error') {
    heard.faults.push(`${logged.event}: ${logged.message}`);
  }
}

function parseLine(line: string): LogLine | null {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return null; // no log, or the half line of a process that was killed while it wrote
  }
}
