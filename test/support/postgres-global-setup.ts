/**
 * Starts the PostgreSQL server of the `postgres` project before its first test and stops it after its last.
 *
 * Tests read `inject('postgresUrl')`: the URL of a superuser who may create databases, or null where there is no
 * server (and in the other projects, which need none).
 */
import type { TestProject } from 'vitest/node';
import { startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | null;
    /** Why there is no server, as a sentence; null where there is one or where none was looked for. */
    postgresAbsentReason: string | null;
  }
}

/** Called by vitest with the project; what it returns is called at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresServer();
  const isRunning = server.kind === 'running';
  project.provide('postgresUrl', isRunning ? server.url : null);
  project.provide('postgresAbsentReason', isRunning ? null : server.reason);
  return async () => {
    if (isRunning) await server.stop();
  };
}
