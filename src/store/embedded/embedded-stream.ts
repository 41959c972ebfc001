/** The wire between `pg` and a PGlite that is no server: what pg writes goes in, what PGlite answers comes out. */
import { Duplex } from 'node:stream';

/** Messages of PostgreSQL's protocol in, all that is answered to them out. One call after the other. */
export type ExecProtocol = (messages: Uint8Array) => Promise<Uint8Array>;

type Chunk = Readonly<{ chunk: Buffer }>;
type Done = (error?: Error | null) => void;

/**
 * What `pg` takes for the socket of its one connection.
 *
 * pg corks the socket while it writes the five messages of a query, so that they arrive here together: one call
 * instead of five.
 *
 * Errors:  what PGlite itself fails with breaks the connection, as a server's end would.
 */
export class EmbeddedStream extends Duplex {
  readonly #exec: ExecProtocol;

  constructor(exec: ExecProtocol) {
    super();
    this.#exec = exec;
  }

  /** pg connects every socket. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // answers are pushed as they come
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#answer(chunk, done);
  }

  override _writev(chunks: readonly Chunk[], done: Done): void {
    this.#answer(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.push(null);
    done();
  }

  #answer(messages: Buffer, done: Done): void {
    this.#exec(messages).then(
      (answers) => {
        if (answers.length > 0) this.push(answers);
        done();
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }
}
