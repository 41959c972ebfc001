/** Who is calling: the agency of the API key in `Authorization: Bearer vigie_key_…` (RFC 6750). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { hashToken } from '../../base/secrets.ts';
import type { ApiKey } from '../../domain/agency.ts';
import { findApiKey } from '../../store/api-keys.ts';
import type { ApiDeps } from '../deps.ts';

const CALLER = 'caller';
const TOKEN_CHARS_MAX = 200;

/**
 * Looks up whose key a request brings, and refuses nobody yet.
 *
 * Two steps, so that the rate limit in between can count by key where the key is good and by address where it is not:
 * whoever tries keys runs into the limit.
 */
export function addCallerLookup(app: FastifyInstance, deps: Pick<ApiDeps, 'db' | 'clock'>): void {
  app.decorateRequest(CALLER, null);
  app.addHook('onRequest', async (request) => {
    const token = findBearerToken(request);
    if (token === undefined) return;
    request.setDecorator(CALLER, (await findApiKey(deps.db, hashToken(token), deps.clock.now())) ?? null);
  });
}

/** From here on only callers with a good key come through, and before their body is read. Errors: API_KEY_INVALID. */
export function requireCaller(app: FastifyInstance): void {
  app.addHook('preParsing', async (request) => {
    if (findCaller(request) !== null) return;
    throw new AppError(
      'API_KEY_INVALID',
      'This needs an API key: send "Authorization: Bearer vigie_key_…" with a key that was not deleted.',
    );
  });
}

/** The key that the request came with; null when none of ours. */
export function findCaller(request: FastifyRequest): ApiKey | null {
  return request.getDecorator<ApiKey | null>(CALLER);
}

/** The agency whose rows the request may see; only behind requireCaller. */
export function getAgencyId(request: FastifyRequest): string {
  return getCaller(request).agencyId;
}

/** The id of the key, by which what it wrote is known; only behind requireCaller. */
export function getCallerId(request: FastifyRequest): string {
  return getCaller(request).id;
}

/** The name of the key, which stands for whoever uses it; only behind requireCaller. */
export function getCallerName(request: FastifyRequest): string {
  return getCaller(request).name;
}

function getCaller(request: FastifyRequest): ApiKey {
  const caller = findCaller(request);
  if (caller === null) throw new Error('a route outside requireCaller asked who is calling');
  return caller;
}

/** The token of the Authorization header; undefined where there is none that could be one of ours. */
export function findBearerToken(request: FastifyRequest): string | undefined {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  const token = match?.[1];
  return token !== undefined && token.length <= TOKEN_CHARS_MAX ? token : undefined;
}
