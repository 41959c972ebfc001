/** Addresses that hold a secret of their own and need no key: providers call there, in bursts and with bodies of any type. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppError } from '../base/errors.ts';

const WINDOW_MS = 60_000;
/** Of one who does not know where to call. */
const GUESSES_PER_MINUTE_MAX = 60;

/**
 * Lets in whoever knows the address, before a body is read, and slows down whoever guesses. The app must be a part of its
 * own: bodies are read as text in it, whatever type they say they are.
 *
 * Shape:   whoCalls: under which name calls are counted; null: the address is none of ours.
 */
export async function guardCalls(
  app: FastifyInstance,
  options: Readonly<{
    whoCalls: (request: FastifyRequest) => string | null;
    callsPerMinuteMax: number;
    refusal: () => AppError;
  }>,
): Promise<void> {
  const { whoCalls, callsPerMinuteMax, refusal } = options;
  await app.register(rateLimit, {
    max: (request) => (whoCalls(request) === null ? GUESSES_PER_MINUTE_MAX : callsPerMinuteMax),
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => whoCalls(request) ?? `address ${request.ip}`,
  });
  // after the limit, so that guessing runs into it
  app.addHook('preParsing', async (request) => {
    if (whoCalls(request) === null) throw refusal();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
