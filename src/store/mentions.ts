/** Mentions, and the volumes that are counted with them in the same statement's transaction. */
import { type Selectable, sql } from 'kysely';
import { addMs, MINUTE_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { WindowCounts } from '../domain/buzz.ts';
import type { Mention, MentionStatus, SentimentLabel } from '../domain/mention.ts';
import type { SourceKind } from '../domain/source.ts';
import { type Db, toJsonb } from './database.ts';
import { orderJudgements } from './judgements.ts';
import type { Tables } from './tables.ts';
import { addToVolumes, type VolumeChange } from './volumes.ts';

export type NewMention = Omit<Mention, 'id' | 'status'> & Readonly<{ sourceKind: SourceKind }>;

/** Rows of a mention are small; this keeps one statement far below PostgreSQL's 65,535 parameters. */
const MENTIONS_PER_STATEMENT = 1_000;

/**
 * Stores the mentions that are new, counts each once in its brand's volume and orders the brand to be judged.
 * Returns the new ones.
 *
 * Recording twice is harmless: what is there already is neither stored nor counted. One whose document was edited says
 * the new text, and is counted as what it says now. A brand that was removed since its
 * query was read gets none. Run it in a transaction.
 */
export async function recordMentions(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  mentions: readonly NewMention[],
): Promise<readonly Mention[]> {
  const recorded: Mention[] = [];
  const changes: VolumeChange[] = [];
  const kept = await holdBrands(db, mentions);
  // in the key's order, so that two workers with the same documents wait for each other instead of blocking
  const sorted = mentions.filter((mention) => kept.has(mention.brandId)).sort(compareKeys);
  for (let start = 0; start < sorted.length; start += MENTIONS_PER_STATEMENT) {
    const part = sorted.slice(start, start + MENTIONS_PER_STATEMENT);
    const stored = await insertNew(db, deps, part);
    const storedKeys = new Set(stored.map(toKey));
    const known = part.filter((mention) => !storedKeys.has(toKey(mention)));
    changes.push(...(await followEdits(db, known)));
    recorded.push(...stored);
  }
  const news = recorded.filter((mention) => !mention.isBacklog);
  await addToVolumes(db, [...news.map(toVolumeChange(1)), ...changes]);
  await orderJudgements(db, news, deps.now);
  return recorded;
}

export type MentionFilter = Readonly<{
  agencyId: string;
  brandId?: string;
  sentiment?: SentimentLabel;
  status?: MentionStatus;
  /** Published at or after; bounds the partitions that are opened, so it is never optional. */
  since: Date;
  until?: Date;
}>;

/** Where the page before ended. */
export type MentionCursor = Readonly<{ publishedAt: Date; id: string }>;

/** Newest first; at most `limit` after the cursor. */
export async function listMentions(
  db: Db,
  filter: MentionFilter,
  page: Readonly<{ after: MentionCursor | null; limit: number }>,
): Promise<readonly Mention[]> {
  let query = db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', filter.agencyId)
    .where('published_at', '>=', filter.since)
    // follows from the line above, because nothing arrives before it was published; it prunes partitions
    .where('arrived_at', '>=', filter.since);
  if (filter.brandId !== undefined) query = query.where('brand_id', '=', filter.brandId);
  if (filter.sentiment !== undefined) query = query.where('sentiment_label', '=', filter.sentiment);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.until !== undefined) query = query.where('published_at', '<', filter.until);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(published_at, id) < (${page.after.publishedAt}, ${page.after.id}::uuid)`);
  }
  const rows = await query.orderBy('published_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toMention);
}

/** Errors: NOT_FOUND, also for another agency's mention. */
export async function getMention(db: Db, key: Readonly<{ agencyId: string; mentionId: string }>): Promise<Mention> {
  const row = await db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.mentionId)
    .executeTakeFirst();
  if (row === undefined) throw mentionNotFound();
  return toMention(row);
}

/**
 * Sets what became of a mention. One set aside as irrelevant leaves the volumes, one brought back returns to them.
 *
 * Run it in a transaction. Errors: NOT_FOUND.
 */
export async function updateMentionStatus(
  db: Db,
  key: Readonly<{ agencyId: string; mentionId: string }>,
  status: MentionStatus,
): Promise<Mention> {
  const row = await db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.mentionId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw mentionNotFound();
  await db
    .updateTable('mentions')
    .set({ status })
    .where('agency_id', '=', key.agencyId)
    .where('arrived_at', '=', row.arrived_at)
    .where('id', '=', key.mentionId)
    .execute();
  const mention = toMention({ ...row, status });
  const step = Number(row.status === 'irrelevant') - Number(status === 'irrelevant');
  if (step !== 0 && !mention.isBacklog) await addToVolumes(db, [toVolumeChange(step)(mention)]);
  return mention;
}

type Window = Readonly<{ agencyId: string; brandId: string }> & TimeRange;

/** What the detector asks of one window: how many, how many negative, by how many authors, sites, kinds, stories. */
export async function countWindow(db: Db, window: Window): Promise<WindowCounts> {
  const negative = sql`sentiment_label = 'negative'`;
  const row = await selectWindow(db, window)
    .select([
      sql<number>`count(*)::int`.as('mentions'),
      sql<number>`(count(*) filter (where ${negative}))::int`.as('negatives'),
      // an author's name counts per site; where none is given the site speaks for itself
      sql<number>`(count(distinct (coalesce(author, ''), site)) filter (where ${negative}))::int`.as('authors'),
      sql<number>`(count(distinct site) filter (where ${negative}))::int`.as('sites'),
      sql<number>`(count(distinct source_kind) filter (where ${negative}))::int`.as('kinds'),
      sql<number>`(count(distinct story_id) filter (where ${negative}))::int`.as('stories'),
    ])
    .executeTakeFirstOrThrow();
  return {
    mentionCount: row.mentions,
    negativeCount: row.negatives,
    authorCount: row.authors,
    siteCount: row.sites,
    sourceKindCount: row.kinds,
    storyCount: row.stories,
  };
}

/** The worst or best mentions of a window, one per story, the most extreme first; neutral ones never. */
export async function listExtremeMentions(
  db: Db,
  window: Window,
  pick: Readonly<{ label: 'negative' | 'positive'; limit: number }>,
): Promise<readonly Mention[]> {
  const direction = pick.label === 'negative' ? sql`asc` : sql`desc`;
  const rows = await db
    .selectFrom(
      selectWindow(db, window)
        .selectAll()
        .distinctOn('story_id')
        .where('sentiment_label', '=', pick.label)
        .orderBy('story_id')
        .orderBy('published_at')
        .as('firsts'),
    )
    .selectAll()
    .orderBy(sql`sentiment_score ${direction}`)
    .orderBy('published_at', 'desc')
    .limit(pick.limit)
    .execute();
  return rows.map(toMention);
}

/** The sites that spoke most of the brand in the window. */
export async function listLoudestSites(
  db: Db,
  window: Window,
  limit: number,
): Promise<readonly Readonly<{ site: string; mentionCount: number }>[]> {
  const rows = await selectWindow(db, window)
    .select(['site', sql<number>`count(*)::int`.as('mentions')])
    .where('site', '<>', '')
    .groupBy('site')
    .orderBy('mentions', 'desc')
    .orderBy('site')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ site: row.site, mentionCount: row.mentions }));
}

function selectWindow(db: Db, window: Window) {
  return db
    .selectFrom('mentions')
    .where('agency_id', '=', window.agencyId)
    .where('brand_id', '=', window.brandId)
    .where('published_at', '>=', window.from)
    .where('published_at', '<', window.until)
    .where('arrived_at', '>=', window.from)
    .where('status', '<>', 'irrelevant')
    .where('is_backlog', '=', false);
}

/** Which of the brands are still there, and stay there until the transaction ends. */
async function holdBrands(db: Db, mentions: readonly NewMention[]): Promise<ReadonlySet<string>> {
  const brands = [...new Map(mentions.map((mention) => [mention.brandId, mention])).values()];
  if (brands.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select brands.id from brands join unnest(
      ${brands.map((brand) => brand.agencyId)}::uuid[], ${brands.map((brand) => brand.brandId)}::uuid[]
    ) as wanted (agency_id, id) using (agency_id, id)
    order by brands.agency_id, brands.id for key share of brands`.execute(db);
  return new Set(rows.map((row) => row.id));
}

