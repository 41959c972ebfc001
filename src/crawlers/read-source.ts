/** One polite visit to a source: asked with leave, with its key where it needs one, and read by its reader. */
import type { ReaderName } from '../domain/source.ts';
import { fail, toHost } from './ask-source.ts';
import type { ReaderDeps, SourceReading, SourceToRead } from './reader.ts';
import { READERS } from './readers.ts';
import type { Robots } from './robots.ts';
import { withRobots } from './with-robots.ts';

/**
 * Visits a source and says what became of it.
 *
 * robots.txt is asked before, and again wherever the answer redirects to. The answer to a conditional request is trusted: 304 means that
 * nothing was parsed. Only documents that say something are given on: a title, a text or a link.
 *
 * Errors:  none for what the other side does: 'failed' carries one of the closed reasons and a sentence.
 */
export async function readSource(
  deps: ReaderDeps & Readonly<{ robots: Robots }>,
  source: SourceToRead & Readonly<{ reader: ReaderName }>,
): Promise<SourceReading> {
  const reader = READERS[source.reader];
  const missing = reader.secretNames.find((name) => (source.secret?.[name] ?? '') === '');
  if (missing !== undefined) {
    return fail('secret-missing', `${toHost(source.url)} wants a key ("${missing}"): add it to the source.`);
  }
  // who was given a key was let in by the owner
  const isRobotsAsked = reader.isRobotsAsked && source.secret === null;
  const reading: SourceReading = isRobotsAsked
    ? await withRobots(deps, source.url, (http) => reader.read({ ...deps, http }, source))
    : await reader.read(deps, source);
  if (reading.kind !== 'read') return reading;
  const documents = reading.documents.filter((each) => each.title !== null || each.text !== '' || each.url !== null);
  return { ...reading, documents };
}
