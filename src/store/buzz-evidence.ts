/** What is read of a brand's mentions for the evidence of a buzz: stories, who passed them on, where, and about what. */
import { sql } from 'kysely';
import { addMs, DAY_MS } from '../base/clock.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { Amplifier, BuzzEvidence, Outlet } from '../domain/buzz-evidence.ts';
import type { Mention } from '../domain/mention.ts';
import type { OutletWeight } from '../domain/outlet.ts';
import type { Theme } from '../domain/theme.ts';
import type { Db } from './database.ts';
import { selectWindow, toMention } from './mentions.ts';

type Window = Readonly<{ agencyId: string; brandId: string }> & TimeRange;

/** What counts: the negative mentions of a bad buzz, the positive ones of praise. */
type Talk = Readonly<{ window: Window; label: 'negative' | 'positive' }>;

/** The newest of a louder window stand for it: none of these questions may read a million rows. */
const MENTIONS_MAX = 10_000;
/** A story may have begun so long before the window. */
const STORY_REACH_MS = 2 * DAY_MS;

/** A story that was told, by the first document of the window that tells it. */
export type ToldStory = Readonly<{ storyId: string; copyCount: number; mention: Mention }>;

/** The stories of the window, those told most often first, then the most extreme. */
export async function listToldStories(db: Db, { window, label }: Talk, limit: number): Promise<readonly ToldStory[]> {
  const direction = label === 'negative' ? sql`asc` : sql`desc`;
  const newest = selectWindow(db, window)
    .selectAll()
    .where('sentiment_label', '=', label)
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MENTIONS_MAX);
  const firsts = db
    .selectFrom(newest.as('newest'))
    .selectAll()
    .select(sql<number>`(count(*) over (partition by story_id))::int`.as('copies'))
    .distinctOn('story_id')
    .orderBy('story_id')
    .orderBy('published_at')
    .orderBy('id');
  const rows = await db
    .selectFrom(firsts.as('firsts'))
    .selectAll()
    .orderBy('copies', 'desc')
    .orderBy(sql`sentiment_score ${direction}`)
    .orderBy('published_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ storyId: row.story_id, copyCount: row.copies, mention: toMention(row) }));
}

/** Its first document, also where it was there before anybody listened; undefined: there is none any more. */
export async function findFirstOfStory(db: Db, window: Window, storyId: string): Promise<Mention | undefined> {
  const from = addMs(window.from, -STORY_REACH_MS);
  const row = await db
    .selectFrom('mentions')
    .selectAll()
    .where('agency_id', '=', window.agencyId)
    .where('brand_id', '=', window.brandId)
    .where('story_id', '=', storyId)
    .where('published_at', '>=', from)
    .where('published_at', '<', window.until)
    .where('arrived_at', '>=', from)
    .where('status', '<>', 'irrelevant')
    .orderBy('published_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && toMention(row);
}

/** What was said first in the window; undefined: nothing. */
export async function findFirstMention(db: Db, { window, label }: Talk): Promise<Mention | undefined> {
  const row = await selectWindow(db, window)
    .selectAll()
    .where('sentiment_label', '=', label)
    .orderBy('published_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && toMention(row);
}

/** storyIds: of the loudest stories; what told them before the window counts too. first: who told first is no amplifier. */
type Spread = Talk & Readonly<{ storyIds: readonly string[]; first: Mention }>;

/** Who passed a story on after its first document, or spoke more than once; the weightiest and loudest first. */
export async function listAmplifiers(db: Db, spread: Spread, limit: number): Promise<readonly Amplifier[]> {
  const { first } = spread;
  const rows = await db
    .selectFrom(selectSpread(db, spread).as('told'))
    .select([
      'author',
      'site',
      sql<OutletWeight>`max(outlet_weight)`.as('weight'),
      sql<number>`count(*)::int`.as('mentions'),
      sql<Date>`min(published_at)`.as('first_at'),
    ])
    .where(sql<boolean>`(author, site) is distinct from (${first.author}::text, ${first.site}::text)`)
    .groupBy(['author', 'site'])
    .having(sql<boolean>`count(*) > 1 or bool_or(nth > 1)`)
    .orderBy('weight', 'desc')
    .orderBy('mentions', 'desc')
    .orderBy('first_at')
    .orderBy('site')
    .orderBy('author')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    author: row.author,
    site: row.site,
    outletWeight: row.weight,
    mentionCount: row.mentions,
    firstAt: row.first_at.toISOString(),
  }));
}

