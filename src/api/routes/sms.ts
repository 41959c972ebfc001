/**
 * Where SMS providers call. Not a part of the API that is documented: each address is made for one provider, nobody else
 * knows it, and it needs no key.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../base/errors.ts';
import {
  findReceiptProvider,
  isTwilioSignatureRight,
  readReceipts,
  type SmsProvider,
} from '../../domain/sms-receipt.ts';
import { takeSmsReceipts } from '../../intents/sms-receipts.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';

const WINDOW_MS = 60_000;
/** Of a provider, which tells of each SMS up to five times; and of an address that does not know where to call. */
const CALLS_PER_MINUTE_MAX = 12_000;
const GUESSES_PER_MINUTE_MAX = 60;
/** A batch of some hundred receipts. */
const RECEIPT_BYTES_MAX = 131_072;
const ADDRESS = '/receipts/:provider/:token';
const schema = { hide: true };

export const smsRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
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

  app.post(ADDRESS, { schema, bodyLimit: RECEIPT_BYTES_MAX }, (request, reply) => takeReceipts(deps, request, reply));

  // OVHcloud says everything in the address, and asks for it
  app.get(ADDRESS, { schema, exposeHeadRoute: false }, async (request, reply) => {
    if (findProvider(deps, request) !== 'ovh') throw notFound();
    return await takeReceipts(deps, request, reply);
  });
};

/** 204 whether or not the message is known: nobody learns here which are. */
async function takeReceipts(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const provider = findProvider(deps, request);
  const body = typeof request.body === 'string' ? request.body : '';
  if (provider === null || (provider === 'twilio' && isForged(deps, request, body))) throw notFound();
  const query = new URLSearchParams(request.url.split('?').slice(1).join('?'));
  const receipts = readReceipts(provider, { query, body });
  if (receipts === null) {
    throw new AppError('INPUT_INVALID', 'This is no receipt of an SMS: send the message’s id and its status.');
  }
  await takeSmsReceipts(deps, receipts);
  reply.header('cache-control', 'no-store');
  return reply.code(204).send();
}

/** Twilio signs every call; one without a signature has only the address to show, as other providers' have. */
function isForged(deps: ApiDeps, request: FastifyRequest, body: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  const { sms, publicUrl } = deps.config;
  if (signature === undefined || sms?.provider !== 'twilio') return false;
  if (typeof signature !== 'string') return true;
  return !isTwilioSignatureRight(sms.authToken, { url: `${publicUrl}${request.url}`, body, signature });
}

function findProvider(deps: ApiDeps, request: FastifyRequest): SmsProvider | null {
  const { provider, token } = request.params as Readonly<{ provider: string; token: string }>;
  return findReceiptProvider(deps.secretKey, provider, token);
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'No SMS provider was given this address.');
}
