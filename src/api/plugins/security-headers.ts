/** What browsers are told on every answer: take everything from here, run nothing inline, be framed by nobody. */
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../deps.ts';

/**
 * Strict, and the same for pages and API.
 *
 * HTTPS is asked for only where the public address has it: on a machine's own `http://…` it would lock people out.
 * The referrer stays within the site, because acknowledge links carry their token in the path.
 */
export async function addSecurityHeaders(app: FastifyInstance, config: ApiDeps['config']): Promise<void> {
  const isHttps = config.publicUrl.startsWith('https:');
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
  });
}
