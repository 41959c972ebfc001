/** The commonest visit: one address, one conditional request, one parser. */
import { askSource, fail } from './ask-source.ts';
import type { FetchedBody, PageParse } from './page-parse.ts';
import { proposeSources } from './propose-sources.ts';
import type { ReaderDeps, SourceReading, SourceToRead } from './reader.ts';

/**
 * Reads a source that is one document of the web: a feed, an alert, a forum's page.
 *
 * Validators are taken from an answer only when it could be read, so that a feed that broke is asked for whole again.
 */
export async function readOnePage(
  deps: ReaderDeps,
  source: SourceToRead,
  how: Readonly<{
    accept: string;
    headers?: Readonly<Record<string, string>>;
    parse: (input: FetchedBody) => Promise<PageParse>;
  }>,
): Promise<SourceReading> {
  const asked = await askSource(deps, { ...source, accept: how.accept, headers: how.headers ?? {} });
  if (asked.kind !== 'answered') return asked;
  const { answer, etag, lastModified, freshSeconds } = asked;
  const contentType = answer.headers['content-type'] ?? null;
  const parse = await how.parse({ body: answer.body, contentType, url: answer.url });
  if (parse.kind === 'refused') {
    const proposals = parse.reason === 'not-a-feed' ? proposeSources(answer) : [];
    return { ...fail(parse.reason, parse.message), proposals };
  }
  const { source: described, documents, wishes } = parse;
  return {
    kind: 'read',
    source: described,
    documents,
    wishes: { ...wishes, intervalSecondsMin: longer(wishes.intervalSecondsMin, freshSeconds) },
    etag,
    lastModified,
    movedTo: answer.movedTo,
    isWhole: true,
  };
}

function longer(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
