/**
 * The dump from which every embedded test database is opened: one second instead of five. It is kept beside the
 * dependencies under a name that holds what it was made from, so that a changed migration makes a new one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Database, dumpMemoryDatabase } from '../../src/store/database.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDER = path.join(ROOT, 'node_modules', '.cache', 'vigie-test');

/** The dump, made by `fill` where there is none for the present migrations and library versions. */
export async function findOrMakeTemplate(fill: (database: Database) => Promise<void>): Promise<Blob> {
  const file = path.join(FOLDER, `${fingerprint()}.tar`);
  if (!existsSync(file)) {
    mkdirSync(FOLDER, { recursive: true });
    const dump = await dumpMemoryDatabase(fill);
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, new Uint8Array(await dump.arrayBuffer()));
    renameSync(unfinished, file); // at once: another test file may be looking for it
  }
  return new Blob([readFileSync(file)]);
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const sqlFolder = path.join(ROOT, 'sql');
  for (const name of readdirSync(sqlFolder).sort()) hash.update(name).update(readFileSync(path.join(sqlFolder, name)));
  for (const file of ['src/store/jobs.ts', 'package-lock.json']) hash.update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}
