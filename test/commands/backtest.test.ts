/** `vigie backtest` of a table: what a rule would have told, beside the present one; and every row that is none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { backtestCommand } from '../../src/commands/backtest.ts';
import { LINE_CHARACTERS_MAX } from '../../src/commands/command.ts';
import { makeCommandIo } from '../support/command-io.ts';
import { run } from '../support/program.ts';

const AGENCY = `agency: { name: Agence du Quai, language: fr, timeZone: Europe/Paris }
owner: { name: Marie, email: marie@agence.example, password: un mot de passe }
brands:
  - { name: Ondelia, query: Ondelia }
`;

const START_MS = Date.UTC(2026, 5, 1);

function toTimestamp(index: number): string {
  return new Date(START_MS + index * 300_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Eight days of 10 to 12 mentions every five minutes, one of them negative every hour; 120 angry ones in two hours. */
const INDEXES = Array.from({ length: 8 * 288 }, (_, index) => index);
const isAngry = (index: number): boolean => index >= 2_000 && index < 2_024;
const ROWS = INDEXES.map(
  (index) => `${toTimestamp(index)},${10 + (index % 3)},${isAngry(index) ? 5 : index % 12 === 0 ? 1 : 0}`,
);
const VOLUMES = INDEXES.map((index) => `${toTimestamp(index)},${isAngry(index) ? 200 : 10 + (index % 3)}`);

async function backtest(args: readonly string[], lines: readonly string[]) {
  const io = makeCommandIo(lines.map((line) => `${line}\n`).join(''));
  const code = await backtestCommand.run(args, io);
  return { code, lines: io.written, told: io.told.join('\n') };
}

async function listBuzzes(args: readonly string[], lines: readonly string[]) {
  const answer = await backtest(['--json', ...args], lines);
  expect(answer).toMatchObject({ code: 0, told: '' });
  return answer.lines.map(
    (line) => JSON.parse(line) as Readonly<{ rule: string; toldAt: string | null; minutesBeforePeak: number | null }>,
  );
}

test('tells when the present rule would have told people, and how long before the peak', async () => {
  const [buzz, ...others] = await listBuzzes([], ['timestamp,value,negative', ...ROWS]);
  expect(others).toEqual([]);
  expect(buzz).toMatchObject({ rule: 'present', name: 'balanced', highestLevel: 3, negativeCount: expect.any(Number) });
  expect(Number(buzz?.minutesBeforePeak)).toBeGreaterThan(0);
});

test('shows the tried rule beside the present one, by level and by episode', async () => {
  const { code, lines } = await backtest(['--threshold', 'negatives>=100/2h:4'], ROWS);
  expect(code).toBe(0);
  expect(lines[0]).toBe('2026-06-01 00:00 to 2026-06-09 00:00 (UTC): 8 days, 25,344 mentions, 310 of them negative');
  expect(lines[2]).toMatch(/^bad buzzes +tried: negatives>=100\/120m:4 +present: balanced$/);
  expect(lines.find((line) => line.startsWith('4 crisis'))).toMatch(/ 1 +0$/);
  expect(lines.find((line) => line.startsWith('3 bad buzz'))).toMatch(/ 0 +1$/);
  expect(lines.at(-1)).toMatch(
    /^2026-06-07 \d\d:\d\d +4, 40 min after the peak +3, .+ before the peak +122 +2026-06-07 23:40$/,
  );
});

test('a threshold with a sensitivity stands beside it, and alone without', async () => {
  const [alone] = await listBuzzes(['--threshold', 'mentions>=1000/30m:2'], ROWS);
  expect(alone?.rule).toBe('present');
  const [beside] = await listBuzzes(['--threshold', 'mentions>=1000/30m:2', '--sensitivity', 'fewer'], ROWS);
  expect(beside).toMatchObject({ rule: 'tried', name: 'fewer + mentions>=1000/30m:2' });
});

test('without a negative column abnormal volume is told', async () => {
  const [buzz] = await listBuzzes([], VOLUMES);
  expect(buzz).toMatchObject({ negativeCount: null, openedAt: '2026-06-07T22:45:00.000Z' });
});