/** Mentions of documents that read otherwise now; returns what that changes in the volumes. */
async function followEdits(db: Db, known: readonly NewMention[]): Promise<readonly VolumeChange[]> {
  if (known.length === 0) return [];
  const rows = await db
    .selectFrom('mentions')
    .selectAll()
    .where(
      sql<boolean>`(agency_id, brand_id, document_id, arrived_at) in (select * from unnest(
        ${known.map((each) => each.agencyId)}::uuid[], ${known.map((each) => each.brandId)}::uuid[],
        ${known.map((each) => each.documentId)}::uuid[], ${known.map((each) => each.arrivedAt)}::timestamptz[]
      ))`,
    )
    .orderBy('document_id')
    .orderBy('brand_id')
    .forUpdate()
    .execute();
  const byKey = new Map(known.map((mention) => [toKey(mention), mention]));
  const changes: VolumeChange[] = [];
  for (const before of rows.map(toMention)) {
    const now = byKey.get(toKey(before));
    if (now === undefined || (now.title === before.title && now.excerpt === before.excerpt)) continue;
    await db
      .updateTable('mentions')
      .set({
        title: now.title,
        excerpt: now.excerpt,
        spans: toJsonb(now.spans),
        language: now.language,
        sentiment_label: now.sentiment.label,
        sentiment_score: now.sentiment.score,
        sentiment_confidence: now.sentiment.confidence,
      })
      .where('agency_id', '=', before.agencyId)
      .where('arrived_at', '=', before.arrivedAt)
      .where('id', '=', before.id)
      .execute();
    if (before.isBacklog || before.status === 'irrelevant') continue;
    changes.push(toVolumeChange(-1)(before), toVolumeChange(1)({ ...before, sentiment: now.sentiment }));
  }
  return changes;
}

