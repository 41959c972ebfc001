/** The two scripts of the dashboard, and what makes a site of it that a telephone can keep on its first screen. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const HASH_CHARS = 12;

function readScript(name: string): string {
  return readFileSync(path.join(import.meta.dirname, name), 'utf8');
}

const BUTTON_TEXT = readScript('push-button.js');
const WORKER_TEXT = readScript('push-worker.js');

/** Under a name that changes with it, like the style sheet's. */
export const PUSH_BUTTON_PATH = `/assets/push-${createHash('sha256').update(BUTTON_TEXT).digest('hex').slice(0, HASH_CHARS)}.js`;
/** At the root and always by the same name: a service worker looks after what is below it, and is replaced in its place. */
export const PUSH_WORKER_PATH = '/push-worker.js';
export const MANIFEST_PATH = '/vigie.webmanifest';

/** An iPhone notifies only for a site that was put on its first screen, and puts it there as an app where this says so. */
const MANIFEST = JSON.stringify({ name: 'Vigie', short_name: 'Vigie', start_url: '/', display: 'standalone' });

export function addScripts(app: FastifyInstance): void {
  app.get(PUSH_BUTTON_PATH, (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(BUTTON_TEXT),
  );
  app.get(PUSH_WORKER_PATH, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(WORKER_TEXT),
  );
  app.get(MANIFEST_PATH, (_request, reply) =>
    reply.type('application/manifest+json').header('cache-control', 'no-cache').send(MANIFEST),
  );
}
