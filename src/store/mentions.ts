/** Mentions, and the volumes that are counted with them in the same statement's transaction. */
import { isDeepStrictEqual } from 'node:util';
import { type Selectable, sql } from 'kysely';
import { addMs, DAY_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { RuleMention } from '../domain/alert-rule.ts';
import type { WindowCounts } from '../domain/buzz.ts';
import { type Crisis, NO_CRISIS } from '../domain/crisis.ts';
import type { BrandDigestContent, SiteCount } from '../domain/digest.ts';
import type { TalkText } from '../domain/emerging-term.ts';
import { type Mention, type MentionStatus, type Sentiment, type SentimentLabel, toSaid } from '../domain/mention.ts';
import type { OutletWeight } from '../domain/outlet.ts';
import type { TalkFact } from '../domain/talk-fact.ts';
import type { Theme } from '../domain/theme.ts';
import { noteAuthors } from './brand-authors.ts';
import { findCorrections, lockCorrections, type StoredCorrection } from './corrections.ts';
import { type Db, toJsonb } from './database.ts';
import { orderJudgements } from './judgements.ts';
import type { Tables } from './tables.ts';
import { addToVolumes, type VolumeChange } from './volumes.ts';

/**
 * relevance, isSetAside and modelSentiment left out: readers taught nothing of its brand. crisis, ownThemeIds left out: it
 * holds nothing of the kind. outletWeight left out: people said it.
 */
export type NewMention = Omit<
  Mention,
  | 'id'
  | 'status'
  | 'setAsideBy'
  | 'relevance'
  | 'modelSentiment'
  | 'correction'
  | 'crisis'
  | 'ownThemeIds'
  | 'outletWeight'
  | 'isNewcomer'
> &
  Readonly<{
    relevance?: number | null;
    modelSentiment?: Sentiment | null;
    crisis?: Crisis;
    ownThemeIds?: readonly string[];
    outletWeight?: OutletWeight;
    /** Its relevance says that it is about something else: kept, set aside, never counted. */
    isSetAside?: boolean;
  }>;

/**
 * What was looked for where: mentions of these documents whose brand's query does not find them any more are set aside.
 *
 * Shape:   found: agency, brand and document of all that the queries find, heard or not; isKnown: whether a brand's query
 *          was looked for at all.
 */
export type Matching = Readonly<{
  documents: readonly Readonly<{ id: string; arrivedAt: Date }>[];
  found: readonly Pick<Mention, 'agencyId' | 'brandId' | 'documentId'>[];
  isKnown: (brandId: string) => boolean;
}>;

/** Rows of a mention are small; this keeps one statement far below PostgreSQL's 65,535 parameters. */
const MENTIONS_PER_STATEMENT = 1_000;

/**
 * Stores the mentions that are new, counts each once in its brand's volume and orders the brand to be judged.
 * Returns the new ones.
 *
 * Recording twice is harmless: what is there already is neither stored nor counted. One whose document was edited says
 * the new text, and is counted as what it says now; one that the query finds again comes back. A brand that was removed since its
 * query was read gets none. Run it in a transaction.
 */
export async function recordMentions(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  mentions: readonly NewMention[],
  matching: Matching | null = null,
): Promise<readonly Mention[]> {
  const recorded: Mention[] = [];
  const changes: VolumeChange[] = [];
  await lockCorrections(
    db,
    mentions.map(({ brandId }) => brandId),
    'to record',
  );
  const kept = await holdBrands(db, mentions);
  // in the key's order, so that two workers with the same documents wait for each other instead of blocking
  const sorted = mentions.filter((mention) => kept.has(mention.brandId)).sort(compareKeys);
  const newcomers = await noteAuthors(db, deps.now, sorted);
  const told = sorted.map((mention) => ({ ...mention, isNewcomer: newcomers.has(mention) }));
  for (let start = 0; start < told.length; start += MENTIONS_PER_STATEMENT) {
    const part = await followCorrections(db, told.slice(start, start + MENTIONS_PER_STATEMENT));
    const stored = await insertNew(db, deps, part);
    const storedKeys = new Set(stored.map(toMentionKey));
    const known = part.filter((mention) => !storedKeys.has(toMentionKey(mention)));
    changes.push(...(await followEdits(db, known)));
    recorded.push(...stored);
  }
  const news = recorded.filter(isCounted);
  if (matching !== null) changes.push(...(await setAsideUnfound(db, matching)));
  await addToVolumes(db, [...news.map(toCounted), ...changes]);
  await orderJudgements(db, news, deps.now);
  return recorded;
}

/**
 * The keys of those that are stored already and read the same: recording them again changes nothing, so that nothing dear
 * need be found out about them.
 */
export async function listUnchangedMentions(db: Db, mentions: readonly NewMention[]): Promise<ReadonlySet<string>> {
  if (mentions.length === 0) return new Set();
  const { rows } = await sql<{ agency_id: string; brand_id: string; document_id: string }>`
    select agency_id, brand_id, document_id from mentions join unnest(
      ${mentions.map((each) => each.agencyId)}::uuid[], ${mentions.map((each) => each.brandId)}::uuid[],
      ${mentions.map((each) => each.documentId)}::uuid[], ${mentions.map((each) => each.arrivedAt)}::timestamptz[],
      ${mentions.map((each) => each.title)}::text[], ${mentions.map((each) => each.excerpt)}::text[]
    ) as found (agency_id, brand_id, document_id, arrived_at, title, excerpt)
      using (agency_id, brand_id, document_id, arrived_at)
    where mentions.title is not distinct from found.title and mentions.excerpt = found.excerpt`.execute(db);
  return new Set(
    rows.map((row) => toMentionKey({ agencyId: row.agency_id, brandId: row.brand_id, documentId: row.document_id })),
  );
}

export type MentionFilter = Readonly<{
  agencyId: string;
  brandId?: string;
  sentiment?: SentimentLabel;
  status?: MentionStatus;
  theme?: Theme;
  ownThemeId?: string;
  /** 1 to 3. */
  crisisWeightMin?: number;
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
  if (filter.theme !== undefined) query = query.where(sql<boolean>`${filter.theme} = any(themes)`);
  if (filter.ownThemeId !== undefined) {
    query = query.where(sql<boolean>`${filter.ownThemeId}::uuid = any(own_themes)`);
  }
  if (filter.crisisWeightMin !== undefined) {
    query = query.where(sql<boolean>`crisis_weight >= ${filter.crisisWeightMin}`);
  }
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
): Promise<void> {
  const row = await db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.mentionId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw mentionNotFound();
  const before = toMention(row);
  const after: Mention = { ...before, status, setAsideBy: status === 'irrelevant' ? 'reader' : null };
  await addToVolumes(db, await changeStates(db, [{ before, after }]));
}

/**
 * Brings the mentions of a brand's stories to what their corrections say, and those that no correction speaks of any more
 * back to what stood there. Run it in the transaction that records or takes back a correction,
 * under lockCorrections.
 */
export async function settleStories(
  db: Db,
  now: Date,
  key: Readonly<{ agencyId: string; brandId: string; storyIds: readonly string[] }>,
): Promise<void> {
  const rows = await db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .where('story_id', 'in', key.storyIds)
    .orderBy('document_id')
    .forUpdate()
    .execute();
  const befores = rows.map(toMention);
  const corrections = await findCorrections(db, befores);
  const changes = befores.map(
    (before, index): StateChange => ({ before, after: toCorrected(before, corrections[index]) }),
  );
  await recordChanges(
    db,
    changes.filter(({ before, after }) => after !== before),
    now,
  );
}

function toCorrected<M extends Pick<Mention, 'sentiment' | 'modelSentiment' | 'correction'>>(
  mention: M,
  correction: StoredCorrection | null | undefined,
): M {
  const before = mention.correction?.before ?? mention.sentiment;
  const modelSentiment = mention.modelSentiment ?? before;
  if (correction) {
    const { label, by, at } = correction;
    return { ...mention, sentiment: toSaid(modelSentiment, label), modelSentiment, correction: { by, at, before } };
  }
  if (mention.correction === null) return mention;
  const isLearned = before.judgedBy === 'learned';
  return { ...mention, sentiment: before, modelSentiment: isLearned ? modelSentiment : null, correction: null };
}

/** What a reader said of such a mention, or of one that tells the same, stands above what was judged. */
async function followCorrections(db: Db, mentions: readonly ToldMention[]): Promise<readonly CorrectedMention[]> {
  const corrections = await findCorrections(db, mentions);
  return mentions.map((mention, index) =>
    toCorrected({ modelSentiment: null, ...mention, correction: null }, corrections[index]),
  );
}

type ToldMention = NewMention & Pick<Mention, 'isNewcomer'>;
type CorrectedMention = ToldMention & Pick<Mention, 'modelSentiment' | 'correction'>;

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

/** Who spoke ill of the brand in the window, oldest first: the newest `limit`. */
export async function listNegativeFacts(db: Db, window: Window, limit: number): Promise<readonly TalkFact[]> {
  const rows = await selectWindow(db, window)
    .select([
      'published_at',
      'arrived_at',
      'author',
      'is_newcomer',
      'site',
      'source_kind',
      'story_id',
      'crisis_weight',
      'outlet_weight',
    ])
    .where('sentiment_label', '=', 'negative')
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.toReversed().map((row) => ({
    publishedAt: row.published_at.getTime(),
    heardAt: row.arrived_at.getTime(),
    ...toTold(row),
  }));
}

/**
 * As listNegativeFacts, of several spans that do not overlap, the oldest first: of each day of a span no more than `perDayMax`
 * on average, the newest.
 *
 * They come in one value: of a large brand a quarter of a year has tens of thousands, and as rows these take several times
 * as long to read.
 */
export async function listNegativeFactsOf(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  spans: readonly TimeRange[],
  perDayMax: number,
): Promise<readonly TalkFact[]> {
  if (spans.length === 0) return [];
  const limits = spans.map(({ from, until }) => Math.ceil((until.getTime() - from.getTime()) / DAY_MS) * perDayMax);
  const { rows } = await sql<{ facts: readonly FactParts[] | null }>`
    select json_agg(json_build_array(
      extract(epoch from published_at) * 1000, extract(epoch from arrived_at) * 1000, author, is_newcomer, site,
      source_kind, story_id, crisis_weight, outlet_weight
    ) order by published_at, id) as facts
    from unnest(
      ${spans.map(({ from }) => from)}::timestamptz[], ${spans.map(({ until }) => until)}::timestamptz[],
      ${limits}::int[]
    ) as span (starts_at, ends_at, fact_max) cross join lateral (
      select * from mentions
      where agency_id = ${key.agencyId} and brand_id = ${key.brandId} and published_at >= starts_at
        and published_at < ends_at and arrived_at >= starts_at and status <> 'irrelevant' and not is_backlog
        and sentiment_label = 'negative'
      order by published_at desc, id desc limit fact_max
    ) as talk`.execute(db);
  return (rows[0]?.facts ?? []).map(
    ([publishedAt, heardAt, author, is_newcomer, site, source_kind, story_id, crisis_weight, outlet_weight]) => ({
      ...{ publishedAt: Math.floor(publishedAt), heardAt: Math.floor(heardAt) },
      ...toTold({ author, is_newcomer, site, source_kind, story_id, crisis_weight, outlet_weight }),
    }),
  );
}

type FactColumns = Pick<
  Selectable<Tables['mentions']>,
  'author' | 'is_newcomer' | 'site' | 'source_kind' | 'story_id' | 'crisis_weight' | 'outlet_weight'
>;

/** The instants in milliseconds, then the columns. */
type FactParts = readonly [
  number,
  number,
  FactColumns['author'],
  FactColumns['is_newcomer'],
  FactColumns['site'],
  FactColumns['source_kind'],
  FactColumns['story_id'],
  FactColumns['crisis_weight'],
  FactColumns['outlet_weight'],
];

function toTold(row: FactColumns): Omit<TalkFact, 'publishedAt' | 'heardAt'> {
  return {
    label: 'negative',
    author: `${row.site} ${row.author ?? ''}`,
    isNewcomer: row.is_newcomer,
    site: row.site,
    sourceKind: row.source_kind,
    storyId: row.story_id,
    crisisWeight: row.crisis_weight,
    outletWeight: row.outlet_weight,
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
export async function listLoudestSites(db: Db, window: Window, limit: number): Promise<readonly SiteCount[]> {
  return (await countBySite(db, window, limit).execute()).map(toSiteCount);
}

function countBySite(db: Db, window: Window, limit: number) {
  return selectWindow(db, window)
    .select(['site', sql<number>`count(*)::int`.as('mentions')])
    .where('site', '<>', '')
    .groupBy('site')
    .orderBy('mentions', 'desc')
    .orderBy('site')
    .limit(limit);
}

function toSiteCount(row: Readonly<{ site: string; mentions: number }>): SiteCount {
  return { site: row.site, mentionCount: row.mentions };
}

/** How many mentions of the window tell each of these stories. */
export async function countStoryMentions(
  db: Db,
  window: Window,
  storyIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (storyIds.length === 0) return new Map();
  const rows = await selectWindow(db, window)
    .select(['story_id', sql<number>`count(*)::int`.as('mentions')])
    .where('story_id', '=', sql<string>`any(${storyIds}::text[])`)
    .groupBy('story_id')
    .execute();
  return new Map(rows.map((row) => [row.story_id, row.mentions]));
}

/** The sites of the window that had not spoken of the brand since the instant, before the window, the loudest first. */
export async function listNewSites(db: Db, window: Window, since: Date, limit: number): Promise<readonly SiteCount[]> {
  const known = selectWindow(db, { ...window, from: since, until: window.from }).select('site');
  const rows = await countBySite(db, window, limit).where('site', 'not in', known).execute();
  return rows.map(toSiteCount);
}

/** The people of the window who had never spoken of the brand before: how many, and those who said most in it. */
export async function readNewAuthors(db: Db, window: Window, limit: number): Promise<BrandDigestContent['newAuthors']> {
  const newcomers = selectWindow(db, window)
    .select(['author', 'site'])
    .distinct()
    .where('author', 'is not', null)
    .where('is_newcomer', '=', true)
    .as('newcomers');
  const { count } = await db
    .selectFrom(newcomers)
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  if (count === 0) return { count, loudest: [] };
  const rows = await selectWindow(db, window)
    .innerJoin(newcomers, (join) =>
      join.onRef('newcomers.author', '=', 'mentions.author').onRef('newcomers.site', '=', 'mentions.site'),
    )
    .select([sql<string>`mentions.author`.as('author'), 'mentions.site', sql<number>`count(*)::int`.as('mentions')])
    .groupBy(['mentions.author', 'mentions.site'])
    .orderBy('mentions', 'desc')
    .orderBy('mentions.author')
    .orderBy('mentions.site')
    .limit(limit)
    .execute();
  return { count, loudest: rows.map(({ author, site, mentions }) => ({ author, site, mentionCount: mentions })) };
}

/** The weeks that a period's terms are compared with. */
const REFERENCE_WEEK_COUNT = 4;
/** Of the period. */
const TALK_TEXTS_MAX = 1_000;
/** Of each week before it: of a loud brand the newest of every week, not the last days of the month alone. */
const TALK_TEXTS_PER_WEEK_MAX = 500;

/** What was said of the brand in the window and in the four weeks before it, the newest first. */
export async function listTalkTexts(
  db: Db,
  window: Window,
): Promise<Readonly<{ now: readonly TalkText[]; before: readonly TalkText[] }>> {
  const now = await listNewestTexts(db, window, TALK_TEXTS_MAX);
  const before: TalkText[] = [];
  for (let week = 0; week < REFERENCE_WEEK_COUNT; week += 1) {
    const until = addMs(window.from, -week * 7 * DAY_MS);
    const texts = { ...window, from: addMs(until, -7 * DAY_MS), until };
    before.push(...(await listNewestTexts(db, texts, TALK_TEXTS_PER_WEEK_MAX)));
  }
  return { now, before };
}

async function listNewestTexts(db: Db, window: Window, limit: number): Promise<readonly TalkText[]> {
  return await selectWindow(db, window)
    .select(['id', 'story_id as storyId', 'language', 'title', 'excerpt', 'passages'])
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** What an agency's own rules are held against, the newest first. Nothing set aside, and no backlog. */
export async function listRuleMentions(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  range: TimeRange & Readonly<{ limit: number }>,
): Promise<readonly RuleMention[]> {
  const rows = await selectWindow(db, { ...key, ...range })
    .select(['published_at', 'sentiment_label', 'language', 'title', 'excerpt', 'passages'])
    .select(['url', 'author', 'site', 'source_kind'])
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(range.limit)
    .execute();
  return rows.map(({ published_at, sentiment_label, source_kind, ...same }) => ({
    ...same,
    publishedAt: published_at,
    label: sentiment_label,
    sourceKind: source_kind,
  }));
}

/** How many negative ones of the window nobody handled or set aside. */
export async function countUnanswered(db: Db, window: Window): Promise<number> {
  const { count } = await selectWindow(db, window)
    .select(sql<number>`count(*)::int`.as('count'))
    .where('sentiment_label', '=', 'negative')
    .where('status', 'in', ['new', 'seen'])
    .executeTakeFirstOrThrow();
  return count;
}

/** The brand's mentions that count in the window. */
export function selectWindow(db: Db, window: Window) {
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
async function followEdits(db: Db, known: readonly CorrectedMention[]): Promise<readonly VolumeChange[]> {
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
  const byKey = new Map(known.map((mention) => [toMentionKey(mention), mention]));
  const changes: VolumeChange[] = [];
  for (const before of rows.map(toMention)) {
    const now = byKey.get(toMentionKey(before));
    if (now === undefined) continue;
    const stands = before.setAsideBy === 'query' ? toFoundAgain(before, now) : before;
    if (stands !== before) changes.push(...(await changeStates(db, [{ before, after: stands }])));
    const { title, excerpt, storyId, sentiment, themes, ownThemeIds = [] } = now;
    if (title === before.title && excerpt === before.excerpt) {
      await followLabels(db, before, now);
      if (!isDeepStrictEqual(ownThemeIds, before.ownThemeIds)) {
        changes.push(...toChanges(stands, { ...stands, ownThemeIds }));
      }
      continue;
    }
    // what somebody handled said something else: nobody has read this
    const isUnread = before.status === 'handled' && sentiment.label !== before.sentiment.label;
    await db
      .updateTable('mentions')
      .set({
        title,
        excerpt,
        story_id: storyId,
        ...(isUnread ? { status: 'seen' as const } : {}),
        spans: toJsonb(now.spans),
        language: now.language,
        ...toSentimentColumns(now),
        passages: toJsonb(now.passages),
        themes,
        ...toLabelColumns(now),
      })
      .where('agency_id', '=', before.agencyId)
      .where('arrived_at', '=', before.arrivedAt)
      .where('id', '=', before.id)
      .execute();
    changes.push(...toChanges(stands, { ...stands, storyId, sentiment, themes, ownThemeIds }));
  }
  return changes;
}

/** What is told of a mention's passages by vocabularies, which change while its text stays as it is. */
function toLabelColumns({ crisis = NO_CRISIS, ownThemeIds = [] }: Pick<NewMention, 'crisis' | 'ownThemeIds'>) {
  return { crisis_weight: crisis.weight, crisis_terms: crisis.terms, own_themes: ownThemeIds };
}

async function followLabels(db: Db, before: Mention, now: NewMention): Promise<void> {
  const columns = toLabelColumns(now);
  if (isDeepStrictEqual(columns, toLabelColumns(before))) return;
  await db
    .updateTable('mentions')
    .set(columns)
    .where('agency_id', '=', before.agencyId)
    .where('arrived_at', '=', before.arrivedAt)
    .where('id', '=', before.id)
    .execute();
}

/** What a mention is, before it has an id. */
export function toMentionKey(mention: Pick<Mention, 'agencyId' | 'brandId' | 'documentId'>): string {
  return `${mention.agencyId} ${mention.brandId} ${mention.documentId}`;
}

function compareKeys(one: NewMention, other: NewMention): number {
  if (one.documentId !== other.documentId) return one.documentId < other.documentId ? -1 : 1;
  return one.brandId < other.brandId ? -1 : 1;
}

async function insertNew(
  db: Db,
  deps: Readonly<{ newId: NewId }>,
  mentions: readonly CorrectedMention[],
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
        ...toSentimentColumns(mention),
        passages: toJsonb(mention.passages),
        themes: mention.themes,
        ...toLabelColumns(mention),
        spans: toJsonb(mention.spans),
        status: mention.isSetAside ? ('irrelevant' as const) : ('new' as const),
        relevance: mention.relevance ?? null,
        set_aside_by: mention.isSetAside ? ('relevance' as const) : null,
        title: mention.title,
        excerpt: mention.excerpt,
        url: mention.url,
        author: mention.author,
        site: mention.site,
        source_kind: mention.sourceKind,
        outlet_weight: mention.outletWeight ?? 0,
        is_newcomer: mention.isNewcomer,
        story_id: mention.storyId,
        is_backlog: mention.isBacklog,
      })),
    )
    .onConflict((conflict) => conflict.constraint('mentions_document_key').doNothing())
    .returningAll()
    .execute();
  return rows.map(toMention);
}

function toSentimentColumns({ sentiment, modelSentiment, correction }: CorrectedMention) {
  return {
    sentiment_label: sentiment.label,
    sentiment_score: sentiment.score,
    sentiment_confidence: sentiment.confidence,
    sentiment_by: sentiment.judgedBy,
    model_sentiment: modelSentiment === null ? null : toJsonb(modelSentiment),
    corrected_by: correction?.by ?? null,
    corrected_at: correction?.at ?? null,
    corrected_from: correction === null ? null : toJsonb(correction.before),
  };
}

/** In volumes, and a reason to judge its brand. */
function isCounted(mention: Pick<Mention, 'isBacklog' | 'status'>): boolean {
  return !mention.isBacklog && mention.status !== 'irrelevant';
}

/** As it stands when the query finds it once more. */
function toFoundAgain(before: Mention, now: NewMention): Mention {
  const { relevance = null, isSetAside = false } = now;
  return isSetAside
    ? { ...before, relevance, setAsideBy: 'relevance' }
    : { ...before, relevance, status: 'new', setAsideBy: null };
}

type StateChange = Readonly<{ before: Mention; after: Mention }>;

/** Writes what became of mentions and what their sentiment is; returns what that changes in the volumes. */
async function changeStates(db: Db, changes: readonly StateChange[]): Promise<readonly VolumeChange[]> {
  if (changes.length === 0) return [];
  const afters = changes.map(({ after }) => after);
  await sql`
    update mentions set status = told.status, relevance = told.relevance, set_aside_by = told.set_aside_by,
      sentiment_label = told.label, sentiment_score = told.score, sentiment_confidence = told.confidence,
      sentiment_by = told.judged_by, model_sentiment = told.model_sentiment::jsonb, corrected_by = told.corrected_by,
      corrected_at = told.corrected_at, corrected_from = told.corrected_from::jsonb
    from unnest(
      ${afters.map(({ agencyId }) => agencyId)}::uuid[], ${afters.map(({ arrivedAt }) => arrivedAt)}::timestamptz[],
      ${afters.map(({ id }) => id)}::uuid[], ${afters.map(({ status }) => status)}::text[],
      ${afters.map(({ relevance }) => relevance)}::real[], ${afters.map(({ setAsideBy }) => setAsideBy)}::text[],
      ${afters.map(({ sentiment }) => sentiment.label)}::text[], ${afters.map(({ sentiment }) => sentiment.score)}::real[],
      ${afters.map(({ sentiment }) => sentiment.confidence)}::real[],
      ${afters.map(({ sentiment }) => sentiment.judgedBy)}::text[],
      ${afters.map(({ modelSentiment }) => modelSentiment && JSON.stringify(modelSentiment))}::text[],
      ${afters.map(({ correction }) => correction?.by ?? null)}::text[],
      ${afters.map(({ correction }) => correction?.at ?? null)}::timestamptz[],
      ${afters.map(({ correction }) => correction && JSON.stringify(correction.before))}::text[]
    ) as told (agency_id, arrived_at, id, status, relevance, set_aside_by, label, score, confidence, judged_by,
      model_sentiment, corrected_by, corrected_at, corrected_from)
    where mentions.agency_id = told.agency_id and mentions.arrived_at = told.arrived_at and mentions.id = told.id`.execute(
    db,
  );
  return changes.flatMap(({ before, after }) => {
    const isSame = isCounted(before) === isCounted(after) && before.sentiment.label === after.sentiment.label;
    return isSame ? [] : toChanges(before, after);
  });
}

/** What a mention that is otherwise now takes from the volumes and gives to them. */
function toChanges(before: Mention, after: Mention): readonly VolumeChange[] {
  return [
    ...(isCounted(before) ? [{ mention: before, step: -1 } as const] : []),
    ...(isCounted(after) ? [toCounted(after)] : []),
  ];
}

function toCounted(mention: Mention): VolumeChange {
  return { mention, step: 1 };
}

/** Writes the changes, counts them and has their brands judged anew where the volumes changed. */
async function recordChanges(db: Db, changes: readonly StateChange[], now: Date): Promise<void> {
  const counted = await changeStates(db, changes);
  await addToVolumes(db, counted);
  await orderJudgements(
    db,
    counted.map(({ mention }) => mention),
    now,
  );
}

/** What a reader handled stays. Returns what the rest changes in the volumes. */
async function setAsideUnfound(db: Db, input: Matching): Promise<readonly VolumeChange[]> {
  if (input.documents.length === 0) return [];
  const foundKeys = new Set(input.found.map(toMentionKey));
  const rows = await db
    .selectFrom('mentions')
    .selectAll()
    .where(
      sql<boolean>`(document_id, arrived_at) in (select * from unnest(
        ${input.documents.map(({ id }) => id)}::uuid[], ${input.documents.map(({ arrivedAt }) => arrivedAt)}::timestamptz[]
      ))`,
    )
    .where('status', 'in', ['new', 'seen'])
    .orderBy('document_id')
    .orderBy('brand_id')
    .forUpdate()
    .execute();
  const unfound = rows
    .map(toMention)
    .filter((mention) => input.isKnown(mention.brandId) && !foundKeys.has(toMentionKey(mention)));
  const changes = unfound.map(
    (before): StateChange => ({
      before,
      after: { ...before, status: 'irrelevant', setAsideBy: 'query' },
    }),
  );
  return await changeStates(db, changes);
}

/**
 * Scores a brand's mentions anew by what its readers taught, from the newest to the oldest, a limited number at once:
 * relevance (those that fall below the threshold are set aside, those that rise above it come back) and sentiment. What a
 * reader said, and what a query no longer finds, stays as it is. Run it in a transaction.
 *
 * Shape:   since: nothing published earlier is touched. Returns where to go on; null where nothing is left.
 */
export async function rescoreMentions(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  input: Readonly<{
    since: Date;
    after: MentionCursor | null;
    limit: number;
    now: Date;
    rate: (mention: Mention) => Readonly<{ relevance: number | null; isSetAside: boolean }>;
    /** From what the model alone said. */
    moveSentiment: (mention: Mention, judged: Sentiment) => Sentiment;
  }>,
): Promise<MentionCursor | null> {
  // alone, because it locks rows in the order of a page and not of their keys
  await lockCorrections(db, [key.brandId], 'to correct');
  let query = db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .where('published_at', '>=', input.since)
    .where('arrived_at', '>=', input.since);
  if (input.after !== null) {
    query = query.where(sql<boolean>`(published_at, id) < (${input.after.publishedAt}, ${input.after.id}::uuid)`);
  }
  const rows = await query
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit)
    .forUpdate()
    .execute();
  const changes = rows.map(toMention).flatMap((before): readonly StateChange[] => {
    const { relevance, isSetAside } = input.rate(before);
    const isOpen = before.status === 'new' || before.setAsideBy === 'relevance';
    const state = !isOpen
      ? {}
      : isSetAside
        ? ({ status: 'irrelevant', setAsideBy: 'relevance' } as const)
        : ({ status: 'new', setAsideBy: null } as const);
    const after = { ...before, ...state, ...toLearned(before, input.moveSentiment), relevance };
    return isDeepStrictEqual(after, before) ? [] : [{ before, after }];
  });
  await recordChanges(db, changes, input.now);
  const last = rows.at(-1);
  return last === undefined || rows.length < input.limit ? null : { publishedAt: last.published_at, id: last.id };
}

