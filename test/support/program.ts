/** The real program, started as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = path.join(import.meta.dirname, '..', '..');
const COMPILED = path.join(tmpdir(), `vigie-test-compiled-${process.pid}`);
const WAIT_MS_MAX = 90_000;
const WAIT_STEP_MS = 100;

export type Started = ChildProcess & Readonly<{ stdoutText: () => string; stderrText: () => string }>;

/** Starts `vigie ARGS` with this environment alone (and PATH). */
export function start(args: readonly string[], environment: Readonly<Record<string, string>>, input = ''): Started {
  const child = spawn(process.execPath, [path.join(ROOT, 'src', 'main.ts'), ...args], {
    // every start compiles the same files: a third of its time
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    texts.stderr += chunk.toString();
  });
  return Object.assign(child, { stdoutText: () => texts.stdout, stderrText: () => texts.stderr });
}

/** Runs `vigie ARGS` to its end. */
export async function run(args: readonly string[], environment: Readonly<Record<string, string>>, input = '') {
  const child = start(args, environment, input);
  const { code } = await exitOf(child);
  return { code, stdout: child.stdoutText(), stderr: child.stderrText() };
}

export function exitOf(child: ChildProcess): Promise<Readonly<{ code: number | null; signal: NodeJS.Signals | null }>> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Asks again and again, for a minute and a half at most. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX; waitedMs += WAIT_STEP_MS) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
  }
  throw new Error(`it did not happen within ${WAIT_MS_MAX} ms`);
}

/** The body of an answer, whatever its status. */
export async function readText(url: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    get(url, (response) => resolve(text(response))).on('error', reject);
  });
}
