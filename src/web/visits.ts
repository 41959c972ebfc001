/** One request to the dashboard: who asks, in which language, and what is answered. */
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { AppError } from '../base/errors.ts';
import type { Html } from '../base/html.ts';
import { hashToken } from '../base/secrets.ts';
import type { Agency, Member } from '../domain/agency.ts';
import { getAgency } from '../store/agencies.ts';
import { findSessionMember } from '../store/members.ts';
import { chooseLanguage } from './choose-language.ts';
import { readForm } from './read-form.ts';
import type { WebDeps } from './web-deps.ts';
import { makeWords, type Words } from './words.ts';

export const SESSION_COOKIE = 'vigie_session';

/** Before anybody is known there is no agency's clock; no page shows an hour then. */
const GUEST_TIME_ZONE = 'UTC';

/** Who is signed in. */
export type Room = Readonly<{ agency: Agency; member: Member }>;

export type Visit = Readonly<{
  words: Words;
  /** Null: nobody is signed in. */
  room: Room | null;
  /** The path and the query as they were asked for. */
  path: string;
}>;

/** A visit of somebody who is signed in. */
export type RoomVisit = Visit & Readonly<{ room: Room }>;

export type Answer =
  | Readonly<{ kind: 'page'; page: Html; status: number }>
  /** Saved by the browser under its name: ASCII, without quotes. */
  | Readonly<{ kind: 'file'; name: string; mediaType: string; content: string | Buffer }>
  /** 303: the browser asks for the next page with GET, so that a reload sends no form twice. */
  | Readonly<{ kind: 'moved'; to: string }>;

export function showPage(page: Html, status = 200): Answer {
  return { kind: 'page', page, status };
}

export function moveTo(to: string): Answer {
  return { kind: 'moved', to };
}

type Handler<V> = (visit: V, request: FastifyRequest, reply: FastifyReply) => Promise<Answer>;

/** A page for everybody. */
export function forGuests(deps: WebDeps, handler: Handler<Visit>): RouteHandlerMethod {
  return async (request, reply) => send(reply, await handler(await openVisit(deps, request), request, reply));
}

/** A page for those who are signed in; everybody else is led to the sign-in page and back. */
export function forMembers(deps: WebDeps, handler: Handler<RoomVisit>): RouteHandlerMethod {
  return async (request, reply) => {
    const visit = await openVisit(deps, request);
    const { room } = visit;
    if (room === null) {
      const next = request.method === 'GET' && visit.path !== '/' ? `?next=${encodeURIComponent(visit.path)}` : '';
      return send(reply, moveTo(`/sign-in${next}`));
    }
    // a client sees only his brands, and none can be given to him yet: he sees none
    if (room.member.role === 'client') throw new AppError('NOT_ALLOWED', 'Client accounts cannot be used yet.');
    return send(reply, await handler({ ...visit, room }, request, reply));
  };
}

/** Sends the answer; nothing of an agency's is kept by a browser or a proxy. */
export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  void reply.header('cache-control', 'no-store');
  if (answer.kind === 'moved') return reply.redirect(answer.to, 303);
  if (answer.kind === 'file') {
    const disposition = `attachment; filename="${answer.name}"`;
    return reply.type(answer.mediaType).header('content-disposition', disposition).send(answer.content);
  }
  return reply.code(answer.status).type('text/html; charset=utf-8').send(answer.page.text);
}

/** Who asks for what; the session's cookie decides. */
export async function openVisit(deps: WebDeps, request: FastifyRequest): Promise<Visit> {
  const room = await findRoom(deps, request);
  return { words: toWords(request, room?.agency ?? null), room, path: request.url };
}

/** The words for the request, without asking the database: for the page that says that it is gone. */
export function toWords(request: FastifyRequest, agency: Pick<Agency, 'language' | 'timeZone'> | null): Words {
  const language = chooseLanguage({
    asked: readForm(request.query).text('lang'),
    agency: agency?.language ?? null,
    accepted: request.headers['accept-language'],
  });
  return makeWords({ language, timeZone: agency?.timeZone ?? GUEST_TIME_ZONE });
}

async function findRoom(deps: WebDeps, request: FastifyRequest): Promise<Room | null> {
  const token = request.cookies[SESSION_COOKIE];
  if (token === undefined) return null;
  const member = await findSessionMember(deps.db, hashToken(token), deps.clock.now());
  return member === undefined ? null : { member, agency: await getAgency(deps.db, member.agencyId) };
}
