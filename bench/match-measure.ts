/** Time and memory for bench/match.ts. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** CPU milliseconds of this thread; some systems count them in steps of several, so that only long work is timed by it. */
export function timeCpu<Result>(work: () => Result): Readonly<{ result: Result; cpuMs: number }> {
  const start = process.threadCpuUsage();
  const result = work();
  return { result, cpuMs: cpuMsSince(start) };
}

export function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}

/** What is in use, without what the next collection would free. */
export function readMemoryMb(): Readonly<{ heap: number; rss: number }> {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1_048_576, rss: rss / 1_048_576 };
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
