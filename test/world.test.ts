/** The key beside the embedded database: made once, renewed with the old ones behind it. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../src/base/config.ts';
import { readSecretKey, renewKeyFile } from '../src/world.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'vigie-key-'));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

const toText = (key: Uint8Array): string => Buffer.from(key).toString('base64');
const keyFile = (): string => path.join(dataDir, 'secret.key');

test('a new key in the file goes before the old ones, which still open and verify', () => {
  const config = readConfig({ DATA_DIR: dataDir });
  const first = readSecretKey(config);
  expect(first.previous).toEqual([]);
  expect(readSecretKey(config)).toEqual(first);
  const second = renewKeyFile(config);
  expect(second.present).not.toEqual(first.present);
  expect(second.previous).toEqual([first.present]);
  const third = renewKeyFile(config);
  expect(third.previous).toEqual([second.present, first.present]);
  expect(readFileSync(keyFile(), 'utf8')).toBe(
    [third.present, ...third.previous].map((key) => `${toText(key)}\n`).join(''),
  );
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
});

test('SECRET_KEY counts before the file, and SECRET_KEY_PREVIOUS after either', () => {
  const [one, two, three] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer];
  const named = { DATA_DIR: dataDir, SECRET_KEY_PREVIOUS: `${toText(two)}, ${toText(three)}` };
  expect(readSecretKey(readConfig({ ...named, SECRET_KEY: toText(one) }))).toEqual({
    present: one,
    previous: [two, three],
  });
  const ofFile = readSecretKey(readConfig(named));
  expect(ofFile.previous).toEqual([two, three]);
  expect(toText(ofFile.present)).toBe(readFileSync(keyFile(), 'utf8').trim());
});

test('a key that is none is named by its place and not repeated', () => {
  const key = toText(Buffer.alloc(32, 1));
  expect(() => readConfig({ SECRET_KEY_PREVIOUS: `${key},c2hvcnQ=` })).toThrow(
    'SECRET_KEY_PREVIOUS holds as its key number 2 something that is not 32 bytes in base64',
  );
  writeFileSync(keyFile(), `${key}\nc2hvcnQ=\n`);
  expect(() => readSecretKey(readConfig({ DATA_DIR: dataDir }))).toThrow('holds no key of 32 bytes');
});

test('the key of the configuration is not renewed in a file', () => {
  const config = readConfig({ DATA_DIR: dataDir, SECRET_KEY: toText(Buffer.alloc(32, 1)) });
  expect(() => renewKeyFile(config)).toThrow('set a new one there');
});
