/** `vigie detect`: rows in, the same rows out, judged; and every row that is none. */
import { describe, expect, test } from 'vitest';
import { LINE_CHARACTERS_MAX } from '../../src/commands/command.ts';
import { detectCommand } from '../../src/commands/detect.ts';
import { makeCommandIo } from '../support/command-io.ts';

const START_MS = Date.UTC(2026, 5, 1);

function toTimestamp(index: number): string {
  return new Date(START_MS + index * 300_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Five days of 10 to 12 mentions each five minutes, and 900 in one of the last. */
const VALUES = Array.from({ length: 5 * 288 }, (_, index) => (index === 1_300 ? 900 : 10 + (index % 3)));
const ROWS = VALUES.map((value, index) => `${toTimestamp(index)},${value}`);

async function detect(...lines: readonly string[]) {
  const io = makeCommandIo(lines.map((line) => `${line}\n`).join(''));
  const code = await detectCommand.run([], io);
  return { code, lines: io.written, told: io.told.join('\n') };
}

function scoresOf(lines: readonly string[]): readonly number[] {
  return lines.map((line) => Number(line.split(',').at(-2)));
}

test('answers each row with its score and level, and one of them opens the episode', async () => {
  const { code, lines, told } = await detect('timestamp,value', ...ROWS);
  expect({ code, told }).toEqual({ code: 0, told: '' });
  expect(lines[0]).toBe('timestamp,value,anomaly_score,level');
  expect(lines).toHaveLength(ROWS.length + 1);
  const onsets = scoresOf(lines.slice(1)).flatMap((score, index) => (score >= 0.5 ? [index] : []));
  expect(onsets).toEqual([1_300]);
  expect(lines[1_301]).toMatch(/^2026-06-05 12:20:00,900,0\.\d{4},3$/);
  expect(lines[1]).toBe('2026-06-01 00:00:00,10,0.0000,0');
});

test('is the same without header, with ISO instants, CRLF, a byte order mark, blank lines and no last line break', async () => {
  const { lines } = await detect(...ROWS);
  const iso = ROWS.map((row) => row.replace(' ', 'T').replace(',', 'Z,'));
  const io = makeCommandIo(`\uFEFF${iso.join('\r\n\r\n')}`);
  expect(await detectCommand.run([], io)).toBe(0);
  expect(scoresOf(io.written)).toEqual(scoresOf(lines));
  const paris = ROWS.map((_, index) => `${toTimestamp(index + 24).replace(' ', 'T')}+02:00,${VALUES[index]}`);
  expect(scoresOf((await detect(...paris)).lines)).toEqual(scoresOf(lines));
});

test('a row’s answer depends on none that follows', async () => {
  const whole = await detect(...ROWS);
  const part = await detect(...ROWS.slice(0, 1_302));
  expect(part.lines).toEqual(whole.lines.slice(0, 1_302));
});

test('a row is answered before the next one is read', async () => {
  const io = makeCommandIo();
  const answeredCounts: number[] = [];
  async function* giveRows(): AsyncGenerator<Uint8Array> {
    for (const row of ROWS.slice(0, 5)) {
      answeredCounts.push(io.written.length);
      yield await Promise.resolve(new TextEncoder().encode(`${row}\n`));
    }
  }
  await detectCommand.run([], { ...io, streamStdin: giveRows });
  expect(answeredCounts).toEqual([0, 1, 2, 3, 4]);
});

test('with a negative column it is negative talk that is judged, and volume alone is level 1', async () => {
  const calm = ROWS.map((row) => `${row},2`);
  const praised = await detect(...calm);
  expect(Math.max(...scoresOf(praised.lines))).toBeLessThan(0.5);
  expect(praised.lines[1_300]).toMatch(/,1$/);
  const angry = await detect(...calm.map((row, index) => (index === 1_300 ? row.replace(/2$/, '800') : row)));
  expect(angry.lines[1_300]).toMatch(/,800,(?:0\.[5-9]|1\.)\d+,3$/);
});

test('columns are found by the header’s names, and others are passed through', async () => {
  const { lines } = await detect('note,value,timestamp', `hello,5,${toTimestamp(0)}`);
  expect(lines).toEqual(['note,value,timestamp,anomaly_score,level', `hello,5,${toTimestamp(0)},0.0000,0`]);
});

test('rows of the same five minutes are added up and open one episode', async () => {
  const minutes = [0, 1, 2, 3].map((minute) => `2026-06-05 12:2${minute}:30,300`);
  const { lines } = await detect(...ROWS.slice(0, 1_300), ...minutes, ...ROWS.slice(1_301));
  expect(scoresOf(lines).filter((score) => score >= 0.5)).toHaveLength(1);
});

test.each([
  ['nothing', []],
  ['a header alone', ['timestamp,value']],
  ['one row', [`${toTimestamp(0)},7`]],
  ['zeros', VALUES.map((_, index) => `${toTimestamp(index)},0`)],
  ['days left out', ROWS.filter((_, index) => index < 300 || (index > 1_000 && index !== 1_300))],
  ['a billion at once, as the first row', [`${toTimestamp(0)},1000000000`, ...ROWS.slice(1, 600)]],
  ['hourly rows', ROWS.filter((_, index) => index % 12 === 0)],
])('%s: answered, and nothing is told', async (_name, lines) => {
  const answer = await detect(...lines);
  expect({ code: answer.code, told: answer.told }).toEqual({ code: 0, told: '' });
  expect(answer.lines).toHaveLength(lines.length);
  expect(scoresOf(answer.lines).filter((score) => score >= 0.5)).toEqual([]);
});

describe('a row that is none is told with its line, after those before it were answered', () => {
  const good = `${toTimestamp(0)},5`;
  test.each([
    ['NaN', [good, `${toTimestamp(1)},NaN`], 'Line 2: "NaN" is no count'],
    ['an empty value', [good, `${toTimestamp(1)},`], 'Line 2: "" is no count'],
    ['a negative value', [good, `${toTimestamp(1)},-3`], 'Line 2: "-3" is no count'],
    ['infinity', [good, `${toTimestamp(1)},1e999`], 'Line 2: "1e999" is no count'],
    ['a clock that goes back', [`${toTimestamp(9)},5`, good], 'Line 2: 2026-06-01 00:00:00 is before the row above it'],
    ['a row that comes twice', [good, good], 'Line 2: 2026-06-01 00:00:00 is the instant of the row above it'],
    ['a day that does not exist', [good, '2026-02-30 00:00:00,5'], 'Line 2: "2026-02-30 00:00:00" is no instant'],
    ['words', [good, 'hello'], 'Line 2, "hello", is no row: give timestamp,value[,negative].'],
    ['a column too many', [good, `${good},1`], 'Line 2, '],
    ['more negative than all', [`${good},9`], 'Line 1 counts 9 negative mentions among 5'],
    ['no end of line', [good, '9'.repeat(2 * LINE_CHARACTERS_MAX)], 'Line 2 has no end'],
  ])('%s', async (_name, lines, sentence) => {
    const answer = await detect(...lines);
    expect(answer.code).toBe(1);
    expect(answer.told).toContain(`vigie detect: ${sentence}`);
    expect(answer.told.split('\n')).toHaveLength(1);
    expect(answer.lines).toHaveLength(lines.length - 1);
  });

  test('a header that names no value', async () => {
    const answer = await detect('timestamp,count', good);
    expect(answer).toMatchObject({ code: 1, lines: [] });
    expect(answer.told).toContain('Line 1 is a header without "value"');
  });

  test('what is no row is told even where it looks like a header of other names', async () => {
    expect((await detect('date;count', '1;2')).told).toContain('Line 1, "date;count", is no row');
  });
});

test('an argument is wrong usage', async () => {
  await expect(detectCommand.run(['file.csv'], makeCommandIo())).rejects.toMatchObject({ code: 'USAGE_WRONG' });
});
