/** What every command of `vigie` is: arguments in, an exit code out, results on stdout and nothing else there. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { AppError } from '../base/errors.ts';

export type CommandIo = Readonly<{
  /** Writes one line of result to stdout. */
  write: (line: string) => void;
  /** All of standard input. */
  readStdin: () => Promise<Uint8Array>;
  /** Standard input as it comes, for what has no end or does not fit into memory. */
  streamStdin: () => AsyncIterable<Uint8Array>;
  /** As write, and resolves when stdout takes more: a slow reader must not fill the memory. */
  writeSlowly: (line: string) => Promise<void>;
  /** Writes one line to stderr. */
  tell: (line: string) => void;
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

/** Far beyond any row; input without line breaks must not fill the memory. */
export const LINE_CHARACTERS_MAX = 100_000;

/**
 * The lines of input that is still coming, one after the other, without their breaks.
 *
 * Shape:   a last line without line break counts, an empty end does not.
 * Errors:  INPUT_INVALID where a line is longer than LINE_CHARACTERS_MAX.
 */
export async function* streamLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let lineNumber = 0;
  for await (const line of streamLinesWithin(input, LINE_CHARACTERS_MAX)) {
    lineNumber += 1;
    if (line === null) {
      throw new AppError(
        'INPUT_INVALID',
        `Line ${lineNumber} has no end within ${LINE_CHARACTERS_MAX} characters: give text with line breaks.`,
      );
    }
    yield line;
  }
}

/** The same, for who goes on behind a line that is longer: null is yielded in its place, once, as soon as it is too long. */
export async function* streamLinesWithin(
  input: AsyncIterable<Uint8Array>,
  charactersMax: number,
): AsyncGenerator<string | null> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  let isSkipping = false;
  for await (const chunk of input) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isSkipping) isSkipping = false;
      else yield toLine(line, charactersMax);
    }
    if (rest.length <= charactersMax) continue;
    if (!isSkipping) yield null;
    isSkipping = true;
    rest = '';
  }
  rest += decoder.decode();
  if (rest !== '' && !isSkipping) yield toLine(rest, charactersMax);
}

function toLine(line: string, charactersMax: number): string | null {
  const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
  return bare.length > charactersMax ? null : bare;
}
