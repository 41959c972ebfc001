/** Undoes a Content-Encoding within a limit, so that a small answer can't become a large one in memory. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, gunzipSync, inflate, inflateRaw, zstdDecompress } from 'node:zlib';

export type InflatedBody =
  | Readonly<{ kind: 'inflated'; body: Uint8Array }>
  | Readonly<{ kind: 'too-large' }>
  | Readonly<{ kind: 'unreadable' }>;

type Inflate = (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const INFLATERS: Readonly<Record<string, Inflate>> = {
  gzip: (body, options) => gunzipAtOnce(body, options),
  'x-gzip': (body, options) => gunzipAtOnce(body, options),
  deflate: (body, options) => (hasZlibHeader(body) ? inflateAsync(body, options) : inflateRawAsync(body, options)),
  br: promisify(brotliDecompress) as Inflate,
  zstd: promisify(zstdDecompress) as Inflate,
};

const inflateAsync = promisify(inflate) as Inflate;
const inflateRawAsync = promisify(inflateRaw) as Inflate;

const gunzipAsync = promisify(gunzip) as Inflate;
/** A feed as most are. The way through a thread costs more than the work; a bomb of this size ends at its limit in milliseconds. */
const SMALL_BYTES_MAX = 32_768;

async function gunzipAtOnce(body: Uint8Array, options: { maxOutputLength: number }): Promise<Uint8Array> {
  return body.length <= SMALL_BYTES_MAX ? gunzipSync(body, options) : await gunzipAsync(body, options);
}

/** What to offer in Accept-Encoding. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br, zstd';

/**
 * The body without its Content-Encoding.
 *
 * One encoding at a time: stacked ones ("gzip, gzip") multiply their ratios and no honest server sends them.
 *
 * Shape:   contentEncoding: the header as received, "" where there was none. An empty body is empty in any encoding
 *          (a 304 or a HEAD carries the header without the body). bytesMax counts what comes out.
 * Errors:  none for bad input: 'too-large' and 'unreadable' (unknown, stacked, broken or truncated) are variants.
 * Source:  RFC 9110 section 8.4.1: "deflate" means the zlib format, though some servers send it raw.
 */
export async function inflateBody(
  body: Uint8Array,
  limits: Readonly<{ contentEncoding: string; bytesMax: number }>,
): Promise<InflatedBody> {
  const encoding = limits.contentEncoding.trim().toLowerCase();
  if (encoding === '' || encoding === 'identity' || body.length === 0) return { kind: 'inflated', body };
  const inflater = Object.hasOwn(INFLATERS, encoding) ? INFLATERS[encoding] : undefined;
  if (inflater === undefined) return { kind: 'unreadable' };
  try {
    return { kind: 'inflated', body: await inflater(body, { maxOutputLength: limits.bytesMax }) };
  } catch (error) {
    const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: isTooLarge ? 'too-large' : 'unreadable' }; // zlib has no other way to say that data is broken
  }
}

/** RFC 1950 section 2.2: method 8 in the low bits, and the first two bytes are a multiple of 31. */
function hasZlibHeader(body: Uint8Array): boolean {
  const [first = 0, second = 0] = body;
  return (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
}
