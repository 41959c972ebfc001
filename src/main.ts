/** The commands: `node src/main.ts COMMAND`. Results go to stdout, everything else to stderr. */
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { AppError, toErrorMessage } from './base/errors.ts';
import { backtestCommand } from './commands/backtest.ts';
import type { Command, CommandIo } from './commands/command.ts';
import { demoCommand } from './commands/demo.ts';
import { detectCommand } from './commands/detect.ts';
import { digestCommand } from './commands/digest.ts';
import { discoverCommand } from './commands/discover.ts';
import { exportCommand } from './commands/export.ts';
import { guardCommand } from './commands/guard.ts';
import { importCommand } from './commands/import.ts';
import { logbookCommand } from './commands/logbook.ts';
import { mailBouncesCommand } from './commands/mail-bounces.ts';
import { mailRepliesCommand } from './commands/mail-replies.ts';
import { matchCommand } from './commands/match.ts';
import { parseCommand } from './commands/parse.ts';
import { passwordCommand } from './commands/password.ts';
import { receiptsCommand } from './commands/receipts.ts';
import { repliesCommand } from './commands/replies.ts';
import { rotateSecretsCommand } from './commands/rotate-secrets.ts';
import { sentimentCommand } from './commands/sentiment.ts';
import { apiCommand, migrateCommand, serveCommand, workCommand } from './commands/serve.ts';

const COMMANDS: readonly Command[] = [
  serveCommand,
  apiCommand,
  workCommand,
  migrateCommand,
  importCommand,
  exportCommand,
  passwordCommand,
  receiptsCommand,
  repliesCommand,
  mailBouncesCommand,
  mailRepliesCommand,
  digestCommand,
  logbookCommand,
  rotateSecretsCommand,
  discoverCommand,
  parseCommand,
  matchCommand,
  sentimentCommand,
  detectCommand,
  backtestCommand,
  guardCommand,
  demoCommand,
];

const EXIT_FAILED = 1;
const EXIT_WRONG = 2;
/** 128 and the number of SIGINT: what a shell reports of a program that was told twice. */
const EXIT_INTERRUPTED = 130;

// whoever reads our answers may have read enough (`vigie detect | head`)
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT_FAILED));
process.exitCode = await runMain(process.argv.slice(2));

async function runMain(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    const isAsked = name === undefined || name === '--help' || name === '-h' || name === 'help';
    if (!isAsked) tell(`There is no command "${name}".`);
    (isAsked && name !== undefined ? writeLine : tell)(toOverview());
    return isAsked && name !== undefined ? 0 : EXIT_WRONG;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    writeLine(command.help);
    return 0;
  }
  try {
    return await command.run(rest, makeIo());
  } catch (error) {
    if (error instanceof AppError) {
      tell(`vigie ${command.name}: ${error.message}`);
      return EXIT_WRONG;
    }
    tell(error instanceof Error && error.stack !== undefined ? error.stack : toErrorMessage(error));
    return EXIT_FAILED;
  }
}

function makeIo(): CommandIo {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(EXIT_INTERRUPTED);
      stopping.abort();
    });
  }
  return {
    write: writeLine,
    writeSlowly,
    tell,
    readStdin: () => buffer(process.stdin),
    streamStdin: () => streamStdin(stopping.signal),
    signal: stopping.signal,
  };
}

/** Ends at the first Ctrl-C, as if the input had ended there. */
async function* streamStdin(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  try {
    yield* process.stdin;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function toOverview(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return ['vigie COMMAND [OPTIONS]', '', ...lines, '', '"vigie COMMAND --help" tells more.'].join('\n');
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function writeSlowly(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return;
  await once(process.stdout, 'drain');
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
