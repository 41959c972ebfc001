/** `vigie guard`: a line for each line, whatever stands in it. */
import { expect, test } from 'vitest';
import { guardCommand } from '../../src/commands/guard.ts';
import { makeCommandIo } from '../support/command-io.ts';

const PORTFOLIO = [
  { brand: 'Orange', sector: 'télécom', products: 'Livebox', handles: null, register: '' },
  { brand: 'LG', sector: 'électroménager', handles: ['lgfrance', 7], register: 'comme il faut' },
];

async function guard(lines: readonly string[], args: readonly string[] = []) {
  // in pieces of a pipe's size: lines of megabytes are among them
  const bytes = Buffer.from(lines.join('\n'));
  const io = {
    ...makeCommandIo(),
    streamStdin: async function* () {
      for (let from = 0; from < bytes.length; from += 65_537) {
        yield await Promise.resolve(bytes.subarray(from, from + 65_537));
      }
    },
  };
  const code = await guardCommand.run(args, io);
  return { code, told: io.told, answers: io.written.map((line) => JSON.parse(line)) };
}

function toLine(draft: unknown, account: unknown = 'orange', portfolio: unknown = PORTFOLIO): string {
  return JSON.stringify({ account, portfolio, draft });
}

test('drafts are judged in order, each on its account', async () => {
  const { code, answers } = await guard([
    toLine('Chez LG, nous aimons.'),
    toLine('Chez LG, nous aimons.', 'LGFrance'),
    toLine('Votre Livebox arrive.'),
  ]);
  expect(code).toBe(0);
  expect(answers.map(({ verdict }) => verdict)).toEqual(['stop', 'pass', 'pass']);
  expect(Object.keys(answers[0].reasons[0])).toEqual([
    ...['kind', 'severity', 'weight', 'term', 'start', 'end', 'brand', 'message'],
  ]);
});

test('reasons are told in English where that is asked for', async () => {
  const { answers } = await guard([toLine('Chez LG, nous aimons.')], ['--lang', 'en']);
  expect(answers[0].reasons[0].message).toContain('speaks as LG');
  await expect(guard([], ['--lang', 'de'])).rejects.toThrow('give fr or en');
});

test('a line that cannot be read is an answer that names it, and the others are judged', async () => {
  const bad: readonly (readonly [string, string])[] = [
    ['{', 'no JSON'],
    ['[]', 'no JSON object'],
    [toLine('x', ''), 'no "account"'],
    [toLine(7), 'no "draft"'],
    [toLine('x', 'Orange', {}), 'no list'],
    [toLine('x', 'Orange', [{}]), 'entry 1 has no "brand"'],
    [toLine('x', 'Orange', [{ brand: 'Orange', products: 7 }]), 'neither a list nor a text'],
    [toLine('x'.repeat(1_000_000)), 'at most 20000'],
    [toLine('x'.repeat(9_000_000)), 'more than 8000000 characters'],
  ];
  const { code, answers } = await guard([...bad.map(([line]) => line), toLine('Votre Livebox arrive.')]);
  expect(code).toBe(1);
  for (const [index, [, message]] of bad.entries()) {
    expect(answers[index].error.code).toBe('INPUT_INVALID');
    expect(answers[index].error.message).toContain(message);
    expect(answers[index].error.message).toMatch(new RegExp(`^Line ${index + 1}: `));
  }
  expect(answers).toHaveLength(bad.length + 1);
  expect(answers.at(-1)).toEqual({ verdict: 'pass', reasons: [] });
});

test('a register that says nothing is told once, and is no error', async () => {
  const { code, told } = await guard([toLine('Votre Livebox arrive.'), toLine('Votre Livebox est là.')]);
  expect([code, told]).toEqual([0, [expect.stringContaining('register "comme il faut" of LG')]]);
});
