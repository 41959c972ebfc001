/** digest: the real program on a database of its own, and what it refuses. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandIo } from '../../src/commands/command.ts';
import { digestCommand } from '../../src/commands/digest.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { previewDigest } from '../../src/pipeline/preview-digest.ts';
import { run } from '../support/program.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

/** Nothing is written before the arguments are read. */
const NO_IO: CommandIo = {
  write: expect.unreachable,
  readStdin: expect.unreachable,
  streamStdin: expect.unreachable,
  writeSlowly: expect.unreachable,
  tell: expect.unreachable,
  signal: new AbortController().signal,
};
const FILE = {
  agency: { name: 'Quai', language: 'fr', timeZone: 'Europe/Paris' },
  owner: { name: 'Marie', email: 'marie@agence.example' },
  brands: [{ name: 'Orange', query: 'orange', sector: 'telecom' }],
};

let folder: string | undefined;

afterEach(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = undefined;
});

async function vigie(words: readonly string[]) {
  return await run(words, { DATA_DIR: path.join(folder ?? '', 'data'), LOG_LEVEL: 'error' });
}

test('says a week that nobody spoke in, as text and as a PDF', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-digest-'));
  const file = path.join(folder, 'agency.json');
  await writeFile(file, JSON.stringify(FILE));
  expect((await vigie(['import', file])).code).toBe(0);
  const pdf = path.join(folder, 'bilan.pdf');
  const said = await vigie(['digest', '--agency', 'Quai', '--brand', 'Orange', '--pdf', pdf]);
  expect(said.stderr).toBe('');
  expect(said.stdout.replace(/\s+/g, ' ')).toContain('Personne n’a parlé de l’opérateur Orange cette semaine');
  expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
}, 120_000);

test.each([
  [['--agency', 'Quai', '--period', 'decade'], '--period is "decade": say day or week or month.'],
  [['--agency', 'Quai', '--format', 'docx'], '--format is "docx": say text or json.'],
  [['--brand', 'Orange'], 'name the agency by --agency NAME'],
  [['Orange'], '"Orange" is not expected here'],
])('%j is wrong usage', async (words, sentence) => {
  await expect(digestCommand.run(words, NO_IO)).rejects.toMatchObject({
    code: 'USAGE_WRONG',
    message: expect.stringContaining(sentence),
  });
});

describe('a digest that is made on demand', () => {
  test.each([
    ['day', '2026-05-30', '2026-05-28T22:00:00.000Z', '2026-05-29T22:00:00.000Z'],
    ['week', '2026-05-30', '2026-05-22T22:00:00.000Z', '2026-05-29T22:00:00.000Z'],
    ['month', '2026-05-30', '2026-03-31T22:00:00.000Z', '2026-04-30T22:00:00.000Z'],
    ['week', null, '2026-05-24T22:00:00.000Z', '2026-05-31T22:00:00.000Z'],
  ] as const)('of a %s on the morning of %s', async (period, on, periodFrom, periodUntil) => {
    const world = await makeTestWorld();
    const agency = await makeAgency(world, 'Quai');
    const brand = await addBrand(world, agency.id, { name: 'Orange', kind: 'client', query: 'orange' });
    const now = world.clock.now();
    const ofBrand = await previewDigest(world.db, { agency, brand, period, on, now });
    expect(ofBrand).toMatchObject({ kind: 'brand', period, periodFrom, periodUntil });
    expect(await previewDigest(world.db, { agency, brand: null, period, on, now })).toMatchObject({
      kind: 'agency',
      periodFrom,
    });
    expect(await world.db.selectFrom('digests').selectAll().execute()).toEqual([]);
  });

  test.each([
    ['2026-06-02', 'has not come yet'],
    ['demain', 'is no day: give one such as 2026-06-01'],
    ['2026-02-30', 'is no day'],
    ['1926-06-01', 'is no day'],
  ])('on %s is refused', async (on, sentence) => {
    const world = await makeTestWorld();
    const agency = await makeAgency(world, 'Quai');
    const asked = previewDigest(world.db, { agency, brand: null, period: 'week', on, now: world.clock.now() });
    await expect(asked).rejects.toThrow(sentence);
  });
});
