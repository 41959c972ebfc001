/**
 * Three projects: `rules` reads the source, `embedded` runs every other test on the embedded database, `postgres` runs
 * again, on a real server, whatever touches the store. `npm test` runs all three; `--project NAME` picks one.
 */
import { defineConfig } from 'vitest/config';

const RULES = 'test/rules.test.ts';
/**
 * Not the pages, and of the API what goes through all of its tables and walls: the embedded database is PostgreSQL too, and what
 * a route reads and does the intents, the steps and the stories do there. What differs is a server's: many connections.
 */
const TOUCHES_THE_STORE = [
  'test/{store,intents,pipeline,story}/**/*.test.ts',
  'test/api/{digests,logbook,routes,walls}.test.ts',
];
const ONLY_EMBEDDED = 'test/store/embedded-thread.test.ts';
/** Contention and the like, which one embedded connection cannot show. */
const ONLY_ON_POSTGRES = 'test/**/*.postgres.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // a process for each file would load the service and compile the embedded database anew: half of the whole time
    isolate: false,
    maxWorkers: 2, // an embedded database takes about 450 MB, and the smallest machine we build on has two cores
    testTimeout: 60_000,
    hookTimeout: 120_000,
    provide: { postgresUrl: null, postgresAbsentReason: null },
    projects: [
      { extends: true, test: { name: 'rules', include: [RULES] } },
      {
        extends: true,
        test: {
          name: 'embedded',
          include: ['test/**/*.test.ts'],
          exclude: [RULES, ONLY_ON_POSTGRES],
          env: { VIGIE_TEST_DATABASE: 'embedded' },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [...TOUCHES_THE_STORE, ONLY_ON_POSTGRES],
          exclude: [ONLY_EMBEDDED],
          env: { VIGIE_TEST_DATABASE: 'postgres' },
          globalSetup: ['test/support/postgres-global-setup.ts'],
          runner: './test/support/postgres-runner.ts',
        },
      },
    ],
  },
});
