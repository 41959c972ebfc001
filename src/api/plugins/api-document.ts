/** The OpenAPI 3.1 document, made of the very schemas that check the requests, and a page to read it on. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { SCHEMAS } from '../schemas/all-schemas.ts';
import { REQUESTS_PER_MINUTE_MAX } from './rate-limit.ts';

const DESCRIPTION = `Vigie watches what is said of brands and wakes the right person when a bad buzz starts.

Every request but the first set-up carries \`Authorization: Bearer vigie_key_…\`; keys are made at \`/v1/api-keys\` and shown once. A key sees its own agency; everything else is 404.

Instants are ISO 8601 in UTC. Lists come in pages: pass \`nextCursor\` as \`cursor\` until it is null. Fields that are not described here are refused. What is refused is told as \`application/problem+json\` (RFC 9457).

A key may call ${REQUESTS_PER_MINUTE_MAX} times a minute; the \`RateLimit-*\` headers say what is left, \`Retry-After\` how long to wait.`;

/** Call it before the routes are registered: the document is what was registered after it, as far as it has tags. */
export async function addApiDocument(app: FastifyInstance): Promise<void> {
  for (const schema of SCHEMAS) app.addSchema(schema);
  await app.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Vigie', version: '1', description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'a key of the agency: vigie_key_…' },
          setupToken: { type: 'http', scheme: 'bearer', description: 'the token of the set-up link: vigie_setup_…' },
        },
      },
      security: [{ apiKey: [] }],
    },
    refResolver: { buildLocalReference: (schema, _baseUri, _fragment, index) => toSchemaName(schema.$id, index) },
  });
}

/** The document as JSON, and the page that reads it. Within the prefix that they are registered under. */
export async function addApiDocumentPages(app: FastifyInstance, prefix: string): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: prefix,
    uiConfig: { url: `${prefix}/openapi.json`, deepLinking: true },
    // the page's own scripts write style attributes; nothing else may
    transformStaticCSP: (header) => `${header};style-src 'self' 'unsafe-inline'`,
  });
}

function toSchemaName(id: unknown, index: number): string {
  return typeof id === 'string' ? id : `schema-${index}`;
}
