/**
 * The RegExps of bench/match.ts in a thread of their own, so that what was compiled for others does not slow them down.
 * This file is both sides.
 *
 * Measured: behind documents of 30 words, or behind our matcher in one heap, they took twice the time. Why is not known
 * for certain; the state that is kindest to them is the one that is compared with.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { MatchableDocument } from '../src/analysis/query/read-document.ts';
import { type Brand, toEntry } from './match-brands.ts';
import { foldDocument } from './match-fold.ts';
import { cpuMsSince } from './match-measure.ts';
import { type Test, toRegExpTest } from './match-regexp.ts';

/** So many documents at least, and no more when so much time has gone. */
export type Limits = Readonly<{ documentCountMin: number; msMax: number }>;

/** Of the first so many documents: the numbers of the brands found, rising. */
export type Found = Readonly<{ cpuMs: number; answers: readonly (readonly number[])[] }>;

export type RegExpThread = Readonly<{
  search: (documents: readonly MatchableDocument[], limits: Limits) => Promise<Found>;
  [Symbol.asyncDispose]: () => Promise<void>;
}>;

/** V8 compiles an expression twice, at its first uses: these are not measured. */
export type Setting = Readonly<{ brands: readonly Brand[]; warmUp: readonly MatchableDocument[] }>;

type Search = Readonly<{ documents: readonly MatchableDocument[]; limits: Limits }>;

if (!isMainThread) serve(workerData as Setting);

export function openRegExpThread(setting: Setting): RegExpThread {
  const worker = new Worker(import.meta.filename, { workerData: setting });
  return {
    search: async (documents, limits) => {
      worker.postMessage({ documents, limits } satisfies Search);
      const [found] = (await once(worker, 'message')) as [Found]; // an error in the thread is thrown here
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}

function serve({ brands, warmUp }: Setting): void {
  const tests = brands.map((brand) => toRegExpTest(toEntry(brand, 0).query));
  for (const document of warmUp) findAll(tests, document);
  parentPort?.on('message', (search: Search) => parentPort?.postMessage(searchAll(tests, search)));
}

function searchAll(tests: readonly Test[], { documents, limits }: Search): Found {
  const answers: (readonly number[])[] = [];
  const start = process.threadCpuUsage();
  for (const document of documents) {
    if (answers.length >= limits.documentCountMin && cpuMsSince(start) > limits.msMax) break;
    answers.push(findAll(tests, document));
  }
  return { cpuMs: cpuMsSince(start), answers };
}

function findAll(tests: readonly Test[], document: MatchableDocument): readonly number[] {
  const folded = foldDocument(document);
  const found: number[] = [];
  for (let index = 0; index < tests.length; index += 1) {
    if (tests[index]?.(folded) === true) found.push(index);
  }
  return found;
}
