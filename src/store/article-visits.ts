/** Articles whose pages are to be read, because a subscription asks for more than their feed's teaser. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { orderAgain } from './documents.ts';
import { bringTurnForward } from './hosts.ts';

export type ArticleVisit = Readonly<{ documentId: string; arrivedAt: Date; url: string; host: string }>;

/** An article that is due, with the teaser that is stored. */
export type DueArticle = ArticleVisit &
  Readonly<{ title: string | null; text: string; author: string | null; failureCount: number }>;

/** Has the pages of these documents read, in their hosts' next turns. */
export async function orderArticleVisits(
  db: Db,
  documents: readonly Readonly<{ id: string; arrivedAt: Date; url: string }>[],
  now: Date,
): Promise<void> {
  if (documents.length === 0) return;
  const { rows } = await sql<{ host: string }>`
    insert into article_visits (document_id, arrived_at, url, due_at)
    select id, arrived_at, wanted.url, ${now} from unnest(
      ${documents.map(({ id }) => id)}::uuid[], ${documents.map(({ arrivedAt }) => arrivedAt)}::timestamptz[],
      ${documents.map(({ url }) => url)}::text[]
    ) as wanted (id, arrived_at, url)
    join documents using (arrived_at, id) where not has_full_text
    on conflict do nothing returning host`.execute(db);
  for (const host of new Set(rows.map((row) => row.host).sort())) await bringTurnForward(db, host, now);
}

/** The due articles of the hosts, the longest overdue first; at most so many of each. */
export async function listDueArticles(
  db: Db,
  hosts: readonly string[],
  due: Readonly<{ now: Date; perHostMax: number }>,
): Promise<readonly DueArticle[]> {
  const { rows } = await sql<DueArticle>`
    select visit.document_id as "documentId", visit.arrived_at as "arrivedAt", visit.url, visit.host,
      visit.failure_count as "failureCount", documents.title, documents.text, documents.author
    from unnest(${hosts}::text[]) as leased (host)
    cross join lateral (
      select * from article_visits where article_visits.host = leased.host and due_at <= ${due.now}
      order by due_at limit ${due.perHostMax}
    ) as visit
    join documents on documents.arrived_at = visit.arrived_at and documents.id = visit.document_id`.execute(db);
  return rows;
}

/** The article's own text becomes the document's, which is analysed again. Null keeps the teaser for good. */
export async function recordArticle(
  db: Db,
  visit: ArticleVisit,
  article: Readonly<{ title: string | null; text: string; author: string | null }> | null,
): Promise<void> {
  await db.deleteFrom('article_visits').where('document_id', '=', visit.documentId).execute();
  if (article === null) return;
  await db
    .updateTable('documents')
    .set({ title: article.title, text: article.text, author: article.author, has_full_text: true })
    .where('arrived_at', '=', visit.arrivedAt)
    .where('id', '=', visit.documentId)
    .execute();
  await orderAgain(db, [{ id: visit.documentId, arrived_at: visit.arrivedAt }]);
}

/** To be tried again then. */
export async function postponeArticle(db: Db, visit: ArticleVisit, dueAt: Date): Promise<void> {
  await db
    .updateTable('article_visits')
    .set({ due_at: dueAt, failure_count: sql<number>`failure_count + 1` })
    .where('document_id', '=', visit.documentId)
    .execute();
}

/** Forgets the visits of documents whose partitions are gone. */
export async function deleteArticleVisitsBefore(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('article_visits').where('arrived_at', '<', before).execute();
}
