/** Keeps two processes out of one data directory: PGlite itself would let both in and lose what they write. */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../base/errors.ts';

const LOCK_FILE = 'vigie.lock';
const LOCK_TRIES_MAX = 3;

/**
 * Takes the lock file, or says who has it.
 *
 * The file holds the process id and, where /proc tells it, the moment that process started: after a power cut or in
 * a new container the same id is soon somebody else's, and a lock that is left behind must not keep its owner out.
 *
 * Errors:  DATA_DIR_IN_USE, with the process id and the way out.
 */
export function lockDataDir(dataDir: string): Readonly<{ release: () => void }> {
  const file = path.join(dataDir, LOCK_FILE);
  const own = describeProcess(process.pid);
  for (let tryCount = 0; tryCount < LOCK_TRIES_MAX; tryCount += 1) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return { release: () => removeFile(file) };
    } catch (error) {
      if (!isFileError(error, 'EEXIST')) throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && isAlive(holder)) {
      throw new AppError(
        'DATA_DIR_IN_USE',
        `Vigie already runs on ${dataDir} (process ${holder.pid}). Stop that one first, or give this one another DATA_DIR, or let several share one PostgreSQL by DATABASE_URL.`,
      );
    }
    if (holder !== null) removeFile(file);
  }
  throw new AppError('DATA_DIR_IN_USE', `${file} keeps coming back: another Vigie is starting on it. Try again.`);
}

type Holder = Readonly<{ pid: number; text: string }>;

/** Null when the file is gone by now. */
function readHolder(file: string): Holder | null {
  try {
    const text = readFileSync(file, 'utf8');
    return { pid: Number(text.split(' ')[0]), text };
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(holder: Holder): boolean {
  // its own id: a lock left by an earlier container, where ids start again at 1
  if (!Number.isInteger(holder.pid) || holder.pid <= 0 || holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isFileError(error, 'EPERM'); // alive, but somebody else's
  }
  return describeProcess(holder.pid) === holder.text;
}

/** `pid start`, where start is the 22nd field of /proc/PID/stat; `pid -` where there is no /proc. */
function describeProcess(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${pid} ${afterName[19] ?? '-'}`;
  } catch {
    return `${pid} -`; // no /proc on this system: the id alone has to do
  }
}

function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error;
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
