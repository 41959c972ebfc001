/** The mail server of the tests: what its clients do must not end it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { makeMailer } from '../../src/notify/email/make-mailer.ts';
import { startLocalMailbox } from './local-mailbox.ts';

it('a client that resets its connection in the middle of a message ends neither the mailbox nor the next one’s mail', async () => {
  await using mailbox = await startLocalMailbox();
  const socket = connect(mailbox.port, '127.0.0.1').setEncoding('utf8');
  for (const command of ['EHLO here', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA']) {
    await once(socket, 'data');
    socket.write(`${command}\r\n`);
  }
  await once(socket, 'data');
  socket.write('Subject: half of a');
  socket.resetAndDestroy();
  await once(socket, 'close');

  await using mailer = makeMailer({ smtpUrl: mailbox.url, from: 'vigie@example.org' });
  const outcome = await mailer.send({
    ...{
      deliveryId: 'one',
      threadId: null,
      unsubscribeUrl: null,
      replyTo: null,
      to: { name: 'Claire', address: 'claire@example.org' },
    },
    ...{ subject: 'Alerte', text: 'Alerte', html: '<p>Alerte</p>' },
  });
  expect(outcome.kind).toBe('accepted');
  expect(mailbox.mails.map(({ parsed }) => parsed.subject)).toEqual(['Alerte']);
});