/** The sites that publish articles and wrote of it, the weightiest first. */
export async function listOutlets(db: Db, spread: Spread, limit: number): Promise<readonly Outlet[]> {
  const rows = await db
    .selectFrom(selectSpread(db, spread).as('told'))
    .select([
      'site',
      sql<OutletWeight>`max(outlet_weight)`.as('weight'),
      sql<number>`count(*)::int`.as('mentions'),
      sql<Date>`min(published_at)`.as('first_at'),
    ])
    .where('outlet_weight', '>', 0)
    .where('site', '<>', '')
    .groupBy('site')
    .orderBy('weight', 'desc')
    .orderBy('mentions', 'desc')
    .orderBy('first_at')
    .orderBy('site')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    site: row.site,
    outletWeight: row.weight,
    mentionCount: row.mentions,
    firstAt: row.first_at.toISOString(),
  }));
}

/** What is said in the window, and what told its loudest stories before it; nth: within its story, 1 is the first. */
function selectSpread(db: Db, { window, label, storyIds }: Spread) {
  const reached = { ...window, from: addMs(window.from, -STORY_REACH_MS) };
  const newest = selectWindow(db, reached)
    .select(['id', 'author', 'site', 'story_id', 'outlet_weight', 'published_at'])
    .where('sentiment_label', '=', label)
    .where((where) => where.or([where('published_at', '>=', window.from), where('story_id', 'in', storyIds)]))
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MENTIONS_MAX);
  return db
    .selectFrom(newest.as('newest'))
    .selectAll()
    .select(sql<number>`row_number() over (partition by story_id order by published_at, id)`.as('nth'));
}

/** What the window speaks of, whatever its tone; the most of what counts first. */
export async function listWindowThemes(db: Db, talk: Talk, limit: number): Promise<BuzzEvidence['themes']> {
  const rows = await countParts(db, talk, 'themes', limit);
  return rows.map(({ part, ...counts }) => ({ theme: part as Theme, ...counts }));
}

/** The same of the agency's own themes; one that was removed since is none. */
export async function listWindowOwnThemes(db: Db, talk: Talk, limit: number): Promise<BuzzEvidence['ownThemes']> {
  const rows = await countParts(db, talk, 'own_themes', limit);
  if (rows.length === 0) return [];
  const names = await db
    .selectFrom('themes')
    .select(['id', 'name'])
    .where('agency_id', '=', talk.window.agencyId)
    .where(
      'id',
      'in',
      rows.map(({ part }) => part),
    )
    .execute();
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return rows.flatMap(({ part, ...counts }) => {
    const name = nameOf.get(part);
    return name === undefined ? [] : [{ name, ...counts }];
  });
}

async function countParts(db: Db, { window, label }: Talk, column: 'themes' | 'own_themes', limit: number) {
  const newest = selectWindow(db, window)
    .select(['sentiment_label', column])
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MENTIONS_MAX);
  return await db
    .selectFrom(newest.as('newest'))
    .innerJoinLateral(sql<{ part: string }>`unnest(${sql.ref(column)})`.as<'parts'>(sql`parts(part)`), (join) =>
      join.onTrue(),
    )
    .select([
      sql<string>`part::text`.as('part'),
      sql<number>`count(*)::int`.as('mentionCount'),
      sql<number>`(count(*) filter (where sentiment_label = 'negative'))::int`.as('negativeCount'),
    ])
    .groupBy(sql`part`)
    .having(sql<boolean>`bool_or(sentiment_label = ${label})`)
    .orderBy(sql`count(*) filter (where sentiment_label = ${label})`, 'desc')
    .orderBy('mentionCount', 'desc')
    .orderBy(sql`part`)
    .limit(limit)
    .execute();
}
