/** The whole demo, through the real pipeline and the real server; and that it can fail. */
import { expect, test } from 'vitest';
import { type DemoOptions, runDemo } from '../../src/demo/run-demo.ts';
import { COLUMN_COUNT } from '../../src/demo/terminal.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { startServer } from '../../src/server.ts';

/** A story of a month on the slowest machine we build on. */
const STORY_TIMEOUT_MS = 180_000;

function makeOptions(lines: string[], overrides: Partial<DemoOptions> = {}): DemoOptions {
  return {
    isKept: false,
    language: 'fr',
    port: 0,
    write: (line) => lines.push(line),
    signal: new AbortController().signal,
    startServer,
    drain: drainPipeline,
    ...overrides,
  };
}

test(
  'the demo tells of the bad buzz by e-mail and SMS, is acknowledged by the link, and rings for nothing else',
  async () => {
    const lines: string[] = [];
    const outcome = await runDemo(makeOptions(lines));
    const told = lines.join('\n');
    expect(outcome).toEqual({ kind: 'arrived' });
    expect(told).toContain('aucune alerte en quatre semaines');
    expect(told).toMatch(/Objet\u00a0: Morvanel\u00a0: bad buzz 3\/4/);
    expect(told).toMatch(/│ \[MORVANEL\] BAD BUZZ 3\/4/);
    expect(told).toContain('pris en charge par Marie Delcourt');
    expect(told).toContain('le buzz est terminé');
    expect(lines.filter((line) => line.length > COLUMN_COUNT)).toEqual([]);
  },
  STORY_TIMEOUT_MS,
);

test('a pipeline that does nothing makes the demo say what is missing', async () => {
  const lines: string[] = [];
  const outcome = await runDemo(makeOptions(lines, { language: 'en', drain: () => Promise.resolve() }));
  expect(outcome).toEqual({ kind: 'missing', what: 'a weekly digest of Morvanel' });
  expect(lines).toContain('Missing: a weekly digest of Morvanel.');
});

test('kept open, the dashboard answers at the address that is told, until the signal', async () => {
  const stopping = new AbortController();
  const lines: string[] = [];
  let answer: Promise<Response> | undefined;
  const write = (line: string): void => {
    lines.push(line);
    const url = /stays open: (\S+)/.exec(line)?.[1];
    if (url === undefined) return;
    answer = fetch(new URL('/healthz', url)).finally(() => stopping.abort());
  };
  const drain = (): Promise<void> => Promise.resolve();
  await runDemo(makeOptions(lines, { isKept: true, language: 'en', write, signal: stopping.signal, drain }));
  expect((await answer)?.status).toBe(200);
  expect(lines.at(-1)).toBe('Ctrl-C to end.');
});
