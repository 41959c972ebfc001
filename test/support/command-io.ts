/** What a command is given in a test: input from a text, output into arrays. */
import type { CommandIo } from '../../src/commands/command.ts';

export type RecordedIo = CommandIo & Readonly<{ written: readonly string[]; told: readonly string[] }>;

/** The input comes in pieces of 7 bytes where it is streamed, so that no test leans on whole lines. */
export function makeCommandIo(input = ''): RecordedIo {
  const written: string[] = [];
  const told: string[] = [];
  const bytes = new TextEncoder().encode(input);
  return {
    written,
    told,
    write: (line) => written.push(line),
    writeSlowly: (line) => {
      written.push(line);
      return Promise.resolve();
    },
    tell: (line) => told.push(line),
    readStdin: () => Promise.resolve(bytes),
    streamStdin: () => cutBytes(bytes),
    signal: new AbortController().signal,
  };
}

const PIECE_BYTES = 7;

async function* cutBytes(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    yield await Promise.resolve(bytes.subarray(from, from + PIECE_BYTES));
  }
}