test.each([
  ['nothing', []],
  ['a header alone', ['timestamp,value,negative']],
  ['one row', [`${toTimestamp(0)},50,40`]],
  ['zeros', INDEXES.map((index) => `${toTimestamp(index)},0,0`)],
  ['zeros without a negative column', INDEXES.map((index) => `${toTimestamp(index)},0`)],
  ['days left out', ROWS.filter((_, index) => index < 600 || (index > 1_500 && index < 2_000))],
  ['a billion as the first row', [`${toTimestamp(0)},1000000000,1000000000`, ...ROWS.slice(1, 1_900)]],
  ['a billion of which two are negative', ROWS.slice(0, 1_999).concat(`${toTimestamp(1_999)},1000000000,2`)],
  ['hourly rows', ROWS.filter((_, index) => index % 12 === 0 && !isAngry(index))],
])('%s: answered, and nobody is told', async (_name, lines) => {
  const told = (await listBuzzes(['--sensitivity', 'more'], lines)).filter(({ toldAt }) => toldAt !== null);
  expect(told).toEqual([]);
  const { lines: shown } = await backtest(['--sensitivity', 'more'], lines);
  expect(shown.find((line) => line.startsWith('3 bad buzz'))).toMatch(/ 0 +0$/);
});

test('rows of the same five minutes are added up', async () => {
  const split = ROWS.flatMap((row) => {
    const [at = '', value, negative] = row.split(',');
    return [`${at},${value},${negative}`, `${at.slice(0, -2)}30,0,0`];
  });
  expect(await listBuzzes([], split)).toEqual(await listBuzzes([], ROWS));
});

describe('a row that is none is told with its line, and nothing else is', () => {
  const good = `${toTimestamp(0)},5,1`;
  test.each([
    ['NaN', [good, `${toTimestamp(1)},NaN,0`], 'Line 2: "NaN" is no count'],
    ['NaN among the negatives', [good, `${toTimestamp(1)},4,NaN`], 'Line 2: "NaN" is no count'],
    [
      'a clock that goes back',
      [`${toTimestamp(9)},5,1`, good],
      'Line 2: 2026-06-01 00:00:00 is before the row above it',
    ],
    ['a row that comes twice', [good, good], 'Line 2: 2026-06-01 00:00:00 is the instant of the row above it'],
    ['more negative than all', [`${toTimestamp(0)},5,9`], 'Line 1 counts 9 negative mentions among 5'],
    ['no end of line', [good, '9'.repeat(2 * LINE_CHARACTERS_MAX)], 'Line 2 has no end'],
    ['words', ['hello'], 'Line 1, "hello", is no row'],
  ])('%s', async (_name, lines, sentence) => {
    const answer = await backtest([], lines);
    expect(answer).toMatchObject({ code: 1, lines: [] });
    expect(answer.told).toContain(`vigie backtest: ${sentence}`);
  });

  test('a threshold of negatives where no column tells them', async () => {
    const answer = await backtest(['--threshold', 'negatives>=10/1h:3'], VOLUMES.slice(0, 5));
    expect(answer).toMatchObject({ code: 1, lines: [] });
    expect(answer.told).toContain('the rows have no negative column');
  });
});

test.each([
  ['an argument', ['file.csv'], '"file.csv" is not expected here'],
  ['a sensitivity that is none', ['--sensitivity', 'high'], '"high" is no sensitivity: say fewer, balanced or more'],
  [
    'a threshold that is none',
    ['--threshold', '10 an hour'],
    '"10 an hour" is no threshold: write it as negatives>=10/60m:3',
  ],
  ['a level of five', ['--threshold', 'negatives>=10/60m:5'], 'a level from 1 to 4'],
  ['two days', ['--threshold', 'negatives>=10/48h:3'], '5 minutes to 24 hours'],
])('%s is wrong usage', async (_name, args, sentence) => {
  const error = await backtestCommand.run(args, makeCommandIo()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'USAGE_WRONG', message: expect.stringContaining(sentence) });
});

test('options of a stored past without a brand, and a query without a threshold, are wrong usage', async () => {
  for (const [args, sentence] of [
    [['--days', '30'], 'go with --brand'],
    [['--brand', 'Ondelia', '--query', 'panne'], 'give one by --threshold'],
    [['--brand', 'Ondelia', '--days', '371'], '"371" is no number of days: give 1 to 370.'],
  ] as const) {
    const error = await backtestCommand.run(args, makeCommandIo()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'USAGE_WRONG', message: expect.stringContaining(sentence) });
  }
});

test('the real program plays a brand that is stored, and says which is not', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-backtest-'));
  try {
    const environment = { DATA_DIR: folder, LOG_LEVEL: 'warn' };
    const file = path.join(folder, 'agency.yaml');
    await writeFile(file, AGENCY);
    expect(await run(['import', file], environment)).toMatchObject({ code: 0 });
    const played = await run(['backtest', '--brand', 'Ondelia', '--sensitivity', 'more'], environment);
    expect(played).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing would have been told.') });
    const unknown = await run(['backtest', '--brand', 'Ardoise', '--agency', 'Agence du Quai'], environment);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('The agency "Agence du Quai" is not there or does not watch a brand "Ardoise"');
  } finally {
    await rm(folder, { recursive: true });
  }
});
