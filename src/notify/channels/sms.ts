/** The SMS channel: alerts and tests. */
import { assertNever } from '../../base/errors.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { MessageSubject, OutgoingMessage } from '../outgoing-message.ts';
import type { SmsSender } from '../sms/sms-sender.ts';
import { renderAlertSms } from '../templates/alert-sms.ts';
import { renderBundleSms } from '../templates/bundle-sms.ts';
import { renderTestSms } from '../templates/test-message.ts';

/** A digest never fits in an SMS and is refused; nothing but a wrong subscription would ask for it. */
export async function sendBySms(
  deps: Readonly<{ sms: SmsSender }>,
  message: OutgoingMessage,
): Promise<DeliveryOutcome> {
  const { subject } = message;
  if (subject.kind === 'digest') return { kind: 'never', reason: 'refused', message: 'A digest is not sent by SMS.' };
  return deps.sms.send({
    id: message.deliveryId,
    to: message.address,
    text: renderSms(subject, message),
  });
}

function renderSms(
  subject: Exclude<MessageSubject, Readonly<{ kind: 'digest' }>>,
  { language, timeZone }: Pick<OutgoingMessage, 'language' | 'timeZone'>,
): string {
  switch (subject.kind) {
    case 'alert':
      return renderAlertSms({
        ...{ content: subject.content, language, links: subject },
        ...(subject.isResent === true ? { told: { at: subject.decidedAt, timeZone } } : {}),
      });
    case 'bundle':
      return renderBundleSms({ content: subject, language, timeZone });
    case 'test':
      return renderTestSms(subject, language);
    default:
      return assertNever(subject);
  }
}
