/** An alert as JSON for a program. This shape is a promise: fields are added, never renamed. */
import type { AlertContent, AlertReason } from '../../domain/alert.ts';

const TYPES: Readonly<Record<AlertReason, string>> = {
  'first-notice': 'buzz.opened',
  worse: 'buzz.escalated',
  reopened: 'buzz.reopened',
  unanswered: 'buzz.unanswered',
  reminder: 'buzz.reminder',
  'still-on': 'buzz.still-on',
  resolved: 'buzz.resolved',
};

/**
 * The body of a webhook, `{ type, timestamp, data }` as Standard Webhooks advises.
 *
 * It says nothing that depends on the try: a retry sends the same bytes, so that a receiver can compare them.
 *
 * Shape:   type as in TYPES; instants ISO 8601 UTC; ratios 0..1. timestamp is
 *          when the alert was decided. buzz.end, of buzz.resolved alone: { as: "by-itself" | "closed" | "false-alarm", by },
 *          by the name of whoever said so, null where it ended by itself.
 */
export function renderAlertWebhook(
  input: Readonly<{
    content: AlertContent;
    decidedAt: Date;
    agencyId: string;
    alertId: string;
    buzzId: string;
    brandId: string;
    links: Readonly<{ acknowledgeUrl: string | null; buzzUrl: string }>;
  }>,
): string {
  const { content } = input;
  return JSON.stringify({
    type: TYPES[content.reason],
    timestamp: input.decidedAt.toISOString(),
    data: {
      alertId: input.alertId,
      agency: { id: input.agencyId, name: content.agencyName },
      brand: { id: input.brandId, name: content.brandName },
      buzz: {
        id: input.buzzId,
        url: input.links.buzzUrl,
        level: content.level,
        reasons: content.reasons,
        since: content.since,
        resolvedAt: content.resolvedAt,
        // of the end alone; an alert from before this field says the same bytes as at its first try
        ...(content.end === undefined ? {} : { end: content.end }),
        acknowledgedBy: content.acknowledgedBy,
        acknowledgeUrl: content.reason === 'resolved' ? null : input.links.acknowledgeUrl,
      },
      figures: content.figures,
      // so too
      ...(content.emergingTerms === undefined ? {} : { emergingTerms: content.emergingTerms }),
      worstMentions: content.worstMentions,
      blindSources: content.blindSources,
    },
  });
}
