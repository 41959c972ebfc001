/** What every SMS provider looks like from here, and the one that stands in where none is configured. */
import type { Clock } from '../../base/clock.ts';
import type { Http } from '../../base/http.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';

/**
 * id: the delivery's, the same on every try; it is given to the provider where there is a place for it. to: an E.164
 * number. text: in the alphabet of a plain SMS (see gsm7.ts).
 */
export type SmsMessage = Readonly<{ id: string; to: string; text: string }>;

export type SmsSender = Readonly<{ send: (message: SmsMessage) => Promise<DeliveryOutcome> }>;

/** receiptUrl: where the provider is to tell what became of a message; null where it could not reach us. */
export type SmsDeps = Readonly<{ http: Pick<Http, 'request'>; clock: Clock; receiptUrl: string | null }>;

/**
 * A sender for a service without SMS provider: every message waits, so that one that is configured within the
 * delivery's deadline still gets them.
 */
export function makeUnconfiguredSms(): SmsSender {
  return {
    send: () =>
      Promise.resolve({
        kind: 'later',
        reason: 'not-configured',
        message:
          'No SMS provider is configured: set the variables of one (TWILIO_…, OVH_…, BREVO_… or SMS_HTTP_…) and restart Vigie.',
        retryAfterSeconds: null,
      }),
  };
}
