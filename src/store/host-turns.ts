/** Host turns: who may speak to a host now, and to which of its sources. */
import { sql } from 'kysely';
import type { Source } from '../domain/source.ts';
import { type DueArticle, listDueArticles } from './article-visits.ts';
import { type Db, UNLEASED } from './database.ts';
import { toSource } from './sources.ts';

/** A source with what opens it, encrypted; null: it is public. */
export type ClaimedSource = Source &
  Readonly<{
    secretEncrypted: Uint8Array | null;
    /** Somebody who listens wants the articles behind its teasers. */
    isFullTextWanted: boolean;
  }>;

/** The right to speak to one host, until the lease ends; what is due there, the longest overdue first. */
export type HostTurn = Readonly<{
  host: string;
  leasedUntil: Date;
  sources: readonly ClaimedSource[];
  articles: readonly DueArticle[];
}>;

/** A turn that ended; the host is left in peace until then. Null: its next turn may follow at once. */
export type EndedTurn = Pick<HostTurn, 'host' | 'leasedUntil'> & Readonly<{ restUntil: Date | null }>;

/**
 * Leases hosts where something is due, the longest overdue of the buckets first, and reads what is due there.
 *
 * A host is one row however many sources it has: that is what keeps two workers from asking one site at once, and one
 * site with ten thousand due sources from starving the others. A lease that runs out gives the host back: a worker that
 * was killed loses nothing.
 *
 * Shape:   hostCountMax: of all buckets together. A host without any due source is returned too: it must be released.
 */
export async function claimHostTurns(
  db: Db,
  claim: Readonly<{
    now: Date;
    leasedUntil: Date;
    buckets: readonly number[];
    hostCountMax: number;
    sourcesPerHostMax: number;
    articlesPerHostMax: number;
  }>,
): Promise<readonly HostTurn[]> {
  const perBucket = Math.max(1, Math.ceil(claim.hostCountMax / claim.buckets.length));
  const { rows: leased } = await sql<{ host: string }>`
    with due as materialized (
      select due_here.host from unnest(${claim.buckets}::smallint[]) as walked (bucket)
      cross join lateral (
        select host from hosts
        where hosts.bucket = walked.bucket and next_turn_at <= ${claim.now} and leased_until <= ${claim.now}
        order by next_turn_at limit ${perBucket} for update skip locked
      ) as due_here
      limit ${claim.hostCountMax}
    )
    update hosts set leased_until = ${claim.leasedUntil}, next_turn_at = ${claim.leasedUntil}
    from due where hosts.host = due.host returning hosts.host`.execute(db);
  if (leased.length === 0) return [];
  // in a statement of its own: it must see what the last holder of the turn recorded
  const sources = await listDueSources(db, claim, leased);
  const sourcesByHost = Map.groupBy(sources, (source) => source.host);
  const articles = await listDueArticles(
    db,
    leased.map(({ host }) => host),
    { now: claim.now, perHostMax: claim.articlesPerHostMax },
  );
  const articlesByHost = Map.groupBy(articles, (article) => article.host);
  return leased.map(({ host }) => ({
    host,
    leasedUntil: claim.leasedUntil,
    sources: sourcesByHost.get(host) ?? [],
    articles: articlesByHost.get(host) ?? [],
  }));
}

/** Holds a turn longer. False where its lease ran out and another worker has it. */
export async function renewHostTurn(
  db: Db,
  turn: Pick<HostTurn, 'host' | 'leasedUntil'>,
  renewedUntil: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('hosts')
    .set({ leased_until: renewedUntil, next_turn_at: renewedUntil })
    .where('host', '=', turn.host)
    .where('leased_until', '=', turn.leasedUntil)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Gives turns back, after what was done in them was recorded: each host is due again with the first of its sources.
 *
 * A lease that ran out and was taken by another worker stays the other's. Sources that nobody listens to any more are
 * no longer polled. Run it in the transaction of the record, last.
 */
export async function releaseHostTurns(db: Db, turns: readonly EndedTurn[], now: Date): Promise<void> {
  if (turns.length === 0) return;
  const hosts = turns.map(({ host }) => host).sort();
  await stopPollingUnheard(db, hosts, now);
  await sql`select 1 from hosts where host = any(${hosts}) order by host for update`.execute(db);
  // a snapshot from after the lock: a source that was added meanwhile is seen
  await sql`
    update hosts set leased_until = coalesce(turn.rest_until, ${UNLEASED}), next_turn_at = coalesce(
      least(
        (select min(next_check_at) from sources where sources.host = hosts.host and is_polled),
        (select min(due_at) from article_visits where article_visits.host = hosts.host)
      ),
      'infinity'
    )
    from unnest(
      ${turns.map(({ host }) => host)}::text[], ${turns.map(({ leasedUntil }) => leasedUntil)}::timestamptz[],
      ${turns.map(({ restUntil }) => restUntil)}::timestamptz[]
    ) as turn (host, leased_until, rest_until)
    where hosts.host = turn.host and hosts.leased_until = turn.leased_until`.execute(db);
}

async function listDueSources(
  db: Db,
  claim: Readonly<{ now: Date; sourcesPerHostMax: number }>,
  hosts: readonly Readonly<{ host: string }>[],
): Promise<readonly ClaimedSource[]> {
  const rows = await db
    .selectFrom(
      sql<{ host: string }>`unnest(${hosts.map(({ host }) => host)}::text[])`.as<'leased'>(sql`leased (host)`),
    )
    .innerJoinLateral(
      (expression) =>
        expression
          .selectFrom('sources')
          .selectAll()
          .select((field) =>
            field
              .exists(
                field
                  .selectFrom('subscriptions')
                  .select('subscriptions.id')
                  .whereRef('subscriptions.source_id', '=', 'sources.id')
                  .where('wants_full_text', '=', true),
              )
              .as('is_full_text_wanted'),
          )
          .whereRef('sources.host', '=', 'leased.host')
          .where('is_polled', '=', true)
          .where('next_check_at', '<=', claim.now)
          .where((where) =>
            where.exists(
              where
                .selectFrom('subscriptions')
                .select('subscriptions.id')
                .whereRef('subscriptions.source_id', '=', 'sources.id'),
            ),
          )
          .orderBy('next_check_at')
          .limit(claim.sourcesPerHostMax)
          .as('due'),
      (join) => join.onTrue(),
    )
    .selectAll('due')
    .execute();
  return rows.map((row) => ({
    ...toSource(row),
    secretEncrypted: row.secret_encrypted,
    isFullTextWanted: Boolean(row.is_full_text_wanted),
  }));
}

/** Locks first, then looks once more: somebody may be subscribing at this moment. */
async function stopPollingUnheard(db: Db, hosts: readonly string[], now: Date): Promise<void> {
  const unheard = sql`not exists (select 1 from subscriptions where source_id = sources.id)`;
  const { rows } = await sql<{ id: string }>`
    select id from sources where host = any(${hosts}) and is_polled and next_check_at <= ${now} and ${unheard}
    order by id for update`.execute(db);
  if (rows.length === 0) return;
  await sql`
    update sources set is_polled = false where id = any(${rows.map(({ id }) => id)}::uuid[]) and ${unheard}`.execute(
    db,
  );
}
