/**
 * Where a mail server or a provider brings what people answer to mails. Not a part of the API that is documented: the
 * address is the service's own (`vigie mail-replies` prints it), nobody else knows it, and it needs no key.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { isMailRepliesToken } from '../../domain/mail-replies-address.ts';
import { takeMailReply } from '../../intents/mail-replies.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';
import { guardCalls } from '../guard-calls.ts';

const MAILS_PER_MINUTE_MAX = 600;
/** A mail with a few pictures in its signature; what is larger was not written to be noted. */
const MAIL_BYTES_MAX = 10 * 1_024 * 1_024;

export const mailReplyRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await guardCalls(app, {
    whoCalls: (request) => (isOurs(deps, request) ? 'mail replies' : null),
    callsPerMinuteMax: MAILS_PER_MINUTE_MAX,
    refusal: () => new AppError('NOT_FOUND', 'No mail is brought to this address.'),
  });
  // a mail is bytes: what it is written in, each of its parts says itself
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // refused mails are answered with 200 too: a provider that is told of a failure brings the same mail for days
  app.post('/:token', { schema: { hide: true }, bodyLimit: MAIL_BYTES_MAX }, async (request, reply) => {
    return reply.send(await takeMailReply(deps, toMail(request.body)));
  });
};

function isOurs(deps: ApiDeps, request: FastifyRequest): boolean {
  const { token } = request.params as Readonly<{ token?: string }>;
  return isMailRepliesToken(deps.secretKey, token ?? '');
}

/**
 * The mail itself, or the one in Postmark's JSON.
 *
 * Source:  https://postmarkapp.com/developer/webhooks/inbound-webhook ("RawEmail", where the server includes it).
 */
function toMail(body: unknown): Uint8Array {
  if (!Buffer.isBuffer(body)) return new Uint8Array();
  if (body[0] !== OPENING_BRACE) return body;
  const raw = findRawEmail(body.toString('utf8'));
  return raw === null ? body : Buffer.from(raw, 'utf8');
}

const OPENING_BRACE = 0x7b;

function findRawEmail(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    const raw: unknown = typeof value === 'object' && value !== null && 'RawEmail' in value ? value.RawEmail : null;
    return typeof raw === 'string' ? raw : null;
  } catch {
    return null; // it is read as a mail then, and told to be none
  }
}
