/** The e-mail channel: alerts, digests and tests. */
import { assertNever } from '../../base/errors.ts';
import { PLAIN_LOOK } from '../../domain/agency-look.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { renderDigestEmail } from '../digest/render-digest-email.ts';
import type { Mailer } from '../email/make-mailer.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import { renderAlertEmail } from '../templates/alert-email.ts';
import { renderBundleEmail } from '../templates/bundle-email.ts';
import type { RenderedEmail } from '../templates/mail-layout.ts';
import { renderTestEmail } from '../templates/test-message.ts';

/** All alerts of a buzz stand in one thread of the reader's mailbox; each bundle and each digest stands alone. */
export async function sendByEmail(
  deps: Readonly<{ mailer: Pick<Mailer, 'send'> }>,
  message: OutgoingMessage,
): Promise<DeliveryOutcome> {
  const look = message.subject.kind === 'digest' ? message.subject.look : PLAIN_LOOK;
  return deps.mailer.send({
    deliveryId: message.deliveryId,
    to: { name: message.contactName, address: message.address },
    unsubscribeUrl: message.unsubscribeUrl ?? null,
    senderName: look.senderName,
    // a client who answers his digest writes to the agency, not into its logbook
    replyTo: look.replyTo ?? message.repliesAddress ?? null,
    threadId: message.subject.kind === 'alert' ? message.subject.buzzId : null,
    ...renderEmail(message),
  });
}

function renderEmail(message: OutgoingMessage): RenderedEmail {
  const { subject, language, timeZone } = message;
  const canNote = message.repliesAddress !== undefined;
  switch (subject.kind) {
    case 'alert':
      return renderAlertEmail({ content: subject.content, language, timeZone, links: subject, canNote });
    case 'bundle':
      return renderBundleEmail({ content: subject, language, timeZone, canNote });
    case 'digest':
      return renderDigestEmail({ content: subject.content, language, links: subject, look: subject.look });
    case 'test':
      return renderTestEmail(subject, language);
    default:
      return assertNever(subject);
  }
}
