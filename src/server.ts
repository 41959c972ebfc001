/** The HTTP server: the API with the dashboard's pages beside it, listening. */

import { buildApp } from './api/app.ts';
import { AppError } from './base/errors.ts';
import { makePages } from './web/pages.ts';
import type { World } from './world.ts';

export type Server = Readonly<{
  /** Where it really listens, also when the port was left to the system. */
  url: string;
  /** Answers what it is answering, then stops. */
  close: () => Promise<void>;
}>;

/** Errors: PORT_TAKEN. */
export async function startServer(world: World): Promise<Server> {
  const app = await buildApp(world, { pages: makePages(world) });
  const { host, port } = world.config;
  try {
    const url = await app.listen({ host, port });
    return { url, close: () => app.close() };
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new AppError(
        'PORT_TAKEN',
        `Port ${port} of ${host} is taken: stop what listens there, or set another PORT.`,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new AppError('PORT_TAKEN', `Vigie may not listen on port ${port} of ${host}: set another PORT or HOST.`);
    }
    throw error;
  }
}
