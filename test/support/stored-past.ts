/** A brand with six weeks behind it: ordinary talk, one bad buzz of many people, one evening of a single troll. */
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import type { TalkFact } from '../../src/domain/talk-fact.ts';
import type { Db } from '../../src/store/database.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { makeNewMention, toSentiment } from './talk.ts';
import type { TestWorld } from './test-world.ts';

export const PAST_DAYS = 42;
/** From the beginning of the past. */
export const TROLL_AT_MS = 25 * DAY_MS + 18 * HOUR_MS;
export const BUZZ_AT_MS = 33 * DAY_MS + 14 * HOUR_MS;

const PER_DAY = 30;
const MENTIONS_PER_TRANSACTION = 500;

/** Stores it, and moves the clock to its end. What was said is heard at once. */
export async function storePast(world: TestWorld, key: Readonly<{ agencyId: string; brandId: string }>): Promise<void> {
  const start = world.clock.now();
  const random = makeSeededRandom(11);
  const told: NewMention[] = [];
  const tell = (at: Date, said: Readonly<{ author: string; isNegative: boolean; excerpt: string }>): void => {
    const documentId = world.newId();
    told.push(
      makeNewMention({
        ...{ ...key, documentId, publishedAt: at, arrivedAt: at, author: said.author, excerpt: said.excerpt },
        sentiment: toSentiment(said.isNegative ? 'negative' : 'neutral'),
      }),
    );
  };
  for (let index = 0; index < PAST_DAYS * PER_DAY; index += 1) {
    const at = addMs(start, Math.floor(random.next() * PAST_DAYS * DAY_MS));
    const author = `habitué ${Math.floor(random.next() * 60)}`;
    tell(at, { author, isNegative: random.next() < 0.12, excerpt: 'Ondelia, comme toujours' });
  }
  for (let index = 0; index < 40; index += 1) {
    tell(addMs(start, TROLL_AT_MS + 3 * index * MINUTE_MS), {
      author: 'le troll',
      isNegative: true,
      excerpt: 'Ondelia nul',
    });
  }
  for (let index = 0; index < 90; index += 1) {
    const at = addMs(start, BUZZ_AT_MS + 2 * index * MINUTE_MS);
    tell(at, { author: `client ${index}`, isNegative: true, excerpt: 'panne de box Ondelia' });
  }
  told.sort((one, other) => one.publishedAt.getTime() - other.publishedAt.getTime());
  for (let day = 0; day <= PAST_DAYS; day += 20) await ensurePartitions(world.db, addMs(start, day * DAY_MS));
  for (let first = 0; first < told.length; first += MENTIONS_PER_TRANSACTION) {
    const mentions = told.slice(first, first + MENTIONS_PER_TRANSACTION);
    const now = mentions.at(-1)?.arrivedAt ?? start;
    await world.db
      .transaction()
      .execute((transaction) => recordMentions(transaction, { newId: world.newId, now }, mentions));
  }
  world.clock.setTo(addMs(start, PAST_DAYS * DAY_MS));
}

/** All that is stored of the brand, in the order in which it was said. */
export async function readFacts(db: Db, brandId: string): Promise<readonly TalkFact[]> {
  const rows = await db
    .selectFrom('mentions')
    .selectAll()
    .where('brand_id', '=', brandId)
    .orderBy('published_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    publishedAt: row.published_at.getTime(),
    heardAt: row.published_at.getTime(),
    label: row.sentiment_label,
    author: `${row.site} ${row.author ?? ''}`,
    isNewcomer: row.is_newcomer,
    site: row.site,
    sourceKind: row.source_kind,
    storyId: row.story_id,
    crisisWeight: row.crisis_weight,
    outletWeight: row.outlet_weight,
  }));
}
