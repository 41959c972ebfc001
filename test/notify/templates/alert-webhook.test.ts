/** The JSON that programs are told. */
import { describe, expect, test } from 'vitest';
import type { AlertContent } from '../../../src/domain/alert.ts';
import { renderAlertWebhook } from '../../../src/notify/templates/alert-webhook.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeAlertContent } from '../sample-content.ts';

const IDS = { agencyId: 'agency', alertId: 'alert', buzzId: 'buzz', brandId: 'brand' };
const LINKS = { acknowledgeUrl: ACKNOWLEDGE_URL, buzzUrl: BUZZ_URL };
const DECIDED_AT = new Date('2026-06-02T12:06:00Z');

describe('renderAlertWebhook', () => {
  const types = [
    ['first-notice', 'buzz.opened'],
    ['worse', 'buzz.escalated'],
    ['resolved', 'buzz.resolved'],
  ] as const;
  test.each(types)('%s is told as %s', (reason, type) => {
    const body = renderAlertWebhook({
      ...IDS,
      decidedAt: DECIDED_AT,
      content: makeAlertContent({ reason }),
      links: LINKS,
    });
    expect(JSON.parse(body)).toMatchObject({
      type,
      timestamp: '2026-06-02T12:06:00.000Z',
      data: {
        alertId: 'alert',
        agency: { id: 'agency', name: 'Atelier Camélia' },
        brand: { id: 'brand', name: 'Orange' },
        buzz: { id: 'buzz', level: 3, url: BUZZ_URL, acknowledgeUrl: reason === 'resolved' ? null : ACKNOWLEDGE_URL },
        figures: { negativeCount: 38 },
      },
    });
  });

  test('the end says how it came and who said so; an alert from before that says the bytes it said', () => {
    const tell = (content: Partial<AlertContent>): string =>
      renderAlertWebhook({
        ...IDS,
        decidedAt: DECIDED_AT,
        content: makeAlertContent({ reason: 'resolved', ...content }),
        links: LINKS,
      });
    const end = { as: 'false-alarm', by: 'Marie' } as const;
    expect(JSON.parse(tell({ end }))).toMatchObject({ data: { buzz: { end } } });
    expect(tell({})).not.toContain('"end"');
  });
});
