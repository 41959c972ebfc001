/**
 * Where hubs call back (WebSub). Not a part of the API that is documented: each address is made for one hub, nobody else
 * knows it, and it needs no key.
 */
import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { isHubCallback } from '../../domain/hub-subscription.ts';
import { answerHub, checkHubSignature, type SignatureCheck, takeHubNews } from '../../intents/hub-news.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';

/** Of one source's hub, and of one address that does not know where to call: a hub tries again when it is told so. */
const REQUESTS_PER_MINUTE_MAX = 60;
const WINDOW_MS = 60_000;
/** A whole feed comes with the news; more than we would read of it ourselves is not read here either. */
const NEWS_BYTES_MAX = 15 * 1_024 * 1_024;
/** What we say after a hub: short and printable, so that nobody can have us say anything of use to him. */
const CHALLENGE_PATTERN = /^[\x21-\x7e]{1,1024}$/;
const ADDRESS = '/:sourceId/:signature';
const schema = { hide: true };

type Callback = Readonly<{ sourceId: string; signature: string }>;

export const hubRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE_MAX,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => {
      const { sourceId } = readCallback(request);
      return isOurs(deps, request) ? `source ${sourceId}` : `address ${request.ip}`;
    },
  });
  // after the limit, so that guessing runs into it, and before a body is read
  app.addHook('preParsing', async (request) => {
    if (!isOurs(deps, request)) throw notFound();
  });
  addSignatureParser(app, deps);

  app.get(ADDRESS, { schema, exposeHeadRoute: false }, async (request, reply) => {
    const challenge = readText(request, 'hub.challenge');
    const mode = readText(request, 'hub.mode');
    if (mode !== 'denied' && !CHALLENGE_PATTERN.test(challenge)) throw notFound();
    const leaseSeconds = readCount(request, 'hub.lease_seconds');
    const question = { mode, topicUrl: readText(request, 'hub.topic'), leaseSeconds };
    if (!(await answerHub(deps, readCallback(request).sourceId, question))) throw notFound();
    reply.header('cache-control', 'no-store');
    return reply.type('text/plain; charset=utf-8').send(mode === 'denied' ? '' : challenge);
  });

  app.post(ADDRESS, { schema, bodyLimit: NEWS_BYTES_MAX }, async (request, reply) => {
    const isGenuine = request.body === GENUINE;
    const outcome = await takeHubNews(deps, readCallback(request).sourceId, { isGenuine });
    return reply.code(outcome === 'gone' ? 410 : 202).send();
  });
};

const GENUINE = 'genuine';

/** All that is made of a body is whether it was signed: it is neither kept nor parsed, whatever its type. */
function addSignatureParser(app: FastifyInstance, deps: ApiDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, body: IncomingMessage) => {
    const header = request.headers['x-hub-signature'];
    const check = checkHubSignature(deps, readCallback(request).sourceId, Array.isArray(header) ? header[0] : header);
    await readPieces(body, check);
    return check.isRight() ? GENUINE : 'forged';
  });
}

/** Errors: INPUT_INVALID, BODY_TOO_LARGE on the wire; the connection is closed with the answer. */
async function readPieces(body: IncomingMessage, check: SignatureCheck): Promise<void> {
  let byteCount = 0;
  try {
    // left open where it is too long: whoever sends it is still to be answered
    for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      byteCount += piece.length;
      if (byteCount > NEWS_BYTES_MAX) break;
      check.update(piece);
    }
  } catch (cause) {
    throw new AppError('INPUT_INVALID', 'The body broke off: send it again.', { cause });
  }
  if (byteCount > NEWS_BYTES_MAX) throw Object.assign(new Error('The body is too large.'), { statusCode: 413 });
}

function isOurs(deps: ApiDeps, request: FastifyRequest): boolean {
  const { sourceId, signature } = readCallback(request);
  return isHubCallback(deps.secretKey, sourceId, signature);
}

function readCallback(request: FastifyRequest): Callback {
  return request.params as Callback;
}

/** The parameter, once; the empty text where it is missing or there several times. */
function readText(request: FastifyRequest, name: string): string {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : '';
}

/** A whole number above zero, else null. */
function readCount(request: FastifyRequest, name: string): number | null {
  const text = readText(request, name);
  return /^\d{1,10}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'No such subscription was asked for.');
}
