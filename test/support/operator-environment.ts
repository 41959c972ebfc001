/** The environment of a service that an operator set up, for each test of a file: a folder of its own, a key, an address. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';

export const OPERATOR_KEY = { present: Buffer.alloc(32, 7), previous: [] };
export const OPERATOR_URL = 'https://vigie.example';

export function stubOperatorEnvironment(): void {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vigie-operator-'));
    vi.stubEnv('DATA_DIR', folder);
    vi.stubEnv('SECRET_KEY', OPERATOR_KEY.present.toString('base64'));
    vi.stubEnv('PUBLIC_URL', `${OPERATOR_URL}/`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
}
