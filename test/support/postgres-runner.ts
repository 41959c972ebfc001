/**
 * The runner of the `postgres` project: where there is no server, every test of the project is skipped under its own
 * name. It is done here and not in the tests, so that no `beforeAll` runs into a server that is not there and no test
 * can forget to ask.
 */
import { inject, TestRunner } from 'vitest';

const NO_NAME = /(?!)/;

// biome-ignore lint/style/noDefaultExport: vitest loads a runner by its default export
export default class PostgresRunner extends TestRunner {
  constructor(config: ConstructorParameters<typeof TestRunner>[0]) {
    // A pattern that matches no name is how vitest is told to collect everything and run nothing.
    super(inject('postgresUrl') === null ? { ...config, testNamePattern: NO_NAME } : config);
  }
}
