/** What runs in the embedded database's thread: PGlite, which answers one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { ThreadAnswer, ThreadRequest } from './embedded-thread.ts';

const port = parentPort;
if (port === null) throw new Error('this file is run as a thread, by embedded-thread.ts');

const { folder } = workerData as Readonly<{ folder: string }>;
const NOTHING = new Uint8Array(0);

const opened = PGlite.create({ dataDir: folder });
let last: Promise<void> = answer(0, async () => {
  await opened;
  return NOTHING;
});

port.on('message', ({ id, messages }: ThreadRequest) => {
  last = last.then(async () => {
    const pglite = await opened;
    if (messages !== null) return await answer(id, () => pglite.execProtocolRaw(messages));
    await answer(id, async () => {
      await pglite.close();
      return NOTHING;
    });
    port.close();
  });
});

async function answer(id: number, work: () => Promise<Uint8Array>): Promise<void> {
  const said: ThreadAnswer = await work().then(
    (answers) => ({ id, answers }),
    (error: unknown) => ({ id, error: sayError(error) }),
  );
  port?.postMessage(said);
}

/** PGlite's file system throws objects that are no errors: `{ name: 'ErrnoError', errno: 54 }`. */
function sayError(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
