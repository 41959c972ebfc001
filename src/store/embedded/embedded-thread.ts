/**
 * The embedded database in a thread of its own: while it works on a statement the service goes on with everything else, on
 * the machine's next core.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ExecProtocol } from './embedded-stream.ts';

/** To the thread; null: close. */
export type ThreadRequest = Readonly<{ id: number; messages: Uint8Array | null }>;

/** From the thread; the first one, with id 0, says that the database is open. */
export type ThreadAnswer = Readonly<{ id: number; answers: Uint8Array }> | Readonly<{ id: number; error: string }>;

export type EmbeddedThread = Readonly<{ exec: ExecProtocol; close: () => Promise<void> }>;

type Waiting = Readonly<{ resolve: (answers: Uint8Array) => void; reject: (error: Error) => void }>;

const OPENED_ID = 0;

/**
 * Starts the thread and opens the database of the folder in it.
 *
 * The process may end while nothing is asked of the thread, and not before an answer has come.
 *
 * Errors:  what PGlite says where it cannot open the folder. After the thread has broken, every call is refused with why.
 */
export async function openEmbeddedThread(folder: string): Promise<EmbeddedThread> {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: { folder } });
  const waiting = new Map<number, Waiting>();
  let lastId = OPENED_ID;
  let broken: Error | null = null;

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    return found;
  };
  const fail = (error: Error): void => {
    broken ??= error;
    for (const id of waiting.keys()) settle(id)?.reject(broken);
  };
  const wait = (id: number, send: () => void): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (broken !== null) {
        reject(broken);
        return;
      }
      waiting.set(id, { resolve, reject });
      worker.ref();
      send();
    });
  const ask = (messages: Uint8Array | null): Promise<Uint8Array> => {
    lastId += 1;
    const request: ThreadRequest = { id: lastId, messages };
    return wait(lastId, () => worker.postMessage(request));
  };

  worker.on('message', (answer: ThreadAnswer) => {
    const asked = settle(answer.id);
    if ('error' in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.answers);
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`the embedded database has ended (${code}): start the service again`)));

  await wait(OPENED_ID, () => undefined);
  return {
    exec: ask,
    close: async () => {
      const ended = once(worker, 'exit');
      await ask(null);
      worker.ref();
      await ended;
    },
  };
}
