/** The cookie that keeps somebody signed in. */
import type { FastifyReply } from 'fastify';
import { SECOND_MS } from '../base/clock.ts';
import type { Member } from '../domain/agency.ts';
import { SESSION_MS, startSession } from '../intents/people.ts';
import { SESSION_COOKIE } from './visits.ts';
import type { WebDeps } from './web-deps.ts';

/** Signs the member in on this browser. */
export async function giveSession(deps: WebDeps, reply: FastifyReply, member: Member): Promise<void> {
  giveToken(deps, reply, await startSession(deps, member));
}

/** Unreadable for scripts, not sent along with other sites' forms, and over https only where we are reached by it. */
export function giveToken(deps: WebDeps, reply: FastifyReply, sessionToken: string): void {
  void reply.setCookie(SESSION_COOKIE, sessionToken, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: deps.config.publicUrl.startsWith('https:'),
    maxAge: SESSION_MS / SECOND_MS,
  });
}

export function takeSession(reply: FastifyReply): void {
  void reply.clearCookie(SESSION_COOKIE, { path: '/' });
}
