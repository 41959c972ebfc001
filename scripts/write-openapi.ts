/** Writes openapi.json from the routes: `npm run openapi`, after a route or a schema has changed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildApp } from '../src/api/app.ts';
import { readConfig } from '../src/base/config.ts';
import { openWorld } from '../src/world.ts';

const FILE = path.join(import.meta.dirname, '..', 'openapi.json');

const dataDir = mkdtempSync(path.join(tmpdir(), 'vigie-openapi-'));
try {
  await using world = await openWorld(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }), { schedule: 'left' });
  const app = await buildApp(world, { pages: null });
  await app.ready();
  writeFileSync(FILE, `${JSON.stringify(app.swagger(), null, 2)}\n`);
  await app.close();
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
