/**
 * The addresses where SMS providers call. Not a part of the API that is documented: each is made for one provider, nobody
 * else knows it, and it needs no key.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import type { SmsProvider } from '../base/sms-config.ts';
import { findCaller, isTwilioSignatureRight, type PostedCall, type SmsCallPurpose } from '../domain/sms-call.ts';
import type { ApiDeps } from './deps.ts';
import { guardCalls } from './guard-calls.ts';

export type SmsCalls = Readonly<{
  purpose: SmsCallPurpose;
  /** By what is configured; whose call is refused is told that nobody was given the address. */
  mayCall: (provider: SmsProvider) => boolean;
  callsPerMinuteMax: number;
  bodyBytesMax: number;
  take: (provider: SmsProvider, call: PostedCall, reply: FastifyReply) => Promise<FastifyReply>;
}>;

const schema = { hide: true };

/** Adds `/PURPOSE/:provider/:token` to the app, which must be a part of its own: bodies are read as text in it. */
export async function addSmsCalls(app: FastifyInstance, deps: ApiDeps, calls: SmsCalls): Promise<void> {
  const address = `/${calls.purpose}/:provider/:token`;
  const findProvider = (request: FastifyRequest): SmsProvider | null => {
    const { provider, token } = request.params as Readonly<{ provider: string; token: string }>;
    const caller = findCaller(deps.secretKey, { purpose: calls.purpose, provider, token });
    return caller !== null && calls.mayCall(caller) ? caller : null;
  };
  const take = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const provider = findProvider(request);
    const body = typeof request.body === 'string' ? request.body : '';
    if (provider === null || (provider === 'twilio' && isForged(deps, request, body))) throw notFound();
    const query = new URLSearchParams(request.url.split('?').slice(1).join('?'));
    return await calls.take(provider, { query, body }, reply);
  };

  await guardCalls(app, {
    whoCalls: (request) => {
      const provider = findProvider(request);
      return provider === null ? null : `provider ${provider}`;
    },
    callsPerMinuteMax: calls.callsPerMinuteMax,
    refusal: notFound,
  });

  app.post(address, { schema, bodyLimit: calls.bodyBytesMax }, take);

  // OVHcloud says everything in the address, and asks for it
  app.get(address, { schema, exposeHeadRoute: false }, async (request, reply) => {
    if (findProvider(request) !== 'ovh') throw notFound();
    return await take(request, reply);
  });
}

/** Twilio signs every call; one without a signature has only the address to show, as other providers' have. */
function isForged(deps: ApiDeps, request: FastifyRequest, body: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  const { sms, publicUrl } = deps.config;
  if (signature === undefined || sms?.provider !== 'twilio') return false;
  if (typeof signature !== 'string') return true;
  return !isTwilioSignatureRight(sms.authToken, { url: `${publicUrl}${request.url}`, body, signature });
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'No SMS provider was given this address.');
}
