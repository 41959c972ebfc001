/** What every SMS provider looks like from here, and the one that stands in where none is configured. */
import type { DeliveryOutcome } from '../../domain/alert.ts';

/** to: an E.164 number. text: in the alphabet of a plain SMS (see gsm7.ts). */
export type SmsMessage = Readonly<{ to: string; text: string }>;

export type SmsSender = Readonly<{ send: (message: SmsMessage) => Promise<DeliveryOutcome> }>;

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
        message: 'No SMS provider is configured: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM.',
        retryAfterSeconds: null,
      }),
  };
}
