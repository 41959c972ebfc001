/** A mail server in a process of its own for a measurement, and how many mails to measure with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** mailBytes: of each mail that came, in the order in which they did. */
export type BenchMailServer = Disposable & Readonly<{ smtpUrl: string; mailBytes: readonly number[] }>;

export async function startMailServer(): Promise<BenchMailServer> {
  const server = spawn(process.execPath, [path.join(import.meta.dirname, 'serve-mail.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(server.stdout);
  const [port] = (await once(lines, 'line')) as [string];
  const mailBytes: number[] = [];
  lines.on('line', (line) => mailBytes.push(Number(line)));
  return { smtpUrl: `smtp://127.0.0.1:${port}`, mailBytes, [Symbol.dispose]: () => void server.kill() };
}

/** A whole number from 1 to countMax; says what it should be and ends the process where it is none. */
export function readCount(text: string, { of, countMax }: Readonly<{ of: string; countMax: number }>): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= countMax) return count;
  process.stderr.write(`"${text}" is no number of ${of}: give a whole one from 1 to ${countMax}.\n`);
  process.exit(2);
}
