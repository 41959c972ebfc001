/**
 * Where SMS providers bring what readers write back. Not a part of the API that is documented: each address is made for one
 * provider, nobody else knows it, and it needs no key.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ReplyProvider } from '../../base/config.ts';
import { AppError } from '../../base/errors.ts';
import { escapeHtml } from '../../base/html.ts';
import { isTwilioSignatureRight } from '../../domain/sms-receipt.ts';
import { findReplyProvider, readSmsReply } from '../../domain/sms-reply.ts';
import { saySmsAnswer } from '../../domain/sms-reply-words.ts';
import { answerBySms } from '../../intents/answer-buzz.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';

const WINDOW_MS = 60_000;
/** Of the provider, and of an address that does not know where to call. */
const CALLS_PER_MINUTE_MAX = 1_200;
const GUESSES_PER_MINUTE_MAX = 60;
const REPLY_BYTES_MAX = 16_384;
const ADDRESS = '/replies/:provider/:token';
const schema = { hide: true };

export const smsReplyRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await app.register(rateLimit, {
    max: (request) => (findProvider(deps, request) === null ? GUESSES_PER_MINUTE_MAX : CALLS_PER_MINUTE_MAX),
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => {
      const provider = findProvider(deps, request);
      return provider === null ? `address ${request.ip}` : `provider ${provider}`;
    },
  });
  // after the limit, so that guessing runs into it, and before a body is read
  app.addHook('preParsing', async (request) => {
    if (findProvider(deps, request) === null) throw notFound();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.post(ADDRESS, { schema, bodyLimit: REPLY_BYTES_MAX }, (request, reply) => takeReply(deps, request, reply));

  // OVHcloud says everything in the address, and asks for it
  app.get(ADDRESS, { schema, exposeHeadRoute: false }, async (request, reply) => {
    if (findProvider(deps, request) !== 'ovh') throw notFound();
    return await takeReply(deps, request, reply);
  });
};

/** Whether or not the telephone is known, the status is the same: nobody learns here whose number it is. */
async function takeReply(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const provider = findProvider(deps, request);
  const body = typeof request.body === 'string' ? request.body : '';
  if (provider === null || (provider === 'twilio' && isForged(deps, request, body))) throw notFound();
  const query = new URLSearchParams(request.url.split('?').slice(1).join('?'));
  const said = readSmsReply(provider, { query, body });
  if (said === null) {
    throw new AppError('INPUT_INVALID', 'This is no SMS that came in: send its sender’s number and its text.');
  }
  const reaction = await answerBySms(deps, provider, said);
  const sentence = reaction === null ? null : saySmsAnswer(reaction.language, reaction.answer);
  reply.header('cache-control', 'no-store');
  if (provider !== 'twilio') return reply.send({ reply: sentence });
  const message = sentence === null ? '' : `<Message>${escapeHtml(sentence)}</Message>`;
  return reply
    .type('text/xml; charset=utf-8')
    .send(`<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`);
}

/** Twilio signs every call; one without a signature has only the address to show, as other providers' have. */
function isForged(deps: ApiDeps, request: FastifyRequest, body: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  const { sms, publicUrl } = deps.config;
  if (signature === undefined || sms?.provider !== 'twilio') return false;
  if (typeof signature !== 'string') return true;
  return !isTwilioSignatureRight(sms.authToken, { url: `${publicUrl}${request.url}`, body, signature });
}

/** Only the provider that is configured for answers may bring any. */
function findProvider(deps: ApiDeps, request: FastifyRequest): ReplyProvider | null {
  const { provider, token } = request.params as Readonly<{ provider: string; token: string }>;
  const found = findReplyProvider(deps.secretKey, provider, token);
  return found === deps.config.smsReplies ? found : null;
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'No SMS provider was given this address.');
}
