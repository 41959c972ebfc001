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

/** Megabytes in use, those of typed arrays too, without what the next collection would free. */
export function readMemoryMb(): number {
  collectGarbage();
  collectGarbage(); // what the first one only let go of
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
