/**
 * What `npm test` runs: every test on the embedded database, and again on a real PostgreSQL server whatever touches
 * the store; then the names of what was skipped and, alone on the last line, `N passed, N failed, N skipped`.
 *
 * Arguments go to vitest: `npm test -- test/store`, `npm test -- --project embedded -t "one alert"`.
 *
 * It exits 1 when a test failed, when a file or a hook broke, when something went wrong between the tests, or when
 * there was no test to run: a suite that finds nothing must not look like one that passes.
 */
import { createVitest, parseCLI, type TestCase, type TestModule, type Vitest } from 'vitest/node';
import type {} from '../test/support/postgres-global-setup.ts'; // the type of what the projects provide

process.env.NODE_ENV ??= 'test';
const isGood = await runTests(process.argv.slice(2));
// What vitest itself found wrong (a teardown that failed) stays.
if (!isGood) process.exitCode = 1;

async function runTests(args: readonly string[]): Promise<boolean> {
  const { filter, options } = parseCLI(['vitest', 'run', ...args]);
  const vitest = await createVitest({ ...options, watch: false });
  const faultCount = await start(vitest, filter);
  const tally = countTests(vitest);
  const absentReason = findAbsentReason(vitest);
  await vitest.close();
  for (const test of tally.skipped) print(`skipped: ${toFullName(test)}`);
  if (absentReason !== null) {
    print(`PostgreSQL: skipped, ${absentReason}: set TEST_DATABASE_URL or install Debian's postgresql`);
  }
  const failedCount = tally.failedCount + faultCount;
  print(`${tally.passedCount} passed, ${failedCount} failed, ${tally.skipped.length} skipped`);
  return failedCount === 0 && tally.passedCount > 0;
}

/** How many faults kept the tests from running: 0 or 1. */
async function start(vitest: Vitest, filter: string[]): Promise<number> {
  try {
    await vitest.start(filter);
    return 0;
  } catch (error) {
    print(`The tests could not run: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

type Tally = Readonly<{ passedCount: number; failedCount: number; skipped: readonly TestCase[] }>;

/** A file that does not load, a hook that throws and an error outside every test count as one failure each. */
function countTests(vitest: Vitest): Tally {
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string): readonly TestCase[] => tests.filter((test) => test.result().state === state);
  const brokenCount = modules.map(countBroken).reduce((sum, count) => sum + count, 0);
  return {
    passedCount: inState('passed').length,
    failedCount:
      inState('failed').length + inState('pending').length + brokenCount + vitest.state.getUnhandledErrors().length,
    skipped: inState('skipped'),
  };
}

function countBroken(module: TestModule): number {
  return [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
}

/** Why the `postgres` project had no server; null when it had one or had nothing to run. */
function findAbsentReason(vitest: Vitest): string | null {
  const project = vitest.projects.find(({ name }) => name === 'postgres');
  return project?.getProvidedContext().postgresAbsentReason ?? null;
}

function toFullName(test: TestCase): string {
  return `[${test.project.name}] ${test.module.relativeModuleId} > ${test.fullName}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