/** What a reader said, or handled as it stood, stays. */
function toLearned(
  mention: Mention,
  moveSentiment: (mention: Mention, judged: Sentiment) => Sentiment,
): Pick<Mention, 'sentiment' | 'modelSentiment'> {
  const { sentiment, modelSentiment, correction, status } = mention;
  if (correction !== null || status === 'handled') return { sentiment, modelSentiment };
  const judged = modelSentiment ?? sentiment;
  const moved = moveSentiment(mention, judged);
  return { sentiment: moved, modelSentiment: moved === judged ? null : judged };
}

function mentionNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such mention in this agency: list them at /v1/mentions.');
}

function toStoredCorrection(row: Selectable<Tables['mentions']>): Mention['correction'] {
  const { corrected_by: by, corrected_at: at, corrected_from: before } = row;
  return by === null || at === null || before === null ? null : { by, at, before };
}

export function toMention(row: Selectable<Tables['mentions']>): Mention {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    documentId: row.document_id,
    arrivedAt: row.arrived_at,
    publishedAt: row.published_at,
    language: row.language,
    sentiment: {
      label: row.sentiment_label,
      score: row.sentiment_score,
      confidence: row.sentiment_confidence,
      judgedBy: row.sentiment_by,
    },
    modelSentiment: row.model_sentiment,
    correction: toStoredCorrection(row),
    passages: row.passages,
    themes: row.themes,
    crisis: { weight: row.crisis_weight, terms: row.crisis_terms },
    ownThemeIds: row.own_themes,
    spans: row.spans,
    status: row.status,
    relevance: row.relevance,
    setAsideBy: row.set_aside_by,
    title: row.title,
    excerpt: row.excerpt,
    url: row.url,
    author: row.author,
    site: row.site,
    sourceKind: row.source_kind,
    outletWeight: row.outlet_weight,
    isNewcomer: row.is_newcomer,
    storyId: row.story_id,
    isBacklog: row.is_backlog,
  };
}
