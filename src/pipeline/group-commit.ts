/** Many small writes at once become few large ones, without making a single one wait. */

type Waiting<Item, Result> = Readonly<{
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}>;

/**
 * Writes items in batches: what comes while a batch is being written is the next batch. So a quiet service writes at
 * once, and a busy one a transaction for dozens.
 *
 * A batch that is refused is written item by item; an item that is refused alone rejects its own promise and no other.
 *
 * Shape:   countNext: how many of the waiting items (at least one) the next batch takes. write: results in the items'
 *          order. atOnceMax: batches that are written at the same time.
 */
export function makeGroupCommit<Item, Result>(
  options: Readonly<{
    countNext: (waiting: readonly Item[]) => number;
    atOnceMax: number;
    write: (items: readonly Item[]) => Promise<readonly Result[]>;
  }>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let writerCount = 0;

  const writeBatch = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await options.write(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      const [only, ...others] = batch;
      if (others.length === 0) only?.reject(error);
      else for (const each of batch) await writeBatch([each]);
    }
  };

  const writeAll = async (): Promise<void> => {
    writerCount += 1;
    while (waiting.length > 0) {
      const count = Math.max(1, options.countNext(waiting.map(({ item }) => item)));
      await writeBatch(waiting.splice(0, count));
    }
    writerCount -= 1;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (writerCount < options.atOnceMax) void writeAll();
    });
}
