/** The SMS channel: alerts and tests. */
import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import type { SmsSender } from '../sms/sms-sender.ts';
import { renderAlertSms } from '../templates/alert-sms.ts';
import { renderTestSms } from '../templates/test-message.ts';

/** A digest never fits in an SMS and is refused; nothing but a wrong subscription would ask for it. */
export async function sendBySms(
  deps: Readonly<{ sms: SmsSender }>,
  message: OutgoingMessage,
): Promise<DeliveryOutcome> {
  const { subject, language, timeZone } = message;
  if (subject.kind === 'digest') return { kind: 'never', reason: 'refused', message: 'A digest is not sent by SMS.' };
  return deps.sms.send({
    id: message.deliveryId,
    to: message.address,
    text:
      subject.kind === 'test'
        ? renderTestSms(subject, language)
        : renderAlertSms({
            ...{ content: subject.content, language, links: subject },
            ...(subject.isResent === true ? { told: { at: subject.decidedAt, timeZone } } : {}),
          }),
  });
}
