/** When the set-up script installs again: too often costs half a minute a start, too rarely runs on the wrong packages. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

type Setup = Readonly<{ isInstallNeeded: (root: string, needs: Readonly<{ isDevNeeded: boolean }>) => boolean }>;
type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const setup = createRequire(import.meta.url)('../../scripts/setup.cjs') as Setup;

const WANTED: Packages = {
  '': { name: 'vigie', version: '0.1.0' },
  'node_modules/used': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/tool': { version: '2.0.0', integrity: 'sha512-b', dev: true },
  'node_modules/for-mac': { version: '3.0.0', integrity: 'sha512-c', optional: true },
};
const { '': _root, ...WHOLE } = WANTED;
const { 'node_modules/tool': _tool, ...WITHOUT_TOOL } = WHOLE;
const { 'node_modules/for-mac': _mac, ...WITHOUT_OPTIONAL } = WHOLE;
const { 'node_modules/used': _used, ...WITHOUT_USED } = WHOLE;

/** A checkout with this in node_modules/.package-lock.json; null for no installation. */
async function makeCheckout(installed: Packages | string | null): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'vigie-setup-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: WANTED }));
  await mkdir(path.join(root, 'node_modules'));
  if (installed === null) return root;
  const text = typeof installed === 'string' ? installed : JSON.stringify({ packages: installed });
  await writeFile(path.join(root, 'node_modules', '.package-lock.json'), text);
  return root;
}

describe('an installation is made again', () => {
  const cases: readonly (readonly [string, Packages | string | null])[] = [
    ['when there is none, as on a fresh clone or after a killed npm ci', null],
    ['when npm wrote only half of its note', '{"packages": {'],
    ['when a package is missing', WITHOUT_USED],
    ['when a package for development is missing and the tests need it', WITHOUT_TOOL],
    ['when a package has another version', { ...WHOLE, 'node_modules/used': { version: '1.0.1' } }],
    [
      'when there is a package that the lock file no longer names',
      { ...WHOLE, 'node_modules/old': { version: '1.0.0' } },
    ],
  ];
  test.for(cases)('%s', async ([, installed]) => {
    const root = await makeCheckout(installed);
    expect(setup.isInstallNeeded(root, { isDevNeeded: true })).toBe(true);
  });
});

describe('an installation is kept', () => {
  const cases: readonly (readonly [string, Packages, boolean])[] = [
    ['when it is what the lock file asks for', WHOLE, true],
    ['when only a package of another platform is missing', WITHOUT_OPTIONAL, true],
    ['when only the packages for development are missing and the service is started', WITHOUT_TOOL, false],
  ];
  test.for(cases)('%s', async ([, installed, isDevNeeded]) => {
    const root = await makeCheckout(installed);
    expect(setup.isInstallNeeded(root, { isDevNeeded })).toBe(false);
  });

  test('when the lock file only looks newer, as after a copy or an unpacked archive', async () => {
    const root = await makeCheckout(WHOLE);
    const nextYear = new Date('2100-01-01T00:00:00Z');
    await utimes(path.join(root, 'package-lock.json'), nextYear, nextYear);
    expect(setup.isInstallNeeded(root, { isDevNeeded: true })).toBe(false);
  });
});