function toKey(mention: Pick<Mention, 'agencyId' | 'brandId' | 'documentId'>): string {
  return `${mention.agencyId} ${mention.brandId} ${mention.documentId}`;
}

function compareKeys(one: NewMention, other: NewMention): number {
  if (one.documentId !== other.documentId) return one.documentId < other.documentId ? -1 : 1;
  return one.brandId < other.brandId ? -1 : 1;
}

async function insertNew(
  db: Db,
  deps: Readonly<{ newId: NewId }>,
  mentions: readonly NewMention[],
): Promise<readonly Mention[]> {
  const rows = await db
    .insertInto('mentions')
    .values(
      mentions.map((mention) => ({
        agency_id: mention.agencyId,
        id: deps.newId(),
        brand_id: mention.brandId,
        document_id: mention.documentId,
        arrived_at: mention.arrivedAt,
        published_at: mention.publishedAt,
        language: mention.language,
        sentiment_label: mention.sentiment.label,
        sentiment_score: mention.sentiment.score,
        sentiment_confidence: mention.sentiment.confidence,
        spans: toJsonb(mention.spans),
        status: 'new' as const,
        title: mention.title,
        excerpt: mention.excerpt,
        url: mention.url,
        author: mention.author,
        site: mention.site,
        source_kind: mention.sourceKind,
        story_id: mention.storyId,
        is_backlog: mention.isBacklog,
      })),
    )
    .onConflict((conflict) => conflict.constraint('mentions_document_key').doNothing())
    .returningAll()
    .execute();
  return rows.map(toMention);
}

function toVolumeChange(step: number): (mention: Mention) => VolumeChange {
  const widthMs = 5 * MINUTE_MS;
  return (mention) => ({
    agencyId: mention.agencyId,
    brandId: mention.brandId,
    bucketAt: addMs(mention.publishedAt, -(mention.publishedAt.getTime() % widthMs)),
    mentionCount: step,
    negativeCount: mention.sentiment.label === 'negative' ? step : 0,
    positiveCount: mention.sentiment.label === 'positive' ? step : 0,
  });
}

function mentionNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such mention in this agency: list them at /v1/mentions.');
}

function toMention(row: Selectable<Tables['mentions']>): Mention {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    documentId: row.document_id,
    arrivedAt: row.arrived_at,
    publishedAt: row.published_at,
    language: row.language,
    sentiment: { label: row.sentiment_label, score: row.sentiment_score, confidence: row.sentiment_confidence },
    spans: row.spans,
    status: row.status,
    title: row.title,
    excerpt: row.excerpt,
    url: row.url,
    author: row.author,
    site: row.site,
    storyId: row.story_id,
    isBacklog: row.is_backlog,
  };
}
