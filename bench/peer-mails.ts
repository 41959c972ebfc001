/** As many mails as large by nodemailer alone: what sending them cannot be faster than. */
import { createTransport } from 'nodemailer';

const PEER_CONNECTIONS = 5;

/** In milliseconds. */
export async function measurePeerMails(
  mails: Readonly<{ smtpUrl: string; count: number; bytes: number }>,
): Promise<number> {
  const transport = createTransport({ pool: true, url: mails.smtpUrl, maxConnections: PEER_CONNECTIONS });
  const html = 'x'.repeat(mails.bytes);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: mails.count }, (_, index) =>
      transport.sendMail({ from: 'vigie@agence.example', to: `${index}@agence.example`, subject: 'Vigie', html }),
    ),
  );
  transport.close();
  return performance.now() - startedAt;
}
