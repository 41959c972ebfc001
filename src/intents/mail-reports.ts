/** A mail came back, or its reader called it spam: the channels that it went to take no more. */
import { AppError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type MailReport, parseMailReports, toDeliveryId } from '../domain/mail-report.ts';
import { listMailChannels, markUnreachable } from '../store/channel-proofs.ts';
import type { Db } from '../store/database.ts';
import { findMailDelivery } from '../store/deliveries.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

export type MailReportDeps = IntentDeps & Readonly<{ log: Pick<Log, 'warn'> }>;

type ChannelKey = Readonly<{ agencyId: string; channelId: string }>;

/**
 * Takes what a provider posted.
 *
 * SNS's question whether it may write here is answered by a person: an address out of a body is never fetched.
 *
 * Errors:  INPUT_INVALID for a body that is no report.
 */
export async function takeMailReports(deps: MailReportDeps, body: string): Promise<void> {
  const read = parseMailReports(body);
  if (read.kind === 'unknown') throw new AppError('INPUT_INVALID', read.problem);
  if (read.kind === 'confirmation') {
    deps.log.warn('mail.confirmation-asked', { url: read.url });
    return;
  }
  for (const report of read.reports) {
    const why = report.kind === 'bounce' ? 'hard-bounce' : 'complaint';
    const marked = await inTransaction(deps, async (db, { now }) =>
      markUnreachable(db, await listMeant(db, report), why, now),
    );
    for (const key of marked) deps.log.warn('channel.unreachable', { ...key, why });
  }
}

/**
 * The channels that a report speaks of.
 *
 * An address that does not exist does not exist for anybody: a bounce counts for every agency. A complaint is about the
 * mails of one, which our Message-ID names; without it, only where a single agency writes to the address at all. The
 * message's own recipient counts before the address that is reported, which may be where it was forwarded to.
 */
async function listMeant(db: Db, report: MailReport): Promise<readonly ChannelKey[]> {
  const deliveryId = report.messageId === null ? null : toDeliveryId(report.messageId);
  const delivery = deliveryId === null ? undefined : await findMailDelivery(db, deliveryId);
  const address = delivery?.address ?? report.address;
  if (address === null) return [];
  const channels = await listMailChannels(db, address);
  if (report.kind === 'bounce') return channels;
  const agencyIds = new Set(channels.map((channel) => channel.agencyId));
  const agencyId = delivery?.agencyId ?? (agencyIds.size === 1 ? channels[0]?.agencyId : undefined);
  return channels.filter((channel) => channel.agencyId === agencyId);
}
