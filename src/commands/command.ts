/** What every command of `vigie` is: arguments in, an exit code out, results on stdout and nothing else there. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { AppError } from '../base/errors.ts';

export type CommandIo = Readonly<{
  /** Writes one line of result to stdout. */
  write: (line: string) => void;
  /** All of standard input. */
  readStdin: () => Promise<Uint8Array>;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}>;

export type Command = Readonly<{
  name: string;
  /** One line for `vigie --help`. */
  summary: string;
  /** The whole of `vigie NAME --help`. */
  help: string;
  /** Exit codes: 0 done, 1 failed, 2 wrong usage (thrown as USAGE_WRONG). */
  run: (args: readonly string[], io: CommandIo) => Promise<number>;
}>;

/** Reads options and files. Errors: USAGE_WRONG, with the way to the help. */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new AppError('USAGE_WRONG', `${message}. See "vigie ${command} --help".`);
  }
}

/** Errors: USAGE_WRONG. */
export function refusePositionals(command: string, positionals: readonly string[]): void {
  const [first] = positionals;
  if (first === undefined) return;
  throw new AppError('USAGE_WRONG', `"${first}" is not expected here. See "vigie ${command} --help".`);
}

/** The lines of the input; a last line without line break counts, an empty end does not. */
export function toLines(input: Uint8Array): readonly string[] {
  const lines = new TextDecoder().decode(input).split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
