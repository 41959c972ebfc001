/** teaser stored → the article's page fetched → its text stored, where a subscription asks for it. */
import { addMs, type Clock, HOUR_MS, SECOND_MS } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Http } from '../base/http.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import { extractArticle } from '../crawlers/articles/extract-article.ts';
import { toFullText } from '../crawlers/articles/to-full-text.ts';
import { askSource, fail } from '../crawlers/ask-source.ts';
import type { SourceFailure } from '../crawlers/reader.ts';
import type { Robots } from '../crawlers/robots.ts';
import { withRobots } from '../crawlers/with-robots.ts';
import type { ParsedDocument } from '../domain/document.ts';
import type { FetchFailureReason } from '../domain/source.ts';
import { type DueArticle, postponeArticle, recordArticle } from '../store/article-visits.ts';
import type { Database } from '../store/database.ts';

const ACCEPT = 'text/html, application/xhtml+xml;q=0.9';
const TRIES_MAX = 3;
const RETRY_MS = HOUR_MS;
/** These say the same tomorrow. */
const FINAL_REASONS: ReadonlySet<FetchFailureReason> = new Set([
  'address-refused',
  'robots-refused',
  'not-authorised',
  'not-found',
  'gone',
  'client-error',
  'too-large',
  'not-a-feed',
  'unreadable',
]);

export type ArticleDeps = Readonly<{
  db: Database['db'];
  http: Http;
  robots: Robots;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}>;

/** Returns why nothing was read; null where it was. The teaser stays where the page says less, or something else: a cookie wall answers as readily as an article. */
export async function visitArticle(deps: ArticleDeps, due: DueArticle): Promise<SourceFailure | null> {
  const read = await readArticle(deps, due);
  deps.metrics.fetches.inc({ outcome: 'reason' in read ? read.reason : 'read' });
  await deps.db.transaction().execute(async (db) => {
    if (!('reason' in read)) {
      const teaser: ParsedDocument = { ...read, title: due.title, text: due.text, author: due.author };
      const whole = toFullText(teaser, read);
      await recordArticle(db, due, whole === teaser ? null : whole);
    } else if (FINAL_REASONS.has(read.reason) || due.failureCount + 1 >= TRIES_MAX) {
      await recordArticle(db, due, null);
    } else {
      const waitMs = Math.max(RETRY_MS, (read.retryAfterSeconds ?? 0) * SECOND_MS);
      await postponeArticle(db, due, addMs(deps.clock.now(), waitMs));
    }
  });
  return 'reason' in read ? read : null;
}

async function readArticle(deps: ArticleDeps, due: DueArticle): Promise<ParsedDocument | SourceFailure> {
  try {
    return await withRobots(deps, due.url, async (http) => {
      const request = { url: due.url, accept: ACCEPT, etag: null, lastModified: null };
      const asked = await askSource({ http, clock: deps.clock }, request);
      if (asked.kind === 'failed') return asked;
      if (asked.kind === 'unchanged') return fail('unreadable', 'An unconditional request was answered with 304.');
      const { answer } = asked;
      const contentType = answer.headers['content-type'] ?? null;
      const parse = extractArticle({ body: answer.body, contentType, url: answer.url });
      if (parse.kind === 'refused') return fail(parse.reason, parse.message);
      return parse.documents[0] ?? fail('unreadable', 'The page holds no article.');
    });
  } catch (error) {
    // a page that breaks the extraction costs its teaser nothing, and is told
    const stack = error instanceof Error ? error.stack : undefined;
    deps.log.error('step.failed', { step: 'crawl-due-sources', host: due.host, message: toErrorMessage(error), stack });
    return fail('unreadable', 'The article could not be read.');
  }
}
