/** Alerts: recorded with all their deliveries before anything is sent. */
import { type Selectable, sql } from 'kysely';
import { addMs, MINUTE_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import { type Alert, type AlertReason, FALL_BACK_MINUTES } from '../domain/alert.ts';
import { type Db, isAmong, toJsonb } from './database.ts';
import { insertDeliveries, type NewDelivery } from './deliveries.ts';
import { type NumberWanted, takeReplyNumbers } from './reply-numbers.ts';
import type { Tables } from './tables.ts';

type WriteDeps = Readonly<{ newId: NewId; now: Date }>;

/** An alert that was decided, and everybody who is told. */
export type DecidedAlert = Readonly<{ alert: Omit<Alert, 'id' | 'decidedAt'>; recipients: readonly NewDelivery[] }>;

/** One alert, as recordAlerts. Returns whether it was new. */
export async function recordAlert(
  db: Db,
  deps: WriteDeps,
  alert: DecidedAlert['alert'],
  recipients: DecidedAlert['recipients'],
): Promise<boolean> {
  return (await recordAlerts(db, deps, [{ alert, recipients }])).length > 0;
}

/**
 * Stores the alerts and one pending delivery for each recipient, but none that was decided before.
 *
 * Run it in the transaction that marks the changes as decided. Returns those that were new.
 */
export async function recordAlerts(
  db: Db,
  deps: WriteDeps,
  decided: readonly DecidedAlert[],
): Promise<readonly DecidedAlert[]> {
  if (decided.length === 0) return [];
  const byId = new Map(decided.map((each) => [deps.newId(), each]));
  const rows = await db
    .insertInto('alerts')
    .values([...byId].map(([id, { alert }]) => toRow(id, alert, deps.now)))
    .onConflict((conflict) => conflict.constraint('alerts_buzz_reason_level_key').doNothing())
    .returning('id')
    .execute();
  const added = rows.flatMap(({ id }) => {
    const each = byId.get(id);
    return each === undefined ? [] : [{ id, each }];
  });
  const numberOf = await takeReplyNumbers(
    db,
    added.map(({ each }) => toWanted(each)),
    deps.now,
  );
  const deliveries = added.flatMap(({ id, each: { alert, recipients } }) =>
    recipients.map((recipient) => ({
      ...{ about: { agencyId: alert.agencyId, alertId: id, digestId: null } },
      recipient: {
        ...recipient,
        replyNumber: numberOf(alert, recipient.address),
        fallBackAt: toFallBackAt(alert, recipient.notBefore ?? deps.now),
      },
    })),
  );
  await insertDeliveries(db, deps, deliveries);
  return added.map(({ each }) => each);
}

function toRow(id: string, alert: DecidedAlert['alert'], now: Date) {
  return {
    agency_id: alert.agencyId,
    id,
    buzz_id: alert.buzzId,
    brand_id: alert.brandId,
    reason: alert.reason,
    level: alert.level,
    round: alert.round,
    sequence: alert.sequence,
    content: toJsonb(alert.content),
    decided_at: now,
  };
}

/** The end is told where the beginning was, and nowhere else. */
function toFallBackAt({ reason, level }: DecidedAlert['alert'], from: Date): Date | null {
  return reason === 'resolved' ? null : addMs(from, FALL_BACK_MINUTES[level] * MINUTE_MS);
}

/** Each SMS carries the number by which it is answered; to the end there is nothing to answer. */
function toWanted({ alert, recipients }: DecidedAlert): NumberWanted {
  const { agencyId, buzzId, reason } = alert;
  const told = reason === 'resolved' ? [] : recipients.filter(({ channelKind }) => channelKind === 'sms');
  return { agencyId, buzzId, addresses: told.map(({ address }) => address) };
}

/** What people were told so far of a buzz, and the channels it went to. */
export type ToldAlert = Readonly<{
  level: Alert['level'];
  reason: AlertReason;
  round: number;
  decidedAt: Date;
  channelIds: readonly string[];
  /** Those of them at which it has not been accepted yet. */
  waitingChannelIds: readonly string[];
}>;

/** By buzz, the oldest first. */
export async function readToldAlerts(
  db: Db,
  buzzes: readonly Readonly<{ agencyId: string; id: string }>[],
): Promise<ReadonlyMap<string, readonly ToldAlert[]>> {
  const rows = await db
    .selectFrom('alerts')
    .leftJoin('deliveries', (join) =>
      join.onRef('deliveries.agency_id', '=', 'alerts.agency_id').onRef('deliveries.alert_id', '=', 'alerts.id'),
    )
    .select([
      'alerts.buzz_id',
      'alerts.level',
      'alerts.reason',
      'alerts.round',
      'alerts.decided_at',
      sql<string[]>`coalesce(array_agg(deliveries.channel_id) filter (where deliveries.id is not null), '{}')`.as(
        'channels',
      ),
      sql<string[]>`coalesce(array_agg(deliveries.channel_id) filter (where deliveries.status = 'pending'), '{}')`.as(
        'waiting',
      ),
    ])
    .where(isAmong({ agencyId: 'alerts.agency_id', id: 'alerts.buzz_id' }, buzzes))
    .groupBy(['alerts.id', 'alerts.buzz_id', 'alerts.level', 'alerts.reason', 'alerts.round', 'alerts.decided_at'])
    .orderBy('alerts.decided_at')
    .orderBy('alerts.id')
    .execute();
  return new Map(
    [...Map.groupBy(rows, (row) => row.buzz_id)].map(([buzzId, ofBuzz]) => [
      buzzId,
      ofBuzz.map((row) => ({
        level: row.level,
        reason: row.reason,
        round: row.round,
        decidedAt: row.decided_at,
        channelIds: row.channels,
        waitingChannelIds: row.waiting,
      })),
    ]),
  );
}

/** Newest first; at most `limit` after the cursor. */
export async function listAlerts(
  db: Db,
  filter: Readonly<{ agencyId: string; brandId?: string; buzzId?: string }>,
  page: Readonly<{ after: Readonly<{ decidedAt: Date; id: string }> | null; limit: number }>,
): Promise<readonly Alert[]> {
  let query = db.selectFrom('alerts').selectAll().where('agency_id', '=', filter.agencyId);
  if (filter.brandId !== undefined) query = query.where('brand_id', '=', filter.brandId);
  if (filter.buzzId !== undefined) query = query.where('buzz_id', '=', filter.buzzId);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(decided_at, id) < (${page.after.decidedAt}, ${page.after.id}::uuid)`);
  }
  return (await query.orderBy('decided_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute()).map(toAlert);
}

/** Errors: NOT_FOUND. */
export async function getAlert(db: Db, key: Readonly<{ agencyId: string; alertId: string }>): Promise<Alert> {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.alertId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError('NOT_FOUND', 'There is no such alert in this agency: list them at /v1/alerts.');
  }
  return toAlert(row);
}

/** By id; missing: gone. */
export async function readAlerts(
  db: Db,
  keys: readonly Readonly<{ agencyId: string; id: string }>[],
): Promise<ReadonlyMap<string, Alert>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .selectFrom('alerts')
    .selectAll()
    .where(isAmong({ agencyId: 'agency_id', id: 'id' }, keys))
    .execute();
  return new Map(rows.map((row) => [row.id, toAlert(row)]));
}

function toAlert(row: Selectable<Tables['alerts']>): Alert {
  return {
    agencyId: row.agency_id,
    id: row.id,
    buzzId: row.buzz_id,
    brandId: row.brand_id,
    reason: row.reason,
    level: row.level,
    round: row.round,
    sequence: row.sequence,
    content: row.content,
    decidedAt: row.decided_at,
  };
}
