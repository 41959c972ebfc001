/** A visit as the pipeline makes it, without a pipeline. */
import type { Clock } from '../../src/base/clock.ts';
import type { Http } from '../../src/base/http.ts';
import { readSource } from '../../src/crawlers/read-source.ts';
import type { SourceReading, SourceToRead } from '../../src/crawlers/reader.ts';
import { makeRobots, type Robots } from '../../src/crawlers/robots.ts';
import type { ReaderName } from '../../src/domain/source.ts';

export async function visit(
  deps: Readonly<{ http: Http; clock: Clock; robots?: Robots }>,
  source: Readonly<{ url: string; reader: ReaderName }> & Partial<SourceToRead>,
): Promise<SourceReading> {
  const { http, clock, robots = makeRobots({ http, clock, userAgent: 'Vigie/0.1' }) } = deps;
  return await readSource(
    { http, clock, robots, waitGap: async () => {} },
    { etag: null, lastModified: null, settings: null, secret: null, readUntil: null, ...source },
  );
}
